"""People: everybody for HR and the auditor, the own line for supervisors, oneself for everybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.paging import is_narrowed, page_of
from workforce import selectors
from workforce.forms import PeopleFilterForm
from workforce.tables import chain_items, people_columns, people_rows, person_facts


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
    }
    return render(request, "workforce/people.html", context)


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
    }
    return render(request, "workforce/employee.html", context)
