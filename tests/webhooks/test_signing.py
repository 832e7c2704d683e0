"""Signatures and payloads after Standard Webhooks."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from uuid import UUID

from notifications.rules.webhooks import message_id, payload_text, secret_from, signature_of, signed_headers
from tests.webhooks.rows import is_signed

ID = UUID("0f8fad5b-d9cb-469f-a165-70867728950e")


def test_a_signature_is_that_of_the_specification():
    """The key, id, time, text and signature of the specification's own example libraries."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = b'{"test": 2432232314}'
    found = signature_of(secret, id="msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp=1614265330, body=body)
    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_two_secrets_sign_beside_each_other():
    old, new = secret_from(b"o" * 32), secret_from(b"n" * 32)
    headers = signed_headers([new, old], id="msg_1", timestamp=1783353600, body=b"{}")
    assert (headers["webhook-id"], headers["webhook-timestamp"]) == ("msg_1", "1783353600")
    assert is_signed(new, headers, b"{}") == [True, False]
    assert is_signed(old, headers, b"{}") == [False, True]
    assert is_signed(secret_from(b"x" * 32), headers, b"{}") == [False, False]
    assert is_signed(new, headers, b"{ }") == [False, False]


def test_the_payload_says_what_happened_to_what_and_nothing_of_anybody():
    text = payload_text(
        id=message_id(ID),
        kind="evaluation.issued",
        occurred_at=datetime(2026, 7, 6, 16, 0, tzinfo=UTC),
        agency="Madrona County",
        subject="evaluation:11111111-2222-4333-8444-555555555555",
        url="https://fairstep.example.org/api/v1/evaluations/11111111-2222-4333-8444-555555555555/",
    )
    assert json.loads(text) == {
        "id": "msg_0f8fad5bd9cb469fa16570867728950e",
        "type": "evaluation.issued",
        "occurred_at": "2026-07-06T16:00:00.000000+00:00",
        "agency": "Madrona County",
        "subject": {"type": "evaluation", "id": "11111111-2222-4333-8444-555555555555"},
        "url": "https://fairstep.example.org/api/v1/evaluations/11111111-2222-4333-8444-555555555555/",
    }
