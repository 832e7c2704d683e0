"""A mapping names the headings under which a file of somebody else's layout keeps our fields. It holds no data."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from common.csvimport.columns import Column
from common.csvimport.errors import UnusableFile


@dataclass(frozen=True)
class Mapping:
    title: str
    headings: dict[str, str]


def load_mapping(path: Path, columns: Sequence[Column]) -> Mapping:
    """Read a mapping from TOML: `title`, and a table `columns` of field = heading. Raises UnusableFile."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UnusableFile(f"The mapping {path} cannot be read: {error}.") from error
    headings = content.get("columns")
    if not isinstance(headings, dict) or not all(isinstance(heading, str) for heading in headings.values()):
        raise UnusableFile(f"The mapping {path} has no table [columns] of field = heading.")
    unknown = sorted(set(headings) - {column.field for column in columns})
    if unknown:
        fields = ", ".join(column.field for column in columns)
        raise UnusableFile(f"The mapping {path} names unknown fields: {', '.join(unknown)}. Known: {fields}.")
    missing = [column.field for column in columns if column.is_required and column.field not in headings]
    if missing:
        raise UnusableFile(f"The mapping {path} lacks the fields {', '.join(missing)}.")
    return Mapping(str(content.get("title", path.stem)), headings)
