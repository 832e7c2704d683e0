"""Lays a chart out as plain SVG shapes: one bar for each row, cut into the parts of its total.

Drawn here and not by a library: those at hand write styles into the picture, which the Content-Security-Policy forbids,
and know no dark screen. A table with the same figures stands beside every chart, so that the picture proves nothing
alone. Colours are those of paper, as attributes; the style sheet replaces them on screens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LABELS, BARS, FIGURES = 230, 420, 62
BAR, STEP, TOP, MARGIN = 18, 28, 10, 6
LETTER = 7.4
# From the best to the worst; each can be told from its neighbours by its lightness alone.
PAPER_FILLS = ("#162e51", "#5b92c9", "#d5e3f2", "#e0a55c", "#8b2a0a")
PAPER_INKS = ("#ffffff", "#1b1b1b", "#1b1b1b", "#1b1b1b", "#ffffff")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a bar, with its figure where there is room for it."""

    x: float
    width: float
    series: int
    text: str
    fill: str
    ink: str

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: its words, its parts and its total."""

    y: int
    label: str
    figure: str
    figure_x: float
    parts: tuple[Part, ...]

    @property
    def baseline(self) -> int:
        return self.y + BAR - 5


@dataclass(frozen=True, slots=True)
class Legend:
    """The name of a part and what it looks like."""

    series: int
    label: str
    fill: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything that the picture is made of, and what it is called."""

    name: str
    title: str
    width: int
    height: int
    bars: tuple[Bar, ...]
    legend: tuple[Legend, ...]
    bar_height: int = BAR
    label_x: int = LABELS - 10


def stacked_bars(
    name: str,
    title: str,
    *,
    series: Sequence[str],
    rows: Sequence[tuple[str, Sequence[int]]],
    fills: Sequence[int] = (0, 1, 2, 3, 4),
    is_share: bool,
) -> Chart:
    """A bar for each row of figures, one for each of the `series`, whose looks `fills` chooses.

    `is_share`: every bar has the same length, and its parts are shares of the row; else a bar is as long as its total.
    """
    most = max((sum(values) for _, values in rows), default=0)
    bars = []
    for number, (label, values) in enumerate(rows):
        total = sum(values)
        scale = total if is_share else most
        parts, end = _parts(values, scale, fills)
        bars.append(Bar(TOP + number * STEP, shortened(label), f"{total:,}", end + 8, parts))
    legend = tuple(Legend(fill, words, PAPER_FILLS[fill]) for fill, words in zip(fills, series, strict=False))
    height = TOP + len(rows) * STEP + MARGIN
    return Chart(name, title, LABELS + BARS + FIGURES, height, tuple(bars), legend)


def _parts(values: Sequence[int], scale: int, fills: Sequence[int]) -> tuple[tuple[Part, ...], float]:
    parts, x = [], float(LABELS)
    for value, fill in zip(values, fills, strict=False):
        if not value:
            continue
        width = round(BARS * value / scale, 2)
        text = f"{value:,}"
        has_room = width > len(text) * LETTER + 6
        parts.append(Part(round(x, 2), width, fill, text if has_room else "", PAPER_FILLS[fill], PAPER_INKS[fill]))
        x += width
    return tuple(parts), round(x, 2)


def shortened(label: str) -> str:
    """As much of the words as there is room for; the table has them whole."""
    most = int((LABELS - 14) / LETTER)
    return label if len(label) <= most else f"{label[: most - 1].rstrip()}…"
