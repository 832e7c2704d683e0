"""Rates, their ratio, the exact test and the correction: by hand, and beside a statistics library."""

from __future__ import annotations

from fractions import Fraction

import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from common.statistics.selection import Reached, compared_with_highest, fisher_exact, holm, ratio_interval


@pytest.mark.parametrize(
    ("table", "p"),
    [
        # Fisher's tea: eight cups, four of each, three of four told right.
        ((3, 4, 1, 4), Fraction(34, 70)),
        ((4, 4, 0, 4), Fraction(2, 70)),
        ((5, 5, 5, 5), 1),
        ((0, 5, 0, 9), 1),
        ((0, 0, 3, 9), 1),
    ],
)
def test_the_exact_test_by_hand(table: tuple[int, int, int, int], p: Fraction) -> None:
    assert fisher_exact(*table) == float(p)


@st.composite
def fourfold(draw: st.DrawFn) -> tuple[int, int, int, int]:
    people, others = draw(st.integers(1, 60)), draw(st.integers(1, 400))
    return draw(st.integers(0, people)), people, draw(st.integers(0, others)), others


@given(table=fourfold())
def test_the_exact_test_beside_the_library(table: tuple[int, int, int, int]) -> None:
    reached, people, other_reached, others = table
    theirs = scipy.stats.fisher_exact([[reached, people - reached], [other_reached, others - other_reached]]).pvalue
    assert fisher_exact(*table) == pytest.approx(theirs, rel=1e-6)


def test_the_exact_test_of_a_whole_agency() -> None:
    p = fisher_exact(15_100, 19_000, 15_300, 19_000)
    assert p == pytest.approx(scipy.stats.fisher_exact([[15_100, 3_900], [15_300, 3_700]]).pvalue, rel=1e-6)


@pytest.mark.parametrize(
    ("ps", "adjusted"),
    [
        ([], []),
        ([0.04], [0.04]),
        ([0.01, 0.04, 0.03], [0.03, 0.06, 0.06]),
        ([0.5, 0.9], [1.0, 1.0]),
        ([0.02, 0.02], [0.04, 0.04]),
    ],
)
def test_holms_correction(ps: list[float], adjusted: list[float]) -> None:
    assert holm(ps) == pytest.approx(adjusted)


def test_the_interval_of_the_ratio_beside_the_library() -> None:
    theirs = scipy.stats.contingency.relative_risk(36, 60, 90, 100).confidence_interval(0.95)
    assert ratio_interval(Reached("a", 60, 36), Reached("b", 100, 90)) == pytest.approx((theirs.low, theirs.high))
    assert ratio_interval(Reached("a", 60, 0), Reached("b", 100, 90)) is None


def test_each_group_beside_the_highest() -> None:
    groups = [Reached("a", 100, 90), Reached("b", 50, 36), Reached("c", 50, 35), Reached("d", 10, 9)]
    found = compared_with_highest(groups)
    assert [(one.is_highest, one.ratio, one.is_below_four_fifths) for one in found] == [
        (True, 1, False),
        (False, Fraction(4, 5), False),  # exactly four fifths is not below
        (False, Fraction(7, 9), True),
        (False, 1, False),
    ]
    assert (found[0].p, found[0].adjusted, found[0].interval) == (None, None, None)
    assert found[1].p == fisher_exact(36, 50, 90, 100)
    assert [one.adjusted for one in found[1:]] == holm([one.p or 0 for one in found[1:]])
    assert found[3].p == 1


def test_where_nobody_reached_the_mark_there_is_no_ratio() -> None:
    assert [(one.ratio, one.is_below_four_fifths) for one in compared_with_highest([Reached("a", 5, 0)])] == [
        (None, False)
    ]
    assert compared_with_highest([]) == []
