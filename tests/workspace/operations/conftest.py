"""A clock that stands, a folder of its own, and a system administrator's browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from tests.factories import make_user
from tests.workspace.operations.pages import AT


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Coordinates]:
    cache.clear()
    with time_machine.travel(AT, tick=False) as clock:
        yield clock


@pytest.fixture(autouse=True)
def own_checkpoints(settings, tmp_path) -> None:
    settings.VAR_DIR, settings.CHECKPOINT_KEY_FILE = tmp_path, tmp_path / "checkpoint.key"


@pytest.fixture
def admin() -> User:
    return make_user(name="Hyun-woo Park", roles=[Role.SYSTEM_ADMIN])


@pytest.fixture
def client(admin: User) -> Client:
    client = Client()
    client.force_login(admin)
    return client
