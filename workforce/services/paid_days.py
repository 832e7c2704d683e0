"""The load of paid days, by which probation ends where a policy set counts them (R3); and its undoing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.selectors import import_run_of
from audit.services import import_run_record
from common.csvimport.columns import (
    COMPARING,
    WRITING,
    Column,
    Tell,
    known_headings,
    notes_on_headings,
    parse_table,
    silent,
)
from common.csvimport.copying import lock_imports, update_rows
from common.csvimport.difference import Change, Difference, ImportResult, Problem, Rejection, Row, compare
from common.csvimport.errors import CannotUndo
from common.csvimport.layout import Layout
from common.csvimport.reading import Table, read_table
from common.csvimport.undoing import Entry, changed_since, inverse
from common.csvimport.values import code, day, whole_number
from imports.registry import dependants_of
from jobs.services import enqueue
from workforce.models import Employee
from workforce.services.people_import import FOLLOW_JOB

KIND = "paid_days"
# More than anybody is paid for while on probation: a year has 366 days, and probation lasts two years at most.
MOST_DAYS = 732
COLUMNS: Sequence[Column] = (
    Column(
        "employee_no", code(20, is_required=True), ("employee_no",), is_required=True,
        synonyms=("employee number", "employee id", "emp no", "emp id", "person number", "staff number", "id"),
    ),
    Column(
        "paid_days", whole_number(0, MOST_DAYS), ("paid_days",),
        synonyms=("days paid", "days in paid status", "paid day count", "count"),
    ),
    Column(
        "paid_days_counted_on", day(), ("counted_on", "paid_days_counted_on"), is_day=True,
        synonyms=("counted up to", "as of", "count date"),
    ),
    Column(
        "paid_days_reached_on", day(), ("reached_on", "paid_days_reached_on"), is_day=True,
        synonyms=("paid day 130", "130th paid day", "date of paid day 130"),
    ),
)  # fmt: skip
FIELDS = ("paid_days", "paid_days_counted_on", "paid_days_reached_on")
Existing = Mapping[str, Mapping[str, Any]]


@transaction.atomic
def paid_days_import(
    *,
    data: bytes,
    file_name: str,
    layout: Layout | None = None,
    is_dry_run: bool = False,
    is_strict: bool = False,
    expected: str = "",
    by: User | None,
    at: datetime,
    tell: Tell = silent,
) -> ImportResult:
    """Set the paid days of people who are there: a count with its day, or the day on which they were complete.

    People who are not in the file are left alone. What follows for the end of probation is worked out by a job, once
    the load stands. A second run of the same file changes and records nothing. Raises UnusableFile; Outdated where
    `expected`, the digest of a difference shown before, is not that of today's.
    """
    layout, today = layout or Layout(), timezone.localdate(at)
    columns = layout.columns_of(COLUMNS)
    table = read_table(
        data, known=known_headings(columns), encoding=layout.encoding, sheet=layout.sheet, header_row=layout.header_row
    )
    lock_imports(KIND)
    existing = _existing()
    difference = _difference(table, columns, existing, by=by, today=today, tell=tell)
    if not difference.is_to_apply(is_dry_run=is_dry_run, is_strict=is_strict, expected=expected):
        return ImportResult(difference)
    tell(WRITING, 0, len(difference.changed))
    _write(difference.changed, existing)
    run = import_run_record(
        kind=KIND, file_name=file_name, file_sha256=table.sha256, counts=difference.counts,
        changes=difference.change_list(), by=by, at=at,
    )  # fmt: skip
    enqueue(name=FOLLOW_JOB, key=run.stream, payload={})
    return ImportResult(difference, is_applied=True, stream=run.stream)


@transaction.atomic
def paid_days_undo(*, stream: str, by: User | None, at: datetime, tell: Tell = silent) -> str:
    """Give everybody the paid days of before; the stream of the undoing.

    Raises CannotUndo where they were changed since, or the person is gone.
    """
    run = import_run_of(stream)
    entries: list[Entry] = json.loads(run.changes)
    lock_imports(KIND)
    existing = _existing()
    reasons = []
    for entry in entries:
        changed = changed_since(entry, existing.get(entry["key"]))
        if changed:
            reasons.append(_("The paid days of %(number)s have been changed since.") % {"number": entry["key"]})
    ids = [existing[entry["key"]]["id"] for entry in entries if entry["key"] in existing]
    reasons += dependants_of(KIND, stream=stream, ids=ids)
    if reasons:
        raise CannotUndo(reasons)
    tell(WRITING, 0, len(entries))
    before = [
        Change(entry["line"], entry["key"], {name: (new, _typed(name, old)) for name, (old, new) in fields.items()})
        for entry in entries
        for fields in [entry["fields"]]
    ]
    _write(before, existing)
    undone = import_run_record(
        kind=KIND, file_name=run.file_name, file_sha256=run.file_sha256, counts={"changed": len(entries)},
        changes=[inverse(entry) for entry in entries], by=by, at=at, undoes=stream,
    )  # fmt: skip
    enqueue(name=FOLLOW_JOB, key=undone.stream, payload={})
    return undone.stream


def _typed(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if value is not None and name != "paid_days" else value


def _existing() -> dict[str, dict[str, Any]]:
    rows = Employee.objects.values("id", "user_id", "employee_no", "appointed_on", "first_name", "last_name", *FIELDS)
    return {row["employee_no"]: row for row in rows}


def _difference(
    table: Table, columns: Sequence[Column], existing: Existing, *, by: User | None, today: date, tell: Tell
) -> Difference:
    rows, rejections = parse_table(table, columns, key="employee_no", tell=tell)
    tell(COMPARING, 0, len(rows))
    kept = []
    for row in rows:
        problem = _problem(row, existing, by=by, today=today)
        if problem is None:
            kept.append(row)
        else:
            rejections.append(Rejection(row.line, row.key, (problem,)))
    difference = compare(kept, existing)
    difference.rejected = rejections
    difference.names = {row.key: _name(existing[row.key]) for row in kept}
    difference.notes += notes_on_headings(table, columns)
    return difference


def _name(person: Mapping[str, Any]) -> str:
    return f"{person['first_name']} {person['last_name']}".strip()


def _problem(row: Row, existing: Existing, *, by: User | None, today: date) -> Problem | None:
    """The first reason for which a row is left out; values that the file leaves out stay as they are stored."""
    person = existing.get(row.key)
    if person is None:
        return Problem("employee_no", row.key, "there is no such person", "correct the number, or import people first")
    if by is not None and person["user_id"] == by.pk:
        return Problem(
            "employee_no", row.key, "this is about yourself", "somebody else who imports people brings it in"
        )
    values = {**person, **row.values}
    if (values["paid_days"] is None) != (values["paid_days_counted_on"] is None):
        reason = "a count and the day up to which it counts go together"
        return Problem("counted_on", "", reason, "fill in both, or neither")
    for field, column in (("paid_days_counted_on", "counted_on"), ("paid_days_reached_on", "reached_on")):
        value = values[field]
        if value is not None and value > today:
            return Problem(column, value.isoformat(), "this day is still to come", "load it when it is over")
        if value is not None and value < person["appointed_on"]:
            reason = f"it lies before the appointment on {person['appointed_on'].isoformat()}"
            return Problem(column, value.isoformat(), reason, "correct the date")
    return _too_many(values)


def _too_many(values: Mapping[str, Any]) -> Problem | None:
    if values["paid_days"] is None:
        return None
    days = (values["paid_days_counted_on"] - values["appointed_on"]).days + 1
    if values["paid_days"] <= days:
        return None
    reason = f"only {days} days lie between the appointment and that day"
    return Problem("paid_days", str(values["paid_days"]), reason, "correct the count or the day")


def _write(changes: Sequence[Change], existing: Existing) -> None:
    rows = []
    for change in changes:
        person = {**existing[change.key], **{name: new for name, (_old, new) in change.fields.items()}}
        rows.append([person["id"], *(person[name] for name in FIELDS)])
    update_rows(Employee, FIELDS, rows)
