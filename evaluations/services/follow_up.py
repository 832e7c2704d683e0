"""The follow-up window of an Improvement Needed: opened on issue (R12), ended by its final (R13, R15)."""

from __future__ import annotations

from datetime import date

from common.dates import in_words
from common.errors import RuleViolations
from evaluations.enums import EvaluationKind, FollowUpStatus, Rating
from evaluations.models import Evaluation, FollowUp
from evaluations.rules.deadlines import follow_up_window
from evaluations.rules.violation import error
from evaluations.selectors import policy_of
from evaluations.services.engine import Step

_CLOSING = {
    Rating.COMPETENT.value: FollowUpStatus.CLOSED_COMPETENT,
    Rating.UNSATISFACTORY.value: FollowUpStatus.CLOSED_UNSATISFACTORY,
}


def follow_up_open(s: Step) -> FollowUp | None:
    """Open the window of an Improvement Needed that has just been issued; None for every other rating.

    A correction never moves the clock: the window of the corrected version goes on.
    """
    evaluation = s.evaluation
    if evaluation.overall != Rating.IMPROVEMENT_NEEDED.value or evaluation.issued_on is None:
        return None
    if evaluation.corrects is not None and evaluation.corrects.overall == Rating.IMPROVEMENT_NEEDED.value:
        return None
    window = follow_up_window(evaluation.issued_on, policy_of(evaluation))
    follow_up = FollowUp.objects.create(
        evaluation=evaluation,
        employee=evaluation.employee,
        starts_on=window.start,
        ends_on=window.end,
        prior_status=evaluation.employee.status,
    )
    s.record("follow_up_opened", starts_on=window.start.isoformat(), ends_on=window.end.isoformat())
    return follow_up


def require_window_open(evaluation: Evaluation, today: date) -> None:
    """A final counts by the day of its last agency signature: after the window's end there is none (R15).

    Raises RuleViolations (422). A correction of a final that counted is not a new final.
    """
    follow_up = evaluation.follow_up
    if evaluation.kind != EvaluationKind.FOLLOW_UP_FINAL.value or follow_up is None or evaluation.corrects_id:
        return
    if today > follow_up.ends_on:
        message = (
            f"The follow-up window ended on {in_words(follow_up.ends_on)}. A final evaluation counts only with the "
            "last agency signature by that day, so this one can no longer end it. Ask HR what applies now."
        )
        raise RuleViolations([error(policy_of(evaluation), "R15", code="window_over", message=message, field="kind")])


def follow_up_close(s: Step) -> None:
    """The last agency signature under the final ends the window that day (R15)."""
    follow_up = s.evaluation.follow_up
    if s.evaluation.kind != EvaluationKind.FOLLOW_UP_FINAL.value or follow_up is None or follow_up.closed_by_id:
        return
    follow_up.status = _CLOSING[s.evaluation.overall].value
    follow_up.closed_on = s.today
    follow_up.closed_by = s.evaluation
    follow_up.save(update_fields=["status", "closed_on", "closed_by"])
    s.record("follow_up_closed", status=follow_up.status, on=s.today.isoformat())


def follow_up_lift(s: Step, evaluation: Evaluation) -> None:
    """The Improvement Needed is gone (voided, or corrected to another rating): its window ends without effect (R22)."""
    window = FollowUp.objects.filter(evaluation=evaluation, status__in=["open", "extended"]).first()
    if window is None:
        return
    window.status = FollowUpStatus.LIFTED.value
    window.closed_on = s.today
    window.closed_by = s.evaluation
    window.save(update_fields=["status", "closed_on", "closed_by"])
    s.record("follow_up_lifted", on=s.today.isoformat())
