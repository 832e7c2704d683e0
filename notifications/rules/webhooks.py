"""How a webhook is addressed, signed and tried again; pure.

Signatures follow the Standard Webhooks specification (https://www.standardwebhooks.com), so that its libraries verify
them.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from common.canonical import canonical_json
from notifications.enums import WebhookEvent
from notifications.rules.addresses import Network, address_of, why_refused

WEBHOOK_JOB = "notifications.webhook_send"
WEBHOOK_PAUSED = "webhook_paused"
HTTPS = 443
LONGEST_URL = 500
LONGEST_NAME = 80
# How long one message is tried, how long a webhook may fail before it is paused, how long messages are kept.
TRIED_FOR = timedelta(days=2)
FAILS_FOR = timedelta(days=3)
KEPT_FOR = timedelta(days=30)
# After a rotation both secrets sign for so long: time enough to bring the new one to the receiver.
OVERLAP = timedelta(hours=24)
SECRET_PREFIX = "whsec_"  # noqa: S105 - it marks secrets and is none
# A host name as DNS and TLS know it; names in other scripts are written in their ASCII form.
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*\Z")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a webhook leads, taken apart."""

    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """Host and port as they stand in a request."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == HTTPS else f"{host}:{self.port}"


class BadUrl(ValueError):
    """The address cannot be a webhook's; the sentence says why."""


def target_of(url: str, *, ports: Collection[int], allowed: Sequence[Network] = ()) -> Target:
    """The address, taken apart. Raises BadUrl. A name is looked up when something is sent, not here."""
    if len(url) > LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise BadUrl(f"Write the address in at most {LONGEST_URL} ASCII characters, without spaces.")
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port or HTTPS
    except ValueError:
        raise BadUrl("This is no web address.") from None
    if parts.scheme != "https":
        raise BadUrl("The address begins with https://; nothing is sent in the clear.")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise BadUrl("Leave out user name, password and what follows a #: the signature says who sends.")
    if port not in ports:
        raise BadUrl(f"Port {port} is not allowed here; allowed: {', '.join(map(str, sorted(ports)))}.")
    address = address_of(host)
    if address is None and not _HOST.match(host):
        raise BadUrl("The address names no host.")
    if address is not None and (words := why_refused(address, allowed)):
        raise BadUrl(f"{host} is refused: {words}.")
    return Target(host, port, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))


def message_id(public_id: UUID) -> str:
    """The webhook-id: the same each time that the message is sent."""
    return f"msg_{public_id.hex}"


def payload_text(*, id: str, kind: str, occurred_at: datetime, agency: str, subject: str, url: str) -> str:
    """What is sent: that something happened to what, and where it can be read. Nobody's name, no rating, no comment."""
    family, _colon, key = subject.partition(":")
    return canonical_json(
        {
            "id": id,
            "type": kind,
            "occurred_at": occurred_at.isoformat(timespec="microseconds"),
            "agency": agency,
            "subject": {"type": family, "id": key},
            "url": url,
        }
    )


def secret_from(key: bytes) -> str:
    """The secret as people copy it."""
    return SECRET_PREFIX + base64.b64encode(key).decode()


def signature_of(secret: str, *, id: str, timestamp: int, body: bytes) -> str:
    """`v1,` and the HMAC-SHA256 of id.timestamp.body in base64."""
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    signed = b".".join((id.encode(), str(timestamp).encode(), body))
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def signed_headers(secrets: Sequence[str], *, id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The three headers; one signature for each secret, with spaces between."""
    signatures = (signature_of(secret, id=id, timestamp=timestamp, body=body) for secret in secrets)
    return {"webhook-id": id, "webhook-timestamp": str(timestamp), "webhook-signature": " ".join(signatures)}


def is_wanted_kind(kind: str) -> bool:
    """True for a kind that one can ask for; the test message comes unasked."""
    return kind in set(WebhookEvent) - {WebhookEvent.PING}
