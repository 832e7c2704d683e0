"""Files as people send them, broken in every way that we have met: one table, what is said of each.

Columns of the table: a name, the file, and what comes of it. A file that cannot be used at all is refused with its
sentence; of every other the rows that were understood, the first reason of each rejected line, and its remedy.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from common.csvimport.columns import Column, known_headings, parse_table
from common.csvimport.errors import UnusableFile
from common.csvimport.layout import Layout
from common.csvimport.reading import read_table
from common.csvimport.values import code, day, text, whole_number
from tests.imports.acts import sheet_of, workbook

COLUMNS = (
    Column("number", code(20, is_required=True), ("number",), is_required=True),
    Column("name", text(40, is_required=True), ("name",), is_required=True),
    Column("born_on", day(), ("born_on",), is_day=True),
    Column("months", whole_number(0, 24), ("months",)),
)
HEAD = ("number", "name", "born_on", "months")
ANA = ("0617", "Ana", date(2026, 7, 1), 6)


def read(data: bytes, layout: Layout | None = None) -> Any:
    """The sentence, or ([(number, name, born on, months)], [(line, column, reason, remedy)])."""
    layout = layout or Layout()
    columns = layout.columns_of(COLUMNS)
    try:
        table = read_table(
            data, known=known_headings(columns), encoding=layout.encoding, sheet=layout.sheet,
            header_row=layout.header_row,
        )  # fmt: skip
        rows, rejections = parse_table(table, columns, key="number")
    except UnusableFile as refusal:
        return refusal.sentence
    found = [(row.key, *(row.values.get(name) for name in HEAD[1:])) for row in rows]
    problems = [(rejection.line, rejection.problems[0]) for rejection in rejections]
    return found, sorted((line, one.column, one.reason, one.remedy) for line, one in problems)


# --- workbooks --------------------------------------------------------------------------------------------------------


def cell(write: Callable[[Any, Any], None], **options: Any) -> bytes:
    """A workbook whose second row is written by `write(sheet, book)`; a good third row follows."""

    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, ["0617", "Ana", "2026-07-01", "6"])
        write(sheet, book)
        sheet.write_row(2, 0, ["0700", "Bo", "2026-07-02", "12"])

    return workbook(fill, **options)


SERIAL = "a spreadsheet has written the day as a number, probably 2026-07-01: write it so"
SLASHES = "write year-month-day, like 2026-07-01; or say of the whole file that its dates are written month/day/year"
BO = ("0700", "Bo", date(2026, 7, 2), 12)
CALCULATE = "open the file in a spreadsheet, let it calculate, and save it again; or paste the values alone"
REWRITTEN = "a spreadsheet has rewritten the number: it keeps 15 digits and makes the others 0"
ENTER = "format the column as text and enter the number again"
MEND = "mend the formula, or type the value"
ERROR = "the spreadsheet shows an error instead of a value"


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


# --- archives ---------------------------------------------------------------------------------------------------------

GOOD = sheet_of(HEAD, ("0617", "Ana", "2026-07-01", "6"))
DAMAGED = "The workbook is damaged: "
TOO_LARGE = (
    "Unpacked, the workbook would be larger than 250 MB, or far larger than it looks: copy the rows that are needed "
    "into a new workbook."
)


def repacked(change: Callable[[str, bytes], bytes | None], *, more: dict[str, bytes] | None = None) -> bytes:
    """The good workbook with each part as `change` gives it back, and more parts."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        for name, content in (more or {}).items():
            new.writestr(name, content)
    return packed.getvalue()


def as_is(name: str, content: bytes) -> bytes:
    return content


def a_bomb() -> bytes:
    """Three hundred megabytes of spaces in a sheet that weighs some hundred kilobytes."""
    return repacked(
        lambda name, content: (
            content.replace(b"</sheetData>", b"</sheetData>" + b" " * (300 * 1024**2)) if "sheet1" in name else content
        )
    )


def a_bomb_that_lies() -> bytes:
    """The same, with sizes in the directory that say nothing of it."""
    bomb = a_bomb()
    with zipfile.ZipFile(io.BytesIO(bomb)) as archive:
        (entry,) = [one for one in archive.infolist() if one.filename.endswith("sheet1.xml")]
    return bomb.replace(struct.pack("<L", entry.file_size), struct.pack("<L", 4000))


def with_doctype(name: str, content: bytes) -> bytes:
    entities = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10 if n else b"lol") for n in range(10))
    doctype = b"<!DOCTYPE worksheet [" + entities + b"]>"
    return content.replace(b"<worksheet", doctype + b"<worksheet", 1) if "sheet1" in name else content


