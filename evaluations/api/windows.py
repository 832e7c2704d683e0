"""Follow-up windows: as their page tells each reader, and the steps of their extension (R12 to R15)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.views import ApiView, operation
from accounts.enums import Scope
from accounts.services import Answer
from common.api.serializers import Asked, DayField, Shown, Told, WordField
from common.errors import NotVisible
from evaluations.api import asked
from evaluations.enums import CheckInProgress, EvaluationStatus, ExtensionStatus, FollowUpStatus, IssueMethod
from evaluations.models import FollowUp
from evaluations.selectors.window_case import case_of
from evaluations.selectors.windows import cases_visible_to, check_in_get, window_get
from evaluations.services.check_ins import check_in_record, check_in_remark
from evaluations.services.extensions import extension_approve, extension_ask, extension_decline
from evaluations.window_permissions import WINDOW_ACTIONS, can_window, check_can_window
from workforce.api import PersonNamed
from workforce.enums import EmploymentStatus

Take = Callable[..., FollowUp]


class WindowNamed(Shown):
    """One row of the list."""

    public_id = serializers.UUIDField()
    page = serializers.SerializerMethodField(help_text="Where people read it in a browser.")
    employee = PersonNamed()
    status = WordField(FollowUpStatus, source="shown_status")
    starts_on = DayField(help_text="The day on which the Improvement Needed was given or mailed (R12).")
    original_ends_on = DayField(help_text="The last day without any extension.")
    ends_on = DayField(help_text="The last day in force.")
    closed_on = DayField(source="shown_closed_on", allow_null=True)
    reverted_on = DayField(allow_null=True, help_text="The day after the last one, whenever that was recorded (R15).")

    @extend_schema_field(OpenApiTypes.URI)
    def get_page(self, window: FollowUp) -> str:
        return f"{settings.SITE_URL}{window.get_absolute_url()}"


class ExtensionShown(Shown):
    """One request to extend the window, and what became of it (R14)."""

    status = WordField(ExtensionStatus)
    asked_by = PersonNamed()
    contacted_on = DayField(help_text="The day on which HR was contacted.")
    recorded_by = serializers.CharField(source="recorded_by_name")
    old_end = DayField()
    asked_end = DayField()
    new_end = DayField(allow_null=True)
    decided_on = DayField(allow_null=True)
    decided_by = serializers.CharField(source="decided_by_name")
    told_on = DayField(allow_null=True, help_text="The day on which the employee was told.")
    reason = serializers.CharField(source="decision_reason", help_text="Why it was declined.")


class AbsenceShown(Shown):
    start = DayField()
    end = DayField()


class CheckInShown(Shown):
    """A check-in that was held, in the Rater's words, and the employee's remark."""

    public_id = serializers.UUIDField()
    planned_on = DayField(allow_null=True, help_text="The day of the Plan for Improvement that it was held for.")
    held_on = DayField()
    progress = WordField(CheckInProgress)
    notes = serializers.CharField()
    recorded_by = serializers.CharField(source="recorded_by_name")
    remark = serializers.CharField(help_text="The employee's own words.")
    remarked_at = serializers.DateTimeField(allow_null=True)


class PlannedShown(Shown):
    on = DayField()
    state = serializers.ChoiceField(choices=["done", "due_soon", "overdue", "waiting", "skipped"])


class WindowCaseShown(WindowNamed):
    """A follow-up window as its reader may see it."""

    issue_method = WordField(IssueMethod, allow_blank=True)
    prior_status = WordField(EmploymentStatus)
    reverts_on = DayField(allow_null=True, help_text="What follows without a final by the last day (R15).")
    extension_contact_by = DayField(allow_null=True, help_text="R14")
    reverted_at = serializers.DateTimeField(allow_null=True, help_text="When the reversion was recorded.")
    evaluation = serializers.UUIDField(allow_null=True, help_text="The Improvement Needed, where you see it.")
    final = serializers.UUIDField(allow_null=True, help_text="The evaluation that ends it, where you see it.")
    final_status = WordField(EvaluationStatus, allow_null=True, help_text="As far as you may know of one.")
    absences = AbsenceShown(many=True, help_text="Recorded within the window, by their dates alone (R6).")
    extensions = ExtensionShown(many=True)
    planned_check_ins = PlannedShown(many=True, help_text="The days of the Plan for Improvement, where you see it.")
    check_ins = CheckInShown(many=True, help_text="Those that were held, where you see the case.")
    actions = serializers.ListField(
        child=serializers.ChoiceField(choices=list(WINDOW_ACTIONS)), help_text="What you may do with it now."
    )


class WindowView(ApiView):
    """An address below one window."""

    def shown(self, public_id: uuid.UUID, *, status: int = 200) -> Response:
        """The window as it is now."""
        window, standing = window_get(public_id, self.person, self.today)
        told = case_of(window, standing, self.today)
        final = told.final
        row = Told(
            window,
            issue_method=window.evaluation.issue_method,
            reverts_on=told.reverts_on,
            extension_contact_by=told.contact_by,
            evaluation=told.evaluation.public_id if told.evaluation else None,
            final=final.public_id if final and told.is_final_visible else None,
            final_status=final.status if final else None,
            absences=told.absences,
            extensions=told.extensions,
            planned_check_ins=told.planned,
            check_ins=told.held,
            actions=[name for name in WINDOW_ACTIONS if can_window(standing, name, window, self.today)],
        )
        return self.one(WindowCaseShown(row).data, status=status)

    def repeated(self, answer: Answer, **kwargs: Any) -> Answer:
        """What was seen when the step was taken is not shown again to whoever does not see it any more."""
        try:
            window_get(kwargs["public_id"], self.person, self.today)
        except NotVisible:
            return Answer(204, "")
        return answer


class Windows(ApiView):
    scopes = {"GET": Scope.EVALUATIONS_READ}
    ordering = ("-id",)

    @operation(summary="List follow-up windows", answers=WindowNamed(many=True))
    def get(self, request: Request) -> Response:
        """The windows whose case the person may read, the latest first."""
        self.no_query()
        rows = cases_visible_to(self.person, self.today).select_related("employee")
        return self.page(rows, lambda found: list(WindowNamed(found, many=True).data))


class OneWindow(WindowView):
    scopes = {"GET": Scope.EVALUATIONS_READ}

    @operation(summary="Read a follow-up window", answers=WindowCaseShown)
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        """Its days and what follows from them, its extensions, and the evaluations at both ends."""
        self.no_query()
        return self.shown(public_id)


class StepOfWindow(WindowView):
    """One step. First whether it is the person's to take now, then what was sent."""

    scopes = {"POST": Scope.EVALUATIONS_WRITE}

    def taken(self, public_id: uuid.UUID, action: str, wanted: type[Asked], take: Take) -> Response:
        """Take the step with what was sent; the window as it is then."""
        window, standing = window_get(public_id, self.person, self.today)
        check_can_window(standing, action, window, self.today)
        take(**self.body(wanted), public_id=public_id, by=self.person, at=self.at)
        return self.shown(public_id)


