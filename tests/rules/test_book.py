"""The rule book as a whole: order, silence, sentences, and that it stands on its own feet."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.enums import EvaluationKind, Rating, Severity
from evaluations.rules.book import RULES, violations
from evaluations.rules.facts import EvaluationFacts, FactorFacts, Period
from evaluations.rules.violation import FORM, FORM_CITATION
from tests.rules.cases import (
    BLANK,
    BOTH,
    COMPETENT,
    COUNTY,
    IMPROVEMENT_NEEDED,
    LONG_LEAVE,
    SCHOOL,
    TODAY,
    YEAR,
    factors,
    findings,
)

EVERYTHING_WRONG = replace(
    BLANK,
    kind=EvaluationKind.FOLLOW_UP_FINAL,
    overall=Rating.IMPROVEMENT_NEEDED,
    factors=factors("competent", None),
    period=Period(YEAR.start, TODAY),
    other_periods=(YEAR,),
    chain=COMPETENT.chain[:1],
    hr_manager=None,
    recused=frozenset({"supervisor"}),
    names={"supervisor": "Ana Reyes"},
    hr_contact_on=None,
)


@pytest.mark.parametrize("policy", BOTH, ids=lambda policy: policy.key)
@pytest.mark.parametrize(
    "facts",
    [EvaluationFacts(), COMPETENT, IMPROVEMENT_NEEDED, replace(BLANK, leaves=(LONG_LEAVE,), comments="9/1 to 5/31")],
    ids=["nothing known", "competent", "improvement needed", "deemed competent"],
)
def test_a_sound_evaluation_has_nothing_against_it(policy, facts):
    assert violations(facts, policy, TODAY) == ()


def test_all_reasons_are_given_at_once_in_rule_order():
    found = [(entry.rule, entry.code) for entry in violations(EVERYTHING_WRONG, COUNTY, TODAY)]
    assert found == [
        ("R1", "period_too_long"),
        ("R5", "period_overlaps"),
        ("R7", "comments_missing"),
        ("R8", "informed_missing"),
        ("R8", "required_missing"),
        ("R8", "assistance_missing"),
        ("R9", "plan_missing"),
        ("R10", "hr_contact_missing"),
        ("R13", "final_not_lawful"),
        ("R17", "reviewer_missing"),
        ("R17", "department_head_missing"),
        ("R23", "rater_recused"),
        ("R37", "no_low_factor"),
        ("form", "answer_missing"),
    ]


def test_the_rules_stand_in_rule_order():
    numbers = [int(number[1:]) for number, _ in RULES]
    assert numbers == sorted(numbers)
    assert len(set(numbers)) == len(numbers)


def test_every_rule_function_cites_its_number():
    assert [number for number, rule in RULES if not (rule.__doc__ or "").startswith(f"{number}:")] == []


@pytest.mark.parametrize("number", [number for number, _ in RULES])
def test_a_rule_that_the_set_switches_off_is_silent(number):
    policy = replace(COUNTY, rules={**COUNTY.rules, number: replace(COUNTY.rules[number], is_on=False)})
    found = {entry.rule for entry in violations(EVERYTHING_WRONG, policy, TODAY)}
    expected = {entry.rule for entry in violations(EVERYTHING_WRONG, COUNTY, TODAY)} - {number}
    assert found == expected


@pytest.mark.parametrize("policy", BOTH, ids=lambda policy: policy.key)
def test_every_violation_is_a_sentence_with_a_remedy_a_source_and_a_field(policy):
    for entry in violations(EVERYTHING_WRONG, policy, TODAY):
        assert entry.message[0].isupper()
        assert entry.message.endswith(".")
        assert entry.citation == (FORM_CITATION if entry.rule == FORM else policy.citation(entry.rule))
        assert entry.field != ""
        assert entry.is_error == (entry.severity is Severity.ERROR)
        assert entry.is_warning == (entry.severity is Severity.WARNING)


def test_the_worked_examples_of_the_handbook():
    next_period = replace(COMPETENT, other_periods=(YEAR,))
    overlapping = replace(next_period, period=Period(TODAY.replace(month=6, day=15), TODAY.replace(2027, 6, 14)))
    assert findings(overlapping) == [("R5", "error", "period_overlaps", "period_start")]
    later = replace(next_period, period=Period(TODAY.replace(month=8, day=1), TODAY.replace(2027, 6, 30)))
    assert findings(later) == [("R5", "warning", "gap", "period_start")]
    blank = replace(BLANK, leaves=(LONG_LEAVE,), comments="On leave 2025-09-01 to 2026-05-31.")
    assert findings(blank) == []
    one_rated = replace(blank, factors={**blank.factors, "f1": FactorFacts(rating=factors("competent")["f1"].rating)})
    assert findings(one_rated) == [("R6", "error", "overall_blank", "overall")]


RULES_IMPORT = """
import importlib.abc, pkgutil, sys

class NoDjango(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("django", "environ", "config"):
            raise ImportError(f"the rules must not import {name}")

sys.meta_path.insert(0, NoDjango())
import evaluations.rules
for module in pkgutil.iter_modules(evaluations.rules.__path__):
    importlib.import_module(f"evaluations.rules.{module.name}")
from evaluations.rules.policy import load_policy
print(load_policy("county").name)
"""


def test_the_rules_stand_without_django_and_without_an_environment():
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", RULES_IMPORT], cwd=root, env={}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "county-1\n", "")


RATINGS = st.none() | st.sampled_from(list(Rating))


@given(RATINGS, st.sampled_from(BOTH), st.text(max_size=20), st.lists(RATINGS, max_size=3))
def test_the_book_never_fails_and_never_contradicts_itself(overall, policy, comments, answers):
    facts = replace(COMPETENT, overall=overall, comments=comments, factors=factors(*answers))
    found = violations(facts, policy, TODAY)
    assert len(set(found)) == len(found)
    assert [entry.rule for entry in found if entry.rule != "form" and not policy.is_on(entry.rule)] == []


def test_schools_differ_from_the_county_only_where_they_should():
    facts = replace(IMPROVEMENT_NEEDED, overall=Rating.UNSATISFACTORY, improvement_plan=None)
    assert findings(facts, COUNTY) == [("R16", "error", "action_missing", "action_kind")]
    assert findings(facts, SCHOOL) == []
