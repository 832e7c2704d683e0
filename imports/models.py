"""Uploaded files on their way to being applied, and what they would do row by row."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django_fsm import transition

from common.fields import RefreshableStatusMixin, StatusField
from imports.enums import Outcome, UploadStatus

Status = UploadStatus
OPEN = [Status.UPLOADED.value, Status.CHECKED.value, Status.FAILED.value]
AT_WORK = [Status.CHECKING.value, Status.APPLYING.value]


class Upload(RefreshableStatusMixin, models.Model):
    """A file that somebody uploaded, how it is to be read, and what came of it.

    `outline` is what was seen at first sight: sheets, headings, samples. `mapping` names the file's heading of each
    field. `round` counts the pieces of work asked for: a worker that comes late with an earlier one does nothing.
    `digest` names the difference that was shown; applied is that one or none. `stream` is the audit stream of the
    applied run, `undo_stream` that of its undoing. The difference is told in people's data, so it goes with the file
    (`Discarded`) where it was never applied.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=40)
    status = StatusField(max_length=20, default=UploadStatus.UPLOADED.value)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    # The file
    file = models.FileField(upload_to="imports/%Y/%m/", max_length=300, blank=True)
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64)
    format = models.CharField(max_length=10)

    # How it is read
    outline = models.JSONField(default=dict)
    encoding = models.CharField(max_length=40, blank=True)
    sheet = models.CharField(max_length=200, blank=True)
    header_row = models.PositiveIntegerField(default=0)
    is_month_first = models.BooleanField(default=False)
    mapping = models.JSONField(default=dict)

    # What it would do, if `asked_by` brought it in
    round = models.PositiveIntegerField(default=0)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    counts = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    effects = models.JSONField(default=list)
    effects_count = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    checked_at = models.DateTimeField(null=True)
    # Why it could not be used, or why what was asked for was not done.
    error = models.TextField(blank=True)
    reasons = models.JSONField(default=list)

    # What came of it
    is_strict = models.BooleanField(default=False)
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    applied_at = models.DateTimeField(null=True)
    stream = models.CharField(max_length=100, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undo_stream = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in UploadStatus]), name="imports_known_status"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["applied", "undoing", "undone"])
                | (Q(applied_at__isnull=False) & ~Q(stream="")),
                name="imports_applied_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(status="undone") | (Q(undone_at__isnull=False) & ~Q(undo_stream="")),
                name="imports_undone_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("imports:upload", args=[self.public_id])

    @property
    def own_stream(self) -> str:
        """The audit stream of what happens to the file before it is applied."""
        return f"upload:{self.public_id}"

    # The graph. The services are the only callers: lock, permission, transition, job.

    @transition(field=status, source=OPEN, target=Status.UPLOADED.value)
    def reopen(self) -> None:
        """The file is read in another way; what was compared does not hold any more."""

    @transition(field=status, source=OPEN, target=Status.CHECKING.value)
    def begin_check(self) -> None:
        """The columns are chosen."""

    @transition(field=status, source=AT_WORK, target=Status.CHECKING.value)
    def check_anew(self) -> None:
        """What is stored has changed since the preview, or the workers gave up."""

    @transition(field=status, source=Status.CHECKING.value, target=Status.CHECKED.value)
    def end_check(self) -> None:
        """The difference is there to be looked at."""

    @transition(field=status, source=Status.CHECKING.value, target=Status.FAILED.value)
    def fail(self) -> None:
        """The file cannot be used as it is read now."""

    @transition(field=status, source=Status.CHECKED.value, target=Status.APPLYING.value)
    def begin_apply(self) -> None:
        """Somebody has looked at the difference and wants it."""

    @transition(field=status, source=Status.APPLYING.value, target=Status.APPLIED.value)
    def end_apply(self) -> None:
        """All of it has been written in one transaction."""

    @transition(field=status, source=Status.APPLIED.value, target=Status.UNDOING.value)
    def begin_undo(self) -> None:
        """Somebody wants it taken back."""

    @transition(field=status, source=Status.UNDOING.value, target=Status.UNDONE.value)
    def end_undo(self) -> None:
        """All of it has been taken back in one transaction."""

    @transition(field=status, source=Status.UNDOING.value, target=Status.APPLIED.value)
    def keep(self) -> None:
        """Something depends on it: it stays applied."""

    @transition(field=status, source=OPEN, target=Status.DISCARDED.value)
    def discard(self) -> None:
        """File and difference are deleted; that it was uploaded stays on record."""


class Progress(models.Model):
    """How far a worker has come. Apart from the upload, because it is written while that row is locked."""

    upload = models.OneToOneField(Upload, on_delete=models.CASCADE, related_name="progress")
    phase = models.CharField(max_length=80, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.phase} {self.done}/{self.total}"


class UploadRow(models.Model):
    """What becomes of one row of the file. `fields` holds [field, before, after], `problems` [column, value, reason,
    remedy]; `search_key` is number and name as they are searched."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10)
    key = models.CharField(max_length=300, blank=True)
    name = models.CharField(max_length=400, blank=True)
    search_key = models.CharField(max_length=700, blank=True)
    fields = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    effective_on = models.DateField(null=True)

    class Meta:
        ordering = ["line", "id"]
        indexes = [models.Index(fields=["upload", "outcome", "line", "id"], name="imports_rows_in_order")]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=[outcome.value for outcome in Outcome]), name="imports_known_outcome"
            )
        ]

    def __str__(self) -> str:
        return f"line {self.line}: {self.outcome}"


class SavedMapping(models.Model):
    """Which of a file's headings holds which field, under a name that people remember. It holds no data."""

    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=100)
    headings = models.JSONField(help_text="Field → heading as it is compared.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["kind", "name"], name="imports_mapping_once")]

    def __str__(self) -> str:
        return self.name
