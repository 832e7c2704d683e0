"""What moves the end of somebody's probation: the extension for absence without pay (R3)."""

import uuid

from django.db import models
from django.db.models import F, Q

from evaluations.models.guards import probation_extension_stays
from workforce.models import Employee


class ProbationExtension(models.Model):
    """HR's record that probation was extended, and of the notice to the employee, which came in time (R3).

    `old_end` is the end that was in force. The absence is told by its dates alone (R6). Withdrawn, it counts no more.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="probation_extensions")
    old_end = models.DateField()
    new_end = models.DateField()
    absent_from = models.DateField()
    absent_to = models.DateField()
    notified_on = models.DateField(help_text="The day on which the employee was notified.")
    reason = models.TextField(blank=True, help_text="Why in spite of a warning.")
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField()
    recorded_by_name = models.CharField(max_length=300)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by_id = models.BigIntegerField(null=True)
    withdrawn_by_name = models.CharField(max_length=300, blank=True)
    withdrawn_reason = models.TextField(blank=True)

    class Meta:
        verbose_name = "extension of probation"
        ordering = ["id"]
        constraints = [
            # R3: the employee is notified before the end that is moved, to a later day.
            models.CheckConstraint(
                condition=Q(new_end__gt=F("old_end"), notified_on__lte=F("old_end")),
                name="evaluations_probation_extension_is_lawful",
            ),
            models.CheckConstraint(
                condition=Q(absent_to__gte=F("absent_from")), name="evaluations_probation_absence_in_order"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by_id=None, withdrawn_by_name="", withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by_id__isnull=False) & ~Q(withdrawn_reason="")),
                name="evaluations_probation_withdrawn_pair",
            ),
            models.UniqueConstraint(
                fields=["employee", "old_end"], condition=Q(withdrawn_at=None),
                name="evaluations_probation_extended_once",
            ),
        ]  # fmt: skip
        triggers = [probation_extension_stays()]

    def __str__(self) -> str:
        return f"Probation of {self.employee} to {self.new_end}"

    @property
    def is_withdrawn(self) -> bool:
        """True once it counts no more."""
        return self.withdrawn_at is not None
