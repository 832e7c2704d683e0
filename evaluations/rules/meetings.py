"""What may stand in the invitation to a meeting."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from evaluations.enums import Rating
from evaluations.rules.violation import Violation, form_error

_RATING_WORDS = re.compile("|".join(rating.label.replace(" ", r"\s+") for rating in Rating), re.IGNORECASE)


def meeting_violations(*, starts_at: datetime, place: str, note: str, at: datetime) -> Iterator[Violation]:
    """A meeting lies ahead, has a place, and neither its place nor its note names a rating.

    It is planned before the employee may know one, and it stands in calendars that others look into.
    """
    if starts_at <= at:
        message = "This time is past. Choose a day and time to come."
        yield form_error(code="meeting_past", message=message, field="starts_on")
    if not place.strip():
        message = "Say where you meet: a room, a telephone number or the address of a call."
        yield form_error(code="meeting_placeless", message=message, field="place")
    for field, text in (("place", place), ("note", note)):
        found = _RATING_WORDS.search(text)
        if found:
            message = (
                f"“{found[0]}” is the name of a rating. A meeting says nothing of what an evaluation says; "
                "write it without."
            )
            yield form_error(code="meeting_names_rating", message=message, field=field)
