"""The personnel action that goes with an Unsatisfactory (R16)."""

from collections.abc import Iterator
from datetime import date

from evaluations.enums import Rating
from evaluations.rules.facts import EvaluationFacts, PersonnelAction
from evaluations.rules.policy_shape import Policy
from evaluations.rules.violation import Violation, error, form_error


def linked_action(facts: EvaluationFacts, policy: Policy, today: date) -> Iterator[Violation]:
    """R16: an Unsatisfactory needs a discharge or reduction, proposed or final, while in service.

    None is needed where the employee has already left the service. Its stage and its day are the form's matter.
    """
    if facts.overall is not Rating.UNSATISFACTORY or facts.employee.is_separated(today):
        return
    action = facts.action or PersonnelAction()
    if action.kind is None:
        message = (
            "An overall rating of Unsatisfactory needs a discharge or a reduction, proposed or final, since the "
            "employee is still in service. Choose which one."
        )
        yield error(policy, "R16", code="action_missing", message=message, field="action_kind")


def details_of_action(facts: EvaluationFacts, today: date) -> Iterator[Violation]:
    """The form: the discharge or reduction of an Unsatisfactory says when it takes effect, and whether it is final."""
    action = facts.action
    if facts.overall is not Rating.UNSATISFACTORY or action is None or action.kind is None:
        return
    if action.effective_on is None and not facts.employee.is_separated(today):
        message = (
            f"The {action.kind.label.lower()} that goes with the Unsatisfactory has no date. "
            "Enter the day on which it takes effect or is proposed to."
        )
        yield form_error(code="action_date_missing", message=message, field="action_effective_on")
    if action.stage is None:
        message = f"Say whether the {action.kind.label.lower()} is proposed or final."
        yield form_error(code="action_stage_missing", message=message, field="action_stage")
