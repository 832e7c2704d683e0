"""What can be imported, named by the rooms that own it; this room knows neither people nor classes.

A room registers its kind in its own `import_kinds.py`. Rooms above it that depend on what an import changes say in
their `import_effects.py` what will come of it (`effects`), and what has come to depend on it (`dependants`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.utils.module_loading import autodiscover_modules

from accounts.enums import Action
from accounts.models import User
from common.csvimport.columns import Column, Tell
from common.csvimport.difference import Difference, ImportResult
from common.csvimport.layout import Layout


class Importer(Protocol):
    """Compares a file with what is stored and, unless it is a dry run, applies the difference in one transaction.

    Raises UnusableFile; Outdated where `expected` is not the digest of the difference.
    """

    def __call__(
        self, *, data: bytes, file_name: str, layout: Layout | None, is_dry_run: bool, is_strict: bool, expected: str,
        by: User | None, at: datetime, tell: Tell,
    ) -> ImportResult: ...  # fmt: skip


class Undoer(Protocol):
    """Takes an applied import back in one transaction; the stream of the undoing. Raises CannotUndo."""

    def __call__(self, *, stream: str, by: User | None, at: datetime, tell: Tell) -> str: ...


# (field, plain value) of everything on a page → how each is said.
Pairs = Iterable[tuple[str, Any]]
Words = Callable[[str, Any], str]


@dataclass(frozen=True)
class Kind:
    """One kind of import. `labels` are people's words for each field, `about` what a column takes; `words` makes a
    reader of stored values, in a number of queries that does not depend on how many there are; `url` leads to a record,
    or is empty where the person may not see it; `layouts` are shipped ones of other people's files by their names;
    `depends_on` says what has to be there first.
    """

    name: str
    label: Any
    records: Any
    action: Action
    columns: Sequence[Column]
    key: str
    labels: Mapping[str, Any]
    about: Mapping[str, Any]
    run: Importer
    undo: Undoer
    words: Callable[[Pairs], Words]
    url: Callable[[User | AnonymousUser, str], str]
    layouts: Callable[[], Mapping[str, Mapping[str, str]]] = field(default=dict)
    depends_on: Any = ""

    def label_of(self, name: str) -> str:
        """People's words for a field, also for one that follows from others and has no column."""
        return str(self.labels.get(name, name))


@dataclass(frozen=True)
class Effect:
    """One thing that will come of an import: what happens (`words`) to whose (`name`, `url`), and who is told.

    `about` is the account of whoever it happens to, where they must not learn of it here: any importer opens a preview.
    """

    words: str
    name: str
    url: str = ""
    told: str = ""
    about: int | None = None


class Foresight(Protocol):
    def __call__(self, difference: Difference, *, at: datetime) -> list[Effect]: ...


class Dependence(Protocol):
    """Sentences on what depends on the applied import `stream`, of whose records `ids` are the primary keys."""

    def __call__(self, *, stream: str, ids: Collection[int]) -> list[str]: ...


OneForesight = TypeVar("OneForesight", bound=Foresight)
OneDependence = TypeVar("OneDependence", bound=Dependence)
_kinds: dict[str, Kind] = {}
_effects: dict[str, list[Foresight]] = {}
_dependants: dict[str, list[Dependence]] = {}


def register(kind: Kind) -> Kind:
    """Make a kind known. Raises ValueError for a taken name."""
    if kind.name in _kinds:
        raise ValueError(f"Two kinds of import are named {kind.name}.")
    _kinds[kind.name] = kind
    return kind


def kinds() -> tuple[Kind, ...]:
    """Every kind, in the order of the rooms from below."""
    autodiscover_modules("import_kinds")
    return tuple(_kinds.values())


def kind_named(name: str) -> Kind | None:
    """The kind, or None where no room has one of this name."""
    return next((kind for kind in kinds() if kind.name == name), None)


def effects(kind: str) -> Callable[[OneForesight], OneForesight]:
    """`@effects("people")` on a callable(difference, *, at) → list of Effect."""

    def add(function: OneForesight) -> OneForesight:
        _effects.setdefault(kind, []).append(function)
        return function

    return add


def effects_of(kind: str, difference: Difference, *, at: datetime) -> list[Effect]:
    """Everything that will come of the difference, as far as rooms have said."""
    autodiscover_modules("import_effects")
    return [effect for function in _effects.get(kind, []) for effect in function(difference, at=at)]


def dependants(kind: str) -> Callable[[OneDependence], OneDependence]:
    """`@dependants("people")` on a callable(*, stream, ids) → list of sentences."""

    def add(function: OneDependence) -> OneDependence:
        _dependants.setdefault(kind, []).append(function)
        return function

    return add


def dependants_of(kind: str, *, stream: str, ids: Collection[int]) -> list[str]:
    """Why the applied import may not be undone, as far as rooms above know."""
    autodiscover_modules("import_effects")
    return [sentence for function in _dependants.get(kind, []) for sentence in function(stream=stream, ids=ids)]
