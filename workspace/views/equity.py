"""The equity view: how ratings are spread over groups of people, whether rates differ, and how Raters compare."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from common.charts import stacked_bars
from common.errors import NotVisible
from common.spreadsheets import csv_lines
from common.statistics.selection import Compared, Reached, compared_with_highest
from common.statistics.severity import Severities, severities
from common.statistics.suppression import LEAST_PEOPLE, Counts, Path
from evaluations.enums import Rating
from workspace.enums import EquityGrouping
from workspace.forms import EquityForm
from workspace.rules.equity import RATINGS, SCORES, reached
from workspace.selectors.equity import (
    Level,
    Release,
    check_can_read_equity,
    equity_release,
    equity_years,
    has_parts,
    labels_of,
    level_of,
)
from workspace.services import figures_export_record
from workspace.views import equity_tables as tables
from workspace.views.access import user_of

PAGE_SIZE = 25
SEPARATOR = "\x1f"  # stands in no name of a unit


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked at, and everything that may be shown of it; `order` is that of the rows."""

    form: EquityForm
    year: int
    grouping: EquityGrouping
    mark: Rating
    release: Release
    level: Level
    labels: dict[Path, str]
    rates: dict[Path, Compared]
    severity: Severities | None
    order: list[Path]


@require_safe
def equity(request: HttpRequest) -> HttpResponse:
    """One level of one grouping: ratings, chart, rates or severity, and what they do not prove."""
    asked, form = _asked(request)
    if asked is None:
        years = form.fields["year"].choices  # type: ignore[attr-defined]  # a choice field
        return render(request, "workspace/equity.html", {"form": form, "has_years": bool(years)})
    page = Paginator(asked.order, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "asked": asked,
        "page": page,
        "least": LEAST_PEOPLE,
        "breadcrumbs": _breadcrumbs(asked),
        "chart": _chart(asked, list(page)),
        "columns": tables.counts_columns(asked.grouping.label),
        "rows": _counts_rows(asked, list(page)),
        "people": sum(asked.level.total),
        "csv_url": f"{reverse('equity_csv')}?{request.GET.urlencode()}",
        **_comparison(asked, list(page)),
    }
    return render(request, "workspace/equity.html", context)


@require_GET
def equity_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The rows of the page, all of them. Nothing that the page hides."""
    asked, _form = _asked(request)
    if asked is None:
        raise NotVisible
    rows = list(_exported(asked))
    told = {"year": str(asked.year), "by": asked.grouping.value, "at": " / ".join(asked.level.path)}
    figures_export_record(what="equity", asked=told, rows=len(rows), by=user_of(request), at=timezone.now())
    extra = tables.SEVERITY_FIELDS if asked.grouping is EquityGrouping.RATER else tables.RATE_FIELDS
    name = f"equity-{asked.year}-{asked.grouping.value}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    lines = csv_lines((*tables.FIELDS, *extra), rows)
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


def _asked(request: HttpRequest) -> tuple[Asked | None, EquityForm]:
    """None where no year is over yet, the form asks for what is not on offer, or too few people are rated."""
    check_can_read_equity(user_of(request))
    form = EquityForm(request.GET, years=equity_years(timezone.localdate(timezone.now())))
    if not form.is_valid() or not form.cleaned_data["year"]:
        return None, form
    year, grouping = form.cleaned_data["year"], EquityGrouping(form.cleaned_data["by"])
    release = equity_release(year)
    if release.total is None:
        return None, form
    at = request.GET.get("at", "")
    level = level_of(release, grouping, tuple(at.removeprefix(SEPARATOR).split(SEPARATOR)) if at else ())
    return _compared(form, year, grouping, release, level), form


def _compared(form: EquityForm, year: int, grouping: EquityGrouping, release: Release, level: Level) -> Asked:
    mark = Rating(form.cleaned_data["mark"])
    labels = labels_of(grouping, [*level.parts, level.path])
    severity, rates = None, {}
    by_label = sorted(level.parts, key=lambda path: (labels[path].casefold(), path))
    if grouping is EquityGrouping.RATER:
        severity = severities({path[0]: counts for path, counts in level.parts.items()}, SCORES)
        by_label = [(one.key,) for one in severity.raters] if severity else by_label
    else:
        groups = {path: Reached(SEPARATOR.join(path), sum(n), reached(n, mark)) for path, n in level.parts.items()}
        rates = dict(zip(groups, compared_with_highest(list(groups.values())), strict=True))
    if grouping is EquityGrouping.TENURE:
        by_label = sorted(level.parts)
    return Asked(form, year, grouping, mark, release, level, labels, rates, severity, by_label)


def _counts_rows(asked: Asked, shown: list[Path]) -> list[list[Any]]:
    rows = [tables.counts_row(_linked(asked, path), asked.level.parts[path]) for path in shown]
    others = asked.level.others
    if shown and sum(others):
        rows.append(tables.counts_row({"text": _("All others together"), "note": _("Hidden one by one")}, others))
    return [*rows, tables.counts_row(_("Together"), asked.level.total)]


def _linked(asked: Asked, path: Path) -> Any:
    """The group's words, leading to its parts where some may be shown."""
    label = asked.labels[path]
    return {"text": label, "url": _url(asked, path)} if has_parts(asked.release, asked.grouping, path) else label


