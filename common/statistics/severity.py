"""How severely or leniently somebody rates, drawn towards the mean of all by as much as chance may have had its part.

Empirical Bayes for a one-way layout with random effects: the ratings that one Rater gave scatter around that Rater's
own mean (variance σ²), and the Raters' means around the mean of all (variance τ²). What a Rater's n ratings tell is
drawn towards the mean of all by B = σ² / (σ² + n·τ²): three ratings nearly all the way, sixty hardly at all. Both
variances are estimated by the moments of an unbalanced analysis of variance (B. Efron and C. Morris, "Stein's paradox
in statistics", 1977; S. R. Searle, G. Casella and C. E. McCulloch, "Variance Components", 1992, section 3.6).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from common.statistics.selection import DEVIATES

# Below this many ratings nothing is said about a Rater at all.
LEAST_RATINGS = 5


@dataclass(frozen=True, slots=True)
class Severity:
    """One Rater: `mean` of the ratings given, `shrunk` towards the mean of all, and the interval around that."""

    key: str
    ratings: int
    mean: float
    shrunk: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Severities:
    """All Raters, the lowest shrunk mean first. `within` is σ², `between` is τ²."""

    mean: float
    within: float
    between: float
    raters: tuple[Severity, ...]

    @property
    def is_chance(self) -> bool:
        """The Raters' means differ no more than chance alone would have it."""
        return self.between == 0


def severities(counts: Mapping[str, Sequence[int]], scores: Sequence[int]) -> Severities | None:
    """From the number of ratings of each score per Rater; None with fewer than two Raters.

    Raters with fewer than LEAST_RATINGS ratings are left out of everything. `scores` says what each column is worth, a
    better rating more. The interval (normal, 95 %) takes both variances and the mean of all for known.
    """
    enough = {key: row for key, row in counts.items() if sum(row) >= LEAST_RATINGS}
    if len(enough) < 2:
        return None
    sizes = {key: sum(row) for key, row in enough.items()}
    means = {key: _moment(row, scores, 1) / sizes[key] for key, row in enough.items()}
    within, between = _variances(enough, scores, sizes, means)
    weights = {key: 1 / (between + within / size) if within else 1.0 for key, size in sizes.items()}
    centre = sum(weights[key] * means[key] for key in enough) / sum(weights.values())
    raters = [_severity(key, sizes[key], means[key], centre, within, between) for key in enough]
    return Severities(centre, within, between, tuple(sorted(raters, key=lambda one: (one.shrunk, one.key))))


def _severity(key: str, size: int, mean: float, centre: float, within: float, between: float) -> Severity:
    towards = within / (within + size * between) if between else 1.0
    shrunk = centre + (1 - towards) * (mean - centre)
    reach = DEVIATES * math.sqrt(towards * between)
    return Severity(key, size, mean, shrunk, shrunk - reach, shrunk + reach)


def _variances(
    counts: Mapping[str, Sequence[int]],
    scores: Sequence[int],
    sizes: Mapping[str, int],
    means: Mapping[str, float],
) -> tuple[float, float]:
    """σ² and τ² by moments; τ² is 0 where the means lie closer together than the ratings within them let expect."""
    total, groups = sum(sizes.values()), len(sizes)
    mean = sum(sizes[key] * means[key] for key in counts) / total
    inside = sum(_moment(row, scores, 2) - sizes[key] * means[key] ** 2 for key, row in counts.items())
    outside = sum(size * (means[key] - mean) ** 2 for key, size in sizes.items())
    within = max(0.0, inside) / (total - groups)
    usual = (total - sum(size**2 for size in sizes.values()) / total) / (groups - 1)
    between = (outside / (groups - 1) - within) / usual
    # What is left of rounding is no difference.
    return within, between if between > 1e-12 else 0.0


def _moment(row: Sequence[int], scores: Sequence[int], power: int) -> int:
    return sum(count * score**power for count, score in zip(row, scores, strict=True))
