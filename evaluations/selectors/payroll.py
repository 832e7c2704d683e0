"""What there is to give to payroll, and what it was given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Collate

from accounts.enums import Action
from accounts.models import User
from accounts.permissions import check_has_action, has_action
from common.errors import NotVisible
from common.spreadsheets import csv_lines
from evaluations.enums import PayrollChange
from evaluations.models import PayrollExport, PayrollLine
from evaluations.rules.payroll import COLUMNS, Given, change_of

WHOLE, DIFFERENCE = "whole", "difference"
PARTS = (WHOLE, DIFFERENCE)
CHUNK = 2000

# Every decision in force within the days, and those outside that payroll has been given otherwise, or not at all though
# an export was made of their days: what is decided late is news too.
_TO_GIVE = """
    WITH given AS (
        SELECT step.employee_id, step.anniversary, max(step.id) AS id
          FROM evaluations_payrollline AS line JOIN evaluations_stepincrease AS step ON step.id = line.step_id
         GROUP BY step.employee_id, step.anniversary
    )
    SELECT step.id, before.id, employee.employee_no, step.anniversary,
           step.decision, step.released_on, step.is_paid_back,
           before.decision, before.released_on, before.is_paid_back
      FROM evaluations_stepincrease AS step
      JOIN workforce_employee AS employee ON employee.id = step.employee_id
      LEFT JOIN evaluations_stepincrease AS later ON later.replaces_id = step.id
      LEFT JOIN given ON given.employee_id = step.employee_id AND given.anniversary = step.anniversary
      LEFT JOIN evaluations_stepincrease AS before ON before.id = given.id
     WHERE later.id IS NULL
       AND (step.anniversary BETWEEN %s AND %s
            OR before.id <> step.id
            OR before.id IS NULL AND EXISTS (
                SELECT FROM evaluations_payrollexport AS made
                 WHERE step.anniversary BETWEEN made.first_on AND made.last_on))
     ORDER BY step.anniversary, employee.employee_no COLLATE "C"
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an export: the decision, the one that payroll had been given of it before, and what is news."""

    step: int
    before: int | None
    employee_no: str
    given: Given
    change: PayrollChange

    def is_in(self, part: str, first_on: date, last_on: date) -> bool:
        """The whole file is about the export's days, the difference about whatever is news."""
        if part == WHOLE:
            return first_on <= self.given.anniversary <= last_on
        return self.change is not PayrollChange.SAME


def check_can_read_exports(user: User) -> None:
    """Raises NotVisible (404) for everybody but HR, payroll and the auditor."""
    if not (has_action(user, Action.PAYROLL_EXPORT) or has_action(user, Action.STEPS_READ)):
        raise NotVisible


def check_can_export(user: User) -> None:
    """Raises NotVisible (404), and NotAllowed (403) for the auditor."""
    check_can_read_exports(user)
    check_has_action(user, Action.PAYROLL_EXPORT, "Only HR and payroll make and take files for payroll.")


def exports_listed() -> QuerySet[PayrollExport]:
    """Every export, the latest first."""
    return PayrollExport.objects.select_related("made_by")


def export_numbered(number: int) -> PayrollExport:
    """The export. Raises NotVisible (404)."""
    found = exports_listed().filter(number=number).first()
    if found is None:
        raise NotVisible
    return found


def lines_to_give(first_on: date, last_on: date) -> list[Line]:
    """What an export of these days has to hold, in the order of its lines. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_TO_GIVE, [first_on, last_on])
        rows = cursor.fetchall()
    lines = [_to_give(*row) for row in rows]
    # Outside the days only what is news is told: a decision that another evaluation supports now reads the same.
    return [
        line
        for line in lines
        if line.change is not PayrollChange.SAME or first_on <= line.given.anniversary <= last_on
    ]  # fmt: skip


def _to_give(step: int, before: int | None, number: str, anniversary: date, *columns: Any) -> Line:
    now = Given.of(anniversary, *columns[:3])
    told = Given.of(anniversary, *columns[3:]) if before is not None else None
    return Line(step, before, number, now, change_of(now, told))


def lines_given(export: PayrollExport) -> Iterator[Line]:
    """The lines of an export as it holds them, in their order, read piece by piece."""
    rows: Any = PayrollLine.objects.filter(export=export).order_by(
        "step__anniversary", Collate("step__employee__employee_no", "C")
    )  # fmt: skip
    columns = (
        "step", "before", "step__employee__employee_no", "change", "step__anniversary", "step__decision",
        "step__released_on", "step__is_paid_back",
    )  # fmt: skip
    for step, before, number, change, *given in rows.values_list(*columns).iterator(chunk_size=CHUNK):
        yield Line(step, before, number, Given.of(*given), PayrollChange(change))


def file_lines(lines: Iterator[Line], part: str, first_on: date, last_on: date) -> Iterator[str]:
    """The file line by line: the same lines are the same bytes, whenever it is made."""
    is_whole = part == WHOLE
    wanted = (line for line in lines if line.is_in(part, first_on, last_on))
    return csv_lines(
        COLUMNS, (line.given.cells(line.employee_no, None if is_whole else line.change) for line in wanted)
    )  # fmt: skip


def export_file(export: PayrollExport, part: str) -> Iterator[str]:
    """One of the two files of an export. Raises NotVisible (404) for another part."""
    if part not in PARTS:
        raise NotVisible
    return file_lines(lines_given(export), part, export.first_on, export.last_on)


def file_name(export: PayrollExport, part: str) -> str:
    """Number, days and part, so that no two files are mixed up."""
    return f"steps-{export.number:04}-{export.first_on}-to-{export.last_on}-{part}.csv"


def counts_of(export: PayrollExport) -> dict[PayrollChange, int]:
    """How many lines of the export are which news. One query."""
    rows = PayrollLine.objects.filter(export=export).order_by()
    found = {change: 0 for change in PayrollChange}
    for change in rows.values_list("change", flat=True).iterator(chunk_size=CHUNK):
        found[PayrollChange(change)] += 1
    return found
