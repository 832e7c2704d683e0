"""What a verification finds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: where, and what, in a sentence."""

    stream: str
    sequence: int | None
    problem: str

    def __str__(self) -> str:
        place = self.stream if self.sequence is None else f"{self.stream} #{self.sequence}"
        return f"{place}: {self.problem}"
