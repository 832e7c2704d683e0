"""Which line of a file names its columns, and how the names are compared."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from common.csvimport.errors import UnusableFile
from common.csvimport.grid import Grid, Line
from common.plaintext import plain_line

_UNDECODED = re.compile("[\ud800-\udfff]")
# Titles, dates and notes of whoever made the file stand above the headings, never more than this.
MOST_LINES_ABOVE = 20


def normalised(heading: str) -> str:
    """A heading as it is compared: "E-mail " and "e_mail" are the same."""
    return re.sub(r"[\W_]+", "_", heading.casefold()).strip("_")


def heading_place(grid: Grid, known: Collection[str], header_row: int) -> int:
    """Which of the grid's lines names the columns: the one asked for, or the one with the most known headings.

    Where no line further down has more of them than the first (and two at least), it is the first.
    """
    first = grid.lines[:MOST_LINES_ABOVE]
    if header_row:
        found = next((place for place, (line, _) in enumerate(grid.lines) if line == header_row), None)
        if found is None:
            raise UnusableFile(f"Row {header_row} is empty: choose the row that names the columns.")
        return found
    counts = [len(known_in(words_of(grid, line), known)) for line in first]
    best = max(range(len(counts)), key=lambda place: counts[place])
    return best if counts[best] > max(counts[0], 1) else 0


def known_in(headings: Sequence[str], known: Collection[str]) -> set[str]:
    return {normalised(heading) for heading in headings} & set(known)


def words_of(grid: Grid, line: Line) -> list[str]:
    """The headings of a line as they are written; a merged cell's words stand over its lower parts, too.

    Signs that no database keeps are left out of them, or shown as the replacement sign.
    """
    number, cells = line
    words = list(cells or ())
    if grid.headed:
        words = [cell or grid.headed.get((number, place), "") for place, cell in enumerate(words)]
    while words and not words[-1].strip():
        words.pop()
    return [plain_line(_UNDECODED.sub("\N{REPLACEMENT CHARACTER}", word)) for word in words]
