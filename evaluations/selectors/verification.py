"""Holds the evaluations against the trail: is each text the one that was signed, each file the one that was sealed,
each recorded fact the one that its event names? `manage.py verify_audit` asks.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.fields.files import FieldFile
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from audit.models import AuditEvent, Signature
from audit.rules import moment
from audit.selectors import Finding
from common.canonical import sha256_of_text
from evaluations.enums import EvaluationStatus
from evaluations.models import Evaluation, SignedDocument
from evaluations.rules import deadlines
from evaluations.selectors.facts import policy_of

CHUNK = 100
Data = dict[str, Any]
# While nothing is signed, or where the last signed round was taken back, rows and signed text may differ.
_NOT_BOUND = {EvaluationStatus.DRAFT.value, EvaluationStatus.VOID.value}


@dataclass(slots=True)
class Subject:
    """One evaluation with all that is held against its rows."""

    evaluation: Evaluation
    events: dict[str, list[AuditEvent]] = field(default_factory=lambda: defaultdict(list))
    signatures: list[Signature] = field(default_factory=list)


def evaluation_findings() -> Iterator[Finding]:
    """What differs, evaluation by evaluation.

    A row that a person changes between two of our reads looks different for a moment: only what a second look sees,
    too, is a finding.
    """
    numbers = Evaluation.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=CHUNK)
    while chunk := list(islice(numbers, CHUNK)):
        for subject in _subjects(chunk):
            if list(_problems(subject)):
                again = next(_subjects([subject.evaluation.pk]))
                yield from (Finding(again.evaluation.stream, None, problem) for problem in _problems(again))
    yield from _lost()


def _lost() -> Iterator[Finding]:
    names = Concat(Value("evaluation:"), Cast("public_id", CharField()))
    kept = Evaluation.objects.annotate(name=names).filter(name=OuterRef("stream"))
    started = AuditEvent.objects.filter(action="evaluation_started").filter(~Exists(kept))
    for event in started.order_by("stream", "sequence"):
        yield Finding(event.stream, event.sequence, "the evaluation that this event records is gone")


def _subjects(numbers: Sequence[int]) -> Iterator[Subject]:
    rows = Evaluation.objects.filter(pk__in=numbers).order_by("pk")
    related = ("documents", "packets", "attachments", "returns", "concurrences")
    subjects = {row.stream: Subject(row) for row in rows.prefetch_related(*related)}
    for event in AuditEvent.objects.filter(stream__in=subjects).order_by("sequence"):
        subjects[event.stream].events[event.action].append(event)
    for signature in Signature.objects.filter(stream__in=subjects).order_by("id"):
        subjects[signature.stream].signatures.append(signature)
    yield from subjects.values()


def _problems(subject: Subject) -> Iterator[str]:
    for look in (_signed_texts, _signed_row, _packets, _attachments, _facts, _filing, _lists):
        yield from look(subject)


# --- what was signed --------------------------------------------------------------------------------------------------


def _signed_texts(subject: Subject) -> Iterator[str]:
    kept = {document.round: document for document in subject.evaluation.documents.all()}
    for number, document in kept.items():
        if not _is_whole(document):
            yield f"the text of round {number} is not the text that was signed: the hash differs"
    for signature in subject.signatures:
        name = f"{signature.name} as {signature.capacity} in round {signature.round}"
        if signature.round not in kept:
            yield f"the text that was signed by {name} is gone"
        elif kept[signature.round].sha256 != signature.content_sha256:
            yield f"the text of round {signature.round} is not the one that was signed by {name}"


def _is_whole(document: SignedDocument) -> bool:
    return sha256_of_text(document.text) == document.sha256


def _signed_row(subject: Subject) -> Iterator[str]:
    """Lists and rules read the rating and the period from the row, so the row must say what was signed."""
    row = subject.evaluation
    present = next((one for one in row.documents.all() if one.round == row.signing_round), None)
    digests = {signature.content_sha256 for signature in subject.signatures}
    if present is None or row.status in _NOT_BOUND or not (_is_whole(present) and present.sha256 in digests):
        return
    signed = present.as_document()
    if row.overall != (signed["overall"] or ""):
        yield "the overall rating of the evaluation is not the one that was signed"
    if {"start": row.period_start.isoformat(), "end": row.period_end.isoformat()} != signed["period"]:
        yield "the rating period of the evaluation is not the one that was signed"
    files = sorted(file.sha256 for file in row.attachments.all())
    if files != sorted(file["sha256"] for file in signed["attachments"]):
        yield "the attached files are not those that were signed"


# --- files ------------------------------------------------------------------------------------------------------------


def _packets(subject: Subject) -> Iterator[str]:
    for packet in subject.evaluation.packets.all():
        name = f"packet {packet.public_id}"
        if sha256_of_text(packet.document) != packet.document_sha256:
            yield f"the document of {name} is not the one that was sealed: the hash differs"
        yield from _file_problems(packet.file, packet.sha256, f"the file of {name}", "sealed")


def _attachments(subject: Subject) -> Iterator[str]:
    for file in subject.evaluation.attachments.all():
        yield from _file_problems(file.file, file.sha256, f"the attached file {file.public_id}", "attached")


def _file_problems(file: FieldFile, sha256: str, name: str, verb: str) -> Iterator[str]:
    try:
        with file.storage.open(str(file.name)) as stored:
            digest = hashlib.file_digest(stored, "sha256").hexdigest()
    except (OSError, SuspiciousOperation):
        yield f"{name} cannot be read"
        return
    if digest != sha256:
        yield f"{name} is not the one that was {verb}: the hash differs"


# --- what was recorded ------------------------------------------------------------------------------------------------


def _issued(row: Evaluation) -> Data | None:
    if not (row.issued_on or row.presented_on or row.issue_method):
        return None
    return {"method": row.issue_method, "issued_on": _iso(row.issued_on), "presented_on": _iso(row.presented_on)}


def _outcome(row: Evaluation) -> Data | None:
    if not (row.outcome or row.outcome_on or row.outcome_note or row.outcome_witness):
        return None
    return {
        "outcome": row.outcome,
        "on": _iso(row.outcome_on),
        "note_sha256": sha256_of_text(row.outcome_note),
        "witness_sha256": sha256_of_text(row.outcome_witness),
    }


def _response(row: Evaluation) -> Data | None:
    if not (row.response or row.response_on):
        return None
    return {
        "response_sha256": sha256_of_text(row.response),
        "response_on": _iso(row.response_on),
        "filed_as": row.response_filed_as,
        "at": moment(row.response_filed_at) if row.response_filed_at else None,
        "actor_id": row.response_by_user_id,
        "actor_name": row.response_by_name,
    }


def _waiver(row: Evaluation) -> Data | None:
    return {"day": _iso(row.response_waived_on)} if row.response_waived_on else None


def _final(row: Evaluation) -> Data | None:
    return {"filed_on": _iso(row.filed_on), "at": moment(row.finalized_at)} if row.finalized_at else None


def _void(row: Evaluation) -> Data | None:
    if not (row.voided_at or row.void_reason):
        return None
    return {
        "reason_sha256": sha256_of_text(row.void_reason),
        "at": moment(row.voided_at) if row.voided_at else None,
    }


# Action of the trail → what it is, and what the row says of it (None: nothing). Each happens once at most.
FACTS: dict[str, tuple[str, Callable[[Evaluation], Data | None]]] = {
    "issued": ("issue", _issued),
    "outcome_recorded": ("employee's outcome", _outcome),
    "responded": ("employee's response", _response),
    "response_waived": ("employee's waiver of a response", _waiver),
    "finalized": ("filing", _final),
    "voided": ("void", _void),
}


def _filing(subject: Subject) -> Iterator[str]:
    """The day of filing follows from the outcome (R20); its own event comes only with the final."""
    row = subject.evaluation
    expected = deadlines.filed_on(row.outcome_on, row.response_due_on, policy_of(row)) if row.outcome_on else None
    if row.filed_on != expected:
        yield "the day of filing does not follow from the employee's outcome"


def _facts(subject: Subject) -> Iterator[str]:
    for action, (name, of_row) in FACTS.items():
        said = of_row(subject.evaluation)
        recorded = [_recorded(event) for event in subject.events.get(action, [])[-1:]]
        if said is None and recorded:
            yield f"the {name} that was recorded is gone from the evaluation"
        elif said is not None and not recorded:
            yield f"the {name} of the evaluation was never recorded"
        elif said is not None and any(recorded[0].get(part) != value for part, value in said.items()):
            yield f"the {name} of the evaluation is not the one that was recorded"


def _recorded(event: AuditEvent) -> Data:
    return {
        **event.data,
        "at": moment(event.at),
        "day": timezone.localdate(event.at).isoformat(),
        "actor_id": event.actor_id,
        "actor_name": event.actor_name,
    }


# Rows that stand beside the evaluation, each with an event of its own: what they are, what the rows say, the actions
# of their events, and what the events say.
LISTS: tuple[tuple[str, Callable[[Evaluation], list[Any]], tuple[str, ...], Callable[[AuditEvent], Any]], ...] = (
    (
        "returns",
        lambda row: [(moment(one.at), sha256_of_text(one.reason)) for one in row.returns.all()],
        ("returned", "withdrawn"),
        lambda event: (moment(event.at), event.data["reason_sha256"]),
    ),
    (
        "notes of HR",
        lambda row: [(moment(one.at), sha256_of_text(one.note)) for one in row.concurrences.all()],
        ("hr_concurred",),
        lambda event: (moment(event.at), event.data["note_sha256"]),
    ),
    (
        "packets",
        lambda row: [(one.kind, one.sha256, one.document_sha256) for one in row.packets.all()],
        ("packet_sealed",),
        lambda event: (event.data["kind"], event.data["sha256"], event.data["document_sha256"]),
    ),
)


def _lists(subject: Subject) -> Iterator[str]:
    for name, of_row, actions, of_event in LISTS:
        recorded = [of_event(event) for action in actions for event in subject.events.get(action, [])]
        if sorted(of_row(subject.evaluation)) != sorted(recorded):
            yield f"the {name} of the evaluation are not those that were recorded"


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
