"""R2, R3: how long probation lasts, when a probationer is evaluated, and what comes too late."""

from dataclasses import replace
from datetime import date

import pytest

from evaluations.enums import EvaluationKind, ItemRating, ProbationBasis, Rating
from evaluations.rules.facts import EmployeeFacts, FactorFacts, Leave, PaidDays, Period
from evaluations.rules.probation import (
    due_on,
    is_interim_wanted,
    is_one_year_class,
    is_past_probation,
    probation_end,
    probation_ends_on,
    why_probation_ends,
)
from evaluations.rules.probation_extension import ProbationExtensionAsked, probation_extension_violations
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


# --- what the end follows from ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "changes", "expected", "basis"),
    [
        (COUNTY, {}, date(2026, 8, 16), ProbationBasis.CLASS_MONTHS),
        (COUNTY, {"probation_months": None}, date(2026, 8, 16), ProbationBasis.SET_MONTHS),
        (COUNTY, {"probation_ends_on": date(2026, 9, 30)}, date(2026, 9, 30), ProbationBasis.RECORDED),
        (SCHOOL, {}, date(2026, 8, 16), ProbationBasis.SET_MONTHS),
        (SCHOOL, {"one_year_class": True}, date(2027, 2, 16), ProbationBasis.ONE_YEAR),
        (SCHOOL, {"paid_day_130_on": date(2026, 9, 8)}, date(2026, 9, 8), ProbationBasis.PAID_DAYS),
        # five business days after Friday, August 14: the count is complete on Friday, August 21 at the earliest
        (
            SCHOOL, {"paid_days": PaidDays(125, date(2026, 8, 14))}, date(2026, 8, 21),
            ProbationBasis.PAID_DAYS_EXPECTED,
        ),
        # one day short on the last day of the months: the later one decides, over a week-end
        (SCHOOL, {"paid_days": PaidDays(129, date(2026, 8, 14))}, date(2026, 8, 17), ProbationBasis.PAID_DAYS_EXPECTED),
        # complete: on the day of the count at the latest
        (SCHOOL, {"paid_days": PaidDays(130, date(2026, 8, 20))}, date(2026, 8, 20), ProbationBasis.PAID_DAYS_EXPECTED),
        (SCHOOL, {"paid_days": PaidDays(130, date(2026, 8, 14))}, date(2026, 8, 16), ProbationBasis.SET_MONTHS),
        # the day itself goes before a count, and a designated class before both
        (
            SCHOOL, {"paid_days": PaidDays(1, date(2026, 8, 14)), "paid_day_130_on": date(2026, 8, 18)},
            date(2026, 8, 18), ProbationBasis.PAID_DAYS,
        ),
        (
            SCHOOL, {"paid_days": PaidDays(1, date(2026, 8, 14)), "one_year_class": True}, date(2027, 2, 16),
            ProbationBasis.ONE_YEAR,
        ),
        # paid days are no matter of the county set
        (COUNTY, {"paid_days": PaidDays(1, date(2026, 8, 14))}, date(2026, 8, 16), ProbationBasis.CLASS_MONTHS),
        # an extension moves any of them, and only to a later day
        (COUNTY, {"probation_extended_to": date(2026, 8, 17)}, date(2026, 8, 17), ProbationBasis.EXTENDED),
        (COUNTY, {"probation_extended_to": date(2026, 8, 16)}, date(2026, 8, 16), ProbationBasis.CLASS_MONTHS),
        (COUNTY, {"probation_extended_to": date(2026, 8, 15)}, date(2026, 8, 16), ProbationBasis.CLASS_MONTHS),
        (SCHOOL, {"probation_extended_to": date(2026, 10, 1)}, date(2026, 10, 1), ProbationBasis.EXTENDED),
        (
            COUNTY, {"probation_ends_on": date(2026, 9, 30), "probation_extended_to": date(2026, 10, 15)},
            date(2026, 10, 15), ProbationBasis.EXTENDED,
        ),
    ],
)  # fmt: skip
def test_what_the_end_follows_from(policy, changes, expected, basis):
    end = probation_end(replace(NEW, **changes), policy)
    assert (end.on, end.basis) == (expected, basis)
    assert probation_ends_on(replace(NEW, **changes), policy) == expected
    said = why_probation_ends(replace(NEW, **changes), policy)
    assert f"{expected:%B} {expected.day}, {expected.year}" in said


def test_the_sentence_of_an_extension_says_both_days():
    said = why_probation_ends(replace(NEW, probation_extended_to=date(2026, 9, 1)), COUNTY)
    assert said == (
        "The class has 6 months of probation: counted from the appointment on February 17, 2026, that day included, to "
        "August 16, 2026. It was extended for absence without pay and ends on September 1, 2026."
    )


