"""Reads of uploads and of what they would do."""

from imports.selectors.outline import Outline, outline_of
from imports.selectors.uploads import (
    JOB_OF,
    content_of,
    effects_told_to,
    job_key,
    layout_of,
    layouts_of,
    mapping_of,
    mappings_listed,
    rows_listed,
    trouble_of,
    troubles_of,
    upload_for,
    uploads_listed,
)

__all__ = [
    "JOB_OF",
    "Outline",
    "content_of",
    "effects_told_to",
    "job_key",
    "layout_of",
    "layouts_of",
    "mapping_of",
    "mappings_listed",
    "outline_of",
    "rows_listed",
    "trouble_of",
    "troubles_of",
    "upload_for",
    "uploads_listed",
]
