"""A grievance about an evaluation, or a former employee's request that it be reconsidered (R22)."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django_fsm import transition

from common.fields import RefreshableStatusMixin, StatusField
from evaluations.enums import FiledAs, GrievanceKind, GrievanceStatus
from evaluations.models.evaluation import Evaluation, one_of
from evaluations.models.guards import grievance_keeps_its_words

Status = GrievanceStatus


class Grievance(RefreshableStatusMixin, models.Model):
    """`about` names the parts that are meant; `filed_on` is the day that counts, `recorded_*` who entered it and when.

    While it waits it holds filing and distribution to others, never the employee's copy nor the follow-up clock. Where
    HR decides for a new report, the hold lasts until that version is final.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="grievances")
    kind = models.CharField(max_length=20, default=GrievanceKind.GRIEVANCE.value)
    status = StatusField(max_length=20, default=GrievanceStatus.OPEN.value)
    about = ArrayField(models.CharField(max_length=130), default=list)
    text = models.TextField()
    filed_on = models.DateField()
    filed_as = models.CharField(max_length=20)
    decide_by = models.DateField(help_text="When a decision that is still missing is escalated.")
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField()
    recorded_by_name = models.CharField(max_length=300)
    ended_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.BigIntegerField(null=True)
    ended_by_name = models.CharField(max_length=300, blank=True)
    end_reason = models.TextField(blank=True, help_text="Why HR decided so, or why it was withdrawn.")

    class Meta:
        ordering = ["-filed_on", "-id"]
        indexes = [
            models.Index(fields=["decide_by"], condition=Q(status="open"), name="evaluations_grievances_open"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=one_of("status", GrievanceStatus, blank=False), name="evaluations_known_grievance"
            ),
            models.CheckConstraint(
                condition=one_of("kind", GrievanceKind, blank=False), name="evaluations_known_grievance_kind"
            ),
            models.CheckConstraint(
                condition=one_of("filed_as", FiledAs, blank=False), name="evaluations_grievance_filed_as"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="evaluations_grievance_says"),
            models.CheckConstraint(
                condition=Q(status="open", ended_on=None, ended_at=None, ended_by_id=None, end_reason="")
                | (
                    ~Q(status="open")
                    & Q(ended_on__isnull=False, ended_at__isnull=False, ended_by_id__isnull=False)
                    & ~Q(end_reason="")
                ),
                name="evaluations_grievance_end_whole",
            ),
            models.UniqueConstraint(
                fields=["evaluation"], condition=Q(status="open"), name="evaluations_one_grievance_at_a_time"
            ),
        ]
        triggers = [grievance_keeps_its_words()]

    def __str__(self) -> str:
        return f"{GrievanceKind(self.kind).label} of {self.filed_on}"

    def get_absolute_url(self) -> str:
        return reverse("evaluations:grievance", args=[self.public_id])

    @property
    def label(self) -> str:
        """Its kind and where it stands, in words."""
        return f"{GrievanceKind(self.kind).label}: {GrievanceStatus(self.status).label.lower()}"

    @property
    def stream(self) -> str:
        """The audit stream of this grievance."""
        return f"grievance:{self.public_id}"

    @transition(field=status, source=Status.OPEN.value, target=Status.STANDS.value)
    def stand(self) -> None:
        """HR decides that the evaluation stands."""

    @transition(field=status, source=Status.OPEN.value, target=Status.NEW_REPORT.value)
    def renew(self) -> None:
        """HR decides for a new report: a correction takes its place."""

    @transition(field=status, source=Status.OPEN.value, target=Status.WITHDRAWN.value)
    def withdraw(self) -> None:
        """Whoever filed it takes it back."""
