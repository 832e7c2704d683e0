"""The line of command: who stands under whom in which unit, from the Director down, one post after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from workforce.enums import ManagementLevel
from workforce.made_agency.words import BUREAUS, DIVISIONS, HR_BUREAU, HR_UNITS, PROGRAMS, UNITS

Level = ManagementLevel
OFFICE = "Office of the Director"
# How many people a post of the level has under and including itself: usually, and at the least.
USUAL = {
    Level.SUPERVISOR: 11, Level.PROGRAM_HEAD: 68, Level.DIVISION_CHIEF: 340, Level.DEPUTY_DIRECTOR: 1700,
    Level.CHIEF_DEPUTY_DIRECTOR: 13_000,
}  # fmt: skip
LEAST = {
    Level.SUPERVISOR: 7, Level.PROGRAM_HEAD: 15, Level.DIVISION_CHIEF: 31, Level.DEPUTY_DIRECTOR: 63,
    Level.CHIEF_DEPUTY_DIRECTOR: 127,
}  # fmt: skip
MOST_UNDER_A_SUPERVISOR = 14
MOST_CHIEF_DEPUTIES = 3
HR_SHARE, LEAST_WITH_HR = 0.03, 40
_NAMES = {
    Level.DEPUTY_DIRECTOR: ("{} Bureau", BUREAUS), Level.DIVISION_CHIEF: ("{} Division", DIVISIONS),
    Level.PROGRAM_HEAD: ("{} Program", PROGRAMS), Level.SUPERVISOR: ("{}", UNITS),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Post:
    """A place in the line; `above` is the place of the immediate supervisor, `family` which classes work there."""

    place: int
    above: int | None
    level: ManagementLevel
    unit: str
    family: int


@dataclass
class _Builder:
    """Counts the posts and the families, and gives every unit a name of its own under its parent."""

    random: Random
    places: int = 0
    families: int = 0
    named: Counter[tuple[str, ManagementLevel]] = field(default_factory=Counter)

    def post(self, above: int | None, level: ManagementLevel, unit: str, family: int) -> Post:
        self.places += 1
        return Post(self.places - 1, above, level, unit, family)

    def unit_under(self, parent: str, level: ManagementLevel) -> str:
        """The path of the next unit of the level under the parent; chief deputies share the Director's office."""
        if level is Level.CHIEF_DEPUTY_DIRECTOR:
            return OFFICE
        form, words = _NAMES[level]
        parent = "" if parent == OFFICE else parent
        turn = self.named[parent, level]
        self.named[parent, level] += 1
        again, which = divmod(turn, len(words))
        name = form.format(words[which]) + (f" {again + 1}" if again else "")
        return f"{parent} / {name}" if parent else name


def posts(size: int, random: Random) -> Iterator[Post]:
    """`size` posts, each after the one above it. The first is the Director's."""
    builder = _Builder(random)
    director = builder.post(None, Level.DIRECTOR, OFFICE, 0)
    yield director
    hr = max(LEAST[Level.SUPERVISOR], round(size * HR_SHARE)) if size >= LEAST_WITH_HR else 0
    if hr:
        yield from _human_resources(builder, director, hr)
    yield from _below(builder, director, size - 1 - hr)


def _human_resources(builder: _Builder, director: Post, size: int) -> Iterator[Post]:
    """The bureau for people, straight under the Director; its first unit watches over the evaluations."""
    level = next(level for level in reversed(LEAST) if level in _NAMES and size >= max(LEAST[level], USUAL[level] // 5))
    unit = HR_BUREAU if level is not Level.SUPERVISOR else f"{HR_BUREAU} / {HR_UNITS[-1]}"
    head = builder.post(director.place, level, unit, 0)
    yield head
    yield from _below(builder, head, size - 1, first=HR_UNITS)


def _below(builder: _Builder, head: Post, rest: int, first: tuple[str, ...] = ()) -> Iterator[Post]:
    """Everybody under the head, who are `rest` people; `first` are the last names on the way to the first unit."""
    level = next((level for level in reversed(USUAL) if level.rank < head.level.rank and LEAST[level] <= rest), None)
    if level is None:
        for _ in range(rest):
            yield builder.post(head.place, Level.NONE, head.unit, head.family)
        return
    for turn, size in enumerate(_shares(rest, level, builder.random)):
        names = first if turn == 0 else ()
        unit = f"{head.unit} / {names[_depth(level)]}" if names else builder.unit_under(head.unit, level)
        if level.rank >= Level.PROGRAM_HEAD.rank:
            builder.families += 1
        family = builder.families if level is not Level.SUPERVISOR else head.family
        post = builder.post(head.place, level, unit, family)
        yield post
        yield from _below(builder, post, size - 1, names)


def _depth(level: ManagementLevel) -> int:
    """Which of the three names below a bureau a unit of that level bears."""
    return Level.DIVISION_CHIEF.rank - level.rank


def _shares(rest: int, level: ManagementLevel, random: Random) -> list[int]:
    """How many people stand under and including each post of the level: uneven, but never too few nor too many."""
    least, most = LEAST[level], rest
    fewest = 1
    if level is Level.SUPERVISOR:
        most = 1 + MOST_UNDER_A_SUPERVISOR
        fewest = -(-rest // most)
    if level is Level.CHIEF_DEPUTY_DIRECTOR:
        fewest = min(2, rest // least)
    wanted = round(rest / USUAL[level] * random.uniform(0.85, 1.15))
    count = max(fewest, min(wanted, rest // least))
    if level is Level.CHIEF_DEPUTY_DIRECTOR:
        count = min(count, MOST_CHIEF_DEPUTIES)
    shares = [rest // count + (place < rest % count) for place in range(count)]
    for place in range(count - 1):
        left, right = shares[place], shares[place + 1]
        room = min(left - least, most - right, left // 3)
        back = min(right - least, most - left, right // 3)
        moved = random.randint(-max(back, 0), max(room, 0))
        shares[place] -= moved
        shares[place + 1] += moved
    return shares
