"""The follow-up window of an Improvement Needed, its extensions and its check-ins (R12 to R15)."""

import uuid

from django.db import models
from django.db.models import DateField, ExpressionWrapper, F, Q, Value
from django.urls import reverse
from django_fsm import transition

from common.fields import RefreshableStatusMixin, StatusField
from evaluations.enums import CheckInProgress, ExtensionStatus, FollowUpStatus
from evaluations.models.evaluation import Evaluation, one_of
from evaluations.models.guards import check_in_stays, extension_is_decided_once, window_keeps_its_promises
from workforce.models import Employee

Status = FollowUpStatus
IN_FORCE = [Status.OPEN.value, Status.EXTENDED.value]
CLOSED = [Status.CLOSED_COMPETENT.value, Status.CLOSED_UNSATISFACTORY.value]


class FollowUp(RefreshableStatusMixin, models.Model):
    """The window that an issued Improvement Needed opens: [the day it was issued, `ends_on`].

    `original_ends_on` is the end without any extension (R12), `ends_on` the one in force (R14). `closed_on` is the day
    on which the final counted, or on which the window was lifted. `reverted_on` is the true legal day of a reversion,
    the one after `ends_on`, whenever that was recorded (`reverted_at`). The owner of the alarm is whoever of HR sees to
    a reverted window.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    evaluation = models.OneToOneField(Evaluation, on_delete=models.PROTECT, related_name="opened_follow_up")
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="follow_ups")
    starts_on = models.DateField()
    original_ends_on = models.DateField()
    ends_on = models.DateField()
    prior_status = models.CharField(max_length=20, help_text="Employment status that a lapsed window returns to (R15).")
    status = StatusField(max_length=30, default=FollowUpStatus.OPEN.value)
    closed_on = models.DateField(null=True, help_text="Day on which the final counted (R15), or of the lifting.")
    closed_by = models.ForeignKey(Evaluation, null=True, on_delete=models.PROTECT, related_name="+")
    reverted_on = models.DateField(null=True, help_text="The day after the last one (R15).")
    reverted_at = models.DateTimeField(null=True, help_text="When the reversion was recorded.")
    alarm_owner_id = models.BigIntegerField(null=True, help_text="User id: who of HR sees to the reverted window.")

    class Meta:
        verbose_name = "follow-up window"
        ordering = ["ends_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=one_of("status", FollowUpStatus, blank=False), name="evaluations_known_follow_up"
            ),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="evaluations_window_in_order"),
            # R14: an extension never shortens a window, and only an extended one ends later than it began with.
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("original_ends_on"))
                & (~Q(status="open") | Q(ends_on=F("original_ends_on")))
                & (~Q(status="extended") | Q(ends_on__gt=F("original_ends_on"))),
                name="evaluations_window_never_shortened",
            ),
            models.CheckConstraint(
                condition=Q(status__in=CLOSED, closed_on__lte=F("ends_on"), closed_by__isnull=False)
                | Q(status="lifted", closed_on__isnull=False, closed_by__isnull=False)
                | Q(status__in=[*IN_FORCE, "reverted"], closed_on=None, closed_by=None),
                name="evaluations_window_closed_in_time",
            ),
            models.CheckConstraint(
                condition=Q(status="reverted", reverted_on__isnull=False, reverted_at__isnull=False)
                | (~Q(status="reverted") & Q(reverted_on=None, reverted_at=None, alarm_owner_id=None)),
                name="evaluations_reverted_has_day",
            ),
            models.CheckConstraint(
                condition=Q(reverted_on=None)
                | Q(reverted_on=ExpressionWrapper(F("ends_on") + Value(1), output_field=DateField())),
                name="evaluations_reverted_next_day",
            ),
            models.UniqueConstraint(
                fields=["employee"], condition=Q(status__in=["open", "extended"]), name="evaluations_one_open_window"
            ),
        ]
        triggers = [window_keeps_its_promises()]

    def __str__(self) -> str:
        return f"Follow-up until {self.ends_on}"

    def get_absolute_url(self) -> str:
        return reverse("evaluations:window", args=[self.public_id])

    @property
    def stream(self) -> str:
        """The audit stream that tells of the window: that of the evaluation that opened it."""
        return self.evaluation.stream

    @property
    def is_in_force(self) -> bool:
        """True while it waits for its final."""
        return self.status in IN_FORCE

    # The graph. `services.window_engine` is the only caller.

    @transition(field=status, source=IN_FORCE, target=Status.EXTENDED.value)
    def extend(self) -> None:
        """HR has approved an extension for absence: the end lies later (R14)."""

    @transition(field=status, source=[*IN_FORCE, *CLOSED], target=Status.CLOSED_COMPETENT.value)
    def close_competent(self) -> None:
        """Its final counted in time, rated Competent; or a correction of the final is rated so (R13, R15)."""

    @transition(field=status, source=[*IN_FORCE, *CLOSED], target=Status.CLOSED_UNSATISFACTORY.value)
    def close_unsatisfactory(self) -> None:
        """Its final counted in time, rated Unsatisfactory; or a correction of the final is rated so (R13, R15)."""

    @transition(field=status, source=IN_FORCE, target=Status.REVERTED.value)
    def revert(self) -> None:
        """No final counted by the last day: on the next one the employee has reverted to the prior status (R15)."""

    @transition(field=status, source=IN_FORCE, target=Status.LIFTED.value)
    def lift(self) -> None:
        """The Improvement Needed was voided or corrected to another rating: the window ends without effect (R22)."""


class WindowExtension(RefreshableStatusMixin, models.Model):
    """A request to extend a window for absence, and what HR decided (R14).

    `asked_by` is the Program Head or District/Division Chief who contacted HR on `contacted_on`; where HR recorded the
    contact, `recorded_by_name` is theirs. `old_end` is the end by which it is judged: the one in force when it was
    asked for. No kind or reason of a leave stands anywhere in it (R6): the absence is what is on record, by dates.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="extensions")
    status = StatusField(max_length=20, default=ExtensionStatus.ASKED.value)
    old_end = models.DateField()
    asked_end = models.DateField(help_text="The new end that was asked for.")
    asked_by = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    contacted_on = models.DateField(help_text="The day on which HR was contacted.")
    recorded_at = models.DateTimeField()
    recorded_by_name = models.CharField(max_length=300)
    recorded_by_user_id = models.BigIntegerField()
    new_end = models.DateField(null=True, help_text="As HR approved it.")
    decided_on = models.DateField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_name = models.CharField(max_length=300, blank=True)
    decided_by_user_id = models.BigIntegerField(null=True)
    decision_reason = models.TextField(blank=True, help_text="Why it was declined.")
    told_on = models.DateField(null=True, help_text="The day on which the employee was told.")

    class Meta:
        verbose_name = "extension of a follow-up window"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=one_of("status", ExtensionStatus, blank=False), name="evaluations_known_extension"
            ),
            models.UniqueConstraint(
                fields=["follow_up"], condition=Q(status="asked"), name="evaluations_one_extension_asked"
            ),
            models.CheckConstraint(
                condition=Q(status="asked", decided_at=None, decided_on=None)
                | (~Q(status="asked") & Q(decided_at__isnull=False, decided_on__isnull=False)),
                name="evaluations_extension_decided_has_day",
            ),
            # R14: approved and told on or before the old end, to a day after it.
            models.CheckConstraint(
                condition=Q(
                    status="approved", new_end__gt=F("old_end"), decided_on__lte=F("old_end"),
                    told_on__lte=F("old_end"),
                )
                | (~Q(status="approved") & Q(new_end=None, told_on=None)),
                name="evaluations_extension_is_lawful",
            ),
            models.CheckConstraint(
                condition=~Q(status="declined") | ~Q(decision_reason=""), name="evaluations_declined_has_reason"
            ),
        ]  # fmt: skip
        triggers = [extension_is_decided_once()]

    def __str__(self) -> str:
        return f"Extension of a window that ends on {self.old_end}"

    @transition(field=status, source=ExtensionStatus.ASKED.value, target=ExtensionStatus.APPROVED.value)
    def approve(self) -> None:
        """HR approves it in time and enters the new end (R14)."""

    @transition(field=status, source=ExtensionStatus.ASKED.value, target=ExtensionStatus.DECLINED.value)
    def decline(self) -> None:
        """HR declines it with a reason: the old end stands."""

    @transition(field=status, source=ExtensionStatus.ASKED.value, target=ExtensionStatus.LAPSED.value)
    def lapse(self) -> None:
        """The window ended before HR decided (R14, R15)."""


class CheckIn(models.Model):
    """A check-in that was held in a window: the Rater's record, shown to the employee, who may add a remark once.

    `planned_on` is the day of the Plan for Improvement that it was held for; none where it was held besides.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="check_ins")
    planned_on = models.DateField(null=True)
    held_on = models.DateField()
    progress = models.CharField(max_length=20)
    notes = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by_name = models.CharField(max_length=300)
    recorded_by_user_id = models.BigIntegerField()
    remark = models.TextField(blank=True, help_text="The employee's own words.")
    remarked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["held_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=one_of("progress", CheckInProgress, blank=False), name="evaluations_known_progress"
            ),
            models.UniqueConstraint(
                fields=["follow_up", "planned_on"],
                condition=Q(planned_on__isnull=False),
                name="evaluations_check_in_held_once",
            ),
            models.CheckConstraint(
                condition=Q(remark="", remarked_at=None) | (~Q(remark="") & Q(remarked_at__isnull=False)),
                name="evaluations_remark_has_time",
            ),
        ]
        triggers = [check_in_stays()]

    def __str__(self) -> str:
        return f"Check-in of {self.held_on}"