def _url(asked: Asked, path: Path) -> str:
    query = {"year": asked.year, "by": asked.grouping.value, "mark": asked.mark.value, "at": _at(path)}
    return f"?{urlencode({name: value for name, value in query.items() if value})}"


def _at(path: Path) -> str:
    """The group in an address. A first part without a name, those without a bargaining unit, stands behind a separator,
    since nothing at all means everybody."""
    return SEPARATOR.join(path if not path or path[0] else ("", *path))


def _breadcrumbs(asked: Asked) -> list[dict[str, str]]:
    """From everybody down to the group that is looked at; empty at the top."""
    path = asked.level.path
    if not path:
        return []
    above = [path[:depth] for depth in range(1, len(path))]
    labels = labels_of(asked.grouping, above)
    top = {"label": _("Everybody"), "url": _url(asked, ())}
    return [top, *({"label": labels[one], "url": _url(asked, one)} for one in above), {"label": asked.labels[path]}]


def _chart(asked: Asked, shown: list[Path]) -> Any:
    rows: list[tuple[str, Counts]] = [(_("Together"), asked.level.total)]
    rows += [(asked.labels[path], asked.level.parts[path]) for path in shown]
    return stacked_bars(
        "ratings", _("Shares of the ratings, with the number of people"),
        series=[rating.label for rating in RATINGS], rows=rows, is_share=True,
    )  # fmt: skip


def _comparison(asked: Asked, shown: list[Path]) -> dict[str, Any]:
    """The second table: Raters by severity, other groups by their rates."""
    if asked.severity is not None:
        by_key = {one.key: one for one in asked.severity.raters}
        rows = [tables.severity_row(asked.labels[path], by_key[path[0]], asked.severity) for path in shown]
        return {"severity": asked.severity, "severity_columns": tables.severity_columns(), "severity_rows": rows}
    if asked.grouping is EquityGrouping.RATER:
        return {}
    columns = tables.rate_columns(asked.grouping.label, asked.mark)
    return {
        "rate_columns": columns,
        "rate_rows": [tables.rate_row(asked.labels[path], asked.rates[path]) for path in shown],
        "compared": max(0, len(asked.rates) - 1),
    }


def _exported(asked: Asked) -> Iterator[list[object]]:
    by_key = {one.key: one for one in asked.severity.raters} if asked.severity else {}
    for path in asked.order:
        counts = asked.level.parts[path]
        yield _exported_row(asked, asked.labels[path], counts, path, by_key)
    if sum(asked.level.others):
        yield _exported_row(asked, _("All others together"), asked.level.others, None, by_key)
    yield _exported_row(asked, _("Together"), asked.level.total, None, by_key)


def _exported_row(asked: Asked, label: str, counts: Counts, path: Path | None, by_key: dict[str, Any]) -> list[object]:
    more = (
        tables.exported_severity(by_key.get(path[0]) if path else None)
        if asked.grouping is EquityGrouping.RATER
        else tables.exported_rate(asked.rates.get(path) if path else None, asked.mark)
    )
    return [asked.year, asked.grouping.value, label, *counts, sum(counts), *more]
