"""Who signs and who has signed, for pages: the route of the present round with what became of each place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from audit.models import Signature
from audit.selectors import signatures_of
from evaluations.enums import EvaluationStatus
from evaluations.models import Evaluation, SigningStep
from evaluations.permissions import pending_step
from evaluations.rules.statements import EMPLOYEE, capacity_label
from evaluations.selectors.people import title_of


@dataclass(frozen=True, slots=True)
class Place:
    """One signature of the round: given, awaited, or void with its round."""

    capacity: str
    name: str
    title: str
    acting_for: str
    reason: str
    state: str
    at: datetime | None
    statement: str
    content_sha256: str
    is_reader: bool = False


def signing_places(evaluation: Evaluation, *, is_employee: bool = False) -> list[Place]:
    """The places of the present round in signing order, the employee's last; `is_employee`: it is the reader's own.

    One query beside the prefetched steps.
    """
    given = {row.capacity: row for row in signatures_of(evaluation.stream) if row.round == evaluation.signing_round}
    steps = [step for step in evaluation.steps.all() if step.round == evaluation.signing_round]
    waiting = pending_step(evaluation)
    is_void = evaluation.status in {EvaluationStatus.DRAFT.value, EvaluationStatus.VOID.value}
    places = [_place(step, given.get(step.capacity), step == waiting, is_void) for step in steps]
    if steps and not is_void:
        places.append(_employees_place(evaluation, given.get(EMPLOYEE), is_employee))
    return places


def _place(step: SigningStep, signature: Signature | None, is_current: bool, is_void: bool) -> Place:
    state = ("voided" if is_void else "signed") if signature else "current" if is_current else "waiting"
    return Place(
        capacity=capacity_label(step.capacity),
        name=signature.name if signature else step.principal.full_name,
        title=signature.title if signature else title_of(step.principal),
        acting_for=signature.acting_for if signature else "",
        reason=step.reason,
        state=state,
        at=signature.at if signature else None,
        statement=signature.statement if signature else "",
        content_sha256=signature.content_sha256 if signature else "",
    )


def _employees_place(evaluation: Evaluation, signature: Signature | None, is_reader: bool) -> Place:
    is_awaited = evaluation.status == EvaluationStatus.ISSUED.value and not evaluation.outcome
    return Place(
        capacity=capacity_label(EMPLOYEE),
        name=evaluation.employee.full_name,
        title=evaluation.classification.title,
        acting_for="",
        reason="",
        state=evaluation.outcome or ("current" if is_awaited else "waiting"),
        at=signature.at if signature else None,
        statement=signature.statement if signature else "",
        content_sha256=signature.content_sha256 if signature else "",
        is_reader=is_reader,
    )
