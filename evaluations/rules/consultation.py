"""Contact with HR ahead of a low rating (R10, R11)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from common.dates import add_calendar_days, in_words
from evaluations.enums import Rating
from evaluations.rules.facts import ChainMember, EvaluationFacts
from evaluations.rules.policy_shape import Policy
from evaluations.rules.probation import due_on
from evaluations.rules.violation import Violation, error, warning
from evaluations.rules.windows import Window, window_of

FIELD, MISSING, LATE = "hr_contact", "hr_contact_missing", "hr_contact_late"
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
    if facts.overall is Rating.IMPROVEMENT_NEEDED:
        if facts.hr_contact_on is None:
            yield error(policy, "R10", code=MISSING, message=_missing(facts, policy), field=FIELD)
        elif late := _late(facts, policy, today):
            yield warning(policy, "R10", code=LATE, message=late, field=FIELD)


def contact_for_unsatisfactory(facts: EvaluationFacts, policy: Policy, today: date) -> Iterator[Violation]:
    """R11: the same ahead of an Unsatisfactory, counted from the due date, or the end of the window that it ends."""
    if facts.overall is Rating.UNSATISFACTORY:
        if facts.hr_contact_on is None:
            yield error(policy, "R11", code=MISSING, message=_missing(facts, policy), field=FIELD)
        elif late := _late(facts, policy, today):
            yield warning(policy, "R11", code=LATE, message=late, field=FIELD)


def _missing(facts: EvaluationFacts, policy: Policy) -> str:
    rating = Rating(facts.overall or "")
    return f"No contact with HR about the {rating.label} is recorded. {_who_contacts(facts, policy)}"


def _late(facts: EvaluationFacts, policy: Policy, today: date) -> str:
    """What is said of a late contact; empty where it was made in time."""
    rating, latest, contacted_on = Rating(facts.overall or ""), hr_contact_by(facts, policy, today), facts.hr_contact_on
    if latest is None or contacted_on is None or contacted_on <= latest:
        return ""
    return (
        f"HR was contacted on {in_words(contacted_on)}, after {in_words(latest)}: contact about a likely "
        f"{rating.label} is due {_days_ahead(rating, policy)} days ahead. Say why it was late."
    )


def those_who_may_contact(chain: tuple[ChainMember, ...], policy: Policy) -> tuple[ChainMember, ...]:
    """R10: who of a chain of command contacts HR, nearest first: a Program Head (as the set says) or above."""
    return tuple(member for member in chain if member.level.reaches(policy.consultation.from_level))


def _who_contacts(facts: EvaluationFacts, policy: Policy) -> str:
    level = policy.consultation.from_level.label
    able = those_who_may_contact(facts.chain, policy)
    named = [facts.names[one.person] for one in able if one.person in facts.names and one.person not in facts.recused]
    nearest = f"; the nearest in this chain of command is {named[0]}" if named else ""
    return (
        f"A {level} or a manager above contacts HR{nearest}. The evaluation can go on when the contact is recorded: "
        "asked here, or entered by HR after a call or a visit."
    )
