"""Who takes no part in what concerns an employee, and the exceptions of the next level (R23)."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse

from evaluations.models.guards import exception_stays, recusal_keeps_its_facts
from workforce.models import Employee


class Recusal(models.Model):
    """The employee has a formal grievance against a person, who is recused in every capacity from `since` on.

    `until` is the last day, empty while it goes on. `reference` names the file that holds the grievance, for HR alone:
    nothing of what it says stands here.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="recusals")
    against = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="recusals_of")
    since = models.DateField()
    until = models.DateField(null=True, help_text="The last day; empty while it goes on.")
    reference = models.CharField(max_length=120, blank=True, help_text="The file that holds the grievance.")
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField()
    recorded_by_name = models.CharField(max_length=300)
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.BigIntegerField(null=True)
    ended_by_name = models.CharField(max_length=300, blank=True)
    end_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-since", "-id"]
        indexes = [
            models.Index(fields=["employee", "since"], name="evaluations_recusals_about"),
            models.Index(fields=["against", "since"], name="evaluations_recusals_of"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(employee=F("against")), name="evaluations_nobody_recused_from_self"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="evaluations_recusal_in_order"
            ),
            models.CheckConstraint(
                condition=Q(until=None, ended_at=None, ended_by_id=None, ended_by_name="", end_reason="")
                | Q(until__isnull=False, ended_at__isnull=False, ended_by_id__isnull=False) & ~Q(end_reason=""),
                name="evaluations_recusal_end_whole",
            ),
            # Closed intervals, hence the inclusive upper bound: one recusal of a person at a time.
            ExclusionConstraint(
                name="evaluations_recusals_apart",
                expressions=[
                    (F("employee"), RangeOperators.EQUAL),
                    (F("against"), RangeOperators.EQUAL),
                    (
                        Func(
                            "since",
                            "until",
                            RangeBoundary(inclusive_upper=True),
                            function="DATERANGE",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
        triggers = [recusal_keeps_its_facts()]

    def __str__(self) -> str:
        return f"{self.against} about {self.employee} from {self.since}"

    def get_absolute_url(self) -> str:
        return reverse("evaluations:recusal", args=[self.public_id])

    @property
    def stream(self) -> str:
        """The audit stream of this recusal."""
        return f"recusal:{self.public_id}"


class RecusalException(models.Model):
    """The next level lets the recused person act all the same, with a reason; it holds until it is withdrawn."""

    recusal = models.ForeignKey(Recusal, on_delete=models.PROTECT, related_name="exceptions")
    reason = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField()
    recorded_by_name = models.CharField(max_length=300)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by_id = models.BigIntegerField(null=True)
    withdrawn_by_name = models.CharField(max_length=300, blank=True)
    withdrawn_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="evaluations_exception_has_reason"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by_id=None, withdrawn_by_name="", withdrawn_reason="")
                | Q(withdrawn_at__isnull=False, withdrawn_by_id__isnull=False) & ~Q(withdrawn_reason=""),
                name="evaluations_exception_withdrawn_whole",
            ),
            models.UniqueConstraint(
                fields=["recusal"], condition=Q(withdrawn_at=None), name="evaluations_one_exception_in_force"
            ),
        ]
        triggers = [exception_stays()]

    def __str__(self) -> str:
        return f"Exception for {self.recusal_id}"
