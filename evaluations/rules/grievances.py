"""Grievances and reconsiderations: what they may be about, by when, and what they hold (R22)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from common.dates import add_business_days, in_words
from evaluations.enums import GrievanceKind, Rating
from evaluations.rules.policy_shape import Policy
from evaluations.rules.violation import Violation, error, form_error

OVERALL, PROCEDURE = "overall", "procedure"


@dataclass(frozen=True, slots=True)
class GrievanceCase:
    """What is filed, and the facts of the evaluation that it is about.

    `about` are the parts that are meant: "overall", "procedure", or keys of factors ("factor:…") and items ("item:…");
    `parts` are those that the form has. `separated_on` and `was_permanent` are of the employee, `filed_on` is the day
    that counts: the day of filing, or on which a letter came.
    """

    kind: GrievanceKind
    about: tuple[str, ...]
    parts: Collection[str]
    overall: Rating | None
    presented_on: date
    filed_on: date
    text: str = "said"
    separated_on: date | None = None
    was_permanent: bool = False


def reconsideration_due_on(presented_on: date, policy: Policy) -> date:
    """R22: the last of 10 business days after the evaluation was presented."""
    return add_business_days(presented_on, policy.deadlines.reconsideration_business_days, policy.holidays)


def grievable_parts(overall: Rating | None, parts: Collection[str], policy: Policy) -> tuple[str, ...]:
    """R22: any item or the overall, except an overall Unsatisfactory; under a school set the procedure alone."""
    if policy.is_grievance_on_procedure_only:
        return (PROCEDURE,)
    return tuple(parts) if overall is Rating.UNSATISFACTORY else (OVERALL, *parts)


def may_be_reconsidered(case: GrievanceCase) -> bool:
    """R22: of a former permanent employee, rated Improvement Needed or Unsatisfactory after leaving."""
    has_left = case.separated_on is not None and case.separated_on < case.presented_on
    return has_left and case.was_permanent and case.overall is not None and case.overall.is_low


def grievance_violations(case: GrievanceCase, policy: Policy, today: date) -> Iterator[Violation]:
    """R22: everything that keeps a grievance or a request for reconsideration from being filed."""
    if not any(character.isalnum() for character in case.text):
        yield form_error(code="text_missing", message="Say what is wrong, and what should stand instead.", field="text")
    if case.filed_on > today:
        message = f"{in_words(case.filed_on)} lies ahead. Enter the day on which it came."
        yield form_error(code="filed_ahead", message=message, field="filed_on")
    elif case.filed_on < case.presented_on:
        message = f"The evaluation was presented on {in_words(case.presented_on)}. Enter that day or a later one."
        yield form_error(code="filed_before_presented", message=message, field="filed_on")
    yield from _about_violations(case, policy)
    if case.kind is GrievanceKind.RECONSIDERATION:
        yield from _reconsideration_violations(case, policy)


def _about_violations(case: GrievanceCase, policy: Policy) -> Iterator[Violation]:
    """What is not grieved at all is said by itself, so that the person is led to what they can do instead."""
    if case.kind is GrievanceKind.RECONSIDERATION:
        return
    allowed = grievable_parts(case.overall, case.parts, policy)
    if not case.about:
        yield form_error(code="about_missing", message="Choose at least one part that is meant.", field="about")
    elif policy.is_grievance_on_procedure_only and set(case.about) != {PROCEDURE}:
        message = "Here a grievance is about the procedure only, not about a rating."
        yield error(policy, "R22", code="procedure_only", message=message, field="about")
    elif OVERALL in case.about and OVERALL not in allowed:
        message = (
            "An overall Unsatisfactory is not grieved. It is appealed with the discharge or reduction that it is "
            "linked to."
        )
        yield error(policy, "R22", code="unsatisfactory_is_appealed", message=message, field="about")
    elif not set(case.about) <= set(allowed):
        message = "This form has no such part. Choose from the list."
        yield form_error(code="about_unknown", message=message, field="about")


def _reconsideration_violations(case: GrievanceCase, policy: Policy) -> Iterator[Violation]:
    if not may_be_reconsidered(case):
        message = (
            "Reconsideration is for a former permanent employee who was rated Improvement Needed or Unsatisfactory "
            "after leaving. Others file a grievance."
        )
        yield error(policy, "R22", code="not_reconsidered", message=message, field="kind")
        return
    due_on = reconsideration_due_on(case.presented_on, policy)
    if case.filed_on > due_on:
        message = f"Reconsideration could be asked for until {in_words(due_on)}."
        yield error(policy, "R22", code="reconsideration_late", message=message, field="filed_on")


def filed_after_hold(filed_on: date | None, grieved_on: date, ended_on: date) -> date | None:
    """R22: a grievance holds filing: what was not filed before it is filed on the day that ends it.

    What had been filed before it was filed then; it only did not count while it was held.
    """
    if filed_on is None or filed_on < grieved_on:
        return filed_on
    return max(filed_on, ended_on)
