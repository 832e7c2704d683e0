"""Reading a JSON document strictly: every complaint names the key; each shape also describes itself as JSON Schema.

An absent key and a null are the same, at every depth. Values read are frozen Python values; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Protocol

from common.dates import ONE_DAY
from evaluations.rules.facts import OPEN_END, OPEN_START

EARLIEST, LATEST = OPEN_START + ONE_DAY, OPEN_END - ONE_DAY  # the days beside them stand for unknown ones
A_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
LONGEST_TEXT = 1_000_000


class ShapeError(ValueError):
    """A value that cannot be read; `key` is its path, for example `other_periods[1].end`."""

    def __init__(self, key: str, complaint: str) -> None:
        super().__init__(f"{key}: {complaint}")
        self.key, self.complaint = key, complaint


class Shape(Protocol):
    """One kind of value."""

    def read(self, value: Any, path: str) -> Any:
        """The value as Python has it; never called with None. Raises ShapeError."""

    def schema(self) -> dict[str, Any]:
        """The same as JSON Schema."""


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    def read(self, value: Any, path: str) -> bool:
        if not isinstance(value, bool):
            raise ShapeError(path, f"must be true or false, not {shown(value)}")
        return value

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Text:
    """A text of at most so many characters."""

    longest: int = LONGEST_TEXT

    def read(self, value: Any, path: str) -> str:
        if not isinstance(value, str) or len(value) > self.longest:
            raise ShapeError(path, f"must be a text of at most {self.longest:,} characters, not {shown(value)}")
        return value

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": self.longest}


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number within bounds, both included."""

    least: int
    most: int

    def read(self, value: Any, path: str) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not self.least <= value <= self.most:
            raise ShapeError(path, f"must be a whole number from {self.least} to {self.most}, not {shown(value)}")
        return value

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True, slots=True)
class Id:
    """A person's id: a text that is not empty, or a whole number."""

    def read(self, value: Any, path: str) -> str | int:
        if isinstance(value, str) and 0 < len(value) <= 200:
            return value
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        raise ShapeError(path, f"must be a person's id, a text or a whole number, not {shown(value)}")

    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "integer"], "minLength": 1, "maxLength": 200}


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar date, written YYYY-MM-DD."""

    def read(self, value: Any, path: str) -> date:
        if not isinstance(value, str) or not A_DAY.fullmatch(value):
            raise ShapeError(path, f"must be a date written YYYY-MM-DD, not {shown(value)}")
        try:
            day = date.fromisoformat(value)
        except ValueError:
            raise ShapeError(path, f"{value} is not a date of the calendar") from None
        if not EARLIEST <= day <= LATEST:
            raise ShapeError(path, f"{value} does not lie between {EARLIEST} and {LATEST}")
        return day

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date"}


@dataclass(frozen=True, slots=True)
class OneOf:
    """One member of an enumeration, by its value; `only` leaves the others out."""

    enum: type[StrEnum]
    only: tuple[StrEnum, ...] = ()

    def members(self) -> dict[str, StrEnum]:
        """The members by their values."""
        return {str(member.value): member for member in self.only or self.enum}

    def read(self, value: Any, path: str) -> StrEnum:
        members = self.members()
        if not isinstance(value, str) or value not in members:
            raise ShapeError(path, f"must be one of {', '.join(members)}, not {shown(value)}")
        return members[value]

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "enum": list(self.members())}


@dataclass(frozen=True, slots=True)
class EitherTextOrFlag:
    """What was written, or only whether it was."""

    def read(self, value: Any, path: str) -> str | bool:
        if isinstance(value, bool):
            return value
        if not isinstance(value, str):
            raise ShapeError(path, f"must be true, false or a text, not {shown(value)}")
        return Text().read(value, path)

    def schema(self) -> dict[str, Any]:
        return {"type": ["boolean", "string"], "maxLength": LONGEST_TEXT}


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of values of one shape; a null in it is no entry."""

    item: Shape

    def read(self, value: Any, path: str) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise ShapeError(path, f"must be a list, not {shown(value)}")
        read = (self.item.read(item, f"{path}[{place}]") for place, item in enumerate(value) if item is not None)
        return tuple(item for item in read if item is not None)

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": or_null(self.item.schema())}


