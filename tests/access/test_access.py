"""Every address, role and method against the reviewed table; an address without a row fails."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
import time_machine
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from tests.access.api_table import ROWS as API_ROWS
from tests.access.scene import ROLES, Scene, arguments, make_scene
from tests.access.table import ROWS, Row
from tests.evaluations.journeys import AT, HOUR

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(AT + 9 * HOUR, tick=False):
        yield


@pytest.fixture
def scene() -> Scene:
    return make_scene()


def addresses(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    """The name of every address of the site; one without a name is given by its route and matches no row."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from addresses(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}" if entry.name else str(entry.pattern)


def test_every_address_has_its_rows() -> None:
    assert {row.name for row in (*ROWS, *API_ROWS)} == set(addresses(get_resolver()))


def client_for(scene: Scene, role: str) -> Client:
    client = Client()
    if role != "anonymous":
        client.force_login(scene.users[role])
    return client


def answer(client: Client, method: str, url: str) -> int:
    """The status; whatever the request changed is taken back, so that each cell meets the same state."""
    cache.clear()
    with transaction.atomic():
        response = getattr(client, method)(url)
        if response.streaming:  # read to its end, so that the file is closed
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    return int(response.status_code)


def query(scene: Scene, row: Row) -> str:
    return f"?employee={scene.chain.employee.employee_no}" if row.name == "evaluations:start" else ""


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.name}-{row.state}")
def test_each_role_gets_what_the_table_says(scene: Scene, row: Row) -> None:
    url = reverse(row.name, args=arguments(scene, row.name, row.state)) + query(scene, row)
    clients = {role: client_for(scene, role) for role in ROLES}
    found = {
        method: {role: answer(client, method, url) for role, client in clients.items()} for method in ("get", "post")
    }
    expected = {"get": dict(zip(ROLES, row.get, strict=True)), "post": dict(zip(ROLES, row.post, strict=True))}
    assert found == expected


# The library's own pages take PUT for POST, and those of the providers any method.
THEIRS = ("account_", "mfa_", "socialaccount_", "openid_connect_", "saml_")
OURS = sorted({row.name for row in ROWS if not row.name.startswith(THEIRS)})


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_no_address_of_ours_knows_other_methods(scene: Scene, method: str) -> None:
    clients = [client_for(scene, role) for role in ("rater", "system_admin")]
    statuses = {name: {answer(client, method, some_url(name)) for client in clients} for name in OURS}
    assert statuses == {name: {405} for name in OURS}


def some_url(name: str) -> str:
    """An address of that name; whether anything is there does not matter to the method."""
    candidates = (
        [],
        [uuid4()],
        [uuid4(), uuid4()],
        [uuid4(), "record"],
        ["record", uuid4()],
        [1],
        ["one"],
        ["one", 1],
        [1, "one"],
    )
    for args in candidates:
        try:
            return reverse(name, args=args)
        except NoReverseMatch:
            continue
    raise AssertionError(name)
