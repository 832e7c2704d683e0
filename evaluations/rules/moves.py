"""What a changed fact of somebody's work does to an evaluation under way (R1, R17, R21).

A promotion, transfer or reclassification closes the rating period on the day before (R1): those days are rated by the
supervisor who saw them. A new supervisor alone closes nothing: the evaluation goes on with the new one, who asks the
earlier one for input (R21). Somebody who has left rates nobody, and days after the last day of service hold no work to
rate: a blank draft of them is discarded, one with words only by whoever wrote them. An evaluation that people are
signing keeps its content and its signatures; only places that nobody has signed are filled anew (R17).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from common.dates import ONE_DAY
from evaluations.enums import EvaluationKind, EvaluationStatus, MoveEffect
from evaluations.rules.facts import Period
from workforce.enums import ChangedFact

Status = EvaluationStatus
_TRANSFER = frozenset({ChangedFact.ORG_UNIT, ChangedFact.SUPERVISOR})
BEING_SIGNED = frozenset({Status.HR_REVIEW, Status.REVIEWER_REVIEW, Status.DEPARTMENT_HEAD_REVIEW})


def is_new_post(facts: Collection[ChangedFact]) -> bool:
    """R1: whether these facts of one day are a promotion, transfer or reclassification, which closes the period.

    Another class is a promotion or reclassification. Another unit is a transfer where the supervisor changes with it;
    a unit that is only renamed or hung elsewhere moves nobody.
    """
    return ChangedFact.CLASSIFICATION in facts or set(facts) >= _TRANSFER


@dataclass(frozen=True, slots=True)
class Move:
    """What changed about the employee, and from which day on. A separation counts from the day after the last one."""

    facts: frozenset[ChangedFact]
    effective_on: date

    @property
    def last_day_before(self) -> date:
        """The last day under the old facts; of a separation the last day of service itself."""
        is_leaving = ChangedFact.SEPARATION in self.facts
        return self.effective_on if is_leaving else self.effective_on - ONE_DAY

    @property
    def closes_period(self) -> bool:
        """R1: promotion, transfer, reclassification; and separation, after which there is no work to rate."""
        return is_new_post(self.facts) or ChangedFact.SEPARATION in self.facts


@dataclass(frozen=True, slots=True)
class UnderWay:
    """An evaluation that is not issued yet.

    `is_rater_in_service`: the Rater can still finish it. `has_other_supervisor`: somebody in service other than the
    Rater now supervises the employee, directly or for a vacant post. `is_employee_in_service` is asked beside the move,
    since whoever has left may have come back. `is_blank`: nobody has written or attached anything.
    """

    status: EvaluationStatus
    kind: EvaluationKind
    period: Period
    is_correction: bool = False
    is_rater_in_service: bool = True
    has_other_supervisor: bool = False
    is_employee_in_service: bool = True
    is_blank: bool = False


@dataclass(frozen=True, slots=True)
class Consequence:
    """What happens to the evaluation; `new_end` is set where its period is closed early."""

    effect: MoveEffect
    new_end: date | None = None


NOTHING = Consequence(MoveEffect.NOTHING)


def consequence_of(move: Move, evaluation: UnderWay) -> Consequence:
    """R1, R17, R21: what the move does to that evaluation. Asked again after it was done, the answer is nothing."""
    if evaluation.status in BEING_SIGNED:
        return Consequence(MoveEffect.REROUTED)
    # Another status is no other work, nor another supervisor.
    if evaluation.status is not Status.DRAFT or move.facts <= {ChangedFact.STATUS}:
        return NOTHING
    if _lies_after_service(move, evaluation):
        return Consequence(MoveEffect.DISCARDED if evaluation.is_blank else MoveEffect.TO_DISCARD)
    new_end = _early_end(move, evaluation)
    hands_over = evaluation.has_other_supervisor and _passes_on(move, evaluation, is_closed=new_end is not None)
    if not evaluation.is_rater_in_service and not evaluation.has_other_supervisor:
        return Consequence(MoveEffect.UNPLACED, new_end)
    if new_end is not None:
        return Consequence(MoveEffect.CLOSED_AND_HANDED_OVER if hands_over else MoveEffect.CLOSED_EARLY, new_end)
    return Consequence(MoveEffect.HANDED_OVER) if hands_over else NOTHING


def _lies_after_service(move: Move, evaluation: UnderWay) -> bool:
    """R1: whether no day of the period was worked, because the employee left before it and has not come back."""
    if ChangedFact.SEPARATION not in move.facts or evaluation.is_employee_in_service or evaluation.is_correction:
        return False
    return evaluation.period.start > move.last_day_before


def _early_end(move: Move, evaluation: UnderWay) -> date | None:
    """The day on which the move closes the period; None where it leaves the period alone.

    A final of a follow-up ends with its window, wherever the employee works by then (R12, R15), and a correction keeps
    the days of what it corrects (R35).
    """
    if not move.closes_period or evaluation.is_correction or evaluation.kind is EvaluationKind.FOLLOW_UP_FINAL:
        return None
    last = move.last_day_before
    return last if evaluation.period.start <= last < evaluation.period.end else None


def _passes_on(move: Move, evaluation: UnderWay, *, is_closed: bool) -> bool:
    """Whether another supervisor finishes it: always where the Rater has left; else where days of the period lie ahead
    of the move that the Rater will not see."""
    if not evaluation.is_rater_in_service:
        return True
    if evaluation.is_correction or is_closed or ChangedFact.SEPARATION in move.facts:
        return False
    return evaluation.period.end >= move.effective_on


def period_to_close(move: Move, next_start: date, counted: Collection[Period]) -> Period | None:
    """R1: the period that the move closes where no evaluation of it is under way yet; None where there is none.

    `next_start` is where the employee's next period begins; `counted` are the periods on record.
    """
    if not is_new_post(move.facts) or next_start > move.last_day_before:
        return None
    period = Period(next_start, move.last_day_before)
    return None if any(period.overlaps(other) for other in counted) else period
