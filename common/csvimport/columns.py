"""Which columns an import knows, and how a table becomes rows of values."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from common.csvimport.difference import Problem, Rejection, Row
from common.csvimport.errors import UnusableFile
from common.csvimport.reading import Record, Table, normalised
from common.csvimport.values import BadValue, Parser

MOST_REMEMBERED = 5000
TOLD_EVERY = 2000
# What an import is at, as its progress is told.
READING, COMPARING, WRITING = "Reading the file", "Comparing with what is stored", "Writing"
_SERIAL_DAY = re.compile(r"[1-9]\d{4}(\.0+)?")
# (what is being done, how many are done, of how many)
Tell = Callable[[str, int, int], None]


def silent(phase: str, done: int, total: int) -> None:
    """Where nobody waits to be told."""


@dataclass(frozen=True)
class Column:
    """A field and the headings under which it may stand; `is_required`: no import without that column.

    Where the column is missing, the field is left as it is; where the cell is empty, the field is emptied. `is_day`
    says that it holds a date; `rewrite` is applied to a cell before it is parsed; `synonyms` are headings that others
    use, good enough for a guess that a person sees before it counts.
    """

    field: str
    parse: Parser
    headings: tuple[str, ...]
    is_required: bool = False
    is_day: bool = False
    rewrite: Callable[[str], str] | None = None
    synonyms: tuple[str, ...] = ()


def known_headings(columns: Sequence[Column]) -> set[str]:
    return {normalised(heading) for column in columns for heading in column.headings}


def parse_table(
    table: Table, columns: Sequence[Column], *, key: str, tell: Tell = silent
) -> tuple[list[Row], list[Rejection]]:
    """The rows that can be read, and a rejection with every reason for each that cannot.

    `key` is the field that names a record: rows that repeat one are rejected. Raises UnusableFile where a required
    column is missing.
    """
    placed = [(column.field, _parser(column, table), heading) for column, heading in _placed(table, columns)]
    rows: list[Row] = []
    rejections = list(table.rejections)
    for number, record in enumerate(table.records):
        if number % TOLD_EVERY == 0:
            tell(READING, number, len(table.records))
        values, problems = _parsed(record, placed)
        name = values.pop(key, "")
        if problems:
            rejections.append(Rejection(record.line, name, tuple(problems)))
        else:
            rows.append(Row(record.line, name, values))
    return _without_repeats(rows, rejections)


def _parsed(record: Record, placed: list[tuple[str, Parser, str]]) -> tuple[dict[str, Any], list[Problem]]:
    values: dict[str, Any] = {}
    problems = []
    for field, parse, heading in placed:
        cell = record.cells[heading]
        if record.damage and heading in record.damage:
            problems.append(record.damage[heading])
            continue
        try:
            values[field] = parse(cell)
        except BadValue as bad:
            problems.append(Problem(heading, "" if bad.is_private else cell, bad.reason, bad.remedy))
    return values, problems


def ignored_headings(table: Table, columns: Sequence[Column]) -> list[str]:
    """The file's columns that the import does not know."""
    known = known_headings(columns)
    return [heading for heading in table.headings if heading and heading not in known]


def notes_on_headings(table: Table, columns: Sequence[Column]) -> list[str]:
    """What is said of columns that the import does not know; nothing where it knows all."""
    unused = ignored_headings(table, columns)
    return [f"columns not used: {', '.join(unused)}"] if unused else []


def _parser(column: Column, table: Table) -> Parser:
    """The column's parser with a memory: classes, units, dates and words repeat from row to row."""
    parse, rewrite, first_day = column.parse, column.rewrite, table.serial_start

    def understood(cell: str) -> object:
        try:
            return parse(rewrite(cell) if rewrite else cell)
        except BadValue as bad:
            if column.is_day and _SERIAL_DAY.fullmatch(cell.strip()):
                raise _serial_day(cell, first_day) from bad
            raise

    return lru_cache(maxsize=MOST_REMEMBERED)(understood)


def _serial_day(cell: str, first_day: date) -> BadValue:
    """Spreadsheets count days from a first one, and show the number where the cell is no date to them."""
    meant = first_day + timedelta(days=int(cell.strip()[:5]))
    remedy = f"a spreadsheet has written the day as a number, probably {meant.isoformat()}: write it so"
    return BadValue("it is a number, not a date", remedy)


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
