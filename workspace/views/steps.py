"""Step increases: the list for HR and the auditor, and one person's with the reasons, for the person, too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from common.paging import is_narrowed, page_of
from common.spreadsheets import csv_lines
from evaluations.selectors.steps import sweep_so_far
from evaluations.services.step_lists import steps_export_record
from workforce.models import Employee
from workspace.forms import StepsForm
from workspace.selectors.steps import (
    StepQuery,
    check_can_read_steps,
    coming_listed,
    held_count,
    holders_of,
    people_in,
    person_with_steps,
    reads_steps,
    risk_counts,
    steps_listed,
    with_people,
)
from workspace.selectors.steps_person import steps_of_person
from workspace.views import step_rows
from workspace.views.access import user_of

CHUNK = 2000


@require_safe
def steps(request: HttpRequest) -> HttpResponse:
    """What is decided, or what is coming and how it stands."""
    user = user_of(request)
    check_can_read_steps(user)
    form, today = StepsForm(request.GET), timezone.localdate(timezone.now())
    query = form.query
    sweep = sweep_so_far()
    context = {
        "form": form,
        "query": query,
        "held": held_count(),
        "risks": risk_counts(user, today),
        "sweep": sweep,
        "is_narrowed": is_narrowed(form.cleaned_data),
        **(_coming(request, query, today) if query.is_ahead else _decided(request, query, today)),
    }
    return render(request, "workspace/steps.html", context, status=200 if form.is_valid() else 422)


def _decided(request: HttpRequest, query: StepQuery, today: date) -> dict[str, Any]:
    user = user_of(request)
    rows = steps_listed(user, query)
    page = page_of(rows, request.GET, shown=with_people(rows))
    holders = holders_of(user, people_in(row for row in page if row.state.value == "held"))
    shown = [step_rows.decided(row, holders.get(row.employee_id), today) for row in page]
    return {"page": page, "columns": step_rows.DECIDED, "rows": shown}


def _coming(request: HttpRequest, query: StepQuery, today: date) -> dict[str, Any]:
    user = user_of(request)
    rows, outlooks = coming_listed(user, query, today)
    page = page_of(rows, request.GET, shown=with_people(rows))
    holders = holders_of(user, people_in(page))
    shown = [
        step_rows.coming(row, outlooks[row.employee_id], holders.get(row.employee_id), today) for row in page
    ]  # fmt: skip
    return {"page": page, "columns": step_rows.COMING, "rows": shown}


@require_GET
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The list that was asked for, as a file for HR's own work; payroll's file is another one."""
    user = user_of(request)
    check_can_read_steps(user)
    form, now = StepsForm(request.GET), timezone.now()
    query, today = form.query, timezone.localdate(now)
    asked = {name: str(value) for name, value in form.cleaned_data.items() if value}
    headings: Sequence[str]
    if query.is_ahead:
        found, outlooks = coming_listed(user, query, today)
        count, headings = found.count(), step_rows.COMING_FILE
        lines = _coming_lines(user, found, outlooks)
    else:
        rows = with_people(steps_listed(user, query))
        count, headings = rows.count(), step_rows.DECIDED_FILE
        lines = map(step_rows.decided_line, rows.iterator(chunk_size=CHUNK))
    steps_export_record(asked=asked, rows=count, by=user, at=now)
    headers = {"Content-Disposition": 'attachment; filename="step-increases.csv"'}
    return StreamingHttpResponse(
        csv_lines(headings, lines), content_type="text/csv; charset=utf-8", headers=headers
    )  # fmt: skip


def _coming_lines(user: Any, found: Any, outlooks: Any) -> Iterator[Iterable[object]]:
    rows = list(with_people(found))
    holders = holders_of(user, people_in(rows))
    return (step_rows.coming_line(row, outlooks[row.employee_id], holders.get(row.employee_id)) for row in rows)


@require_safe
def person(request: HttpRequest, employee_no: str) -> HttpResponse:
    """What each anniversary of one person brought or will bring, and why."""
    user, today = user_of(request), timezone.localdate(timezone.now())
    employee = person_with_steps(user, employee_no)
    told = steps_of_person(user, employee, today)
    context = {
        "person": employee,
        "told": told,
        "is_own": employee.user_id == user.pk,
        "facts": step_rows.coming_facts(told, today),
        "decided_columns": step_rows.OF_PERSON,
        "decided_rows": [step_rows.of_person(row) for row in told.decided],
        "filed_columns": step_rows.FILED,
        "filed_rows": [step_rows.filed(one) for one in told.filed],
        "breadcrumbs": _breadcrumbs(employee, is_own=employee.user_id == user.pk, is_watcher=reads_steps(user)),
    }
    return render(request, "workspace/steps_person.html", context)


def _breadcrumbs(person: Employee, *, is_own: bool, is_watcher: bool) -> list[dict[str, str]]:
    if is_own:
        return [{"label": _("My evaluations"), "url": reverse("own_evaluations")}, {"label": _("My step increases")}]
    return [{"label": _("Step increases"), "url": reverse("steps")}, {"label": person.full_name}]
