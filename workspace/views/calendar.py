"""The calendar of due evaluations: a month, a year by unit, and the list behind every figure."""

from __future__ import annotations

import calendar
import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.dates import add_months
from workspace.enums import CalendarState
from workspace.forms import CalendarListForm, CalendarMonthForm
from workspace.selectors.calendar import (
    CalendarQuery,
    Reader,
    calendar_reader,
    issued_listed,
    open_listed,
    with_people,
)
from workspace.selectors.calendar_counts import UnitChoice, YearRow, month_counts, unit_choice, year_rows
from workspace.views.access import user_of
from workspace.views.calendar_rows import COLUMNS, issued_row, open_row

PAGE_SIZE = 25
# Up to so many people a month shows names, and up to so many a day; beyond that figures.
NAMES_SHOWN = 60
NAMES_A_DAY = 6
# What every day and month counts, in the order in which it is read.
COUNTED = (
    CalendarState.OVERDUE, CalendarState.NOT_STARTED, CalendarState.IN_PROGRESS, CalendarState.SIGNING,
    CalendarState.ISSUED,
)  # fmt: skip
MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
YEAR = re.compile(r"20\d\d")


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the month: its figures, each with the list behind it, and the people where they are few."""

    on: date
    total: int
    counts: list[dict[str, Any]]
    people: list[dict[str, Any]]


@require_safe
def month(request: HttpRequest) -> HttpResponse:
    """The days of one month with who is due, and how far each is."""
    reader, choice = _reader_and_unit(request)
    form = CalendarMonthForm(request.GET, choice=choice)
    first = _month_asked(request.GET.get("month", ""), reader.on)
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    query = replace(form.query, first=first, last=last)
    counts = month_counts(reader, query)
    total = sum(_people(day) for day in counts.values())
    people = _names(reader, query) if 0 < total <= NAMES_SHOWN else {}
    context = {
        "form": form,
        "choice": choice,
        "first": first,
        "total": total,
        "summary": _links(sum(counts.values(), Counter()), query),
        "days": [_day(on, counts.get(on, Counter()), people.get(on, []), query) for on in _days(first, last)],
        "weekdays": _weekdays(),
        "today": reader.on,
        "before": _page("calendar", query, month=_spelled(add_months(first, -1))),
        "after": _page("calendar", query, month=_spelled(add_months(first, 1))),
        "year_url": _page("calendar_year", replace(query, state=""), year=str(first.year)),
        **_everywhere(reader, query),
    }
    return render(request, "workspace/calendar.html", context)


@require_safe
def year(request: HttpRequest) -> HttpResponse:
    """The units right below one, by month: how many are due and overdue, each figure with its list."""
    reader, choice = _reader_and_unit(request)
    asked = request.GET.get("year", "")
    number = int(asked) if YEAR.fullmatch(asked) else reader.on.year
    query = CalendarQuery(unit=choice.unit)
    rows = year_rows(reader, query, choice, number)
    context = {
        "choice": choice,
        "year": number,
        "months": [date(number, one, 1) for one in range(1, 13)],
        "rows": [_year_row(row, query, number) for row in rows],
        "before": _page("calendar_year", query, year=str(number - 1)),
        "after": _page("calendar_year", query, year=str(number + 1)),
        "month_url": _page("calendar", query, month=_spelled(date(number, reader.on.month, 1))),
        "breadcrumbs": _breadcrumbs(choice, str(number)),
        **_everywhere(reader, query),
    }
    return render(request, "workspace/calendar_year.html", context)


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Everybody behind a figure, in pages."""
    reader, choice = _reader_and_unit(request)
    form = CalendarListForm(request.GET, choice=choice, sees_all=reader.sees_all)
    query = form.query
    is_issued = query.state == CalendarState.ISSUED.value
    found = issued_listed(reader, query) if is_issued else open_listed(reader, query)
    page = Paginator(with_people(found), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [issued_row(row) if is_issued else open_row(row, reader) for row in page]
    context = {"form": form, "page": page, "columns": COLUMNS, "rows": rows, "calendar_url": _page("calendar", query)}
    status = 200 if form.is_valid() else 422
    return render(request, "workspace/calendar_list.html", context, status=status)


def _reader_and_unit(request: HttpRequest) -> tuple[Reader, UnitChoice]:
    reader = calendar_reader(user_of(request), timezone.localdate(timezone.now()))
    asked = request.GET.get("unit", "")
    return reader, unit_choice(reader, int(asked) if asked.isascii() and asked.isdigit() else None)


def _month_asked(text: str, today: date) -> date:
    found = MONTH.fullmatch(text)
    return date(int(found[1]), int(found[2]), 1) if found else today.replace(day=1)


def _spelled(first: date) -> str:
    return f"{first:%Y-%m}"


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _weekdays() -> list[str]:
    """From Sunday on, as calendars in this country begin."""
    return [_(calendar.day_name[number]) for number in (6, 0, 1, 2, 3, 4, 5)]


def _people(counts: Counter[str]) -> int:
    return sum(count for state, count in counts.items() if state != CalendarState.OVERDUE.value)


def _day(on: date, counts: Counter[str], people: list[dict[str, Any]], query: CalendarQuery) -> Day:
    day = replace(query, first=on, last=on)
    return Day(on, _people(counts), _links(counts, day), people if len(people) <= NAMES_A_DAY else [])


def _links(counts: Counter[str], query: CalendarQuery) -> list[dict[str, Any]]:
    return [
        {"state": state, "count": counts[state.value], "url": _list_url(replace(query, state=state.value))}
        for state in COUNTED
        if counts[state.value]
    ]


def _names(reader: Reader, query: CalendarQuery) -> dict[date, list[dict[str, Any]]]:
    """Who is due on each day, open ones first, each leading to the reason of the day."""
    rows = list(with_people(open_listed(reader, query)))
    issued = list(with_people(issued_listed(reader, query))) if not query.state else []
    found: dict[date, list[dict[str, Any]]] = {}
    for row in [*rows, *issued]:
        state = getattr(row, "state", CalendarState.ISSUED.value)
        is_late = state != CalendarState.ISSUED.value and row.shown_due < reader.on
        entry = {"person": row.employee, "state": CalendarState.OVERDUE if is_late else CalendarState(state)}
        found.setdefault(row.shown_due, []).append(entry)
    return found


def _year_row(row: YearRow, query: CalendarQuery, year: int) -> dict[str, Any]:
    mine = replace(query, unit=row.unit or query.unit)
    cells = []
    for number in range(1, 13):
        first = date(year, number, 1)
        days = replace(mine, first=first, last=first.replace(day=calendar.monthrange(year, number)[1]))
        late = _list_url(replace(days, state=CalendarState.OVERDUE.value))
        url = _page("calendar", mine, month=_spelled(first))
        cells.append(
            {"first": first, "due": row.due[number], "overdue": row.overdue[number], "url": url, "late_url": late}
        )
    return {
        "unit": row.unit,
        "url": _page("calendar_year", mine, year=str(year)) if row.unit else "",
        "cells": cells,
        "no_day": row.no_day,
        "no_day_url": _list_url(replace(mine, state=CalendarState.NO_DAY.value)),
    }


def _breadcrumbs(choice: UnitChoice, year: str) -> list[dict[str, str]]:
    way = [
        {"label": unit.name, "url": _page("calendar_year", CalendarQuery(unit=unit), year=year)}
        for unit in choice.above
    ]
    top = {"label": _("All units"), "url": _page("calendar_year", CalendarQuery(), year=year)}
    return [top, *way, {"label": choice.unit.name if choice.unit else ""}]


def _everywhere(reader: Reader, query: CalendarQuery) -> dict[str, Any]:
    """What concerns no month: all that is overdue, and for HR the people whom nobody can rate."""
    wide = CalendarQuery(unit=query.unit, rater=query.rater, kind=query.kind)
    late = replace(wide, state=CalendarState.OVERDUE.value)
    found = {"overdue_count": open_listed(reader, late).count(), "overdue_url": _list_url(late)}
    if reader.sees_all:
        without = CalendarQuery(state=CalendarState.WITHOUT_RATER.value)
        found |= {"without_rater_count": open_listed(reader, without).count(), "without_rater_url": _list_url(without)}
    return found


def _list_url(query: CalendarQuery) -> str:
    days = {"first": query.first, "last": query.last}
    return _page("calendar_list", query, **{name: day.isoformat() for name, day in days.items() if day})


def _page(name: str, query: CalendarQuery, **more: str) -> str:
    asked = {
        "unit": query.unit.pk if query.unit else "",
        "rater": query.rater,
        "kind": query.kind,
        "state": query.state,
    }
    asked = {key: value for key, value in asked.items() if value} | more
    return f"{reverse(name)}?{urlencode(asked)}" if asked else reverse(name)
