"""Whose words stand where two versions of one form came from a third."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evaluations.rules.content import DeficiencyContent, DraftContent, FactorContent
from evaluations.rules.merging import sides

FIRST, SECOND = DeficiencyContent("a", standard="First"), DeficiencyContent("a", standard="Second")
BASE = DraftContent(
    factors={"a": FactorContent("competent", "Began so", {"x": "", "y": "very_good"})},
    overall_comments="Began so",
    deficiencies=(FIRST, SECOND),
)


def factor(**changes: object) -> dict[str, FactorContent]:
    return {"a": replace(BASE.factors["a"], **changes)}


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        ({}, {}, {}),
        ({"overall": "competent"}, {"overall": "competent"}, {}),
        ({"overall": "competent"}, {}, {"overall": "mine"}),
        ({}, {"overall": "competent"}, {"overall": "theirs"}),
        ({"overall": "competent"}, {"overall": "very_good"}, {"overall": "ask"}),
        ({"overall_comments": ""}, {"overall_comments": "Longer"}, {"overall_comments": "ask"}),
        ({"overall_comments": ""}, {}, {"overall_comments": "mine"}),
        ({}, {"overall_comments": ""}, {"overall_comments": "theirs"}),
        (
            {"factors": factor(comments="Mine"), "overall": "competent"},
            {"factors": factor(rating="very_good", items={"x": "competent", "y": ""})},
            {
                "comments:a": "mine", "factor:a": "theirs", "item:a:x": "theirs", "item:a:y": "theirs",
                "overall": "mine",
            },
        ),
    ],
)  # fmt: skip
def test_a_field_that_one_alone_changed_is_that_ones(
    mine: dict[str, object], theirs: dict[str, object], expected: dict[str, str]
) -> None:
    assert sides(BASE, replace(BASE, **mine), replace(BASE, **theirs)) == expected


def test_where_nobody_knows_what_both_began_with_everything_is_asked() -> None:
    mine, theirs = replace(BASE, overall="competent"), replace(BASE, overall_comments="Longer")
    assert sides(None, mine, theirs) == {"overall": "ask", "overall_comments": "ask"}


def test_the_plan_is_the_ones_who_alone_changed_it() -> None:
    shorter = replace(BASE, deficiencies=(SECOND,), overall="competent")
    plan = ("deficiency:1:standard", "deficiency:2:factor", "deficiency:2:standard")
    assert sides(BASE, BASE, shorter) == dict.fromkeys([*plan, "overall"], "theirs")
    assert sides(BASE, shorter, BASE) == dict.fromkeys([*plan, "overall"], "mine")


def test_where_both_changed_the_plan_every_row_that_differs_is_asked() -> None:
    """One took the first row away, the other wrote in the second: by place alone, the rows cannot be told apart."""
    mine = replace(BASE, deficiencies=(FIRST, replace(SECOND, evidence="March 3")), overall="competent")
    theirs = replace(BASE, deficiencies=(SECOND,))
    assert sides(BASE, mine, theirs) == {
        "deficiency:1:standard": "ask",
        "deficiency:2:evidence": "ask",
        "deficiency:2:factor": "ask",
        "deficiency:2:standard": "ask",
        "overall": "mine",
    }