@dataclass(frozen=True, slots=True)
class PairOf:
    """A list of exactly two values; where the first is null, nobody is there, and the pair is none."""

    first: Shape
    second: Shape

    def read(self, value: Any, path: str) -> tuple[Any, Any] | None:
        if not isinstance(value, list):
            raise ShapeError(path, f"must be a list of two values, not {shown(value)}")
        if len(value) != 2:
            raise ShapeError(path, f"must be a list of two values, not of {len(value)}")
        if value[1] is None:
            raise ShapeError(f"{path}[1]", "must not be null")
        if value[0] is None:
            self.second.read(value[1], f"{path}[1]")
            return None
        return self.first.read(value[0], f"{path}[0]"), self.second.read(value[1], f"{path}[1]")

    def schema(self) -> dict[str, Any]:
        pair = [or_null(self.first.schema()), self.second.schema()]
        return {"type": "array", "prefixItems": pair, "items": False, "minItems": 2, "maxItems": 2}


@dataclass(frozen=True, slots=True)
class MapOf:
    """An object with any keys; a value may be null, and then says that nothing was given."""

    item: Shape

    def read(self, value: Any, path: str) -> dict[str, Any]:
        entries = an_object(value, path).items()
        return {key: None if one is None else self.item.read(one, f"{path}.{key}") for key, one in entries}

    def schema(self) -> dict[str, Any]:
        return {"type": "object", "additionalProperties": or_null(self.item.schema())}


@dataclass(frozen=True, slots=True)
class Record:
    """An object with known keys, each of which may be absent or null; `check` looks at them together."""

    keys: Mapping[str, Shape]
    check: Callable[[dict[str, Any], str], None] | None = field(default=None, compare=False)
    required: tuple[str, ...] = ()

    def read(self, value: Any, path: str) -> dict[str, Any]:
        given = an_object(value, path)
        for key in given:
            if key not in self.keys:
                known = ", ".join(self.keys)
                raise ShapeError(_under(path, key), f"is not a known key; known are: {known}")
        read = {
            key: None if given.get(key) is None else shape.read(given[key], _under(path, key))
            for key, shape in self.keys.items()
        }
        for key in self.required:
            if read[key] is None:
                raise ShapeError(_under(path, key), "is missing")
        if self.check:
            self.check(read, path)
        return read

    def schema(self) -> dict[str, Any]:
        properties = {
            key: shape.schema() if key in self.required else or_null(shape.schema()) for key, shape in self.keys.items()
        }
        described: dict[str, Any] = {"type": "object", "properties": properties, "additionalProperties": False}
        return described | ({"required": list(self.required)} if self.required else {})


@dataclass(frozen=True, slots=True)
class UnlessEmpty:
    """An object that is none where every key of it is absent or null."""

    record: Record

    def read(self, value: Any, path: str) -> dict[str, Any] | None:
        found = self.record.read(value, path)
        return found if any(one is not None for one in found.values()) else None

    def schema(self) -> dict[str, Any]:
        return self.record.schema()


def interval(keys: Mapping[str, Shape] | None = None) -> Record:
    """An object with `start` and `end`, closed; it must not end before it starts."""
    return Record({"start": Day(), "end": Day(), **(keys or {})}, check=_end_not_before_start)


def or_null(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema, null allowed."""
    return {"anyOf": [schema, {"type": "null"}]}


@dataclass(frozen=True, slots=True)
class Repeated:
    """What a reader of JSON puts in the place of an object in which a key stands twice."""

    key: str


def an_object(value: Any, path: str) -> dict[str, Any]:
    """The value, which has to be a JSON object. Raises ShapeError."""
    if isinstance(value, Repeated):
        raise ShapeError(_under(path, value.key), "stands twice in one object")
    if not isinstance(value, dict):
        raise ShapeError(path or "input", f"must be an object, not {shown(value)}")
    return value


def shown(value: Any) -> str:
    """The value in a complaint, cut short."""
    kinds: dict[type, str] = {dict: "an object", list: "a list"}
    if type(value) in kinds:
        return kinds[type(value)]
    text = repr(value) if isinstance(value, str) else str(value).lower()
    return text if len(text) <= 60 else f"{text[:57]}…"


def _end_not_before_start(read: dict[str, Any], path: str) -> None:
    if read["start"] is not None and read["end"] is not None and read["end"] < read["start"]:
        raise ShapeError(f"{path}.end", f"{read['end']} lies before the start, {read['start']}")


def _under(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
