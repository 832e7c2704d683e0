"""The follow-up window of an Improvement Needed: opened on issue (R12), ended by its final (R13, R15)."""

from __future__ import annotations

from datetime import date

from common.dates import in_words
from common.errors import RuleViolations
from evaluations.enums import EvaluationKind, FollowUpStatus, Rating
from evaluations.models import Evaluation, FollowUp
from evaluations.rules.deadlines import follow_up_window
from evaluations.rules.policy_shape import FinalCountsOn, Policy
from evaluations.rules.violation import Violation, error
from evaluations.rules.windows import ENDING_OF
from evaluations.selectors import open_follow_up_of, policy_of, window_of
from evaluations.services.engine import Step
from evaluations.services.window_engine import window_ended
from evaluations.services.window_notices import window_reminders_done
from workforce.models import Employee

_MOVES = {
    FollowUpStatus.CLOSED_COMPETENT: "close_competent",
    FollowUpStatus.CLOSED_UNSATISFACTORY: "close_unsatisfactory",
    FollowUpStatus.LIFTED: "lift",
}


def follow_up_open(s: Step) -> FollowUp | None:
    """Open the window of an Improvement Needed that has just been issued; None for every other rating.

    A correction never moves the clock: the window that an earlier version opened goes on, or has ended for good. Only
    one that was lifted had no effect.
    """
    evaluation = s.evaluation
    if evaluation.overall != Rating.IMPROVEMENT_NEEDED.value or evaluation.issued_on is None:
        return None
    own = window_of(evaluation)
    if own is not None and own.status != FollowUpStatus.LIFTED.value:
        return None
    _require_no_other_window(evaluation)
    window = follow_up_window(evaluation.issued_on, policy_of(evaluation))
    follow_up = FollowUp.objects.create(
        evaluation=evaluation,
        employee=evaluation.employee,
        starts_on=window.start,
        original_ends_on=window.end,
        ends_on=window.end,
        prior_status=evaluation.employee.status,
    )
    s.record("follow_up_opened", starts_on=window.start.isoformat(), ends_on=window.end.isoformat())
    return follow_up


def _require_no_other_window(evaluation: Evaluation) -> None:
    """There is one window for an employee at a time. Raises RuleViolations (422, R13)."""
    Employee.objects.select_for_update().get(pk=evaluation.employee_id)
    other = open_follow_up_of(evaluation.employee)
    if other is None:
        return
    message = (
        f"Another follow-up window of this employee is open until {in_words(other.ends_on)}; Competent or "
        "Unsatisfactory ends it, and no second one is opened beside it. Take this evaluation back and rate it anew."
    )
    raise RuleViolations(
        [error(policy_of(evaluation), "R13", code="window_open_already", message=message, field="issued_on")]
    )


def require_window_open(evaluation: Evaluation, on: date) -> None:
    """A final counts by its day (`final_counts_on`: signed or given): after the window's end there is none (R15).

    There is one final for a window (R13). Raises RuleViolations (422). A correction of a final that counted is not a
    new final.
    """
    follow_up = evaluation.follow_up
    if evaluation.kind != EvaluationKind.FOLLOW_UP_FINAL.value or follow_up is None or evaluation.corrects_id:
        return
    policy = policy_of(follow_up.evaluation)
    if follow_up.status == FollowUpStatus.LIFTED.value:
        message = (
            "The Improvement Needed was voided or corrected, and its follow-up window has ended without effect. The "
            "Rater discards this evaluation, or goes on with it as an ordinary evaluation of its days."
        )
        raise RuleViolations([error(policy, "R22", code="window_lifted", message=message, field="kind")])
    if follow_up.closed_by_id not in (None, evaluation.pk):
        message = "Another evaluation has ended this follow-up window already; there is one final for a window."
        raise RuleViolations([error(policy, "R13", code="window_ended", message=message, field="kind")])
    if on > follow_up.ends_on or follow_up.status == FollowUpStatus.REVERTED.value:
        raise RuleViolations([_too_late(follow_up, policy)])


