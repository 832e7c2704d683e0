"""One line of the calendar's list."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from evaluations.enums import EvaluationKind, EvaluationStatus
from evaluations.models import DueDate, Evaluation
from workforce.enums import EmploymentStatus
from workforce.models import Employee
from workspace.enums import CalendarState
from workspace.selectors.calendar import Reader

COLUMNS = [
    {"label": "Employee"},
    {"label": "Unit"},
    {"label": "Kind"},
    {"label": "Rating period"},
    {"label": "Due"},
    {"label": "State"},
    {"label": "Rater"},
]


def open_row(row: Any, reader: Reader) -> list[Any]:
    """A due date; `shown_…` are what its reader may know of it."""
    due = {"due": row.shown_due, "today": reader.on} if row.shown_due else {"text": "", "note": _("Not known yet")}
    return [
        *_who(row.employee),
        EvaluationKind(row.shown_kind).label,
        {"period_start": row.period_start, "period_end": row.shown_end},
        {**due, "why_url": _why(row.employee), "why_of": row.employee.full_name},
        _state(row),
        _rater(row) if reader.sees_all else row.rater.full_name if row.rater else _("Nobody yet"),
    ]


def issued_row(row: Evaluation) -> list[Any]:
    """An evaluation that is issued, by the day on which it was due."""
    return [
        *_who(row.employee),
        EvaluationKind(row.kind).label,
        {"period_start": row.period_start, "period_end": row.period_end},
        {"due": row.shown_due, "is_done": True},  # type: ignore[attr-defined]  # by the selector
        {"status": EvaluationStatus(row.status)},
        row.rater.full_name,
    ]


def _who(person: Employee) -> list[Any]:
    return [
        {
            "text": person.full_name,
            "url": person.get_absolute_url(),
            "note": f"{person.employee_no} · {person.classification.title}",
        },
        person.org_unit.name,
    ]


def _why(person: Employee) -> str:
    return reverse("due", args=[person.employee_no])


def _state(row: Any) -> dict[str, Any]:
    note = _("With its Rater") if row.evaluation_id and not row.is_seen and not row.is_masked else ""
    return {"status": CalendarState(row.state), "note": note}


def _rater(row: DueDate) -> dict[str, Any]:
    """The Rater, or why nobody can be the one: HR is told what to mend."""
    person, supervisor = row.rater, row.employee.supervisor
    if person is None:
        reason = _("Nobody above is in service") if supervisor else _("No supervisor is on record")
        return {"text": _("Nobody yet"), "note": reason}
    reason = ""
    if person.status == EmploymentStatus.SEPARATED.value:
        reason = _("Has left the service; the evaluation goes to somebody else")
    elif person.user is None:
        reason = _("Has no account")
    elif not person.user.is_active:
        reason = _("The account is switched off")
    return {"text": person.full_name, "note": reason}
