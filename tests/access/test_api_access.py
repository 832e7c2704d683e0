"""Every address of the API, role and method against its reviewed table, and against that of the pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.access.api_table import ROWS, Row
from tests.access.scene import ROLES, Scene, arguments, make_scene
from tests.access.table import ROWS as PAGES
from tests.access.test_access import client_for, some_url
from tests.evaluations.journeys import AT, HOUR

pytestmark = pytest.mark.django_db
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# The step's page and its address in the API ask the same service.
STEPS = (
    "submit", "withdraw", "concur", "return", "sign", "issue", "record_outcome", "sign_as_employee", "respond", "waive",
    "void", "continue", "correct",
)  # fmt: skip


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(AT + 9 * HOUR, tick=False):
        yield


@pytest.fixture
def scene() -> Scene:
    return make_scene()


def answer(client: Client, method: str, url: str) -> int:
    """The status; whatever the request changed is taken back, so that each cell meets the same state."""
    cache.clear()
    body = {} if method == "GET" else {"data": "{}", "content_type": "application/json"}
    with transaction.atomic():
        response = client.generic(method, url, **body)
        if response.streaming:  # read to its end, so that the file is closed
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    return int(response.status_code)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.name}-{row.state}-{row.method}")
def test_each_role_gets_what_the_table_says(scene: Scene, row: Row) -> None:
    url = reverse(row.name, args=arguments(scene, row.name, row.state))
    found = {role: answer(client_for(scene, role), row.method, url) for role in ROLES}
    assert found == dict(zip(ROLES, row.statuses, strict=True))


def test_every_other_method_is_unknown(scene: Scene) -> None:
    known = {(row.name, row.method) for row in ROWS}
    names = sorted({row.name for row in ROWS})
    clients = {401: Client(), 405: client_for(scene, "rater")}
    found = {
        (name, method): tuple(answer(client, method, some_url(name)) for client in clients.values())
        for name in names
        for method in METHODS
        if (name, method) not in known
    }
    assert found == dict.fromkeys(found, (401, 405))


@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_theirs_here_exactly_where_its_page_is(step: str) -> None:
    pages = {row.state: row.post[1:] for row in PAGES if row.name == f"evaluations:{step}"}
    # Without the token of a page's form an empty request is enough for a step that asks for nothing.
    enough = {200: 422}
    here = {
        row.state: tuple(enough.get(status, status) for status in row.statuses[1:])
        for row in ROWS
        if row.name == f"api:evaluation_{step}" and row.method == "POST"
    }
    assert here == pages
