"""Who of HR sees to what: owners of what waits, and the views that people keep."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from evaluations.enums import DocketKind


class DocketEntry(models.Model):
    """What is kept about one thing on HR's docket: its owner, and that it was escalated.

    What stands on the docket follows from the rows themselves (`selectors.docket`); an entry without a row here has no
    owner yet. `version` is raised with every assignment, so that two who assign at once do not undo each other unseen.
    `escalated_for` is the day that had passed.
    """

    kind = models.CharField(max_length=20)
    subject = models.UUIDField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="docket")
    version = models.PositiveIntegerField(default=0)
    assigned_at = models.DateTimeField(null=True)
    assigned_by_id = models.BigIntegerField(null=True)
    assigned_by_name = models.CharField(max_length=300, blank=True)
    escalated_at = models.DateTimeField(null=True)
    escalated_for = models.DateField(null=True)

    class Meta:
        ordering = ["kind", "subject"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject"], name="evaluations_docket_entry_once"),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in DocketKind]), name="evaluations_known_docket_kind"
            ),
            models.CheckConstraint(
                condition=Q(assigned_at=None, assigned_by_id=None, owner=None)
                | Q(assigned_at__isnull=False, assigned_by_id__isnull=False),
                name="evaluations_docket_assignment_whole",
            ),
            models.CheckConstraint(
                condition=Q(escalated_at=None, escalated_for=None)
                | Q(escalated_at__isnull=False, escalated_for__isnull=False),
                name="evaluations_docket_escalation_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class SavedView(models.Model):
    """A choice of filters that somebody keeps under a name; `is_shared`: all of HR finds it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="docket_views")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=600, blank=True, help_text="The filters, as an address holds them.")
    is_shared = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="evaluations_view_named_once")]

    def __str__(self) -> str:
        return self.name
