"""What another version would have changed, as literal tables: one changed value, and what is told of it."""

import copy
from dataclasses import replace
from datetime import date

import pytest

from evaluations.enums import Capacity, EvaluationKind, Rating, SimulatedKind
from evaluations.rules.facts import ChainMember, EmployeeFacts, EvaluationFacts, FiledEvaluation, Period
from evaluations.rules.policy import load_policy, read_policy
from evaluations.rules.policy_text import shipped_values
from evaluations.rules.simulation import SimulatedCase, SimulatedChange, changes_between, told_count
from workforce.enums import ManagementLevel

COUNTY = load_policy("county", 1)
SIGNERS, VIOLATIONS, DATES = SimulatedKind.SIGNERS, SimulatedKind.VIOLATIONS, SimulatedKind.DATES
STEPS = SimulatedKind.STEPS
LEVELS = [level for level in ManagementLevel if level is not ManagementLevel.NONE]
NAMES = {number: level.label for number, level in enumerate(LEVELS, start=2)} | {1: "Employee", 99: "HR Manager"}
FACTS = EvaluationFacts(
    employee=EmployeeFacts(person=1, status="permanent", appointed=date(2020, 7, 1)),
    kind=EvaluationKind.ANNUAL,
    period=Period(date(2025, 7, 1), date(2026, 6, 30)),
    overall=Rating.COMPETENT,
    chain=tuple(ChainMember(number, level) for number, level in enumerate(LEVELS, start=2)),
    hr_manager=99,
    rater=2,
    given={Capacity.RATER: 2, Capacity.REVIEWER: 3, Capacity.DEPARTMENT_HEAD: 4},
    presented_on=date(2026, 7, 6),
    issued_on=date(2026, 7, 6),
    names=NAMES,
)
CASE = SimulatedCase(FACTS, date(2026, 7, 6), date(2026, 7, 6))


def county(**paths):
    """County with other values, dots of the path written as two underscores."""
    values = copy.deepcopy(shipped_values("county", 1))
    for path, value in paths.items():
        *parents, last = path.split("__")
        table = values
        for parent in parents:
            table = table[parent]
        table[last] = value
    return read_policy(values, "here")


def told(new, case=CASE):
    return list(changes_between(case, COUNTY, new))


def test_a_step_increase_that_would_have_been_decided_otherwise_is_told_without_its_rating():
    """R18: two evaluations on file, of which the later one would decide alone."""
    filed = (
        FiledEvaluation(Rating.COMPETENT, date(2025, 10, 5)),
        FiledEvaluation(Rating.IMPROVEMENT_NEEDED, date(2026, 8, 10)),
    )
    facts = replace(FACTS, employee=replace(FACTS.employee, anniversary=date(2026, 10, 1)))
    case = replace(CASE, facts=facts, filed=filed)
    latest = county(steps__latest_must_be_competent=True)
    assert told(latest, case) == [SimulatedChange(STEPS, "R18", "On October 1, 2026", "Granted", "Held")]
    released = replace(case, filed=(*filed, FiledEvaluation(Rating.COMPETENT, date(2026, 11, 2))))
    assert [one.after for one in told(latest, released)] == ["Held; released on November 2, 2026"]
    assert told(COUNTY, case) == []
    # Where the step hung on another evaluation, this one has nothing to say of it.
    assert told(latest, replace(case, filed=None)) == []


def test_the_same_version_changes_nothing():
    assert told(COUNTY) == []
    assert told(county(title="Oak Park", rules__R12__citation="Charter")) == []


@pytest.mark.parametrize(
    ("paths", "changes"),
    [
        # who signs: whom the chart asks for, whoever has signed
        (
            {"signing__chart__competent": {"reviewer": "division_chief", "department_head": "director"}},
            [
                (SIGNERS, "R17", "Reviewer", "Program Head", "District/Division Chief"),
                (SIGNERS, "R17", "Department Head", "District/Division Chief", "Director"),
            ],
        ),
        # days
        ({"periods__longest_months": 6}, [
            (VIOLATIONS, "R1", "An evaluation at least once a year", "–", "Warning"),
            (DATES, "R1", "Due", "June 30, 2026", "December 31, 2025"),
        ]),
        ({"deadlines__copy_days": 5}, [(DATES, "R19", "Employee's copy due", "July 26, 2026", "July 11, 2026")]),
        ({"deadlines__response_business_days": 5}, [(DATES, "R25", "Response due", "July 20, 2026", "July 13, 2026")]),
        (
            {"holidays__2026": [date(2026, 7, 7)]},
            [(DATES, "R25", "Response due", "July 20, 2026", "July 21, 2026")],
        ),
        (
            {"deadlines__filed_on": "response_time_ended"},
            [(DATES, "R20", "Filed", "July 6, 2026", "July 20, 2026")],
        ),
        # what is longer than the period changes nothing in it
        ({"periods__longest_months": 24}, []),
        # rules: Competent needs no evidence, until it does
        (
            {"comments__needed_for": ["competent"]},
            [(VIOLATIONS, "R7", "Factual evidence in Comments", "–", "Error")],
        ),
    ],
)  # fmt: skip
def test_one_changed_value(paths, changes):
    assert told(county(**paths)) == [SimulatedChange(*one) for one in changes]


LOW = replace(CASE, facts=replace(FACTS, overall=Rating.IMPROVEMENT_NEEDED))


@pytest.mark.parametrize(
    ("paths", "changes"),
    [
        (
            {"follow_up__window_months": 9},
            [(DATES, "R12", "End of the follow-up window", "January 6, 2027", "April 6, 2027")],
        ),
        (
            {"signing__low_rating_department_head": "deputy_director"},
            [(SIGNERS, "R17", "Department Head", "HR Manager", "Deputy Director")],
        ),
        ({"rules__R9__on": False}, [(VIOLATIONS, "R9", "Plan for Improvement", "Error", "–")]),
    ],
)
def test_one_changed_value_of_a_low_rating(paths, changes):
    assert told(county(**paths), LOW) == [SimulatedChange(*one) for one in changes]


def test_a_window_is_nobodys_but_of_an_improvement_needed():
    assert told(county(follow_up__window_months=9)) == []


def test_what_is_told_quotes_no_sentence_of_a_rule():
    changes = told(county(rules__R9__on=False, rules__R7__on=False, rules__R8__on=False), LOW)
    assert {(one.before, one.after) for one in changes} <= {("Error", "–"), ("Error (3 times)", "–")}


@pytest.mark.parametrize(
    ("kind", "rule", "changed", "judged", "told"),
    [
        (SIGNERS, "R17", 0, 20, None),
        (SIGNERS, "R17", 4, 20, None),
        (SIGNERS, "R17", 5, 20, 5),
        (SIGNERS, "R17", 9, 20, 5),
        (SIGNERS, "R17", 10, 20, 10),
        (SIGNERS, "R17", 15, 20, 15),
        (SIGNERS, "R17", 16, 20, None),  # the four others could be had by subtraction
        (SIGNERS, "R17", 20, 20, None),  # everybody: that tells each of them
        (DATES, "R12", 20, 20, None),
        (STEPS, "R18", 20, 20, None),
        (VIOLATIONS, "R19", 20, 20, None),
        (DATES, "R19", 20, 20, 20),  # the copy's day does not depend on the rating
        (DATES, "R19", 4, 4, None),
        (DATES, "R25", 19, 20, 15),
    ],
)
def test_what_a_reader_without_names_is_told_of_how_many(kind, rule, changed, judged, told):
    assert told_count(kind, rule, changed, judged) == told
