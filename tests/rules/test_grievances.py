"""R22 and R23 as tables: what may be grieved, reconsideration by its days, holds and filing, recusal spans."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from evaluations.enums import GrievanceKind, Rating
from evaluations.rules.grievances import (
    GrievanceCase,
    filed_after_hold,
    grievable_parts,
    grievance_violations,
    may_be_reconsidered,
    reconsideration_due_on,
)
from evaluations.rules.policy import load_policy
from evaluations.rules.recusals import RecusalSpan, end_violations, recusal_violations

COUNTY, SCHOOL = load_policy("county"), load_policy("school")
PARTS = ("factor:quality", "item:quality:accuracy")
TODAY = date(2026, 7, 8)
CASE = GrievanceCase(
    kind=GrievanceKind.GRIEVANCE, about=("overall",), parts=PARTS, overall=Rating.COMPETENT,
    presented_on=date(2026, 7, 6), filed_on=TODAY,
)  # fmt: skip
FORMER = replace(
    CASE, kind=GrievanceKind.RECONSIDERATION, about=(), overall=Rating.IMPROVEMENT_NEEDED,
    separated_on=date(2026, 6, 30), was_permanent=True,
)  # fmt: skip


def codes(case, policy=COUNTY, today=TODAY):
    return [(one.rule, one.code, one.field) for one in grievance_violations(case, policy, today)]


@pytest.mark.parametrize(
    ("policy", "changed", "expected"),
    [
        (COUNTY, {}, []),
        (COUNTY, {"about": PARTS}, []),
        (COUNTY, {"overall": None}, []),  # deemed competent
        (COUNTY, {"about": ()}, [("form", "about_missing", "about")]),
        (COUNTY, {"about": ("factor:none",)}, [("form", "about_unknown", "about")]),
        (COUNTY, {"about": ("procedure",)}, [("form", "about_unknown", "about")]),
        (COUNTY, {"overall": Rating.UNSATISFACTORY}, [("R22", "unsatisfactory_is_appealed", "about")]),
        (COUNTY, {"overall": Rating.UNSATISFACTORY, "about": PARTS}, []),
        (COUNTY, {"overall": Rating.IMPROVEMENT_NEEDED}, []),
        (COUNTY, {"text": " . "}, [("form", "text_missing", "text")]),
        (COUNTY, {"filed_on": date(2026, 7, 9)}, [("form", "filed_ahead", "filed_on")]),
        (COUNTY, {"filed_on": date(2026, 7, 6)}, []),
        (COUNTY, {"filed_on": date(2026, 7, 5)}, [("form", "filed_before_presented", "filed_on")]),
        (SCHOOL, {}, [("R22", "procedure_only", "about")]),
        (SCHOOL, {"about": ("procedure", "overall")}, [("R22", "procedure_only", "about")]),
        (SCHOOL, {"about": ("procedure",)}, []),
        (SCHOOL, {"about": ("procedure",), "overall": Rating.UNSATISFACTORY}, []),
    ],
)
def test_what_a_grievance_may_be_about(policy, changed, expected):
    assert codes(replace(CASE, **changed), policy) == expected


@pytest.mark.parametrize(
    ("overall", "policy", "expected"),
    [
        (Rating.COMPETENT, COUNTY, ("overall", *PARTS)),
        (Rating.UNSATISFACTORY, COUNTY, PARTS),
        (None, COUNTY, ("overall", *PARTS)),
        (Rating.COMPETENT, SCHOOL, ("procedure",)),
    ],
)
def test_the_parts_that_a_form_offers(overall, policy, expected):
    assert grievable_parts(overall, PARTS, policy) == expected


@pytest.mark.parametrize(
    ("presented_on", "expected"),
    [
        (date(2026, 7, 6), date(2026, 7, 20)),  # Monday: two weeks on
        (date(2026, 7, 11), date(2026, 7, 24)),  # Saturday
        (date(2026, 2, 27), date(2026, 3, 13)),  # over the end of February
    ],
)
def test_ten_business_days_for_reconsideration(presented_on, expected):
    assert reconsideration_due_on(presented_on, replace(COUNTY, holidays=frozenset())) == expected


def test_holidays_are_data():
    policy = replace(COUNTY, holidays=frozenset({date(2026, 7, 7), date(2026, 7, 20)}))
    assert reconsideration_due_on(date(2026, 7, 6), policy) == date(2026, 7, 22)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, True),
        ({"overall": Rating.UNSATISFACTORY}, True),
        ({"overall": Rating.COMPETENT}, False),
        ({"overall": None}, False),
        ({"was_permanent": False}, False),
        ({"separated_on": None}, False),
        ({"separated_on": date(2026, 7, 6)}, False),  # rated on the last day of service
        ({"separated_on": date(2026, 7, 5)}, True),
    ],
)
def test_who_may_ask_for_reconsideration(changed, expected):
    case = replace(FORMER, **changed)
    assert may_be_reconsidered(case) is expected
    assert codes(case) == ([] if expected else [("R22", "not_reconsidered", "kind")])


@pytest.mark.parametrize(
    ("filed_on", "expected"),
    [(date(2026, 7, 20), []), (date(2026, 7, 21), [("R22", "reconsideration_late", "filed_on")])],
)
def test_until_when_reconsideration_is_asked_for(filed_on, expected):
    policy = replace(COUNTY, holidays=frozenset())
    assert codes(replace(FORMER, filed_on=filed_on), policy, date(2026, 7, 22)) == expected


@pytest.mark.parametrize(
    ("filed_on", "grieved_on", "ended_on", "expected"),
    [
        (None, date(2026, 7, 8), date(2026, 7, 20), None),
        (date(2026, 7, 7), date(2026, 7, 8), date(2026, 7, 20), date(2026, 7, 7)),  # filed before: it was
        (date(2026, 7, 8), date(2026, 7, 8), date(2026, 7, 20), date(2026, 7, 20)),  # the same day: held
        (date(2026, 7, 10), date(2026, 7, 8), date(2026, 7, 20), date(2026, 7, 20)),
        (date(2026, 7, 24), date(2026, 7, 8), date(2026, 7, 20), date(2026, 7, 24)),  # schools: the response's end
    ],
)
def test_a_hold_moves_the_day_of_filing_only_of_what_was_not_filed_before(filed_on, grieved_on, ended_on, expected):
    assert filed_after_hold(filed_on, grieved_on, ended_on) == expected


@pytest.mark.parametrize(
    ("until", "on", "expected"),
    [
        (None, date(2026, 7, 5), False),
        (None, date(2026, 7, 6), True),
        (date(2026, 7, 6), date(2026, 7, 6), True),
        (date(2026, 7, 6), date(2026, 7, 7), False),
    ],
)
def test_both_ends_of_a_recusal_belong_to_it(until, on, expected):
    assert RecusalSpan(date(2026, 7, 6), until).is_in_force(on) is expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((date(2026, 1, 1), date(2026, 1, 31)), (date(2026, 2, 1), None), False),
        ((date(2026, 1, 1), date(2026, 2, 1)), (date(2026, 2, 1), None), True),
        ((date(2026, 1, 1), None), (date(2026, 6, 1), date(2026, 7, 1)), True),
    ],
)
def test_recusals_overlap_where_they_share_a_day(first, second, expected):
    assert RecusalSpan(*first).overlaps(RecusalSpan(*second)) is expected
    assert RecusalSpan(*second).overlaps(RecusalSpan(*first)) is expected


def test_what_may_not_be_entered_of_a_recusal():
    found = recusal_violations(
        date(2026, 7, 9), is_self=True, today=TODAY, others=(RecusalSpan(date(2026, 7, 1)),)
    )  # fmt: skip
    assert [one.code for one in found] == ["recused_from_self", "since_ahead", "recused_already"]
    assert not list(
        recusal_violations(TODAY, is_self=False, today=TODAY, others=(RecusalSpan(date(2026, 7, 1), date(2026, 7, 7)),))
    )
    assert [one.code for one in end_violations(date(2026, 7, 9), TODAY, TODAY)] == ["end_ahead"]
    assert [one.code for one in end_violations(date(2026, 7, 7), TODAY, TODAY)] == ["ends_before_start"]
    assert not list(end_violations(TODAY, TODAY, TODAY))
