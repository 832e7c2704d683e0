"""What to propose to a Rater who starts an evaluation, and why (R1, R2, R5, R12): the schedule's coming period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from evaluations.enums import EvaluationKind, EvaluationStatus
from evaluations.models import Evaluation
from evaluations.rules import schedule
from evaluations.rules.facts import Period
from evaluations.rules.schedule_words import reasons_of
from evaluations.selectors.due_dates import facts_for, policy_by
from evaluations.selectors.policies import policy_choice
from workforce.models import Employee

# What decides the period. The rest of the reasons concerns its due day, and stands on the page that is about that.
_OF_THE_PERIOD = {
    "after_last", "after_extra", "appointed", "on_paper", "window", "probation", "separated", "longest", "closed_early",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proposal:
    """A period and a kind, with a sentence for each choice that was made."""

    period: Period
    kind: EvaluationKind
    reasons: tuple[str, ...]


def proposal_for(employee: Employee, on: date) -> Proposal:
    """The period after all that is on record, whether or not that is finished, and the kind that goes with it."""
    facts = facts_for(employee)
    policy = policy_by(facts, on, policy_choice())
    coming = schedule.coming(facts, policy, on)
    why = reasons_of(coming, facts, policy, on)
    reasons = [reason.sentence for reason in why if reason.code in _OF_THE_PERIOD]
    if coming.period.end > on:
        reasons.append("The period is still running: you can begin now and finish when it is over.")
    return Proposal(coming.period, coming.kind, tuple(reasons))


def drafts_of(employee: Employee, rater: Employee) -> list[Evaluation]:
    """The drafts of this Rater for this employee, newest period first."""
    return list(Evaluation.objects.filter(employee=employee, rater=rater, status=EvaluationStatus.DRAFT.value))
