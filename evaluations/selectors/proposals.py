"""What to propose to a Rater who starts an evaluation, and why (R1, R2, R5, R12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings

from common.dates import ONE_DAY, in_words, period_end
from evaluations.enums import EvaluationKind, EvaluationStatus
from evaluations.models import Evaluation, FollowUp
from evaluations.rules.facts import Period
from evaluations.rules.policy import policy_in_force
from evaluations.rules.policy_shape import Policy
from evaluations.rules.violation import listed
from evaluations.selectors.evaluations import proposed_period
from evaluations.selectors.facts import open_follow_up_of
from workforce.enums import EmploymentStatus
from workforce.models import Employee


@dataclass(frozen=True, slots=True)
class Proposal:
    """A period and a kind, with a sentence for each choice that was made."""

    period: Period
    kind: EvaluationKind
    reasons: tuple[str, ...]


def proposal_for(employee: Employee, on: date) -> Proposal:
    """The period of `proposed_period` and the kind that goes with it."""
    policy = policy_in_force(settings.POLICY_SET, on)
    period = proposed_period(employee, on)
    window = open_follow_up_of(employee)
    kind = _kind(employee, period, window)
    reasons = [_why_start(employee, period), *_why_end(employee, period, window, policy, on)]
    return Proposal(period, kind, tuple(reasons))


def drafts_of(employee: Employee, rater: Employee) -> list[Evaluation]:
    """The drafts of this Rater for this employee, newest period first."""
    return list(Evaluation.objects.filter(employee=employee, rater=rater, status=EvaluationStatus.DRAFT.value))


def _kind(employee: Employee, period: Period, window: FollowUp | None) -> EvaluationKind:
    if window is not None:
        return EvaluationKind.FOLLOW_UP_FINAL
    on_probation = employee.status == EmploymentStatus.PROBATIONARY.value
    if on_probation and _ends_with_probation(employee, period):
        return EvaluationKind.PROBATION
    return EvaluationKind.ANNUAL


def _ends_with_probation(employee: Employee, period: Period) -> bool:
    return employee.probation_ends_on is not None and period.end == employee.probation_ends_on


def _why_start(employee: Employee, period: Period) -> str:
    if Evaluation.objects.filter(employee=employee, period_end=period.start - ONE_DAY).exists():
        return f"The day after the last period is {in_words(period.start)}; periods follow each other without a gap."
    if period.start == employee.appointed_on:
        return (
            f"{employee.full_name} was appointed on {in_words(period.start)}, and no evaluation is recorded here yet. "
            "Where there is one on paper, start on the day after its period."
        )
    return (
        f"No evaluation of {employee.full_name} is recorded here yet; earlier ones are on paper. The proposal is the "
        "year of service that is due. Where the last one on paper ends on another day, start on the day after that."
    )


def _why_end(
    employee: Employee, period: Period, window: FollowUp | None, policy: Policy, on: date
) -> list[str]:  # fmt: skip
    months = policy.longest_period_months
    reasons = []
    if window is not None:
        endings = listed([rating.label for rating in policy.follow_up.final_ratings]).replace(" and ", " or ")
        reasons.append(
            f"A follow-up window is open until {in_words(window.ends_on)}. The evaluation that ends it is {endings} "
            "and counts only with the last agency signature by that day, so its period may well end earlier."
        )
    elif _ends_with_probation(employee, period):
        reasons.append(f"Probation ends on {in_words(period.end)}, and the evaluation is due by then.")
    elif period.end == employee.separated_on:
        reasons.append(f"{employee.full_name} left the service on {in_words(period.end)}.")
    elif period.end == period_end(period.start, months):
        reasons.append(f"A rating period lasts {months} months at most; this one would end on {in_words(period.end)}.")
    if period.end > on:
        reasons.append("The period is still running: you can begin now and finish when it is over.")
    return reasons