def window_operation(summary: str, wanted: type[Asked]) -> Callable[[Any], Any]:
    """How every step is declared."""
    return operation(summary=summary, asked=wanted, answers=WindowCaseShown, may_be_gone=True)


class AskExtension(StepOfWindow):
    @window_operation("Ask for an extension", asked.ExtensionAsked)
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """A Program Head or District/Division Chief of the employee's chain asks HR; or HR records that one did."""
        return self.taken(public_id, "ask_extension", asked.ExtensionAsked, extension_ask)


class ApproveExtension(StepOfWindow):
    @window_operation("Approve the extension", asked.ApprovalAsked)
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """HR approves it with the new end, on or before the day of the old one; the employee is told at once."""
        return self.taken(public_id, "approve_extension", asked.ApprovalAsked, extension_approve)


class DeclineExtension(StepOfWindow):
    @window_operation("Decline the extension", asked.ReasonAsked)
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """HR declines it with a reason: the old end stands."""
        return self.taken(public_id, "decline_extension", asked.ReasonAsked, extension_decline)


class CheckIns(StepOfWindow):
    @window_operation("Record a check-in", asked.CheckInAsked)
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """The Rater records a check-in that was held; the employee reads it."""

        def take(*, progress: str, **data: Any) -> FollowUp:
            return check_in_record(progress=CheckInProgress(progress), **data).follow_up

        return self.taken(public_id, "record_check_in", asked.CheckInAsked, take)


class Remark(WindowView):
    scopes = {"POST": Scope.EVALUATIONS_WRITE}

    @window_operation("Add a remark to a check-in", asked.RemarkAsked)
    def post(self, request: Request, check_in_id: uuid.UUID) -> Response:
        """The employee's own words beside the Rater's, once."""
        _check_in, window, standing = check_in_get(check_in_id, self.person, self.today)
        check_can_window(standing, "remark", window, self.today)
        data = self.body(asked.RemarkAsked)
        check_in_remark(check_in_id=check_in_id, **data, by=self.person, at=self.at)
        return self.shown(window.public_id)

    def repeated(self, answer: Answer, **kwargs: Any) -> Answer:
        """As for the other steps, by the window of the check-in."""
        try:
            check_in_get(kwargs["check_in_id"], self.person, self.today)
        except NotVisible:
            return Answer(204, "")
        return answer
