"""R18: what an anniversary asks of the evaluations on file."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.enums import Rating, StepState
from evaluations.rules.facts import EmployeeFacts, FiledEvaluation
from evaluations.rules.policy_shape import LateEvaluation, StepTestDate
from evaluations.rules.steps import anniversaries, anniversary_after, effective_on, outlook_on, step_on
from tests.rules.cases import COUNTY, SCHOOL

A = date(2026, 10, 1)
EMPLOYEE = EmployeeFacts(anniversary=A)
LATEST_DECIDES = replace(COUNTY, steps=replace(COUNTY.steps, is_latest_decisive=True))
BY_PERIOD = replace(COUNTY, steps=replace(COUNTY.steps, test_date=StepTestDate.PERIOD_END))
PAY_BACK = replace(COUNTY, steps=replace(COUNTY.steps, late_evaluation=LateEvaluation.PAY_BACK))


def filed(overall: str | None, *day: int, **more) -> FiledEvaluation:
    return FiledEvaluation(Rating(overall) if overall else None, date(*day), **more)


COMPETENT = filed("competent", 2025, 10, 5)
LOW = filed("improvement_needed", 2026, 8, 10)


@pytest.mark.parametrize(
    ("evaluations", "decision", "code"),
    [
        # the worked examples
        ([COMPETENT], "grant", "granted"),
        ([filed("competent", 2025, 9, 20)], "hold", "none_filed"),
        ([COMPETENT, LOW], "grant", "granted"),
        ([LOW], "hold", "below_competent"),
        # the edges of the twelve months
        ([filed("competent", 2025, 10, 1)], "grant", "granted"),
        ([filed("competent", 2025, 9, 30)], "hold", "none_filed"),
        ([filed("competent", 2026, 9, 30)], "grant", "granted"),
        ([filed("competent", 2026, 10, 1)], "hold", "none_filed"),
        # every rating
        ([filed("outstanding", 2026, 1, 1)], "grant", "granted"),
        ([filed("very_good", 2026, 1, 1)], "grant", "granted"),
        ([filed("unsatisfactory", 2026, 1, 1)], "hold", "below_competent"),
        ([filed(None, 2026, 1, 1)], "hold", "below_competent"),
        ([filed(None, 2026, 1, 1, deemed=True)], "grant", "granted"),
        ([], "hold", "none_filed"),
    ],
)
def test_a_step_is_granted_or_held(evaluations, decision, code):
    for order in (evaluations, evaluations[::-1]):
        step = step_on(EMPLOYEE, order, COUNTY)
        assert (step.decision, step.code) == (decision, code)


@pytest.mark.parametrize(
    ("evaluations", "decision"),
    [
        ([COMPETENT, LOW], "hold"),
        ([LOW, filed("competent", 2026, 9, 1)], "grant"),
        # an Improvement Needed that was reverted is disregarded
        ([COMPETENT, replace(LOW, is_reverted=True)], "grant"),
        ([replace(LOW, is_reverted=True)], "hold"),
        # one filed after the twelve months does not decide them
        ([COMPETENT, filed("improvement_needed", 2026, 10, 1)], "grant"),
    ],
)
def test_where_the_latest_decides(evaluations, decision):
    assert step_on(EMPLOYEE, evaluations, LATEST_DECIDES).decision == decision


def test_a_later_filing_releases_the_hold_and_says_when():
    late = filed("competent", 2026, 11, 20)
    step = step_on(EMPLOYEE, [LOW, late, filed("competent", 2027, 1, 5)], COUNTY)
    assert (step.decision, step.released_on) == ("hold", date(2026, 11, 20))
    assert "November 20, 2026" in step.reason
    assert "HR has a task" in step.reason
    assert "paid back" in step_on(EMPLOYEE, [late], PAY_BACK).reason
    assert step_on(EMPLOYEE, [filed("improvement_needed", 2026, 11, 20)], COUNTY).released_on is None


def test_the_day_that_counts_is_a_setting():
    one = filed("competent", 2026, 10, 15, period_end=date(2026, 6, 30))
    assert step_on(EMPLOYEE, [one], COUNTY).decision == "hold"
    assert step_on(EMPLOYEE, [one], BY_PERIOD).decision == "grant"
    assert step_on(EMPLOYEE, [replace(one, period_end=None)], BY_PERIOD).code == "none_filed"


def test_a_hold_is_released_on_the_day_of_filing_whatever_day_counts():
    late = filed("competent", 2026, 12, 1, period_end=date(2026, 10, 31))
    for policy in (COUNTY, BY_PERIOD):
        assert step_on(EMPLOYEE, [late], policy).released_on == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("separated_on", "policy", "released_on"),
    [
        (date(2026, 12, 2), COUNTY, date(2026, 12, 1)),
        (date(2026, 12, 1), COUNTY, None),
        (date(2026, 11, 1), COUNTY, None),
        # Paid back to the anniversary, on which the person was in service.
        (date(2026, 11, 1), PAY_BACK, date(2026, 12, 1)),
    ],
)
def test_from_its_own_day_on_nothing_is_granted_to_who_has_left(separated_on, policy, released_on):
    employee = replace(EMPLOYEE, separated_on=separated_on)
    assert step_on(employee, [filed("competent", 2026, 12, 1)], policy).released_on == released_on


@pytest.mark.parametrize(
    ("employee", "policy", "code"),
    [
        (EmployeeFacts(), COUNTY, "no_anniversary"),
        (replace(EMPLOYEE, management_plan=True), COUNTY, "management_plan"),
        (replace(EMPLOYEE, separated_on=A), COUNTY, "separated"),
        (replace(EMPLOYEE, in_service=False), COUNTY, "separated"),
        (EMPLOYEE, SCHOOL, "rule_off"),
    ],
)
def test_where_no_step_is_asked_for(employee, policy, code):
    step = step_on(employee, [COMPETENT], policy)
    assert (step.decision, step.code) == ("not_applicable", code)


def test_a_separation_after_the_anniversary_takes_nothing_away():
    assert step_on(replace(EMPLOYEE, separated_on=date(2026, 10, 2)), [COMPETENT], COUNTY).decision == "grant"


@pytest.mark.parametrize(
    ("anniversary", "first"), [(date(2024, 2, 29), date(2023, 2, 28)), (date(2025, 2, 28), date(2024, 2, 28))]
)
def test_leap_days(anniversary, first):
    employee = EmployeeFacts(anniversary=anniversary)
    assert step_on(employee, [FiledEvaluation(Rating.COMPETENT, first)], COUNTY).decision == "grant"


def test_what_releases_a_hold_is_named():
    late = filed("competent", 2026, 11, 20, key=7)
    assert step_on(EMPLOYEE, [LOW, late], COUNTY).released_by == late
    assert step_on(EMPLOYEE, [COMPETENT], COUNTY).released_by is None


@pytest.mark.parametrize(
    ("evaluations", "policy", "state"),
    [
        ([COMPETENT], COUNTY, "granted"),
        ([LOW], COUNTY, "held"),
        ([filed("competent", 2026, 11, 20)], COUNTY, "released"),
        ([COMPETENT], SCHOOL, "none"),
    ],
)
def test_a_decision_in_one_word(evaluations, policy, state):
    assert step_on(EMPLOYEE, evaluations, policy).state == state


@pytest.mark.parametrize(
    ("state", "is_paid_back", "day"),
    [
        (StepState.GRANTED, False, A),
        (StepState.HELD, False, None),
        (StepState.RELEASED, False, date(2026, 11, 20)),
        (StepState.RELEASED, True, A),
        (StepState.NONE, False, None),
    ],
)
def test_the_day_from_which_it_counts(state, is_paid_back, day):
    released_on = date(2026, 11, 20) if state is StepState.RELEASED else None
    assert effective_on(state, A, released_on, is_paid_back=is_paid_back) == day


@pytest.mark.parametrize(
    ("named", "first", "last", "days"),
    [
        (A, A, A, [A]),
        (A, date(2026, 10, 2), date(2027, 9, 30), []),
        (A, date(2026, 1, 1), date(2028, 12, 31), [A, date(2027, 10, 1), date(2028, 10, 1)]),
        # none before the day that the file names
        (A, date(2024, 1, 1), date(2026, 9, 30), []),
        (date(2024, 2, 29), date(2024, 1, 1), date(2028, 12, 31),
         [date(2024, 2, 29), date(2025, 2, 28), date(2026, 2, 28), date(2027, 2, 28), date(2028, 2, 29)]),
    ],
)  # fmt: skip
def test_the_anniversary_comes_round(named, first, last, days):
    assert anniversaries(named, first, last) == days


@pytest.mark.parametrize(
    ("named", "day", "following"),
    [
        (A, date(2026, 9, 30), A),
        (A, A, date(2027, 10, 1)),
        (A, date(2031, 3, 1), date(2031, 10, 1)),
        (date(2024, 2, 29), date(2025, 2, 27), date(2025, 2, 28)),
        (date(2024, 2, 29), date(2025, 2, 28), date(2026, 2, 28)),
        (date(2024, 2, 29), date(2027, 2, 28), date(2028, 2, 29)),
    ],
)
def test_the_next_anniversary(named, day, following):
    assert anniversary_after(named, day) == following


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.dates(date(2000, 1, 1), date(2060, 1, 1)))
def test_the_next_anniversary_is_after_the_day_and_within_a_year_of_it(named, day):
    following = anniversary_after(named, day)
    assert following > day
    assert following == named or (following - day).days <= 366


def test_how_a_coming_anniversary_stands():
    safe = outlook_on(EMPLOYEE, [COMPETENT], COUNTY)
    assert (safe.is_supported, safe.by, safe.until) == (True, COMPETENT, date(2026, 9, 30))
    nothing = outlook_on(EMPLOYEE, [], COUNTY)
    assert (nothing.is_supported, nothing.sentence) == (
        False,
        "No evaluation has been filed since October 1, 2025. The step increase on October 1, 2026 needs an evaluation "
        "of Competent or better filed by September 30, 2026.",
    )
    low = outlook_on(EMPLOYEE, [LOW], COUNTY)
    assert low.sentence.startswith(
        "The evaluation Improvement Needed filed on August 10, 2026 does not support a step increase. "
    )
    by_period = outlook_on(EMPLOYEE, [], BY_PERIOD).sentence
    assert by_period.startswith("No evaluation on file is for a period that ended since October 1, 2025. The step")
    assert outlook_on(EMPLOYEE, [], SCHOOL) is None
    assert outlook_on(EmployeeFacts(), [COMPETENT], COUNTY) is None


FILED = st.builds(
    FiledEvaluation,
    st.none() | st.sampled_from(Rating),
    st.dates(date(2024, 1, 1), date(2028, 1, 1)),
    deemed=st.booleans(),
)


@given(st.lists(FILED, max_size=6), FILED)
def test_one_more_evaluation_never_takes_a_step_away(evaluations, more):
    """By the county set, where any Competent in the year will do."""
    if step_on(EMPLOYEE, evaluations, COUNTY).decision == "grant":
        assert step_on(EMPLOYEE, [*evaluations, more], COUNTY).decision == "grant"
