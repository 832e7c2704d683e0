"""What another version of the policy set would have changed in one evaluation: both judge the same facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from common.dates import in_words, period_end
from evaluations.enums import Capacity, EvaluationKind, Rating, Severity, SimulatedKind
from evaluations.rules import book, deadlines
from evaluations.rules.facts import EvaluationFacts, FiledEvaluation
from evaluations.rules.policy_shape import Policy
from evaluations.rules.signing import Route, route_for
from evaluations.rules.steps import Step, step_on

NOBODY = "Nobody"
NONE = "–"


@dataclass(frozen=True, slots=True)
class SimulatedCase:
    """An evaluation that was issued. `judged_on` is the day on which it was last signed, `outcome_on` that of the
    employee's outcome. `filed`: what was on file for the step increase that this evaluation was the last one for, with
    the anniversary in `facts.employee`; None where it was not."""

    facts: EvaluationFacts
    judged_on: date
    outcome_on: date | None
    filed: tuple[FiledEvaluation, ...] | None = None


@dataclass(frozen=True, slots=True)
class SimulatedChange:
    """One thing that would be otherwise. It holds names, days and rules; never a rating, never a comment."""

    kind: SimulatedKind
    rule: str
    what: str
    before: str
    after: str


def changes_between(case: SimulatedCase, old: Policy, new: Policy) -> tuple[SimulatedChange, ...]:
    """Everything that `new` would have changed, in the order of the kinds."""
    return tuple(change for compare in COMPARISONS for change in compare(case, old, new))


def signers(case: SimulatedCase, old: Policy, new: Policy) -> Iterator[SimulatedChange]:
    """Who would have been asked to sign (R17). Signatures that were given stand aside: they would hold the route."""
    facts = replace(case.facts, given={})
    before, after = (route_for(facts, policy, case.judged_on) for policy in (old, new))
    for capacity in (Capacity.REVIEWER, Capacity.DEPARTMENT_HEAD):
        names = [_signer(route, capacity, facts) for route in (before, after)]
        if names[0] != names[1]:
            yield SimulatedChange(SimulatedKind.SIGNERS, "R17", capacity.label, *names)


def violations(case: SimulatedCase, old: Policy, new: Policy) -> Iterator[SimulatedChange]:
    """Which rules would have said more, less, or something graver. Their sentences quote the form, and are left out."""
    before, after = (_said(case, policy) for policy in (old, new))
    for rule in sorted(before.keys() | after.keys(), key=_in_order):
        was, would_be = (said.get(rule, Counter()) for said in (before, after))
        if was != would_be:
            title = new.rules[rule].title if rule in new.rules else "The form"
            yield SimulatedChange(SimulatedKind.VIOLATIONS, rule, title, _counted(was), _counted(would_be))


def dates(case: SimulatedCase, old: Policy, new: Policy) -> Iterator[SimulatedChange]:
    """The days that would have been set (R1, R12, R19, R20, R25)."""
    for (rule, what, was), (_rule, _what, would_be) in zip(_days(case, old), _days(case, new), strict=True):
        if was != would_be:
            yield SimulatedChange(SimulatedKind.DATES, rule, what, _day(was), _day(would_be))


def steps(case: SimulatedCase, old: Policy, new: Policy) -> Iterator[SimulatedChange]:
    """Whether the step increase that hung on it would have been granted (R18)."""
    employee, filed = case.facts.employee, case.filed
    if filed is None or employee.anniversary is None:
        return
    before, after = (_step(step_on(employee, filed, policy)) for policy in (old, new))
    if before != after:
        what = f"On {in_words(employee.anniversary)}"
        yield SimulatedChange(SimulatedKind.STEPS, "R18", what, before, after)


Comparison = Callable[[SimulatedCase, Policy, Policy], Iterable[SimulatedChange]]
# One function for each kind; whoever adds a kind adds its function here.
COMPARISONS: tuple[Comparison, ...] = (signers, violations, dates, steps)


# Fewer evaluations than this would say of a single person's rating what the rule says (§9).
LEAST_TOLD = 5
# Days that are counted without a look at the rating: that they move for everybody tells nothing of anybody.
_RATING_FREE = frozenset({"R1", "R19", "R20", "R25"})


def told_count(kind: SimulatedKind, rule: str, changed: int, judged: int) -> int | None:
    """In how many of the judged evaluations that would be otherwise, for a reader who may not read them; None: hidden.

    Which signers, days and violations differ follows from the rating. So a count is told in whole fives, from five on,
    and where everything differs, or everything but fewer than five, not at all: the rest would be told by subtraction.
    """
    rating_free = kind is SimulatedKind.DATES and rule in _RATING_FREE
    if changed < LEAST_TOLD or (judged - changed < LEAST_TOLD and not rating_free):
        return None
    return changed - changed % LEAST_TOLD


def _signer(route: Route, capacity: Capacity, facts: EvaluationFacts) -> str:
    signer = route.signer(capacity)
    if signer is None:
        return NOBODY
    name = facts.names.get(signer.principal, "")
    return f"{name} (by {facts.names.get(signer.person, '')})" if signer.acting_for is not None else name


def _said(case: SimulatedCase, policy: Policy) -> dict[str, Counter[Severity]]:
    """Rule → how often it says what."""
    found: dict[str, Counter[Severity]] = {}
    # Who is to sign is compared by name; here, the signatures that were given stand.
    for violation in book.violations(case.facts, policy, case.judged_on):
        found.setdefault(violation.rule, Counter())[violation.severity] += 1
    return found


def _in_order(rule: str) -> tuple[bool, int]:
    return (not rule.startswith("R"), int(rule[1:]) if rule.startswith("R") else 0)


def _counted(said: Counter[Severity]) -> str:
    parts = [
        f"{severity.label}{f' ({said[severity]} times)' if said[severity] > 1 else ''}"
        for severity in Severity
        if said[severity]
    ]
    return ", ".join(parts) or NONE


def _days(case: SimulatedCase, policy: Policy) -> list[tuple[str, str, date | None]]:
    """(rule, what, day), the same days in the same order for every policy; None where there is none."""
    facts = case.facts
    presented = facts.presented_on
    response = deadlines.response_due_on(presented, policy) if presented else None
    return [
        ("R1", "Due", _due(facts, policy)),
        ("R19", "Employee's copy due", deadlines.copy_due_on(presented, policy) if presented else None),
        ("R25", "Response due", response),
        ("R12", "End of the follow-up window", _window_end(facts, policy)),
        ("R20", "Filed", deadlines.filed_on(case.outcome_on, response, policy)),
    ]  # fmt: skip


def _due(facts: EvaluationFacts, policy: Policy) -> date | None:
    """The last day of the longest period that begins so; a period that ended before it was due with its own end."""
    if facts.period is None or facts.kind is not EvaluationKind.ANNUAL:
        return None
    return min(facts.period.end, period_end(facts.period.start, policy.longest_period_months))


def _window_end(facts: EvaluationFacts, policy: Policy) -> date | None:
    if facts.overall is not Rating.IMPROVEMENT_NEEDED or facts.issued_on is None:
        return None
    return deadlines.follow_up_window(facts.issued_on, policy).end


def _step(step: Step) -> str:
    """The decision in words, without the rating that it rests on."""
    released = f"; released on {in_words(step.released_on)}" if step.released_on else ""
    return f"{step.decision.label}{released}"


def _day(day: date | None) -> str:
    return in_words(day) if day else NONE
