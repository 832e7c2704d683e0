"""Which heading of a file probably holds which field. Pure: a person sees the guess before it counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from common.csvimport.columns import Column
from common.csvimport.headings import normalised

Headings = Mapping[str, str]


def guessed(headings: Sequence[str], columns: Sequence[Column]) -> dict[str, str]:
    """Field → heading as it is compared: by the field's own names first, then by what others call it; each once."""
    free = dict.fromkeys(filter(None, map(normalised, headings)))
    found: dict[str, str] = {}
    for names in (_own_names(columns), _synonyms(columns)):
        for column in columns:
            if column.field in found:
                continue
            name = next((name for name in map(normalised, names[column.field]) if name in free), "")
            if name:
                found[column.field] = name
                del free[name]
    return found


def _own_names(columns: Sequence[Column]) -> dict[str, tuple[str, ...]]:
    return {column.field: column.headings for column in columns}


def _synonyms(columns: Sequence[Column]) -> dict[str, tuple[str, ...]]:
    return {column.field: column.synonyms for column in columns}


def fitting(headings: Sequence[str], layouts: Mapping[str, Headings]) -> str:
    """The name of the layout all of whose headings the file has; of several the one that places the most fields."""
    there = set(map(normalised, headings))
    fit = {name: layout for name, layout in layouts.items() if set(map(normalised, layout.values())) <= there}
    return max(fit, key=lambda name: len(fit[name]), default="")


def without(fields: Headings, columns: Sequence[Column]) -> list[str]:
    """The fields that no import can do without and that have no heading."""
    return [column.field for column in columns if column.is_required and not fields.get(column.field)]


def known_names(columns: Sequence[Column], layouts: Collection[Headings]) -> set[str]:
    """Every heading that anybody is known to use for these fields."""
    names = [name for column in columns for name in (*column.headings, *column.synonyms)]
    names += [name for layout in layouts for name in layout.values()]
    return set(map(normalised, names))
