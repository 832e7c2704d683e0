"""One attempt to bring one message to its webhook: at least once, always with the same webhook-id."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts.enums import Role
from accounts.selectors import active_accounts_with_role
from audit.services import event_record
from common.plaintext import plain_line
from jobs.rules import pause_after
from notifications.enums import DeliveryStatus, PauseReason, WebhookEvent
from notifications.models import WebhookDelivery, WebhookEndpoint
from notifications.rules.addresses import networks_of
from notifications.rules.webhooks import (
    FAILS_FOR,
    WEBHOOK_PAUSED,
    BadUrl,
    message_id,
    payload_text,
    signed_headers,
    target_of,
)
from notifications.services.notices import notice_add
from notifications.services.webhook_secrets import SecretUnreadable, secret_open
from notifications.services.webhook_wire import Limits, NoAnswer, Resolve, lookup, post

LONGEST_ERROR = 300
GONE = 410


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of an attempt: a status or none, and what was wrong with it; no sentence where it was taken."""

    status: int | None
    error: str = ""


def delivery_send(
    *,
    delivery_id: int,
    at: datetime,
    resolve: Resolve = lookup,
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> None:
    """Send the message if it is due; nothing where it was taken, given up, put off, or its webhook is paused or gone.

    The row is locked from before the server is asked until its answer is committed: two workers never send one message
    beside each other, and after a crash in between it is sent again under the same webhook-id.
    """
    with transaction.atomic():
        rows = WebhookDelivery.objects.select_for_update(nowait=True, of=("self",)).select_related("endpoint")
        delivery = rows.filter(pk=delivery_id, status=DeliveryStatus.WAITING.value, due_at__lte=at).first()
        if delivery is None or not _may_go(delivery, at):
            return
        answer = _attempt(delivery, at, resolve, limits)
        delivery.attempts += 1
        delivery.attempted_at, delivery.answer_status = at, answer.status
        delivery.error = plain_line(answer.error)[:LONGEST_ERROR]
        if answer.error:
            _note_failure(delivery, answer, at)
        else:
            _note_success(delivery, at)


def delivery_give_up(*, delivery_id: int, error: str) -> None:
    """The outbox has given up: each worker that tried this message died, or failed over something of our own."""
    waiting = WebhookDelivery.objects.filter(pk=delivery_id, status=DeliveryStatus.WAITING.value)
    waiting.update(status=DeliveryStatus.GIVEN_UP.value, error=plain_line(error)[:LONGEST_ERROR])


def body_of(delivery: WebhookDelivery) -> str:
    """What is sent, to the byte the same each time."""
    return payload_text(
        id=message_id(delivery.public_id),
        kind=delivery.kind,
        occurred_at=delivery.occurred_at,
        agency=settings.AGENCY_NAME,
        subject=delivery.subject,
        url=settings.SITE_URL + delivery.resource,
    )


def _may_go(delivery: WebhookDelivery, at: datetime) -> bool:
    """False where the webhook is paused, or has just failed over another message: then this one waits with it."""
    if delivery.kind == WebhookEvent.PING.value:
        return True
    endpoint = delivery.endpoint
    if endpoint.quiet_until is not None and endpoint.quiet_until > at:
        delivery.due_at = endpoint.quiet_until
        delivery.save(update_fields=["due_at"])
        return False
    return endpoint.is_active


def _attempt(delivery: WebhookDelivery, at: datetime, resolve: Resolve, limits: Limits) -> Answer:
    endpoint, body = delivery.endpoint, body_of(delivery).encode()
    allowed = networks_of(settings.WEBHOOK_ALLOWED_NETWORKS)
    try:
        target = target_of(endpoint.url, ports=settings.WEBHOOK_PORTS, allowed=allowed)
        signed = signed_headers(
            _secrets(endpoint, at), id=message_id(delivery.public_id), timestamp=int(at.timestamp()), body=body
        )
        headers = {"Content-Type": "application/json", "User-Agent": "Fairstep", **signed}
        status = post(
            target,
            headers=headers,
            body=body,
            allowed=allowed,
            ca_file=settings.WEBHOOK_CA_FILE,
            resolve=resolve,
            limits=limits,
        )
    except (NoAnswer, BadUrl) as error:
        return Answer(None, str(error))
    except SecretUnreadable:
        return Answer(None, "Its secret was sealed with another SECRET_KEY: make a new one.")
    return Answer(status, _complaint(status))


def _secrets(endpoint: WebhookEndpoint, at: datetime) -> list[str]:
    """The secret, and the one before it until its time is over."""
    sealed = [endpoint.secret]
    if endpoint.previous_until is not None and endpoint.previous_until > at:
        sealed.append(endpoint.previous_secret)
    return [secret_open(secret) for secret in sealed]


def _complaint(status: int) -> str:
    if 200 <= status < 300:
        return ""
    if 300 <= status < 400:
        return f"It answered {status}; redirects are not followed."
    return f"It answered {status}."


def _note_success(delivery: WebhookDelivery, at: datetime) -> None:
    delivery.status, delivery.delivered_at = DeliveryStatus.DELIVERED.value, at
    delivery.save(update_fields=["status", "delivered_at", "attempts", "attempted_at", "answer_status", "error"])
    recovered = WebhookEndpoint.objects.filter(pk=delivery.endpoint_id, failures__gt=0)
    if recovered.update(failures=0, failing_since=None, quiet_until=None):
        waiting_release(endpoint_id=delivery.endpoint_id, at=at)


def waiting_release(*, endpoint_id: int, at: datetime, give_up_at: datetime | None = None) -> None:
    """What waits for this webhook is due now. What another worker holds stays: it is at it anyway.

    Another due time is another attempt, also for what was asked for before.
    """
    waiting = WebhookDelivery.objects.filter(endpoint_id=endpoint_id, status=DeliveryStatus.WAITING.value)
    free = list(waiting.select_for_update(skip_locked=True).values_list("pk", flat=True))
    values = {"due_at": at} | ({"give_up_at": give_up_at} if give_up_at else {})
    WebhookDelivery.objects.filter(pk__in=free).update(**values)


def _note_failure(delivery: WebhookDelivery, answer: Answer, at: datetime) -> None:
    """Try again later, or no more. Under a webhook's own lock, since several of its messages may fail at once."""
    endpoint = WebhookEndpoint.objects.select_for_update(no_key=True).get(pk=delivery.endpoint_id)
    is_ping = delivery.kind == WebhookEvent.PING.value
    delivery.due_at = at + pause_after(delivery.attempts)
    # Whoever asked for a test is there to see it fail; it says nothing about what else was sent.
    if is_ping or delivery.due_at >= delivery.give_up_at:
        delivery.status = DeliveryStatus.GIVEN_UP.value
    delivery.save(update_fields=["status", "due_at", "attempts", "attempted_at", "answer_status", "error"])
    if not is_ping:
        endpoint.failures += 1
        endpoint.failing_since = endpoint.failing_since or at
        endpoint.quiet_until = at + pause_after(endpoint.failures)
        endpoint.save(update_fields=["failures", "failing_since", "quiet_until"])
    _pause_if_hopeless(endpoint, answer, at)


def _pause_if_hopeless(endpoint: WebhookEndpoint, answer: Answer, at: datetime) -> None:
    """The receiver wants no more (410), or nothing has got through for three days: the administrators are told."""
    if answer.status == GONE:
        reason = PauseReason.GONE
    elif endpoint.failing_since is not None and at - endpoint.failing_since >= FAILS_FOR:
        reason = PauseReason.FAILING
    else:
        return
    if endpoint.paused_at is not None:
        return
    endpoint.paused_at, endpoint.paused_reason = at, reason.value
    endpoint.save(update_fields=["paused_at", "paused_reason"])
    data = {"name": endpoint.name, "reason": reason.value}
    event = event_record(stream=endpoint.stream, action="webhook_paused", by=None, at=at, data=data)
    for admin in active_accounts_with_role(Role.SYSTEM_ADMIN):
        notice_add(
            recipient=admin,
            kind=WEBHOOK_PAUSED,
            subject=endpoint.stream,
            stage=f"event {event.pk}",  # each time that it is paused is another thing to say
            path=reverse("notifications:webhook", args=[endpoint.public_id]),
            words={"webhook": endpoint.name, "reason": reason.value},
            at=at,
        )
