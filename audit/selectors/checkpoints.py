"""Verifies the checkpoints: signatures, digests, and the file outside the database against the table in it."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings

from audit.keys import is_signed_by, key_id
from audit.models import AuditEvent, Checkpoint
from audit.rules import NO_HASH, checkpoint_text, moment, rolling_digest
from audit.selectors.findings import Finding
from common.canonical import canonical_json

STREAM = "checkpoints"


def checkpoints_path() -> Path:
    """The file outside the database; an agency copies its lines to a place that the database's keeper cannot reach."""
    return Path(settings.VAR_DIR) / "checkpoints.jsonl"


def checkpoint_line(checkpoint: Checkpoint) -> str:
    """The checkpoint as a line of the file: what was signed, and the signature."""
    return canonical_json({**json.loads(_signed_text(checkpoint)), "signature": checkpoint.signature})


def days_in_file() -> set[str]:
    """The days that the file has a line for; unreadable lines count for none."""
    return {day for day, _ in _lines()}


def _lines() -> Iterator[tuple[str, str]]:
    """Day and text of every line; the day is empty where the line is no checkpoint."""
    path = checkpoints_path()
    if not path.exists():
        return
    for line in path.read_text().splitlines():
        try:
            content = json.loads(line)
        except ValueError:
            content = None
        yield (str(content.get("day", "")) if isinstance(content, dict) else "", line)


def checkpoint_findings(keys: Sequence[Ed25519PublicKey]) -> Iterator[Finding]:
    """What is wrong with the checkpoints of the table, then with the lines of the file; `keys` are the trusted ones."""
    known = {key_id(key): key for key in keys}
    previous: Checkpoint | None = None
    for checkpoint in Checkpoint.objects.order_by("day"):
        problem = _signature_problem(checkpoint, known) or _content_problem(checkpoint, previous)
        if problem:
            yield Finding(STREAM, None, f"{checkpoint.day}: {problem}")
        previous = checkpoint
    yield from _file_findings()


def _signature_problem(checkpoint: Checkpoint, known: dict[str, Ed25519PublicKey]) -> str:
    key = known.get(checkpoint.key_id)
    if key is None:
        return f"signed with a key that is not at hand ({checkpoint.key_id[:16]}…)"
    try:
        signature = base64.b64decode(checkpoint.signature, validate=True)
    except binascii.Error:
        return "its signature is unreadable"
    return "" if is_signed_by(key, signature, _signed_text(checkpoint)) else "its signature does not match its content"


def _content_problem(checkpoint: Checkpoint, previous: Checkpoint | None) -> str:
    """Compare the checkpoint with the events that stand now."""
    since, count = (previous.last_event_id, previous.event_count) if previous else (0, 0)
    links = AuditEvent.objects.filter(id__gt=since, id__lte=checkpoint.last_event_id).order_by("id")
    digest, added = rolling_digest(
        previous.digest if previous else NO_HASH, links.values_list("id", "hash").iterator(chunk_size=5000)
    )
    if count + added != checkpoint.event_count:
        expected = checkpoint.event_count - count
        return f"it covers {expected} events since the one before, and {added} stand in the database"
    return "" if digest == checkpoint.digest else "the events that it covers are not those of then: the digest differs"


def _signed_text(checkpoint: Checkpoint) -> str:
    return checkpoint_text(
        day=checkpoint.day.isoformat(),
        at=moment(checkpoint.at),
        last_event_id=checkpoint.last_event_id,
        event_count=checkpoint.event_count,
        digest=checkpoint.digest,
        key_id=checkpoint.key_id,
    )


def _file_findings() -> Iterator[Finding]:
    in_table = {checkpoint.day.isoformat(): checkpoint_line(checkpoint) for checkpoint in Checkpoint.objects.all()}
    in_file: set[str] = set()
    name = checkpoints_path().name
    for number, (day, line) in enumerate(_lines(), start=1):
        in_file.add(day)
        if not day:
            yield Finding(name, number, "this line is no checkpoint")
        elif day not in in_table:
            yield Finding(name, number, f"the checkpoint of {day} is gone from the database: its tail was cut")
        elif line != in_table[day]:
            yield Finding(name, number, f"the checkpoint of {day} is another one in the database")
    for day in sorted(in_table.keys() - in_file):
        yield Finding(name, None, f"the checkpoint of {day} has no line in the file")
