"""How one link of the trail is hashed: pure functions, so that the writer and the verifier cannot differ."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from common.canonical import canonical_json, sha256_of_text

# What stands before the first event of a stream.
NO_HASH = ""


def stored_form(data: Mapping[str, Any]) -> dict[str, Any]:
    """The data as the database will give them back, so that the hash of today is the hash of ten years on.

    Keys become strings and tuples lists. Raises TypeError for dates and the like, ValueError for fractions (the
    database may spell them otherwise).
    """
    stored: dict[str, Any] = json.loads(canonical_json(data), parse_float=_refuse_fraction)
    return stored


def _refuse_fraction(text: str) -> float:
    raise ValueError(f"Audit data hold no fractions, and {text} is one.")


def moment(at: datetime) -> str:
    """The instant in UTC to the microsecond; raises ValueError for a time without its zone."""
    if at.tzinfo is None:
        raise ValueError("The time of an event needs its zone.")
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def event_hash(
    *,
    stream: str,
    sequence: int,
    at: datetime,
    actor_id: int | None,
    actor_name: str,
    action: str,
    data: Mapping[str, Any],
    previous_hash: str,
) -> str:
    """SHA-256 of the canonical JSON of every field of the row, the previous link's hash among them."""
    fields = {
        "stream": stream,
        "sequence": sequence,
        "at": moment(at),
        "actor_id": actor_id,
        "actor_name": actor_name,
        "action": action,
        "data": data,
        "previous_hash": previous_hash,
    }
    return sha256_of_text(canonical_json(fields))


def signature_hash(
    *,
    stream: str,
    round: int,
    capacity: str,
    user_id: int,
    name: str,
    title: str,
    acting_for: str,
    statement: str,
    content_sha256: str,
    template_version: str,
    policy_version: str,
    confirmed_by: str,
    at: datetime,
) -> str:
    """SHA-256 of the canonical JSON of every field of a signature; the event of the signing holds it."""
    fields = {
        "stream": stream,
        "round": round,
        "capacity": capacity,
        "user_id": user_id,
        "name": name,
        "title": title,
        "acting_for": acting_for,
        "statement": statement,
        "content_sha256": content_sha256,
        "template_version": template_version,
        "policy_version": policy_version,
        "confirmed_by": confirmed_by,
        "at": moment(at),
    }
    return sha256_of_text(canonical_json(fields))


def rolling_digest(previous: str, links: Iterable[tuple[int, str]]) -> tuple[str, int]:
    """The digest of everything up to here, from the previous one and the (id, hash) that came since; and their number.

    No event can be added, taken out or exchanged below a checkpoint without changing every later digest.
    """
    digest, count = hashlib.sha256(previous.encode()), 0
    for number, link in links:
        digest.update(f"\n{number}:{link}".encode())
        count += 1
    return digest.hexdigest(), count


def checkpoint_text(*, day: str, at: str, last_event_id: int, event_count: int, digest: str, key_id: str) -> str:
    """What a checkpoint's signature is over: the canonical JSON of its other fields."""
    fields = {
        "schema": "fairstep/checkpoint/1",
        "day": day,
        "at": at,
        "last_event_id": last_event_id,
        "event_count": event_count,
        "digest": digest,
        "key_id": key_id,
    }
    return canonical_json(fields)
