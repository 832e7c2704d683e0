"""The files for payroll: made, listed, and taken whole or as what changed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from accounts.enums import Action
from accounts.permissions import has_action
from common.dates import ONE_DAY
from common.errors import RuleViolations
from common.paging import page_of
from common.templatetags.lists import counted
from evaluations.enums import PayrollChange
from evaluations.models import PayrollExport, StepSweep
from evaluations.rules.payroll import COLUMNS
from evaluations.selectors.payroll import (
    DIFFERENCE,
    WHOLE,
    check_can_export,
    check_can_read_exports,
    counts_of,
    export_file,
    export_numbered,
    exports_listed,
    file_name,
)
from evaluations.selectors.steps import sweep_so_far
from evaluations.services.payroll import payroll_export_make, payroll_file_record
from workspace.selectors.steps import reads_steps
from workspace.views.access import user_of

LIST_COLUMNS = [
    {"label": "Export"},
    {"label": "Anniversaries"},
    {"label": "Lines", "is_number": True},
    {"label": "Changes", "is_number": True},
    {"label": "Made"},
    {"label": "By"},
]
FILE_COLUMNS = [{"label": "Column"}, {"label": "What stands in it"}]


class ExportForm(forms.Form):
    """Of which anniversaries the decisions are given."""

    first = forms.DateField(
        label=gettext_lazy("First anniversary"), widget=forms.DateInput({"type": "date"})
    )  # fmt: skip
    last = forms.DateField(label=gettext_lazy("Last anniversary"), widget=forms.DateInput({"type": "date"}))


@require_http_methods(["GET", "HEAD", "POST"])
def exports(request: HttpRequest) -> HttpResponse:
    """Every export, and the form that makes the next one."""
    user, sweep = user_of(request), sweep_so_far()
    check_can_read_exports(user)
    form = ExportForm(request.POST) if request.method == "POST" else ExportForm(initial=_proposed(sweep))
    if request.method == "POST":
        check_can_export(user)
        made = _made(request, form)
        if made is not None:
            return redirect("payroll_export", made.number)
    page = page_of(exports_listed(), request.GET)
    context = {
        "form": form,
        "page": page,
        "columns": LIST_COLUMNS,
        "rows": [_row(export) for export in page],
        "sweep": sweep,
        "can_export": has_action(user, Action.PAYROLL_EXPORT),
        "file_columns": FILE_COLUMNS,
        "file_rows": [[name, about] for name, about in COLUMNS.items()],
        "breadcrumbs": _breadcrumbs(request, _("Payroll exports")),
    }
    return render(request, "workspace/payroll.html", context, status=422 if form.errors else 200)


def _proposed(sweep: StepSweep | None) -> dict[str, date]:
    """From the day after the last export, or the first day of the month, to the last day that is decided."""
    if sweep is None:
        return {}
    before = exports_listed().first()
    first = min(before.last_on + ONE_DAY, sweep.through_on) if before else sweep.through_on.replace(day=1)
    return {"first": first, "last": sweep.through_on}


def _made(request: HttpRequest, form: ExportForm) -> PayrollExport | None:
    """The export; None where the form says what is wrong."""
    if not form.is_valid():
        return None
    days = {"first_on": form.cleaned_data["first"], "last_on": form.cleaned_data["last"]}
    try:
        return payroll_export_make(**days, by=user_of(request), at=timezone.now())
    except RuleViolations as refusal:
        for violation in refusal.violations:
            form.add_error(violation.field, violation.message)
    return None


@require_safe
def export(request: HttpRequest, number: int) -> HttpResponse:
    """One export: its days, its digests, its two files."""
    user = user_of(request)
    check_can_read_exports(user)
    found = export_numbered(number)
    news = counts_of(found)
    context = {
        "export": found,
        "facts": _facts(found, news),
        "files": [_file(found, WHOLE), _file(found, DIFFERENCE)],
        "can_export": has_action(user, Action.PAYROLL_EXPORT),
        "breadcrumbs": _breadcrumbs(request, str(found), is_below=True),
    }
    return render(request, "workspace/payroll_export.html", context)


@require_GET
@never_cache
def file(request: HttpRequest, number: int, part: str) -> StreamingHttpResponse:
    """One of the two files, made anew from what the export holds."""
    user = user_of(request)
    check_can_export(user)
    found = export_numbered(number)
    lines = export_file(found, part)
    payroll_file_record(export=found, part=part, by=user, at=timezone.now())
    response = StreamingHttpResponse((line.encode() for line in lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file_name(found, part)}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _row(export: PayrollExport) -> list[Any]:
    return [
        {"url": reverse("payroll_export", args=[export.number]), "text": str(export)},
        {"period_start": export.first_on, "period_end": export.last_on},
        counted(export.rows),
        counted(export.changes),
        timezone.localdate(export.made_at),
        export.made_by.name,
    ]


def _facts(export: PayrollExport, news: dict[PayrollChange, int]) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = [
        {"label": _("Anniversaries"), "period_start": export.first_on, "period_end": export.last_on},
        {"label": _("Made"), "date": timezone.localdate(export.made_at), "note": export.made_by.name},
    ]
    told = (PayrollChange.NEW, PayrollChange.CHANGED, PayrollChange.WITHDRAWN)
    return facts + [{"label": change.label, "text": counted(news[change])} for change in told]


def _file(export: PayrollExport, part: str) -> dict[str, Any]:
    is_whole = part == WHOLE
    return {
        "heading": _("The whole") if is_whole else _("What changed"),
        "about": _("Every decision in force on these anniversaries.")
        if is_whole
        else _("What is new, changed or withdrawn since the exports before, on whichever anniversary."),
        "count": export.rows if is_whole else export.changes,
        "sha256": export.sha256 if is_whole else export.difference_sha256,
        "url": reverse("payroll_file", args=[export.number, part]),
        "name": file_name(export, part),
    }


def _breadcrumbs(request: HttpRequest, here: str, *, is_below: bool = False) -> list[dict[str, str]]:
    way = [{"label": _("Step increases"), "url": reverse("steps")}] if reads_steps(user_of(request)) else []
    if is_below:
        way.append({"label": _("Payroll exports"), "url": reverse("payroll")})
    return [*way, {"label": here}]
