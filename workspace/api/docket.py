"""What waits for HR, as a list that programs read, and who of HR sees to it."""

from __future__ import annotations

from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.views import ApiView, operation
from accounts.enums import Action, Scope
from accounts.models import User
from accounts.permissions import check_has_action
from common.api.serializers import Asked, DayField, LineField, Shown, WordField
from evaluations.enums import DocketKind
from evaluations.selectors.docket import (
    NOBODY,
    DocketQuery,
    check_can_read_docket,
    docket_listed,
    entries_of,
    owners_possible,
)
from evaluations.services.docket import MOST_AT_ONCE, Chosen, docket_assign
from workforce.api import PersonNamed, UnitNamed
from workspace.selectors.docket import docket_rows

MOST_LINES = 200


class DocketAsked(Asked):
    q = LineField(source="search", required=False, help_text="Words of the employee's names and number.")
    kind = WordField(DocketKind, required=False)
    owner = LineField(required=False, help_text="The e-mail address of the owner, or nobody.")
    unit = LineField(required=False, help_text="Words of the unit's way from the top, with everything below it.")
    within = serializers.IntegerField(required=False, min_value=0, max_value=999, help_text="Days until its day.")
    overdue = serializers.BooleanField(source="is_overdue", required=False, help_text="Only what is past its day.")


class OwnerNamed(Shown):
    name = serializers.CharField()
    email = serializers.EmailField()


class DocketLineShown(Shown):
    """One thing that waits for HR."""

    kind = WordField(DocketKind, source="entry.kind")
    subject = serializers.UUIDField(source="entry.subject", help_text="Of the contact with HR, or the evaluation.")
    version = serializers.IntegerField(source="entry.version", help_text="Of its assignment; named to assign it.")
    employee = PersonNamed()
    org_unit = UnitNamed(source="employee.org_unit")
    since = DayField(source="entry.since")
    due_on = DayField(source="entry.due_on")
    owner = OwnerNamed(allow_null=True)


class DocketShown(Shown):
    """The earliest lines; `count` is how many there are in all."""

    count = serializers.IntegerField()
    lines = DocketLineShown(many=True, help_text=f"{MOST_LINES} at most. Ask more narrowly for others.")


class LineAsked(Asked):
    kind = WordField(DocketKind)
    subject = serializers.UUIDField(help_text="As the docket names it.")
    version = serializers.IntegerField(min_value=0, max_value=2**31 - 1, help_text="As the docket said it last.")


class AssignAsked(Asked):
    lines = LineAsked(many=True, max_length=MOST_AT_ONCE, help_text="All of them change hands, or none.")
    owner = LineField(allow_null=True, help_text="The e-mail address of somebody of HR; null for nobody.")


class AssignedShown(Shown):
    changed = serializers.IntegerField(help_text="How many have another owner now.")


class Docket(ApiView):
    scopes = {"GET": Scope.EVALUATIONS_READ}

    @operation(summary="Read HR's docket", answers=DocketShown, query=DocketAsked)
    def get(self, request: Request) -> Response:
        """What waits for HR, the earliest day first. For HR and the auditor; nothing about the reader."""
        check_can_read_docket(self.person)
        values = self.query(DocketAsked)
        if values.get("owner", NOBODY) != NOBODY:
            values["owner"] = str(_owner(values["owner"]).pk)
        rows = docket_listed(self.person, self.today, DocketQuery(**values))
        lines = docket_rows(entries_of(list(rows[:MOST_LINES])))
        return self.one(DocketShown({"count": rows.count(), "lines": lines}).data)


class DocketAssign(ApiView):
    scopes = {"POST": Scope.EVALUATIONS_WRITE}

    @operation(summary="Assign lines of HR's docket", asked=AssignAsked, answers=AssignedShown)
    def post(self, request: Request) -> Response:
        """All of the lines to one person of HR, or to nobody. 409 where somebody else was first."""
        check_can_read_docket(self.person)
        check_has_action(self.person, Action.EVALUATION_HR_REVIEW, "HR assigns what is on its docket.")
        values = self.body(AssignAsked)
        owner = None if values["owner"] is None else _owner(values["owner"])
        chosen = [Chosen(DocketKind(line["kind"]), line["subject"], line["version"]) for line in values["lines"]]
        changed = docket_assign(chosen=chosen, owner=owner, by=self.person, at=self.at)
        return self.one(AssignedShown({"changed": changed}).data)


def _owner(email: str) -> User:
    found = owners_possible().filter(email=email.lower()).first()
    if found is None:
        raise ValidationError({"owner": ["This is the address of nobody who does HR's work and can sign in."]})
    return found
