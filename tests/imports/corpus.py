"""How a file of the corpus is read, and the words that come again in its tables."""

from __future__ import annotations

from datetime import date
from typing import Any

from common.csvimport.columns import Column, known_headings, parse_table
from common.csvimport.errors import UnusableFile
from common.csvimport.layout import Layout
from common.csvimport.reading import read_table
from common.csvimport.values import code, day, text, whole_number

COLUMNS = (
    Column("number", code(20, is_required=True), ("number",), is_required=True),
    Column("name", text(40, is_required=True), ("name",), is_required=True),
    Column("born_on", day(), ("born_on",), is_day=True),
    Column("months", whole_number(0, 24), ("months",)),
)
HEAD = ("number", "name", "born_on", "months")
ANA = ("0617", "Ana", date(2026, 7, 1), 6)
SERIAL = "a spreadsheet has written the day as a number, probably 2026-07-01: write it so"
SLASHES = "write year-month-day, like 2026-07-01; or say of the whole file that its dates are written month/day/year"
BO = ("0700", "Bo", date(2026, 7, 2), 12)
MEND = "mend the formula, or type the value"
ERROR = "the spreadsheet shows an error instead of a value"


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
