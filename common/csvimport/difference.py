"""What an import would do, or has done: new, changed field by field, unchanged, rejected with line and reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from common.canonical import canonical_json, sha256_of_text
from common.csvimport.errors import Outdated


@dataclass(frozen=True)
class Problem:
    """One reason for which a row is left out. `column` and `value` are empty where it is about the whole row."""

    column: str
    value: str
    reason: str
    remedy: str


@dataclass(frozen=True)
class Rejection:
    """A row that is left out, by its line in the file and, where it could be read, its key."""

    line: int
    key: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Row:
    """A row that could be read: its line, its key and its values by field."""

    line: int
    key: str
    values: dict[str, Any]


@dataclass(frozen=True)
class Change:
    """What happens to one row's record: each field's value before and after; a new record had none before."""

    line: int
    key: str
    fields: dict[str, tuple[Any, Any]]


@dataclass
class Difference:
    """`names` are the records' names by key. `effective_on` is the day from which a row's changes count, by key, where
    the file gives one."""

    new: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: list[Row] = field(default_factory=list)
    rejected: list[Rejection] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    effective_on: dict[str, date] = field(default_factory=dict)

    @property
    def has_effect(self) -> bool:
        return bool(self.new or self.changed)

    def is_to_apply(self, *, is_dry_run: bool, is_strict: bool, expected: str) -> bool:
        """Whether the import goes on; `is_strict`: not where even one row is rejected.

        Raises Outdated where `expected`, the digest of the difference that somebody was shown, is not that of this one.
        """
        if expected and self.digest() != expected:
            raise Outdated
        return self.has_effect and not is_dry_run and not (is_strict and self.rejected)

    @property
    def counts(self) -> dict[str, int]:
        kinds = ("new", "changed", "unchanged", "rejected")
        return {kind: len(getattr(self, kind)) for kind in kinds}

    def change_list(self) -> list[dict[str, Any]]:
        """The changes as plain values for canonical JSON: the stored list whose digest the audit event carries."""
        return [
            {
                "kind": kind,
                "line": change.line,
                "key": change.key,
                "fields": {name: [plain(old), plain(new)] for name, (old, new) in change.fields.items()},
                **self._effective(change.key),
            }
            for kind, changes in (("new", self.new), ("changed", self.changed))
            for change in changes
        ]

    def _effective(self, key: str) -> dict[str, str]:
        day = self.effective_on.get(key)
        return {"effective_on": day.isoformat()} if day else {}

    def digest(self) -> str:
        """Names what would be done: whoever applies it later compares this with what they were shown."""
        return sha256_of_text(canonical_json(self.change_list()))


@dataclass(frozen=True)
class ImportResult:
    """How an import ended. `stream` names its audit stream; empty where nothing was applied."""

    difference: Difference
    is_applied: bool = False
    stream: str = ""


def compare(rows: list[Row], existing: Mapping[str, Mapping[str, Any]]) -> Difference:
    """Set each row against the record of the same key; only fields that the row has are compared."""
    difference = Difference()
    for row in rows:
        before = existing.get(row.key)
        if before is None:
            fields = {name: (None, value) for name, value in row.values.items()}
            difference.new.append(Change(row.line, row.key, fields))
            continue
        fields = {name: (before[name], value) for name, value in row.values.items() if before[name] != value}
        if fields:
            difference.changed.append(Change(row.line, row.key, fields))
        else:
            difference.unchanged.append(row)
    return difference


def plain(value: Any) -> Any:
    """The value as canonical JSON can hold it: dates and decimals as text, tuples as lists."""
    if value is None or type(value) is str:  # nearly all of a large file
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    return value
