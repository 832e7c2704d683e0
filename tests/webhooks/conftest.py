"""A receiver for those tests that send."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from accounts.enums import Role
from accounts.models import User
from tests.factories import make_user
from tests.webhooks.receiver import Authority, Receiver, authority


@pytest.fixture(scope="session")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """The certificate authority of this run."""
    return authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def receiver(settings, trusted: Authority) -> Iterator[Receiver]:
    """A server whose certificate is trusted and whose network and port are allowed."""
    server = Receiver(Path(trusted.certificate))
    server.start()
    settings.WEBHOOK_ALLOWED_NETWORKS = ["127.0.0.0/8"]
    settings.WEBHOOK_PORTS = [443, server.port]
    settings.WEBHOOK_CA_FILE = str(trusted.ca)
    yield server
    server.stop()


@pytest.fixture
def admin() -> User:
    return make_user(name="Hyun-woo Park", roles=[Role.SYSTEM_ADMIN])
