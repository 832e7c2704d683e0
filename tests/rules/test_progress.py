"""The picture of an evaluation's way."""

from __future__ import annotations

import pytest

from evaluations.enums import Capacity, EvaluationStatus
from evaluations.rules.progress import stages

ALL = [Capacity.RATER, Capacity.REVIEWER, Capacity.DEPARTMENT_HEAD]
NO_REVIEWER = [Capacity.RATER, Capacity.DEPARTMENT_HEAD]


def drawn(status: EvaluationStatus, *, is_low: bool = False, capacities: list[Capacity] = ALL) -> str:
    """One letter for each stage: done, current, skipped, waiting."""
    return "".join(stage.state[0] for stage in stages(status, is_low=is_low, capacities=capacities))


@pytest.mark.parametrize(
    ("status", "picture"),
    [
        ("draft", "cwwwww"),
        ("reviewer_review", "dcwwww"),
        ("department_head_review", "ddcwww"),
        ("ready_to_issue", "dddcww"),
        ("issued", "ddddcw"),
        ("final", "dddddd"),
        ("superseded", "dddddd"),
        ("void", ""),
    ],
)
def test_the_usual_way(status: str, picture: str):
    assert drawn(EvaluationStatus(status)) == picture


@pytest.mark.parametrize(
    ("status", "picture"),
    [("draft", "cwwwwww"), ("hr_review", "dcwwwww"), ("reviewer_review", "ddcwwww"), ("final", "ddddddd")],
)
def test_a_low_rating_passes_hr(status: str, picture: str):
    assert drawn(EvaluationStatus(status), is_low=True) == picture


def test_a_reviewer_who_is_not_needed_is_skipped_once_the_route_is_laid():
    assert drawn(EvaluationStatus.DEPARTMENT_HEAD_REVIEW, capacities=NO_REVIEWER) == "dscwww"
    assert drawn(EvaluationStatus.FINAL, capacities=NO_REVIEWER) == "dsdddd"
    assert drawn(EvaluationStatus.DRAFT, capacities=[]) == "cwwwww"


def test_the_words_of_the_whole_way():
    assert [stage.label for stage in stages(EvaluationStatus.DRAFT, is_low=True, capacities=[])] == [
        "Draft", "HR propriety review", "Reviewer", "Department Head", "Issue", "Employee", "Final",
    ]  # fmt: skip
