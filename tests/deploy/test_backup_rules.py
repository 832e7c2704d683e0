"""Names, retention and the next time, by literal tables."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from config.backups.rules import made_at, name_of, next_run, superfluous

HERE = ZoneInfo("America/Los_Angeles")


def test_a_name_is_its_moment_and_nothing_else_is_one() -> None:
    at = datetime(2026, 11, 25, 2, 30, tzinfo=HERE)
    assert (name_of(at), made_at(name_of(at))) == ("2026-11-25T103000Z", at.astimezone(UTC))
    assert [made_at(name) for name in (".lock", ".unfinished-2026-11-25T103000Z", "lost+found", "2026-11-25")] == [
        None
    ] * 4


def daily(*days: str) -> list[str]:
    return [f"{day}T103000Z" for day in days]


@pytest.mark.parametrize(
    ("made", "days", "months", "gone"),
    [
        (daily("2026-11-25"), 14, 12, []),
        (daily("2020-01-01"), 14, 12, []),  # the newest, whatever its age
        (daily("2026-11-10", "2026-11-11", "2026-11-25"), 14, 0, ["2026-11-10T103000Z"]),
        (daily("2026-11-02", "2026-11-03", "2026-11-25"), 14, 1, ["2026-11-03T103000Z"]),
        (
            daily("2025-11-01", "2025-12-01", "2025-12-02", "2026-11-25"),
            14,
            12,
            ["2025-11-01T103000Z", "2025-12-02T103000Z"],
        ),
        ([*daily("2026-01-05", "2026-11-25"), "lost+found"], 3, 0, ["2026-01-05T103000Z"]),
        ([], 14, 12, []),
    ],
)
def test_what_need_not_be_kept(made: list[str], days: int, months: int, gone: list[str]) -> None:
    assert superfluous(made, today=date(2026, 11, 25), days=days, months=months) == gone


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (datetime(2026, 11, 25, 2, 29, tzinfo=HERE), datetime(2026, 11, 25, 2, 30, tzinfo=HERE)),
        (datetime(2026, 11, 25, 2, 30, tzinfo=HERE), datetime(2026, 11, 26, 2, 30, tzinfo=HERE)),
        (datetime(2026, 11, 25, 23, 0, tzinfo=UTC), datetime(2026, 11, 26, 2, 30, tzinfo=HERE)),
        # The night without half past two: an hour later by the clock of those who sleep.
        (datetime(2026, 3, 8, 0, 0, tzinfo=HERE), datetime(2026, 3, 8, 10, 30, tzinfo=UTC)),
    ],
)
def test_when_the_next_is_due(now: datetime, due: datetime) -> None:
    assert next_run(now, at=time(2, 30), zone=HERE).astimezone(UTC) == due.astimezone(UTC)
