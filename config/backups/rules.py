"""What a backup is called, which ones are kept, and when the next one is due. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo

NAME = "%Y-%m-%dT%H%M%SZ"


def name_of(at: datetime) -> str:
    """The folder's name: the moment in UTC, so that names sort by time."""
    return at.astimezone(UTC).strftime(NAME)


def made_at(name: str) -> datetime | None:
    """The moment in a folder's name; None for whatever else lies there."""
    try:
        return datetime.strptime(name, NAME).replace(tzinfo=UTC)
    except ValueError:
        return None


def superfluous(names: Iterable[str], *, today: date, days: int, months: int) -> list[str]:
    """The backups that may go: older than `days` days, and not the first of one of the last `months` months.

    The newest one never goes, whatever its age, and nothing goes that is not called as a backup is.
    """
    made = sorted((at, name) for name in names if (at := made_at(name)) is not None)
    kept = {name for at, name in made if (today - at.date()).days <= days}
    kept |= {name for _at, name in made[-1:]}
    firsts: dict[tuple[int, int], str] = {}
    for at, name in made:
        firsts.setdefault((at.year, at.month), name)
    wanted = {_months_back(today, back) for back in range(months)}
    kept |= {name for month, name in firsts.items() if month in wanted}
    return [name for _at, name in made if name not in kept]


def _months_back(today: date, back: int) -> tuple[int, int]:
    whole = today.year * 12 + today.month - 1 - back
    return whole // 12, whole % 12 + 1


def next_run(now: datetime, *, at: time, zone: tzinfo) -> datetime:
    """The next time that the clock of the zone shows `at`, after `now`."""
    local = now.astimezone(zone)
    due = datetime.combine(local.date(), at, tzinfo=zone)
    return due if due > local else datetime.combine(local.date() + timedelta(days=1), at, tzinfo=zone)
