"""Which figures about groups of people may be shown, so that nobody's answer can be computed from them.

The rule (domain handbook, section 9, with what a privacy officer adds):

- Everything is decided about sets of people. A set is *safe* with at least LEAST_PEOPLE people, of whom at least
  LEAST_OTHERS hold something else than most of the set do: a group in which everybody holds the same tells what each
  of them holds, and one in which a single person differs tells that person all about the others.
- A group that is not safe is hidden with all its figures, its size and its parts.
- Next to a shown total, what is hidden can be had by subtraction. So at least two siblings are hidden or none, and the
  hidden ones together are safe; the smallest are added until they are.
- The same people are shown by several groupings (by unit, by class, by Rater), and the groups of two of them can be
  subtracted from each other: the unit less its Rater's people is the supervisor. So no difference between groups of one
  grouping and groups of another, however many of each, may come down to a set that is not safe.

A set that contains a safe set is safe, which is what the last rule's method stands on. Nothing here looks at names, at
what is asked for or at the order of rows: what is shown is one choice for all pages, pictures, files and totals.

Out of reach, and said in docs/how-to/equity.md: what somebody knows besides, guesses from a share, or computes from
three groupings at once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

# A group's place in its grouping, from the top: the names of the groups around it and its own. () is everybody.
Path = tuple[str, ...]
# How many people hold each of the categories.
Counts = tuple[int, ...]
# A smallest set of people whose figures can be known: a shown group without parts, or (with "") what is hidden in one.
Block = tuple[Path, bool]

LEAST_PEOPLE = 5
LEAST_OTHERS = 2
# The people who stand in a group that has parts, but in none of them.
DIRECTLY = ""


@dataclass(frozen=True, slots=True)
class Person:
    """One person's category, and the group that he or she belongs to in each of the groupings."""

    category: int
    groups: tuple[Path, ...]


@dataclass(slots=True)
class Grouping:
    """Every group of one grouping with its figures and its parts; `leaves` are the groups that people belong to."""

    counts: dict[Path, Counts] = field(default_factory=dict)
    parts: dict[Path, list[Path]] = field(default_factory=dict)
    leaves: dict[Path, Path] = field(default_factory=dict)


def is_safe(counts: Sequence[int]) -> bool:
    """Enough people, and enough of them with something else than most."""
    people = sum(counts)
    return people >= LEAST_PEOPLE and people - max(counts) >= LEAST_OTHERS


def shown_siblings(siblings: Mapping[Path, Counts], withheld: Collection[Path] = ()) -> list[Path]:
    """Those of the groups that make up a shown total which may be shown beside it; the `withheld` never are."""
    hidden = [path for path, counts in siblings.items() if path in withheld or not is_safe(counts)]
    others = sorted(siblings.keys() - set(hidden), key=lambda path: (sum(siblings[path]), path))
    while hidden and others and (len(hidden) == 1 or not is_safe(_sum(siblings[path] for path in hidden))):
        hidden.append(others.pop(0))
    return sorted(others)


def shown_groups(people: Sequence[Person], *, categories: int, keep: Sequence[float]) -> list[dict[Path, Counts]]:
    """For each grouping the groups that may be shown, with their figures; nothing where not even everybody may be.

    `keep` weighs the groupings: where either of two groups has to be hidden, it is the one with fewer people times
    its grouping's weight.
    """
    groupings = [_grouping(people, number, categories) for number in range(len(keep))]
    pairs = {
        (left, right): _cells(people, left, right, groupings, categories)
        for right in range(len(keep))
        for left in range(right)
    }
    withheld: list[set[Path]] = [set() for _ in keep]
    while True:
        shown = [_shown(grouping, kept_back) for grouping, kept_back in zip(groupings, withheld, strict=True)]
        found = {pair: _to_hide(cells, pair, groupings, shown, keep) for pair, cells in pairs.items()}
        # Hiding only ever joins blocks, so that fewer unions of them are left: a pair once safe stays so.
        pairs = {pair: cells for pair, cells in pairs.items() if found[pair]}
        for number, path in set().union(*found.values()):
            withheld[number].add(path)
        for grouping, paths, kept_back in zip(groupings, shown, withheld, strict=True):
            kept_back |= grouping.counts.keys() - paths  # what was hidden beside something else stays so
        if not pairs:
            return [
                {path: grouping.counts[path] for path in sorted(paths)}
                for grouping, paths in zip(groupings, shown, strict=True)
            ]


# --- one grouping -----------------------------------------------------------------------------------------------------


def _grouping(people: Iterable[Person], number: int, categories: int) -> Grouping:
    found = Grouping(counts={(): (0,) * categories})
    at: dict[Path, list[int]] = defaultdict(lambda: [0] * categories)
    for person in people:
        at[person.groups[number]][person.category] += 1
    inner = {path[:depth] for path in at for depth in range(len(path))}
    totals: dict[Path, list[int]] = defaultdict(lambda: [0] * categories)
    for path, counts in at.items():
        leaf = (*path, DIRECTLY) if path in inner else path
        found.leaves[path] = leaf
        for depth in range(len(leaf) + 1):
            for category, count in enumerate(counts):
                totals[leaf[:depth]][category] += count
    found.counts |= {path: tuple(counts) for path, counts in totals.items()}
    for path in found.counts:
        if path:
            found.parts.setdefault(path[:-1], []).append(path)
    return found


def _shown(grouping: Grouping, withheld: Collection[Path]) -> set[Path]:
    """From everybody down: the parts of a shown group which may be shown beside it."""
    shown: set[Path] = set()
    waiting: list[Path] = [()] if is_safe(grouping.counts[()]) else []
    while waiting:
        path = waiting.pop()
        shown.add(path)
        parts = {part: grouping.counts[part] for part in grouping.parts.get(path, ())}
        waiting += shown_siblings(parts, withheld)
    return shown


