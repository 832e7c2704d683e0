"""The employee's answer to an evaluation that was presented (R20) and the written response (R25)."""

from collections.abc import Iterator
from datetime import date

from common.dates import in_words
from evaluations.enums import EmployeeOutcome
from evaluations.rules.deadlines import copy_due_on, is_copy_overdue, response_due_on
from evaluations.rules.facts import EvaluationFacts, OutcomeFacts
from evaluations.rules.policy_shape import Policy
from evaluations.rules.violation import Violation, error, is_said, warning


def copy_in_time(facts: EvaluationFacts, policy: Policy, today: date) -> Iterator[Violation]:
    """R19: the employee has a copy within 20 calendar days of being presented with the evaluation.

    What was given or mailed is the copy; until then it is overdue from day 21.
    """
    if facts.presented_on is None or not is_copy_overdue(facts.presented_on, None, policy, facts.issued_on or today):
        return
    due_on = copy_due_on(facts.presented_on, policy)
    had = f"had a copy on {in_words(facts.issued_on)} only" if facts.issued_on else "has no copy yet"
    message = (
        f"The employee {had}; it was due on {in_words(due_on)}, {policy.deadlines.copy_days} days after the evaluation "
        "was presented. Give or mail it at once, and say why it is late."
    )
    yield warning(policy, "R19", code="copy_late", message=message, field="issued_on")


def employee_outcome(facts: EvaluationFacts, policy: Policy, today: date) -> Iterator[Violation]:
    """R20: signed, refused with the rater's note, or unavailable only on leave or after separation."""
    answer = facts.outcome
    if answer is None:
        return
    yield from _day_of_outcome(answer, facts.presented_on, policy, today)
    if answer.outcome is EmployeeOutcome.REFUSED:
        yield from _refusal(answer, policy)
    if answer.outcome is EmployeeOutcome.UNAVAILABLE and not _is_away(facts, answer.on):
        message = (
            f"No leave and no separation is recorded for {in_words(answer.on)}, so the employee counts as available. "
            "Employees who were reassigned are available, too: present the evaluation, or record the absence."
        )
        yield error(policy, "R20", code="not_unavailable", message=message, field="outcome")


def _day_of_outcome(
    answer: OutcomeFacts, presented_on: date | None, policy: Policy, today: date
) -> Iterator[Violation]:
    if presented_on is not None and answer.on < presented_on:
        message = (
            f"The evaluation was presented on {in_words(presented_on)}; the employee's answer cannot be earlier. "
            "Correct the date."
        )
        yield error(policy, "R20", code="outcome_before_presented", message=message, field="outcome_on")
    if answer.on > today:
        message = f"{in_words(answer.on)} lies in the future. Enter the day on which the employee answered."
        yield error(policy, "R20", code="outcome_in_future", message=message, field="outcome_on")


def _refusal(answer: OutcomeFacts, policy: Policy) -> Iterator[Violation]:
    if not is_said(answer.note):
        message = "A refusal to sign needs the rater's note. Write when and how the evaluation was presented."
        yield error(policy, "R20", code="refusal_without_note", message=message, field="outcome_note")
    if not is_said(answer.witness):
        message = "No witness of the refusal is named. Name one where possible, or say why there is none."
        yield warning(policy, "R20", code="refusal_without_witness", message=message, field="outcome_witness")


def _is_away(facts: EvaluationFacts, day: date) -> bool:
    return facts.employee.is_separated(day) or any(leave.covers(day) for leave in facts.leaves)


def response_in_time(facts: EvaluationFacts, policy: Policy, today: date) -> Iterator[Violation]:
    """R25: the employee's written response is attached when it comes within 10 business days."""
    if facts.response_on is None or facts.presented_on is None:
        return
    due_on = response_due_on(facts.presented_on, policy)
    if facts.response_on > due_on:
        message = (
            f"The time for a written response ended on {in_words(due_on)}, "
            f"{policy.deadlines.response_business_days} business days after the evaluation was presented. "
            "A later response cannot be attached to it."
        )
        yield error(policy, "R25", code="response_late", message=message, field="response")
