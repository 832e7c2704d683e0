"""The evaluation of one employee for one rating period, with the graph of its states."""

import uuid

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django_fsm import transition

from common.fields import RefreshableStatusMixin, StatusField
from competencies.models import Classification
from evaluations.enums import (
    ActionKind,
    ActionStage,
    EmployeeOutcome,
    EvaluationKind,
    EvaluationStatus,
    FiledAs,
    IssueMethod,
    Rating,
)
from evaluations.enums import (
    ItemRating as ItemRatingWord,
)
from evaluations.models.forms import FormFactor, FormItem, FormTemplate
from evaluations.models.guards import closed_is_immutable, content_changes_in_draft, parts_change_in_draft
from workforce.models import Employee, OrgUnit

Status = EvaluationStatus
IN_REVIEW = [Status.HR_REVIEW.value, Status.REVIEWER_REVIEW.value, Status.DEPARTMENT_HEAD_REVIEW.value]


def one_of(field: str, enum: type, *, blank: bool = True) -> Q:
    allowed = [member.value for member in enum]
    return Q(**{f"{field}__in": [*allowed, ""] if blank else allowed})


class Evaluation(RefreshableStatusMixin, models.Model):
    """Content (period, ratings, comments, plan) changes only in draft and only by the Rater (R17).

    `content_version` counts saves of the content (autosave); `signing_round` counts submissions: a signature of an
    earlier round is void. `policy_key` and `policy_version` name the policy set that it was made under.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="evaluations")
    rater = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="evaluations_rated")
    classification = models.ForeignKey(Classification, on_delete=models.PROTECT, related_name="+")
    org_unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    template = models.ForeignKey(FormTemplate, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, default=EvaluationKind.ANNUAL.value)
    policy_key = models.CharField(max_length=40)
    policy_version = models.PositiveIntegerField()
    status = StatusField(max_length=30, default=EvaluationStatus.DRAFT.value)
    created_at = models.DateTimeField()
    created_by_id = models.BigIntegerField(null=True, help_text="User id; empty where the daily sweep created it.")

    # Content
    period_start = models.DateField()
    period_end = models.DateField()
    overall = models.CharField(max_length=20, blank=True)
    overall_comments = models.TextField(blank=True)
    improvement_informed = models.TextField(blank=True)
    improvement_required = models.TextField(blank=True)
    improvement_assistance = models.TextField(blank=True)
    improvement_finding = models.TextField(blank=True)
    action_kind = models.CharField(max_length=20, blank=True)
    action_stage = models.CharField(max_length=20, blank=True)
    action_effective_on = models.DateField(null=True)
    action_notice_on = models.DateField(null=True)
    content_version = models.PositiveIntegerField(default=1)
    content_saved_at = models.DateTimeField()

    # Sign-off
    signing_round = models.PositiveIntegerField(default=0)
    submitted_at = models.DateTimeField(null=True)
    last_agency_signature_on = models.DateField(null=True)

    # Issue and the employee's outcome
    presented_on = models.DateField(null=True)
    issued_on = models.DateField(null=True)
    issue_method = models.CharField(max_length=10, blank=True)
    copy_due_on = models.DateField(null=True)
    response_due_on = models.DateField(null=True)
    outcome = models.CharField(max_length=20, blank=True)
    outcome_on = models.DateField(null=True)
    outcome_note = models.TextField(blank=True)
    outcome_witness = models.CharField(max_length=300, blank=True)
    response = models.TextField(blank=True)
    response_on = models.DateField(null=True)
    response_filed_at = models.DateTimeField(null=True)
    response_filed_as = models.CharField(max_length=20, blank=True)
    response_by_name = models.CharField(max_length=300, blank=True)
    response_by_user_id = models.BigIntegerField(null=True)
    response_waived_on = models.DateField(null=True)
    filed_on = models.DateField(null=True)
    finalized_at = models.DateTimeField(null=True)

    # Correction, follow-up, void
    version = models.PositiveIntegerField(default=1)
    corrects = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="corrections")
    correction_reason = models.TextField(blank=True)
    follow_up = models.ForeignKey(
        "evaluations.FollowUp",
        null=True,
        on_delete=models.PROTECT,
        related_name="finals",
        help_text="The Improvement Needed window that this evaluation ends.",
    )
    voided_at = models.DateTimeField(null=True)
    void_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-period_end", "-id"]
        indexes = [
            models.Index(fields=["rater", "status"], name="evaluations_by_rater"),
            models.Index(fields=["status", "period_end"], name="evaluations_by_status"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=one_of("status", EvaluationStatus, blank=False), name="evaluations_known_status"
            ),
            models.CheckConstraint(
                condition=one_of("kind", EvaluationKind, blank=False), name="evaluations_known_kind"
            ),
            models.CheckConstraint(condition=one_of("overall", Rating), name="evaluations_known_overall"),
            models.CheckConstraint(condition=one_of("issue_method", IssueMethod), name="evaluations_known_method"),
            models.CheckConstraint(condition=one_of("outcome", EmployeeOutcome), name="evaluations_known_outcome"),
            models.CheckConstraint(condition=one_of("action_kind", ActionKind), name="evaluations_known_action"),
            models.CheckConstraint(
                condition=one_of("action_stage", ActionStage), name="evaluations_known_action_stage"
            ),
            models.CheckConstraint(condition=Q(period_end__gte=F("period_start")), name="evaluations_period_in_order"),
            models.CheckConstraint(condition=~Q(rater=F("employee")), name="evaluations_nobody_rates_themselves"),
            models.CheckConstraint(
                condition=Q(issued_on=None, issue_method="", presented_on=None)
                | (Q(issued_on__isnull=False, presented_on__isnull=False) & ~Q(issue_method="")),
                name="evaluations_issue_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", outcome_on=None) | (~Q(outcome="") & Q(outcome_on__isnull=False)),
                name="evaluations_outcome_has_day",
            ),
            # R25: no response without who filed it as what, when, and the day that counts; and none of these alone.
            models.CheckConstraint(
                condition=Q(
                    response="",
                    response_on=None,
                    response_filed_at=None,
                    response_filed_as="",
                    response_by_name="",
                    response_by_user_id=None,
                )
                | Q(
                    response_on__isnull=False,
                    response_filed_at__isnull=False,
                    response_by_user_id__isnull=False,
                    response_filed_as__in=[member.value for member in FiledAs],
                )
                & ~Q(response="")
                & ~Q(response_by_name=""),
                name="evaluations_response_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["issued", "final", "superseded"]) | Q(issued_on__isnull=False),
                name="evaluations_issued_has_day",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["final", "superseded"])
                | Q(finalized_at__isnull=False, filed_on__isnull=False),
                name="evaluations_final_has_day",
            ),
            models.CheckConstraint(
                condition=~Q(status="void") | Q(voided_at__isnull=False), name="evaluations_void_has_day"
            ),
            # R5: closed intervals, hence the inclusive upper bound. A correction stands beside what it corrects
            # until it is final; then the corrected one is superseded in the same transaction.
            ExclusionConstraint(
                name="evaluations_periods_never_overlap",
                expressions=[
                    (F("employee"), RangeOperators.EQUAL),
                    (
                        Func(
                            "period_start",
                            "period_end",
                            RangeBoundary(inclusive_upper=True),
                            function="DATERANGE",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=~Q(status__in=["void", "superseded"]) & (Q(corrects=None) | Q(status="final")),
            ),
            models.UniqueConstraint(
                fields=["corrects"],
                condition=~Q(status__in=["void", "superseded"]),
                name="evaluations_one_correction_at_a_time",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete),
            content_changes_in_draft(),
            closed_is_immutable(),
        ]

    def __str__(self) -> str:
        return f"{self.employee}, {self.period_start} to {self.period_end}"

    def get_absolute_url(self) -> str:
        return reverse("evaluations:detail", args=[self.public_id])

    @property
    def stream(self) -> str:
        """The audit stream of this evaluation."""
        return f"evaluation:{self.public_id}"

    @property
    def shown_overall(self) -> str:
        """The overall rating as lists and pages show it. The rules let a blank one pass submission only as deemed
        competent (R6); of a draft that is not yet said."""
        is_submitted = self.submitted_at is not None and self.status != Status.DRAFT.value
        return self.overall or ("deemed_competent" if is_submitted else "")

    # The graph. The engine (`services.engine`) is the only caller: lock, permission, rules, transition, audit.

    @transition(field=status, source=Status.DRAFT.value, target=Status.HR_REVIEW.value)
    def submit_to_hr(self) -> None:
        """Low ratings pass HR's propriety review first (§5)."""

    @transition(field=status, source=Status.DRAFT.value, target=Status.REVIEWER_REVIEW.value)
    def submit_to_reviewer(self) -> None:
        """The usual way."""

    @transition(field=status, source=Status.DRAFT.value, target=Status.DEPARTMENT_HEAD_REVIEW.value)
    def submit_to_department_head(self) -> None:
        """No Reviewer is needed: the Rater's own level reaches the Reviewer's (§5, skip rule)."""

    @transition(field=status, source=Status.HR_REVIEW.value, target=Status.REVIEWER_REVIEW.value)
    def concur_to_reviewer(self) -> None:
        """HR finds the low rating proper."""

    @transition(field=status, source=Status.HR_REVIEW.value, target=Status.DEPARTMENT_HEAD_REVIEW.value)
    def concur_to_department_head(self) -> None:
        """HR finds the low rating proper; no Reviewer is needed."""

    @transition(field=status, source=Status.REVIEWER_REVIEW.value, target=Status.DEPARTMENT_HEAD_REVIEW.value)
    def sign_as_reviewer(self) -> None:
        """The Reviewer signs."""

    @transition(field=status, source=Status.DEPARTMENT_HEAD_REVIEW.value, target=Status.READY_TO_ISSUE.value)
    def sign_as_department_head(self) -> None:
        """The Department Head signs: everybody but the employee has."""

    @transition(field=status, source=IN_REVIEW, target=Status.DRAFT.value)
    def return_to_rater(self) -> None:
        """HR, the Reviewer or the Department Head returns it with a reason (R17)."""

    @transition(field=status, source=[*IN_REVIEW, Status.READY_TO_ISSUE.value], target=Status.DRAFT.value)
    def withdraw(self) -> None:
        """The Rater takes it back before the employee has seen it."""

    @transition(field=status, source=Status.READY_TO_ISSUE.value, target=Status.ISSUED.value)
    def issue(self) -> None:
        """Given or mailed to the employee."""

    @transition(field=status, source=Status.ISSUED.value, target=Status.FINAL.value)
    def finalize(self) -> None:
        """Outcome recorded, and response filed, waived or its time over."""

    @transition(field=status, source=Status.FINAL.value, target=Status.SUPERSEDED.value)
    def supersede(self) -> None:
        """A correction has become final (R35)."""

    @transition(
        field=status,
        source=[Status.DRAFT.value, *IN_REVIEW, Status.READY_TO_ISSUE.value, Status.ISSUED.value],
        target=Status.VOID.value,
    )
    def void(self) -> None:
        """It never counts; the reason is recorded."""


class FactorRating(models.Model):
    """The Rater's word and comments on one factor; rows exist for every factor of the form from the start."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="factor_ratings")
    factor = models.ForeignKey(FormFactor, on_delete=models.PROTECT, related_name="+")
    rating = models.CharField(max_length=20, blank=True)
    comments = models.TextField(blank=True)

    class Meta:
        ordering = ["factor__position"]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "factor"], name="evaluations_factor_rated_once"),
            models.CheckConstraint(condition=one_of("rating", ItemRatingWord), name="evaluations_known_factor_rating"),
        ]
        triggers = [parts_change_in_draft()]

    def __str__(self) -> str:
        return f"{self.factor_id}: {self.rating}"


class ItemRating(models.Model):
    """The Rater's word on one item of a factor."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="item_ratings")
    item = models.ForeignKey(FormItem, on_delete=models.PROTECT, related_name="+")
    rating = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["item__factor__position", "item__position"]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "item"], name="evaluations_item_rated_once"),
            models.CheckConstraint(condition=one_of("rating", ItemRatingWord), name="evaluations_known_item_rating"),
        ]
        triggers = [parts_change_in_draft()]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.rating}"
