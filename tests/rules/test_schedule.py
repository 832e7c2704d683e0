"""When somebody is evaluated next (R1, R2, R5, R12, R15), by literal tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from evaluations.rules.facts import Period
from evaluations.rules.schedule import coming
from evaluations.rules.schedule_facts import Changed, Recorded, ScheduleFacts
from tests.rules.schedules import (
    ANNUAL,
    BOSS,
    CLASS,
    COUNTY,
    DONE,
    FINAL,
    INTERIM,
    LONG,
    NEW,
    PROBATION,
    SPECIAL,
    TODAY,
    UNIT,
    WINDOW,
    YEAR,
    begun,
    said,
)


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
            (date(2026, 2, 17), date(2026, 8, 16), date(2026, 8, 16), PROBATION),
        ),
        # without an end in the file it follows from the months of the class (R3)
        (
            replace(NEW, probation_ends_on=None, probation_months=9),
            TODAY,
            (date(2026, 2, 17), date(2026, 11, 16), date(2026, 11, 16), PROBATION),
        ),
        # an extension moves it; an earlier end than the one in force does not
        (
            replace(NEW, probation_extended_to=date(2026, 9, 15)),
            TODAY,
            (date(2026, 2, 17), date(2026, 9, 15), date(2026, 9, 15), PROBATION),
        ),
        (
            replace(NEW, probation_extended_to=date(2026, 8, 1)),
            TODAY,
            (date(2026, 2, 17), date(2026, 8, 16), date(2026, 8, 16), PROBATION),
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
