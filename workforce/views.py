"""People: everybody for HR and the auditor, the own line for supervisors, oneself for everybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from accounts.enums import Action
from accounts.permissions import check_has_action, has_action
from common.paging import is_narrowed, page_of
from common.spreadsheets import csv_lines
from workforce import selectors
from workforce.enums import EmploymentStatus
from workforce.forms import PeopleFilterForm
from workforce.services import people_export_record
from workforce.tables import EXPORTED, chain_items, exported_row, people_columns, people_rows, person_facts


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """The people whom this account may see, searched, filtered and sorted."""
    form = PeopleFilterForm(request.GET)
    query = form.query
    listed = selectors.people_listed(request.user, query)
    page = page_of(listed, request.GET, shown=selectors.people_shown())
    context = {
        "form": form,
        "page": page,
        "columns": people_columns(request.GET, query.sort),
        "rows": people_rows(page.object_list),
        "is_narrowed": is_narrowed(form.cleaned_data),
        "can_export": has_action(request.user, Action.PEOPLE_READ),
    }
    return render(request, "workforce/people.html", context)


@require_GET
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The people who were asked for, in the layout of a people file and without their leaves (R6)."""
    check_has_action(request.user, Action.PEOPLE_READ, "Only HR and the auditor take lists of people out.")
    form = PeopleFilterForm(request.GET)
    listed = selectors.people_listed(request.user, form.query).select_related("supervisor")
    asked = {name: value for name, value in form.cleaned_data.items() if value}
    people_export_record(asked=asked, rows=listed.count(), by=request.user, at=timezone.now())
    lines = csv_lines(EXPORTED, map(exported_row, listed.iterator(chunk_size=2000)))
    headers = {"Content-Disposition": 'attachment; filename="people.csv"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


@require_safe
def employee(request: HttpRequest, employee_no: str) -> HttpResponse:
    """One person: facts, chain of command, leaves by their dates (R6), direct reports."""
    person = selectors.employee_visible_to(request.user, employee_no)
    chain = selectors.chain_of_command(person)
    breadcrumbs = [{"label": _("People"), "url": reverse("workforce:people")}, {"label": person.full_name}]
    context = {
        "person": person,
        "facts": person_facts(person),
        "chain": chain_items(chain, selectors.visible_in_chain(request.user, chain)),
        "leaves": [
            {"label": _("Leave"), "period_start": leave.starts_on, "period_end": leave.ends_on}
            for leave in person.leaves.all()
        ],
        "columns": people_columns(),
        "reports": people_rows(selectors.direct_reports(person)),
        "breadcrumbs": breadcrumbs,
        "is_on_probation": person.status == EmploymentStatus.PROBATIONARY.value,
        "sees_steps": has_action(request.user, Action.STEPS_READ) or person.user_id == request.user.pk,
    }
    return render(request, "workforce/employee.html", context)
