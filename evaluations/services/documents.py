"""The canonical content that people sign, and the packet that is sealed: plain dictionaries of strings.

Names, titles and words are copied in, so that a document says for ever what stood on the screen that day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from audit.models import Signature
from audit.selectors import head_of
from common.canonical import canonical_json, sha256_of_text
from evaluations.enums import (
    ActionKind,
    ActionStage,
    EmployeeOutcome,
    EvaluationKind,
    FiledAs,
    IssueMethod,
    ItemRating,
    PacketKind,
    Rating,
)
from evaluations.models import Evaluation, SignedDocument
from evaluations.rules.content import DraftContent
from evaluations.rules.ratings import outcome
from evaluations.rules.signing import Route
from evaluations.rules.statements import capacity_label
from evaluations.selectors import content_of, facts_of, policy_of, window_of
from evaluations.selectors.people import title_of
from workforce.models import Employee

Document = dict[str, Any]


def content_document(
    evaluation: Evaluation,
    *,
    route: Route,
    people: Mapping[Any, Employee],
    on: date,
    warnings: Iterable[Mapping[str, str]] = (),
) -> Document:
    """What a round of signatures stands under. `people` names the signers of the route by Employee id."""
    content = content_of(evaluation)
    policy = policy_of(evaluation)
    return {
        "schema": "fairstep/evaluation/1",
        "agency": settings.AGENCY_NAME,
        "evaluation": {
            "public_id": str(evaluation.public_id),
            "version": evaluation.version,
            "kind": evaluation.kind,
            "kind_label": EvaluationKind(evaluation.kind).label,
            "corrects": str(evaluation.corrects.public_id) if evaluation.corrects else None,
            "correction_reason": evaluation.correction_reason,
        },
        "policy": {
            "key": policy.key,
            "version": policy.version,
            "title": policy.title,
            "is_placeholder": policy.is_placeholder,
        },
        "template": {
            "key": evaluation.template.key,
            "version": evaluation.template.version,
            "title": evaluation.template.title,
        },
        "employee": {
            "employee_no": evaluation.employee.employee_no,
            "name": evaluation.employee.full_name,
            "classification_code": evaluation.classification.code,
            "classification_title": evaluation.classification.title,
            "org_unit": evaluation.org_unit.path,
        },
        "rater": {
            "employee_no": evaluation.rater.employee_no,
            "name": evaluation.rater.full_name,
            "title": title_of(evaluation.rater),
        },
        "period": {"start": evaluation.period_start.isoformat(), "end": evaluation.period_end.isoformat()},
        "overall": content.overall or None,
        "overall_label": Rating(content.overall).label if content.overall else "",
        "deemed_competent": outcome(facts_of(evaluation, content, on=on)) == "deemed_competent",
        "overall_comments": content.overall_comments,
        "factors": _factors(evaluation, content),
        "improvement": _improvement(evaluation, content),
        "action": _action(content),
        "leaves": [
            {"start": leave.starts_on.isoformat(), "end": leave.ends_on.isoformat()}
            for leave in evaluation.employee.leaves.all()
            if leave.starts_on <= evaluation.period_end and leave.ends_on >= evaluation.period_start
        ],
        "attachments": [
            {"name": file.name, "content_type": file.content_type, "size": file.size, "sha256": file.sha256}
            for file in evaluation.attachments.all()
        ],
        "warnings": [dict(warning) for warning in warnings],
        "rating_definitions": [
            {"value": row.rating.value, "label": row.rating.label, "definition": row.definition}
            for row in policy.ratings
        ],
        "route": [_route_row(signer, people) for signer in route.signers],
    }


def document_sha256(document: Document) -> str:
    """The SHA-256 of the document's canonical JSON."""
    return sha256_of_text(canonical_json(document))


