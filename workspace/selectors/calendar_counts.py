"""The calendar's figures: by day of a month, and by month and unit of a year. Counted in the database."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Count, F, Func, QuerySet, Value, When
from django.db.models.functions import ExtractMonth

from workforce.models import OrgUnit
from workforce.selectors import SEPARATOR, ways_to
from workspace.enums import CalendarState
from workspace.selectors.calendar import CalendarQuery, Reader, issued_listed, open_listed, people_of

ISSUED, OVERDUE = CalendarState.ISSUED.value, CalendarState.OVERDUE.value


class _FirstParts(Func):
    """The first parts of a path, as many as `depth` says."""

    template = "array_to_string((string_to_array(%(expressions)s, ' / '))[1:%(depth)s], ' / ')"
    output_field = CharField()


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """The unit that is looked at (None: the whole agency), what is above it and what is right below it."""

    unit: OrgUnit | None
    above: tuple[OrgUnit, ...]
    below: tuple[OrgUnit, ...]


@dataclass(slots=True)
class YearRow:
    """One unit with everything below it: how many are due and overdue in each month, and how many have no day yet.

    `unit` is None for the people who are in the unit itself.
    """

    unit: OrgUnit | None
    due: Counter[int] = field(default_factory=Counter)
    overdue: Counter[int] = field(default_factory=Counter)
    no_day: int = 0


def unit_choice(reader: Reader, unit_id: int | None) -> UnitChoice:
    """Two queries. A unit that holds nobody whom the reader sees is as good as none.

    Without a choice one begins where the units part: a line within one division begins with that division.
    """
    units = {unit.path: unit for unit in OrgUnit.objects.all()}
    used = set(people_of(reader).order_by().values_list("org_unit", flat=True).distinct())
    paths = {way for path, unit in units.items() if unit.pk in used for way in ways_to(path)}
    chosen = next((unit for path, unit in units.items() if unit.pk == unit_id and path in paths), None)
    path = chosen.path if chosen else ""
    below = _right_below(path, paths)
    while chosen is None and len(below) == 1 and units[below[0]].pk not in used:
        below = _right_below(below[0], paths)
    above = tuple(units[way] for way in ways_to(path) if way != path)
    return UnitChoice(chosen, above, tuple(units[path] for path in below))


def _right_below(path: str, paths: set[str]) -> list[str]:
    depth = len(ways_to(path)) + 1
    start = f"{path}{SEPARATOR}" if path else ""
    return sorted(one for one in paths if one.startswith(start) and len(ways_to(one)) == depth)


def month_counts(reader: Reader, query: CalendarQuery) -> dict[date, Counter[str]]:
    """Day → how many in each state, and how many of them overdue. Two queries."""
    days: defaultdict[date, Counter[str]] = defaultdict(Counter)
    if query.state != ISSUED:
        for day, state, count in _counted(open_listed(reader, query), "shown_due", "state"):
            days[day][state] += count
            if day < reader.on:
                days[day][OVERDUE] += count
    if query.state in {"", ISSUED}:
        for day, count in _counted(issued_listed(reader, query), "shown_due"):
            days[day][ISSUED] += count
    return dict(days)


def _counted(rows: QuerySet[Any], *fields: str) -> list[tuple[Any, ...]]:
    return list(rows.order_by().values_list(*fields).annotate(count=Count("pk")))


def year_rows(reader: Reader, query: CalendarQuery, choice: UnitChoice, year: int) -> list[YearRow]:
    """The units right below the chosen one, then the people in it itself. Three queries at most."""
    by_path = {unit.path: YearRow(unit) for unit in choice.below}
    directly = YearRow(None)
    branch = _branch(choice)

    def row_of(path: str) -> YearRow:
        return by_path.get(path, directly)

    span = replace(query, first=date(year, 1, 1), last=date(year, 12, 31))
    rows = open_listed(reader, span).annotate(branch=branch, month=ExtractMonth("shown_due"), is_late=_is_late(reader))
    for path, month, is_late, count in _counted(rows, "branch", "month", "is_late"):
        row_of(path).due[month] += count
        row_of(path).overdue[month] += count if is_late else 0
    issued = issued_listed(reader, span).annotate(branch=branch, month=ExtractMonth("shown_due"))
    for path, month, count in _counted(issued, "branch", "month"):
        row_of(path).due[month] += count
    unknown = open_listed(reader, replace(query, state=CalendarState.NO_DAY.value)).annotate(branch=branch)
    for path, count in _counted(unknown, "branch"):
        row_of(path).no_day += count
    return [row for row in [*by_path.values(), directly] if row.unit is not None or row.due or row.no_day]


def _is_late(reader: Reader) -> Case:
    return Case(When(shown_due__lt=reader.on, then=Value(True)), default=Value(False))


def _branch(choice: UnitChoice) -> _FirstParts:
    """The path of the unit right below the chosen one that a person's unit belongs to."""
    path = choice.below[0].path if choice.below else choice.unit.path if choice.unit else ""
    return _FirstParts(F("employee__org_unit__path"), depth=len(ways_to(path)))
