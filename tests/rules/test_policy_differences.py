"""What two versions say differently, with the rule that each value belongs to; and what cannot be meant."""

import copy
from dataclasses import fields, is_dataclass
from datetime import date

import pytest

from evaluations.rules.policy import load_policy, read_policy
from evaluations.rules.policy_differences import Difference, PolicyPart, policy_differences
from evaluations.rules.policy_fields import FIELDS, objections_to
from evaluations.rules.policy_text import shipped_values

P = PolicyPart
COUNTY = load_policy("county", 1)


def changed(**paths):
    """County with other values: dotted path, its dots written as two underscores → value; None takes it out."""
    values = copy.deepcopy(shipped_values("county", 1))
    for path, value in paths.items():
        *parents, last = path.split("__")
        table = values
        for parent in parents:
            table = table[parent]
        if value is None:
            del table[last]
        else:
            table[last] = value
    return read_policy(values, "here")


@pytest.mark.parametrize(
    ("paths", "told"),
    [
        ({}, []),
        ({"version": 7, "effective_from": date(2027, 1, 1)}, []),  # said elsewhere
        ({"title": "Oak Park"}, [(P.TITLE, "", "Title", "County", "Oak Park")]),
        (
            {"follow_up__window_months": 9, "deadlines__copy_days": 15},
            [
                (P.NUMBERS, "R12", "Follow-up window, in months", "6", "9"),
                (P.NUMBERS, "R19", "Employee's copy, in calendar days", "20", "15"),
            ],
        ),
        (
            {"probation__paid_days": 130},
            [(P.NUMBERS, "R3", "Paid day by which probation ends, where that is later", "–", "130")],
        ),
        (
            {"comments__needed_for": ["outstanding", "improvement_needed"]},
            [
                (
                    P.NUMBERS, "R7", "Comments are needed for",
                    "Outstanding, Very Good, Improvement Needed, Unsatisfactory", "Outstanding, Improvement Needed",
                )
            ],
        ),
        (
            {"factor_fit__outstanding": "competent"},
            [(P.NUMBERS, "R37", "Lowest factor beside an Outstanding", "Very Good", "Competent")],
        ),
        (
            {"signing__low_rating_department_head": "deputy_director"},
            [
                (
                    P.NUMBERS, "R17", "Department Head of an Improvement Needed or Unsatisfactory", "HR Manager",
                    "Deputy Director",
                )
            ],
        ),
        (
            {"signing__chart__very_good__department_head": "director"},
            [(P.CHART, "R17", "Department Head of Very Good", "Deputy Director", "Director")],
        ),
        (
            {"signing__chart__competent": {"reviewer": "program_head", "department_head": "division_chief"}},
            [
                (
                    P.CHART, "R17", "Reviewer of Competent",
                    "The person immediately above the Rater (usually Program Head)", "Program Head",
                )
            ],
        ),
        (
            {"rules__R16__on": False, "rules__R16__citation": "Charter, section 12"},
            [
                (P.RULES, "R16", "Discharge or reduction with an Unsatisfactory (on or off)", "On", "Off"),
                (
                    P.RULES, "R16", "Discharge or reduction with an Unsatisfactory (source)",
                    COUNTY.citation("R16"), "Charter, section 12",
                ),
            ],
        ),
        (
            {"scale_is_placeholder": True, "ratings__competent": "Does the work."},
            [
                (P.RATINGS, "", "The rating scale is a placeholder", "No", "Yes"),
                (
                    P.RATINGS, "", "Competent",
                    "The work consistently meets what the position asks for, or is somewhat above it. This is what a "
                    "trained and qualified employee does.",
                    "Does the work.",
                ),
            ],
        ),
        (
            {"holidays__2031": [date(2031, 1, 1), date(2031, 12, 25)], "holidays__2030": None},
            [
                (
                    P.HOLIDAYS, "R25", "Holidays of 2030",
                    "January 1, 2030; January 21, 2030; February 18, 2030; March 25, 2030; May 27, 2030; June 19, "
                    "2030; July 4, 2030; September 2, 2030; October 14, 2030; November 11, 2030; November 28, 2030; "
                    "November 29, 2030; December 25, 2030",
                    "–",
                ),
                (P.HOLIDAYS, "R25", "Holidays of 2031", "–", "January 1, 2031; December 25, 2031"),
            ],
        ),
    ],
)  # fmt: skip
def test_every_changed_value_old_and_new(paths, told):
    assert policy_differences(COUNTY, changed(**paths)) == tuple(Difference(*one) for one in told)


def test_the_other_way_round_says_the_same_turned():
    there, back = policy_differences(COUNTY, load_policy("school")), policy_differences(load_policy("school"), COUNTY)
    numbers = {(one.part, one.rule, one.before, one.after) for one in there}
    assert {(one.part, one.rule, one.after, one.before) for one in back} == numbers
    assert len(there) > 40


def leaves(value, path=""):
    found = set()
    for field in fields(value):
        inner = getattr(value, field.name)
        found |= leaves(inner, f"{path}{field.name}.") if is_dataclass(inner) else {f"{path}{field.name}"}
    return found


def test_no_number_and_no_switch_is_left_out():
    tables = {
        "key", "version", "title", "effective_from", "effective_to", "is_scale_placeholder", "factor_floors",
        "signing.chart", "ratings", "rules", "holidays",
    }  # fmt: skip
    listed = {field.attribute for field in FIELDS if not field.attribute.startswith("factor_floors")}
    assert listed == leaves(COUNTY) - tables


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.path)
def test_the_path_in_the_file_leads_to_what_the_policy_says(field):
    values = shipped_values("school", 1)
    for part in field.path.split("."):
        values = values[part]
    said = field.of(load_policy("school"))
    assert (list(said) if isinstance(said, tuple) else said) == values


@pytest.mark.parametrize(
    ("paths", "path"),
    [
        ({"probation__shortest_months": 7}, "probation.default_months"),
        ({"probation__longest_months": 5}, "probation.default_months"),
        ({"follow_up__window_months": 61}, "follow_up.window_months"),
        ({"deadlines__copy_days": 367}, "deadlines.copy_days"),
        ({"follow_up__final_ratings": []}, "follow_up.final_ratings"),
        ({"factor_fit__competent": "improvement_needed"}, "factor_fit.competent"),
    ],
)
def test_what_is_well_formed_and_cannot_be_meant(paths, path):
    assert [found for found, _sentence in objections_to(changed(**paths))] == [path]


@pytest.mark.parametrize("paths", [{}, {"follow_up__window_months": 60}, {"deadlines__copy_days": 366}])
def test_what_can_be_meant(paths):
    assert objections_to(changed(**paths)) == []
