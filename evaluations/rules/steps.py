"""Step increases: what an anniversary asks of the evaluations on file (R18)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from common.dates import ONE_DAY, add_months, in_words
from evaluations.enums import StepDecision, StepState
from evaluations.rules.facts import EmployeeFacts, FiledEvaluation
from evaluations.rules.policy_shape import LateEvaluation, Policy, StepTestDate

LATE = {
    LateEvaluation.TASK: "HR has a task to grant it from that day.",
    LateEvaluation.PAY_BACK: "It is paid back to the anniversary.",
}


@dataclass(frozen=True, slots=True)
class Step:
    """The decision on one anniversary, as of that day.

    `code` is stable; `reason` is the sentence for people; `by` is the evaluation that decided. A hold that a later
    filing has ended says in `released_on` when, and in `released_by` by which evaluation.
    """

    decision: StepDecision
    code: str
    reason: str
    by: FiledEvaluation | None = None
    released_on: date | None = None
    released_by: FiledEvaluation | None = None

    @property
    def state(self) -> StepState:
        """The decision in one word, a hold that is over told from one that stands."""
        return state_of(self.decision, self.released_on)


def state_of(decision: StepDecision, released_on: date | None) -> StepState:
    """One word for a decision and for what has become of it since."""
    if decision is StepDecision.HOLD:
        return StepState.HELD if released_on is None else StepState.RELEASED
    return StepState.GRANTED if decision is StepDecision.GRANT else StepState.NONE


def effective_on(state: StepState, anniversary: date, released_on: date | None, *, is_paid_back: bool) -> date | None:
    """R18: the day from which the step increase counts; None as long as it does not.

    A late evaluation counts from its own day, or is paid back to the anniversary, as the set has it.
    """
    if state is StepState.RELEASED:
        return anniversary if is_paid_back else released_on
    return anniversary if state is StepState.GRANTED else None


def anniversaries(named: date, first: date, last: date) -> list[date]:
    """R18: the days from `first` to `last` on which the anniversary comes round that the people file names.

    That is the named day and the same one of each later year, the last of February where a year lacks the 29th. None
    lies before the named day: the file names the next one.
    """
    years = range(max(0, first.year - named.year), last.year - named.year + 1)
    days = (add_months(named, 12 * year) for year in years)
    return [day for day in days if first <= day <= last]


def anniversary_after(named: date, day: date) -> date:
    """R18: the next anniversary after that day."""
    return named if named > day else anniversaries(named, day + ONE_DAY, add_months(day, 13))[0]


@dataclass(frozen=True, slots=True)
class Outlook:
    """How a coming anniversary stands today. `until` is the last day on which an evaluation is in time for it."""

    is_supported: bool
    code: str
    sentence: str
    until: date
    by: FiledEvaluation | None = None


def outlook_on(employee: EmployeeFacts, filed: Iterable[FiledEvaluation], policy: Policy) -> Outlook | None:
    """R18: whether what is filed so far supports the coming step increase; None where no step is asked for."""
    step, anniversary = step_on(employee, filed, policy), employee.anniversary
    if anniversary is None or step.decision is StepDecision.NOT_APPLICABLE:
        return None
    until = anniversary - ONE_DAY
    if step.decision is StepDecision.GRANT and step.by is not None:
        return Outlook(True, step.code, _granted(step.by, anniversary, policy), until, step.by)
    first = add_months(anniversary, -policy.steps.lookback_months)
    is_by_filing = policy.steps.test_date is StepTestDate.FILED
    if step.by is None:
        known = "has been filed" if is_by_filing else "on file is for a period that ended"
        found = f"No evaluation {known} since {in_words(first)}"
    else:
        found = f"{_named(step.by)} {_dated(step.by, policy)} does not support a step increase"
    wanted = "filed" if is_by_filing else "for a period that ends"
    sentence = (
        f"{found}. The step increase on {in_words(anniversary)} needs an evaluation of Competent or better "
        f"{wanted} by {in_words(until)}."
    )
    return Outlook(False, step.code, sentence, until, step.by)


def step_on(employee: EmployeeFacts, filed: Iterable[FiledEvaluation], policy: Policy) -> Step:
    """R18: whether the step increase on the employee's anniversary is granted, held, or not a question at all.

    A Competent or better (or deemed competent) evaluation counts that was filed from twelve months before the
    anniversary, that day included, to the day before it. An Improvement Needed that was reverted is disregarded. Where
    the set lets the latest decide, that one alone does.
    """
    anniversary = employee.anniversary
    not_asked = _not_applicable(employee, policy)
    if anniversary is None or not_asked is not None:
        return not_asked or Step(StepDecision.NOT_APPLICABLE, "no_anniversary", "No anniversary date is recorded.")
    first, last = add_months(anniversary, -policy.steps.lookback_months), anniversary - ONE_DAY
    known = sorted(
        ((day, one) for one in filed if not one.is_reverted and (day := _tested_on(one, policy)) is not None),
        key=lambda pair: pair[0],
    )
    within = [one for day, one in known if first <= day <= last]
    candidates = within[-1:] if policy.steps.is_latest_decisive else within
    granting = [one for one in candidates if counts_for_step(one)]
    if granting:
        return Step(StepDecision.GRANT, "granted", _granted(granting[-1], anniversary, policy), granting[-1])
    later = next((one for day, one in known if day > last and _releases(one, employee, policy)), None)
    return _hold(within, later, Span(first, last, anniversary), policy)


def counts_for_step(one: FiledEvaluation) -> bool:
    """R18: Competent or better, or deemed competent."""
    return one.deemed or (one.overall is not None and not one.overall.is_low)


def _releases(one: FiledEvaluation, employee: EmployeeFacts, policy: Policy) -> bool:
    """Whether that later evaluation ends a hold. From its own day on nothing is granted to who has left by then."""
    if one.filed_on is None or not counts_for_step(one):
        return False
    return policy.steps.late_evaluation is LateEvaluation.PAY_BACK or not employee.is_separated(one.filed_on)


@dataclass(frozen=True, slots=True)
class Span:
    """The days from `first` to `last` on which an evaluation is filed in time for the anniversary."""

    first: date
    last: date
    anniversary: date

    def __str__(self) -> str:
        return f"from {in_words(self.first)} to {in_words(self.last)}"


def _not_applicable(employee: EmployeeFacts, policy: Policy) -> Step | None:
    def because(code: str, reason: str) -> Step:
        return Step(StepDecision.NOT_APPLICABLE, code, reason)

    if employee.management_plan:
        return because("management_plan", "The employee is under a management appraisal plan, outside these rules.")
    if not policy.is_on("R18"):
        return because("rule_off", f"The policy set {policy.name} ties no step increase to an evaluation.")
    if employee.anniversary is not None and employee.is_separated(employee.anniversary):
        return because("separated", "The employee has left the service.")
    return None


def _tested_on(one: FiledEvaluation, policy: Policy) -> date | None:
    return one.filed_on if policy.steps.test_date is StepTestDate.FILED else one.period_end


def _granted(one: FiledEvaluation, anniversary: date, policy: Policy) -> str:
    return f"{_named(one)} {_dated(one, policy)} supports the step increase on {in_words(anniversary)}."


def _hold(within: list[FiledEvaluation], later: FiledEvaluation | None, span: Span, policy: Policy) -> Step:
    if within:
        decisive = within[-1]
        code, found = "below_competent", f"{_named(decisive)} {_dated(decisive, policy)} does not support a step"
    else:
        decisive, code = None, "none_filed"
        found = f"No evaluation {'filed' if policy.steps.test_date is StepTestDate.FILED else 'that ends'} {span}"
    reason = f"{found}: the step increase on {in_words(span.anniversary)} is held."
    if later is None or later.filed_on is None:
        return Step(StepDecision.HOLD, code, reason, decisive)
    day = later.filed_on
    released = f"{reason} {_named(later)} {_dated(later, policy)} releases the hold on {in_words(day)}."
    return Step(StepDecision.HOLD, code, f"{released} {LATE[policy.steps.late_evaluation]}", decisive, day, later)


def _named(one: FiledEvaluation) -> str:
    if one.deemed:
        return "The evaluation deemed competent"
    return f"The evaluation {one.overall.label if one.overall else 'without an overall rating'}"


def _dated(one: FiledEvaluation, policy: Policy) -> str:
    day = _tested_on(one, policy)
    what = "filed on" if policy.steps.test_date is StepTestDate.FILED else "for the period that ended on"
    return f"{what} {in_words(day)}" if day else "without a day"
