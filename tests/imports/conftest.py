"""A clock that stands, two classes, and an administrator's browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from imports import registry
from tests.factories import make_classification
from tests.imports.acts import AT, administrator, client_for


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def classes(db: None) -> None:
    make_classification(code="0617", title="Office Technician")
    make_classification(code="1733", title="Program Manager")


@pytest.fixture
def admin(classes: None) -> User:
    return administrator()


@pytest.fixture
def client(admin: User) -> Client:
    return client_for(admin)


@pytest.fixture
def hooks() -> Iterator[None]:
    """What a test registers above people and classes goes when it ends."""
    registry.effects_of("none", registry.Difference(), at=AT)  # whatever the rooms register is there before
    before = [{name: list(found) for name, found in kept.items()} for kept in (registry._effects, registry._dependants)]
    yield
    for kept, was in zip((registry._effects, registry._dependants), before, strict=True):
        kept.clear()
        kept.update(was)
