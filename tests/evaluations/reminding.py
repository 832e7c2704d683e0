"""Due days and mornings for the tests of reminders."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from evaluations.enums import EvaluationKind
from evaluations.models import DueDate
from tests.evaluations.journeys import AT
from workforce.models import Employee

ZONE = ZoneInfo("America/Los_Angeles")


def morning(day: date) -> datetime:
    """Six o'clock local time, on either side of a change of the clocks."""
    return datetime.combine(day, time(6), tzinfo=ZONE)


def due(employee: Employee, on: date, rater: Employee | None = None) -> DueDate:
    """The derived row, written as the sweep would; its evaluation is not begun."""
    row, _ = DueDate.objects.update_or_create(
        employee=employee,
        defaults={
            "kind": EvaluationKind.ANNUAL.value, "period_start": on - timedelta(days=364), "period_end": on,
            "due_on": on, "rater": rater or employee.supervisor, "evaluation": None, "computed_at": AT,
        },
    )  # fmt: skip
    return row
