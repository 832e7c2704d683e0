"""Follow-up windows, for HR and the auditor."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.paging import page_of
from evaluations.enums import EvaluationStatus, FollowUpStatus
from evaluations.models import FollowUp
from workspace.selectors.windows import (
    ASKED,
    CLOSED,
    NO_FINAL,
    OPEN,
    REVERTED,
    WAITING,
    check_can_read_windows,
    windows_listed,
)
from workspace.views.access import user_of

COLUMNS = [
    {"label": "Employee"},
    {"label": "Window"},
    {"label": "Last day"},
    {"label": "Status"},
    {"label": "Final evaluation"},
    {"label": "Rater"},
]


class WindowFilterForm(forms.Form):
    """What the windows are searched and filtered by."""

    q = forms.CharField(
        label="Name, number or e-mail address",
        required=False,
        max_length=200,
        widget=forms.TextInput({"type": "search"}),
    )
    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[
            ("", "Any"),
            (OPEN, "Waiting for a final evaluation"),
            (NO_FINAL, "No final evaluation begun"),
            (ASKED, "A request to extend waits for HR"),
            (CLOSED, "Ended"),
            (REVERTED, "Reverted"),
        ],
    )
    within = forms.TypedChoiceField(
        label="Last day",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "Any"), (30, "Within 30 days"), (60, "Within 60 days"), (90, "Within 90 days")],
    )


@require_safe
def windows(request: HttpRequest) -> HttpResponse:
    """Every window: those that wait by the days left, then those that ended."""
    user = user_of(request)
    check_can_read_windows(user)
    today = timezone.localdate(timezone.now())
    form = WindowFilterForm(request.GET)
    form.is_valid()
    asked = form.cleaned_data
    rows = windows_listed(
        user, today, search=asked.get("q", ""), state=asked.get("state", ""), within=asked.get("within")
    )
    page = page_of(rows, request.GET)
    context = {
        "form": form,
        "page": page,
        "columns": COLUMNS,
        "rows": [_row(window, today) for window in page],
        "is_narrowed": any(asked.values()),
    }
    return render(request, "workspace/windows.html", context)


def _row(window: FollowUp, today: date) -> list[Any]:
    status = window.shown_status  # type: ignore[attr-defined]  # by the selector
    return [
        {
            "text": window.employee.full_name,
            "url": window.get_absolute_url(),
            "note": f"{window.employee.employee_no} · {window.employee.classification.title}",
        },
        {"period_start": window.starts_on, "period_end": window.ends_on},
        {"due": window.ends_on, "today": today, "is_done": status not in WAITING},
        {"status": FollowUpStatus(status)},
        _final(window),
        window.evaluation.rater.full_name,
    ]


def _final(window: FollowUp) -> Any:
    """Where the evaluation that ends the window stands; a draft is not HR's to open, its state is no secret."""
    finals = window.finals_under_way  # type: ignore[attr-defined]  # by the prefetch
    if not finals:
        return {"status": "not_started"}
    return {"status": EvaluationStatus(finals[0].status)}