def packet_document(evaluation: Evaluation, kind: PacketKind, at: datetime) -> Document:
    """What a packet shows: the signed content, its signatures, issue, outcome, response and the audit stream's head.

    Raises SignedDocument.DoesNotExist where nothing was signed, ValueError where it was not issued.
    """
    if evaluation.issued_on is None or evaluation.presented_on is None:
        raise ValueError("a packet is made of an issued evaluation")
    signed = SignedDocument.objects.get(evaluation=evaluation, round=evaluation.signing_round)
    is_record = kind is PacketKind.RECORD
    head = head_of(evaluation.stream)
    return {
        "schema": "fairstep/packet/1",
        "kind": kind.value,
        "content": signed.as_document(),
        "content_sha256": signed.sha256,
        "signatures": [_signature(row) for row in _signatures(evaluation) if is_record or row.capacity != "employee"],
        "issue": {
            "presented_on": evaluation.presented_on.isoformat(),
            "issued_on": evaluation.issued_on.isoformat(),
            "method": evaluation.issue_method,
            "method_label": IssueMethod(evaluation.issue_method).label,
            "copy_due_on": _iso(evaluation.copy_due_on),
            "response_due_on": _iso(evaluation.response_due_on),
        },
        "outcome": _outcome(evaluation) if is_record else None,
        "response": _response(evaluation) if is_record else None,
        "filed_on": _iso(evaluation.filed_on) if is_record else None,
        "follow_up": _follow_up(evaluation),
        "audit": {
            "stream": evaluation.stream,
            "sequence": head.sequence if head else 0,
            "hash": head.hash if head else "",
        },
        "prepared_at": at.isoformat(),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _word(rating: str) -> str:
    return ItemRating(rating).label if rating else ""


def _factors(evaluation: Evaluation, content: DraftContent) -> list[Document]:
    rows = []
    for factor in evaluation.template.factors.prefetch_related("items"):
        mine = content.factors[factor.key]
        items = [
            {
                "key": item.key,
                "label": item.label,
                "rating": mine.items.get(item.key) or None,
                "rating_label": _word(mine.items.get(item.key, "")),
            }
            for item in factor.items.all()
        ]
        rows.append(
            {
                "key": factor.key,
                "label": factor.label,
                "description": factor.description,
                "rating": mine.rating or None,
                "rating_label": _word(mine.rating),
                "comments": mine.comments,
                "items": items,
            }
        )
    return rows


def _improvement(evaluation: Evaluation, content: DraftContent) -> Document | None:
    if content.overall != Rating.IMPROVEMENT_NEEDED.value:
        return None
    labels = {factor.key: factor.label for factor in evaluation.template.factors.all()}
    return {
        "informed": content.improvement_informed,
        "required": content.improvement_required,
        "assistance": content.improvement_assistance,
        "finding": content.improvement_finding,
        "deficiencies": [
            {
                "factor_label": labels.get(row.factor, ""),
                "standard": row.standard,
                "evidence": row.evidence,
                "required_action": row.required_action,
                "assistance": row.assistance,
                "measure": row.measure,
                "target_on": _iso(row.target_on),
                "check_ins": [day.isoformat() for day in row.check_ins],
            }
            for row in content.deficiencies
        ],
    }


def _action(content: DraftContent) -> Document | None:
    if content.overall != Rating.UNSATISFACTORY.value or not content.action_kind:
        return None
    return {
        "kind": content.action_kind,
        "kind_label": ActionKind(content.action_kind).label,
        "stage": content.action_stage or None,
        "stage_label": ActionStage(content.action_stage).label if content.action_stage else "",
        "effective_on": _iso(content.action_effective_on),
        "notice_on": _iso(content.action_notice_on),
    }


def _route_row(signer: Any, people: Mapping[Any, Employee]) -> Document:
    principal = people[signer.principal]
    return {
        "capacity": signer.capacity.value,
        "capacity_label": signer.capacity.label,
        "name": principal.full_name,
        "title": title_of(principal),
        "reason": signer.reason,
    }


def _signatures(evaluation: Evaluation) -> list[Signature]:
    return list(Signature.objects.filter(stream=evaluation.stream, round=evaluation.signing_round))


def _signature(row: Signature) -> Document:
    return {
        "capacity": row.capacity,
        "capacity_label": capacity_label(row.capacity),
        "name": row.name,
        "title": row.title,
        "acting_for": row.acting_for,
        "at": timezone.localtime(row.at).isoformat(timespec="seconds"),
        "statement": row.statement,
        "content_sha256": row.content_sha256,
    }


def _outcome(evaluation: Evaluation) -> Document | None:
    if not evaluation.outcome:
        return None
    return {
        "kind": evaluation.outcome,
        "label": EmployeeOutcome(evaluation.outcome).label,
        "on": _iso(evaluation.outcome_on),
        "note": evaluation.outcome_note,
        "witness": evaluation.outcome_witness,
    }


def _response(evaluation: Evaluation) -> Document | None:
    if evaluation.response_on and evaluation.response_filed_at:
        return {
            "text": evaluation.response,
            "on": evaluation.response_on.isoformat(),
            "is_letter": evaluation.response_filed_as != FiledAs.EMPLOYEE.value,
            "filed_by": {
                "name": evaluation.response_by_name,
                "capacity": evaluation.response_filed_as,
                "capacity_label": FiledAs(evaluation.response_filed_as).label,
                "at": timezone.localtime(evaluation.response_filed_at).isoformat(timespec="seconds"),
            },
        }
    if evaluation.response_waived_on:
        return {"waived_on": evaluation.response_waived_on.isoformat()}
    return None


def _follow_up(evaluation: Evaluation) -> Document | None:
    window = window_of(evaluation)
    if window is None or evaluation.overall != Rating.IMPROVEMENT_NEEDED.value:
        return None
    return {"starts_on": window.starts_on.isoformat(), "ends_on": window.ends_on.isoformat()}
