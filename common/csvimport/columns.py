"""Which columns an import knows, and how a table becomes rows of values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from common.csvimport.difference import Problem, Rejection, Row
from common.csvimport.reading import Table, UnusableFile, normalised
from common.csvimport.values import BadValue, Parser

MOST_REMEMBERED = 5000


@dataclass(frozen=True)
class Column:
    """A field and the headings under which it may stand; `is_required`: no import without that column.

    Where the column is missing, the field is left as it is; where the cell is empty, the field is emptied.
    """

    field: str
    parse: Parser
    headings: tuple[str, ...]
    is_required: bool = False


def known_headings(columns: Sequence[Column]) -> set[str]:
    return {normalised(heading) for column in columns for heading in column.headings}


def parse_table(table: Table, columns: Sequence[Column], *, key: str) -> tuple[list[Row], list[Rejection]]:
    """The rows that can be read, and a rejection with every reason for each that cannot.

    `key` is the field that names a record: rows that repeat one are rejected. Raises UnusableFile where a required
    column is missing.
    """
    placed = [(column.field, _remembering(column.parse), heading) for column, heading in _placed(table, columns)]
    rows: list[Row] = []
    rejections = list(table.rejections)
    for record in table.records:
        values, problems = {}, []
        for field, parse, heading in placed:
            cell = record.cells[heading]
            try:
                values[field] = parse(cell)
            except BadValue as bad:
                problems.append(Problem(heading, "" if bad.is_private else cell, bad.reason, bad.remedy))
        name = values.pop(key, "")
        if problems:
            rejections.append(Rejection(record.line, name, tuple(problems)))
        else:
            rows.append(Row(record.line, name, values))
    return _without_repeats(rows, rejections)


def ignored_headings(table: Table, columns: Sequence[Column]) -> list[str]:
    """The file's columns that the import does not know."""
    known = known_headings(columns)
    return [heading for heading in table.headings if heading and heading not in known]


def _remembering(parse: Parser) -> Parser:
    """The parser with a memory: classes, units, dates and words repeat from row to row."""
    return lru_cache(maxsize=MOST_REMEMBERED)(parse)


def _placed(table: Table, columns: Sequence[Column]) -> list[tuple[Column, str]]:
    placed, missing, twice = [], [], []
    for column in columns:
        found = [heading for heading in dict.fromkeys(map(normalised, column.headings)) if heading in table.headings]
        if len(found) > 1:
            twice.append(" and ".join(found))
        elif found:
            placed.append((column, found[0]))
        elif column.is_required:
            missing.append(column.headings[0])
    if twice:
        raise UnusableFile(f"The file has more than one column for the same thing: {'; '.join(twice)}. Keep one.")
    if missing:
        there = ", ".join(heading for heading in table.headings if heading)[:300] or "none"
        raise UnusableFile(f"The file lacks the columns {', '.join(missing)}. Its headings are: {there}.")
    return placed


def _without_repeats(rows: list[Row], rejections: list[Rejection]) -> tuple[list[Row], list[Rejection]]:
    """Of equal rows the first stays; rows that contradict each other are all rejected: nobody knows which is right."""
    by_key: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_key[row.key].append(row)
    kept = []
    for key, same in by_key.items():
        lines = ", ".join(str(row.line) for row in same)
        is_one = all(row.values == same[0].values for row in same)
        kept += same[:1] if is_one else []
        for row in same[1:] if is_one else same:
            reason = f"lines {lines} are about the same number {key}"
            reason += ", and are equal" if is_one else ", and contradict each other"
            remedy = "delete the repetition" if is_one else "keep the right one only"
            rejections.append(Rejection(row.line, key, (Problem("", "", reason, remedy),)))
    return kept, rejections
