"""What a contact with HR has to say before it is kept (R10, R11)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from common.dates import add_months, in_words
from evaluations.enums import Rating
from evaluations.rules.violation import Violation, form_error, is_said

LONGEST_MONTHS = 24


@dataclass(frozen=True, slots=True)
class Contact:
    """About which likely rating of which period, when it would be issued, what falls short, and what was done."""

    likely_rating: Rating
    period_start: date
    period_end: date
    anticipated_issue_on: date
    deficiencies: str
    efforts: str


def contact_violations(contact: Contact, *, contacted_on: date, today: date, lead_days: int) -> Iterator[Violation]:
    """R10, R11: days in their order, and both texts. A contact is recorded on its day or later, never ahead.

    `lead_days`: how long ahead of a due day HR is to be contacted. Of a period of a few days that is as long before it
    begins, and no contact about it is earlier: before, it was about another one.
    """
    earliest = contact.period_start - timedelta(days=lead_days)
    if not contact.likely_rating.is_low:
        message = "HR is contacted about an Improvement Needed or an Unsatisfactory. Choose one of the two."
        yield form_error(code="rating_not_low", message=message, field="likely_rating")
    if contacted_on < earliest:
        message = (
            f"{in_words(contacted_on)} lies more than {lead_days} days before the rating period begins on "
            f"{in_words(contact.period_start)}. A contact then was about another period. Change one of the two days."
        )
        field = "contacted_on" if contacted_on < today else "period_start"
        yield form_error(code="contact_before_period", message=message, field=field)
    if contact.period_end < contact.period_start:
        message = "The rating period ends before it starts. Change one of its days."
        yield form_error(code="period_reversed", message=message, field="period_end")
    elif contact.period_end > add_months(contact.period_start, LONGEST_MONTHS):
        message = "A contact is about one evaluation, and none covers more than two years. Change one of its days."
        yield form_error(code="period_too_long", message=message, field="period_end")
    if contacted_on > today:
        message = f"{in_words(contacted_on)} is still to come. Enter the day on which HR was contacted."
        yield form_error(code="contact_ahead", message=message, field="contacted_on")
    elif contact.anticipated_issue_on < contacted_on:
        message = (
            f"The evaluation cannot be issued on {in_words(contact.anticipated_issue_on)}, before the contact of "
            f"{in_words(contacted_on)}. Enter the day on which you expect to issue it."
        )
        yield form_error(code="issue_before_contact", message=message, field="anticipated_issue_on")
    if not is_said(contact.deficiencies):
        message = "Say in a few sentences what falls short, with dates: HR advises on that."
        yield form_error(code="deficiencies_missing", message=message, field="deficiencies")
    if not is_said(contact.efforts):
        message = "Say what supervision has done so far to help, and when the employee was told."
        yield form_error(code="efforts_missing", message=message, field="efforts")
