"""When each person is to be evaluated next: kept up to date by the sweep, read by lists, calendars and reminders."""

from django.db import models
from django.db.models import F, Q

from common.fields import OnceConstraint
from evaluations.enums import EvaluationKind
from evaluations.models.evaluation import Evaluation, one_of
from workforce.models import Employee, EmploymentChange


class DueDate(models.Model):
    """The rating period that is next for one person in service, and the day by which it is to be evaluated (R1, R2).

    Derived from status, probation, the last period, anniversary, leaves, window and policy by
    `evaluations.rules.schedule`, which also says why. `due_on` is empty where nothing on record says when the first
    one is due (earlier ones lie on paper). `evaluation` is the one under way for that period; `rater` is its Rater, or
    the immediate supervisor where there is none yet. `sequence` is raised whenever a date moves (RFC 5545).
    """

    employee = models.OneToOneField(Employee, on_delete=models.CASCADE, related_name="due_date")
    kind = models.CharField(max_length=20)
    period_start = models.DateField()
    period_end = models.DateField()
    due_on = models.DateField(null=True)
    told_on = models.DateField(null=True, help_text="The due day while nobody had begun: what the employee was told.")
    rater = models.ForeignKey(Employee, null=True, on_delete=models.CASCADE, related_name="due_dates_as_rater")
    # Derived, so it holds nothing back; no evaluation is ever deleted (a trigger sees to it). The database's own check
    # would make the sweep wait for every evaluation that somebody is just working on, and that somebody for the sweep.
    evaluation = models.ForeignKey(
        Evaluation, null=True, on_delete=models.SET_NULL, related_name="+", db_constraint=False
    )
    policy_key = models.CharField(
        max_length=40, blank=True, help_text="The policy set that serves the person; empty: the installation's."
    )
    sequence = models.PositiveIntegerField(default=0)
    computed_at = models.DateTimeField()

    class Meta:
        ordering = ["due_on", "employee"]
        indexes = [
            models.Index(fields=["due_on"], name="evaluations_due_by_day"),
            models.Index(fields=["rater", "due_on"], name="evaluations_due_by_rater"),
        ]
        constraints = [
            models.CheckConstraint(condition=one_of("kind", EvaluationKind, blank=False), name="evaluations_due_kind"),
            models.CheckConstraint(condition=Q(period_end__gte=F("period_start")), name="evaluations_due_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.employee}: due {self.due_on}"


class FollowedChange(models.Model):
    """That a changed fact of somebody's work has been acted on, and what it did to the evaluation named.

    A change without any row has not been looked at yet; a row without an evaluation says that nothing depended on it.
    """

    change = models.ForeignKey(EmploymentChange, on_delete=models.CASCADE, related_name="followed")
    evaluation = models.ForeignKey(Evaluation, null=True, on_delete=models.PROTECT, related_name="followed_changes")
    effect = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [OnceConstraint(fields=["change", "evaluation"], name="evaluations_change_followed_once")]

    def __str__(self) -> str:
        return f"{self.change}: {self.effect or 'nothing'}"
