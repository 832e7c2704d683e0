"""The compliance board: what was due in a range of days, on time, late or missing, from the top down to the Rater."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from common.errors import NotVisible
from common.rates import check_rate
from common.spreadsheets import csv_lines
from workforce.models import OrgUnit
from workspace.forms import ComplianceForm
from workspace.rules.compliance import NOT_ON_RECORD
from workspace.selectors.compliance import (
    Board,
    ComplianceQuery,
    check_can_read_compliance,
    compliance_board,
    compliance_rows,
    compliance_unit,
    probations_without_evaluation,
)
from workspace.services import figures_export_record
from workspace.views import compliance_tables as tables
from workspace.views.access import user_of
from workspace.views.compliance_report import report_of

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked at; None where the form does not say it well."""

    form: ComplianceForm
    query: ComplianceQuery | None


@require_safe
def compliance(request: HttpRequest) -> HttpResponse:
    """The figures of one unit, by the units below it, by month, by Rater; and probation that ended without."""
    asked = _asked(request)
    if asked.query is None:
        return render(request, "workspace/compliance.html", {"form": asked.form}, status=422)
    board = compliance_board(asked.query, user_of(request))
    probations = probations_without_evaluation(asked.query, user_of(request))
    page = Paginator(probations, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        **board_context(board, page.paginator.count),
        "form": asked.form,
        "breadcrumbs": _breadcrumbs(board),
        "part_rows": [tables.tally_row(_linked(board.query, part), part.tally) for part in board.parts],
        "page": page,
        "probation_columns": tables.probation_columns(),
        "probation_rows": [tables.probation_row(person) for person in page],
        "files": _files(board.query),
    }
    return render(request, "workspace/compliance.html", context)


def board_context(board: Board, probations: int) -> dict[str, Any]:
    """What the page and the paper say alike."""
    return {
        "board": board,
        "query": board.query,
        "kind": tables.kind_words(board.query.kind),
        "at": timezone.now(),
        "figures_columns": tables.figures_columns(),
        "figures": tables.figures(board, probations),
        "limits": NOT_ON_RECORD,
        "part_columns": tables.tally_columns(_("Unit")),
        "month_columns": tables.tally_columns(_("Month")),
        "month_rows": tables.month_rows(board),
        "rater_columns": tables.tally_columns(_("Rater")),
        "rater_rows": tables.rater_rows(board),
        "total_row": tables.total_row(board),
        "months_chart": tables.months_chart(board),
        "parts_chart": tables.parts_chart(board),
    }


@require_GET
def figures_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The figures of the page."""
    query = _query(request)
    rows = list(tables.exported_figures(compliance_board(query, user_of(request))))
    return _csv(request, query, "compliance", tables.FIELDS, rows, count=len(rows))


@require_GET
def evaluations_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Each evaluation behind the figures, but the reader's own."""
    query = _query(request)
    rows = tables.exported_evaluations(compliance_rows(query, user_of(request)))
    count = compliance_board(query, user_of(request)).total.total
    return _csv(request, query, "compliance-evaluations", tables.EVALUATION_FIELDS, rows, count=count)


@require_GET
def probation_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Everybody whose probation ended without an evaluation, but the reader."""
    query = _query(request)
    found = probations_without_evaluation(query, user_of(request))
    rows = tables.exported_probations(found.iterator(chunk_size=2000))
    return _csv(request, query, "compliance-probation", tables.PROBATION_FIELDS, rows, count=found.count())


@require_GET
def report_pdf(request: HttpRequest) -> HttpResponse:
    """The page on paper. Some seconds of a process of its own, within limits; so not often in a row."""
    query = _query(request)
    sentence = _("Ten reports in ten minutes are enough for one person. Wait a little, and start again.")
    check_rate(f"compliance-pdf:{user_of(request).pk}", limit=10, seconds=600, sentence=sentence)
    board = compliance_board(query, user_of(request))
    found = probations_without_evaluation(query, user_of(request))
    data = report_of(board_context(board, found.count()), board, found)
    told = _told(query)
    figures_export_record(what="compliance-report", asked=told, rows=1, by=user_of(request), at=timezone.now())
    headers = {"Content-Disposition": f'attachment; filename="compliance-{query.first}-{query.last}.pdf"'}
    return HttpResponse(data, content_type="application/pdf", headers=headers)


def _asked(request: HttpRequest) -> Asked:
    check_can_read_compliance(user_of(request))
    today = timezone.localdate(timezone.now())
    form = ComplianceForm(request.GET, today=today)
    if not form.is_valid():
        return Asked(form, None)
    chosen = form.cleaned_data
    unit = compliance_unit(chosen["unit"])
    return Asked(form, ComplianceQuery(chosen["first"], chosen["last"], today, unit, chosen["kind"]))


def _query(request: HttpRequest) -> ComplianceQuery:
    """Raises NotVisible for a file of what the page refuses."""
    query = _asked(request).query
    if query is None:
        raise NotVisible
    return query


def _told(query: ComplianceQuery) -> dict[str, str]:
    return {
        "first": query.first.isoformat(), "last": query.last.isoformat(), "unit": query.path, "kind": query.kind
    }  # fmt: skip


def _csv(
    request: HttpRequest,
    query: ComplianceQuery,
    what: str,
    fields: Iterable[str],
    rows: Iterable[Iterable[object]],
    *,
    count: int,
) -> StreamingHttpResponse:
    figures_export_record(what=what, asked=_told(query), rows=count, by=user_of(request), at=timezone.now())
    headers = {"Content-Disposition": f'attachment; filename="{what}-{query.first}-{query.last}.csv"'}
    return StreamingHttpResponse(csv_lines(fields, rows), content_type="text/csv; charset=utf-8", headers=headers)


def _linked(query: ComplianceQuery, part: Any) -> Any:
    name = tables.part_name(part)
    return {"text": name, "url": _url("compliance", replace(query, unit=part.unit))} if part.unit else name


def _url(name: str, query: ComplianceQuery) -> str:
    asked = {**_told(query), "unit": str(query.unit.pk) if query.unit else ""}
    return f"{reverse(name)}?{urlencode({key: value for key, value in asked.items() if value})}"


def _breadcrumbs(board: Board) -> list[dict[str, str]]:
    """From the top down to the unit that is looked at; empty at the top."""
    if not board.above or board.query.unit is None:
        return []
    way: list[OrgUnit] = list(board.above)
    links = [{"label": unit.name, "url": _url("compliance", replace(board.query, unit=unit))} for unit in way]
    return [*links, {"label": board.query.unit.name, "url": ""}]


def _files(query: ComplianceQuery) -> list[dict[str, str]]:
    return [
        {"label": _("Figures as CSV"), "url": _url("compliance_csv", query)},
        {"label": _("Each evaluation as CSV"), "url": _url("compliance_evaluations_csv", query)},
        {"label": _("Probation as CSV"), "url": _url("compliance_probation_csv", query)},
        {"label": _("This page as PDF"), "url": _url("compliance_pdf", query)},
    ]
