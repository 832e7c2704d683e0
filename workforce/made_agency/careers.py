"""What the file says of somebody's time: appointment, probation, anniversary, separation, leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from common.dates import ONE_DAY, add_months, period_end
from workforce.enums import EmploymentStatus, ManagementLevel
from workforce.made_agency.classes import MadeClass

Level = ManagementLevel
# Only staff are on probation: so many of them that it is 8 % of everybody.
SEPARATED, PROBATIONARY_STAFF, ON_LEAVE = 0.03, 0.09, 0.04
# Of those on probation: past its end, and nobody has noticed (R2). Of the others: appointed within the last year.
OVERDUE_PROBATION, RECENT = 0.02, 0.10
USUAL_YEARS, MOST_YEARS = 9, 38
UNPAID, SECOND_LEAVE = 0.4, 0.2
# Days of a leave, and how often: some weeks, some months, long enough to cover a rating period.
LEAVE_DAYS, LEAVE_WEIGHTS = ((5, 60), (61, 180), (270, 420)), (60, 25, 15)


@dataclass(frozen=True, slots=True)
class Career:
    status: EmploymentStatus
    appointed_on: date
    anniversary: date | None = None
    probation_ends_on: date | None = None
    separated_on: date | None = None
    leaves: str = ""


def career(level: ManagementLevel, held: MadeClass, today: date, random: Random) -> Career:
    """A career as of `today`. Nobody above a Program Head has left, so that every line has its end."""
    chance = random.random()
    if chance < SEPARATED and level.rank <= Level.PROGRAM_HEAD.rank:
        return _separated(level, today, random)
    if held.probation_months and level is Level.NONE and chance < SEPARATED + PROBATIONARY_STAFF:
        return _probationer(held.probation_months, today, random)
    appointed = _appointed(level, held.probation_months, today, random)
    ends = period_end(appointed, held.probation_months) if held.probation_months else None
    return Career(
        EmploymentStatus.PERMANENT, appointed, next_anniversary(appointed, today),
        probation_ends_on=ends if ends and ends > add_months(today, -24) else None,
        leaves=_leaves(appointed, add_months(today, 6), today, random),
    )  # fmt: skip


def next_anniversary(appointed: date, today: date) -> date:
    """The first anniversary of the appointment after today."""
    years = max(today.year - appointed.year, 1)
    found = add_months(appointed, 12 * years)
    return found if found > today else add_months(appointed, 12 * (years + 1))


def _separated(level: ManagementLevel, today: date, random: Random) -> Career:
    left = today - timedelta(days=random.randint(0, 365))
    appointed = _appointed(level, 1, left, random)
    leaves = _leaves(appointed, left, left, random)
    return Career(EmploymentStatus.SEPARATED, appointed, separated_on=left, leaves=leaves)


def _probationer(months: int, today: date, random: Random) -> Career:
    first = add_months(today, -months) + ONE_DAY
    appointed = first + timedelta(days=random.randint(0, (today - first).days))
    if random.random() < OVERDUE_PROBATION:
        appointed = first - timedelta(days=random.randint(3, 30))
    return Career(
        EmploymentStatus.PROBATIONARY, appointed, next_anniversary(appointed, today),
        probation_ends_on=period_end(appointed, months), leaves=_leaves(appointed, today, today, random),
    )  # fmt: skip


def _appointed(level: ManagementLevel, months: int, today: date, random: Random) -> date:
    """A day that lies behind the end of any probation: recent, or years back, and more years for those above."""
    latest = add_months(today, -months - 1)
    if level is Level.NONE and random.random() < RECENT:
        return latest - timedelta(days=random.randint(0, 180))
    days = min(random.expovariate(1 / USUAL_YEARS) + level.rank, MOST_YEARS) * 365.25
    day = latest - timedelta(days=int(days))
    return day.replace(day=1) if random.random() < 0.4 else day


def _leaves(earliest: date, latest: date, today: date, random: Random) -> str:
    """Leaves as the file writes them, by their dates alone (R6); none for most people."""
    if random.random() >= ON_LEAVE:
        return ""
    earliest = max(earliest + ONE_DAY, today - timedelta(days=500))
    leaves: list[str] = []
    for _ in range(1 + (random.random() < SECOND_LEAVE)):
        days = random.randint(*random.choices(LEAVE_DAYS, LEAVE_WEIGHTS)[0])
        room = (latest - earliest).days - days
        if room < 0:
            break
        starts = earliest + timedelta(days=random.randint(0, room))
        ends = starts + timedelta(days=days - 1)
        leaves.append(f"{starts.isoformat()}..{ends.isoformat()}{' unpaid' if random.random() < UNPAID else ''}")
        earliest = ends + timedelta(days=2)
    return "; ".join(leaves)
