"""Probation: how long it lasts, and what an evaluation after its end still does (R2, R3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from common.dates import in_words, period_end
from evaluations.rules.facts import EmployeeFacts, EvaluationFacts
from evaluations.rules.policy_shape import Policy
from evaluations.rules.violation import Violation, information, warning
from workforce.enums import EmploymentStatus


def probation_ends_on(employee: EmployeeFacts, policy: Policy) -> date | None:
    """R3: the last day of probation, the day of appointment counted; None where there is none, or not enough is known.

    A recorded end decides. Otherwise the class's months count from the appointment; where the set counts paid days
    (schools), the later of its months and the 130th paid day does, and a whole year for the designated classes.
    """
    if employee.status == EmploymentStatus.PERMANENT:
        return None
    if employee.probation_ends_on is not None or employee.appointed is None:
        return employee.probation_ends_on
    numbers = policy.probation
    if numbers.paid_days is None:
        months = employee.probation_months or (numbers.default_months if _is_probationary(employee) else None)
        return period_end(employee.appointed, months) if months else None
    if employee.one_year_class and numbers.one_year_class_months is not None:
        return period_end(employee.appointed, numbers.one_year_class_months)
    if not _is_probationary(employee) and employee.paid_day_130_on is None:
        return None
    six_months = period_end(employee.appointed, numbers.default_months)
    return max(six_months, employee.paid_day_130_on or six_months)


def due_on(facts: EvaluationFacts, policy: Policy) -> date | None:
    """R1, R2: the last day of the rating period; for a probationer the end of probation where that comes first."""
    days = [facts.period.end] if facts.period else []
    if _is_probationary(facts.employee):
        days += [day for day in [probation_ends_on(facts.employee, policy)] if day]
    return min(days, default=None)


def after_probation(facts: EvaluationFacts, policy: Policy, today: date) -> Iterator[Violation]:
    """R2: past the end of probation an evaluation is an ordinary one and supports no release from probation.

    It counts on the day on which it was issued or presented; until then today is the day.
    """
    if not _is_probationary(facts.employee) or (facts.period is None and facts.overall is None):
        return
    end = probation_ends_on(facts.employee, policy)
    if end is not None and (facts.issued_on or facts.presented_on or today) > end:
        message = (
            f"Probation ended on {in_words(end)}. The evaluation is filed as an ordinary one and cannot support a "
            "release from probation. Tell HR, and say why it was not finished in time."
        )
        yield warning(policy, "R2", code="after_probation", message=message, field="period_end")


def length_of_probation(facts: EvaluationFacts, policy: Policy, today: date) -> Iterator[Violation]:
    """R3: a class's probation lasts 6 to 12 months. A remark alone: no Rater can mend a class."""
    months, numbers = facts.employee.probation_months, policy.probation
    if months is None or not _is_probationary(facts.employee):
        return
    if not numbers.shortest_months <= months <= numbers.longest_months:
        message = (
            f"A probation of {months} months lies outside the {numbers.shortest_months} to {numbers.longest_months} "
            "months that the rule allows. Ask the classification analyst to correct the class."
        )
        yield information(policy, "R3", code="probation_length", message=message, field="probation_months")


def _is_probationary(employee: EmployeeFacts) -> bool:
    return employee.status == EmploymentStatus.PROBATIONARY
