"""The Plan for Improvement (R9) and the follow-up window of an Improvement Needed (R12 to R15)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from evaluations.enums import FollowUpStatus
from evaluations.models.evaluation import Evaluation, one_of
from evaluations.models.forms import FormFactor
from evaluations.models.guards import parts_change_in_draft
from workforce.models import Employee


class Deficiency(models.Model):
    """One deficiency of the Plan for Improvement: what is short, what must be done by when, and the help offered."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="deficiencies")
    position = models.PositiveSmallIntegerField()
    factor = models.ForeignKey(FormFactor, null=True, on_delete=models.PROTECT, related_name="+")
    standard = models.TextField(blank=True, help_text="The standard, as a SMART goal.")
    evidence = models.TextField(blank=True, help_text="What happened, with dates.")
    required_action = models.TextField(blank=True)
    assistance = models.TextField(blank=True)
    measure = models.TextField(blank=True)
    target_on = models.DateField(null=True)
    check_ins = ArrayField(models.DateField(), default=list)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "position"],
                name="evaluations_deficiency_position_once",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]
        triggers = [parts_change_in_draft()]

    def __str__(self) -> str:
        return f"Deficiency {self.position}"


class FollowUp(models.Model):
    """The window that an issued Improvement Needed opens: [the day it was issued, `ends_on`]."""

    evaluation = models.OneToOneField(Evaluation, on_delete=models.PROTECT, related_name="opened_follow_up")
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="follow_ups")
    starts_on = models.DateField()
    ends_on = models.DateField()
    prior_status = models.CharField(max_length=20, help_text="Employment status that a lapsed window returns to (R15).")
    status = models.CharField(max_length=30, default=FollowUpStatus.OPEN.value)
    closed_on = models.DateField(null=True, help_text="Day of the final's last agency signature (R15).")
    closed_by = models.ForeignKey(Evaluation, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["ends_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=one_of("status", FollowUpStatus, blank=False), name="evaluations_known_follow_up"
            ),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="evaluations_window_in_order"),
            models.UniqueConstraint(
                fields=["employee"], condition=Q(status__in=["open", "extended"]), name="evaluations_one_open_window"
            ),
        ]

    def __str__(self) -> str:
        return f"Follow-up until {self.ends_on}"
