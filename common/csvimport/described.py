"""The columns of an import as a JSON Schema, so that whoever writes the file can check it before sending it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from common.csvimport.columns import Column

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def row_schema(
    columns: Sequence[Column], *, title: str, labels: Mapping[str, Any], about: Mapping[str, Any]
) -> dict[str, Any]:
    """One row as an object: heading → cell. Every cell is text, as in a CSV file; an empty one is the empty string.

    What a parser accepts beyond the pattern (a date with the month first, a label for a value) a person may still
    write in a file; the schema describes the one spelling that is always understood.
    """
    return {
        "$schema": DIALECT,
        "title": title,
        "type": "object",
        "properties": {column.headings[0]: _cell(column, labels, about) for column in columns},
        "required": [column.headings[0] for column in columns if column.is_required],
        "additionalProperties": False,
    }


def _cell(column: Column, labels: Mapping[str, Any], about: Mapping[str, Any]) -> dict[str, Any]:
    cell: dict[str, Any] = {"type": "string", "title": str(labels.get(column.field, column.field))}
    if column.field in about:
        cell["description"] = str(about[column.field])
    return {**cell, **getattr(column.parse, "described", {})}
