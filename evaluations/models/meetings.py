"""The conference between employee and Rater, as a day in two calendars."""

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse

from evaluations.models.evaluation import Evaluation

SHORTEST_MINUTES, LONGEST_MINUTES = 5, 480


class Meeting(models.Model):
    """One meeting about an evaluation's period. It says nothing of what the evaluation says.

    `sequence` is raised with every change, so that calendars know which invitation is the latest (RFC 5546 §2.1.4).
    The employee sees it also while the evaluation is not theirs to see.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="meetings")
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=200)
    note = models.CharField(max_length=500, blank=True, help_text="Shown on its page alone, in no mail or calendar.")
    sequence = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    created_by_id = models.BigIntegerField()
    changed_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["starts_at", "id"]
        indexes = [models.Index(fields=["evaluation", "starts_at"], name="evaluations_meetings_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=SHORTEST_MINUTES, minutes__lte=LONGEST_MINUTES),
                name="evaluations_meeting_length",
            )
        ]

    def __str__(self) -> str:
        return f"Meeting of {self.starts_at}"

    def get_absolute_url(self) -> str:
        return reverse("evaluations:meeting", args=[self.public_id])
