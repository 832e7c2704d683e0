"""Who signs an evaluation, what exactly was signed, and what happened on the way."""

import json
from typing import Any

from django.db import models

from audit.models import Signature
from common.canonical import sha256_of_text
from common.errors import Conflict
from evaluations.enums import Capacity, Severity
from evaluations.models.evaluation import Evaluation, one_of
from evaluations.models.guards import append_only, signed_once
from workforce.models import Employee


class SignedTextDamaged(Conflict):
    """The stored text is not the one that was signed (409): it is neither shown nor signed."""

    title = "This text is not the one that was signed"

    def __init__(self) -> None:
        super().__init__(
            "What is stored differs from what the signatures stand under, so it is neither shown nor signed. "
            "Tell HR and the people who run this system."
        )


class SignedDocument(models.Model):
    """The canonical JSON that one round of signatures stands under, kept as the exact text that was hashed."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="documents")
    round = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    text = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["round"]
        triggers = [append_only()]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "round"], name="evaluations_one_document_per_round")
        ]

    def __str__(self) -> str:
        return f"Round {self.round}: {self.sha256[:12]}"

    def as_document(self) -> dict[str, Any]:
        """The signed content, read back from its exact text. Raises SignedTextDamaged."""
        self.check_text()
        document: dict[str, Any] = json.loads(self.text)
        return document

    def check_text(self) -> None:
        """Raises SignedTextDamaged (409) where the text does not hash to the digest that people signed."""
        if sha256_of_text(self.text) != self.sha256:
            raise SignedTextDamaged


class SigningStep(models.Model):
    """One place of the route laid at submission: the capacity, the person of the chain, and why that person."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="steps")
    round = models.PositiveIntegerField()
    capacity = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField()
    principal = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="signing_steps")
    reason = models.TextField()
    signature = models.OneToOneField(Signature, null=True, on_delete=models.PROTECT, related_name="step")

    class Meta:
        ordering = ["round", "position"]
        triggers = [signed_once()]
        indexes = [
            models.Index(fields=["principal"], condition=models.Q(signature=None), name="evaluations_unsigned_steps")
        ]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "round", "capacity"], name="evaluations_capacity_once"),
            # Deferred: in a reroute two people may change places.
            models.UniqueConstraint(
                fields=["evaluation", "round", "principal"],
                name="evaluations_signer_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=one_of("capacity", Capacity, blank=False), name="evaluations_known_capacity"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.capacity}: {self.principal_id}"


class Return(models.Model):
    """Back to the Rater: by whom, from where, and the reason in words."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="returns")
    round = models.PositiveIntegerField()
    from_status = models.CharField(max_length=30)
    by_name = models.CharField(max_length=300)
    by_user_id = models.BigIntegerField(null=True, help_text="Empty: the system, because the route has changed.")
    at = models.DateTimeField()
    reason = models.TextField()
    is_withdrawal = models.BooleanField(default=False)

    class Meta:
        ordering = ["-at", "-id"]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"Returned by {self.by_name}"


class Concurrence(models.Model):
    """HR found a low rating proper (§5): who did, when, and the note for those who review after."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="concurrences")
    round = models.PositiveIntegerField()
    by_name = models.CharField(max_length=300)
    by_user_id = models.BigIntegerField()
    at = models.DateTimeField()
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["round"]
        triggers = [append_only()]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "round"], name="evaluations_one_concurrence_per_round")
        ]

    def __str__(self) -> str:
        return f"Found proper by {self.by_name}"


class ReviewCheck(models.Model):
    """What HR's propriety review says of one rule: how the evaluation stood to it, a tick, a finding in words.

    Kept for every rule of the checklist, ticked or not, with the round that was passed on or returned.
    """

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="review_checks")
    round = models.PositiveIntegerField()
    rule = models.CharField(max_length=20)
    state = models.CharField(max_length=10, help_text="met, warning or error, on the day of the review.")
    is_proper = models.BooleanField()
    finding = models.TextField(blank=True)
    by_name = models.CharField(max_length=300)
    by_user_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["round", "id"]
        triggers = [append_only()]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "round", "rule"], name="evaluations_rule_checked_once")
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {'proper' if self.is_proper else 'not ticked'}"


class WarningReason(models.Model):
    """Why a person went on in spite of a warning; `extension` where that was about the extension of its window."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="warning_reasons")
    extension = models.ForeignKey(
        "evaluations.WindowExtension", null=True, on_delete=models.PROTECT, related_name="warning_reasons"
    )
    round = models.PositiveIntegerField()
    rule = models.CharField(max_length=20)
    code = models.CharField(max_length=60)
    message = models.TextField()
    reason = models.TextField()
    severity = models.CharField(max_length=10, default=Severity.WARNING.value)
    by_name = models.CharField(max_length=300)
    by_user_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["round", "id"]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.rule}: {self.reason[:60]}"


class SubmitToken(models.Model):
    """A form's one-time token: posting the same form twice does the thing once."""

    token = models.UUIDField(primary_key=True)
    evaluation = models.ForeignKey(Evaluation, null=True, on_delete=models.CASCADE, related_name="+")
    action = models.CharField(max_length=40)
    user_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="evaluations_tokens_by_age")]

    def __str__(self) -> str:
        return f"{self.action} {self.token}"
