"""Walks the whole trail: every link recomputed, in the order of the chains, a chunk of rows in memory at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection
from django.db.models import Exists, IntegerField, OuterRef, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from audit.enums import IMPORT_APPLIED, SIGNATURE_RECORDED
from audit.models import AuditEvent, ImportRun, Signature
from audit.rules import NO_HASH, event_hash, signature_hash
from audit.selectors.findings import Finding
from common.canonical import sha256_of_text

CHUNK = 2000


@dataclass
class _Walk:
    """Where the walk stands in the stream: what the next row must be."""

    stream: str
    sequence: int = 1
    previous_hash: str = NO_HASH
    is_broken: bool = False


def chain_findings() -> Iterator[Finding]:
    """The first bad row of every broken chain: changed, exchanged, or missing before the one that is there."""
    walk = _Walk(stream="")
    for event in AuditEvent.objects.order_by("stream", "sequence").iterator(chunk_size=CHUNK):
        if event.stream != walk.stream:
            walk = _Walk(stream=event.stream)
        if walk.is_broken:
            continue
        problem = _problem(event, walk)
        if problem:
            walk.is_broken = True
            yield Finding(event.stream, event.sequence, problem)
        walk.sequence, walk.previous_hash = event.sequence + 1, event.hash


def _problem(event: AuditEvent, walk: _Walk) -> str:
    if event.sequence != walk.sequence:
        return f"what came before it is missing ({_span(walk.sequence, event.sequence - 1)})"
    if event.previous_hash != walk.previous_hash:
        return "does not follow from the row before it: one of the two was exchanged"
    if event.hash != _hash_of(event):
        return "its content is not what was written: the hash differs"
    return ""


def _span(first: int, last: int) -> str:
    return f"row {first}" if first == last else f"rows {first} to {last}"


def _hash_of(event: AuditEvent) -> str:
    return event_hash(
        stream=event.stream,
        sequence=event.sequence,
        at=event.at,
        actor_id=event.actor_id,
        actor_name=event.actor_name,
        action=event.action,
        data=event.data,
        previous_hash=event.previous_hash,
    )


# One statement sees one moment: writers at work meanwhile cause no false alarm.
HEADS_AGAINST_ENDS = """
    SELECT coalesce(head.stream, last.stream), head.sequence, head.hash, last.sequence, last.hash
    FROM audit_streamhead AS head
    FULL JOIN (
        SELECT DISTINCT ON (stream) stream, sequence, hash
        FROM audit_auditevent ORDER BY stream, sequence DESC
    ) AS last ON last.stream = head.stream
    WHERE head.sequence IS DISTINCT FROM last.sequence OR head.hash IS DISTINCT FROM last.hash
    ORDER BY 1
"""


def head_findings() -> Iterator[Finding]:
    """Streams whose head and last row disagree: a tail that was cut, a row that was added past the writer."""
    with connection.cursor() as cursor:
        cursor.execute(HEADS_AGAINST_ENDS)
        rows = cursor.fetchall()
    for stream, head_sequence, _head_hash, last_sequence, _last_hash in rows:
        if last_sequence is None:
            yield Finding(stream, head_sequence, "the head stands, and every row of the stream is gone")
        elif head_sequence is None:
            yield Finding(stream, last_sequence, "the stream has rows and no head")
        elif last_sequence < head_sequence:
            missing = _span(last_sequence + 1, head_sequence)
            yield Finding(stream, last_sequence + 1, f"the end of the stream is missing ({missing})")
        elif last_sequence > head_sequence:
            yield Finding(stream, head_sequence + 1, "stands behind the head: no writer of ours put it there")
        else:
            yield Finding(stream, last_sequence, "the head's hash is not that of the last row")


def signature_findings() -> Iterator[Finding]:
    """Signatures that are not the ones chained by their events, and events whose signature is gone."""
    chained = AuditEvent.objects.filter(action=SIGNATURE_RECORDED).annotate(
        round=Cast(KT("data__round"), IntegerField()), capacity=KT("data__capacity")
    )
    event = chained.filter(stream=OuterRef("stream"), round=OuterRef("round"), capacity=OuterRef("capacity"))
    signatures = Signature.objects.annotate(chained_sha256=Subquery(event.values("data__signature_sha256")[:1]))
    for signature in signatures.order_by("id").iterator(chunk_size=CHUNK):
        name = f"signature of {signature.name} as {signature.capacity} in round {signature.round}"
        if signature.chained_sha256 is None:
            yield Finding(signature.stream, None, f"the {name} has no event")
        elif signature.chained_sha256 != _signature_hash_of(signature):
            yield Finding(signature.stream, None, f"the {name} is not what was signed: the hash differs")
    kept = Signature.objects.filter(stream=OuterRef("stream"), round=OuterRef("round"), capacity=OuterRef("capacity"))
    for lonely in chained.filter(~Exists(kept)).order_by("stream", "sequence").iterator(chunk_size=CHUNK):
        yield Finding(lonely.stream, lonely.sequence, "the signature that this event records is gone")


def _signature_hash_of(signature: Signature) -> str:
    return signature_hash(
        stream=signature.stream,
        round=signature.round,
        capacity=signature.capacity,
        user_id=signature.user_id,
        name=signature.name,
        title=signature.title,
        acting_for=signature.acting_for,
        statement=signature.statement,
        content_sha256=signature.content_sha256,
        template_version=signature.template_version,
        policy_version=signature.policy_version,
        confirmed_by=signature.confirmed_by,
        at=signature.at,
    )


def import_findings() -> Iterator[Finding]:
    """Imports whose kept list of changes is not the one that their event names, or is gone."""
    events = AuditEvent.objects.filter(action=IMPORT_APPLIED).order_by("stream", "sequence")
    for event in events.iterator(chunk_size=CHUNK):
        # One list at a time: that of a whole people file is large.
        run = ImportRun.objects.filter(public_id=event.stream.partition(":")[2]).first()
        if run is None:
            yield Finding(event.stream, event.sequence, "the list of changes that this event records is gone")
        elif sha256_of_text(run.changes) != event.data["changes_sha256"]:
            yield Finding(event.stream, event.sequence, "the list of changes is not the one that was applied")
