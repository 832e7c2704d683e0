"""What a file looks like at first sight: its sheets, headings and some values. Nothing is judged yet."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any

from common.csvimport.delimited import is_decodable
from common.csvimport.errors import UnusableFile
from common.csvimport.grid import CSV, Grid
from common.csvimport.headings import heading_place, normalised, words_of
from common.csvimport.layout import is_month_first
from common.csvimport.reading import read_grid
from common.csvimport.report import shown

SAMPLES = 3
WIDEST = 500
# What files without any mark of their encoding mostly are, where they are not UTF-8.
USUAL_ENCODING = "windows-1252"


@dataclass(frozen=True)
class Outline:
    """`titles` are the headings as they are written, `samples` some values of each, `month_first` whether all values
    of a column are dates with the month first. `above` are the lines over the headings, which are not read."""

    format: str
    encoding: str
    is_utf8: bool
    sheet: str
    sheets: list[list[Any]]
    header_row: int
    above: int
    rows: int
    titles: list[str]
    samples: list[list[str]]
    month_first: list[bool]
    twice: list[str]

    def stored(self) -> dict[str, Any]:
        """As JSON holds it."""
        return asdict(self)


def outline_of(
    data: bytes, *, known: Collection[str], encoding: str = "", sheet: str = "", header_row: int = 0
) -> Outline:
    """Look at the file. Without an encoding it is taken for UTF-8 or else for what is usual. Raises UnusableFile."""
    is_utf8 = is_decodable(data, "")
    grid = read_grid(data, known=known, encoding=encoding or ("" if is_utf8 else USUAL_ENCODING), sheet=sheet)
    if not grid.lines:
        raise UnusableFile("The sheet is empty." if grid.sheets else "The file is empty.")
    place = heading_place(grid, known, header_row)
    titles = words_of(grid, grid.lines[place])
    if not titles:
        raise UnusableFile("The row that names the columns cannot be read: look for an unclosed quotation mark.")
    if len(titles) > WIDEST:
        raise UnusableFile(f"The file has {len(titles)} columns, more than {WIDEST}: leave out those nobody needs.")
    lines = [cells for _, cells in grid.lines[place + 1 :] if cells is not None]
    columns = [[cells[number].strip() for cells in lines if number < len(cells)] for number in range(len(titles))]
    names = [normalised(title) for title in titles]
    return Outline(
        format=grid.format,
        encoding="" if grid.format != CSV else encoding or ("utf-8" if is_utf8 else USUAL_ENCODING),
        is_utf8=is_utf8 or grid.format != CSV,
        sheet=grid.sheet,
        sheets=[[sheet.name, sheet.is_hidden] for sheet in grid.sheets],
        header_row=grid.lines[place][0],
        above=place,
        rows=_count(grid, place),
        titles=titles,
        samples=[_samples(values) for values in columns],
        month_first=[_is_month_first(values) for values in columns],
        twice=sorted({name for name in names if name and names.count(name) > 1}),
    )


def _count(grid: Grid, place: int) -> int:
    return len(grid.lines) - place - 1


def _samples(values: list[str]) -> list[str]:
    found: dict[str, None] = {}
    for value in values:
        if value:
            found[shown(value)] = None
        if len(found) == SAMPLES:
            break
    return list(found)


def _is_month_first(values: list[str]) -> bool:
    """Only where every value fits: one that does not says that the others may not mean it either."""
    given = [value for value in values if value]
    return bool(given) and all(map(is_month_first, given))
