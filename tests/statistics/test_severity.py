"""Severity of Raters: drawn towards the mean, and beside the analysis of variance of a statistics library."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from common.statistics.severity import LEAST_RATINGS, severities

SCORES = (4, 3, 2, 1, 0)
Rows = dict[str, tuple[int, ...]]


def values(row: tuple[int, ...]) -> list[int]:
    return [score for score, count in zip(SCORES, row, strict=True) for _ in range(count)]


def test_by_hand() -> None:
    """Two Raters with five ratings each, 2 2 2 1 3 and 3 3 3 2 4: σ² = 0.5, MSB = 2.5, τ² = 0.4, B = 0.2."""
    found = severities({"a": (0, 1, 3, 1, 0), "b": (1, 3, 1, 0, 0)}, SCORES)
    assert found is not None
    assert (found.within, found.between, found.mean) == pytest.approx((0.5, 0.4, 2.5))
    assert [(one.key, one.mean) for one in found.raters] == [("a", 2.0), ("b", 3.0)]
    assert [one.shrunk for one in found.raters] == pytest.approx([2.1, 2.9])
    reach = 1.959964 * (0.2 * 0.4) ** 0.5
    assert (found.raters[0].low, found.raters[0].high) == pytest.approx((2.1 - reach, 2.1 + reach))


def test_three_evaluations_accuse_nobody() -> None:
    assert LEAST_RATINGS == 5
    three = {"strict": (0, 0, 0, 0, 3), "a": (0, 5, 5, 1, 0), "b": (1, 5, 5, 1, 0)}
    found = severities(three, SCORES)
    assert found is not None
    assert [one.key for one in found.raters] == ["a", "b"]
    assert severities({"a": (0, 5, 5, 0, 0), "few": (0, 0, 0, 0, 4)}, SCORES) is None
    assert severities({}, SCORES) is None


def test_where_raters_differ_no_more_than_chance_all_lie_on_the_mean() -> None:
    found = severities({"a": (1, 3, 4, 2, 0), "b": (1, 3, 3, 3, 0), "c": (2, 3, 3, 2, 0)}, SCORES)
    assert found is not None
    assert (found.is_chance, {one.shrunk for one in found.raters}) == (True, {found.mean})
    assert all(one.low == one.high == found.mean for one in found.raters)


def test_the_fewer_ratings_the_nearer_to_the_mean() -> None:
    """Two Raters with the same mean of 1.0 among others around 2.5: the one with more ratings stays further away."""
    rows = {"few": (0, 0, 2, 2, 2), "many": (0, 0, 20, 20, 20)}
    rows |= {f"other{n}": (2, 8, 8 + n % 3, 1, 0) for n in range(8)}
    found = severities(rows, SCORES)
    assert found is not None
    by_key = {one.key: one for one in found.raters}
    assert by_key["few"].mean == by_key["many"].mean == 1
    assert 1 < by_key["many"].shrunk < by_key["few"].shrunk < found.mean
    assert by_key["many"].high - by_key["many"].low < by_key["few"].high - by_key["few"].low
    assert [one.key for one in found.raters[:2]] == ["many", "few"]


def test_ratings_without_any_scatter_within_raters_are_taken_as_they_are() -> None:
    found = severities({"a": (0, 5, 0, 0, 0), "b": (0, 0, 5, 0, 0)}, SCORES)
    assert found is not None
    assert [(one.shrunk, one.low, one.high) for one in found.raters] == [(2, 2, 2), (3, 3, 3)]


row = st.tuples(*(st.integers(0, 12) for _ in SCORES)).filter(lambda counts: sum(counts) >= LEAST_RATINGS)
layouts = st.lists(row, min_size=2, max_size=8).map(lambda rows: {f"r{n}": one for n, one in enumerate(rows)})


@given(rows=layouts)
def test_the_variances_beside_the_library(rows: Rows) -> None:
    samples = [np.array(values(counts)) for counts in rows.values()]
    sizes = np.array([len(sample) for sample in samples])
    within = sum(((sample - sample.mean()) ** 2).sum() for sample in samples) / (sizes.sum() - len(samples))
    found = severities(rows, SCORES)
    assert found is not None
    assert found.within == pytest.approx(within, abs=1e-9)
    if within == 0 or len({tuple(sorted(sample)) for sample in samples}) == 1:
        return
    ratio = scipy.stats.f_oneway(*samples).statistic
    usual = (sizes.sum() - (sizes**2).sum() / sizes.sum()) / (len(samples) - 1)
    assert found.between == pytest.approx(max(0, (ratio - 1) * within / usual), abs=1e-9)


@given(rows=layouts)
def test_shrunk_lies_between_the_own_mean_and_the_mean_of_all(rows: Rows) -> None:
    found = severities(rows, SCORES)
    assert found is not None
    for one in found.raters:
        low, high = sorted((one.mean, found.mean))
        assert low - 1e-9 <= one.shrunk <= high + 1e-9
        assert one.low <= one.shrunk <= one.high
