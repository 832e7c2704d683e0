"""Probation: how long it lasts, and what an evaluation after its end still does (R2, R3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from common.dates import add_business_days, in_words, period_end
from evaluations.enums import EvaluationKind, ProbationBasis
from evaluations.rules.facts import EmployeeFacts, EvaluationFacts, PaidDays
from evaluations.rules.policy_shape import Policy
from evaluations.rules.violation import Violation, information, warning
from workforce.enums import EmploymentStatus

# A probation has at most twelve months and what absence has added (R3): what is longer ago is of an earlier one.
LONGEST_PROBATION_DAYS = 548


@dataclass(frozen=True, slots=True)
class ProbationEnd:
    """The last day of probation and what it follows from; `unextended` is the day that an extension has moved."""

    on: date
    basis: ProbationBasis
    unextended: date | None = None


def probation_ends_on(employee: EmployeeFacts, policy: Policy) -> date | None:
    """R3: the last day of probation, the day of appointment counted; None where there is none, or not enough is known.

    A recorded end decides. Otherwise the class's months count from the appointment; where the set counts paid days
    (schools), the later of its months and the 130th paid day does, and a whole year for the designated classes. A
    lawful extension moves the end to a later day.
    """
    end = probation_end(employee, policy)
    return end.on if end else None


def probation_end(employee: EmployeeFacts, policy: Policy) -> ProbationEnd | None:
    """R3: the same, with what the day follows from."""
    end = _unextended(employee, policy)
    extended_to = employee.probation_extended_to
    if end is None or extended_to is None or extended_to <= end.on:
        return end
    return ProbationEnd(extended_to, ProbationBasis.EXTENDED, unextended=end.on)


def is_one_year_class(months: int | None, policy: Policy) -> bool:
    """R3, schools: the classes whose own months of probation are a year or more are the designated ones."""
    year = policy.probation.one_year_class_months
    return year is not None and months is not None and months >= year


def _unextended(employee: EmployeeFacts, policy: Policy) -> ProbationEnd | None:
    if employee.status == EmploymentStatus.PERMANENT:
        return None
    if employee.probation_ends_on is not None:
        return ProbationEnd(employee.probation_ends_on, ProbationBasis.RECORDED)
    if employee.appointed is None:
        return None
    if policy.probation.paid_days is not None:
        return _by_paid_days(employee, employee.appointed, policy)
    if employee.probation_months:
        return ProbationEnd(
            period_end(employee.appointed, employee.probation_months), ProbationBasis.CLASS_MONTHS
        )  # fmt: skip
    if not _is_probationary(employee):
        return None
    return ProbationEnd(period_end(employee.appointed, policy.probation.default_months), ProbationBasis.SET_MONTHS)


def _by_paid_days(employee: EmployeeFacts, appointed: date, policy: Policy) -> ProbationEnd | None:
    """Schools: the later of the set's months and the last of the paid days; a whole year for designated classes."""
    numbers = policy.probation
    if employee.one_year_class and numbers.one_year_class_months is not None:
        return ProbationEnd(period_end(appointed, numbers.one_year_class_months), ProbationBasis.ONE_YEAR)
    reached = employee.paid_day_130_on or _earliest_last_paid_day(employee.paid_days, policy)
    if not _is_probationary(employee) and reached is None:
        return None
    months = period_end(appointed, numbers.default_months)
    if reached is None or reached <= months:
        return ProbationEnd(months, ProbationBasis.SET_MONTHS)
    is_known = employee.paid_day_130_on is not None
    return ProbationEnd(reached, ProbationBasis.PAID_DAYS if is_known else ProbationBasis.PAID_DAYS_EXPECTED)


def _earliest_last_paid_day(paid: PaidDays | None, policy: Policy) -> date | None:
    """The day before which the paid days cannot be complete: each business day after the count is a paid one.

    A count that is complete names no day; it was complete on the day of the count at the latest.
    """
    if paid is None or policy.probation.paid_days is None:
        return None
    missing = policy.probation.paid_days - paid.count
    return paid.counted_on if missing <= 0 else add_business_days(paid.counted_on, missing, policy.holidays)


def why_probation_ends(employee: EmployeeFacts, policy: Policy) -> str:
    """R3: the end of probation in a sentence, with what it follows from; empty where there is none."""
    end = probation_end(employee, policy)
    if end is None or employee.appointed is None:
        return ""
    before = _unextended(employee, policy)
    if end.unextended is not None and before is not None:
        return (
            f"{_said(before, employee, policy)} It was extended for absence without pay and ends on {in_words(end.on)}."
        )
    return _said(end, employee, policy)


def _said(end: ProbationEnd, employee: EmployeeFacts, policy: Policy) -> str:
    day, numbers = in_words(end.on), policy.probation
    since = f"counted from the appointment on {in_words(employee.appointed)}" if employee.appointed else ""
    paid = employee.paid_days
    counted = f"{paid.count} paid days were counted up to {in_words(paid.counted_on)}" if paid else ""
    if end.basis is ProbationBasis.RECORDED:
        return f"The people file says that probation ends on {day}."
    if end.basis is ProbationBasis.CLASS_MONTHS:
        return f"The class has {employee.probation_months} months of probation: {since}, that day included, to {day}."
    if end.basis is ProbationBasis.ONE_YEAR:
        return f"The class is designated for {numbers.one_year_class_months} months of probation: {since}, to {day}."
    if end.basis is ProbationBasis.PAID_DAYS:
        return (
            f"Paid day {numbers.paid_days} was {day}, later than {numbers.default_months} months: probation ends then."
        )
    if end.basis is ProbationBasis.PAID_DAYS_EXPECTED:
        earliest = f"paid day {numbers.paid_days} cannot come before {day}"
        return f"{counted}: {earliest}, so that probation ends then at the earliest."
    if numbers.paid_days is None:
        return f"Probation lasts {numbers.default_months} months: {since}, that day included, to {day}."
    known = counted or "no paid days are on record"
    if employee.paid_day_130_on is not None:
        known = f"paid day {numbers.paid_days} was {in_words(employee.paid_day_130_on)}"
    return (
        f"Probation ends with the later of {numbers.default_months} months and paid day {numbers.paid_days}: {known}, "
        f"and the months, {since}, end on {day}."
    )


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


def is_past_probation(employee: EmployeeFacts, policy: Policy, day: date) -> bool:
    """R2: a probationer's probation has ended before that day; what is issued then is an ordinary evaluation."""
    end = probation_ends_on(employee, policy) if _is_probationary(employee) else None
    return end is not None and day > end


def is_interim_wanted(facts: EvaluationFacts, policy: Policy, today: date) -> bool:
    """R2: a probationer who is rated below Competent anywhere is doing poorly, and gets an interim report first."""
    if not _is_probationary(facts.employee) or facts.kind is EvaluationKind.INTERIM:
        return False
    end = probation_ends_on(facts.employee, policy)
    given = [facts.overall, *(factor.rating.rating for factor in facts.factors.values() if factor.rating)]
    return end is not None and today <= end and any(rating is not None and rating.is_low for rating in given)


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
