"""What every kind of file comes down to before anybody knows which line names the columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from common.csvimport.difference import Problem

# Day 0 of a spreadsheet's count. (It takes 1900 for a leap year; from March 1900 on the count is right.)
SERIAL_START = date(1899, 12, 30)
SERIAL_START_1904 = date(1904, 1, 1)

CSV, XLSX = "csv", "xlsx"
Line = tuple[int, list[str] | None]


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook."""

    name: str
    is_hidden: bool


@dataclass(frozen=True)
class Grid:
    """(line number, cells) of each line that is not empty; cells is None where the line cannot be told apart.

    `damage` are cells of a workbook that hold no value of their own (by line and place), `headed` the words that stand
    over a merged cell's lower parts. A sheet's lines are as wide as they like; in CSV a surplus value is a mistake.
    """

    lines: list[Line]
    format: str = CSV
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[Sheet, ...] = ()
    damage: dict[tuple[int, int], Problem] = field(default_factory=dict)
    headed: dict[tuple[int, int], str] = field(default_factory=dict)
    serial_start: date = SERIAL_START
    is_clean: bool = True
