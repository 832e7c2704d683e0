"""R8, R9, R13: what an Improvement Needed owes, and what ends its follow-up."""

from dataclasses import replace
from datetime import date

import pytest

from evaluations.enums import EvaluationKind, Rating
from evaluations.rules.facts import (
    FollowUp,
    FollowUpFinal,
    ImprovementEvidence,
    ImprovementPlan,
    Period,
    PlanDeficiency,
)
from tests.rules.cases import (
    BLANK,
    BOTH,
    COMPETENT,
    COUNTY,
    DEFICIENCY,
    EVIDENCE,
    IMPROVEMENT_NEEDED,
    LONG_LEAVE,
    PLAN,
    TODAY,
    findings,
    messages,
    rule_violations,
)

INFORMED = ("R8", "error", "informed_missing", "improvement_informed")
REQUIRED = ("R8", "error", "required_missing", "improvement_required")
ASSISTANCE = ("R8", "error", "assistance_missing", "improvement_assistance")
NO_PLAN = ("R9", "error", "plan_missing", "improvement_plan")
NO_DEFICIENCY = ("R9", "error", "plan_without_deficiency", "improvement_plan")
NO_FINDING = ("R9", "error", "finding_missing", "improvement_plan:finding")


def incomplete(index: int, part: str) -> tuple[str, str, str, str]:
    return ("R9", "error", "deficiency_incomplete", f"improvement_plan:{index}:{part}")


@pytest.mark.parametrize("policy", BOTH, ids=lambda policy: policy.key)
@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        (EVIDENCE, []),
        (None, [INFORMED, REQUIRED, ASSISTANCE]),
        (ImprovementEvidence(), [INFORMED, REQUIRED, ASSISTANCE]),
        (replace(EVIDENCE, informed=" "), [INFORMED]),
        (replace(EVIDENCE, required="-"), [REQUIRED]),
        (replace(EVIDENCE, assistance=""), [ASSISTANCE]),
        (ImprovementEvidence(informed=True, required=True, assistance=True), []),
        (ImprovementEvidence(informed=True, required=False, assistance=True), [REQUIRED]),
    ],
)
def test_comments_show_three_parts(policy, evidence, expected):
    assert findings(replace(IMPROVEMENT_NEEDED, improvement_evidence=evidence), policy) == expected


@pytest.mark.parametrize("policy", BOTH, ids=lambda policy: policy.key)
@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        (PLAN, []),
        (True, []),
        (None, [NO_PLAN]),
        (False, [NO_PLAN]),
        (ImprovementPlan(), [NO_DEFICIENCY, NO_FINDING]),
        (replace(PLAN, finding=""), [NO_FINDING]),
        (replace(PLAN, deficiencies=()), [NO_DEFICIENCY]),
        (replace(PLAN, deficiencies=(DEFICIENCY, PlanDeficiency())), [incomplete(1, "factor")]),
        (replace(PLAN, deficiencies=(replace(DEFICIENCY, factor=""),)), [incomplete(0, "factor")]),
        (replace(PLAN, deficiencies=(replace(DEFICIENCY, standard=" "),)), [incomplete(0, "standard")]),
        (replace(PLAN, deficiencies=(replace(DEFICIENCY, evidence=""),)), [incomplete(0, "evidence")]),
        (replace(PLAN, deficiencies=(replace(DEFICIENCY, required_action=""),)), [incomplete(0, "required_action")]),
        (replace(PLAN, deficiencies=(replace(DEFICIENCY, assistance=""),)), [incomplete(0, "assistance")]),
        (replace(PLAN, deficiencies=(replace(DEFICIENCY, measure=""),)), [incomplete(0, "measure")]),
        (replace(PLAN, deficiencies=(replace(DEFICIENCY, target_on=None),)), [incomplete(0, "target_on")]),
        (replace(PLAN, deficiencies=(replace(DEFICIENCY, check_ins=()),)), [incomplete(0, "check_ins")]),
    ],
)
def test_improvement_needed_cannot_go_on_without_a_complete_plan(policy, plan, expected):
    assert findings(replace(IMPROVEMENT_NEEDED, improvement_plan=plan), policy) == expected


