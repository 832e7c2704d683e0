"""Webhooks: made, changed, paused, tested, taken away. Each step is an event of the webhook's stream.

The trail holds an address as its digest alone: other programs' addresses often are secrets. Only system administrators
do any of this; for everybody else there is nothing here (404).
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.models import User
from audit.models import AuditEvent
from audit.services import event_record
from common.canonical import sha256_of_text
from common.errors import Conflict, NotVisible, Objection, RuleViolations
from common.plaintext import plain_line
from notifications.enums import DeliveryStatus, PauseReason, WebhookEvent
from notifications.models import WebhookDelivery, WebhookEndpoint
from notifications.permissions import check_can_manage_webhooks
from notifications.rules.addresses import networks_of
from notifications.rules.webhooks import LONGEST_NAME, OVERLAP, TRIED_FOR, BadUrl, is_wanted_kind, target_of
from notifications.selectors import deliveries_visible_to
from notifications.services.notices import notices_done
from notifications.services.webhook_events import deliveries_enqueue, reading_begin
from notifications.services.webhook_secrets import secret_draw, secret_is_readable, secret_seal
from notifications.services.webhook_sending import waiting_release

BEING_SENT = "A message to it is just being sent. Try again in half a minute."


@transaction.atomic
def webhook_create(
    *, name: str, url: str, kinds: Collection[str], by: User, at: datetime
) -> tuple[WebhookEndpoint, str]:
    """The webhook and its secret, which is told this once. It hears what happens from now on.

    Raises NotVisible (404), RuleViolations (422: name, url or kinds cannot be).
    """
    check_can_manage_webhooks(by)
    # Made one after the other, so that two of one name meet here and not in the constraint.
    since = reading_begin()
    name, url = plain_line(name), url.strip()
    _require_possible(name, url, kinds)
    secret = secret_draw()
    endpoint = WebhookEndpoint.objects.create(
        name=name,
        url=url,
        kinds=_ordered(kinds),
        secret=secret_seal(secret),
        since_event_id=since,
        created_by=by,
        created_at=at,
    )
    _event(endpoint, "webhook_created", by=by, at=at, kinds=endpoint.kinds, url_sha256=sha256_of_text(url))
    return endpoint, secret


@transaction.atomic
def webhook_update(
    *, public_id: uuid.UUID, name: str, url: str, kinds: Collection[str], by: User, at: datetime
) -> WebhookEndpoint:
    """Another name, address or choice of events; at another address what waits is tried at once.

    Raises NotVisible, RuleViolations (422).
    """
    check_can_manage_webhooks(by)
    reading_begin()
    endpoint = _locked(public_id, by)
    new = {"name": plain_line(name), "url": url.strip(), "kinds": _ordered(kinds)}
    _require_possible(plain_line(name), url.strip(), kinds, but=endpoint)
    changed = sorted(field for field, value in new.items() if getattr(endpoint, field) != value)
    if not changed:
        return endpoint
    for field in changed:
        setattr(endpoint, field, new[field])
    endpoint.save(update_fields=changed)
    if "url" in changed and endpoint.is_active:
        _try_afresh(endpoint, at)
    digest = {"url_sha256": sha256_of_text(endpoint.url)} if "url" in changed else {}
    _event(endpoint, "webhook_changed", by=by, at=at, fields=changed, kinds=endpoint.kinds, **digest)
    return endpoint


@transaction.atomic
def webhook_pause(*, public_id: uuid.UUID, by: User, at: datetime) -> WebhookEndpoint:
    """Send nothing until it is resumed; what happens meanwhile waits. Raises NotVisible, Conflict (is paused)."""
    endpoint = _locked(public_id, by)
    if not endpoint.is_active:
        raise Conflict("This webhook is paused already.")
    endpoint.paused_at, endpoint.paused_reason = at, PauseReason.PERSON.value
    endpoint.save(update_fields=["paused_at", "paused_reason"])
    _event(endpoint, "webhook_paused", by=by, at=at, reason=PauseReason.PERSON.value)
    return endpoint


@transaction.atomic
def webhook_resume(*, public_id: uuid.UUID, by: User, at: datetime) -> WebhookEndpoint:
    """Send again, what has waited first, with two days for each. Raises NotVisible, Conflict (is not paused)."""
    endpoint = _locked(public_id, by)
    if endpoint.is_active:
        raise Conflict("This webhook is not paused.")
    endpoint.paused_at, endpoint.paused_reason = None, ""
    endpoint.save(update_fields=["paused_at", "paused_reason"])
    _try_afresh(endpoint, at)
    notices_done(subject=endpoint.stream, at=at)
    _event(endpoint, "webhook_resumed", by=by, at=at)
    return endpoint


@transaction.atomic
def webhook_secret_rotate(*, public_id: uuid.UUID, by: User, at: datetime) -> tuple[WebhookEndpoint, str]:
    """A new secret, told this once. For 24 hours the one before signs as well, an earlier one no more.

    Raises NotVisible.
    """
    endpoint = _locked(public_id, by)
    secret = secret_draw()
    # One that cannot be opened any more signs nothing beside the new one.
    is_readable = secret_is_readable(endpoint.secret)
    endpoint.previous_secret = endpoint.secret if is_readable else ""
    endpoint.previous_until = at + OVERLAP if is_readable else None
    endpoint.secret = secret_seal(secret)
    endpoint.save(update_fields=["secret", "previous_secret", "previous_until"])
    _event(endpoint, "webhook_secret_rotated", by=by, at=at)
    return endpoint, secret


@transaction.atomic
def webhook_delete(*, public_id: uuid.UUID, by: User, at: datetime) -> None:
    """It hears nothing any more, and what it was told is forgotten here; the trail keeps that it was.

    Raises NotVisible, Conflict (a message is being sent to it right now).
    """
    check_can_manage_webhooks(by)
    # Messages before their webhook, as whoever sends them locks; nobody waits here for somebody else's server.
    waiting = WebhookDelivery.objects.filter(endpoint__public_id=public_id, status=DeliveryStatus.WAITING.value)
    if len(waiting.select_for_update(skip_locked=True, of=("self",))) != waiting.count():
        raise Conflict(BEING_SENT)
    endpoint = _locked(public_id, by)
    endpoint.deliveries.all().delete()
    WebhookEndpoint.objects.filter(pk=endpoint.pk).delete()
    notices_done(subject=endpoint.stream, at=at)
    _event(endpoint, "webhook_deleted", by=by, at=at)


@transaction.atomic
def webhook_ping(*, public_id: uuid.UUID, by: User, at: datetime) -> WebhookDelivery:
    """Send a test message, also to one that is paused; it is tried once. Raises NotVisible."""
    endpoint = _locked(public_id, by)
    event = _event(endpoint, "webhook_pinged", by=by, at=at)
    delivery = WebhookDelivery.objects.create(
        endpoint=endpoint,
        event_id=event.pk,
        kind=WebhookEvent.PING.value,
        subject=endpoint.stream,
        resource=f"/api/v1/webhooks/{endpoint.public_id}/",
        occurred_at=at,
        created_at=at,
        due_at=at,
        give_up_at=at + TRIED_FOR,
    )
    deliveries_enqueue(at=at)
    return delivery


@transaction.atomic
def delivery_again(*, public_id: uuid.UUID, by: User, at: datetime) -> WebhookDelivery:
    """Send one message once more, under the same webhook-id, with two days for it.

    Raises NotVisible (also of one that is hidden from the person), Conflict (it waits anyway).
    """
    check_can_manage_webhooks(by)
    if not deliveries_visible_to(by).filter(public_id=public_id).exists():
        raise NotVisible
    free = WebhookDelivery.objects.select_for_update(skip_locked=True, of=("self",)).select_related("endpoint")
    delivery = free.filter(public_id=public_id).exclude(status=DeliveryStatus.WAITING.value).first()
    if delivery is None:
        raise Conflict("This message waits to be sent anyway.")
    delivery.status, delivery.delivered_at = DeliveryStatus.WAITING.value, None
    delivery.due_at, delivery.give_up_at, delivery.attempts = at, at + TRIED_FOR, 0
    delivery.save(update_fields=["status", "delivered_at", "due_at", "give_up_at", "attempts"])
    _event(delivery.endpoint, "webhook_sent_again", by=by, at=at, delivery=str(delivery.public_id))
    deliveries_enqueue(at=at)
    return delivery


def _locked(public_id: uuid.UUID, by: User) -> WebhookEndpoint:
    check_can_manage_webhooks(by)
    endpoint = WebhookEndpoint.objects.select_for_update(no_key=True).filter(public_id=public_id).first()
    if endpoint is None:
        raise NotVisible
    return endpoint


def _try_afresh(endpoint: WebhookEndpoint, at: datetime) -> None:
    """Whatever failed before is forgotten: what waits is due now, with two days for each."""
    endpoint.failures, endpoint.failing_since, endpoint.quiet_until = 0, None, None
    endpoint.save(update_fields=["failures", "failing_since", "quiet_until"])
    waiting_release(endpoint_id=endpoint.pk, at=at, give_up_at=at + TRIED_FOR)
    deliveries_enqueue(at=at)


def _ordered(kinds: Collection[str]) -> list[str]:
    """Each once, in the order of the list of all kinds."""
    return [kind.value for kind in WebhookEvent if kind.value in set(kinds)]


def _require_possible(name: str, url: str, kinds: Collection[str], but: WebhookEndpoint | None = None) -> None:
    """Raises RuleViolations with everything that is wrong."""
    found = []
    others = WebhookEndpoint.objects.exclude(pk=but.pk) if but else WebhookEndpoint.objects.all()
    if not name or len(name) > LONGEST_NAME:
        found.append(Objection("name", f"Give it a name of at most {LONGEST_NAME} characters.", "webhook_name"))
    elif others.filter(name=name).exists():
        found.append(Objection("name", "Another webhook has this name.", "webhook_name_taken"))
    try:
        allowed = networks_of(settings.WEBHOOK_ALLOWED_NETWORKS)
        target_of(url, ports=settings.WEBHOOK_PORTS, allowed=allowed)
    except BadUrl as error:
        found.append(Objection("url", str(error), "webhook_url"))
    if not kinds:
        found.append(Objection("kinds", "Choose at least one kind of event.", "webhook_kinds"))
    elif unknown := sorted(kind for kind in set(kinds) if not is_wanted_kind(kind)):
        found.append(Objection("kinds", f"There is no such kind of event: {', '.join(unknown)}.", "webhook_kinds"))
    if found:
        raise RuleViolations(found, found[0].message)


def _event(endpoint: WebhookEndpoint, action: str, *, by: User, at: datetime, **data: Any) -> AuditEvent:
    return event_record(stream=endpoint.stream, action=action, by=by, at=at, data={"name": endpoint.name, **data})
