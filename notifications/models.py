"""What people are told, in the product and by mail, and what became of each mail; what other programs are told.

A notice is one thing said to one person once. It is written in the transaction of the fact (or by the daily sweep) and
is the outbox row: a mail only carries notices, and a mail that is lost is made again from them.
"""

import secrets
import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q

from common.fields import OnceConstraint
from notifications.enums import (
    DeliveryStatus,
    Language,
    MailKind,
    MailStatus,
    PauseReason,
    WebhookEvent,
    WebhookState,
)


def new_secret() -> str:
    """256 bits that nobody guesses, as they stand in an address."""
    return secrets.token_urlsafe(32)


class Mail(models.Model):
    """One mail to one person. `message_id` is drawn once: a mail that is sent twice after a crash is one mail to
    whoever receives it. The text is made of its notices when it is sent and stored nowhere.
    """

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mails")
    kind = models.CharField(max_length=20)
    day = models.DateField(help_text="The local day that a digest is for; one digest per person and day.")
    message_id = models.CharField(max_length=200, unique=True)
    status = models.CharField(max_length=20, default=MailStatus.QUEUED.value)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    sent_to = models.EmailField(max_length=254, blank=True)
    failed_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=500, blank=True)
    # A failure has an owner until somebody has seen to it.
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    settled_at = models.DateTimeField(null=True)
    settled_note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["status", "id"], name="notifications_mail_by_status"),
            models.Index(fields=["recipient", "day"], name="notifications_mail_by_person"),
            models.Index(fields=["-created_at", "-id"], name="notifications_mail_by_age"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "day"], condition=Q(kind="digest"), name="notifications_one_digest_a_day"
            ),
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in MailStatus]), name="notifications_known_mail_status"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in MailKind]), name="notifications_known_mail_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"Mail to {self.recipient}"


