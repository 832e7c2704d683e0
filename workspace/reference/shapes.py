"""What a reference document is made of: text, lists, tables, and the picture of a graph of states."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

NAMES = {"hr": "HR", "rater": "Rater", "reviewer": "Reviewer", "department head": "Department Head"}


@dataclass(frozen=True, slots=True)
class Text:
    """One paragraph."""

    words: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first cell of a row is its heading."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class State:
    """One state of a graph. `is_end`: no move leaves it."""

    value: str
    label: str
    is_end: bool


@dataclass(frozen=True, slots=True)
class Move:
    """One declared transition: from each of its sources (by whom there, in the same order) to its target."""

    name: str
    sources: tuple[str, ...]
    who: tuple[str, ...]
    target: str
    meaning: str

    @property
    def label(self) -> str:
        """The words beside its arrow: the transition's name as people write it."""
        words = self.name.replace("_", " ")
        for spelled, name in NAMES.items():
            words = re.sub(rf"\b{spelled}\b", name, words)
        return words


@dataclass(frozen=True, slots=True)
class Graph:
    """A graph of states as the model declares it, its states in the order in which they are passed."""

    name: str
    title: str
    meaning: str
    initial: str
    states: tuple[State, ...]
    moves: tuple[Move, ...]

    def edges(self) -> Iterator[tuple[str, Move, str]]:
        """Every arrow: its source, the move that it belongs to, and who takes it there."""
        return ((source, move, who) for move in self.moves for source, who in zip(move.sources, move.who, strict=True))


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture of a graph; the table of moves beside it is its text alternative."""

    graph: Graph


Block = Text | Table | Picture


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it; `key` is its place on the page."""

    key: str
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One reference document."""

    slug: str
    title: str
    lead: str
    sections: tuple[Section, ...] = field(default=())
