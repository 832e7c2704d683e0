"""Calendar arithmetic, with the handbook's own dates and the edges of the calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.dates import (
    add_business_days,
    add_calendar_days,
    add_months,
    days_in,
    in_words,
    is_business_day,
    period_end,
    window_end,
)

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 12, 31))
MONTHS = st.integers(min_value=1, max_value=36)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 7, 6), 6, date(2027, 1, 6)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 10, 1), -12, date(2025, 10, 1)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 7, 6), 0, date(2026, 7, 6)),
    ],
)
def test_months_are_added_with_the_last_day_where_the_day_is_missing(day, months, expected):
    assert add_months(day, months) == expected


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        (date(2025, 7, 1), 12, date(2026, 6, 30)),
        (date(2026, 2, 17), 6, date(2026, 8, 16)),
        (date(2024, 8, 31), 6, date(2025, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2024, 8, 30), 6, date(2025, 2, 28)),
        (date(2024, 8, 29), 6, date(2025, 2, 28)),
        (date(2024, 8, 28), 6, date(2025, 2, 27)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 3, 1), 12, date(2026, 2, 28)),
        (date(2023, 3, 1), 12, date(2024, 2, 29)),
        (date(2026, 1, 1), 1, date(2026, 1, 31)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
    ],
)
def test_a_period_counts_its_first_day(start, months, expected):
    assert period_end(start, months) == expected


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (date(2026, 7, 6), date(2027, 1, 6)),
        (date(2026, 8, 29), date(2027, 2, 28)),
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2027, 8, 31), date(2028, 2, 29)),
        (date(2026, 2, 28), date(2026, 8, 28)),
    ],
)
def test_a_window_does_not_count_its_first_day(start, expected):
    assert window_end(start, 6) == expected


@pytest.mark.parametrize("count", [0, -1])
def test_periods_and_windows_last_at_least_a_month(count):
    with pytest.raises(ValueError, match="months must be at least 1"):
        period_end(date(2026, 7, 1), count)
    with pytest.raises(ValueError, match="months must be at least 1"):
        window_end(date(2026, 7, 1), count)


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 7, 6), 20, date(2026, 7, 26)),
        (date(2027, 1, 6), -30, date(2026, 12, 7)),
        (date(2026, 6, 30), -60, date(2026, 5, 1)),
        (date(2024, 2, 28), 1, date(2024, 2, 29)),
    ],
)
def test_calendar_days(day, count, expected):
    assert add_calendar_days(day, count) == expected


@pytest.mark.parametrize(
    ("day", "count", "holidays", "expected"),
    [
        (date(2026, 7, 6), 10, (), date(2026, 7, 20)),
        (date(2026, 7, 3), 1, (), date(2026, 7, 6)),
        (date(2026, 7, 4), 1, (), date(2026, 7, 6)),
        (date(2026, 7, 2), 1, (date(2026, 7, 3),), date(2026, 7, 6)),
        (date(2026, 12, 24), 5, (date(2026, 12, 25), date(2027, 1, 1)), date(2027, 1, 4)),
        (date(2026, 7, 4), 0, (), date(2026, 7, 4)),
    ],
)
def test_business_days_leave_out_weekends_and_holidays(day, count, holidays, expected):
    assert add_business_days(day, count, holidays) == expected


def test_business_days_are_not_counted_backwards():
    with pytest.raises(ValueError, match="count must not be negative, got -1"):
        add_business_days(date(2026, 7, 6), -1, ())


def test_days_in_a_closed_interval():
    assert days_in(date(2026, 7, 1), date(2026, 7, 31)) == 31
    assert days_in(date(2026, 7, 1), date(2026, 7, 1)) == 1


def test_a_date_in_words():
    assert in_words(date(2026, 7, 6)) == "July 6, 2026"


@given(DAYS, MONTHS)
def test_the_window_ends_at_most_a_day_after_the_period(start, months):
    assert window_end(start, months) - period_end(start, months) in (timedelta(0), timedelta(days=1))


@given(DAYS, MONTHS)
def test_adding_months_lands_in_the_right_month(day, months):
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1


@given(DAYS, DAYS, MONTHS)
def test_a_later_start_never_ends_earlier(first, second, months):
    earlier, later = sorted((first, second))
    assert period_end(earlier, months) <= period_end(later, months)
    assert window_end(earlier, months) <= window_end(later, months)


@given(DAYS, st.integers(min_value=1, max_value=40), st.frozensets(DAYS, max_size=10))
def test_exactly_that_many_business_days_pass(day, count, holidays):
    end = add_business_days(day, count, holidays)
    passed = [day + timedelta(days=offset) for offset in range(1, (end - day).days + 1)]
    assert sum(is_business_day(each, holidays) for each in passed) == count
    assert is_business_day(end, holidays)
