"""The helper process of `common.csvimport.workbook`: a workbook comes in, the lines of one of its sheets go out.

Values only: formulas count as their stored results, macros and links are never looked at.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Collection, Mapping
from datetime import date, datetime
from io import BytesIO
from typing import Any

from common.csvimport.delimited import CONTROL, REPLACED
from common.csvimport.grid import Grid
from common.csvimport.headings import MOST_LINES_ABOVE, known_in, words_of
from common.csvimport.xlsx_package import Refused, clean_archive, parts_of
from common.csvimport.xlsx_scan import Book, Place, Remarks, book_of, remarks_of
from common.pdf.limits import enter_limits, refuse

EXACT = 10**15  # spreadsheets keep 15 digits of a number
MOST_SHEETS = 100
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def main() -> None:
    enter_limits()
    head, data = sys.stdin.buffer.read().split(b"\n", 1)
    request = json.loads(head)
    try:
        told = told_of(data, known=request["known"], wanted=request["sheet"])
    except Refused as refusal:
        refuse(str(refusal))
    sys.stdout.buffer.write(json.dumps(told).encode())


def told_of(data: bytes, *, known: Collection[str], wanted: str) -> dict[str, Any]:
    """The chosen sheet as `workbook` wants it. Raises Refused."""
    parts = parts_of(data)
    book = book_of(parts)
    workbook = _opened(parts)
    sheets = _sheets(workbook)
    if not sheets:
        raise Refused("The workbook holds no sheet with cells.")
    if wanted and wanted not in sheets:
        raise Refused(f"The workbook holds no sheet named “{wanted}”. There are: {', '.join(sheets)}.")
    choice = [wanted] if wanted else list(sheets)
    read = [_read(workbook, parts, book, name) for name in choice]
    counts = [_most_known(rows, remarks, known) for rows, remarks in read]
    best = max(range(len(read)), key=lambda place: (*_rank(sheets[choice[place]], counts[place]), -place))
    rows, remarks = read[best]
    return {
        "sheet": choice[best],
        "sheets": [[name, is_hidden] for name, is_hidden in sheets.items()],
        "is_1904": book.is_1904,
        **_told(rows, remarks),
    }


def _opened(parts: dict[str, bytes]) -> Any:
    # Loaded under the limits, so that they hold for the native library, too.
    from python_calamine import CalamineError, load_workbook

    try:
        return load_workbook(BytesIO(clean_archive(parts)))
    except CalamineError as error:
        raise Refused("The workbook is damaged: a part of it cannot be read. Save it again.") from error


def _sheets(workbook: Any) -> dict[str, bool]:
    """Name → whether it is hidden, of the sheets that have cells (a chart's sheet has none)."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    found = [sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    return {sheet.name: sheet.visible != SheetVisibleEnum.Visible for sheet in found[:MOST_SHEETS]}


def _rank(is_hidden: bool, known: int) -> tuple[bool, int, bool]:
    """A sheet that people see and that holds a heading we know comes first, a hidden one last."""
    return (not is_hidden and known > 0, known, not is_hidden)


def _read(workbook: Any, parts: Mapping[str, bytes], book: Book, name: str) -> tuple[list[tuple[int, list[str]]], Any]:
    """The sheet's lines, and what is remarkable in them."""
    from python_calamine import CalamineError

    remarks = remarks_of(parts.get(book.paths.get(name, ""), b"<none/>"), book.zeros)
    try:
        values = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except CalamineError as error:
        raise Refused("The workbook is damaged: the sheet cannot be read. Save it again.") from error
    return _lines(values, remarks), remarks


def _lines(values: list[list[Any]], remarks: Remarks) -> list[tuple[int, list[str]]]:
    """(row as people count, cells) of the rows that hold anything, damaged cells among it."""
    touched = {row for row, _ in remarks.damage}
    width = remarks.columns
    lines = []
    for row in range(max(len(values), max(touched, default=-1) + 1)):
        found = values[row] if row < len(values) else []
        cells = [_text(value, (row, column), remarks) for column, value in enumerate(found)]
        if row in touched or any(cells):
            lines.append((row + 1, [*cells, *[""] * (width - len(cells))]))
    return lines


def _text(value: Any, place: Place, remarks: Remarks) -> str:
    """The value as a CSV file would hold it; what cannot be one is remarked."""
    if isinstance(value, str):
        return _ESCAPED.sub(lambda code: chr(int(code[1], 16)), value).strip() if value else ""
    if isinstance(value, bool):
        word = str(value).upper()
        remarks.damage.setdefault(place, ("boolean", word))
        return word
    if isinstance(value, int | float):
        return _number(value, place, remarks)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else str(value)


def _number(value: float, place: Place, remarks: Remarks) -> str:
    if place in remarks.damage:  # a formula that was never calculated counts as 0 to some programs
        return ""
    if value != int(value):
        return f"{value:.15g}"
    whole = str(int(value))
    if abs(value) >= EXACT:
        remarks.damage[place] = ("long", f"{value:.15g}")
        return whole
    return whole.zfill(remarks.zeros.get(place, 0)) if value >= 0 else whole


def _headed(remarks: Remarks, lines: list[tuple[int, list[str]]]) -> list[list[Any]]:
    """The words of a merged cell for its lower parts, in the first rows: a heading may reach over two of them."""
    cells = dict(lines)
    found: list[list[Any]] = []
    for (row, column), (top, left) in remarks.merged.items():
        words = cells.get(top + 1, [])
        if column == left and row <= 3 * MOST_LINES_ABOVE and column < len(words) and words[column]:
            found.append([row + 1, column, words[column]])
    return found


def _most_known(lines: list[tuple[int, list[str]]], remarks: Remarks, known: Collection[str]) -> int:
    headed = {(line, place): words for line, place, words in _headed(remarks, lines)}
    grid = Grid([(line, list(cells)) for line, cells in lines[:MOST_LINES_ABOVE]], headed=headed)
    return max((len(known_in(words_of(grid, line), known)) for line in grid.lines), default=0)


def _is_bare(lines: Mapping[int, list[str]], row: int, column: int) -> bool:
    """Whether the cell of a line that is read holds nothing of its own."""
    cells = lines.get(row + 1)
    return cells is not None and not (column < len(cells) and cells[column])


def _told(lines: list[tuple[int, list[str]]], remarks: Remarks) -> dict[str, Any]:
    there = dict(lines)
    damage = [[row + 1, column, code, shown] for (row, column), (code, shown) in remarks.damage.items()]
    damage += [[row + 1, column, "merged", ""] for row, column in remarks.merged if _is_bare(there, row, column)]
    text = "\n".join("\t".join(cells) for _, cells in lines)
    return {
        "lines": lines,
        "damage": damage,
        "headed": _headed(remarks, lines),
        "is_clean": not (CONTROL.search(text) or REPLACED in text),
    }


if __name__ == "__main__":
    main()
