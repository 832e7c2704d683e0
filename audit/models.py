"""The trail: append-only events in one hash chain per stream, signatures, and signed checkpoints.

A stream is a string: `evaluation:<public id>`, `account:<user id>`, `import:<run id>`. Rows hold no foreign keys,
so that the trail never blocks nor follows live data (people are named as they were called then).
"""

import uuid

import pgtrigger
from django.contrib.postgres.indexes import BrinIndex, GinIndex, OpClass
from django.db import models
from django.db.models.functions import Upper


class AuditEvent(models.Model):
    """One fact: who did what when. `data` holds field names and digests, never the text of a comment."""

    stream = models.CharField(max_length=100)
    sequence = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True, help_text="User id; empty when the system acted.")
    actor_name = models.CharField(max_length=300)
    action = models.CharField(max_length=80)
    data = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["stream", "sequence"], name="audit_event_once_per_sequence")]
        # What an auditor asks for among millions of events: who, what, when.
        indexes = [
            models.Index(fields=["actor_id", "id"], name="audit_events_by_actor"),
            models.Index(fields=["action", "id"], name="audit_events_by_action"),
            GinIndex(OpClass(Upper("actor_name"), name="gin_trgm_ops"), name="audit_events_by_name"),
            BrinIndex(fields=["at"], name="audit_events_by_time"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.stream} #{self.sequence} {self.action}"


class StreamHead(models.Model):
    """The last link of a stream; its writer locks this row, so that a chain never forks."""

    stream = models.CharField(max_length=100, primary_key=True)
    sequence = models.PositiveIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.stream} at {self.sequence}"


class Checkpoint(models.Model):
    """A signed statement of everything up to `last_event_id`: makes a cut tail visible (`manage.py verify_audit`)."""

    day = models.DateField(unique=True)
    at = models.DateTimeField()
    last_event_id = models.BigIntegerField()
    event_count = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    signature = models.TextField(help_text="Ed25519 over the canonical JSON of the other fields, base64.")
    key_id = models.CharField(max_length=64)

    class Meta:
        ordering = ["day"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"Checkpoint of {self.day}"


class Signature(models.Model):
    """A person's signature under one exact text: capacity, statement shown, SHA-256 of the canonical JSON signed.

    A signature is never edited; a later `round` of the same subject voids it.
    """

    stream = models.CharField(max_length=100)
    round = models.PositiveIntegerField()
    capacity = models.CharField(max_length=40)
    user_id = models.BigIntegerField()
    name = models.CharField(max_length=300)
    title = models.CharField(max_length=300, blank=True)
    acting_for = models.CharField(max_length=300, blank=True, help_text="Name of the principal a designee signed for.")
    statement = models.TextField()
    content_sha256 = models.CharField(max_length=64)
    template_version = models.CharField(max_length=80)
    policy_version = models.CharField(max_length=80)
    confirmed_by = models.CharField(
        max_length=100, blank=True, help_text="How the signer was asked again: password, authenticator_app, …"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["stream", "round", "capacity"], name="audit_one_signature_per_capacity"),
            models.UniqueConstraint(fields=["stream", "round", "user_id"], name="audit_nobody_signs_twice"),
        ]
        indexes = [models.Index(fields=["user_id"], name="audit_signatures_by_person")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.name} as {self.capacity}"


class ImportRun(models.Model):
    """An applied import: which file, and the list of every change that it made, in canonical JSON.

    The event of its stream `import:<public id>` carries the digest of that list.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True)
    kind = models.CharField(max_length=40)
    file_name = models.CharField(max_length=255)
    file_sha256 = models.CharField(max_length=64)
    counts = models.JSONField(help_text="New, changed, unchanged and rejected rows.")
    changes = models.TextField()
    changes_sha256 = models.CharField(max_length=64)
    actor_name = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"Import of {self.kind} from {self.file_name}"

    @property
    def stream(self) -> str:
        return f"import:{self.public_id}"
