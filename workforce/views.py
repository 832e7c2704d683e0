"""People: everybody for HR and the auditor, the own line for supervisors, oneself for everybody."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from workforce import selectors
from workforce.forms import PeopleFilterForm
from workforce.tables import chain_items, people_rows, person_facts

PAGE_SIZE = 25


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """The people whom this account may see, searched by name, number, status, level and class."""
    form = PeopleFilterForm(request.GET)
    form.is_valid()
    # A filter that is not on offer is said beside its field and left out; the others still hold.
    chosen = form.cleaned_data
    narrowed = {name: chosen.get(name, "") for name in ("status", "level", "class_code")}
    listed = selectors.people_listed(request.user, search=chosen.get("q", ""), **narrowed)
    page = Paginator(listed, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "table": people_rows(page.object_list)}
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
        "reports": people_rows(selectors.direct_reports(person)),
        "breadcrumbs": breadcrumbs,
    }
    return render(request, "workforce/employee.html", context)
