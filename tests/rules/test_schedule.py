"""When somebody is evaluated next, and why (R1, R2, R5, R12, R15): literal tables, then what holds for everybody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.dates import ONE_DAY, period_end
from evaluations.enums import EvaluationKind
from evaluations.rules.facts import Leave, Period
from evaluations.rules.policy import load_policy
from evaluations.rules.schedule import closing_days, coming, decide, interim_advised_on, next_due
from evaluations.rules.schedule_facts import Changed, Recorded, ScheduleFacts
from workforce.enums import ChangedFact

COUNTY, SCHOOL = load_policy("county"), load_policy("school")
TODAY = date(2026, 7, 6)
ANNUAL, PROBATION, FINAL = EvaluationKind.ANNUAL, EvaluationKind.PROBATION, EvaluationKind.FOLLOW_UP_FINAL
INTERIM, SPECIAL = EvaluationKind.INTERIM, EvaluationKind.SPECIAL
YEAR = Period(date(2025, 7, 1), date(2026, 6, 30))
LONG = ScheduleFacts(appointed=date(2010, 3, 1), name="Ana Petrov")
DONE = replace(LONG, evaluations=(Recorded(1, ANNUAL, YEAR),))
NEW = ScheduleFacts(
    appointed=date(2026, 2, 17), is_probationary=True, probation_ends_on=date(2026, 8, 16), name="Pat New"
)
WINDOW = Period(date(2026, 7, 6), date(2027, 1, 6))
CLASS, UNIT, BOSS = ChangedFact.CLASSIFICATION, ChangedFact.ORG_UNIT, ChangedFact.SUPERVISOR


def begun(kind: EvaluationKind, start: date, end: date, window_end: date | None = None) -> Recorded:
    return Recorded(9, kind, Period(start, end), is_under_way=True, window_end=window_end)


def said(facts: ScheduleFacts, today: date = TODAY) -> tuple[object, ...] | None:
    """Start, end, day and kind of what is due; None where nothing is."""
    decision = decide(facts, COUNTY, today)
    return decision and (decision.period.start, decision.period.end, decision.due_on, decision.kind)


@pytest.mark.parametrize(
    ("facts", "today", "expected"),
    [
        # a year after the last period (R1, R5)
        (DONE, TODAY, (date(2026, 7, 1), date(2027, 6, 30), date(2027, 6, 30), ANNUAL)),
        # the first one begins with the appointment
        (
            ScheduleFacts(appointed=date(2025, 7, 15)),
            TODAY,
            (date(2025, 7, 15), date(2026, 7, 14), date(2026, 7, 14), ANNUAL),
        ),
        # of many years without a record the last full year is proposed, and no day given
        (LONG, TODAY, (date(2025, 3, 1), date(2026, 2, 28), None, ANNUAL)),
        # the running year, from 90 days before its end on
        (LONG, date(2026, 11, 30), (date(2025, 3, 1), date(2026, 2, 28), None, ANNUAL)),
        (LONG, date(2026, 12, 1), (date(2026, 3, 1), date(2027, 2, 28), date(2027, 2, 28), ANNUAL)),
        # a day that was told stays when it has passed, and goes when the facts say otherwise
        (
            replace(LONG, told=date(2027, 2, 28)),
            date(2027, 3, 1),
            (date(2026, 3, 1), date(2027, 2, 28), date(2027, 2, 28), ANNUAL),
        ),
        (
            replace(LONG, told=date(2027, 2, 28)),
            date(2028, 1, 1),
            (date(2026, 3, 1), date(2027, 2, 28), date(2027, 2, 28), ANNUAL),
        ),
        (
            replace(LONG, told=date(2027, 2, 28), anniversary=date(2027, 9, 1)),
            date(2027, 3, 1),
            (date(2025, 9, 1), date(2026, 8, 31), None, ANNUAL),
        ),
        # leap days and month ends
        (
            replace(LONG, evaluations=(Recorded(1, ANNUAL, Period(date(2023, 3, 1), date(2024, 2, 28))),)),
            TODAY,
            (date(2024, 2, 29), date(2025, 2, 28), date(2025, 2, 28), ANNUAL),
        ),
        (
            replace(LONG, evaluations=(Recorded(1, ANNUAL, Period(date(2023, 3, 1), date(2024, 2, 29))),)),
            TODAY,
            (date(2024, 3, 1), date(2025, 2, 28), date(2025, 2, 28), ANNUAL),
        ),
        # the end of probation comes first (R2); a year after it the usual one
        (NEW, TODAY, (date(2026, 2, 17), date(2026, 8, 16), date(2026, 8, 16), PROBATION)),
        (NEW, date(2026, 9, 1), (date(2026, 2, 17), date(2026, 8, 16), date(2026, 8, 16), PROBATION)),
        (
            replace(NEW, evaluations=(Recorded(1, PROBATION, Period(date(2026, 2, 17), date(2026, 8, 16))),)),
            TODAY,
            (date(2026, 8, 17), date(2027, 8, 16), date(2027, 8, 16), ANNUAL),
        ),
        # on the very day of the appointment
        (
            replace(NEW, probation_ends_on=None),
            date(2026, 2, 17),
            (date(2026, 2, 17), date(2027, 2, 16), date(2027, 2, 16), ANNUAL),
        ),
        # an interim report in between counts as a period like every other (R5)
        (
            replace(NEW, evaluations=(Recorded(1, INTERIM, Period(date(2026, 2, 17), date(2026, 5, 16))),)),
            TODAY,
            (date(2026, 5, 17), date(2026, 8, 16), date(2026, 8, 16), PROBATION),
        ),
        (
            replace(
                DONE, evaluations=(*DONE.evaluations, Recorded(2, SPECIAL, Period(date(2026, 7, 1), date(2026, 9, 30))))
            ),
            TODAY,
            (date(2026, 10, 1), date(2027, 9, 30), date(2027, 9, 30), ANNUAL),
        ),
        # an open window ends with its final (R12, R15)
        (replace(DONE, window=WINDOW), TODAY, (date(2026, 7, 1), date(2027, 1, 6), date(2027, 1, 6), FINAL)),
        (replace(DONE, window=WINDOW), date(2027, 2, 1), (date(2026, 7, 1), date(2027, 1, 6), date(2027, 1, 6), FINAL)),
        # where another one has taken all its days, the window's last day is left
        (
            replace(DONE, window=WINDOW, evaluations=(begun(ANNUAL, date(2026, 7, 1), date(2027, 6, 30)),)),
            TODAY,
            (date(2027, 1, 6), date(2027, 1, 6), date(2027, 1, 6), FINAL),
        ),
        # probation that ends within the window
        (
            replace(DONE, window=WINDOW, is_probationary=True, probation_ends_on=date(2026, 12, 1)),
            TODAY,
            (date(2026, 7, 1), date(2026, 12, 1), date(2026, 12, 1), FINAL),
        ),
        # an evaluation under way decides by its own period
        (
            replace(DONE, evaluations=(begun(ANNUAL, date(2026, 7, 1), date(2027, 3, 31)),)),
            TODAY,
            (date(2026, 7, 1), date(2027, 3, 31), date(2027, 3, 31), ANNUAL),
        ),
        (
            replace(DONE, window=WINDOW, evaluations=(begun(FINAL, date(2026, 7, 1), date(2026, 12, 1), WINDOW.end),)),
            TODAY,
            (date(2026, 7, 1), date(2026, 12, 1), date(2027, 1, 6), FINAL),
        ),
        # signed by everybody, so that the window is over: it is still due by the window's end
        (
            replace(DONE, evaluations=(begun(FINAL, date(2026, 7, 1), date(2026, 12, 1), WINDOW.end),)),
            TODAY,
            (date(2026, 7, 1), date(2026, 12, 1), date(2027, 1, 6), FINAL),
        ),
        # a special one beside a window is due first, and hides the window no longer than it is in time itself
        (
            replace(DONE, window=WINDOW, evaluations=(begun(SPECIAL, date(2026, 7, 1), date(2026, 9, 30)),)),
            date(2026, 9, 30),
            (date(2026, 7, 1), date(2026, 9, 30), date(2026, 9, 30), SPECIAL),
        ),
        (
            replace(DONE, window=WINDOW, evaluations=(begun(SPECIAL, date(2026, 7, 1), date(2026, 9, 30)),)),
            date(2026, 10, 1),
            (date(2026, 10, 1), date(2027, 1, 6), date(2027, 1, 6), FINAL),
        ),
        # a year that is written beyond the end of probation is due with probation
        (
            replace(NEW, evaluations=(begun(ANNUAL, date(2026, 2, 17), date(2027, 2, 16)),)),
            TODAY,
            (date(2026, 2, 17), date(2027, 2, 16), date(2026, 8, 16), ANNUAL),
        ),
        # another class closes the period on the day before (R1); another unit does with another supervisor
        (
            replace(DONE, changes=(Changed(CLASS, date(2026, 10, 1)),)),
            TODAY,
            (date(2026, 7, 1), date(2026, 9, 30), date(2026, 9, 30), ANNUAL),
        ),
        (
            replace(DONE, changes=(Changed(UNIT, date(2026, 10, 1)), Changed(BOSS, date(2026, 10, 1)))),
            TODAY,
            (date(2026, 7, 1), date(2026, 9, 30), date(2026, 9, 30), ANNUAL),
        ),
        (
            replace(DONE, changes=(Changed(UNIT, date(2026, 10, 1)), Changed(BOSS, date(2026, 11, 1)))),
            TODAY,
            (date(2026, 7, 1), date(2027, 6, 30), date(2027, 6, 30), ANNUAL),
        ),
        # a change on the first day of the period closed the one before it
        (
            replace(DONE, changes=(Changed(CLASS, date(2026, 7, 1)),)),
            TODAY,
            (date(2026, 7, 1), date(2027, 6, 30), date(2027, 6, 30), ANNUAL),
        ),
        # a new appointment that changes class is due at once, also after the day
        (
            ScheduleFacts(appointed=date(2026, 1, 5), changes=(Changed(CLASS, date(2026, 5, 1)),)),
            TODAY,
            (date(2026, 1, 5), date(2026, 4, 30), date(2026, 4, 30), ANNUAL),
        ),
        # the last day of service ends it; then there is nothing more
        (
            replace(DONE, separated_on=date(2026, 8, 31)),
            date(2026, 8, 31),
            (date(2026, 7, 1), date(2026, 8, 31), date(2026, 8, 31), ANNUAL),
        ),
        (replace(DONE, separated_on=date(2026, 8, 31)), date(2026, 9, 1), None),
        (replace(DONE, separated_on=date(2026, 6, 30)), date(2026, 6, 30), None),
    ],
)
def test_what_is_due_next(facts: ScheduleFacts, today: date, expected: object) -> None:
    assert said(facts, today) == expected


def test_an_issued_evaluation_waits_for_no_rater_so_the_next_is_due() -> None:
    issued = replace(DONE, evaluations=(Recorded(1, ANNUAL, YEAR, is_under_way=False),))
    under_way = replace(DONE, evaluations=(Recorded(1, ANNUAL, YEAR, is_under_way=True),))
    assert (said(issued), said(under_way)) == (
        (date(2026, 7, 1), date(2027, 6, 30), date(2027, 6, 30), ANNUAL),
        (YEAR.start, YEAR.end, YEAR.end, ANNUAL),
    )


def test_the_coming_period_is_the_one_after_what_is_under_way() -> None:
    decision = coming(replace(DONE, evaluations=(Recorded(1, ANNUAL, YEAR, is_under_way=True),)), COUNTY, TODAY)
    assert (decision.period, decision.due_on) == (Period(date(2026, 7, 1), date(2027, 6, 30)), date(2027, 6, 30))


# --- in words ---------------------------------------------------------------------------------------------------------


def why(facts: ScheduleFacts, today: date = TODAY, policy: object = COUNTY) -> list[tuple[str, str]]:
    due = next_due(facts, policy, today)
    return [(reason.code, reason.rule) for reason in due.why]


def movers(facts: ScheduleFacts, today: date = TODAY, policy: object = COUNTY) -> list[str]:
    return [mover.code for mover in next_due(facts, policy, today).movers]


EVERYBODY = ["earlier_evaluation", "job_change", "separation", "leave_moves_nothing"]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (DONE, [("after_last", "R5"), ("longest", "R1")]),
        (ScheduleFacts(appointed=date(2025, 7, 15)), [("appointed", "R1"), ("longest", "R1")]),
        (
            replace(LONG, anniversary=date(2027, 3, 1)),
            [("on_paper", "R1"), ("anniversary", "R1"), ("longest", "R1"), ("due_unknown", "R1")],
        ),
        (NEW, [("appointed", "R1"), ("probation", "R2"), ("interim", "R2")]),
        (replace(NEW, probation_ends_on=None), [("appointed", "R1"), ("longest", "R1"), ("probation_unknown", "R2")]),
        (
            replace(NEW, probation_ends_on=date(2026, 7, 5)),
            [("appointed", "R1"), ("probation", "R2"), ("probation_over", "R2")],
        ),
        (replace(DONE, window=WINDOW), [("after_last", "R5"), ("window", "R12")]),
        (
            replace(DONE, window=Period(date(2026, 1, 5), date(2026, 7, 5))),
            [("after_last", "R5"), ("window", "R12"), ("window_over", "R15")],
        ),
        (
            replace(DONE, evaluations=(begun(ANNUAL, date(2026, 7, 1), date(2027, 6, 30)),)),
            [("under_way", "R1"), ("own_end", "R1")],
        ),
        (
            replace(DONE, evaluations=(Recorded(1, SPECIAL, YEAR),)),
            [("after_last", "R5"), ("after_extra", "R5"), ("longest", "R1")],
        ),
        (replace(DONE, changes=(Changed(CLASS, date(2026, 10, 1)),)), [("after_last", "R5"), ("closed_early", "R1")]),
        (replace(DONE, separated_on=date(2026, 8, 31)), [("after_last", "R5"), ("separated", "R1")]),
        (
            replace(DONE, leaves=(Leave(date(2026, 6, 1), date(2027, 7, 31)),)),
            [("after_last", "R5"), ("longest", "R1"), ("leave_whole", "R6"), ("leave_at_due", "R20")],
        ),
        (
            replace(DONE, leaves=(Leave(date(2026, 9, 1), date(2026, 9, 30)),)),
            [("after_last", "R5"), ("longest", "R1"), ("leave_part", "R6")],
        ),
        (
            replace(DONE, anniversary=date(2027, 7, 1)),
            [("after_last", "R5"), ("longest", "R1"), ("step_in_time", "R18")],
        ),
        (
            replace(DONE, anniversary=date(2027, 6, 30)),
            [("after_last", "R5"), ("longest", "R1"), ("step_before", "R18")],
        ),
    ],
)
def test_every_reason_with_its_rule(facts: ScheduleFacts, expected: list[tuple[str, str]]) -> None:
    assert why(facts) == expected


def test_the_reasons_are_sentences_with_their_source() -> None:
    due = next_due(replace(NEW, leaves=(Leave(date(2026, 6, 1), date(2026, 6, 12)),)), COUNTY, TODAY)
    assert [reason.sentence for reason in due.why] == [
        "Pat New was appointed on February 17, 2026, and no evaluation is recorded here yet. Where there is one on "
        "paper, start on the day after its period.",
        "Probation ends on August 16, 2026, and the evaluation is due by then.",
        "Half of probation is over on May 18, 2026. Somebody doing poorly gets an interim report by then.",
        "Leave is recorded for June 1, 2026 to June 12, 2026. The day stays; only the time worked is rated.",
    ]
    assert {reason.citation for reason in due.why} == {COUNTY.citation(rule) for rule in ("R1", "R2", "R6")}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (DONE, EVERYBODY),
        (LONG, ["first_recorded"]),
        (NEW, ["probation_extended", *EVERYBODY]),
        (replace(NEW, probation_ends_on=None), ["probation_recorded", *EVERYBODY]),
        (replace(NEW, probation_ends_on=date(2026, 7, 5)), EVERYBODY),
        (replace(DONE, window=WINDOW), ["window_extended", "final_earlier", *EVERYBODY]),
        (replace(DONE, separated_on=date(2026, 8, 31)), [code for code in EVERYBODY if code != "separation"]),
    ],
)
def test_what_would_move_the_day(facts: ScheduleFacts, expected: list[str]) -> None:
    assert movers(facts) == expected


def test_the_school_set_counts_paid_days_and_has_no_contact_nor_steps() -> None:
    assert why(replace(NEW, anniversary=date(2027, 2, 17)), policy=SCHOOL)[1:] == [
        ("probation", "R2"), ("interim", "R2"), ("paid_days", "R3"),
    ]  # fmt: skip
    sentences = {
        policy.key: next(
            mover.sentence
            for mover in next_due(replace(DONE, window=WINDOW), policy, TODAY).movers
            if mover.code == "window_extended"
        )
        for policy in (COUNTY, SCHOOL)
    }
    ask = "HR may extend the window for absence from duties, on January 6, 2027 at the latest."
    assert sentences == {"county": f"{ask} A Program Head or Chief asks HR by December 7, 2026.", "school": ask}


@pytest.mark.parametrize(
    ("facts", "half"),
    [
        (NEW, date(2026, 5, 18)),
        (replace(NEW, evaluations=(begun(INTERIM, date(2026, 2, 17), date(2026, 5, 16)),)), None),
        (replace(NEW, is_probationary=False), None),
        # after a promotion probation begins its months before its end, not with the appointment
        (replace(NEW, appointed=date(2010, 1, 1)), date(2026, 5, 17)),
        (replace(NEW, appointed=date(2010, 1, 1), probation_months=12), date(2026, 2, 14)),
    ],
)
def test_half_of_probation(facts: ScheduleFacts, half: date | None) -> None:
    assert interim_advised_on(facts, COUNTY) == half


def test_the_days_that_close_a_period() -> None:
    day, later = date(2026, 5, 1), date(2026, 6, 1)
    level = Changed(ChangedFact.MANAGEMENT_LEVEL, day)
    assert closing_days([Changed(CLASS, later), Changed(BOSS, day), level]) == [later]
    assert closing_days([Changed(UNIT, day), Changed(BOSS, day), Changed(CLASS, later)]) == [day, later]


# --- what holds for everybody -----------------------------------------------------------------------------------------

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
