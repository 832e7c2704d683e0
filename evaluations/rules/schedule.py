"""When somebody is evaluated next (R1, R2, R5, R12, R15): the one place that decides a person's next rating period.

`coming` is the period after everything that is on record: what a Rater is proposed to start. `decide` says what is due
now: that period, or the evaluation that is under way. `next_due` adds the reasons in words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from common.dates import ONE_DAY, period_end
from evaluations.enums import EvaluationKind
from evaluations.rules.facts import Period
from evaluations.rules.moves import is_new_post
from evaluations.rules.periods import first_period_start
from evaluations.rules.policy_shape import Policy
from evaluations.rules.schedule_facts import Changed, Decision, Due, Recorded, ScheduleFacts
from evaluations.rules.schedule_probation import with_probation_end
from evaluations.rules.schedule_words import interim_advised_on, movers_of, reasons_of
from workforce.enums import ChangedFact

__all__ = ["closing_days", "coming", "decide", "due_day", "interim_advised_on", "is_on_paper", "next_due"]

# Asked for on occasion, beside the yearly one; a rating period like every other all the same (R5).
EXTRA_KINDS = frozenset({EvaluationKind.INTERIM, EvaluationKind.SPECIAL})


def next_due(facts: ScheduleFacts, policy: Policy, today: date) -> Due | None:
    """R1: what is due next and why; None for a person who has left the service, or is evaluated up to the last day."""
    facts = with_probation_end(facts, policy)
    decision = decide(facts, policy, today)
    if decision is None:
        return None
    why = reasons_of(decision, facts, policy, today)
    movers = movers_of(decision, facts, policy, today)
    return Due(decision.period, decision.due_on, decision.kind, why, movers, decision.evaluation)


def decide(facts: ScheduleFacts, policy: Policy, today: date) -> Decision | None:
    """R1: the evaluation under way that is due first, else the coming one; None after separation,
    and for whoever is under a management appraisal plan, which is outside of these rules (§3).

    An issued evaluation waits for nobody who rates, so the next one is due. A window's end or a probation's end is not
    hidden by an interim or special evaluation that lies unfinished: too much hangs on those days (R2, R15).
    """
    if facts.is_management_plan:
        return None
    facts = with_probation_end(facts, policy)
    if facts.separated_on is not None and facts.separated_on < today:
        # Nothing new comes after the last day; what is unfinished stays due until it is issued or discarded.
        return _first_under_way(facts)
    following = coming(facts, policy, today)
    first = _first_under_way(facts)
    if first is None or first.due_on is None:
        is_over = facts.separated_on is not None and following.period.start > facts.separated_on
        return None if is_over else following
    is_pressing = following.kind in {EvaluationKind.PROBATION, EvaluationKind.FOLLOW_UP_FINAL}
    if is_pressing and first.kind in EXTRA_KINDS and first.due_on < today:
        return following
    return following if following.due_on is not None and following.due_on < first.due_on else first


def coming(facts: ScheduleFacts, policy: Policy, today: date) -> Decision:
    """R1, R2, R5, R12: the rating period after the last one on record, whether or not that one is finished.

    Without any on record, a day that was told and has passed stays the one that is due, as long as the facts that it
    was told for are the same.
    """
    facts = with_probation_end(facts, policy)
    if facts.told is not None and facts.told < today and not facts.evaluations:
        kept = _coming(facts, policy, facts.told)
        if kept.due_on == facts.told:
            return kept
    return _coming(facts, policy, today)


def _coming(facts: ScheduleFacts, policy: Policy, today: date) -> Decision:
    start = _start(facts, policy, today)
    end = period_end(start, policy.longest_period_months)
    window = facts.window
    if window is not None:
        # Where another evaluation has taken every day of the window, its last one is all that is left to name.
        start = min(start, window.end)
        end = min(end, window.end)
    elif not is_on_paper(facts, policy, today):
        end = min([end, *(day - ONE_DAY for day in closing_days(facts.changes) if start < day <= end)])
    end = _not_after(facts.probation_ends_on if facts.is_probationary else None, start, end)
    end = _not_after(facts.separated_on, start, end)
    period = Period(start, end)
    return Decision(period, _due_on(period, facts, policy, today), _kind(period, facts))


def due_day(kind: EvaluationKind, period: Period, *, window_end: date | None, probation_end: date | None) -> date:
    """R1, R2, R15: by when an evaluation of that kind and period is due.

    With its window where it ends one; with probation where that ends within the period; else with the period.
    `probation_end` is that of a probationer, None for everybody else.
    """
    if kind is EvaluationKind.FOLLOW_UP_FINAL and window_end is not None:
        return window_end
    return _not_after(probation_end, period.start, period.end)


def closing_days(changes: Iterable[Changed]) -> list[date]:
    """R1: the days from which a promotion, reclassification or transfer is in force: the period ends the day before."""
    by_day: defaultdict[date, set[ChangedFact]] = defaultdict(set)
    for change in changes:
        by_day[change.on].add(change.fact)
    return sorted(day for day, facts in by_day.items() if is_new_post(facts))


def is_on_paper(facts: ScheduleFacts, policy: Policy, today: date) -> bool:
    """R1: nothing is on record of a person beyond the first year: the earlier evaluations lie on paper."""
    if facts.evaluations or facts.is_probationary:
        return False
    return period_end(facts.appointed, policy.longest_period_months) < today


def _start(facts: ScheduleFacts, policy: Policy, today: date) -> date:
    last = facts.last
    if last is not None:
        # Days out of service are not rated: after a return, or a new appointment, the period begins with that day.
        back = [one.on for one in facts.changes if one.fact is ChangedFact.RETURN and last.period.end < one.on <= today]
        return max(last.period.end + ONE_DAY, facts.appointed, *back)
    return first_period_start(facts.appointed, facts.anniversary, policy.longest_period_months, today)


def _not_after(limit: date | None, start: date, end: date) -> date:
    return limit if limit is not None and start <= limit < end else end


def _due_on(period: Period, facts: ScheduleFacts, policy: Policy, today: date) -> date | None:
    if facts.window is not None:
        is_cut = period.end in {facts.separated_on, facts.probation_ends_on if facts.is_probationary else None}
        return period.end if is_cut else facts.window.end
    if is_on_paper(facts, policy, today) and period.end < today:
        return None
    return period.end


def _kind(period: Period, facts: ScheduleFacts) -> EvaluationKind:
    if facts.window is not None:
        return EvaluationKind.FOLLOW_UP_FINAL
    if facts.is_probationary and period.end == facts.probation_ends_on:
        return EvaluationKind.PROBATION
    return EvaluationKind.ANNUAL


def _first_under_way(facts: ScheduleFacts) -> Decision | None:
    decisions = (_decision_on(one, facts) for one in facts.evaluations if one.is_under_way)
    return min(decisions, key=lambda one: (one.due_on, one.period.start), default=None)


def _decision_on(one: Recorded, facts: ScheduleFacts) -> Decision:
    probation_end = facts.probation_ends_on if facts.is_probationary else None
    due_on = due_day(one.kind, one.period, window_end=one.window_end, probation_end=probation_end)
    return Decision(one.period, due_on, one.kind, one)
