"""Tells both Raters, and whoever signs next, what a changed supervisor, class or unit did to an evaluation.

The employee is told nothing here: before issue, nothing of an evaluation is the employee's to know.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse

from evaluations.models import Evaluation
from evaluations.permissions import pending_step
from evaluations.services.engine import Step
from notifications.services import notice_add
from workforce.models import Employee


def tell_closed_early(s: Step) -> None:
    """The Rater: the period ends early, so the evaluation is due now."""
    _tell(s.evaluation, s.evaluation.rater, "closed_early", s.at, stage=s.evaluation.period_end.isoformat())


def tell_handed_over(s: Step, earlier: Employee) -> None:
    """Both Raters: who finishes it now."""
    new = s.evaluation.rater
    stage = f"{s.at:%Y-%m-%d}"
    _tell(s.evaluation, new, "handed_over_to", s.at, stage=stage, by=earlier.full_name)
    # The earlier one does not see the draft any more, and has nothing to do.
    _tell(
        s.evaluation,
        earlier,
        "handed_over_from",
        s.at,
        stage=stage,
        link=reverse("team"),
        is_action=False,
        by=new.full_name,
    )


def tell_started(evaluation: Evaluation, at: datetime) -> None:
    """The Rater of the days that a transfer, promotion or reclassification has closed (R1)."""
    _tell(evaluation, evaluation.rater, "closed_early", at, stage=evaluation.period_end.isoformat())


def tell_rerouted(s: Step) -> None:
    """The Rater: other people are asked for the signatures that are still open."""
    _tell(s.evaluation, s.evaluation.rater, "rerouted", s.at, stage=f"{s.at:%Y-%m-%d}", is_action=False)


def tell_turn(s: Step) -> None:
    """Whoever signs next, where that is somebody else now."""
    step = pending_step(s.evaluation)
    if step is None or step.signature_id is not None:
        return
    path = reverse("evaluations:sign", args=[s.evaluation.public_id])
    stage = f"round:{step.round}:{step.capacity}"
    _tell(
        s.evaluation, step.principal, "your_turn_to_sign", s.at,
        stage=stage, link=path, is_immediate=True, capacity=step.capacity,
    )  # fmt: skip


def tell_returned_by_system(s: Step) -> None:
    """The Rater: the route has changed so much that the evaluation has to be submitted again."""
    _tell(s.evaluation, s.evaluation.rater, "returned", s.at, stage=f"round:{s.evaluation.signing_round}")


def _tell(
    evaluation: Evaluation,
    person: Employee,
    kind: str,
    at: datetime,
    *,
    stage: str,
    link: str = "",
    is_action: bool = True,
    is_immediate: bool = False,
    **words: Any,
) -> None:
    """A person without an account reads it nowhere; HR's calendar lists evaluations that nobody can finish."""
    if person.user is None or not person.user.is_active:
        return
    notice_add(
        recipient=person.user,
        kind=kind,
        subject=f"evaluation:{evaluation.public_id}",
        stage=stage,
        path=link or evaluation.get_absolute_url(),
        at=at,
        is_action=is_action,
        is_immediate=is_immediate,
        words={
            "employee": evaluation.employee.full_name,
            "period_start": evaluation.period_start.isoformat(),
            "period_end": evaluation.period_end.isoformat(),
            **words,
        },
    )
