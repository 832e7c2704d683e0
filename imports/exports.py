"""What can be taken away of an upload: as CSV line by line, or as a workbook.

A cell that begins like a formula would be run by the spreadsheet of whoever opens the file. Workbooks hold such cells
as text; in CSV an apostrophe stands before them, which reading takes off again.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import IO

import xlsxwriter
from django.utils.translation import gettext as _

from common.csvimport.columns import known_headings
from common.csvimport.errors import UnusableFile
from common.csvimport.grid import Grid
from common.csvimport.headings import heading_place, words_of
from common.csvimport.reading import read_grid
from common.errors import Conflict
from imports.enums import Outcome
from imports.models import Upload, UploadRow
from imports.registry import Kind
from imports.selectors import content_of, layout_of, rows_listed
from imports.tables import column_reader

File = IO[bytes]
Cells = Sequence[str]
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
CHUNK = 1000
# What spreadsheets write before UTF-8, and want to find there.
BYTE_ORDER_MARK = "\ufeff"
LONGEST_CELL = 32_000


def template_lines(kind: Kind) -> Iterator[str]:
    """The headings alone."""
    return _csv_lines([[column.headings[0] for column in kind.columns]])


def difference_lines(upload: Upload, kind: Kind, *, outcome: str) -> Iterator[str]:
    """One line for each changed field and each problem, one for each other row."""
    outcomes = [one for one in Outcome if not outcome or one.value == outcome]
    heads = [_("Outcome"), _("Line"), *_heads()]
    lines = ([one.label, *line] for one in outcomes for line in _lines_of(upload, kind, one))
    return _csv_lines(_chained([heads], lines))


def difference_workbook(upload: Upload, kind: Kind) -> File:
    """A sheet for each outcome that there is."""
    sheets = {
        one.label: _chained([[_("Line"), *_heads()]], _lines_of(upload, kind, one))
        for one in Outcome
        if upload.counts.get(one.value)
    }
    return _workbook(sheets or {_("Nothing"): iter(())})


def rejected_lines(upload: Upload, kind: Kind) -> Iterator[str]:
    """The rejected rows as they stand in the file, the reasons behind them. Raises Conflict where the file is gone."""
    return _csv_lines(_rejected(upload, kind))


def rejected_workbook(upload: Upload, kind: Kind) -> File:
    """The same for a file that was a workbook."""
    return _workbook({upload.sheet[:31] or _("Rejected"): _rejected(upload, kind)})


def _heads() -> list[str]:
    return [_("Number"), _("Name"), _("Field"), _("Before"), _("After"), _("Reason"), _("Remedy")]


def _lines_of(upload: Upload, kind: Kind, outcome: Outcome) -> Iterator[list[str]]:
    column_words = column_reader(upload, kind)
    rows: list[UploadRow] = []
    for row in rows_listed(upload, outcome=outcome.value).iterator(chunk_size=CHUNK):
        rows.append(row)
        if len(rows) == CHUNK:
            yield from _told(rows, kind, column_words)
            rows = []
    yield from _told(rows, kind, column_words)


def _told(rows: Sequence[UploadRow], kind: Kind, column_words: Callable[[str], str]) -> Iterator[list[str]]:
    words = kind.words((name, value) for row in rows for name, *values in row.fields for value in values)
    for row in rows:
        start = [str(row.line), row.key, row.name]
        told = [
            [kind.label_of(name), words(name, before), words(name, after), "", ""]
            for name, before, after in row.fields
            if before is not None or after not in (None, "", [])
        ]
        told += [[column_words(column), value, "", reason, remedy] for column, value, reason, remedy in row.problems]
        yield from ([*start, *cells] for cells in told or [[""] * 5])


def _rejected(upload: Upload, kind: Kind) -> Iterator[Cells]:
    """Read at once, so that a file that is gone is said before the answer begins."""
    layout = layout_of(upload)
    known = known_headings(layout.columns_of(kind.columns))
    try:
        grid = read_grid(content_of(upload), known=known, encoding=layout.encoding, sheet=layout.sheet)
        place = heading_place(grid, known, layout.header_row)
    except UnusableFile as error:
        raise Conflict(error.sentence) from error
    return _rejected_rows(upload, kind, grid, place)


def _rejected_rows(upload: Upload, kind: Kind, grid: Grid, place: int) -> Iterator[Cells]:
    titles = words_of(grid, grid.lines[place])
    column_words = column_reader(upload, kind)
    yield [*titles, _("Line in the file"), _("What is wrong"), _("What to do")]
    cells_of = dict(grid.lines)
    for row in rows_listed(upload, outcome=Outcome.REJECTED.value).iterator(chunk_size=CHUNK):
        cells = [_printable(cell) for cell in (cells_of.get(row.line) or [])][: len(titles)]
        wrong = "; ".join(
            f"{column_words(column)}: {reason}".removeprefix(": ") for column, _value, reason, _ in row.problems
        )
        remedy = "; ".join(dict.fromkeys(remedy for *_others, remedy in row.problems))
        yield [*cells, *[""] * (len(titles) - len(cells)), str(row.line), wrong, remedy]


def _printable(cell: str) -> str:
    """Without the signs for which the row was rejected, where those can stand in no file."""
    return "".join(sign if sign.isprintable() or sign in "\n\t" else "\N{REPLACEMENT CHARACTER}" for sign in cell)


def _chained(*parts: Iterable[Cells]) -> Iterator[Cells]:
    for part in parts:
        yield from part


def _csv_lines(rows: Iterable[Cells]) -> Iterator[str]:
    yield BYTE_ORDER_MARK
    for row in rows:
        line = io.StringIO()
        csv.writer(line).writerow([_harmless(cell) for cell in row])
        yield line.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def _workbook(sheets: dict[str, Iterator[Cells]]) -> File:
    """Written row by row to a file that is gone when it has been read."""
    file = tempfile.TemporaryFile(prefix="import-")  # noqa: SIM115 - whoever sends it closes it
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as workbook:
        bold = workbook.add_format({"bold": True})
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(_sheet_name(name))
            sheet.freeze_panes(1, 0)
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if cell:
                        sheet.write_string(number, place, cell[:LONGEST_CELL], bold if number == 0 else None)
    file.seek(0)
    return file


def _sheet_name(name: str) -> str:
    return "".join(sign for sign in name if sign not in "[]:*?/\\").strip("'")[:31] or "Sheet"
