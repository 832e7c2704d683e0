"""By which groups ratings are compared, and what a rating counts for."""

from __future__ import annotations

from datetime import date

from common.dates import add_months
from common.statistics.suppression import Path
from evaluations.enums import Rating
from workspace.enums import EquityGrouping

RATINGS = tuple(Rating)
# What each rating is worth where Raters are compared: a better one more, 0 to 4.
SCORES = tuple(len(RATINGS) - 1 - rating.rank for rating in RATINGS)
# Which ratings may be asked for as the mark: everybody reaches the last one.
MARKS = RATINGS[:-1]
DEFAULT_MARK = Rating.COMPETENT
# Where either of two groups has to be hidden, it is the one with fewer people times this: a unit that is nearly one
# Rater's people tells nothing that the Rater's row does not.
KEEP = {EquityGrouping.UNIT: 1.0, EquityGrouping.CLASS: 1.0, EquityGrouping.TENURE: 1.0, EquityGrouping.RATER: 2.0}
# Each begins with so many whole years of service.
BANDS = (0, 1, 3, 5, 10, 20)


def tenure_band(appointed: date, on: date) -> str:
    """The number of years with which the band of somebody's length of service on that day begins, as two digits.

    A year is whole on its anniversary; a service that begins later counts as none.
    """
    return f"{max(years for years in BANDS if years == 0 or add_months(appointed, 12 * years) <= on):02d}"


def tenure_words(band: str) -> str:
    """The band in words."""
    years = int(band)
    following = BANDS.index(years) + 1
    if following == len(BANDS):
        return f"{years} years and more"
    return f"{years} to under {BANDS[following]} years" if years else f"Under {BANDS[following]} year"


def paths_of(
    *, unit: str, bargaining_unit: str, class_code: str, appointed: date, period_end: date, rater: str
) -> tuple[Path, ...]:
    """The groups that one evaluation's employee belongs to, in the order of EquityGrouping."""
    return (
        tuple(unit.split(" / ")),
        (bargaining_unit, class_code),
        (tenure_band(appointed, period_end),),
        (rater,),
    )


def reached(counts: tuple[int, ...], mark: Rating) -> int:
    """How many hold the mark or a better rating."""
    return sum(counts[: mark.rank + 1])
