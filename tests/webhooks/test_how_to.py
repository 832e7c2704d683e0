"""The receiver's code in docs/how-to/webhooks.md does what the page says, on what is really sent."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from notifications.announcements import announcements
from notifications.services.webhook_sending import delivery_send
from notifications.services.webhooks import webhook_secret_rotate
from tests.webhooks.rows import AT, MINUTE, hook, message, to_loopback

PAGE = (Path(settings.BASE_DIR) / "docs" / "how-to" / "webhooks.md").read_text(encoding="utf-8")
NOW = AT.timestamp()
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def verified():
    (code,) = re.findall(r"^```python\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    names: dict[str, object] = {}
    exec(compile(code, "webhooks.md", "exec"), names)  # noqa: S102 - it is our own page
    return names["verified"]


@pytest.fixture
def sent(admin, receiver):
    """A webhook, its secrets old and new, and the request that a worker made."""
    endpoint, old = hook(admin, receiver)
    _endpoint, new = webhook_secret_rotate(public_id=endpoint.public_id, by=admin, at=AT)
    delivery_send(delivery_id=message(endpoint).pk, at=AT, resolve=to_loopback)
    (request,) = receiver.requests
    return old, new, request


def test_what_we_send_is_verified(verified, sent):
    old, new, request = sent
    for secret in (old, new):
        found = verified(secret, request.headers, request.body, now=NOW + 60)
        assert (found["type"], found["id"]) == ("evaluation.issued", request.headers["webhook-id"])


def test_anything_else_is_not(verified, sent):
    _old, new, request = sent
    for change in (
        {"webhook-id": "msg_1"},
        {"webhook-timestamp": str(int(NOW) + 1)},
        {"webhook-signature": "v1,x v2,y"},
    ):
        with pytest.raises(ValueError, match="No signature is ours"):
            verified(new, {**request.headers, **change}, request.body, now=NOW)
    with pytest.raises(ValueError, match="No signature is ours"):
        verified(new, request.headers, request.body + b" ", now=NOW)
    with pytest.raises(ValueError, match="No signature is ours"):
        verified("whsec_" + "A" * 44, request.headers, request.body, now=NOW)
    with pytest.raises(ValueError, match="too old"):
        verified(new, request.headers, request.body, now=NOW + 6 * MINUTE.total_seconds())


def test_the_page_lists_every_kind_and_no_other():
    told = set(re.findall(r"`((?:evaluation|import|follow_up)\.[a-z_]+|ping)`", PAGE))
    assert told == {row.kind.value for row in announcements()} | {"ping"}
