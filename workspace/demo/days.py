"""Days written relative to the day of loading, so that the demo is never out of date.

{-40d} is forty days ago, moved back to the Friday where it falls on a weekend; {+1m-1d} is one month ahead less a day
(no working day is looked for where months are counted); {-5M} is the name of a month with its year.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from common.dates import SATURDAY, add_months, in_words

_MARK = re.compile(r"\{((?:[+-]\d+[dm])+|[+-]\d+M)\}")
_PART = re.compile(r"([+-]\d+)([dm])")
_OPENING, _MINUTES_OPEN = time(8, 10), 480


def day(mark: str, today: date) -> date:
    """The day that one mark means. Raises ValueError for anything else."""
    found = _MARK.fullmatch(mark)
    if not found or mark.endswith("M}"):
        raise ValueError(f"{mark!r} is no mark of a day")
    result, counts_months = today, "m" in mark
    for number, unit in _PART.findall(mark):
        result = add_months(result, int(number)) if unit == "m" else result + timedelta(days=int(number))
    return result if counts_months else working_day(result)


def working_day(result: date) -> date:
    """The day itself, or the Friday before where it falls on a weekend."""
    return result - timedelta(days=max(0, result.weekday() - SATURDAY + 1))


def with_iso_days(text: str, today: date) -> str:
    """The text with each mark as 2026-07-06, as the importers want it."""
    return _replaced(text, today, date.isoformat)


def with_days_in_words(text: str, today: date) -> str:
    """The text with each mark as people write it: July 6, 2026, or July 2026 for a month."""
    return _replaced(text, today, in_words)


def _replaced(text: str, today: date, write: Callable[[date], str]) -> str:
    def written(found: re.Match[str]) -> str:
        if found[1].endswith("M"):
            month = add_months(today.replace(day=1), int(found[1][:-1]))
            return f"{month:%B %Y}"
        return write(day(found[0], today))

    return _MARK.sub(written, text)


def moment(days_ago: int, *, today: date, seed: int) -> datetime:
    """A working moment that many days ago; `seed` spreads the moments over the office hours."""
    opening = datetime.combine(day(f"{{-{days_ago}d}}", today), _OPENING, tzinfo=timezone.get_current_timezone())
    return opening + timedelta(minutes=seed % _MINUTES_OPEN)
