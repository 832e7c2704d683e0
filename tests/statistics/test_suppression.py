"""What may be shown of groups of people: literal tables, and that nothing hidden can be computed from what is shown."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.statistics.suppression import Counts, Path, Person, is_safe, shown_groups, shown_siblings


@pytest.mark.parametrize(
    ("counts", "safe"),
    [
        ((0, 0, 0), False),
        ((2, 2, 0), False),  # four people
        ((3, 2, 0), True),
        ((5, 0, 0), False),  # each of them holds the first
        ((4, 1, 0), False),  # the one who differs knows what each of the others holds
        ((4, 1, 1), True),
        ((200, 0, 1), False),
        ((200, 1, 1), True),
    ],
)
def test_a_set_is_safe_with_five_people_two_of_whom_differ_from_most(counts: Counts, safe: bool) -> None:
    assert is_safe(counts) is safe


def siblings(*counts: Counts) -> dict[Path, Counts]:
    return {(name,): row for name, row in zip("abcdefgh", counts, strict=False)}


def names(paths: list[Path]) -> str:
    return "".join(path[-1] for path in paths)


@pytest.mark.parametrize(
    ("rows", "shown"),
    [
        ([(5, 5), (6, 6), (7, 7)], "abc"),  # nothing to hide
        ([(2, 2), (6, 6), (7, 7)], "c"),  # the total less b and c is a: the next smallest goes, too
        ([(2, 2), (2, 1), (7, 7)], "c"),  # together seven people: enough to hide among
        ([(1, 0), (1, 1), (7, 7), (8, 8)], "d"),  # together three: one could still have them by subtraction
        ([(9, 0), (6, 6), (7, 7)], "c"),  # everybody in a holds the same
        ([(9, 0), (9, 0), (7, 7), (8, 8)], "d"),  # 18 people of whom each holds the same
        ([(3, 1), (6, 6)], ""),
        ([(5, 5)], "a"),
        ([], ""),
    ],
)
def test_siblings_beside_a_shown_total(rows: list[Counts], shown: str) -> None:
    assert names(shown_siblings(siblings(*rows))) == shown


def test_what_is_withheld_takes_the_next_smallest_with_it() -> None:
    assert names(shown_siblings(siblings((5, 5), (6, 6), (7, 7)), {("c",)})) == "b"


def crowd(counts: Counts, *groups: Path) -> list[Person]:
    return [Person(category, groups) for category, count in enumerate(counts) for _ in range(count)]


def test_parts_of_a_hidden_group_are_hidden_and_people_directly_in_a_group_are_a_part() -> None:
    people = [
        *crowd((4, 4), ("a", "x")),
        *crowd((3, 4), ("a",)),
        *crowd((5, 5), ("b", "x")),
        *crowd((2, 2), ("b", "y")),
        *crowd((2, 2), ("c", "x")),
        *crowd((6, 6), ("d",)),
    ]
    (shown,) = shown_groups(people, categories=2, keep=(1,))
    assert shown == {
        (): (22, 23),
        ("a",): (7, 8),
        ("a", ""): (3, 4),
        ("a", "x"): (4, 4),
        ("b",): (7, 7),  # its two parts are four and ten people
    }


def test_where_not_even_everybody_may_be_shown_nothing_is() -> None:
    assert shown_groups(crowd((6, 1), ("a",)), categories=2, keep=(1,)) == [{}]
    assert shown_groups([], categories=2, keep=(1, 1)) == [{}, {}]


def test_the_supervisor_is_not_the_unit_less_the_raters_people() -> None:
    """Eleven of unit a are rated by its head, the head by somebody else: either the unit or the Rater is hidden."""
    people = [
        *crowd((5, 6), ("a",), ("r",)),
        *crowd((1, 0), ("a",), ("q",)),
        *crowd((8, 8), ("b",), ("q",)),
        *crowd((5, 5), ("c",), ("p",)),
        *crowd((5, 5), ("c",), ("q",)),
        *crowd((4, 4), ("d",), ("p",)),
    ]
    by_unit, by_rater = shown_groups(people, categories=2, keep=(1, 2))
    assert (names(list(by_unit)[1:]), names(list(by_rater)[1:])) == ("bc", "pqr")
    by_unit, by_rater = shown_groups(people, categories=2, keep=(2, 1))
    assert (names(list(by_unit)[1:]), names(list(by_rater)[1:])) == ("abcd", "q")
    assert list(shown_groups([Person(p.category, p.groups[:1]) for p in people], categories=2, keep=(1,))[0]) == [
        (), ("a",), ("b",), ("c",), ("d",),
    ]  # fmt: skip


def test_the_same_people_under_two_names_are_shown_under_both() -> None:
    people = [*crowd((5, 6), ("a",), ("r",)), *crowd((5, 6), ("b",), ("q",))]
    assert [list(shown) for shown in shown_groups(people, categories=2, keep=(1, 1))] == [
        [(), ("a",), ("b",)],
        [(), ("q",), ("r",)],
    ]


# --- whatever the people are ------------------------------------------------------------------------------------------

UNITS: list[Path] = [("a",), ("a", "x"), ("a", "y"), ("b",), ("b", "x"), ("c",)]
CLASSES: list[Path] = [("k",), ("l",), ("m",), ("n",)]
RATERS: list[Path] = [("q",), ("r",), ("s",), ("t",)]


@st.composite
def crowds(draw: st.DrawFn) -> list[Person]:
    """Groups that overlap a lot, and mostly by few: what one person more or less can be told from."""
    kinds = st.tuples(st.sampled_from(UNITS), st.sampled_from(CLASSES), st.sampled_from(RATERS))
    sizes = st.lists(st.tuples(kinds, st.lists(st.integers(0, 2), min_size=1, max_size=9)), min_size=1, max_size=9)
    return [Person(category, groups) for groups, rows in draw(sizes) for category in rows]


def belongs(person: Person, number: int, path: Path) -> bool:
    """To the group, or (the last name empty) to it and none of its parts."""
    own = person.groups[number]
    return own == path[:-1] if path and path[-1] == "" else own[: len(path)] == path


def blocks_known(people: list[Person], number: int, shown: dict[Path, Counts]) -> list[frozenset[int]]:
    """The people by which of the shown groups they belong to: what one can tell apart by that grouping alone."""
    found: dict[tuple[bool, ...], set[int]] = {}
    for index, person in enumerate(people):
        found.setdefault(tuple(belongs(person, number, path) for path in shown), set()).add(index)
    return [frozenset(block) for block in found.values()]


def unions(blocks: list[frozenset[int]]) -> set[frozenset[int]]:
    chosen = product((False, True), repeat=len(blocks))
    return {
        frozenset().union(*(b for b, is_in in zip(blocks, mask, strict=True) if is_in)) for mask in chosen
    }  # fmt: skip


def counts_of(people: list[Person], indices: frozenset[int]) -> Counts:
    held = Counter(people[index].category for index in indices)
    return tuple(held[category] for category in range(3))


@settings(max_examples=150, deadline=None)
@given(people=crowds())
def test_no_difference_between_shown_groups_of_two_groupings_comes_down_to_a_set_that_is_not_safe(
    people: list[Person],
) -> None:
    shown = shown_groups(people, categories=3, keep=(1, 1, 2))
    if not shown[0]:
        assert not is_safe(counts_of(people, frozenset(range(len(people)))))
        return
    sets = [unions(blocks_known(people, number, groups)) for number, groups in enumerate(shown)]
    for left, right in combinations(sets, 2):
        for difference in {one ^ other for one, other in product(left, right)} - {frozenset()}:
            assert is_safe(counts_of(people, difference))


PRIME = 2**31 - 1


def reduced(rows: list[list[int]]) -> list[list[int]]:
    """A basis of what can be computed by adding, subtracting and scaling the rows (modulo a prime)."""
    basis: list[list[int]] = []
    for row in rows:
        row = remainder(row, basis)
        lead = next((place for place, value in enumerate(row) if value), None)
        if lead is not None:
            inverse = pow(row[lead], -1, PRIME)
            basis.append([value * inverse % PRIME for value in row])
    return basis


def remainder(row: list[int], basis: list[list[int]]) -> list[int]:
    for known in basis:
        lead = next(place for place, value in enumerate(known) if value)
        row = [(value - row[lead] * other) % PRIME for value, other in zip(row, known, strict=True)]
    return row


@settings(max_examples=100, deadline=None)
@given(people=crowds())
def test_no_handful_of_people_is_a_combination_of_shown_groups_of_two_groupings(people: list[Person]) -> None:
    """The same by linear algebra, which asks for every combination of figures, not only for differences."""
    shown = shown_groups(people, categories=3, keep=(1, 1, 2))
    for left, right in combinations(range(3), 2):
        rows = [
            [int(belongs(person, number, path)) for person in people]
            for number in (left, right)
            for path in shown[number]
        ]
        basis = reduced(rows)
        for size in (1, 2) if len(people) > 12 else (1, 2, 3, 4):
            for few in combinations(range(len(people)), size):
                row = [int(index in few) for index in range(len(people))]
                assert any(remainder(row, basis)), (few, shown)


@settings(max_examples=100, deadline=None)
@given(people=crowds(), data=st.data())
def test_neither_the_order_nor_the_names_decide_over_the_figures(people: list[Person], data: st.DataObject) -> None:
    mixed = data.draw(st.permutations(people))
    shown = shown_groups(people, categories=3, keep=(1, 1, 2))
    assert shown == shown_groups(mixed, categories=3, keep=(1, 1, 2))
    for number, groups in enumerate(shown):
        for path, counts in groups.items():
            members = frozenset(i for i, person in enumerate(people) if belongs(person, number, path))
            assert counts == counts_of(people, members)
            assert is_safe(counts)
