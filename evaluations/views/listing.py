"""The list of the evaluations that a person may see."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.paging import page_of, sort_heading
from evaluations.enums import EvaluationKind, EvaluationStatus
from evaluations.forms.filters import EvaluationFilterForm
from evaluations.models import Evaluation
from evaluations.selectors.listing import evaluations_listed, evaluations_shown
from evaluations.views.access import user_of


@require_safe
def evaluation_list(request: HttpRequest) -> HttpResponse:
    """Searched by name or number, filtered, sorted, in pages."""
    on = timezone.localdate(timezone.now())
    form = EvaluationFilterForm(request.GET or None)
    query = EvaluationFilterForm(request.GET).query
    listed = evaluations_listed(user_of(request), on, query)
    page = page_of(listed, request.GET, shown=evaluations_shown())
    context = {
        "form": form,
        "page": page,
        "columns": _columns(request.GET, query.sort),
        "rows": [_row(evaluation) for evaluation in page],
        "is_narrowed": any((query.search, query.status, query.rating, query.kind)),
    }
    return render(request, "evaluations/list.html", context)


def _columns(query: QueryDict, sort: str) -> list[dict[str, Any]]:
    return [
        sort_heading("Employee", "name", query, sort),
        {"label": "Kind"},
        sort_heading("Rating period", "end", query, sort),
        {"label": "Rater"},
        {"label": "Status"},
        {"label": "Overall rating"},
    ]


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