def _too_late(follow_up: FollowUp, policy: Policy) -> Violation:
    day = {
        FinalCountsOn.SIGNED: "the last agency signature by that day",
        FinalCountsOn.GIVEN: "all signatures and the day on which it is given or mailed by then",
    }[policy.follow_up.final_counts_on]
    message = (
        f"The follow-up window ended on {in_words(follow_up.ends_on)}. A final evaluation counts only with {day}, so "
        "this one can no longer end it. The Rater discards it, or goes on with it as an ordinary evaluation of its "
        "days."
    )
    return error(policy, "R15", code="window_over", message=message, field="kind")


def follow_up_close(s: Step) -> None:
    """The last agency signature under the final: where that day counts, it ends the window (R15)."""
    window = _window_to_end(s)
    if window is None:
        return
    require_window_open(s.evaluation, s.today)
    if window.closed_by_id is None and _counts_on(window) is FinalCountsOn.SIGNED:
        _end(s, window, ENDING_OF[Rating(s.evaluation.overall)], on=s.today)


def follow_up_give(s: Step) -> None:
    """The final is given or mailed: where that day counts, it ends the window (R15). Raises RuleViolations (422)."""
    window = _window_to_end(s)
    if window is None or s.evaluation.issued_on is None or _counts_on(window) is not FinalCountsOn.GIVEN:
        return
    require_window_open(s.evaluation, s.evaluation.issued_on)
    if window.closed_by_id is None:
        _end(s, window, ENDING_OF[Rating(s.evaluation.overall)], on=s.evaluation.issued_on)


def _window_to_end(s: Step) -> FollowUp | None:
    """Locked before it is asked, so that of two finals at once only one ends it, and none beside its reversion."""
    if s.evaluation.kind != EvaluationKind.FOLLOW_UP_FINAL.value or s.evaluation.follow_up_id is None:
        return None
    window = FollowUp.objects.select_for_update(no_key=True).get(pk=s.evaluation.follow_up_id)
    s.evaluation.follow_up = window
    return window


def _counts_on(window: FollowUp) -> FinalCountsOn:
    """Which day of a final counts, by the policy that the Improvement Needed was made under."""
    return policy_of(window.evaluation).follow_up.final_counts_on


def follow_up_void(s: Step) -> None:
    """A voided Improvement Needed never counted: its window ends without effect."""
    _lift(s, FollowUp.objects.filter(evaluation=s.evaluation).first())


def follow_up_correct(s: Step, corrected: Evaluation) -> None:
    """A correction is final: a lifted Improvement Needed ends its window (R22), another ending now counts."""
    if s.evaluation.overall != Rating.IMPROVEMENT_NEEDED.value:
        _lift(s, window_of(s.evaluation))
    locked = FollowUp.objects.select_for_update(no_key=True)
    ended = locked.get(pk=s.evaluation.follow_up_id) if s.evaluation.follow_up_id else None
    if ended is not None and ended.closed_by_id == corrected.pk:
        _end(s, ended, ENDING_OF[Rating(s.evaluation.overall)], on=ended.closed_on or s.today)


def _lift(s: Step, window: FollowUp | None) -> None:
    if window is None:
        return
    window = FollowUp.objects.select_for_update(no_key=True).get(pk=window.pk)
    if window.is_in_force:
        _end(s, window, FollowUpStatus.LIFTED, on=s.today)


def _end(s: Step, window: FollowUp, status: FollowUpStatus, *, on: date) -> None:
    getattr(window, _MOVES[status])()
    window.closed_on, window.closed_by = on, s.evaluation
    window.save(update_fields=["status", "closed_on", "closed_by"])
    window_ended(window, at=s.at)
    window_reminders_done(window, at=s.at)
    if status is FollowUpStatus.LIFTED:
        s.record("follow_up_lifted", on=on.isoformat())
    else:
        s.record("follow_up_closed", status=status.value, on=on.isoformat())
