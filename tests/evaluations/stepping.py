"""People with anniversaries and evaluations on file, for the tests of step increases.

What is on file is written as it would lie there after years: final, with its day. The ways by which it comes there are
walked by `journeys`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from evaluations.models import Evaluation, FormTemplate, StepIncrease
from evaluations.services import form_templates_load
from evaluations.services.steps import steps_decide
from tests.factories import make_employee
from workforce.models import Employee

A = date(2026, 10, 1)
_days = count()


def morning(day: date) -> datetime:
    """Six in the morning in Los Angeles."""
    return datetime(day.year, day.month, day.day, 13, 0, tzinfo=UTC)


def person(anniversary: date | None = A, **more: Any) -> Employee:
    """Somebody with that anniversary and a supervisor."""
    supervisor = more.pop("supervisor", None) or make_employee()
    return make_employee(anniversary=anniversary, supervisor=supervisor, **more)


def on_file(employee: Employee, overall: str, filed_on: date, **more: Any) -> Evaluation:
    """A final evaluation that was filed on that day. Its rating period is a week of its own."""
    form_templates_load()
    start = date(2010, 1, 1) + timedelta(days=7 * next(_days))
    values: dict[str, Any] = {
        "employee": employee, "rater": employee.supervisor, "classification": employee.classification,
        "org_unit": employee.org_unit, "template": FormTemplate.objects.order_by("pk")[0], "policy_key": "county",
        "policy_version": 1, "status": "final", "created_at": morning(filed_on), "content_saved_at": morning(filed_on),
        "period_start": start, "period_end": start + timedelta(days=6), "overall": overall, "issued_on": filed_on,
        "presented_on": filed_on, "issue_method": "given", "outcome": "signed", "outcome_on": filed_on,
        "filed_on": filed_on, "finalized_at": morning(filed_on), "submitted_at": morning(filed_on), **more,
    }  # fmt: skip
    return Evaluation.objects.create(**values)


def corrected(evaluation: Evaluation, overall: str, filed_on: date) -> Evaluation:
    """Its next version, final since that day."""
    Evaluation.objects.filter(pk=evaluation.pk).update(status="superseded")
    return on_file(
        evaluation.employee, overall, filed_on, corrects=evaluation, version=evaluation.version + 1,
        period_start=evaluation.period_start, period_end=evaluation.period_end,
    )  # fmt: skip


def begun(day: date = date(2026, 1, 1)) -> None:
    """Steps have been decided since that day."""
    steps_decide(at=morning(day))


def decided(day: date) -> dict[str, int]:
    """One morning's run."""
    return steps_decide(at=morning(day))


def told(employee: Employee) -> list[tuple[Any, ...]]:
    """Every decision of the person in the order in which they were made: day, state, code, day from which it counts."""
    rows = StepIncrease.objects.filter(employee=employee).order_by("pk")
    return [(row.anniversary, row.state.value, row.code, row.effective_on) for row in rows]
