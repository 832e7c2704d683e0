"""Why an import goes no further."""

from __future__ import annotations

from collections.abc import Sequence

from common.errors import Conflict

MOST_NAMED = 10


class UnusableFile(Exception):
    """The file as a whole cannot be imported; the sentence says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Outdated(Exception):
    """What is stored has changed since the difference that is to be applied was shown to somebody."""


class CannotUndo(Conflict):
    """An import that other things depend on by now. `reasons` name the first of them, `count` says how many."""

    def __init__(self, reasons: Sequence[str], *, count: int | None = None) -> None:
        super().__init__("This import cannot be undone: other things have come to depend on it.")
        self.reasons = tuple(reasons[:MOST_NAMED])
        self.count = len(reasons) if count is None else count
