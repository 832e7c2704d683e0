"""R12, R19, R20, R24, R25 as dates."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.rules.deadlines import (
    copy_due_on,
    filed_on,
    follow_up_window,
    is_copy_overdue,
    letter_filed_by,
    response_due_on,
    response_is_over,
)
from evaluations.rules.facts import Period
from tests.rules.cases import BOTH, COUNTY, SCHOOL

DAYS = st.dates(min_value=date(2024, 1, 1), max_value=date(2029, 12, 31))
JULY_6 = date(2026, 7, 6)


@pytest.mark.parametrize("policy", BOTH, ids=lambda policy: policy.key)
@pytest.mark.parametrize(
    ("presented_on", "expected"),
    [
        (JULY_6, date(2026, 7, 26)),
        (date(2024, 2, 9), date(2024, 2, 29)),
        (date(2026, 12, 15), date(2027, 1, 4)),
    ],
)
def test_the_copy_is_due_twenty_calendar_days_after_presenting(policy, presented_on, expected):
    assert copy_due_on(presented_on, policy) == expected


@pytest.mark.parametrize(
    ("copied_on", "today", "expected"),
    [
        (None, date(2026, 7, 26), False),
        (None, date(2026, 7, 27), True),
        (None, JULY_6, False),
        (date(2026, 7, 26), date(2026, 9, 1), False),
    ],
)
def test_the_copy_is_overdue_from_day_21(copied_on, today, expected):
    assert is_copy_overdue(JULY_6, copied_on, COUNTY, today) is expected


@pytest.mark.parametrize(
    ("policy", "presented_on", "expected"),
    [
        (COUNTY, JULY_6, date(2026, 7, 20)),
        (SCHOOL, JULY_6, date(2026, 7, 20)),
        (COUNTY, date(2026, 7, 2), date(2026, 7, 17)),
        (COUNTY, date(2026, 7, 4), date(2026, 7, 17)),
        (COUNTY, date(2026, 12, 18), date(2027, 1, 5)),
        (COUNTY, date(2026, 3, 20), date(2026, 4, 6)),
        (SCHOOL, date(2026, 3, 20), date(2026, 4, 3)),
        (COUNTY, date(2027, 12, 20), date(2028, 1, 5)),
    ],
)
def test_the_response_is_due_ten_business_days_after_presenting(policy, presented_on, expected):
    assert response_due_on(presented_on, policy) == expected


@pytest.mark.parametrize(
    ("due_on", "responded_on", "waived_on", "today", "expected"),
    [
        (date(2026, 7, 20), None, None, date(2026, 7, 20), False),
        (date(2026, 7, 20), None, None, date(2026, 7, 21), True),
        (date(2026, 7, 20), date(2026, 7, 8), None, date(2026, 7, 8), True),
        (date(2026, 7, 20), None, JULY_6, JULY_6, True),
        (None, None, None, date(2026, 7, 21), False),
    ],
)
def test_the_response_time_is_over_when_filed_waived_or_past(due_on, responded_on, waived_on, today, expected):
    assert response_is_over(due_on, responded_on=responded_on, waived_on=waived_on, today=today) is expected


@pytest.mark.parametrize(
    ("policy", "due_on", "expected"),
    [
        (COUNTY, date(2026, 7, 20), date(2026, 7, 27)),
        (COUNTY, date(2026, 6, 30), date(2026, 7, 8)),  # July 3 is a holiday
        (SCHOOL, date(2026, 7, 20), date(2026, 7, 27)),
    ],
)
def test_a_letter_that_came_in_time_is_waited_for_five_business_days_more(policy, due_on, expected):
    assert letter_filed_by(due_on, policy) == expected


@pytest.mark.parametrize("policy", BOTH, ids=lambda policy: policy.key)
@pytest.mark.parametrize(
    ("issued_on", "expected"),
    [
        (JULY_6, date(2027, 1, 6)),
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2027, 8, 31), date(2028, 2, 29)),
        (date(2028, 2, 29), date(2028, 8, 29)),
    ],
)
def test_the_follow_up_window_lasts_six_months_from_issue(policy, issued_on, expected):
    assert follow_up_window(issued_on, policy) == Period(issued_on, expected)


@pytest.mark.parametrize(
    ("policy", "outcome_on", "due_on", "expected"),
    [
        (COUNTY, JULY_6, date(2026, 7, 20), JULY_6),
        (COUNTY, JULY_6, None, JULY_6),
        (COUNTY, None, date(2026, 7, 20), None),
        (SCHOOL, JULY_6, date(2026, 7, 20), date(2026, 7, 20)),
        (SCHOOL, date(2026, 7, 20), date(2026, 7, 20), date(2026, 7, 20)),
        (SCHOOL, date(2026, 7, 31), date(2026, 7, 20), date(2026, 7, 31)),
        (SCHOOL, None, date(2026, 7, 20), None),
        (SCHOOL, JULY_6, None, None),
    ],
)
def test_filed_means_the_outcome_in_the_county_and_the_end_of_the_response_time_in_schools(
    policy, outcome_on, due_on, expected
):
    assert filed_on(outcome_on, due_on, policy) == expected


@given(DAYS, DAYS, st.sampled_from(BOTH))
def test_nothing_is_filed_before_the_outcome(outcome_on, due_on, policy):
    assert filed_on(outcome_on, due_on, policy) >= outcome_on


@given(DAYS, st.sampled_from(BOTH))
def test_the_response_ends_on_a_working_day_after_presenting(presented_on, policy):
    due_on = response_due_on(presented_on, policy)
    assert (due_on - presented_on).days >= 12
    assert due_on.weekday() < 5
    assert due_on not in policy.holidays
