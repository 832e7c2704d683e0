"""Grievances and requests for reconsideration, for those who may read them (R22)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from accounts.models import User
from common.errors import NotVisible
from evaluations.enums import ActionKind, ActionStage, GrievanceKind, Rating
from evaluations.grievance_permissions import may_read
from evaluations.models import Evaluation, Grievance
from evaluations.permissions import Standing, standing_of
from evaluations.rules.grievances import (
    OVERALL,
    PROCEDURE,
    GrievanceCase,
    grievable_parts,
    may_be_reconsidered,
    reconsideration_due_on,
)
from evaluations.selectors.evaluations import evaluations_for_page
from evaluations.selectors.facts import policy_of
from workforce.enums import ChangedFact, EmploymentStatus
from workforce.models import EmploymentChange


@dataclass(frozen=True, slots=True)
class Filing:
    """What a form shows before anything is filed: the parts that may be grieved, with their words, and what may not.

    `appeal` names the linked discharge or reduction where the overall is an Unsatisfactory.
    """

    parts: dict[str, str]
    is_procedure_only: bool
    is_unsatisfactory: bool
    appeal: str
    can_be_reconsidered: bool
    reconsideration_due_on: date | None


def parts_of(evaluation: Evaluation) -> dict[str, str]:
    """Every factor and item of the form, with its words. Two queries."""
    found: dict[str, str] = {}
    for factor in evaluation.template.factors.prefetch_related("items"):
        found[f"factor:{factor.key}"] = factor.label
        found |= {f"item:{factor.key}:{item.key}": f"{factor.label}: {item.label}" for item in factor.items.all()}
    return found


def part_words(about: list[str], evaluation: Evaluation) -> list[str]:
    """The parts that are meant, in words."""
    words = {OVERALL: "The overall rating", PROCEDURE: "The procedure", **parts_of(evaluation)}
    return [words.get(key, key) for key in about]


def case_for(
    evaluation: Evaluation, kind: GrievanceKind, about: tuple[str, ...], text: str, filed_on: date
) -> GrievanceCase:
    """What the rules ask of a filing. Raises ValueError for an evaluation that was never presented."""
    if evaluation.presented_on is None:
        raise ValueError("only an evaluation that was presented is grieved")
    left = EmploymentChange.objects.filter(employee=evaluation.employee_id, fact=ChangedFact.SEPARATION.value)
    before = left.order_by("-effective_on", "-pk").values_list("before", flat=True).first()
    return GrievanceCase(
        kind=kind,
        about=about,
        parts=tuple(parts_of(evaluation)),
        overall=Rating(evaluation.overall) if evaluation.overall else None,
        presented_on=evaluation.presented_on,
        filed_on=filed_on,
        text=text,
        separated_on=evaluation.employee.separated_on,
        was_permanent=before == EmploymentStatus.PERMANENT.value,
    )


def filing_of(evaluation: Evaluation, on: date) -> Filing:
    """What may be filed about this evaluation."""
    case, policy = case_for(evaluation, GrievanceKind.GRIEVANCE, (), "", on), policy_of(evaluation)
    words = {OVERALL: "The overall rating", PROCEDURE: "The procedure", **parts_of(evaluation)}
    can = may_be_reconsidered(case)
    return Filing(
        parts={key: words[key] for key in grievable_parts(case.overall, case.parts, policy)},
        is_procedure_only=policy.is_grievance_on_procedure_only,
        is_unsatisfactory=case.overall is Rating.UNSATISFACTORY,
        appeal=_appeal(evaluation),
        can_be_reconsidered=can,
        reconsideration_due_on=reconsideration_due_on(case.presented_on, policy) if can else None,
    )


def _appeal(evaluation: Evaluation) -> str:
    """The linked discharge or reduction, from which an Unsatisfactory is appealed."""
    if not evaluation.action_kind:
        return ""
    kind = ActionKind(evaluation.action_kind).label.lower()
    stage = f"{ActionStage(evaluation.action_stage).label.lower()} " if evaluation.action_stage else ""
    return f"{stage}{kind}"


def grievances_of(evaluation: Evaluation, standing: Standing) -> QuerySet[Grievance]:
    """Those about this evaluation, the latest first; none for whoever may not read them."""
    rows = Grievance.objects.filter(evaluation=evaluation).select_related("evaluation")
    return rows if may_read(standing) else rows.none()


def grievance_get(public_id: uuid.UUID, user: User, on: date) -> tuple[Grievance, Evaluation, Standing]:
    """The grievance, its evaluation, and what the person is to it. Raises NotVisible (404)."""
    found = Grievance.objects.filter(public_id=public_id).first()
    evaluation = evaluations_for_page(user, on).filter(pk=found.evaluation_id).first() if found else None
    if found is None or evaluation is None:
        raise NotVisible
    standing = standing_of(user, evaluation, on)
    if not may_read(standing):
        raise NotVisible
    return found, evaluation, standing
