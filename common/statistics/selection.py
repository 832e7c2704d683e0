"""Do groups reach a mark at like rates: the four-fifths ratio, an exact test, and a correction for many comparisons.

Sources: 29 CFR 1607.4 D (a rate below four fifths of the highest group's rate is generally regarded as evidence of
adverse impact, and smaller differences may be where they are significant); R. A. Fisher's exact test of a fourfold
table, two-sided by the sum of the tables that are no likelier than the one at hand; S. Holm, "A simple sequentially
rejective multiple test procedure", 1979; D. Katz et al., "Obtaining confidence intervals for the risk ratio", 1978.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import NormalDist

FOUR_FIFTHS = Fraction(4, 5)
CONFIDENCE = 0.95
# How many standard errors a normal interval of that confidence reaches to either side.
DEVIATES = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)


@dataclass(frozen=True, slots=True)
class Reached:
    """How many of a group's people reached the mark."""

    key: str
    people: int
    reached: int

    @property
    def rate(self) -> Fraction:
        return Fraction(self.reached, self.people)


@dataclass(frozen=True, slots=True)
class Compared:
    """A group beside the one with the highest rate. `ratio` is None where nobody anywhere reached the mark.

    `interval` (approximate, by logarithms) is None where nobody of the group did. `p` is the exact test's, `adjusted`
    the same after Holm's correction for all groups compared at once; both are None for the highest group itself.
    """

    group: Reached
    is_highest: bool
    ratio: Fraction | None
    interval: tuple[float, float] | None
    p: float | None
    adjusted: float | None

    @property
    def is_below_four_fifths(self) -> bool:
        return self.ratio is not None and self.ratio < FOUR_FIFTHS


def compared_with_highest(groups: Sequence[Reached]) -> list[Compared]:
    """Each group beside the one with the highest rate (of equal ones the largest), in the order given."""
    if not groups:
        return []
    highest = max(groups, key=lambda group: (group.rate, group.people, group.key))
    others = [group for group in groups if group is not highest]
    exact = [fisher_exact(group.reached, group.people, highest.reached, highest.people) for group in others]
    tests = dict(zip((group.key for group in others), zip(exact, holm(exact), strict=True), strict=True))
    return [_compared(group, highest, *tests.get(group.key, (None, None))) for group in groups]


def _compared(group: Reached, highest: Reached, p: float | None, adjusted: float | None) -> Compared:
    ratio = group.rate / highest.rate if highest.reached else None
    interval = ratio_interval(group, highest) if group is not highest else None
    return Compared(group, group is highest, ratio, interval, p, adjusted)


def fisher_exact(reached: int, people: int, other_reached: int, other_people: int) -> float:
    """The probability of a difference at least as unlikely as this one, had the mark nothing to do with the group.

    Counted in whole numbers; only the last division is rounded.
    """
    total = reached + other_reached
    least, most = max(0, total - other_people), min(people, total)
    ways = math.comb(people, least) * math.comb(other_people, total - least)
    every = []
    for here in range(least, most + 1):
        every.append(ways)
        there = total - here
        # From one table to the next: exact, since each is a number of ways.
        ways = ways * (people - here) * there // ((here + 1) * (other_people - there + 1))
    at_hand = every[reached - least]
    return float(Fraction(sum(number for number in every if number <= at_hand), sum(every)))


def holm(ps: Sequence[float]) -> list[float]:
    """The probabilities after Holm's correction: with many comparisons some look striking by chance alone."""
    order = sorted(range(len(ps)), key=lambda index: ps[index])
    adjusted, reached = [0.0] * len(ps), 0.0
    for rank, index in enumerate(order):
        reached = max(reached, min(1.0, (len(ps) - rank) * ps[index]))
        adjusted[index] = reached
    return adjusted


def ratio_interval(group: Reached, other: Reached) -> tuple[float, float] | None:
    """Within which the ratio of the two rates lies, with CONFIDENCE; None where either rate is zero."""
    if not group.reached or not other.reached:
        return None
    error = math.sqrt(1 / group.reached - 1 / group.people + 1 / other.reached - 1 / other.people)
    middle = math.log(group.rate / other.rate)
    return math.exp(middle - DEVIATES * error), math.exp(middle + DEVIATES * error)
