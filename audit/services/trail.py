"""Events and signatures: every other room calls these inside the transaction of the fact itself."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from django.db import connection, transaction

from audit.enums import SIGNATURE_RECORDED, SYSTEM_NAME
from audit.models import AuditEvent, Signature, StreamHead
from audit.rules import event_hash, signature_hash, stored_form
from common.csvimport.copying import insert_rows

_COLUMNS = ("stream", "sequence", "at", "actor_id", "actor_name", "action", "data", "previous_hash", "hash")


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


@transaction.atomic(savepoint=False)
def events_record(*, events: Sequence[tuple[str, str, Mapping[str, Any]]], by: Actor | None, at: datetime) -> int:
    """Append many events, each (stream, action, data), to the chains of their streams in the order given; how many.

    The same links as `event_record` writes, in five statements whatever their number. Heads are locked in the order of
    their streams, so that two writers of many streams never wait for each other.
    """
    if not events:
        return 0
    heads = _locked_heads({stream for stream, _action, _data in events})
    rows = []
    for stream, action, data in events:
        sequence, previous = heads[stream]
        fields: dict[str, Any] = {
            "stream": stream,
            "sequence": sequence + 1,
            "at": at,
            "actor_id": by.pk if by else None,
            "actor_name": str(by)[:300] if by else SYSTEM_NAME,
            "action": action,
            "data": stored_form(data),
            "previous_hash": previous,
        }
        link = event_hash(**fields)
        heads[stream] = (sequence + 1, link)
        rows.append((*(fields | {"data": json.dumps(fields["data"])}).values(), link))
    insert_rows(AuditEvent, _COLUMNS, rows)
    _write_heads(heads)
    return len(rows)


def _locked_heads(streams: Collection[str]) -> dict[str, tuple[int, str]]:
    in_order = sorted(streams)
    StreamHead.objects.bulk_create([StreamHead(stream=stream) for stream in in_order], ignore_conflicts=True)
    rows = StreamHead.objects.select_for_update().filter(stream__in=in_order).order_by("stream")
    return {stream: (sequence, link) for stream, sequence, link in rows.values_list("stream", "sequence", "hash")}


def _write_heads(heads: Mapping[str, tuple[int, str]]) -> None:
    streams, links = list(heads), list(heads.values())
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE audit_streamhead SET sequence = written.sequence, hash = written.hash "
            "FROM unnest(%s::text[], %s::int[], %s::text[]) AS written (stream, sequence, hash) "
            "WHERE audit_streamhead.stream = written.stream",
            [streams, [sequence for sequence, _link in links], [link for _sequence, link in links]],
        )


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
    confirmed_by: str = "",
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
        "confirmed_by": confirmed_by,
        "at": at,
    }
    signature = Signature.objects.create(**fields)
    data = {"round": round, "capacity": str(capacity), "signature_sha256": signature_hash(**fields)}
    if confirmed_by:
        data["confirmed_by"] = confirmed_by
    event_record(stream=stream, action=SIGNATURE_RECORDED, by=by, at=at, data=data)
    return signature
