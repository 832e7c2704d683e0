"""The only writer of classifications: the import, which sets a whole file in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from accounts.models import User
from audit.services import import_run_record
from common.csvimport.columns import Column, ignored_headings, known_headings, parse_table
from common.csvimport.copying import insert_rows, lock_imports, reserve_ids, update_rows
from common.csvimport.difference import Change, Difference, ImportResult, Problem, Rejection, Row, compare
from common.csvimport.mapping import load_mapping
from common.csvimport.reading import Table, normalised, read_table
from common.csvimport.values import choice, code, money, text, whole_number
from common.searchkeys import found_by
from competencies.enums import ClassificationStatus
from competencies.models import Classification
from competencies.rules import title_without_note

KIND = "classifications"
MAPPINGS = Path(__file__).parent / "mappings"
LONGEST_PROBATION = 24

# Our own layout: each field under its own name.
COLUMNS: Sequence[Column] = (
    Column("code", code(20, is_required=True), ("code",), is_required=True),
    Column("title", text(300, is_required=True), ("title",), is_required=True),
    Column("schematic_code", text(20), ("schematic_code",)),
    Column("status", choice(ClassificationStatus, empty=ClassificationStatus.IN_FORCE), ("status",)),
    Column("monthly_min", money, ("monthly_min",)),
    Column("monthly_max", money, ("monthly_max",)),
    Column("alternate_ranges", text(60), ("alternate_ranges",)),
    Column("probation_months", whole_number(0, LONGEST_PROBATION), ("probation_months",)),
    Column("work_week_group", text(20), ("work_week_group",)),
    Column("bargaining_unit", text(20), ("bargaining_unit",)),
)
FIELDS = tuple(column.field for column in COLUMNS)
EMPTY: dict[str, Any] = {
    **dict.fromkeys(FIELDS, ""),
    "status": ClassificationStatus.IN_FORCE.value,
    **dict.fromkeys(("monthly_min", "monthly_max", "probation_months")),
}


@transaction.atomic
def classifications_import(
    *,
    data: bytes,
    file_name: str,
    mapping: Path | None = None,
    encoding: str = "",
    is_dry_run: bool = False,
    is_strict: bool = False,
    by: User | None,
    at: datetime,
) -> ImportResult:
    """Set the classes of a file: new ones added, others changed field by field, those not in it left alone.

    Without `mapping` the file has our own headings or those of a shipped mapping. Rejected rows are left out; with
    `is_strict` they leave everything out. A second run of the same file changes and records nothing. Raises
    UnusableFile.
    """
    columns = _columns(data, mapping, encoding)
    table = read_table(data, known=known_headings(columns), encoding=encoding)
    lock_imports(KIND)
    existing = _existing()
    difference = _difference(table, columns, existing)
    if not difference.is_to_apply(is_dry_run=is_dry_run, is_strict=is_strict):
        return ImportResult(difference)
    _apply(difference, existing)
    run = import_run_record(
        kind=KIND, file_name=file_name, file_sha256=table.sha256, counts=difference.counts,
        changes=difference.change_list(), by=by, at=at,
    )  # fmt: skip
    return ImportResult(difference, is_applied=True, stream=run.stream)


def _columns(data: bytes, mapping: Path | None, encoding: str) -> Sequence[Column]:
    """The columns by the mapping named, else in our own layout, else by the shipped mapping that fits the headings."""
    if mapping is not None:
        return load_mapping(mapping, COLUMNS).applied_to(COLUMNS)
    shipped = [load_mapping(path, COLUMNS).applied_to(COLUMNS) for path in sorted(MAPPINGS.glob("*.toml"))]
    for columns in (COLUMNS, *shipped):
        headings = set(read_table(data, known=known_headings(columns), encoding=encoding).headings)
        if all(normalised(column.headings[0]) in headings for column in columns if column.is_required):
            return columns
    return COLUMNS


def _existing() -> dict[str, dict[str, Any]]:
    return {values["code"]: values for values in Classification.objects.values("id", *FIELDS)}


def _difference(table: Table, columns: Sequence[Column], existing: Mapping[str, Mapping[str, Any]]) -> Difference:
    rows, rejections = parse_table(table, columns, key="code")
    kept = []
    for row in rows:
        values = _meant(row.values)
        problem = _pay_out_of_order({**existing.get(row.key, EMPTY), **values})
        if problem:
            rejections.append(Rejection(row.line, row.key, (problem,)))
        else:
            kept.append(Row(row.line, row.key, values))
    difference = compare(kept, existing)
    difference.rejected = rejections
    unused = ignored_headings(table, columns)
    if unused:
        difference.notes.append(f"columns not used: {', '.join(unused)}")
    return difference


def _meant(values: Mapping[str, Any]) -> dict[str, Any]:
    """A probation of 0 months is none (R3); a note in the title that the class is abolished is its status."""
    meant = dict(values)
    if "probation_months" in meant:
        meant["probation_months"] = meant["probation_months"] or None
    meant["title"], is_abolished = title_without_note(meant["title"])
    if is_abolished or "status" not in meant:
        status = ClassificationStatus.ABOLISHED if is_abolished else ClassificationStatus.IN_FORCE
        meant["status"] = status.value
    return meant


def _pay_out_of_order(values: Mapping[str, Any]) -> Problem | None:
    lowest, highest = values["monthly_min"], values["monthly_max"]
    if lowest is None or highest is None or lowest <= highest:
        return None
    reason = f"the lowest pay {lowest} lies above the highest pay {highest}"
    return Problem("monthly_min", "", reason, "correct one of the two")


def _apply(difference: Difference, existing: Mapping[str, Mapping[str, Any]]) -> None:
    written = (*FIELDS, "search_key")
    ids = reserve_ids(Classification, len(difference.new))
    insert_rows(Classification, ("id", *written), _written(difference.new, ids, {}))
    changed_ids = [existing[change.key]["id"] for change in difference.changed]
    update_rows(Classification, written, _written(difference.changed, changed_ids, existing))


def _written(
    changes: Sequence[Change], ids: Sequence[int], existing: Mapping[str, Mapping[str, Any]]
) -> list[list[Any]]:
    rows = []
    for number, change in zip(ids, changes, strict=True):
        after = {name: new for name, (_, new) in change.fields.items()}
        values = {**EMPTY, **existing.get(change.key, {}), **after, "code": change.key}
        rows.append([number, *(values[field] for field in FIELDS), found_by(change.key, values["title"])])
    return rows
