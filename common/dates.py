"""Calendar arithmetic for rating periods, windows and deadlines.

Everything is counted in local calendar dates (domain handbook, section 3): the caller passes dates,
nothing here reads a clock. Two ways of counting stand side by side because the rules use both:

* a *period* is a closed interval whose first day counts (2025-07-01 plus 12 months ends 2026-06-30);
* a *window* or a *deadline* does not count its start day, but counts its last one
  (2026-07-06 plus 6 months ends 2027-01-06).
"""

import calendar
from collections.abc import Collection
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
SATURDAY = 5


def add_months(day: date, months: int) -> date:
    """The same day of the month, `months` later (or earlier when negative).

    Where the target month lacks the day, its last day is used.
    """
    year, month_index = divmod(day.year * 12 + day.month - 1 + months, 12)
    month = month_index + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def period_end(start: date, months: int) -> date:
    """The last day of a closed period of `months` that begins on `start`, the start day counted.

    Where the target month lacks the start's day, the period ends on that month's last day
    (2024-08-31 plus 6 months ends 2025-02-28), not on the day before it.
    """
    _require_positive(months, "months")
    same_day = add_months(start, months)
    return same_day if same_day.day != start.day else same_day - ONE_DAY


def window_end(start: date, months: int) -> date:
    """The last day of a window of `months` that opens on `start`, the start day not counted."""
    _require_positive(months, "months")
    return add_months(start, months)


def add_calendar_days(day: date, count: int) -> date:
    """The last day of a term of `count` calendar days after `day`; a negative count goes back."""
    return day + timedelta(days=count)


def is_business_day(day: date, holidays: Collection[date]) -> bool:
    """True unless the day is a Saturday, a Sunday or one of the agency's holidays."""
    return day.weekday() < SATURDAY and day not in holidays


def add_business_days(day: date, count: int, holidays: Collection[date]) -> date:
    """The last day of a term of `count` business days after `day`; the start day is not counted.

    A term of no days ends on `day` itself, even when that is no business day.
    """
    if count < 0:
        raise ValueError(f"count must not be negative, got {count}")
    last = day
    for _ in range(count):
        last += ONE_DAY
        while not is_business_day(last, holidays):
            last += ONE_DAY
    return last


def days_in(start: date, end: date) -> int:
    """How many days the closed interval holds; 1 where both ends are the same day."""
    return (end - start).days + 1


def in_words(day: date) -> str:
    """The date as sentences for people write it: July 6, 2026."""
    return f"{day:%B} {day.day}, {day.year}"


def _require_positive(value: int, name: str) -> None:
    if value < 1:
        raise ValueError(f"{name} must be at least 1, got {value}")
