"""Rows of webhooks as the table components take them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.templatetags.ui import full_datetime
from notifications.enums import DeliveryStatus, PauseReason, WebhookEvent
from notifications.models import WebhookDelivery, WebhookEndpoint


def webhook_rows(endpoints: Iterable[WebhookEndpoint], at: datetime) -> dict[str, list[Any]]:
    """Columns and rows of `selectors.webhooks_listed`."""
    columns = [_("Webhook"), _("State"), _("Waiting"), _("Last delivered")]
    rows = [
        [
            {"text": endpoint.name, "url": _address(endpoint), "note": endpoint.url},
            {"status": endpoint.state},
            waiting_words(endpoint, at),
            full_datetime(_last(endpoint)) or "–",
        ]
        for endpoint in endpoints
    ]
    return {"columns": [{"label": label} for label in columns], "rows": rows}


def waiting_words(endpoint: WebhookEndpoint, at: datetime) -> dict[str, str]:
    """How many messages wait, and how long the oldest of them has: the lag."""
    count: int = getattr(endpoint, "waiting", 0)
    since: datetime | None = getattr(endpoint, "waiting_since", None)
    if not count or since is None:
        return {"text": _("nothing")}
    words = ngettext("%(count)d message", "%(count)d messages", count) % {"count": count}
    return {"text": words, "note": _("the oldest for %(span)s") % {"span": timesince(since, at, depth=1)}}


def webhook_facts(endpoint: WebhookEndpoint, at: datetime) -> list[dict[str, Any]]:
    """What is known of a webhook. Its secret is not among it."""
    facts: list[dict[str, Any]] = [
        {"label": _("Address"), "text": endpoint.url},
        {"label": _("State"), "status": endpoint.state, "note": _state_note(endpoint)},
        {"label": _("Waiting"), **waiting_words(endpoint, at)},
        {"label": _("Last delivered"), "text": full_datetime(_last(endpoint)) or "–"},
        {"label": _("Made"), "text": full_datetime(endpoint.created_at), "note": str(endpoint.created_by or "")},
    ]
    if endpoint.previous_until is not None and endpoint.previous_until > at:
        until = full_datetime(endpoint.previous_until)
        facts.append({"label": _("The secret before this one signs as well until"), "text": until})
    told = ", ".join(WebhookEvent(kind).label for kind in endpoint.kinds)
    return [*facts, {"label": _("What it is told"), "text": told}]


def delivery_rows(deliveries: Iterable[WebhookDelivery]) -> list[dict[str, Any]]:
    """Messages as `templates/notifications/webhook.html` shows them."""
    return [
        {
            "delivery": delivery,
            "status": DeliveryStatus(delivery.status),
            "label": WebhookEvent(delivery.kind).label,
            "subject": delivery.subject,
            "occurred": full_datetime(delivery.occurred_at),
            "attempts": _attempts(delivery),
            "error": delivery.error,
            "can_again": delivery.status != DeliveryStatus.WAITING.value,
        }
        for delivery in deliveries
    ]


def _attempts(delivery: WebhookDelivery) -> str:
    words = ngettext("%(count)d attempt", "%(count)d attempts", delivery.attempts) % {"count": delivery.attempts}
    last = full_datetime(delivery.attempted_at)
    return _("%(attempts)s, the last on %(last)s") % {"attempts": words, "last": last} if last else words


def _state_note(endpoint: WebhookEndpoint) -> str:
    if endpoint.paused_at is not None:
        reason = PauseReason(endpoint.paused_reason).label
        return _("%(reason)s, %(at)s") % {"reason": reason, "at": full_datetime(endpoint.paused_at)}
    if endpoint.failing_since is not None:
        since, until = full_datetime(endpoint.failing_since), full_datetime(endpoint.quiet_until)
        return _("since %(since)s; the next try is on %(until)s") % {"since": since, "until": until}
    return ""


def _last(endpoint: WebhookEndpoint) -> datetime | None:
    last: datetime | None = getattr(endpoint, "last_delivered_at", None)
    return last


def _address(endpoint: WebhookEndpoint) -> str:
    return reverse("notifications:webhook", args=[endpoint.public_id])
