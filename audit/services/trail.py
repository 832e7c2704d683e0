"""Events and signatures: every other room calls these inside the transaction of the fact itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from django.db import transaction

from audit.enums import SIGNATURE_RECORDED, SYSTEM_NAME
from audit.models import AuditEvent, Signature, StreamHead
from audit.rules import event_hash, signature_hash, stored_form


class Actor(Protocol):
    """Who acted: an account. (The trail stands below the accounts, so it knows only what it writes down.)"""

    @property
    def pk(self) -> Any: ...


@transaction.atomic(savepoint=False)
def event_record(
    *, stream: str, action: str, by: Actor | None, at: datetime, data: Mapping[str, Any] | None = None
) -> AuditEvent:
    """Append one event to the stream's chain, inside the caller's transaction; `by` None: the system acted.

    `data`: field names, digests, identifiers and dates as ISO strings, never the text of a comment. Raises TypeError
    for data that canonical JSON does not hold, ValueError for fractions and for a time without its zone. Writers of
    one stream wait for each other until the transaction ends.
    """
    head = _locked_head(stream)
    fields: dict[str, Any] = {
        "stream": stream,
        "sequence": head.sequence + 1,
        "at": at,
        "actor_id": by.pk if by else None,
        "actor_name": str(by)[:300] if by else SYSTEM_NAME,
        "action": action,
        "data": stored_form(data or {}),
        "previous_hash": head.hash,
    }
    event = AuditEvent.objects.create(**fields, hash=event_hash(**fields))
    head.sequence, head.hash = event.sequence, event.hash
    head.save(update_fields=["sequence", "hash"])
    return event


def _locked_head(stream: str) -> StreamHead:
    """The stream's head, locked until the transaction ends; made where the stream is new.

    Two first writers at once both try to insert, one of them does nothing, and both then queue for the same row.
    """
    heads = StreamHead.objects.select_for_update().filter(stream=stream)
    head = heads.first()
    if head is None:
        StreamHead.objects.bulk_create([StreamHead(stream=stream)], ignore_conflicts=True)
        head = heads.get()
    return head


@transaction.atomic(savepoint=False)
def signature_record(
    *,
    stream: str,
    round: int,
    capacity: str,
    by: Actor,
    title: str,
    acting_for: str,
    statement: str,
    content_sha256: str,
    template_version: str,
    policy_version: str,
    at: datetime,
) -> Signature:
    """Keep a person's signature and chain its digest as an event of the stream: none is altered unseen.

    Raises IntegrityError where the capacity has signed in this round already or the person would sign twice.
    """
    fields: dict[str, Any] = {
        "stream": stream,
        "round": round,
        "capacity": str(capacity),
        "user_id": by.pk,
        "name": str(by)[:300],
        "title": title,
        "acting_for": acting_for,
        "statement": statement,
        "content_sha256": content_sha256,
        "template_version": str(template_version),
        "policy_version": str(policy_version),
        "at": at,
    }
    signature = Signature.objects.create(**fields)
    data = {"round": round, "capacity": str(capacity), "signature_sha256": signature_hash(**fields)}
    event_record(stream=stream, action=SIGNATURE_RECORDED, by=by, at=at, data=data)
    return signature
