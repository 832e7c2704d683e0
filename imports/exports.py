"""What can be taken away of an upload: as CSV line by line, or as a workbook.

A cell that begins like a formula would be run by the spreadsheet of whoever opens the file. Workbooks hold such cells
as text; in CSV an apostrophe stands before them, which reading takes off again.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import IO

import xlsxwriter
from django.utils.translation import gettext as _

from common.csvimport.columns import known_headings
from common.csvimport.errors import UnusableFile
from common.csvimport.grid import Grid
from common.csvimport.headings import heading_place, words_of
from common.csvimport.reading import read_grid
from common.errors import Conflict
from common.templatetags.ui import full_date
from imports.enums import Outcome
from imports.models import Upload, UploadRow
from imports.registry import Kind, Words
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


def difference_lines(upload: Upload, kind: Kind, outcome: Outcome) -> Iterator[str]:
    """What becomes of the rows of one outcome."""
    return _csv_lines(_lines_of(upload, kind, outcome))


def difference_workbook(upload: Upload, kind: Kind) -> File:
    """A sheet for each outcome that there is."""
    there = [outcome for outcome in Outcome if upload.counts.get(outcome.value)]
    sheets = {outcome.label: _lines_of(upload, kind, outcome) for outcome in there}
    return _workbook(sheets or {_("Nothing"): iter(())})


def rejected_lines(upload: Upload, kind: Kind) -> Iterator[str]:
    """The rejected rows as they stand in the file, the reasons behind them. Raises Conflict where the file is gone."""
    return _csv_lines(_rejected(upload, kind))


def rejected_workbook(upload: Upload, kind: Kind) -> File:
    """The same for a file that was a workbook."""
    return _workbook({upload.sheet[:31] or _("Rejected"): _rejected(upload, kind)})


def _lines_of(upload: Upload, kind: Kind, outcome: Outcome) -> Iterator[Cells]:
    """The headings, then a line for each new or unchanged record, each changed field, each problem."""
    heads, cells_of = {
        Outcome.NEW: ([*map(kind.label_of, _other_fields(kind))], _new),
        Outcome.CHANGED: ([_("Field"), _("Before"), _("After"), _("Counts from")], _changed),
        Outcome.UNCHANGED: ([], _unchanged),
        Outcome.REJECTED: ([_("Column"), _("Found"), _("Reason"), _("Remedy")], _problems),
    }[outcome]
    yield [_("Line"), kind.label_of(kind.key), _("Name"), *heads]
    rows = rows_listed(upload, outcome=outcome.value).iterator(chunk_size=CHUNK)
    columns = column_reader(upload, kind)
    while chunk := list(islice(rows, CHUNK)):
        words = kind.words((name, value) for row in chunk for name, *values in row.fields for value in values)
        said = Said(kind, words, columns)
        for row in chunk:
            yield from ([str(row.line), row.key, row.name, *cells] for cells in cells_of(row, said))


@dataclass(frozen=True)
class Said:
    """How fields, values and columns are called."""

    kind: Kind
    words: Words
    columns: Callable[[str], str]


def _other_fields(kind: Kind) -> list[str]:
    return [field for field in kind.labels if field != kind.key]


def _new(row: UploadRow, said: Said) -> list[Cells]:
    given = {name: said.words(name, after) for name, _before, after in row.fields}
    return [[given.get(field, "") for field in _other_fields(said.kind)]]


def _changed(row: UploadRow, said: Said) -> list[Cells]:
    since = full_date(row.effective_on)
    return [
        [said.kind.label_of(name), said.words(name, before), said.words(name, after), since]
        for name, before, after in row.fields
    ]


def _unchanged(row: UploadRow, said: Said) -> list[Cells]:
    return [[]]


def _problems(row: UploadRow, said: Said) -> list[Cells]:
    return [[said.columns(column), value, reason, remedy] for column, value, reason, remedy in row.problems]


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
