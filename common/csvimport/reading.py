"""From the bytes of a file to its records with their line numbers."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from common.csvimport.delimited import CONTROL, REPLACED, SAVE_AS_UTF8, UNDECODED, grid_of_csv
from common.csvimport.difference import Problem, Rejection
from common.csvimport.errors import UnusableFile as UnusableFile
from common.csvimport.grid import CSV, SERIAL_START, Grid, Sheet
from common.csvimport.headings import heading_place, words_of
from common.csvimport.headings import normalised as normalised
from common.csvimport.workbook import grid_of_workbook, is_workbook

LARGEST_FILE = 200 * 1024 * 1024


@dataclass(frozen=True)
class Record:
    """One record: the number of its first line and its cells under the normalised headings.

    `damage` says of a workbook's cells, by heading, why they hold no value.
    """

    line: int
    cells: dict[str, str]
    damage: Mapping[str, Problem] | None = None


@dataclass(frozen=True)
class Table:
    """A file that could be read: its headings, its records, and those that had to be left out.

    `titles` are the headings as they are written, `header_line` is where they stand.
    """

    headings: tuple[str, ...]
    records: list[Record]
    rejections: list[Rejection]
    delimiter: str
    sha256: str
    titles: tuple[str, ...] = ()
    header_line: int = 1
    format: str = CSV
    sheet: str = ""
    sheets: tuple[Sheet, ...] = ()
    serial_start: date = SERIAL_START


def file_bytes(path: str) -> bytes:
    """The content of the file. Raises UnusableFile where there is none, or too much of it."""
    try:
        if Path(path).stat().st_size > LARGEST_FILE:
            raise UnusableFile(f"{path} is larger than {LARGEST_FILE // 1024 // 1024} MB: split it.")
        return Path(path).read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnusableFile(f"{path} cannot be read: {reason}.") from error


def read_grid(data: bytes, *, known: Collection[str], encoding: str = "", sheet: str = "") -> Grid:
    """The lines of a CSV file or of a workbook's sheet; the content decides which it is, not the name."""
    if is_workbook(data):
        return grid_of_workbook(data, known=known, sheet=sheet)
    return grid_of_csv(data, known=known, encoding=encoding)


def read_table(
    data: bytes, *, known: Collection[str], encoding: str = "", sheet: str = "", header_row: int = 0
) -> Table:
    """The records under the file's headings.

    `known` are the normalised headings that the import understands: they decide which delimiter it is, which sheet and
    which row, and one of them given twice makes the file unusable. Raises UnusableFile.
    """
    grid = read_grid(data, known=known, encoding=encoding, sheet=sheet)
    if not grid.lines:
        raise UnusableFile("The sheet is empty." if grid.sheets else "The file is empty.")
    place = heading_place(grid, known, header_row)
    titles = tuple(words_of(grid, grid.lines[place]))
    table = Table(
        headings=_headings(titles, known), records=[], rejections=[], delimiter=grid.delimiter,
        sha256=hashlib.sha256(data).hexdigest(), titles=titles, header_line=grid.lines[place][0], format=grid.format,
        sheet=grid.sheet, sheets=grid.sheets, serial_start=grid.serial_start,
    )  # fmt: skip
    _fill(table, grid, place + 1)
    return table


def _headings(titles: tuple[str, ...], known: Collection[str]) -> tuple[str, ...]:
    if not titles:
        raise UnusableFile(
            "The first row, which names the columns, cannot be read: look for an unclosed quotation mark."
        )
    headings = tuple(map(normalised, titles))
    twice = sorted({heading for heading in headings if heading in known and headings.count(heading) > 1})
    if twice:
        raise UnusableFile(f"The file has more than one column named {', '.join(twice)}: keep one of each.")
    return headings


def _fill(table: Table, grid: Grid, start: int) -> None:
    damaged_lines = {line for line, _ in grid.damage}
    for line, cells in grid.lines[start:]:
        problems = _problems(table, grid, cells)
        if problems or cells is None:
            table.rejections.append(Rejection(line, "", problems))
            continue
        if len(cells) < len(table.headings):  # in a workbook alone: cells at the end that were never filled
            cells = [*cells, *[""] * (len(table.headings) - len(cells))]
        found = dict(zip(table.headings, cells, strict=False))
        damage = _damaged(table, grid, line) if line in damaged_lines else None
        table.records.append(Record(line, found, damage))


def _damaged(table: Table, grid: Grid, line: int) -> dict[str, Problem]:
    found = ((heading, grid.damage.get((line, place))) for place, heading in enumerate(table.headings))
    return {heading: replace(problem, column=heading) for heading, problem in found if problem}


def _problems(table: Table, grid: Grid, cells: list[str] | None) -> tuple[Problem, ...]:
    if cells is None:
        reason = "the line cannot be taken apart: a quotation mark is not closed, or a value is far too long"
        return (Problem("", "", reason, "look for a stray quotation mark; inside quotes it is written twice"),)
    width = len(table.headings)
    is_uneven = len(cells) < width or any(cell.strip() for cell in cells[width:])
    if is_uneven and grid.format == CSV:
        reason = f"it has {len(cells)} values under {width} headings"
        return (Problem("", "", reason, "look for a missing or surplus delimiter; quote values that contain one"),)
    if grid.is_clean:
        return ()
    pairs = zip(table.headings, cells, strict=False)
    return tuple(problem for heading, cell in pairs if (problem := _damage(heading, cell)))


def _damage(heading: str, cell: str) -> Problem | None:
    if UNDECODED.search(cell):
        return Problem(heading, cell, "the value holds bytes that are no text in the file's encoding", SAVE_AS_UTF8)
    if CONTROL.search(cell):
        return Problem(heading, cell, "the value holds control signs, such as NUL", "type the value again")
    if REPLACED in cell:
        remedy = "export it again from the source with the right encoding"
        return Problem(heading, cell, "a letter was lost before the file was written (replacement sign)", remedy)
    return None
