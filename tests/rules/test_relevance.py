"""Which rules a reader checks for which rating."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evaluations.enums import EvaluationKind, Rating
from evaluations.rules.facts import EvaluationFacts
from evaluations.rules.relevance import rules_to_check
from tests.rules.cases import COUNTY, LONG_LEAVE, SCHOOL, YEAR

FACTS = EvaluationFacts(kind=EvaluationKind.ANNUAL, period=YEAR)


@pytest.mark.parametrize(
    ("rating", "rules"),
    [
        (Rating.OUTSTANDING, ("R1", "R5", "R7", "R37")),
        (Rating.VERY_GOOD, ("R1", "R5", "R7", "R37")),
        (Rating.COMPETENT, ("R1", "R5", "R37")),
        (Rating.IMPROVEMENT_NEEDED, ("R1", "R5", "R7", "R8", "R9", "R10", "R37")),
        (Rating.UNSATISFACTORY, ("R1", "R5", "R7", "R11", "R16", "R37")),
        (None, ("R1", "R5", "R6")),
    ],
)
def test_the_rules_of_each_rating(rating: Rating | None, rules: tuple[str, ...]):
    assert rules_to_check(replace(FACTS, overall=rating), COUNTY) == rules


def test_a_leave_in_the_period_brings_r6_into_play():
    facts = replace(FACTS, overall=Rating.COMPETENT, leaves=(LONG_LEAVE,))
    assert rules_to_check(facts, COUNTY) == ("R1", "R5", "R6", "R37")


def test_the_final_of_a_window_is_held_against_r13():
    facts = replace(FACTS, overall=Rating.COMPETENT, kind=EvaluationKind.FOLLOW_UP_FINAL)
    assert rules_to_check(facts, COUNTY) == ("R1", "R5", "R13", "R37")


def test_a_rule_that_the_set_switches_off_is_not_asked():
    facts = replace(FACTS, overall=Rating.UNSATISFACTORY)
    assert rules_to_check(facts, SCHOOL) == ("R1", "R5", "R7", "R37")
