"""The demo agency, loaded once for the tests of this folder and rolled back after them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from pytest_django import DjangoDbBlocker

from workspace.demo.agency import agency_load

# Sunday, November 22, 2026: a weekend, so that "yesterday" is no working day.
LOADED_AT = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def agency(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Everything that `load_demo` loads, as of LOADED_AT; what it does is undone after the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        agency_load(at=LOADED_AT)
        yield
        transaction.set_rollback(True)


def stored_files() -> list[str]:
    """Every file in the private store."""
    root = Path(default_storage.path(""))
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())
