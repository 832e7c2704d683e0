"""The import of a people file: one transaction, set-based, audited, without effect when repeated."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
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
from common.csvimport.copying import lock_imports
from common.csvimport.difference import Difference, ImportResult, Row, compare
from common.csvimport.layout import Layout
from common.csvimport.reading import Table, read_table
from jobs.services import enqueue
from workforce.services.people_apply import apply_difference
from workforce.services.people_checks import SEPARATED, settled
from workforce.services.people_columns import COLUMNS
from workforce.services.people_facts import days_that_count, effective_days, facts_recorded
from workforce.services.people_state import State, state_now

KIND = "people"
# The rooms above act on what has changed: early ends of rating periods, signatures on another way, due dates.
FOLLOW_JOB = "evaluations.follow_changes"


@transaction.atomic
def people_import(
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
    """Set the people of a file, with their units and accounts; people who are not in it are left alone.

    A column that is missing leaves its field as it is, an empty cell empties it. Rejected rows are left out; with
    `is_strict` they leave everything out. What `by` may not bring in (`people_limits`) is rejected in a dry run, too,
    which is therefore made for the person who is to apply it. Raises UnusableFile; Outdated where `expected`, the
    digest of a difference shown before, is not that of today's.
    """
    layout, today = layout or Layout(), timezone.localdate(at)
    columns = layout.columns_of(COLUMNS)
    table = read_table(
        data, known=known_headings(columns), encoding=layout.encoding, sheet=layout.sheet, header_row=layout.header_row
    )
    lock_imports(KIND)
    state = state_now()
    difference = _difference(table, columns, state, by=by, at=at, tell=tell)
    if not difference.is_to_apply(is_dry_run=is_dry_run, is_strict=is_strict, expected=expected):
        return ImportResult(difference)
    tell(WRITING, 0, len(difference.new) + len(difference.changed))
    units = apply_difference(difference, state, at=at)
    run = import_run_record(
        kind=KIND, file_name=file_name, file_sha256=table.sha256, counts=difference.counts,
        changes=[*difference.change_list(), *map(_unit_made, units)], by=by, at=at,
    )  # fmt: skip
    facts_recorded(difference, state, stream=run.stream, today=today, at=at)
    enqueue(name=FOLLOW_JOB, key=run.stream, payload={})
    return ImportResult(difference, is_applied=True, stream=run.stream)


def _unit_made(path: str) -> dict[str, object]:
    """On record beside the people's changes, so that undoing the import knows which units it made."""
    return {"kind": "unit", "line": 0, "key": path, "fields": {}}


def _difference(
    table: Table, columns: Sequence[Column], state: State, *, by: User | None, at: datetime, tell: Tell
) -> Difference:
    today = timezone.localdate(at)
    rows, rejections = parse_table(table, columns, key="employee_no", tell=tell)
    tell(COMPARING, 0, len(rows))
    rows, days = effective_days(rows, rejections, today=today)
    taken = settled(rows, rejections, state, today=today, by=by)
    difference = compare(taken, state.people)
    difference.rejected = rejections
    difference.names = {row.key: f"{row.values['first_name']} {row.values['last_name']}" for row in taken}
    difference.effective_on = days_that_count(difference, days, today=today)
    difference.notes += _notes(table, columns, rows, taken, state)
    return difference


def _notes(
    table: Table, columns: Sequence[Column], rows: list[Row], taken: list[Row], state: State
) -> list[str]:  # fmt: skip
    notes = notes_on_headings(table, columns)
    told = {row.key for row in rows if row.values.get("language", "en") != "en"}
    homeless = sum(1 for row in taken if row.key in told and "language" not in row.values)
    if homeless:
        notes.append(f"{homeless} people have a language in the file and no account that could keep it")
    orphaned = _reports_of_separated(taken, state)
    if orphaned:
        notes.append(
            f"{orphaned} people in service report to somebody who is separated: the next level above acts for them"
        )
    return notes


def _reports_of_separated(rows: list[Row], state: State) -> int:
    after = {**state.people, **{row.key: row.values for row in rows}}
    in_service = [values for values in after.values() if values["status"] != SEPARATED]
    supervisors = (after.get(values["supervisor_no"]) for values in in_service)
    return sum(1 for supervisor in supervisors if supervisor and supervisor["status"] == SEPARATED)
