"""Tells both Raters, and whoever signs next, what a changed supervisor, class or unit did to an evaluation.

The employee is told nothing here: before issue, nothing of an evaluation is the employee's to know.
"""

from __future__ import annotations

from datetime import datetime

from evaluations.models import Evaluation
from evaluations.services.engine import Step
from evaluations.services.notices import subject_of, tell
from notifications.services import notice_add, notices_done
from workforce.models import Employee


def tell_closed_early(evaluation: Evaluation, at: datetime) -> None:
    """The Rater: the period ends early, so the evaluation is due now."""
    stage = f":{evaluation.period_end.isoformat()}"
    tell(evaluation, evaluation.rater.user, "closed_early", at=at, page="detail", stage=stage)


def tell_new_supervisor(evaluation: Evaluation, supervisor: Employee, at: datetime) -> None:
    """The new supervisor: the days before the change are with the earlier Rater. Nothing to do, nothing to see."""
    if supervisor.user is None or not supervisor.user.is_active:
        return
    notice_add(
        recipient=supervisor.user, kind="closed_early_elsewhere", subject=subject_of(evaluation),
        stage=f":{evaluation.period_end.isoformat()}", path="/", is_action=False, at=at,
        words={
            "employee": evaluation.employee.full_name, "period_end": evaluation.period_end.isoformat(),
            "by": evaluation.rater.full_name,
        },
    )  # fmt: skip


def tell_handed_over(s: Step, earlier: Employee) -> None:
    """Both Raters: who finishes it now. The earlier one does not see the draft any more, and is asked for nothing."""
    evaluation, new = s.evaluation, s.evaluation.rater
    notices_done(subject=subject_of(evaluation), at=s.at)
    notices_done(subject=f"due:{evaluation.employee.employee_no}", kinds=("due", "due_escalated"), at=s.at)
    stage = f":{s.today.isoformat()}"
    more = {"by": earlier.full_name}
    tell(evaluation, new.user, "handed_over_to", at=s.at, page="detail", stage=stage, more=more)
    if earlier.user is not None and earlier.user.is_active:
        notice_add(
            recipient=earlier.user, kind="handed_over_from", subject=subject_of(evaluation), stage=stage, path="/",
            words={"employee": evaluation.employee.full_name, "to": new.full_name}, is_action=False, at=s.at,
        )  # fmt: skip


def tell_rerouted(s: Step) -> None:
    """The Rater: other people are asked for the signatures that are still open."""
    stage = f":{s.today.isoformat()}"
    rater = s.evaluation.rater.user
    tell(s.evaluation, rater, "rerouted", at=s.at, page="detail", stage=stage, is_action=False)
