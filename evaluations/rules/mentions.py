"""Finding a date in what somebody wrote (R6 asks for a leave's dates in Comments)."""

import calendar
import re
from datetime import date


def mentions(text: str, day: date) -> bool:
    """True where the text names that day, in figures or in words, with its year or without one.

    Understood are 2025-09-01, 9/1/2025, 09/01/25, 9/1, September 1, 2025, Sept. 1st and 1 September
    2025. A different year beside the day is a different day.
    """
    return any(re.search(pattern, text, re.IGNORECASE) for pattern in _patterns(day))


def _patterns(day: date) -> tuple[str, ...]:
    year = f"(?:{day.year}|{day.year % 100:02d})"
    month_number, day_number = f"0?{day.month}", f"0?{day.day}"
    month_name = _month_name(day.month)
    ordinal = r"(?:st|nd|rd|th)?"
    in_figures = rf"(?<![\d/.-]){month_number}(?P<mark>[/.-]){day_number}(?:(?P=mark){year}(?!\d)|(?!\d|(?P=mark)\d))"
    no_other_year = rf"(?:,?\s*{day.year}(?!\d)|(?!,?\s*\d{{4}}))(?!\d)"
    return (
        rf"(?<!\d){day.isoformat()}(?!\d)",
        in_figures,
        rf"\b{month_name}\s*{day_number}{ordinal}(?!\d|st|nd|rd|th){no_other_year}",
        rf"(?<!\d){day_number}{ordinal}\s+(?:of\s+)?{month_name}(?![a-z]){no_other_year}",
    )


def _month_name(month: int) -> str:
    full, short = calendar.month_name[month], calendar.month_abbr[month]
    also = "|Sept" if month == 9 else ""
    return rf"(?:{full}|(?:{short}{also})\.?)"
