"""Two texts side by side, as runs of words that both have and runs that one has alone, at a price that has a bound.

The shortest way from one text to the other, by E. Myers, "An O(ND) difference algorithm and its variations" (1986).
Texts that differ too much for the bound are shown as different from their first changed word to their last: more
marks would tell nobody more, and a comparison must not hold up the page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

MOST_STEPS = 100_000
_WORD = re.compile(r"\s*\S+|\s+\Z")

Run = tuple[str, bool]


def word_runs(mine: str, theirs: str) -> tuple[list[Run], list[Run]]:
    """Both texts as (text, whether it is only here); joined again, the runs are the text."""
    left, right = _WORD.findall(mine), _WORD.findall(theirs)
    start = _common(left, right)
    end = _common(left[start:][::-1], right[start:][::-1])
    middle = _kept(left[start : len(left) - end], right[start : len(right) - end])
    kept = [(number, number) for number in range(start)]
    kept += [(here + start, there + start) for here, there in middle]
    kept += [(len(left) - number, len(right) - number) for number in range(end, 0, -1)]
    return _runs(left, {here for here, _ in kept}), _runs(right, {there for _, there in kept})


def _common(left: Sequence[str], right: Sequence[str]) -> int:
    """How many words both begin with."""
    pairs = enumerate(zip(left, right, strict=False))
    return next((number for number, (here, there) in pairs if here != there), min(len(left), len(right)))


def _kept(left: Sequence[str], right: Sequence[str]) -> list[tuple[int, int]]:
    """The places of the words that the shortest way keeps; none where finding it costs too much."""
    reached, steps = {1: 0}, 0
    trail: list[dict[int, int]] = []
    while steps <= MOST_STEPS:
        edits = len(trail)
        trail.append(dict(reached))
        for diagonal in range(-edits, edits + 1, 2):
            before = _before(reached, diagonal, edits)
            here = reached[before] + (before < diagonal)
            there, begun = here - diagonal, here
            while here < len(left) and there < len(right) and left[here] == right[there]:
                here, there = here + 1, there + 1
            steps += 1 + here - begun
            reached[diagonal] = here
            if here >= len(left) and there >= len(right):
                return _way_back(trail, here, there)
    return []


def _before(reached: dict[int, int], diagonal: int, edits: int) -> int:
    """From which diagonal the furthest way enters this one: the next by a word of theirs, the last by one of mine."""
    takes_theirs = diagonal == -edits or (diagonal != edits and reached[diagonal - 1] < reached[diagonal + 1])
    return diagonal + 1 if takes_theirs else diagonal - 1


def _way_back(trail: list[dict[int, int]], here: int, there: int) -> list[tuple[int, int]]:
    kept = []
    for edits in range(len(trail) - 1, -1, -1):
        diagonal = here - there
        before = _before(trail[edits], diagonal, edits)
        entered = trail[edits][before] + (before < diagonal)
        kept += [(place, place - diagonal) for place in range(entered, here)]
        here = trail[edits][before]
        there = here - before
    return kept


def _runs(words: Sequence[str], kept: set[int]) -> list[Run]:
    runs: list[Run] = []
    for place, word in enumerate(words):
        is_alone = place not in kept
        if runs and runs[-1][1] == is_alone:
            runs[-1] = (runs[-1][0] + word, is_alone)
        else:
            runs.append((word, is_alone))
    return runs