def _block(leaf: Path, shown: Collection[Path]) -> Block:
    """The smallest set around the people of that group which the shown figures tell of."""
    depth = 0
    while depth < len(leaf) and leaf[: depth + 1] in shown:
        depth += 1
    return leaf[:depth], depth < len(leaf)


# --- two groupings ----------------------------------------------------------------------------------------------------

# How many people hold what, by their groups in two groupings.
Cells = dict[tuple[Path, Path], Counts]
# A block of the first (0) or the second (1) of two groupings.
Node = tuple[int, Block]


def _cells(people: Iterable[Person], left: int, right: int, groupings: Sequence[Grouping], categories: int) -> Cells:
    found: dict[tuple[Path, Path], list[int]] = defaultdict(lambda: [0] * categories)
    first, second = groupings[left].leaves, groupings[right].leaves
    for person in people:
        found[first[person.groups[left]], second[person.groups[right]]][person.category] += 1
    return {pair: tuple(counts) for pair, counts in found.items()}


def _to_hide(
    cells: Cells,
    pair: tuple[int, int],
    groupings: Sequence[Grouping],
    shown: Sequence[Collection[Path]],
    keep: Sequence[float],
) -> set[tuple[int, Path]]:
    """One group for each set of blocks whose difference to the rest is not safe; none where every difference is."""
    if not all(shown[number] for number in pair):
        return set()
    blocks = [{leaf: _block(leaf, shown[number]) for leaf in groupings[number].leaves.values()} for number in pair]
    edges: dict[tuple[Node, Node], Counts] = {}
    for (first, second), counts in cells.items():
        edge = (0, blocks[0][first]), (1, blocks[1][second])
        edges[edge] = _sum((edges[edge], counts)) if edge in edges else counts
    sizes = _blocks_within(node for edge in edges for node in edge)
    found = set()
    for loose in loose_sets(edges):
        candidates = _hideable(loose) or _hideable(node for edge in edges if loose & set(edge) for node in edge)
        inside = _blocks_within(loose)

        def rank(candidate: tuple[int, Path], inside: Mapping[tuple[int, Path], int] = inside) -> tuple[bool, float]:
            """Hidden, it is one with a part outside, where there is one; and as few people as possible are hidden."""
            side, path = candidate
            around = side, path[:-1]
            people = sum(groupings[pair[side]].counts[path])
            return sizes[around] == inside.get(around, 0), people * keep[pair[side]]

        side, path = min(sorted(candidates), key=rank)
        found.add((pair[side], path))
    return found


def _hideable(nodes: Iterable[Node]) -> set[tuple[int, Path]]:
    """The groups whose hiding makes a larger block of each; everybody together is not hidden."""
    return {(side, path) for side, (path, _) in nodes if path}


def _blocks_within(nodes: Iterable[Node]) -> Mapping[tuple[int, Path], int]:
    """How many blocks lie in each group, at any depth."""
    return Counter((side, path[:depth]) for side, (path, _) in set(nodes) for depth in range(len(path) + 1))


def loose_sets(edges: Mapping[tuple[Node, Node], Counts]) -> list[frozenset[Node]]:
    """Sets of blocks that may be told from the others by people who are no safe set.

    Take some blocks of each grouping; the people whom the one selection has and the other has not are the difference.
    Two blocks (or sets of blocks) that share a safe set of people cannot be parted without leaving that set in the
    difference, which is then safe: so they are joined, and what is left unjoined is loose. Sets that share nobody with
    the others differ from them by nobody, which tells nothing.
    """
    around = _joined(edges)
    found: list[frozenset[Node]] = []
    seen: set[frozenset[Node]] = set()
    for start in around:
        if start in seen or not around[start]:
            continue
        together, waiting = {start}, [start]
        while waiting:
            for neighbour in around[waiting.pop()]:
                if neighbour not in together:
                    together.add(neighbour)
                    waiting.append(neighbour)
        seen |= together
        # Most hangs on the largest, so the others give way.
        found += sorted(together, key=lambda nodes: (len(nodes), sorted(nodes)))[:-1]
    return found


def _joined(edges: Mapping[tuple[Node, Node], Counts]) -> dict[frozenset[Node], dict[frozenset[Node], Counts]]:
    """The sets of blocks after every join, each with the people that it shares with others: no safe set is left."""
    around: dict[int, dict[int, Counts]] = defaultdict(dict)
    members: dict[int, list[Node]] = {}
    number_of: dict[Node, int] = {}
    for edge in edges:
        for node in edge:
            number_of.setdefault(node, len(number_of))
    for node, number in number_of.items():
        members[number] = [node]
    waiting = []
    for (left, right), counts in edges.items():
        first, second = number_of[left], number_of[right]
        around[first][second] = around[second][first] = counts
        if is_safe(counts):
            waiting.append((first, second))
    while waiting:
        into, gone = waiting.pop()
        if into not in members or gone not in members:
            continue
        if len(around[into]) < len(around[gone]):
            into, gone = gone, into
        members[into] += members.pop(gone)
        for other, counts in around.pop(gone).items():
            del around[other][gone]
            if other != into:
                counts = _sum((counts, around[into][other])) if other in around[into] else counts
                around[into][other] = around[other][into] = counts
                if is_safe(counts):
                    waiting.append((into, other))
    named = {number: frozenset(nodes) for number, nodes in members.items()}
    return {
        named[number]: {named[other]: counts for other, counts in around[number].items()} for number in sorted(named)
    }


def _sum(rows: Iterable[Sequence[int]]) -> Counts:
    return tuple(map(sum, zip(*rows, strict=True)))