ARCHIVES: list[tuple[str, Callable[[], bytes], str]] = [
    ("cut off", lambda: GOOD[: len(GOOD) // 2], DAMAGED),
    ("only its beginning", lambda: b"PK\x03\x04" + b"\0" * 100, DAMAGED),
    ("a bomb", a_bomb, TOO_LARGE),
    ("a bomb that lies", a_bomb_that_lies, TOO_LARGE),
    ("words that grow", lambda: repacked(with_doctype), "The workbook holds XML that spreadsheets do not write"),
    ("broken XML", lambda: repacked(lambda name, content: content[:-30] if "sheet1" in name else content), DAMAGED),
    (
        "no workbook inside",
        lambda: repacked(lambda name, content: None, more={"report.docx": b"x"}),
        "The file is an archive without a workbook",
    ),
    (
        "a binary workbook",
        lambda: repacked(as_is, more={"xl/workbook.bin": b"x"}),
        "The workbook has the binary format of Excel (.xlsb)",
    ),
    (
        "an OpenDocument file",
        lambda: repacked(lambda name, content: None, more={"content.xml": b"<x/>"}),
        "The file is an OpenDocument file (.ods)",
    ),
    (
        "a way out",
        lambda: repacked(as_is, more={"../../etc/passwd.xml": b"<x/>"}),
        "The workbook names parts outside itself",
    ),
    (
        "too many parts",
        lambda: repacked(as_is, more={f"xl/p{n}.xml": b"<x/>" for n in range(2001)}),
        "The workbook holds too many parts",
    ),
    (
        "an old workbook",
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        "The workbook has the old format of Excel (.xls)",
    ),
    (
        "a protected one",
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
        "The workbook is protected by a password",
    ),
]


@pytest.mark.parametrize(("make", "beginning"), [pytest.param(*row[1:], id=row[0]) for row in ARCHIVES])
def test_archives_that_are_not_to_be_read(make: Callable[[], bytes], beginning: str) -> None:
    said = read(make())
    assert isinstance(said, str)
    assert said[: len(beginning)] == beginning


def test_macros_and_pictures_are_left_alone() -> None:
    assert read(repacked(as_is, more={"xl/vbaProject.bin": b"\0" * 100, "xl/media/image1.png": b"x"})) == ([ANA], [])


# --- CSV --------------------------------------------------------------------------------------------------------------

SAVE_AS = "Open it in a spreadsheet and save it as XLSX or as CSV."
FILES: list[tuple[str, bytes, Any]] = [
    ("empty", b"", "The file is empty."),
    ("only a heading", b"number,name\n", ([], [])),
    ("a title above", b"Staff list\n\nnumber,name,born_on,months\n0617,Ana,2026-07-01,6\n", ([ANA], [])),
    (
        "an exponent",
        b"number,name\n1E+05,Ana\n",
        (
            [],
            [(2, "number", "a spreadsheet has rewritten the number", "format the column as text and export it again")],
        ),
    ),
    (
        "a day as a number",
        b"number,name,born_on\n0617,Ana,46204\n",
        ([], [(2, "born_on", "it is a number, not a date", SERIAL)]),
    ),
    (
        "an American date",
        b"number,name,born_on\n0617,Ana,7/1/2026\n",
        ([], [(2, "born_on", "it is not a date", SLASHES)]),
    ),
    ("midnight", b"number,name,born_on,months\n0617,Ana,2026-07-01 00:00:00,6\n", ([ANA], [])),
    ("text by formula", b'number,name,born_on,months\n"=""0617""",Ana,2026-07-01,6\n', ([ANA], [])),
    (
        "a formula",
        b"number,name\n=A1,Ana\n",
        ([], [(2, "number", "it is a formula, not its result", "copy the column and paste it as values alone")]),
    ),
    (
        "a formula kept off by an apostrophe",
        b"number,name,born_on,months\n0617,'=Ana,2026-07-01,6\n",
        ([], [(2, "name", "it is a formula, not its result", "copy the column and paste it as values alone")]),
    ),
    ("an error", b"number,name\n0617,#REF!\n", ([], [(2, "name", ERROR, MEND)])),
    (
        "a NUL",
        b"number,name\n0617,A\x00na\n",
        ([], [(2, "name", "the value holds control signs, such as NUL", "type the value again")]),
    ),
    (
        "a web page",
        b"<html><table><tr><td>number</td></tr></table>",
        "The file is a web page with the name of a spreadsheet. " + SAVE_AS,
    ),
    ("a PDF", b"%PDF-1.7\n", "The file is a PDF, not a table. " + SAVE_AS),
    (
        "too wide a row",
        b"number,name\n0617,Ana,x\n",
        (
            [],
            [
                (
                    2,
                    "",
                    "it has 3 values under 2 headings",
                    "look for a missing or surplus delimiter; quote values that contain one",
                )
            ],
        ),
    ),
]


@pytest.mark.parametrize(("data", "found"), [pytest.param(*row[1:], id=row[0]) for row in FILES])
def test_csv_files(data: bytes, found: Any) -> None:
    assert read(data) == found


def test_american_dates_are_read_where_it_is_said_so() -> None:
    data = b"number,name,born_on,months\n0617,Ana,7/1/2026,6\n0700,Bo,2026-07-02,12\n0800,Cy,13/1/2026,1\n"
    rows, problems = read(data, Layout(is_month_first=True))
    assert rows == [ANA, BO]
    assert [(line, reason) for line, _column, reason, _remedy in problems] == [
        (4, "there is no such day in the calendar")
    ]


def test_the_heading_row_can_be_chosen() -> None:
    data = b"a,b\nx,y\n0617,Ana\n"
    layout = Layout(header_row=2, headings={"number": "x", "name": "y"})
    assert read(data, layout) == ([("0617", "Ana", None, None)], [])
    assert read(data, Layout(header_row=9)) == "Row 9 is empty: choose the row that names the columns."
