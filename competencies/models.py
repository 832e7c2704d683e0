"""Classifications: the classes of the civil service that people are appointed to."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from common.searchkeys import LONGEST_KEY
from competencies.enums import ClassificationStatus


class Classification(models.Model):
    """A class. `code` is text: leading zeros are part of it. Pay is monthly, in dollars."""

    code = models.CharField(max_length=20, unique=True)
    schematic_code = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=300)
    search_key = models.CharField(
        max_length=LONGEST_KEY, blank=True, help_text="Code and title, casefolded, unaccented."
    )
    status = models.CharField(max_length=20, default=ClassificationStatus.IN_FORCE.value)
    monthly_min = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    monthly_max = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    alternate_ranges = models.CharField(max_length=60, blank=True)
    probation_months = models.PositiveSmallIntegerField(null=True, help_text="Empty: the class has no probation (R3).")
    work_week_group = models.CharField(max_length=20, blank=True)
    bargaining_unit = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["title", "code"]
        indexes = [GinIndex(fields=["search_key"], opclasses=["gin_trgm_ops"], name="competencies_search")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in ClassificationStatus]),
                name="competencies_known_class_status",
            ),
            models.CheckConstraint(
                condition=Q(monthly_max__gte=F("monthly_min")) | Q(monthly_min=None) | Q(monthly_max=None),
                name="competencies_pay_in_order",
            ),
            models.CheckConstraint(
                condition=Q(probation_months=None) | Q(probation_months__gte=1, probation_months__lte=24),
                name="competencies_probation_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("competencies:classification", args=[self.code])
