"""How far an evaluation has come, for the picture of its way; pure, from its status and its route."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from evaluations.enums import Capacity, EvaluationStatus

Status = EvaluationStatus
_WAY = (
    Status.DRAFT,
    Status.HR_REVIEW,
    Status.REVIEWER_REVIEW,
    Status.DEPARTMENT_HEAD_REVIEW,
    Status.READY_TO_ISSUE,
    Status.ISSUED,
    Status.FINAL,
)
_LABELS = {
    Status.DRAFT: "Draft",
    Status.HR_REVIEW: "HR propriety review",
    Status.REVIEWER_REVIEW: "Reviewer",
    Status.DEPARTMENT_HEAD_REVIEW: "Department Head",
    Status.READY_TO_ISSUE: "Issue",
    Status.ISSUED: "Employee",
    Status.FINAL: "Final",
}


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the way; `state` is done, current, skipped or waiting."""

    label: str
    state: str


def stages(status: Status, *, is_low: bool, capacities: Collection[Capacity]) -> tuple[Stage, ...]:
    """The way of one evaluation. `capacities` are those of its route; empty where the route is not laid yet.

    Only low ratings pass HR (§5); a Reviewer is passed over where the Rater's level reaches that far (§5). A void
    evaluation is on no way.
    """
    if status is Status.VOID:
        return ()
    position = len(_WAY) if status in {Status.FINAL, Status.SUPERSEDED} else _WAY.index(status)
    way = [stage for stage in _WAY if is_low or stage is not Status.HR_REVIEW or status is stage]
    return tuple(Stage(_LABELS[stage], _state(stage, position, capacities)) for stage in way)


def _state(stage: Status, position: int, capacities: Collection[Capacity]) -> str:
    if stage is Status.REVIEWER_REVIEW and capacities and Capacity.REVIEWER not in capacities:
        return "skipped"
    place = _WAY.index(stage)
    return "done" if place < position else "current" if place == position else "waiting"
