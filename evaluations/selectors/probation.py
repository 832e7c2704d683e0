"""What is on record of somebody's probation: its extensions and paid days, its end and why (R2, R3)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Max, QuerySet

from evaluations.models import ProbationExtension
from evaluations.rules.facts import PaidDays
from workforce.models import Employee


def extended_to_of(employee: Any) -> QuerySet[Any]:
    """The end to which the person's probation is extended, as a subquery of one row; none where it is not."""
    rows = ProbationExtension.objects.filter(employee=employee, withdrawn_at=None).order_by()
    latest: QuerySet[Any] = rows.values("employee").annotate(latest=Max("new_end")).values("latest")
    return latest


def probation_extended_to(employee_id: int) -> date | None:
    """The same for one person. One query."""
    rows = ProbationExtension.objects.filter(employee=employee_id, withdrawn_at=None)
    found: date | None = rows.aggregate(latest=Max("new_end"))["latest"]
    return found


def paid_days_of(count: int | None, counted_on: date | None) -> PaidDays | None:
    """The count of paid days as the rules read it."""
    return None if count is None or counted_on is None else PaidDays(count, counted_on)


def extensions_of(employee: Employee) -> QuerySet[ProbationExtension]:
    """Every extension of the person's probation, the withdrawn ones too, as they were recorded."""
    return ProbationExtension.objects.filter(employee=employee).select_related("employee").order_by("pk")


def probation_stream(employee: Employee) -> str:
    """The audit stream of what moves the person's probation."""
    return f"probation:{employee.employee_no}"
