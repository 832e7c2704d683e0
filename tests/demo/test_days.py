"""Days that are written relative to the day of loading."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from workspace.demo.days import day, moment, with_days_in_words, with_iso_days

SUNDAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("mark", "expected"),
    [
        ("{-1d}", date(2026, 11, 20)),  # a Saturday: the Friday before
        ("{-2d}", date(2026, 11, 20)),
        ("{-0d}", date(2026, 11, 20)),
        ("{+1d}", date(2026, 11, 23)),
        ("{-5m}", date(2026, 6, 22)),
        ("{+1m-1d}", date(2026, 12, 21)),
    ],
)
def test_a_mark_is_a_day(mark: str, expected: date) -> None:
    assert day(mark, SUNDAY) == expected


@pytest.mark.parametrize("mark", ["", "-5d", "{5d}", "{-5M}", "{-5w}", "{-5d} "])
def test_anything_else_is_no_day(mark: str) -> None:
    with pytest.raises(ValueError, match="is no mark of a day"):
        day(mark, SUNDAY)


def test_texts_and_files_get_their_days() -> None:
    assert with_days_in_words("On {-40d} and in {-5M}; {name} stays.", SUNDAY) == (
        "On October 13, 2026 and in June 2026; {name} stays."
    )
    assert with_iso_days("001042,{-3d}..{+11d}", SUNDAY) == "001042,2026-11-19..2026-12-03"


def test_moments_lie_in_the_office_hours_of_a_working_day() -> None:
    assert moment(1, today=SUNDAY, seed=0) == datetime(2026, 11, 20, 16, 10, tzinfo=UTC)
    assert moment(1, today=SUNDAY, seed=479) == datetime(2026, 11, 21, 0, 9, tzinfo=UTC)
