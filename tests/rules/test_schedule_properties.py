"""What holds for everybody's schedule, whatever the facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from common.dates import ONE_DAY, period_end
from evaluations.rules.facts import Leave, Period
from evaluations.rules.schedule import coming, decide, next_due
from evaluations.rules.schedule_facts import Changed, Recorded, ScheduleFacts
from tests.rules.schedules import ANNUAL, CLASS, COUNTY, FINAL, INTERIM, PROBATION, SPECIAL

days = st.dates(date(2019, 1, 1), date(2031, 12, 31))
spans = st.builds(lambda start, length: Period(start, start + timedelta(days=length)), days, st.integers(1, 400))


@st.composite
def anybody(draw: st.DrawFn) -> ScheduleFacts:
    """Periods that follow each other without overlap, the last one perhaps under way; anything else at random."""
    starts = sorted(draw(st.sets(days, max_size=4)))
    ends = [later - ONE_DAY for later in starts[1:]] + [draw(st.integers(0, 400).map(lambda n: timedelta(days=n)))]
    rows = []
    for number, (start, end) in enumerate(zip(starts, ends, strict=False)):
        last = start + end if isinstance(end, timedelta) else end
        kind = draw(st.sampled_from([ANNUAL, INTERIM, SPECIAL, PROBATION]))
        is_last = number == len(starts) - 1
        rows.append(Recorded(number, kind, Period(start, last), is_under_way=is_last and draw(st.booleans())))
    window = draw(st.none() | spans)
    return ScheduleFacts(
        appointed=draw(days),
        anniversary=draw(st.none() | days),
        is_probationary=draw(st.booleans()),
        probation_ends_on=draw(st.none() | days),
        separated_on=draw(st.none() | days),
        evaluations=tuple(rows),
        window=window,
        changes=tuple(Changed(CLASS, day) for day in draw(st.lists(days, max_size=2))),
        name="Somebody",
        leaves=tuple(Leave(span.start, span.end) for span in draw(st.lists(spans, max_size=2))),
    )


@given(anybody(), days)
def test_a_coming_period_is_never_longer_than_the_policy_and_follows_the_last_one(facts, today) -> None:
    decision = coming(facts, COUNTY, today)
    assert decision.period.end <= period_end(decision.period.start, COUNTY.longest_period_months)
    if facts.last is not None and facts.window is None:
        assert decision.period.start == max(facts.last.period.end + ONE_DAY, facts.appointed)


@given(anybody(), days)
def test_nothing_is_due_before_its_period_begins_nor_after_its_reason(facts, today) -> None:
    decision = decide(facts, COUNTY, today)
    if decision is None:
        assert facts.separated_on is not None
        return
    if decision.due_on is None:
        assert not facts.evaluations
        return
    assert decision.period.start <= decision.due_on
    if decision.kind is not FINAL:
        assert decision.due_on <= decision.period.end


@given(anybody(), days, st.integers(0, 500))
def test_time_alone_never_brings_a_day_nearer_nor_takes_one_back(facts, today, later) -> None:
    """With the day kept as told, as the due dates keep it, what was due stays due or moves on, until the separation."""
    first = decide(facts, COUNTY, today)
    if first is None or first.due_on is None:
        return
    told = None if first.evaluation else first.due_on
    second = decide(replace(facts, told=told), COUNTY, today + timedelta(days=later))
    if second is None:
        assert facts.separated_on is not None
        assert facts.separated_on < today + timedelta(days=later)
        return
    assert second.due_on is not None
    assert second.due_on >= first.due_on


@given(anybody(), days)
def test_there_is_always_a_reason_and_every_rule_is_cited(facts, today) -> None:
    due = next_due(facts, COUNTY, today)
    if due is None:
        return
    codes = [reason.code for reason in due.why]
    assert len(codes) == len(set(codes)) >= 1
    assert all(reason.citation == COUNTY.citation(reason.rule) and reason.sentence.endswith(".") for reason in due.why)
