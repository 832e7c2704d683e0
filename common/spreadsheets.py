"""Rows for people who open them in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

# What a spreadsheet takes for the beginning of a formula, and runs.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"


def harmless(cell: str) -> str:
    """The cell, with an apostrophe before what would be run as a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA_SIGNS) else cell


class _Line:
    """Hands back what is written, line by line."""

    def write(self, line: str) -> str:
        return line


def csv_lines(headings: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """A CSV file line by line, beginning with the mark by which spreadsheets know that it is UTF-8."""
    writer = csv.writer(_Line())
    yield BYTE_ORDER_MARK + writer.writerow(headings)
    for row in rows:
        yield writer.writerow([harmless("" if cell is None else str(cell)) for cell in row])
