"""R1 and R5: how long rating periods last and how they join."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.rules.facts import Leave, Period
from evaluations.rules.periods import spells
from tests.rules.cases import BOTH, COMPETENT, findings, messages

TOO_LONG = ("R1", "warning", "period_too_long", "period_end")
OVERLAP_AT_START = ("R5", "error", "period_overlaps", "period_start")
OVERLAP_AT_END = ("R5", "error", "period_overlaps", "period_end")
GAP_BEFORE = ("R5", "warning", "gap", "period_start")
GAP_AFTER = ("R5", "warning", "gap", "period_end")
COVERED = ("R5", "info", "gap_on_leave", "period_start")

A_YEAR_EARLIER = Period(date(2025, 7, 1), date(2026, 6, 30))
NEXT_YEAR = Period(date(2026, 7, 1), date(2027, 6, 30))


def period(start: str, end: str) -> Period:
    return Period(date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize("policy", BOTH, ids=lambda policy: policy.key)
@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2025-07-01", "2026-06-30", []),
        ("2025-07-01", "2026-07-01", [TOO_LONG]),
        ("2025-07-01", "2025-07-01", []),
        ("2024-02-29", "2025-02-28", []),
        ("2024-02-29", "2025-03-01", [TOO_LONG]),
        ("2023-03-01", "2024-02-29", []),
        ("2024-08-31", "2025-08-30", []),
        ("2024-08-31", "2025-08-31", [TOO_LONG]),
    ],
)
def test_a_period_of_more_than_twelve_months_is_a_warning(policy, start, end, expected):
    assert findings(replace(COMPETENT, period=period(start, end)), policy) == expected


def test_the_warning_names_the_dates_and_the_remedy():
    assert messages(replace(COMPETENT, period=period("2025-07-01", "2026-07-31"))) == [
        "The rating period from July 1, 2025 to July 31, 2026 is longer than 12 months. "
        "End it on June 30, 2026 or earlier, or say why it is longer."
    ]


@pytest.mark.parametrize(
    ("start", "end", "others", "expected"),
    [
        ("2026-06-15", "2027-06-14", [A_YEAR_EARLIER], [OVERLAP_AT_START]),
        ("2026-08-01", "2027-06-30", [A_YEAR_EARLIER], [GAP_BEFORE]),
        ("2026-07-01", "2027-06-30", [A_YEAR_EARLIER], []),
        ("2026-06-30", "2027-06-29", [A_YEAR_EARLIER], [OVERLAP_AT_START]),
        ("2026-07-02", "2027-06-30", [A_YEAR_EARLIER], [GAP_BEFORE]),
        ("2025-07-01", "2026-06-30", [A_YEAR_EARLIER], [OVERLAP_AT_START]),
        ("2025-09-01", "2025-10-31", [A_YEAR_EARLIER], [OVERLAP_AT_START]),
        ("2025-07-01", "2026-06-30", [period("2025-12-01", "2025-12-01")], [OVERLAP_AT_END]),
        ("2025-07-01", "2026-06-30", [period("2026-06-30", "2027-01-01")], [OVERLAP_AT_END]),
        ("2025-07-01", "2026-06-30", [NEXT_YEAR], []),
        ("2025-07-01", "2026-05-31", [NEXT_YEAR], [GAP_AFTER]),
        (
            "2026-08-01",
            "2026-12-31",
            [A_YEAR_EARLIER, period("2027-02-01", "2027-06-30")],
            [GAP_BEFORE, GAP_AFTER],
        ),
        (
            "2026-08-01",
            "2027-06-30",
            [A_YEAR_EARLIER, period("2026-07-01", "2026-08-15")],
            [OVERLAP_AT_START],
        ),
        ("2026-07-01", "2027-06-30", [period("2023-07-01", "2024-06-30"), A_YEAR_EARLIER], []),
        ("2026-07-01", "2027-06-30", [], []),
    ],
)
def test_periods_never_overlap_and_should_be_contiguous(start, end, others, expected):
    assert findings(replace(COMPETENT, period=period(start, end), other_periods=tuple(others))) == expected


def test_the_overlap_names_both_periods():
    facts = replace(COMPETENT, period=period("2026-06-15", "2027-06-14"), other_periods=(A_YEAR_EARLIER,))
    assert messages(facts) == [
        "The rating period from June 15, 2026 to June 14, 2027 overlaps the period of another evaluation, "
        "July 1, 2025 to June 30, 2026. Change the dates so that the two share no day."
    ]


def test_the_gap_of_the_worked_example_has_31_days():
    facts = replace(COMPETENT, period=period("2026-08-01", "2027-06-30"), other_periods=(A_YEAR_EARLIER,))
    assert messages(facts) == [
        "A gap of 31 days, July 1, 2026 to July 31, 2026, lies between two rating periods. Rating periods should "
        "follow each other without a gap: change the dates, or say why the gap stands."
    ]


@pytest.mark.parametrize(
    ("leaves", "expected"),
    [
        ([Leave(date(2026, 7, 1), date(2026, 7, 31))], COVERED),
        ([Leave(date(2026, 5, 1), date(2026, 9, 30))], COVERED),
        ([Leave(date(2026, 7, 1), date(2026, 7, 15)), Leave(date(2026, 7, 16), date(2026, 7, 31))], COVERED),
        ([Leave(date(2026, 7, 10), date(2026, 7, 31)), Leave(date(2026, 7, 1), date(2026, 7, 20))], COVERED),
        ([Leave(date(2026, 7, 2), date(2026, 7, 31))], GAP_BEFORE),
        ([Leave(date(2026, 7, 1), date(2026, 7, 30))], GAP_BEFORE),
        ([Leave(date(2026, 7, 1), date(2026, 7, 14)), Leave(date(2026, 7, 16), date(2026, 7, 31))], GAP_BEFORE),
    ],
)
def test_a_gap_that_leave_covers_is_only_information(leaves, expected):
    facts = replace(
        COMPETENT, period=period("2026-08-01", "2027-06-30"), other_periods=(A_YEAR_EARLIER,), leaves=tuple(leaves)
    )
    assert findings(facts) == [expected]


def test_a_gap_of_one_day_names_that_day():
    leave = Leave(date(2026, 7, 1), date(2026, 7, 1))
    facts = replace(COMPETENT, period=period("2026-07-02", "2027-06-30"), other_periods=(A_YEAR_EARLIER,))
    assert messages(replace(facts, leaves=(leave,))) == [
        "Recorded leave covers the gap of 1 day, July 1, 2026, between two rating periods. Nothing needs to be done."
    ]


def test_without_a_period_both_rules_are_silent():
    assert findings(replace(COMPETENT, period=None, other_periods=(A_YEAR_EARLIER,))) == []


def test_a_period_cannot_end_before_it_starts():
    with pytest.raises(ValueError, match="ends on or after its start"):
        Period(date(2026, 7, 2), date(2026, 7, 1))
    with pytest.raises(ValueError, match="ends on or after its start"):
        Leave(date(2026, 7, 2), date(2026, 7, 1))


DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2022, 12, 31))
PERIODS = st.builds(
    lambda start, length: Period(start, start + timedelta(days=length)), DAYS, st.integers(min_value=0, max_value=300)
)


def days_of(interval: Period) -> set[int]:
    return set(range(interval.start.toordinal(), interval.end.toordinal() + 1))


@given(PERIODS, st.lists(PERIODS, max_size=4))
def test_an_overlap_is_found_exactly_where_days_are_shared(own, others):
    facts = replace(COMPETENT, period=own, other_periods=tuple(others))
    found = [entry for entry in findings(facts) if entry[2] == "period_overlaps"]
    assert len(found) == sum(bool(days_of(own) & days_of(other)) for other in others)


@given(PERIODS, st.lists(PERIODS, max_size=4))
def test_no_day_of_a_named_gap_belongs_to_any_period(own, others):
    facts = replace(COMPETENT, period=own, other_periods=tuple(others))
    neighbours = {day for other in others for day in days_of(other)} | days_of(own)
    named = {entry[3] for entry in findings(facts) if entry[2] == "gap"}
    before = any(other.end < own.start for other in others) and own.start.toordinal() - 1 not in neighbours
    after = any(other.start > own.end for other in others) and own.end.toordinal() + 1 not in neighbours
    assert named == ({"period_start"} if before else set()) | ({"period_end"} if after else set())


@given(st.lists(PERIODS, max_size=6))
def test_spells_hold_the_same_days_and_lie_apart(leaves):
    merged = spells(tuple(Leave(leave.start, leave.end) for leave in leaves))
    assert {day for spell in merged for day in days_of(spell)} == {day for leave in leaves for day in days_of(leave)}
    assert all((later.start - earlier.end).days > 1 for earlier, later in pairwise(merged))
