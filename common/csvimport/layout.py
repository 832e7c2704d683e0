"""How a file is to be read, as far as it does not say so itself."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from common.csvimport.columns import Column

_MONTH_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


@dataclass(frozen=True)
class Layout:
    """`headings` names the file's heading of each field; without it, fields stand under their own names.

    `header_row` is the line of the headings (0: found by itself), `is_month_first` says that 7/1/2026 is July 1.
    """

    encoding: str = ""
    sheet: str = ""
    header_row: int = 0
    headings: Mapping[str, str] | None = None
    is_month_first: bool = False

    def columns_of(self, columns: Sequence[Column]) -> Sequence[Column]:
        """The columns that such a file has, each under its heading there."""
        read_day = _iso_of_month_first if self.is_month_first else None
        taken = columns if self.headings is None else under_headings(columns, self.headings)
        return [dataclasses.replace(column, rewrite=read_day) if column.is_day else column for column in taken]


def under_headings(columns: Sequence[Column], headings: Mapping[str, str]) -> list[Column]:
    """The columns that are named, under their headings in the file; the others are not in it."""
    return [
        dataclasses.replace(column, headings=(headings[column.field],))
        for column in columns
        if headings.get(column.field)
    ]


def is_month_first(cell: str) -> bool:
    """Whether the cell can be a date written 7/1/2026, the month first."""
    found = _MONTH_FIRST.fullmatch(cell.strip())
    return bool(found) and 1 <= int(found[1]) <= 12 and 1 <= int(found[2]) <= 31  # type: ignore[index]  # found


def _iso_of_month_first(cell: str) -> str:
    found = _MONTH_FIRST.fullmatch(cell.strip())
    return f"{found[3]}-{int(found[1]):02}-{int(found[2]):02}" if found else cell
