"""R17 and R35: when content may change."""

import pytest

from evaluations.enums import EvaluationStatus
from evaluations.rules.immutability import change_of_content
from tests.rules.cases import COUNTY


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (EvaluationStatus.DRAFT, None),
        (EvaluationStatus.HR_REVIEW, ("R17", "not_a_draft")),
        (EvaluationStatus.REVIEWER_REVIEW, ("R17", "not_a_draft")),
        (EvaluationStatus.DEPARTMENT_HEAD_REVIEW, ("R17", "not_a_draft")),
        (EvaluationStatus.READY_TO_ISSUE, ("R17", "not_a_draft")),
        (EvaluationStatus.ISSUED, ("R35", "issued")),
        (EvaluationStatus.FINAL, ("R35", "immutable")),
        (EvaluationStatus.VOID, ("R35", "immutable")),
        (EvaluationStatus.SUPERSEDED, ("R35", "immutable")),
    ],
)
def test_only_a_draft_changes(status, expected):
    refusal = change_of_content(status, COUNTY)
    assert (refusal and (refusal.rule, refusal.code)) == expected
