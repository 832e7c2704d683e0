"""What HR enters of a recusal (R23)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from common.dates import in_words
from evaluations.rules.violation import Violation, form_error


@dataclass(frozen=True, slots=True)
class RecusalSpan:
    """A recusal of one person about one employee; `until` is its last day, None while it goes on."""

    since: date
    until: date | None = None

    def is_in_force(self, on: date) -> bool:
        """R23: both ends belong to it."""
        return self.since <= on and (self.until is None or on <= self.until)

    def overlaps(self, other: RecusalSpan) -> bool:
        """Whether the two share a day."""
        return (other.until is None or self.since <= other.until) and (self.until is None or other.since <= self.until)


def recusal_violations(
    since: date, *, is_self: bool, today: date, others: tuple[RecusalSpan, ...] = ()
) -> Iterator[Violation]:
    """R23: a grievance is against somebody else, has been made, and is on record once.

    `since` may lie in the past, since HR learns of a grievance after it was made; a day ahead is none yet.
    """
    if is_self:
        message = "Nobody has a grievance against themselves. Enter the number of another person."
        yield form_error(code="recused_from_self", message=message, field="against")
    if since > today:
        message = f"{in_words(since)} lies ahead. Enter the day on which the grievance was made."
        yield form_error(code="since_ahead", message=message, field="since")
    same = next((one for one in others if RecusalSpan(since).overlaps(one)), None)
    if same is not None:
        until = f"until {in_words(same.until)}" if same.until else "and it goes on"
        message = f"A recusal of this person is on record from {in_words(same.since)}, {until}."
        yield form_error(code="recused_already", message=message, field="since")


def end_violations(until: date, since: date, today: date) -> Iterator[Violation]:
    """R23: it ends on a day of its own, today or before; a day ahead may still bring another turn."""
    if until < since:
        message = f"The recusal began on {in_words(since)}. Enter that day or a later one."
        yield form_error(code="ends_before_start", message=message, field="until")
    if until > today:
        message = f"{in_words(until)} lies ahead. End it on that day."
        yield form_error(code="end_ahead", message=message, field="until")
