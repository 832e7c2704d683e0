"""The columns of a file of classes, in our own layout and in those that are shipped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from common.csvimport.columns import Column
from common.csvimport.layout import under_headings
from common.csvimport.mapping import load_mapping
from common.csvimport.values import choice, code, money, text, whole_number
from competencies.enums import ClassificationStatus

MAPPINGS = Path(__file__).parent.parent / "mappings"
LONGEST_PROBATION = 24

# Our own layout: each field under its own name.
COLUMNS: Sequence[Column] = (
    Column(
        "code",
        code(20, is_required=True),
        ("code",),
        is_required=True,
        synonyms=("class no", "class number", "job code", "classification code", "title code"),
    ),
    Column(
        "title",
        text(300, is_required=True),
        ("title",),
        is_required=True,
        synonyms=("class title", "job title", "classification", "classification title"),
    ),
    Column("schematic_code", text(20), ("schematic_code",), synonyms=("schematic",)),
    Column(
        "status",
        choice(ClassificationStatus, empty=ClassificationStatus.IN_FORCE),
        ("status",),
        synonyms=("class status",),
    ),
    Column(
        "monthly_min",
        money,
        ("monthly_min",),
        synonyms=("minimum pay", "min salary", "salary minimum", "monthly minimum"),
    ),
    Column(
        "monthly_max",
        money,
        ("monthly_max",),
        synonyms=("maximum pay", "max salary", "salary maximum", "monthly maximum"),
    ),
    Column("alternate_ranges", text(60), ("alternate_ranges",), synonyms=("alternate range", "ranges")),
    Column(
        "probation_months",
        whole_number(0, LONGEST_PROBATION),
        ("probation_months",),
        synonyms=("probation", "probationary period", "probation period"),
    ),
    Column("work_week_group", text(20), ("work_week_group",), synonyms=("wwg", "work week")),
    Column("bargaining_unit", text(20), ("bargaining_unit",), synonyms=("bu", "union", "cbid")),
)
FIELDS = tuple(column.field for column in COLUMNS)
EMPTY: dict[str, Any] = {
    **dict.fromkeys(FIELDS, ""),
    "status": ClassificationStatus.IN_FORCE.value,
    **dict.fromkeys(("monthly_min", "monthly_max", "probation_months")),
}


def shipped_layouts() -> dict[str, Mapping[str, str]]:
    """The headings of each field in the layouts of others that are shipped, by the layout's title."""
    mappings = [load_mapping(path, COLUMNS) for path in sorted(MAPPINGS.glob("*.toml"))]
    return {mapping.title: mapping.headings for mapping in mappings}


def shipped_columns() -> list[Sequence[Column]]:
    """The columns of each shipped layout."""
    return [under_headings(COLUMNS, headings) for headings in shipped_layouts().values()]
