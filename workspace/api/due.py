"""Who is due when, as its reader may know it: one person with the reasons, and the list behind the calendar."""

from __future__ import annotations

import calendar
from datetime import date
from typing import Any

from django.db.models import F
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.views import ApiView, operation
from accounts.enums import Action, Scope
from accounts.models import User
from accounts.permissions import check_has_action
from common.api.serializers import Asked, DayField, LineField, Shown, WordField
from evaluations.enums import DocketKind, EvaluationKind, EvaluationStatus
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
from workforce.selectors import employee_visible_to, unit_visible_to
from workspace.enums import CalendarState
from workspace.selectors.api_description import api_description
from workspace.selectors.calendar import (
    CalendarQuery,
    Reader,
    calendar_reader,
    open_listed,
    with_people,
)
from workspace.selectors.calendar_counts import month_counts
from workspace.selectors.docket import docket_rows
from workspace.selectors.due import due_shown_to

MOST_LINES = 200
OPEN = [state.value for state in CalendarState if state is not CalendarState.ISSUED]


class ReasonShown(Shown):
    code = serializers.CharField()
    sentence = serializers.CharField()
    rule = serializers.CharField()


class DueShown(Shown):
    """What is due next for one person, and why."""

    due_on = DayField(allow_null=True, help_text="Null where nothing on record says so, or nothing is due any more.")
    kind = WordField(EvaluationKind, allow_null=True)
    period_start = DayField(allow_null=True)
    period_end = DayField(allow_null=True)
    rater = PersonNamed(allow_null=True, help_text="Null where nobody can be the Rater.")
    evaluation = serializers.UUIDField(allow_null=True, help_text="Under way, where you may see it.")
    status = WordField(EvaluationStatus, allow_null=True, help_text="Of that evaluation.")
    why = ReasonShown(many=True)
    movers = ReasonShown(many=True, help_text="What would move the day, or does not although people expect it.")


class DueOfPerson(ApiView):
    scopes = {"GET": Scope.CALENDAR_READ}

    @operation(summary="Read when a person is due, and why", answers=DueShown)
    def get(self, request: Request, employee_no: str) -> Response:
        """To the person, everybody above, HR and the auditor, each as far as they may know it."""
        self.no_query()
        told = due_shown_to(self.person, employee_visible_to(self.person, employee_no), self.today)
        due, evaluation = told.due, told.evaluation
        data = {
            "due_on": due.due_on if due else None,
            "kind": due.kind.value if due else None,
            "period_start": due.period.start if due else None,
            "period_end": due.period.end if due else None,
            "rater": told.rater,
            "evaluation": evaluation.public_id if evaluation else None,
            "status": evaluation.status if evaluation else None,
            "why": due.why if due else (),
            "movers": due.movers if due else (),
        }
        return self.one(DueShown(data).data)


class DueRowShown(Shown):
    """One line of the calendar's list."""

    employee = PersonNamed()
    org_unit = UnitNamed(source="employee.org_unit")
    rater = PersonNamed(allow_null=True)
    due_on = DayField(source="shown_due", allow_null=True)
    kind = WordField(EvaluationKind, source="shown_kind")
    period_end = DayField(source="shown_end")
    state = WordField(CalendarState)


class CalendarAsked(Asked):
    q = LineField(
        source="search",
        required=False,
        help_text="Name or number of the employee.",
    )
    rater = LineField(required=False, help_text="Name or number of the Rater.")
    unit = serializers.IntegerField(
        required=False, min_value=1, max_value=2**62, help_text="The id of a unit, with everything below it."
    )
    kind = WordField(EvaluationKind, required=False)
    state = serializers.ChoiceField(choices=OPEN, required=False)
    first = DayField(required=False, help_text="Due on that day or later.")
    last = DayField(required=False, help_text="Due on that day or earlier.")

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        if "first" in data and "last" in data and data["last"] < data["first"]:
            raise ValidationError({"last": ["The last day lies before the first day."]})
        return data


class Calendar(ApiView):
    scopes = {"GET": Scope.CALENDAR_READ}
    ordering = ("employee_no",)

    @operation(summary="List who is due", answers=DueRowShown(many=True), query=CalendarAsked)
    def get(self, request: Request) -> Response:
        """Everybody whose next evaluation is not issued yet, as the calendar's list shows them, by employee number.

        For whoever supervises somebody, HR and the auditor.
        """
        reader = calendar_reader(self.person, self.today)
        rows = with_people(open_listed(reader, self._asked(reader)))
        rows = rows.annotate(employee_no=F("employee__employee_no")).order_by()
        return self.page(rows, lambda found: list(DueRowShown(found, many=True).data))

    def _asked(self, reader: Reader) -> CalendarQuery:
        values = self.query(CalendarAsked)
        if "unit" in values:
            values["unit"] = unit_visible_to(self.person, values["unit"])
        if values.get("state") == CalendarState.WITHOUT_RATER.value and not reader.sees_all:
            raise ValidationError({"state": ["Only HR and the auditor ask for that."]})
        return CalendarQuery(**values)


class MonthAsked(Asked):
    year = serializers.IntegerField(min_value=2000, max_value=2099, help_text="Four digits.")
    month = serializers.IntegerField(min_value=1, max_value=12, help_text="1 is January.")
    unit = serializers.IntegerField(
        required=False, min_value=1, max_value=2**62, help_text="The id of a unit, with everything below it."
    )


class DayShown(Shown):
    on = DayField()
    counts = serializers.DictField(child=serializers.IntegerField(), help_text="State → how many; overdue among them.")


class MonthShown(Shown):
    days = DayShown(many=True, help_text="Days on which nobody is due are left out.")


class Month(ApiView):
    scopes = {"GET": Scope.CALENDAR_READ}

    @operation(summary="Count who is due by day", answers=MonthShown, query=MonthAsked)
    def get(self, request: Request) -> Response:
        """The figures of one month, as the calendar shows them."""
        reader = calendar_reader(self.person, self.today)
        values = self.query(MonthAsked)
        first = date(values["year"], values["month"], 1)
        last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        unit = unit_visible_to(self.person, values["unit"]) if "unit" in values else None
        counts = month_counts(reader, CalendarQuery(unit=unit, first=first, last=last))
        days = [{"on": on, "counts": dict(found)} for on, found in sorted(counts.items())]
        return self.one(MonthShown({"days": days}).data)


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


class Description(ApiView):
    """Not described by itself."""

    scopes = {"GET": None}
    schema = None

    def get(self, request: Request) -> Response:
        """The description of the API (OpenAPI 3.1), for everybody who may ask it anything."""
        self.no_query()
        return self.one(api_description())
