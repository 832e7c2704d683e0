"""R2, R3: how long probation lasts, when a probationer is evaluated, and what comes too late."""

from dataclasses import replace
from datetime import date

import pytest

from evaluations.rules.facts import EmployeeFacts, Period
from evaluations.rules.probation import due_on, probation_ends_on
from tests.rules.cases import BOTH, COMPETENT, COUNTY, SCHOOL, findings, messages

FEBRUARY = date(2026, 2, 17)
NEW = EmployeeFacts(status="probationary", appointed=FEBRUARY, probation_months=6)
LATE = ("R2", "warning", "after_probation", "period_end")
LENGTH = ("R3", "info", "probation_length", "probation_months")
FIRST = replace(COMPETENT, employee=NEW, period=Period(FEBRUARY, date(2026, 8, 16)))


@pytest.mark.parametrize(
    ("policy", "changes", "expected"),
    [
        # the worked examples: the day of appointment counts
        (COUNTY, {}, date(2026, 8, 16)),
        (COUNTY, {"appointed": date(2024, 8, 31)}, date(2025, 2, 28)),
        # month ends and the leap day
        (COUNTY, {"appointed": date(2023, 8, 31)}, date(2024, 2, 29)),
        (COUNTY, {"appointed": date(2024, 2, 29), "probation_months": 12}, date(2025, 2, 28)),
        (COUNTY, {"appointed": date(2026, 1, 1)}, date(2026, 6, 30)),
        # by the class's months, and by the set's where the class names none
        (COUNTY, {"probation_months": 12}, date(2027, 2, 16)),
        (COUNTY, {"probation_months": None}, date(2026, 8, 16)),
        # paid days are the schools' matter
        (COUNTY, {"paid_day_130_on": date(2026, 10, 1), "one_year_class": True}, date(2026, 8, 16)),
        (SCHOOL, {}, date(2026, 8, 16)),
        (SCHOOL, {"paid_day_130_on": date(2026, 8, 15)}, date(2026, 8, 16)),
        (SCHOOL, {"paid_day_130_on": date(2026, 8, 17)}, date(2026, 8, 17)),
        (SCHOOL, {"paid_day_130_on": date(2026, 8, 17), "one_year_class": True}, date(2027, 2, 16)),
        (SCHOOL, {"paid_day_130_on": date(2027, 3, 1), "one_year_class": True}, date(2027, 2, 16)),
        (SCHOOL, {"probation_months": 12}, date(2026, 8, 16)),
        # the end on record goes before what the months would give
        (COUNTY, {"probation_ends_on": date(2026, 9, 30)}, date(2026, 9, 30)),
        (SCHOOL, {"probation_ends_on": date(2026, 9, 30), "paid_day_130_on": date(2026, 8, 1)}, date(2026, 9, 30)),
        # nobody's probation, or not enough known
        (COUNTY, {"status": "permanent"}, None),
        (COUNTY, {"status": "permanent", "probation_ends_on": date(2026, 9, 30)}, None),
        (COUNTY, {"appointed": None}, None),
        (COUNTY, {"status": None}, date(2026, 8, 16)),
        (COUNTY, {"status": None, "probation_months": None}, None),
        (SCHOOL, {"status": None}, None),
    ],
)
def test_the_end_of_probation(policy, changes, expected):
    assert probation_ends_on(replace(NEW, **changes), policy) == expected


@pytest.mark.parametrize("policy", BOTH, ids=lambda policy: policy.key)
@pytest.mark.parametrize(
    ("changes", "period", "expected"),
    [
        ({}, Period(FEBRUARY, date(2026, 8, 16)), date(2026, 8, 16)),
        ({}, Period(FEBRUARY, date(2026, 8, 15)), date(2026, 8, 15)),
        ({}, Period(FEBRUARY, date(2027, 2, 16)), date(2026, 8, 16)),
        ({"status": "permanent"}, Period(FEBRUARY, date(2027, 2, 16)), date(2027, 2, 16)),
        ({"status": None}, Period(FEBRUARY, date(2027, 2, 16)), date(2027, 2, 16)),
        ({}, None, date(2026, 8, 16)),
        ({"status": "permanent"}, None, None),
    ],
)
def test_a_probationer_is_due_by_the_end_of_probation(policy, changes, period, expected):
    assert due_on(replace(COMPETENT, employee=replace(NEW, **changes), period=period), policy) == expected


@pytest.mark.parametrize("policy", BOTH, ids=lambda policy: policy.key)
@pytest.mark.parametrize(
    ("today", "changes", "expected"),
    [
        (date(2026, 8, 16), {}, []),
        (date(2026, 8, 17), {}, [LATE]),
        # it counts on the day on which the employee had it
        (date(2026, 9, 1), {"issued_on": date(2026, 8, 16)}, []),
        (date(2026, 9, 1), {"issued_on": date(2026, 8, 17)}, [LATE]),
        (date(2026, 9, 1), {"presented_on": date(2026, 8, 12)}, []),
        (date(2026, 9, 1), {"employee": replace(NEW, status="permanent")}, []),
        (date(2026, 9, 1), {"employee": replace(NEW, status=None)}, []),
        (date(2026, 9, 1), {"employee": replace(NEW, probation_ends_on=date(2026, 9, 1))}, []),
        # nothing is evaluated yet
        (date(2026, 9, 1), {"period": None, "overall": None, "factors": {}}, []),
    ],
)
def test_past_the_end_a_reason_is_needed(policy, today, changes, expected):
    assert findings(replace(FIRST, **changes), policy, today) == expected


def test_the_reason_says_what_it_cannot_support():
    (message,) = messages(FIRST, COUNTY, date(2026, 8, 17))
    assert "August 16, 2026" in message
    assert "cannot support a release from probation" in message


@pytest.mark.parametrize(
    ("months", "expected"), [(5, [LENGTH]), (6, []), (9, []), (12, []), (13, [LENGTH]), (None, [])]
)
def test_a_length_that_the_rule_does_not_know_is_a_remark(months, expected):
    facts = replace(FIRST, employee=replace(NEW, probation_months=months))
    assert findings(facts, COUNTY, date(2026, 5, 1)) == expected
    permanent = replace(FIRST, employee=replace(NEW, probation_months=months, status="permanent"))
    assert findings(permanent, COUNTY, date(2026, 5, 1)) == []
