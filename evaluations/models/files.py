"""Files of an evaluation: the Rater's attachments and the rendered, sealed packets."""

import uuid

from django.db import models

from evaluations.enums import PacketKind
from evaluations.models.evaluation import Evaluation, one_of
from evaluations.models.guards import append_only, parts_change_in_draft


class Attachment(models.Model):
    """A supporting file. It never replaces Comments (R7); it is listed with its hash in what is signed."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to="attachments/%Y/%m/", max_length=300)
    added_at = models.DateTimeField()
    added_by_id = models.BigIntegerField()

    class Meta:
        ordering = ["added_at", "id"]
        triggers = [parts_change_in_draft()]

    def __str__(self) -> str:
        return self.name


class Packet(models.Model):
    """A sealed PDF: the employee's copy (at issue) or the packet of record (at final)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="packets")
    kind = models.CharField(max_length=20)
    round = models.PositiveIntegerField()
    document = models.TextField(help_text="Canonical JSON that the PDF shows and carries as its attachment.")
    document_sha256 = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveIntegerField()
    pages = models.PositiveIntegerField()
    file = models.FileField(upload_to="packets/%Y/%m/", max_length=300)
    sealed_at = models.DateTimeField()

    class Meta:
        ordering = ["sealed_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "kind"], name="evaluations_one_packet_per_kind"),
            models.CheckConstraint(condition=one_of("kind", PacketKind, blank=False), name="evaluations_known_packet"),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.kind} of {self.evaluation_id}"
