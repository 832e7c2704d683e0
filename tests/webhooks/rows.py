"""Webhooks and what happens, as the product makes them."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from accounts.models import User
from audit.models import AuditEvent
from audit.services import event_record
from notifications.enums import WebhookEvent
from notifications.models import WebhookDelivery, WebhookEndpoint
from notifications.services.webhook_events import deliveries_make
from notifications.services.webhooks import webhook_create
from tests.webhooks.receiver import HOST, Receiver

# Monday, July 6, 2026, 9:00 in the morning in Los Angeles.
AT = datetime(2026, 7, 6, 16, 0, tzinfo=UTC)
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
WANTED = [kind.value for kind in WebhookEvent if kind is not WebhookEvent.PING]
EVALUATION = UUID("11111111-2222-4333-8444-555555555555")


def hook(
    by: User, receiver: Receiver | None = None, *, name: str = "Personnel system", kinds: Sequence[str] = WANTED,
    path: str = "/in", at: datetime = AT,
) -> tuple[WebhookEndpoint, str]:  # fmt: skip
    """A webhook that leads to the receiver, and its secret."""
    port = f":{receiver.port}" if receiver else ""
    return webhook_create(name=name, url=f"https://{HOST}{port}{path}", kinds=kinds, by=by, at=at)


def happens(action: str = "issued", *, subject: UUID = EVALUATION, at: datetime = AT, **data: object) -> AuditEvent:
    """One event of an evaluation."""
    return event_record(stream=f"evaluation:{subject}", action=action, by=None, at=at, data=data)


def message(endpoint: WebhookEndpoint, *, at: datetime = AT) -> WebhookDelivery:
    """One more message that waits for this webhook."""
    event = happens(at=at)
    deliveries_make(at=at)
    return WebhookDelivery.objects.get(endpoint=endpoint, event_id=event.pk)


def to_loopback(host: str, port: int) -> list[str]:
    """What the resolver says in these tests."""
    return ["127.0.0.1"]


def is_signed(secret: str, headers: dict[str, str], body: bytes) -> list[bool]:
    """Which of the signatures are the secret's, by the text of the specification alone."""
    key = base64.b64decode(secret[len("whsec_") :])
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.digest(key, content, "sha256")).decode()
    pairs = [signature.split(",", 1) for signature in headers["webhook-signature"].split(" ")]
    assert {version for version, _ in pairs} == {"v1"}
    return [hmac.compare_digest(signature, expected) for _version, signature in pairs]
