"""The end of probation as the schedule goes by it: one rule for everybody who asks (R2, R3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from evaluations.rules.facts import EmployeeFacts
from evaluations.rules.policy_shape import Policy
from evaluations.rules.probation import is_one_year_class, probation_ends_on, why_probation_ends
from evaluations.rules.schedule_facts import ScheduleFacts
from workforce.enums import EmploymentStatus


def with_probation_end(facts: ScheduleFacts, policy: Policy) -> ScheduleFacts:
    """R3: the facts with the end in force as their end of probation, and why it is that. Said twice, it is the same."""
    if not facts.is_probationary or facts.probation_why:
        return facts
    employee = _employee(facts, policy)
    why = why_probation_ends(employee, policy)
    return replace(facts, probation_ends_on=probation_ends_on(employee, policy), probation_why=why)


def end_in_force(facts: ScheduleFacts, policy: Policy) -> date | None:
    """R3: when the person's probation ends; None where there is none."""
    return with_probation_end(facts, policy).probation_ends_on if facts.is_probationary else None


def _employee(facts: ScheduleFacts, policy: Policy) -> EmployeeFacts:
    return EmployeeFacts(
        status=EmploymentStatus.PROBATIONARY.value,
        appointed=facts.appointed,
        probation_months=facts.probation_months,
        one_year_class=is_one_year_class(facts.probation_months, policy),
        probation_ends_on=facts.probation_ends_on,
        paid_days=facts.paid_days,
        paid_day_130_on=facts.paid_days_reached_on,
        probation_extended_to=facts.probation_extended_to,
    )
