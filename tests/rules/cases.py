"""Facts that the tables of this folder share: one clean Competent, varied per test."""

from dataclasses import replace
from datetime import date

from evaluations.enums import ItemRating, Rating
from evaluations.rules.book import rule_violations
from evaluations.rules.facts import (
    ChainMember,
    EvaluationFacts,
    FactorFacts,
    ImprovementEvidence,
    ImprovementPlan,
    Leave,
    Period,
    PlanDeficiency,
)
from evaluations.rules.policy import load_policy
from workforce.enums import ManagementLevel

COUNTY = load_policy("county", 1)
SCHOOL = load_policy("school", 1)
BOTH = (COUNTY, SCHOOL)
TODAY = date(2026, 7, 6)
YEAR = Period(date(2025, 7, 1), date(2026, 6, 30))
LONG_LEAVE = Leave(date(2025, 9, 1), date(2026, 5, 31))
CHAIN = (
    ChainMember("supervisor", ManagementLevel.SUPERVISOR),
    ChainMember("head", ManagementLevel.PROGRAM_HEAD),
    ChainMember("chief", ManagementLevel.DIVISION_CHIEF),
    ChainMember("deputy", ManagementLevel.DEPUTY_DIRECTOR),
    ChainMember("chief_deputy", ManagementLevel.CHIEF_DEPUTY_DIRECTOR),
    ChainMember("director", ManagementLevel.DIRECTOR),
)
EVIDENCE = ImprovementEvidence(
    informed="Told on March 3 and April 7, 2026.",
    required="Close each case note within two days.",
    assistance="Weekly help from a lead worker.",
)
DEFICIENCY = PlanDeficiency(
    factor="Work Habits",
    standard="95 of 100 case notes are closed within two days by October 31, 2026.",
    evidence="March 2026: 61 of 100; April 2026: 58 of 100.",
    required_action="Write notes on the day of the visit.",
    assistance="Weekly help from a lead worker.",
    measure="Monthly case-note report.",
    target_on=date(2026, 10, 31),
    check_ins=(date(2026, 8, 3), date(2026, 9, 7)),
)
PLAN = ImprovementPlan(deficiencies=(DEFICIENCY,), finding="The work was up to standard until January 2026.")


def factors(*ratings: str | None) -> dict[str, FactorFacts]:
    """Factors named f1, f2 … with these ratings and one item rated alike."""
    answers = [None if rating is None else ItemRating(rating) for rating in ratings]
    return {
        f"f{number}": FactorFacts(rating=answer, items={"first": answer})
        for number, answer in enumerate(answers, start=1)
    }


COMPETENT = EvaluationFacts(
    period=YEAR,
    overall=Rating.COMPETENT,
    factors=factors("competent", "competent"),
    chain=CHAIN,
    rater="supervisor",
    hr_manager="hr",
    hr_contact_on=date(2026, 4, 15),
)
IMPROVEMENT_NEEDED = replace(
    COMPETENT,
    overall=Rating.IMPROVEMENT_NEEDED,
    factors=factors("improvement_needed", "competent"),
    comments="Case notes were late in March and April 2026.",
    improvement_evidence=EVIDENCE,
    improvement_plan=PLAN,
)
BLANK = replace(COMPETENT, overall=None, factors=factors(None, None))


def findings(facts: EvaluationFacts, policy=COUNTY, today: date = TODAY) -> list[tuple[str, str, str, str]]:
    """The rules' findings without their sentences: (rule, severity, code, field)."""
    return [
        (entry.rule, entry.severity.value, entry.code, entry.field) for entry in rule_violations(facts, policy, today)
    ]


def messages(facts: EvaluationFacts, policy=COUNTY, today: date = TODAY) -> list[str]:
    """The rules' sentences alone."""
    return [entry.message for entry in rule_violations(facts, policy, today)]
