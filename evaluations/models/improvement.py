"""The Plan for Improvement (R9)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from evaluations.models.evaluation import Evaluation
from evaluations.models.forms import FormFactor
from evaluations.models.guards import parts_change_in_draft


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