class Notice(models.Model):
    """One thing said to one person, once: the five columns of `notifications_said_once` name it.

    `kind` chooses the words, `words` fills them in: names, dates and counts, never a rating, never a comment.
    `path` leads to where it can be done. `is_immediate` mails it at once, everything else waits for the day's digest;
    `is_statutory` cannot be switched off. `mail` is the mail that carries it, empty until one is made.
    """

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=120, help_text="What it is about, such as due:<employee number>.")
    due_on = models.DateField(null=True)
    stage = models.CharField(max_length=40, blank=True, help_text="Which of several reminders of the same thing.")
    words = models.JSONField(default=dict)
    path = models.CharField(max_length=300)
    is_action = models.BooleanField(default=True, help_text="The person has something to do; these come first.")
    is_immediate = models.BooleanField(default=False)
    is_statutory = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True, help_text="What it asked for is done: it is not counted, nor mailed.")
    mail = models.ForeignKey(Mail, null=True, on_delete=models.SET_NULL, related_name="notices")

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["recipient", "-id"], name="notifications_by_person"),
            models.Index(fields=["recipient"], condition=Q(mail=None, done_at=None), name="notifications_unmailed"),
            models.Index(fields=["recipient"], condition=Q(read_at=None, done_at=None), name="notifications_unread"),
            models.Index(fields=["subject"], condition=Q(done_at=None), name="notifications_open_by_subject"),
            # For the daily tidy: rows lie in the order of their making, so that a block range index tells enough.
            BrinIndex(fields=["created_at"], name="notifications_by_age"),
        ]
        constraints = [
            OnceConstraint(fields=["recipient", "kind", "subject", "due_on", "stage"], name="notifications_said_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} to {self.recipient}"


class Preference(models.Model):
    """How one person wants to be told. Without a row: English, a digest on every day that has something to say."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="preference")
    language = models.CharField(max_length=5, default=Language.ENGLISH.value)
    has_digest = models.BooleanField(default=True, help_text="Off: only statutory notices come by mail.")
    has_immediate = models.BooleanField(default=True, help_text="Off: “your turn” waits for the digest.")
    is_quiet_on_weekends = models.BooleanField(default=False)
    quiet_until = models.DateField(null=True, help_text="No mail but statutory notices up to and with this day.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(language__in=[language.value for language in Language]), name="notifications_known_language"
            )
        ]

    def __str__(self) -> str:
        return f"How {self.user} is told"


class CalendarFeed(models.Model):
    """The secret address of a person's calendar. A new one replaces it; without a row there is none."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feed")
    secret_sha256 = models.CharField(max_length=64, unique=True, help_text="The secret itself is shown once.")
    created_at = models.DateTimeField()
    last_read_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"Calendar of {self.user}"


class WebhookEndpoint(models.Model):
    """Another program's address, which hears that something happened. Its secrets lie sealed and are shown once.

    `since_event_id`: what was recorded up to there is not told. `failures` in a row, `failing_since` the first of them,
    and `quiet_until` when the next try is; all three are empty again after a success.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True)
    name = models.CharField(max_length=80, unique=True)
    url = models.CharField(max_length=500)
    kinds = ArrayField(models.CharField(max_length=40))
    secret = models.TextField(help_text="Sealed with a key made of SECRET_KEY.")
    previous_secret = models.TextField(blank=True, help_text="After a rotation: signs as well until its end.")
    previous_until = models.DateTimeField(null=True)
    since_event_id = models.BigIntegerField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    quiet_until = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    paused_reason = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(paused_at=None, paused_reason="")
                | Q(paused_at__isnull=False, paused_reason__in=[reason.value for reason in PauseReason]),
                name="notifications_paused_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(failures=0, failing_since=None, quiet_until=None)
                | Q(failures__gt=0, failing_since__isnull=False, quiet_until__isnull=False),
                name="notifications_failing_or_not",
            ),
            models.CheckConstraint(
                condition=Q(previous_until=None, previous_secret="")
                | Q(previous_until__isnull=False) & ~Q(previous_secret=""),
                name="notifications_previous_secret_ends",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def stream(self) -> str:
        """The audit stream of this webhook."""
        return f"webhook:{self.public_id}"

    @property
    def is_active(self) -> bool:
        """True while messages are sent to it."""
        return self.paused_at is None

    @property
    def state(self) -> WebhookState:
        """How it is, in one word."""
        if self.paused_at is not None:
            return WebhookState.PAUSED
        return WebhookState.FAILING if self.failures else WebhookState.ACTIVE


class WebhookDelivery(models.Model):
    """One message to one webhook: that one event of the audit trail happened. `public_id` names it for ever.

    It is tried when it is due, until it is taken or `give_up_at` has come. What is sent is made of these columns.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True)
    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.CASCADE, related_name="deliveries")
    event_id = models.BigIntegerField(help_text="Of the audit event; no foreign key, as everywhere in the trail.")
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=100, help_text="The stream that it is about, such as evaluation:<public id>.")
    resource = models.CharField(max_length=200, help_text="The path of the REST resource.")
    occurred_at = models.DateTimeField()
    created_at = models.DateTimeField()
    status = models.CharField(max_length=20, default=DeliveryStatus.WAITING.value)
    due_at = models.DateTimeField()
    give_up_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    attempted_at = models.DateTimeField(null=True)
    answer_status = models.PositiveSmallIntegerField(null=True, help_text="The last answer's; empty where none came.")
    error = models.CharField(max_length=300, blank=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["endpoint", "-id"], name="notifications_deliveries"),
            models.Index(
                fields=["endpoint", "due_at"], condition=Q(status="waiting"), name="notifications_deliveries_due"
            ),
            models.Index(fields=["created_at"], name="notifications_deliveries_age"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "event_id"], name="notifications_told_once"),
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in DeliveryStatus]),
                name="notifications_known_delivery_status",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in WebhookEvent]), name="notifications_known_webhook_event"
            ),
            models.CheckConstraint(
                condition=Q(status="delivered", delivered_at__isnull=False)
                | ~Q(status="delivered") & Q(delivered_at=None),
                name="notifications_delivered_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.endpoint}"


class TrailReading(models.Model):
    """How far the audit trail was read for webhooks: one row, made with the first webhook.

    Up to `settled_id` nothing can appear any more. `noted_id` will be settled once every transaction older than
    `noted_xid` has ended (notifications.services.webhook_events).
    """

    settled_id = models.BigIntegerField()
    noted_id = models.BigIntegerField()
    noted_xid = models.BigIntegerField()

    def __str__(self) -> str:
        return f"The trail is read up to {self.settled_id}"