def test_there_is_nothing_to_say_without_probation():
    assert why_probation_ends(replace(NEW, status="permanent", probation_extended_to=date(2026, 9, 1)), COUNTY) == ""


@pytest.mark.parametrize(
    ("policy", "months", "expected"),
    [(SCHOOL, 12, True), (SCHOOL, 11, False), (SCHOOL, 13, True), (SCHOOL, None, False), (COUNTY, 12, False)],
)
def test_the_designated_classes(policy, months, expected):
    assert is_one_year_class(months, policy) is expected


@pytest.mark.parametrize(
    ("day", "status", "expected"),
    [
        (date(2026, 8, 16), "probationary", False),
        (date(2026, 8, 17), "probationary", True),
        (date(2026, 8, 17), "permanent", False),
    ],
)
def test_past_probation(day, status, expected):
    assert is_past_probation(replace(NEW, status=status), COUNTY, day) is expected


@pytest.mark.parametrize(
    ("today", "changes", "expected"),
    [
        (date(2026, 5, 1), {}, False),
        (date(2026, 5, 1), {"overall": Rating.IMPROVEMENT_NEEDED}, True),
        (date(2026, 8, 16), {"overall": Rating.UNSATISFACTORY}, True),
        (date(2026, 8, 17), {"overall": Rating.UNSATISFACTORY}, False),
        (date(2026, 5, 1), {"factors": {"quality": FactorFacts(ItemRating.IMPROVEMENT_NEEDED, {})}}, True),
        (date(2026, 5, 1), {"factors": {"quality": FactorFacts(ItemRating.NOT_APPLICABLE, {})}}, False),
        (date(2026, 5, 1), {"overall": Rating.UNSATISFACTORY, "kind": EvaluationKind.INTERIM}, False),
        (date(2026, 5, 1), {"overall": Rating.UNSATISFACTORY, "employee": replace(NEW, status="permanent")}, False),
    ],
)
def test_an_interim_report_for_one_who_is_doing_poorly(today, changes, expected):
    assert is_interim_wanted(replace(FIRST, **changes), COUNTY, today) is expected


# --- the extension for absence without pay ----------------------------------------------------------------------------

END = date(2026, 8, 16)
ASKED = ProbationExtensionAsked(
    new_end=date(2026, 8, 26), absent_from=date(2026, 6, 1), absent_to=date(2026, 6, 10), notified_on=date(2026, 8, 3)
)
AWAY = (Leave(date(2026, 6, 1), date(2026, 6, 10), False),)


@pytest.mark.parametrize("policy", BOTH, ids=lambda policy: policy.key)
@pytest.mark.parametrize(
    ("changes", "leaves", "expected"),
    [
        ({}, AWAY, []),
        # notified on the last day is in time, a day later is not: the end stands
        ({"notified_on": END}, AWAY, []),
        ({"notified_on": date(2026, 8, 17)}, AWAY, [("R3", "error", "late_notice")]),
        # nobody is notified tomorrow, nor before the appointment
        ({"notified_on": date(2026, 9, 2)}, AWAY, [("form", "error", "notice_out_of_order")]),
        ({"notified_on": date(2026, 2, 16)}, AWAY, [("form", "error", "notice_out_of_order")]),
        # the new end
        ({"new_end": END}, AWAY, [("R3", "error", "new_end_not_later")]),
        ({"new_end": date(2026, 8, 17)}, AWAY, []),
        ({"new_end": date(2026, 8, 27)}, AWAY, [("R3", "warning", "longer_than_absence")]),
        # the absence: within probation, in order, on record as unpaid
        ({"absent_to": date(2026, 5, 31)}, AWAY, [("form", "error", "absence_out_of_order")]),
        (
            {"absent_from": date(2026, 8, 17), "absent_to": date(2026, 8, 30)}, AWAY,
            [("R3", "error", "absence_elsewhere")],
        ),
        (
            {"absent_from": date(2026, 8, 16), "absent_to": date(2026, 8, 30)},
            (Leave(date(2026, 8, 30), date(2026, 8, 30), False),), [],
        ),
        ({}, (), [("R3", "warning", "absence_not_on_record")]),
        ({}, (Leave(date(2026, 6, 1), date(2026, 6, 10), True),), [("R3", "warning", "absence_not_on_record")]),
        ({}, (Leave(date(2026, 6, 10), date(2026, 6, 20), False),), []),
        ({}, (Leave(date(2026, 6, 11), date(2026, 6, 20), False),), [("R3", "warning", "absence_not_on_record")]),
    ],
)  # fmt: skip
def test_an_extension(policy, changes, leaves, expected):
    found = probation_extension_violations(
        replace(ASKED, **changes), appointed=FEBRUARY, end=END, leaves=leaves, policy=policy, today=date(2026, 9, 1)
    )
    assert [(one.rule, one.severity.value, one.code) for one in found] == expected
