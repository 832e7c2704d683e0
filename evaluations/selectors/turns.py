"""Whose turn it is with an evaluation, and what they do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from accounts.selectors import delegations_active
from evaluations.enums import Capacity, EvaluationKind, EvaluationStatus
from evaluations.models import Evaluation
from evaluations.permissions import is_overtaken, pending_step
from evaluations.rules.deadlines import LETTER_BUSINESS_DAYS
from evaluations.rules.facts import Period
from evaluations.rules.schedule import due_day
from workforce.enums import EmploymentStatus

Status = EvaluationStatus
_PROBATIONARY = EmploymentStatus.PROBATIONARY.value
_OVER = [Status.FINAL.value, Status.SUPERSEDED.value, Status.VOID.value]
# Where the session keeps which step was just taken, for the page that leads on.
LAST_STEP = "last_step"
HR_UNIT = "HR, Performance Management Unit"


@dataclass(frozen=True, slots=True)
class Turn:
    """Who acts next (empty where nobody does), what happens, and by when; `who` is "You" on the employee's own page."""

    who: str
    what: str
    due: date | None = None


def due_of(evaluation: Evaluation) -> date | None:
    """By when the evaluation's next step is wanted: its due day as the schedule has it; once issued, the response's."""
    if evaluation.status == Status.ISSUED.value:
        return evaluation.response_due_on
    if evaluation.status in _OVER:
        return None
    return day_of(evaluation)


def day_of(evaluation: Evaluation) -> date:
    """The day by which the evaluation is due, wherever it stands (R1, R2, R15)."""
    employee = evaluation.employee
    return due_day(
        EvaluationKind(evaluation.kind),
        Period(evaluation.period_start, evaluation.period_end),
        window_end=evaluation.follow_up.ends_on if evaluation.follow_up else None,
        probation_end=employee.probation_ends_on if employee.status == _PROBATIONARY else None,
    )


def correction_under_way(evaluation: Evaluation) -> Evaluation | None:
    """The version that is to take this one's place and is not final yet (R35); there is one at a time."""
    return evaluation.corrections.exclude(status__in=_OVER).first()


def turn_of(evaluation: Evaluation, on: date, *, is_employee: bool = False) -> Turn:
    """What happens next, said to the employee or about them. Reads delegations only while a signature is awaited."""
    due, rater = due_of(evaluation), evaluation.rater.full_name
    if evaluation.status == Status.DRAFT.value and is_overtaken(evaluation):
        return Turn(rater, "discards it, or goes on with it as an ordinary evaluation of its days.", due)
    if evaluation.status == Status.DRAFT.value:
        return Turn(rater, "completes the form, signs it as Rater and submits it.", due)
    if evaluation.status == Status.HR_REVIEW.value:
        return Turn(HR_UNIT, "reviews whether this low rating is proper, and passes it on or returns it.", due)
    step = pending_step(evaluation)
    if step is not None:
        return Turn(_signer(evaluation, on), f"signs as {Capacity(step.capacity).label}, or returns it.", due)
    if evaluation.status == Status.READY_TO_ISSUE.value:
        what = "shows it to the employee, gives or mails the copy, and records the days. HR may do so, too."
        return Turn(rater, what, due)
    if evaluation.status == Status.ISSUED.value:
        return _turn_of_reader(evaluation, due) if is_employee else _turn_after_issue(evaluation, due)
    return Turn("", _CLOSED[Status(evaluation.status)])


_CLOSED = {
    Status.FINAL: "Nothing more: it is final and does not change. A mistake is mended by a correction.",
    Status.SUPERSEDED: "Nothing more: a correction has taken its place.",
    Status.VOID: "Nothing more: it is void and never counts.",
}


def _signer(evaluation: Evaluation, on: date) -> str:
    step = pending_step(evaluation)
    if step is None:
        raise ValueError("nobody's signature is awaited")
    delegation = delegations_active(on).filter(principal=step.principal.user_id).first()
    name = step.principal.full_name
    return f"{name}, or {delegation.delegate} as designee," if delegation else name


def _turn_of_reader(evaluation: Evaluation, due: date | None) -> Turn:
    if not evaluation.outcome:
        return Turn("You", "sign that you received it. To sign is not to agree.", due)
    return Turn("You", "may respond in writing until the day below; after that the evaluation becomes final.", due)


def _turn_after_issue(evaluation: Evaluation, due: date | None) -> Turn:
    employee = evaluation.employee.full_name
    if not evaluation.outcome:
        what = "signs that it was received. A refusal or an absence is recorded by the Rater or HR."
        return Turn(employee, what, due)
    if evaluation.employee.status == EmploymentStatus.SEPARATED.value:
        return Turn(employee, _BY_LETTER, due)
    return Turn(employee, "may respond in writing until the day below; after that the evaluation becomes final.", due)


_BY_LETTER = (
    "may respond by a letter that is received by the day below; the Rater or HR enters it. "
    f"{LETTER_BUSINESS_DAYS} business days after that day the evaluation becomes final."
)
