"""When the content of an evaluation may change (R17, R35)."""

from evaluations.enums import EvaluationStatus
from evaluations.rules.policy_shape import Policy
from evaluations.rules.violation import Violation, error

CLOSED = frozenset({EvaluationStatus.FINAL, EvaluationStatus.VOID, EvaluationStatus.SUPERSEDED})


def change_of_content(status: EvaluationStatus, policy: Policy) -> Violation | None:
    """R17, R35: why ratings, Comments, dates and plan cannot change in this state; None in draft.

    Only a draft is written to, a reviewer returns it first. A final evaluation is immutable, and its
    correction is a new version.
    """
    if status is EvaluationStatus.DRAFT:
        return None
    if status in CLOSED:
        message = (
            f"This evaluation is {status.label.lower()} and cannot be changed. "
            "Where it is wrong, start a corrected version, which is linked to this one."
        )
        return error(policy, "R35", code="immutable", message=message, field="")
    if status is EvaluationStatus.ISSUED:
        message = (
            "This evaluation has been issued to the employee and cannot be changed. "
            "Where it is wrong, start a corrected version, which is linked to this one."
        )
        return error(policy, "R35", code="issued", message=message, field="")
    message = (
        "Only a draft can be changed. Ask for the evaluation to be returned with a reason; "
        "it is then signed and routed again from the start."
    )
    return error(policy, "R17", code="not_a_draft", message=message, field="")
