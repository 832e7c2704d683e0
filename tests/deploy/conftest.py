"""One PostgreSQL with one prepared installation for all tests of this folder that need it; each works on a copy."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.deploy.cluster import APP, OWNER, SURVIVES, Cluster, Installation, command_of
from tools.postgres import prepare, start, throwaway_place

_numbers = count(1)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    with throwaway_place() as place:
        prepare(place)
        found = Cluster(place, start(place, settings=SURVIVES))
        # As in a deployment that does not hand out superusers: the owner may make roles, and is no superuser.
        found.ask(f"CREATE ROLE {OWNER} LOGIN CREATEROLE")
        try:
            yield found
        finally:
            found.stop()


@pytest.fixture(scope="session")
def prepared(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """What the service `prepare` leaves, by its own command, and then the agency, loaded by the application's role."""
    folder = tmp_path_factory.mktemp("prepared")
    cluster.ask(f"CREATE DATABASE prepared OWNER {OWNER}")
    installation = Installation(cluster, "prepared", folder)
    for name in ("files", "static"):
        (folder / name).mkdir()
    # As the image does it when it is built, then the service by its own command.
    installation.manage("collectstatic", "--noinput")
    installation.run(*command_of("prepare"), role=OWNER)
    assert (folder / "static" / "staticfiles.json").read_bytes() == (
        folder / "collected" / "staticfiles.json"
    ).read_bytes()
    assert installation.run("python", "-m", "tests.deploy.agency").splitlines()[-1] == "2"
    return installation


@pytest.fixture
def installation(prepared: Installation, tmp_path: Path) -> Iterator[Installation]:
    """A copy of the prepared one, to do anything with."""
    for part in ("files", "keys", "static"):
        shutil.copytree(prepared.folder / part, tmp_path / part)
    (tmp_path / "collected").symlink_to(prepared.folder / "collected")
    with prepared.cluster.copy_of("prepared", f"copy_{next(_numbers)}") as name:
        copy = Installation(prepared.cluster, name, tmp_path)
        # Rights on a database are not copied with it.
        prepared.cluster.ask(f'GRANT CONNECT, TEMPORARY ON DATABASE "{name}" TO {APP}')
        yield copy
