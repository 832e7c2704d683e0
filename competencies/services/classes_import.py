"""The import of classes, which sets a whole file in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

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
from common.csvimport.copying import insert_rows, lock_imports, reserve_ids, update_rows
from common.csvimport.difference import Change, Difference, ImportResult, Problem, Rejection, Row, compare
from common.csvimport.layout import Layout
from common.csvimport.reading import Table, normalised, read_table
from common.searchkeys import found_by
from competencies.enums import ClassificationStatus
from competencies.models import Classification
from competencies.rules import title_without_note
from competencies.services.classes_columns import COLUMNS, EMPTY, FIELDS, shipped_columns

KIND = "classifications"
WRITTEN = (*FIELDS, "search_key")


@transaction.atomic
def classifications_import(
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
    """Set the classes of a file: new ones added, others changed field by field, those not in it left alone.

    Where the layout names no headings, the file has our own or those of a shipped mapping. Rejected rows are left out;
    with `is_strict` they leave everything out. A second run of the same file changes and records nothing. Raises
    UnusableFile; Outdated where `expected`, the digest of a difference shown before, is not that of today's.
    """
    layout = layout or Layout()
    columns, table = _read(data, layout)
    lock_imports(KIND)
    existing = existing_classes()
    difference = _difference(table, columns, existing, tell)
    if not difference.is_to_apply(is_dry_run=is_dry_run, is_strict=is_strict, expected=expected):
        return ImportResult(difference)
    tell(WRITING, 0, len(difference.new) + len(difference.changed))
    _apply(difference, existing)
    run = import_run_record(
        kind=KIND, file_name=file_name, file_sha256=table.sha256, counts=difference.counts,
        changes=difference.change_list(), by=by, at=at,
    )  # fmt: skip
    return ImportResult(difference, is_applied=True, stream=run.stream)


def _read(data: bytes, layout: Layout) -> tuple[Sequence[Column], Table]:
    """The file by the layout's headings, else in our own layout, else in the shipped one that fits its headings."""
    choices = [layout.columns_of(COLUMNS)]
    if layout.headings is None:
        choices += shipped_columns()
    known = {heading for columns in choices for heading in known_headings(columns)}
    table = read_table(
        data, known=known, encoding=layout.encoding, sheet=layout.sheet, header_row=layout.header_row
    )  # fmt: skip
    for columns in choices:
        if all(normalised(column.headings[0]) in table.headings for column in columns if column.is_required):
            return columns, table
    return choices[0], table


def existing_classes() -> dict[str, dict[str, Any]]:
    """Every class by its code, with the file's fields and `id`."""
    return {values["code"]: values for values in Classification.objects.values("id", *FIELDS)}


def _difference(
    table: Table, columns: Sequence[Column], existing: Mapping[str, Mapping[str, Any]], tell: Tell
) -> Difference:
    rows, rejections = parse_table(table, columns, key="code", tell=tell)
    tell(COMPARING, 0, len(rows))
    kept = []
    codes = {code.lstrip("0"): code for code in existing}
    for row in rows:
        values = _meant(row.values)
        problem = _pay_out_of_order({**existing.get(row.key, EMPTY), **values})
        problem = problem or _code_without_zeros(row.key, existing, codes)
        if problem:
            rejections.append(Rejection(row.line, row.key, (problem,)))
        else:
            kept.append(Row(row.line, row.key, values))
    difference = compare(kept, existing)
    difference.rejected = rejections
    difference.names = {row.key: row.values["title"] for row in kept}
    difference.notes += notes_on_headings(table, columns)
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


def _code_without_zeros(code: str, existing: Mapping[str, Any], codes: Mapping[str, str]) -> Problem | None:
    """A code that is new but for the zeros in front of a stored one has lost them on its way."""
    stored = codes.get(code)
    if code in existing or stored is None:
        return None
    remedy = f"there is a {stored}: a spreadsheet may have taken the leading zeros off"
    return Problem("code", code, "there is no such class, but one with zeros in front", remedy)


def _apply(difference: Difference, existing: Mapping[str, Mapping[str, Any]]) -> None:
    ids = reserve_ids(Classification, len(difference.new))
    insert_rows(Classification, ("id", *WRITTEN), written_rows(difference.new, ids, {}))
    changed_ids = [existing[change.key]["id"] for change in difference.changed]
    update_rows(Classification, WRITTEN, written_rows(difference.changed, changed_ids, existing))


def written_rows(
    changes: Sequence[Change], ids: Sequence[int], existing: Mapping[str, Mapping[str, Any]]
) -> list[list[Any]]:
    rows = []
    for number, change in zip(ids, changes, strict=True):
        after = {name: new for name, (_, new) in change.fields.items()}
        values = {**EMPTY, **existing.get(change.key, {}), **after, "code": change.key}
        rows.append([number, *(values[field] for field in FIELDS), found_by(change.key, values["title"])])
    return rows
