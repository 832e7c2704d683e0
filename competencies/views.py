"""Classes, for everybody who is signed in to read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.enums import Action
from accounts.permissions import has_action
from common.paging import is_narrowed, page_of
from competencies import selectors
from competencies.forms import ClassificationFilterForm
from competencies.tables import classification_columns, classification_facts, classification_rows


@require_safe
def classifications(request: HttpRequest) -> HttpResponse:
    """Every class, searched by title, code, status and bargaining unit."""
    form = ClassificationFilterForm(request.GET, bargaining_units=selectors.bargaining_units())
    form.is_valid()
    # A filter that is not on offer is said beside its field and left out; the others still hold.
    chosen = form.cleaned_data
    listed = selectors.classifications_listed(
        search=chosen.get("q", ""),
        status=chosen.get("status", ""),
        bargaining_unit=chosen.get("bargaining_unit", ""),
    )
    sort = chosen.get("sort") or selectors.DEFAULT_SORT
    page = page_of(listed.order_by(*selectors.SORTS[sort]), request.GET)
    context = {
        "form": form,
        "page": page,
        "columns": classification_columns(request.GET, sort),
        "rows": classification_rows(page.object_list),
        "is_narrowed": is_narrowed(chosen),
    }
    return render(request, "competencies/classifications.html", context)


@require_safe
def classification(request: HttpRequest, code: str) -> HttpResponse:
    """One class; how many people hold it is said to those who may read people."""
    found = selectors.classification_get(code)
    facts = classification_facts(found)
    if has_action(request.user, Action.PEOPLE_READ):
        url = f"{reverse('workforce:people')}?class_code={found.code}"
        facts.append({"label": _("People in service"), "text": str(selectors.people_in_service(found)), "url": url})
    breadcrumbs = [
        {"label": _("Classifications"), "url": reverse("competencies:classifications")},
        {"label": found.title},
    ]
    context = {"classification": found, "facts": facts, "breadcrumbs": breadcrumbs}
    return render(request, "competencies/classification.html", context)
