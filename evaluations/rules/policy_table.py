"""Typed reading of a policy file: every complaint names the file and the key."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar


class PolicyError(Exception):
    """A policy set cannot be found or read; the message names the file and the key."""


Choice = TypeVar("Choice", bound=StrEnum)


class Table:
    """One table of a policy file. `done()` complains about keys that nobody asked for."""

    def __init__(self, values: Mapping[str, Any], source: str, path: str = "") -> None:
        self._values = values
        self._source = source
        self._path = path
        self._asked: set[str] = set()

    def error(self, key: str, complaint: str) -> PolicyError:
        """The error to raise about one key of this table."""
        return PolicyError(f"{self._source}: {self._path}{key} {complaint}")

    def names(self) -> list[str]:
        """The keys in the order of the file."""
        return list(self._values)

    def has(self, key: str) -> bool:
        """True where the file gives the key."""
        self._asked.add(key)
        return key in self._values

    def table(self, key: str) -> "Table":
        """A nested table."""
        return Table(self._get(key, dict, "a table"), self._source, f"{self._path}{key}.")

    def text(self, key: str) -> str:
        """A text that is not blank."""
        value: str = self._get(key, str, "a text")
        if not value.strip():
            raise self.error(key, "must not be blank")
        return value

    def flag(self, key: str) -> bool:
        """True or false."""
        value: bool = self._get(key, bool, "true or false")
        return value

    def number(self, key: str) -> int:
        """A whole number from 1 on."""
        value: int = self._get(key, int, "a whole number")
        if isinstance(value, bool) or value < 1:
            raise self.error(key, "must be a whole number from 1 on")
        return value

    def whole_numbers(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers from 0 on."""
        values: list[Any] = self._get(key, list, "a list of whole numbers")
        if any(not isinstance(value, int) or isinstance(value, bool) or value < 0 for value in values):
            raise self.error(key, "must be a list of whole numbers from 0 on")
        return tuple(values)

    def day(self, key: str) -> date:
        """A date."""
        value: date = self._get(key, date, "a date")
        if isinstance(value, datetime):
            raise self.error(key, "must be a date without a time")
        return value

    def choice(self, key: str, enum: type[Choice]) -> Choice:
        """One of the values of an enumeration."""
        return self._member(key, self.text(key), enum)

    def choices(self, key: str, enum: type[Choice]) -> tuple[Choice, ...]:
        """A list of values of an enumeration."""
        values: list[Any] = self._get(key, list, "a list")
        return tuple(self._member(key, value, enum) for value in values)

    def days(self, key: str) -> tuple[date, ...]:
        """A list of dates."""
        values: list[Any] = self._get(key, list, "a list of dates")
        if any(not isinstance(value, date) or isinstance(value, datetime) for value in values):
            raise self.error(key, "must be a list of dates")
        return tuple(values)

    def done(self) -> None:
        """Raises PolicyError for the first key that is not known."""
        for key in self._values:
            if key not in self._asked:
                raise self.error(key, "is not a known key")

    def _get(self, key: str, kind: type, wanted: str) -> Any:
        if not self.has(key):
            raise self.error(key, "is missing")
        if not isinstance(self._values[key], kind):
            raise self.error(key, f"must be {wanted}")
        return self._values[key]

    def _member(self, key: str, value: object, enum: type[Choice]) -> Choice:
        members = {str(member.value): member for member in enum}
        if not isinstance(value, str) or value not in members:
            raise self.error(key, f"must be one of {', '.join(members)}, not {value!r}")
        return members[value]
