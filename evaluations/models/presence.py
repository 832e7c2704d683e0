"""Who has the rating form of a draft open just now."""

from django.conf import settings
from django.db import models

from evaluations.models.evaluation import Evaluation


class FormPresence(models.Model):
    """One open rating form: a tab or window that says every few seconds that it is still there.

    No record of anything: a row that has not been seen for a while is ignored, and the hourly sweep takes it away. Only
    forms announce themselves, never readers: who reads a draft changes nothing in it, and that an auditor looks is not
    the Rater's to know.
    """

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    tab = models.UUIDField(help_text="Drawn by the page when it is opened, and known to nobody else.")
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    saved_at = models.DateTimeField(null=True, help_text="When this form last saved something.")
    field = models.CharField(max_length=200, blank=True, help_text="The name of the field that has the focus.")

    class Meta:
        ordering = ["opened_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "user", "tab"], name="evaluations_one_presence_per_tab")
        ]

    def __str__(self) -> str:
        return f"{self.user} at {self.evaluation_id}"