def test_an_incomplete_deficiency_names_every_missing_part():
    plan = replace(PLAN, deficiencies=(replace(DEFICIENCY, standard="", target_on=None, check_ins=()),))
    assert messages(replace(IMPROVEMENT_NEEDED, improvement_plan=plan)) == [
        "Deficiency 1 of the Plan for Improvement still lacks the standard as a SMART goal, the target date "
        "and the check-in dates."
    ]


@pytest.mark.parametrize("overall", [Rating.OUTSTANDING, Rating.VERY_GOOD, Rating.COMPETENT, Rating.UNSATISFACTORY])
def test_no_other_rating_owes_evidence_parts_or_a_plan(overall):
    facts = replace(IMPROVEMENT_NEEDED, overall=overall, improvement_evidence=None, improvement_plan=None)
    assert [entry for entry in findings(facts) if entry[0] in ("R8", "R9")] == []


UNLAWFUL = ("R13", "error", "final_not_lawful", "overall")


@pytest.mark.parametrize("policy", BOTH, ids=lambda policy: policy.key)
@pytest.mark.parametrize(
    ("overall", "expected"),
    [
        (Rating.OUTSTANDING, [UNLAWFUL]),
        (Rating.VERY_GOOD, [UNLAWFUL]),
        (Rating.COMPETENT, []),
        (Rating.IMPROVEMENT_NEEDED, [UNLAWFUL]),
        (Rating.UNSATISFACTORY, []),
        (None, [("R13", "error", "final_blank", "overall")]),
    ],
)
def test_only_competent_or_unsatisfactory_ends_a_follow_up(policy, overall, expected):
    written_for_it = replace(COMPETENT, kind=EvaluationKind.FOLLOW_UP_FINAL, overall=overall)
    recorded = replace(COMPETENT, follow_up=FollowUp(final=FollowUpFinal(overall)))
    for facts in (written_for_it, recorded):
        assert [entry for entry in findings(facts, policy) if entry[0] == "R13"] == expected


def test_the_evaluation_at_hand_may_be_the_improvement_needed_itself():
    facts = replace(IMPROVEMENT_NEEDED, kind=EvaluationKind.ANNUAL, follow_up=FollowUp(issued_on=TODAY))
    assert findings(facts) == []


def test_deemed_competent_cannot_end_a_follow_up():
    facts = replace(
        BLANK, kind=EvaluationKind.FOLLOW_UP_FINAL, leaves=(LONG_LEAVE,), comments="2025-09-01 to 2026-05-31"
    )
    (violation,) = rule_violations(facts, COUNTY, TODAY)
    assert violation.message == (
        "The evaluation that ends a follow-up is Competent or Unsatisfactory; a blank one cannot end it. "
        "Choose one of the two. Where the employee was absent, ask HR for an extension instead."
    )


def test_the_refusal_names_the_rating_and_the_source():
    facts = replace(COMPETENT, kind=EvaluationKind.FOLLOW_UP_FINAL, overall=Rating.VERY_GOOD, comments="Facts.")
    (violation,) = rule_violations(facts, COUNTY, TODAY)
    assert violation.message == (
        "The evaluation that ends a follow-up is Competent or Unsatisfactory, not Very Good. Choose one of the two."
    )
    assert violation.citation == (
        "County Civil Service Rule 20.04(A)(4); departmental performance evaluation policy, Improvement Needed"
    )


@pytest.mark.parametrize(
    ("overall", "expected"),
    [
        (Rating.COMPETENT, [("R13", "warning", "beside_open_window", "overall")]),
        (Rating.IMPROVEMENT_NEEDED, [("R13", "error", "window_open_already", "overall")]),
        # Beside the window it would not end it, and the employee would revert in spite of it (R15).
        (Rating.UNSATISFACTORY, [("R13", "error", "unsatisfactory_beside_window", "overall")]),
    ],
)
def test_what_stands_beside_an_open_window(overall, expected):
    window = Period(date(2026, 7, 6), date(2027, 1, 6))
    facts = replace(COMPETENT, kind=EvaluationKind.SPECIAL, overall=overall, open_window=window)
    assert [one for one in findings(facts) if one[0] == "R13"] == expected
