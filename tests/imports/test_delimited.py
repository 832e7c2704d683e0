"""Delimited files as people send them: one table, what is said of each."""

from __future__ import annotations

from typing import Any

import pytest

from common.csvimport.layout import Layout
from tests.imports.corpus import ANA, BO, ERROR, MEND, SERIAL, SLASHES, read

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
