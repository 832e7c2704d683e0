"""The classes of the made-up agency, and which class fits which place in the line of command."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from workforce.enums import ManagementLevel
from workforce.made_agency.words import GROUPS

CLASS_HEADINGS = ("code", "title", "status", "probation_months", "bargaining_unit")
FIRST_CODE, CODE_STEP = 107, 7
Level = ManagementLevel

# The ladder of a series: words before and behind "Bridge Engineer", and the level whose class it is.
_STEPS = (
    ("Assistant ", "", Level.NONE), ("", " I", Level.NONE), ("", " II", Level.NONE), ("", " III", Level.NONE),
    ("Supervising ", "", Level.SUPERVISOR), ("", " Manager", Level.PROGRAM_HEAD), ("Chief ", "", Level.DIVISION_CHIEF),
)  # fmt: skip
_EXECUTIVES = (
    ("Deputy Director, Administration", Level.DEPUTY_DIRECTOR),
    ("Deputy Director, Operations", Level.DEPUTY_DIRECTOR),
    ("Deputy Director, Programs", Level.DEPUTY_DIRECTOR),
    ("Chief Deputy Director", Level.CHIEF_DEPUTY_DIRECTOR),
    ("Director of the Agency", Level.DIRECTOR),
)
# How a title of somebody else's class list tells the level, the most telling word first.
_TELLING = (
    ("chief deputy", Level.CHIEF_DEPUTY_DIRECTOR), ("deputy director", Level.DEPUTY_DIRECTOR),
    ("director", Level.DIRECTOR), ("chief", Level.DIVISION_CHIEF), ("manager", Level.PROGRAM_HEAD),
    ("supervis", Level.SUPERVISOR),
)  # fmt: skip


@dataclass(frozen=True)
class MadeClass:
    """A class as a place in the agency is filled with it; `probation_months` 0: it has no probation (R3)."""

    code: str
    title: str
    probation_months: int
    bargaining_unit: str
    level: ManagementLevel


# The classes that work side by side, for every level: of the nearest level below, where there are none of its own.
Family = Mapping[ManagementLevel, Sequence[MadeClass]]


@dataclass(frozen=True)
class Families:
    """Every class in its family; the executives' classes stand above all of them."""

    line: Sequence[Family]
    executives: Mapping[ManagementLevel, Sequence[MadeClass]]

    def fitting(self, number: int, level: ManagementLevel) -> Sequence[MadeClass]:
        """The classes for a place of that level where the family of that number works."""
        return self.executives.get(level) or self.line[number % len(self.line)][level]


def made_classes() -> list[MadeClass]:
    """Over 1,100 classes in series from the assistant to the chief. They are always the same."""
    titles = [
        (f"{before}{subject} {noun}{after}", months, _unit(number, level), level)
        for number, months, noun, subjects in GROUPS
        for subject in subjects
        for before, after, level in _STEPS
    ]
    titles += [(title, 0, "", level) for title, level in _EXECUTIVES]
    return [
        MadeClass(f"{FIRST_CODE + CODE_STEP * place:04d}", title, months, unit, level)
        for place, (title, months, unit, level) in enumerate(titles)
    ]


def _unit(number: int, level: ManagementLevel) -> str:
    """Staff stand in the unit of their group, supervisors in one of their own; managers are in none."""
    return {Level.NONE: f"U{number:02d}", Level.SUPERVISOR: f"S{number:02d}"}.get(level, "")


def families_of(classes: Iterable[MadeClass]) -> Families:
    """Neighbours in a class list are one series, or related: so many of them as a series has make a family.

    There must be at least one class.
    """
    executives: dict[ManagementLevel, list[MadeClass]] = defaultdict(list)
    others: list[MadeClass] = []
    for found in classes:
        (executives[found.level] if found.level.reaches(Level.DEPUTY_DIRECTOR) else others).append(found)
    groups = _groups(others) if others else iter([[found for group in executives.values() for found in group]])
    return Families([_family(group) for group in groups], dict(executives))


def _groups(classes: Iterable[MadeClass]) -> Iterator[list[MadeClass]]:
    rest = iter(classes)
    while group := list(islice(rest, len(_STEPS))):
        yield group


def _family(group: Sequence[MadeClass]) -> Family:
    family: dict[ManagementLevel, Sequence[MadeClass]] = {}
    fitting = group
    for level in Level:
        fitting = [found for found in group if found.level is level] or fitting
        family[level] = fitting
    return family


def level_told_by(title: str) -> ManagementLevel:
    """The level that a title speaks of; staff where it speaks of none."""
    words = title.casefold()
    return next((level for word, level in _TELLING if word in words), Level.NONE)


def class_rows(classes: Iterable[MadeClass]) -> Iterator[tuple[str, ...]]:
    """The rows of a class list under `CLASS_HEADINGS`."""
    for found in classes:
        yield found.code, found.title, "in_force", str(found.probation_months), found.bargaining_unit
