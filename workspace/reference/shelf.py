"""All reference documents, by their names."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from workspace.reference.data import data
from workspace.reference.jobs import jobs
from workspace.reference.permissions import permissions
from workspace.reference.rules import rules
from workspace.reference.settings import settings
from workspace.reference.shapes import Document
from workspace.reference.states import states

DOCUMENTS: dict[str, Callable[[], Document]] = {
    "states": states,
    "permissions": permissions,
    "rules": rules,
    "settings": settings,
    "jobs": jobs,
    "data": data,
}


@lru_cache
def document(slug: str) -> Document:
    """The document of that name; what it tells does not change while the program runs. Raises KeyError."""
    return DOCUMENTS[slug]()
