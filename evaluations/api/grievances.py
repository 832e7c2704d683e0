"""Grievances and requests for reconsideration: filed, read, decided, withdrawn (R22)."""

from __future__ import annotations

import uuid
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.views import ApiView, operation
from accounts.enums import Scope
from common.api.serializers import Asked, DayField, ProseField, Shown, WordField
from evaluations.api.asked import ReasonAsked
from evaluations.enums import FiledAs, GrievanceKind, GrievanceStatus
from evaluations.forms.steps import LONG, LONGEST
from evaluations.grievance_permissions import check_can_decide, check_can_file, check_can_withdraw_grievance
from evaluations.models import Grievance
from evaluations.permissions import standing_of
from evaluations.selectors import evaluation_get
from evaluations.selectors.grievances import grievance_get, grievances_of
from evaluations.services.grievances import grievance_decide, grievance_file, grievance_withdraw

OUTCOMES = [GrievanceStatus.STANDS.value, GrievanceStatus.NEW_REPORT.value]


class GrievanceAsked(Asked):
    """`filed_on` is HR's, for one that came by letter or from somebody who has left."""

    kind = serializers.ChoiceField(choices=[kind.value for kind in GrievanceKind], required=False)
    about = serializers.ListField(
        child=serializers.CharField(max_length=130),
        max_length=200,
        required=False,
        help_text="`overall`, `factor:` or `item:` with its key; `procedure` under a set that allows no more (R22).",
    )
    text = ProseField(max_length=LONGEST, help_text="What is wrong, and what should stand instead.")
    filed_on = DayField(required=False, help_text="The day on which it came, never ahead.")


class DecisionAsked(Asked):
    outcome = serializers.ChoiceField(choices=OUTCOMES)
    reason = ProseField(max_length=LONG, help_text="Why; the employee reads it.")


class GrievanceShown(Shown):
    public_id = serializers.UUIDField()
    evaluation = serializers.UUIDField(source="evaluation.public_id", help_text="The public_id of the evaluation.")
    kind = WordField(GrievanceKind)
    status = WordField(GrievanceStatus)
    about = serializers.ListField(child=serializers.CharField(), help_text="The parts that are meant.")
    text = serializers.CharField()
    filed_on = DayField(help_text="The day that counts.")
    filed_as = WordField(FiledAs)
    decide_by = DayField(help_text="After it HR's missing decision is escalated.")
    ended_on = DayField(allow_null=True)
    ended_by = serializers.CharField(source="ended_by_name")
    end_reason = serializers.CharField(help_text="Why HR decided so, or why it was withdrawn.")


def rows_shown(rows: list[Grievance]) -> list[dict[str, Any]]:
    """The rows of one page."""
    return [GrievanceShown(row).data for row in rows]


class GrievanceView(ApiView):
    """An address about a grievance. To the Rater and those who signed none of them exists."""

    def told(self, kept: Grievance, *, status: int = 200) -> Response:
        """The grievance as it is now."""
        found, _evaluation, _standing = grievance_get(kept.public_id, self.person, self.today)
        return self.one(GrievanceShown(found).data, status=status)


class Grievances(GrievanceView):
    scopes = {"GET": Scope.EVALUATIONS_READ, "POST": Scope.EVALUATIONS_WRITE}
    ordering = ("-id",)

    @operation(summary="List the grievances about an evaluation", answers=GrievanceShown(many=True))
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        """Those about this evaluation, the latest first: for the employee, HR and the auditor; none for others."""
        self.no_query()
        evaluation = evaluation_get(public_id, self.person, self.today)
        found = grievances_of(evaluation, standing_of(self.person, evaluation, self.today))
        return self.page(found, rows_shown)

    @operation(summary="File a grievance", asked=GrievanceAsked, answers=GrievanceShown, status=201, refusals=(409,))
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """The employee, or HR on their behalf. It holds filing and the packet of record until it has ended."""
        evaluation = evaluation_get(public_id, self.person, self.today)
        check_can_file(standing_of(self.person, evaluation, self.today), evaluation)
        data = self.body(GrievanceAsked)
        kind = GrievanceKind(data.pop("kind", GrievanceKind.GRIEVANCE.value))
        about = data.pop("about", [])
        kept = grievance_file(public_id=public_id, kind=kind, about=about, **data, by=self.person, at=self.at)
        return self.told(kept, status=201)


class OneGrievance(GrievanceView):
    scopes = {"GET": Scope.EVALUATIONS_READ}

    @operation(summary="Read a grievance", answers=GrievanceShown)
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        """What was filed, and what became of it."""
        self.no_query()
        return self.told(grievance_get(public_id, self.person, self.today)[0])


class DecideGrievance(GrievanceView):
    scopes = {"POST": Scope.EVALUATIONS_WRITE}

    @operation(summary="Decide on a grievance", asked=DecisionAsked, answers=GrievanceShown, refusals=(409,))
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """HR: the evaluation stands, or a new report takes its place. The employee is told."""
        found, _evaluation, standing = grievance_get(public_id, self.person, self.today)
        check_can_decide(standing, found)
        data = self.body(DecisionAsked)
        outcome = GrievanceStatus(data.pop("outcome"))
        return self.told(grievance_decide(public_id=public_id, outcome=outcome, **data, by=self.person, at=self.at))


class WithdrawGrievance(GrievanceView):
    scopes = {"POST": Scope.EVALUATIONS_WRITE}

    @operation(summary="Withdraw a grievance", asked=ReasonAsked, answers=GrievanceShown, refusals=(409,))
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """What it held goes on."""
        found, _evaluation, standing = grievance_get(public_id, self.person, self.today)
        check_can_withdraw_grievance(standing, found)
        data = self.body(ReasonAsked)
        return self.told(grievance_withdraw(public_id=public_id, **data, by=self.person, at=self.at))
