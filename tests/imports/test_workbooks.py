"""Files as people send them, broken in every way that we have met: one table, what is said of each.

Columns of the table: a name, the file, and what comes of it. A file that cannot be used at all is refused with its
sentence; of every other the rows that were understood, the first reason of each rejected line, and its remedy.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from common.csvimport.layout import Layout
from tests.imports.acts import sheet_of, workbook
from tests.imports.corpus import ANA, BO, ERROR, HEAD, MEND, SERIAL, read


def cell(write: Callable[[Any, Any], None], **options: Any) -> bytes:
    """A workbook whose second row is written by `write(sheet, book)`; a good third row follows."""

    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, ["0617", "Ana", "2026-07-01", "6"])
        write(sheet, book)
        sheet.write_row(2, 0, ["0700", "Bo", "2026-07-02", "12"])

    return workbook(fill, **options)


CALCULATE = "open the file in a spreadsheet, let it calculate, and save it again; or paste the values alone"
REWRITTEN = "a spreadsheet has rewritten the number: it keeps 15 digits and makes the others 0"
ENTER = "format the column as text and enter the number again"


def dated(book: Any, pattern: str = "yyyy-mm-dd") -> Any:
    return book.add_format({"num_format": pattern})


WORKBOOKS: list[tuple[str, bytes, Any]] = [
    ("text cells", cell(lambda s, b: None), ([ANA, BO], [])),
    ("a whole number", cell(lambda s, b: s.write_number(1, 3, 6.0)), ([ANA, BO], [])),
    ("a date cell", cell(lambda s, b: s.write_datetime(1, 2, date(2026, 7, 1), dated(b))), ([ANA, BO], [])),
    (
        "an American date cell",
        cell(lambda s, b: s.write_datetime(1, 2, date(2026, 7, 1), dated(b, "m/d/yyyy"))),
        ([ANA, BO], []),
    ),
    (
        "a date cell of 1904",
        cell(lambda s, b: s.write_datetime(1, 2, date(2026, 7, 1), dated(b)), date_1904=True),
        ([ANA, BO], []),
    ),
    (
        "a bare number for a day",
        cell(lambda s, b: s.write_number(1, 2, 46204)),
        ([BO], [(2, "born_on", "it is a number, not a date", SERIAL)]),
    ),
    (
        "a bare number of 1904",
        cell(lambda s, b: s.write_number(1, 2, 46204 - 1462), date_1904=True),
        ([BO], [(2, "born_on", "it is a number, not a date", SERIAL)]),
    ),
    (
        "a time on the day",
        cell(
            lambda s, b: s.write_datetime(1, 2, datetime.fromisoformat("2026-07-01T12:30"), dated(b, "m/d/yyyy h:mm"))
        ),
        ([BO], [(2, "born_on", "it is not a date", "write year-month-day, like 2026-07-01")]),
    ),
    ("zeros that the format shows", cell(lambda s, b: s.write_number(1, 0, 617, dated(b, "0000"))), ([ANA, BO], [])),
    (
        "sixteen digits",
        cell(lambda s, b: s.write_number(1, 0, 1234567890123456)),
        ([BO], [(2, "number", REWRITTEN, ENTER)]),
    ),
    ("an exponent", cell(lambda s, b: s.write_number(1, 0, 1e21)), ([BO], [(2, "number", REWRITTEN, ENTER)])),
    (
        "a number with a fraction",
        cell(lambda s, b: s.write_number(1, 3, 6.5)),
        ([BO], [(2, "months", "it is not a whole number", "write a number from 0 to 24")]),
    ),
    (
        "true",
        cell(lambda s, b: s.write_boolean(1, 1, True)),
        (
            [BO],
            [
                (
                    2,
                    "name",
                    "a spreadsheet has made TRUE or FALSE of the value",
                    "format the column as text and enter the value again",
                )
            ],
        ),
    ),
    ("#N/A", cell(lambda s, b: s.write_formula(1, 1, "=NA()", None, "#N/A")), ([BO], [(2, "name", ERROR, MEND)])),
    ("#REF!", cell(lambda s, b: s.write_formula(1, 2, "=#REF!", None, "#REF!")), ([BO], [(2, "born_on", ERROR, MEND)])),
    ("#N/A typed as text", cell(lambda s, b: s.write_string(1, 1, "#N/A")), ([BO], [(2, "name", ERROR, MEND)])),
    ("a formula and its result", cell(lambda s, b: s.write_formula(1, 1, '="A"&"na"', None, "Ana")), ([ANA, BO], [])),
    (
        "a formula that was never calculated",
        cell(lambda s, b: s.write_formula(1, 1, '="A"&"na"', None, "")),
        ([BO], [(2, "name", "it is a formula whose result is not stored in the file", CALCULATE)]),
    ),
    (
        "damage in a column that nobody needs",
        cell(lambda s, b: (s.write_string(0, 4, "note"), s.write_formula(1, 4, "=NA()", None, "#N/A"))),
        ([ANA, BO], []),
    ),
    ("a comment beside the table", cell(lambda s, b: s.write_string(1, 7, "look at this")), ([ANA, BO], [])),
    (
        "spaces that do not break, curly quotes",
        cell(lambda s, b: s.write_string(1, 1, "\u00a0Ana\u200b O\u2019Hara ")),
        ([("0617", "Ana O\u2019Hara", date(2026, 7, 1), 6), BO], []),
    ),
    (
        "a line break in a cell",
        cell(lambda s, b: s.write_string(1, 1, "Ana\nMarie")),
        ([("0617", "Ana Marie", date(2026, 7, 1), 6), BO], []),
    ),
    (
        "a control sign as spreadsheets write it",
        cell(lambda s, b: s.write_string(1, 1, "A\x00na")),
        ([BO], [(2, "name", "the value holds control signs, such as NUL", "type the value again")]),
    ),
    (
        "a merged cell",
        cell(lambda s, b: s.merge_range(1, 3, 2, 3, "6")),
        ([ANA, ("0700", "Bo", date(2026, 7, 2), 12)], []),
    ),
    (
        "a heading twice",
        cell(lambda s, b: s.write_string(0, 3, "Name ")),
        "The file has more than one column named name: keep one of each.",
    ),
    ("only a heading", sheet_of(HEAD), ([], [])),
    ("an empty sheet", sheet_of(), "The sheet is empty."),
    (
        "no heading of ours",
        sheet_of(("a", "b"), ("1", "2")),
        "The file lacks the columns number, name. Its headings are: a, b.",
    ),
    (
        "a hundred columns",
        sheet_of((*HEAD, *(f"c{number}" for number in range(96))), ("0617", "Ana", "2026-07-01", "6", *["x"] * 96)),
        ([ANA], []),
    ),
]


@pytest.mark.parametrize(("data", "found"), [pytest.param(*row[1:], id=row[0]) for row in WORKBOOKS])
def test_workbooks(data: bytes, found: Any) -> None:
    assert read(data) == found


def test_a_merged_cell_is_no_empty_one() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, ["0617", "Ana", "2026-07-01"])
        sheet.write_row(2, 0, ["0700", "Bo", "2026-07-02"])
        sheet.merge_range(1, 3, 2, 3, "6")

    reason = "the cell is merged with the one above or beside it, which alone holds the value"
    assert read(workbook(fill)) == (
        [ANA], [(3, "months", reason, "take the cells apart and fill in each of them")],
    )  # fmt: skip


def test_titles_above_and_headings_over_two_rows_are_understood() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.merge_range("A1:D1", "Staff of the North District")
        sheet.write_string("A2", "as of July 1")
        sheet.merge_range("A4:A5", "Number")
        sheet.merge_range("B4:C4", "Person")
        sheet.write_string("B5", "Name")
        sheet.write_string("C5", "Born on")
        sheet.merge_range("D4:D5", "Months")
        sheet.write_row(5, 0, ["0617", "Ana", "2026-07-01", "6"])

    assert read(workbook(fill)) == ([ANA], [])


def test_the_sheet_with_our_headings_is_read_and_a_hidden_one_last() -> None:
    def fill(book: Any) -> None:
        book.add_worksheet("Notes").write_string(0, 0, "Read me")
        hidden = book.add_worksheet("Old")
        hidden.hide()
        hidden.write_row(0, 0, HEAD)
        hidden.write_row(1, 0, ["0001", "Old", "2020-01-01", "1"])
        sheet = book.add_worksheet("Staff")
        sheet.write_row(0, 0, HEAD[:3])
        sheet.write_row(1, 0, ["0617", "Ana", "2026-07-01"])
        book.add_chartsheet("Chart")

    data = workbook(fill)
    assert read(data) == ([("0617", "Ana", date(2026, 7, 1), None)], [])
    assert read(data, Layout(sheet="Old")) == ([("0001", "Old", date(2020, 1, 1), 1)], [])
    assert read(data, Layout(sheet="New")) == ("The workbook holds no sheet named “New”. There are: Notes, Old, Staff.")


def test_a_million_blank_rows_are_no_rows() -> None:
    def fill(book: Any) -> None:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        for row in range(200_000):
            sheet.write_blank(row + 2, 0, None, bold)
        sheet.set_row(1_048_575, None, bold)

    def with_rows(book: Any) -> None:
        fill(book)
        book.worksheets()[0].write_row(0, 0, HEAD)
        book.worksheets()[0].write_row(1, 0, ["0617", "Ana", "2026-07-01", "6"])

    assert read(workbook(with_rows)) == ([ANA], [])


def test_a_value_in_the_farthest_corner_fills_no_memory() -> None:
    data = cell(lambda sheet, book: sheet.write_string(1_048_575, 16_383, "x"))
    assert read(data) == (
        "The sheet's values reach to row 1048576 and column 16384, which is more than a table needs: delete what "
        "stands far away from the others, or split the table."
    )
