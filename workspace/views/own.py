"""My evaluations: what the employee has been issued."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.errors import NotVisible
from evaluations.enums import EvaluationKind, EvaluationStatus
from evaluations.models import Evaluation, FollowUp
from evaluations.rules.schedule_facts import Due
from evaluations.selectors.due_dates import due_for
from workforce.models import Employee
from workforce.selectors import employee_of
from workspace.selectors.own import own_evaluations, own_window
from workspace.views.access import user_of

COLUMNS = [
    {"label": "Rating period"},
    {"label": "Kind"},
    {"label": "Rater"},
    {"label": "Overall rating"},
    {"label": "Status"},
    {"label": "Sealed copies", "is_number": True},
]


@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """The employee's own issued evaluations. 404 for an account without a person."""
    user = user_of(request)
    employee = employee_of(user)
    if employee is None:
        raise NotVisible
    today = timezone.localdate(timezone.now())
    evaluations = list(own_evaluations(employee))
    context = {
        "columns": COLUMNS,
        "rows": [_row(evaluation) for evaluation in evaluations],
        "facts": _facts(employee, due_for(employee, today, as_told=True), own_window(user), today),
    }
    return render(request, "workspace/own.html", context)


def _row(evaluation: Evaluation) -> list[Any]:
    return [
        {
            "url": evaluation.get_absolute_url(),
            "text": f"{evaluation.period_start:%B} {evaluation.period_start.year} to "
            f"{evaluation.period_end:%B} {evaluation.period_end.year}",
            "note": f"Version {evaluation.version}" if evaluation.version > 1 else "",
        },
        EvaluationKind(evaluation.kind).label,
        evaluation.rater.full_name,
        {"rating": evaluation.shown_overall},
        {"status": EvaluationStatus(evaluation.status)},
        str(len(evaluation.packets.all())),
    ]


def _facts(employee: Employee, due: Due | None, window: FollowUp | None, today: date) -> list[dict[str, Any]]:
    classification = employee.classification
    facts: list[dict[str, Any]] = [
        {"label": "Classification", "text": classification.title, "note": f"Class {classification.code}"}
    ]
    if due is not None:
        facts.append(
            {
                "label": "Next rating period",
                "period_start": due.period.start,
                "period_end": due.period.end,
                "note": "It may end earlier, with the evaluation that ends the window" if window else "",
                "why_url": reverse("due", args=[employee.employee_no]),
            }
        )
    if employee.anniversary is not None:
        step = {"label": "Step increases", "text": "See each anniversary, and why"}
        facts.append({**step, "url": reverse("person_steps", args=[employee.employee_no])})
    if window is None and due is not None and due.due_on is not None:
        facts.append({"label": "Next evaluation due", "due": due.due_on, "today": today})
    if window is not None:
        facts.append({"label": "Last day of the follow-up window", "due": window.ends_on, "today": today})
    return facts
