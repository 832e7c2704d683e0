"""The import of a people file: one transaction, set-based, audited, without effect when repeated."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.services import import_run_record
from common.csvimport.columns import ignored_headings, known_headings, parse_table
from common.csvimport.copying import lock_imports
from common.csvimport.difference import Difference, ImportResult, Row, compare
from common.csvimport.reading import Table, read_table
from workforce.services.people_apply import apply_difference
from workforce.services.people_checks import SEPARATED, settled
from workforce.services.people_columns import COLUMNS
from workforce.services.people_state import State, state_now

KIND = "people"


@transaction.atomic
def people_import(
    *,
    data: bytes,
    file_name: str,
    encoding: str = "",
    is_dry_run: bool = False,
    is_strict: bool = False,
    by: User | None,
    at: datetime,
) -> ImportResult:
    """Set the people of a file, with their units and accounts; people who are not in it are left alone.

    A column that is missing leaves its field as it is, an empty cell empties it. Rejected rows are left out; with
    `is_strict` they leave everything out. Raises UnusableFile.
    """
    table = read_table(data, known=known_headings(COLUMNS), encoding=encoding)
    lock_imports(KIND)
    state = state_now()
    difference = _difference(table, state, at=at)
    if not difference.is_to_apply(is_dry_run=is_dry_run, is_strict=is_strict):
        return ImportResult(difference)
    apply_difference(difference, state, at=at)
    run = import_run_record(
        kind=KIND, file_name=file_name, file_sha256=table.sha256, counts=difference.counts,
        changes=difference.change_list(), by=by, at=at,
    )  # fmt: skip
    return ImportResult(difference, is_applied=True, stream=run.stream)


def _difference(table: Table, state: State, *, at: datetime) -> Difference:
    rows, rejections = parse_table(table, COLUMNS, key="employee_no")
    taken = settled(rows, rejections, state, today=timezone.localdate(at))
    difference = compare(taken, state.people)
    difference.rejected = rejections
    unused = ignored_headings(table, COLUMNS)
    if unused:
        difference.notes.append(f"columns not used: {', '.join(unused)}")
    orphaned = _reports_of_separated(taken, state)
    if orphaned:
        difference.notes.append(
            f"{orphaned} people in service report to somebody who is separated: the next level above acts for them"
        )
    return difference


def _reports_of_separated(rows: list[Row], state: State) -> int:
    after = {**state.people, **{row.key: row.values for row in rows}}
    in_service = [values for values in after.values() if values["status"] != SEPARATED]
    supervisors = (after.get(values["supervisor_no"]) for values in in_service)
    return sum(1 for supervisor in supervisors if supervisor and supervisor["status"] == SEPARATED)
