"""HR's docket: what waits, who sees to it, by when; assigned in bulk, kept as views, taken out as CSV."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.enums import Action
from accounts.models import User
from accounts.permissions import check_has_action, has_action
from common.errors import RuleViolations
from common.paging import page_of
from common.spreadsheets import csv_lines
from evaluations.selectors.docket import (
    check_can_read_docket,
    docket_listed,
    entries_of,
    owners_possible,
    saved_views_of,
)
from evaluations.services.docket import docket_assign, docket_export_record, saved_view_forget, saved_view_keep
from workspace.docket_forms import AssignForm, DocketForm, ViewForm, chosen_in
from workspace.selectors.docket import DocketRow, docket_rows
from workspace.views.access import user_of

FILTERS = ("q", "kind", "owner", "within", "unit", "overdue")
COLUMNS = ["Employee", "What waits", "Since", "Day", "Owner"]
HEADINGS = ["employee_no", "employee", "unit", "kind", "waits_since", "due_on", "owner", "page"]


@require_safe
def docket(request: HttpRequest) -> HttpResponse:
    """Everything that waits for HR, the earliest day first."""
    user = user_of(request)
    check_can_read_docket(user)
    return _page(request, user)


def _page(
    request: HttpRequest, user: User, *, assign: AssignForm | None = None, view: ViewForm | None = None
) -> HttpResponse:
    today, owners = timezone.localdate(timezone.now()), list(owners_possible())
    form = DocketForm(request.GET, owners=owners)
    page = page_of(docket_listed(user, today, form.query), request.GET)
    can_assign = has_action(user, Action.EVALUATION_HR_REVIEW)
    context = {
        "form": form,
        "page": page,
        "columns": [{"label": label} for label in COLUMNS],
        "rows": [_row(row, today, can_choose=can_assign) for row in docket_rows(entries_of(list(page)))],
        "is_narrowed": bool(_filters(request.GET)),
        "can_assign": can_assign,
        "assign_form": assign or AssignForm(owners=owners),
        "view_form": view or ViewForm(),
        "views": _views(user),
        "query": _filters(request.GET),
        "mine": user.pk,
    }
    has_errors = any(shown is not None and shown.errors for shown in (assign, view))
    return render(request, "workspace/docket.html", context, status=422 if has_errors else 200)


def _filters(asked: QueryDict) -> str:
    """The filters of an address and nothing else, in one order."""
    kept = QueryDict(mutable=True)
    for name in FILTERS:
        if asked.get(name):
            kept[name] = asked[name]
    return kept.urlencode()[:600]


def _row(row: DocketRow, today: date, *, can_choose: bool) -> list[Any]:
    entry, person = row.entry, row.employee
    first: dict[str, Any] = {
        "text": person.full_name,
        "url": row.url,
        "note": f"{person.employee_no} · {person.org_unit.name}",
    }
    if can_choose:
        first |= {"choose": entry.key, "choose_label": f"{person.full_name}, {entry.kind.label}"}
    return [
        first,
        entry.kind.label,
        {"date": entry.since},
        {"due": entry.due_on, "today": today},
        row.owner.name if row.owner else _("Nobody"),
    ]


def _views(user: User) -> list[dict[str, Any]]:
    return [
        {
            "name": view.name,
            "url": f"{reverse('docket')}?{view.query}",
            "by": "" if view.user_id == user.pk else view.user.name,
            "forget_url": reverse("docket_view_forget", args=[view.public_id]) if view.user_id == user.pk else "",
            "is_shared": view.is_shared,
        }
        for view in saved_views_of(user)
    ]


@require_POST
def assign(request: HttpRequest) -> HttpResponse:
    """Give the chosen lines to somebody of HR, or to nobody."""
    user = user_of(request)
    check_can_read_docket(user)
    check_has_action(user, Action.EVALUATION_HR_REVIEW, "HR assigns what is on its docket.")
    form = AssignForm(request.POST, owners=list(owners_possible()))
    if form.is_valid():
        chosen = chosen_in(request.POST.getlist("chosen"))
        try:
            count = docket_assign(chosen=chosen, owner=form.owner, by=user, at=timezone.now())
        except RuleViolations as refusal:
            for violation in refusal.violations:
                form.add_error("new_owner", violation.message)
        else:
            said = ngettext("%(count)d line has a new owner.", "%(count)d lines have a new owner.", count)
            messages.success(request, said % {"count": count})
            return redirect(_back(request))
    return _page(request, user, assign=form)


@require_POST
def view_keep(request: HttpRequest) -> HttpResponse:
    """Keep the filters of the page under a name."""
    user = user_of(request)
    check_can_read_docket(user)
    form = ViewForm(request.POST)
    if form.is_valid():
        try:
            saved_view_keep(**form.cleaned_data, query=_filters(request.GET), by=user, at=timezone.now())
        except RuleViolations as refusal:
            form.add_error("name", refusal.violations[0].message)
        else:
            messages.success(request, _("The view is kept."))
            return redirect(_back(request))
    return _page(request, user, view=form)


@require_POST
def view_forget(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Delete a view of one's own."""
    user = user_of(request)
    check_can_read_docket(user)
    saved_view_forget(public_id=public_id, by=user, at=timezone.now())
    messages.success(request, _("The view is deleted."))
    return redirect("docket")


def _back(request: HttpRequest) -> str:
    """The page with the filters that it had."""
    return f"{reverse('docket')}?{_filters(request.GET)}"


@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The lines as CSV, as they are filtered."""
    user, today = user_of(request), timezone.localdate(timezone.now())
    check_can_read_docket(user)
    form = DocketForm(request.GET, owners=owners_possible())
    rows = docket_rows(entries_of(list(docket_listed(user, today, form.query))))
    docket_export_record(asked=_filters(request.GET), rows=len(rows), by=user, at=timezone.now())
    lines = csv_lines(HEADINGS, map(_exported, rows))
    headers = {"Content-Disposition": 'attachment; filename="docket.csv"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


def _exported(row: DocketRow) -> list[object]:
    entry, person = row.entry, row.employee
    owner = row.owner.name if row.owner else ""
    return [
        person.employee_no, person.full_name, person.org_unit.path, entry.kind.value, entry.since, entry.due_on, owner,
        row.url,
    ]  # fmt: skip
