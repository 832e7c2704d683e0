"""Contact with HR ahead of a low rating (R10, R11)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from common.dates import add_calendar_days, in_words
from evaluations.enums import Rating
from evaluations.rules.facts import EvaluationFacts
from evaluations.rules.policy_shape import Policy
from evaluations.rules.probation import due_on
from evaluations.rules.violation import Violation, error, warning
from evaluations.rules.windows import Window, window_of

RULE_OF = {Rating.IMPROVEMENT_NEEDED: "R10", Rating.UNSATISFACTORY: "R11"}


def hr_contact_by(facts: EvaluationFacts, policy: Policy, today: date) -> date | None:
    """R10, R11: the last day on which HR is contacted in time; None for other ratings, or where no day is known.

    An Improvement Needed counts from the due date or the anticipated issue, whichever is earlier; an Unsatisfactory
    from the due date alone, and the final of a follow-up from the end of its window.
    """
    if facts.overall not in RULE_OF or not policy.is_on(RULE_OF[facts.overall]):
        return None
    days, number = _days_counted_from(facts, policy, today), _days_ahead(facts.overall, policy)
    return add_calendar_days(min(days), -number) if days else None


def _days_counted_from(facts: EvaluationFacts, policy: Policy, today: date) -> list[date]:
    due = due_on(facts, policy)
    if facts.overall is Rating.IMPROVEMENT_NEEDED:
        return [day for day in (due, facts.anticipated_issue_on) if day]
    window = _window_to_end(facts, policy, today)
    return [day for day in [window.end if window else due] if day]


def _window_to_end(facts: EvaluationFacts, policy: Policy, today: date) -> Window | None:
    """The window that the Unsatisfactory at hand is to end: not one that has ended by another final, or reverted."""
    window, final = window_of(facts, policy), facts.follow_up_final
    if window is None or (final is None and today > window.end):
        return None
    return window if final is None or final.overall in (None, facts.overall) else None


def _days_ahead(overall: Rating, policy: Policy) -> int:
    numbers = policy.consultation
    return numbers.improvement_needed_days if overall is Rating.IMPROVEMENT_NEEDED else numbers.unsatisfactory_days


def contact_for_improvement_needed(facts: EvaluationFacts, policy: Policy, today: date) -> Iterator[Violation]:
    """R10: a Program Head or above contacts HR 60 days before the due date or the anticipated issue."""
    if facts.overall is not Rating.IMPROVEMENT_NEEDED:
        return
    if facts.hr_contact_on is None:
        message = _missing(facts.overall, policy)
        yield error(policy, "R10", code="hr_contact_missing", message=message, field="hr_contact")
    elif late := _late(facts, facts.overall, facts.hr_contact_on, policy, today):
        yield warning(policy, "R10", code="hr_contact_late", message=late, field="hr_contact")


def contact_for_unsatisfactory(facts: EvaluationFacts, policy: Policy, today: date) -> Iterator[Violation]:
    """R11: the same ahead of an Unsatisfactory, counted from the due date, or the end of the window that it ends."""
    if facts.overall is not Rating.UNSATISFACTORY:
        return
    if facts.hr_contact_on is None:
        message = _missing(facts.overall, policy)
        yield error(policy, "R11", code="hr_contact_missing", message=message, field="hr_contact")
    elif late := _late(facts, facts.overall, facts.hr_contact_on, policy, today):
        yield warning(policy, "R11", code="hr_contact_late", message=late, field="hr_contact")


def _missing(overall: Rating, policy: Policy) -> str:
    return (
        f"No contact with HR about the {overall.label} is recorded. A {policy.consultation.from_level.label} or a "
        "manager above contacts HR; the evaluation can go on when HR has recorded it."
    )


def _late(facts: EvaluationFacts, overall: Rating, contact_on: date, policy: Policy, today: date) -> str:
    """Why the contact came too late; empty where it was in time, or nobody can tell."""
    latest = hr_contact_by(facts, policy, today)
    if latest is None or contact_on <= latest:
        return ""
    return (
        f"HR was contacted on {in_words(contact_on)}, after {in_words(latest)}: contact about a likely "
        f"{overall.label} is due {_days_ahead(overall, policy)} days ahead. Say why it was late."
    )
