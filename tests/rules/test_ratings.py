"""R6, R7, R37, the form, and what an evaluation amounts to."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.enums import ItemRating, Rating
from evaluations.rules.book import outcome, rating_to_sign, violations
from evaluations.rules.facts import EvaluationFacts, FactorFacts, Leave
from tests.rules.cases import (
    BLANK,
    BOTH,
    COMPETENT,
    COUNTY,
    IMPROVEMENT_NEEDED,
    LONG_LEAVE,
    TODAY,
    YEAR,
    factors,
    findings,
    messages,
)

DATES = "On leave from September 1, 2025 to May 31, 2026."
NO_LEAVE = ("R6", "error", "blank_without_leave", "overall")
NO_DATES = ("R6", "error", "blank_without_dates", "overall_comments")
OVERALL_BLANK = ("R6", "error", "overall_blank", "overall")
NO_COMMENTS = ("R7", "error", "comments_missing", "overall_comments")
MISFIT = ("R37", "warning", "factors_below_overall", "overall")
NO_LOW_FACTOR = ("R37", "warning", "no_low_factor", "overall")


@pytest.mark.parametrize("policy", BOTH, ids=lambda policy: policy.key)
@pytest.mark.parametrize(
    ("leaves", "comments", "expected", "amounts_to"),
    [
        ([LONG_LEAVE], DATES, [], "deemed_competent"),
        ([LONG_LEAVE], "Leave 2025-09-01 to 2026-05-31", [], "deemed_competent"),
        ([LONG_LEAVE], "", [NO_DATES], "incomplete"),
        ([LONG_LEAVE], "Away for most of the period.", [NO_DATES], "incomplete"),
        ([LONG_LEAVE], "On leave from September 1, 2025.", [NO_DATES], "incomplete"),
        ([LONG_LEAVE], "On leave from 2024-09-01 to 2025-05-31.", [NO_DATES], "incomplete"),
        ([], DATES, [NO_LEAVE], "incomplete"),
        ([], "", [NO_LEAVE], "incomplete"),
        ([Leave(date(2024, 9, 1), date(2025, 6, 30))], "2024-09-01 to 2025-06-30", [NO_LEAVE], "incomplete"),
        ([Leave(date(2026, 7, 1), date(2026, 7, 31))], "2026-07-01 to 2026-07-31", [NO_LEAVE], "incomplete"),
        ([Leave(date(2024, 9, 1), date(2025, 7, 1))], "2024-09-01 to 2025-07-01", [], "deemed_competent"),
        ([Leave(date(2026, 6, 30), date(2026, 9, 1))], "2026-06-30 to 2026-09-01", [], "deemed_competent"),
        ([Leave(date(2024, 9, 1), date(2026, 9, 1))], "2025-07-01 to 2026-06-30", [], "deemed_competent"),
        (
            [Leave(date(2025, 9, 1), date(2025, 12, 31)), Leave(date(2026, 1, 1), date(2026, 5, 31))],
            DATES,
            [],
            "deemed_competent",
        ),
        (
            [Leave(date(2025, 9, 1), date(2025, 12, 31)), Leave(date(2026, 1, 1), date(2026, 5, 31))],
            "On leave from 2026-01-01 to 2026-05-31",
            [],
            "deemed_competent",
        ),
    ],
)
def test_all_blank_needs_a_recorded_leave_and_its_dates(policy, leaves, comments, expected, amounts_to):
    facts = replace(BLANK, leaves=tuple(leaves), comments=comments)
    assert findings(facts, policy) == expected
    assert outcome(facts) == amounts_to


@pytest.mark.parametrize(
    "answers",
    [
        factors("competent", None),
        {"f1": FactorFacts(items={"first": ItemRating.COMPETENT}), "f2": FactorFacts()},
        {"f1": FactorFacts(rating=ItemRating.NOT_APPLICABLE), "f2": FactorFacts()},
    ],
    ids=["a factor", "an item", "not applicable"],
)
def test_one_answer_with_a_blank_overall_is_an_error(answers):
    facts = replace(BLANK, factors=answers, leaves=(LONG_LEAVE,), comments=DATES)
    assert findings(facts) == [OVERALL_BLANK]
    assert outcome(facts) == "incomplete"
    assert rating_to_sign(facts) is None


def test_deemed_competent_signs_as_competent():
    assert rating_to_sign(replace(BLANK, leaves=(LONG_LEAVE,), comments=DATES)) is Rating.COMPETENT
    assert rating_to_sign(IMPROVEMENT_NEEDED) is Rating.IMPROVEMENT_NEEDED
    assert rating_to_sign(BLANK) is None


def test_blank_ratings_say_which_dates_to_write():
    assert messages(replace(BLANK, leaves=(Leave(date(2026, 6, 1), date(2026, 6, 2)), LONG_LEAVE))) == [
        "Nothing is rated, and Comments do not name the dates of the leave. Rate every factor and choose an overall "
        "rating; or, where the leave was so long that a factor cannot be assessed, write its dates in Comments "
        "(dates only): on leave from September 1, 2025 to June 2, 2026."
    ]


def test_blank_ratings_without_facts_are_silent():
    assert findings(EvaluationFacts()) == []
    assert findings(replace(BLANK, period=None)) == []
    assert findings(EvaluationFacts(period=YEAR)) == []
    assert outcome(EvaluationFacts()) == "incomplete"


def test_a_rated_evaluation_with_leave_is_simply_rated():
    facts = replace(COMPETENT, leaves=(LONG_LEAVE,))
    assert findings(facts) == []
    assert outcome(facts) == "rated"


@pytest.mark.parametrize("policy", BOTH, ids=lambda policy: policy.key)
@pytest.mark.parametrize(
    ("overall", "answers", "needs_comments"),
    [
        (Rating.OUTSTANDING, ("outstanding", "very_good"), True),
        (Rating.VERY_GOOD, ("very_good", "competent"), True),
        (Rating.COMPETENT, ("competent", "very_good"), False),
        (Rating.IMPROVEMENT_NEEDED, ("improvement_needed", "competent"), True),
        (Rating.UNSATISFACTORY, ("unsatisfactory", "competent"), True),
    ],
)
@pytest.mark.parametrize("comments", ["", "  \n", "…", "-"])
def test_every_rating_but_competent_needs_evidence_in_comments(policy, overall, answers, needs_comments, comments):
    facts = replace(IMPROVEMENT_NEEDED, overall=overall, factors=factors(*answers), comments=comments)
    found = [entry for entry in findings(facts, policy) if entry[0] == "R7"]
    assert found == ([NO_COMMENTS] if needs_comments else [])
    assert [entry for entry in findings(replace(facts, comments="Facts."), policy) if entry[0] == "R7"] == []


def test_attachments_never_replace_comments():
    facts = replace(COMPETENT, overall=Rating.VERY_GOOD, attachments=3)
    assert messages(facts) == [
        "An overall rating of Very Good needs factual evidence in Comments: write what was done, when, and with "
        "what result. The attached files do not replace Comments."
    ]


@pytest.mark.parametrize(
    ("overall", "answers", "expected"),
    [
        ("outstanding", ("outstanding", "very_good"), []),
        ("outstanding", ("outstanding", "competent"), [MISFIT]),
        ("outstanding", ("improvement_needed", "unsatisfactory"), [MISFIT]),
        ("very_good", ("outstanding", "competent"), []),
        ("very_good", ("very_good", "improvement_needed"), [MISFIT]),
        ("competent", ("outstanding", "competent"), []),
        ("competent", ("competent", "unsatisfactory"), [MISFIT]),
        ("improvement_needed", ("competent", "improvement_needed"), []),
        ("improvement_needed", ("competent", "unsatisfactory"), []),
        ("improvement_needed", ("competent", "outstanding"), [NO_LOW_FACTOR]),
        ("unsatisfactory", ("competent", "improvement_needed"), []),
        ("unsatisfactory", ("competent", "competent"), [NO_LOW_FACTOR]),
        ("outstanding", ("outstanding", "not_applicable"), []),
        ("unsatisfactory", ("not_applicable", "not_applicable"), [NO_LOW_FACTOR]),
        ("improvement_needed", (None, None), []),
        ("improvement_needed", (), []),
    ],
)
def test_overall_and_factors_fit(overall, answers, expected):
    facts = replace(IMPROVEMENT_NEEDED, overall=Rating(overall), factors=factors(*answers))
    assert [entry for entry in findings(facts) if entry[0] == "R37"] == expected


def test_a_misfit_names_every_factor_below():
    facts = replace(
        COMPETENT,
        overall=Rating.VERY_GOOD,
        comments="Facts.",
        factors=factors("very_good", "improvement_needed", "unsatisfactory"),
        labels={"factor:f2": "Work Habits"},
    )
    assert messages(facts) == [
        "The overall rating is Very Good, but Work Habits (Improvement Needed) and F3 (Unsatisfactory) are rated "
        "below Competent. Look at both again, or say why both stand."
    ]


def form_findings(facts: EvaluationFacts) -> list[tuple[str, str]]:
    return [(entry.code, entry.field) for entry in violations(facts, COUNTY, TODAY) if entry.rule == "form"]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (factors("competent", "not_applicable"), []),
        (factors("competent", None), [("answer_missing", "factor:f2")]),
        (
            {"f1": FactorFacts(ItemRating.COMPETENT, {"a": None, "b": ItemRating.COMPETENT, "c": None})},
            [("answer_missing", "item:f1:a")],
        ),
        (factors("not_applicable", "not_applicable"), [("no_factor_rated", "factor:f1")]),
        (factors(None, None), [("answer_missing", "factor:f1"), ("answer_missing", "factor:f2")]),
        ({}, []),
    ],
)
def test_the_form_wants_every_factor_and_item_answered(answers, expected):
    assert form_findings(replace(COMPETENT, factors=answers)) == expected


def test_a_blank_form_is_the_business_of_r6_alone():
    assert form_findings(BLANK) == []
    assert form_findings(replace(BLANK, factors=factors("competent", None))) == [("answer_missing", "factor:f2")]


def test_the_form_names_what_is_missing():
    answers = {"quality_of_work": FactorFacts(None, {"accuracy": None, "order": ItemRating.COMPETENT, "tidy": None})}
    facts = replace(COMPETENT, factors=answers, labels={"item:quality_of_work:tidy": "Tidiness"})
    assert [entry.message for entry in violations(facts, COUNTY, TODAY)] == [
        'Quality of work: choose a rating or "Not applicable" for the factor itself, Accuracy and Tidiness.'
    ]


ANSWERS = st.none() | st.sampled_from(list(ItemRating))


@given(st.none() | st.sampled_from(list(Rating)), st.lists(ANSWERS, max_size=4), st.booleans(), st.booleans())
def test_deemed_competent_only_where_everything_is_blank(overall, answers, is_on_leave, has_dates):
    facts = replace(
        COMPETENT,
        overall=overall,
        factors={str(index): FactorFacts(answer) for index, answer in enumerate(answers)},
        leaves=(LONG_LEAVE,) if is_on_leave else (),
        comments=DATES if has_dates else "Facts.",
    )
    is_blank = overall is None and all(answer is None for answer in answers)
    assert (outcome(facts) == "deemed_competent") == (is_blank and is_on_leave and has_dates)
    assert (outcome(facts) == "rated") == (overall is not None)
