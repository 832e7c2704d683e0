"""The list of the evaluations that a person may see."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from evaluations.enums import EvaluationKind, EvaluationStatus
from evaluations.forms.filters import EvaluationFilterForm
from evaluations.models import Evaluation
from evaluations.selectors.listing import evaluations_listed
from evaluations.views.access import user_of

PAGE_SIZE = 25


@require_safe
def evaluation_list(request: HttpRequest) -> HttpResponse:
    """Searched by name or number, filtered, sorted, in pages."""
    on = timezone.localdate(timezone.now())
    form = EvaluationFilterForm(request.GET or None)
    query = EvaluationFilterForm(request.GET).query
    page = Paginator(evaluations_listed(user_of(request), on, query), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "columns": _columns(request.GET, query.sort),
        "rows": [_row(evaluation) for evaluation in page],
        "is_filtered": any((query.search, query.status, query.rating, query.kind)),
    }
    return render(request, "evaluations/list.html", context)


def _columns(query: QueryDict, sort: str) -> list[dict[str, Any]]:
    return [
        _sortable("Employee", "name", query, sort),
        {"label": "Kind"},
        _sortable("Rating period", "end", query, sort),
        {"label": "Rater"},
        {"label": "Status"},
        {"label": "Overall rating"},
    ]


def _sortable(label: str, name: str, query: QueryDict, sort: str) -> dict[str, Any]:
    """A column heading that sorts by its name, and the other way round when it does already."""
    asked = query.copy()
    asked["sort"] = f"-{name}" if sort == name else name
    asked.pop("page", None)
    order = {name: "ascending", f"-{name}": "descending"}.get(sort, "")
    return {"label": label, "sort_url": f"?{asked.urlencode()}", "sorted": order}


def _row(evaluation: Evaluation) -> list[Any]:
    version = f", version {evaluation.version}" if evaluation.version > 1 else ""
    return [
        {
            "text": evaluation.employee.full_name,
            "url": evaluation.get_absolute_url(),
            "note": f"{evaluation.employee.employee_no} · {evaluation.classification.title}",
        },
        f"{EvaluationKind(evaluation.kind).label}{version}",
        {"period_start": evaluation.period_start, "period_end": evaluation.period_end},
        evaluation.rater.full_name,
        {"status": EvaluationStatus(evaluation.status)},
        {"rating": evaluation.shown_overall},
    ]
