"""The sentences that people sign under, each shown before signing and kept with the signature."""

from __future__ import annotations

from evaluations.enums import Capacity

EMPLOYEE = "employee"
HR_REVIEW = "hr_review"

_STATEMENTS = {
    Capacity.RATER.value: ("I rated this work myself. The ratings and comments rest on facts that I can stand behind."),
    Capacity.REVIEWER.value: "I have reviewed this evaluation as it stands here and I approve it.",
    Capacity.DEPARTMENT_HEAD.value: (
        "I have read this evaluation as it stands here and I approve it for the department."
    ),
    EMPLOYEE: (
        "I have been shown this evaluation. My signature says that I received it. It does not say that I agree with it."
    ),
}


_RATER_OF_BLANK = (
    "I leave every rating blank because of the leave whose dates are in Comments. "
    "The employee is deemed competent for this rating period."
)


def statement_for(capacity: str, *, is_blank: bool = False) -> str:
    """The sentence that a signature in this capacity stands under; the Rater's own where all is blank (R6).

    Raises KeyError for an unknown capacity.
    """
    return _RATER_OF_BLANK if is_blank and capacity == Capacity.RATER.value else _STATEMENTS[capacity]


def capacity_label(capacity: str) -> str:
    """The capacity in words, the employee's included."""
    return "Employee" if capacity == EMPLOYEE else Capacity(capacity).label
