"""One line for each request, with its name and route; nothing that anybody typed, is called, or asked for."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from common.json_log import PrivateJsonFormatter, error_told
from common.request_ids import named, request_id, safe_request_id
from config.logs import logging_settings
from jobs.models import Job
from jobs.registry import _handlers, handler
from jobs.services import drain, enqueue
from tests.evaluations.journeys import AT
from tests.factories import PASSWORD, make_user

MARKS = (
    "Zanzibar-Quillfeather",
    "mark-in-query",
    "mark-in-form",
    "mark-in-path",
    "mark-in-error",
    "mark@secret.example",
)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that a deployed process would write, at its loudest."""
    stream, root = io.StringIO(), logging.getLogger()
    before = {name: logging.getLogger(name).level for name in logging_settings("json", level="INFO")["loggers"]}
    level = root.level
    written = logging.StreamHandler(stream)
    written.setFormatter(PrivateJsonFormatter())
    root.addHandler(written)
    root.setLevel("INFO")
    for name, told in logging_settings("json", level="INFO")["loggers"].items():
        logging.getLogger(name).setLevel(told["level"])
    yield stream
    root.removeHandler(written)
    root.setLevel(level)
    for name, old in before.items():
        logging.getLogger(name).setLevel(old)


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def requests(log: io.StringIO) -> list[dict[str, Any]]:
    return [line for line in lines(log) if line["logger"] == "common.request_log"]


@pytest.mark.parametrize(
    ("offered", "is_kept"),
    [
        ("4bf92f3577b34da6a3ce929d0e0e4736", True),
        ("proxy-1.2026_11", True),
        ("short", False),
        ("", False),
        ("x" * 65, False),
        ("-leading-dash", False),
        ("with space in it", False),
        ("line\nbreak-line", False),
        ("mark@secret.example", False),
        ("ends-with-break\n", False),
    ],
)
def test_a_name_from_outside_is_kept_in_a_safe_shape_only(offered: str, is_kept: bool) -> None:
    kept = safe_request_id(offered)
    assert (kept == offered, bool(re.fullmatch(r"[A-Za-z0-9._-]{8,64}", kept))) == (is_kept, True)


@pytest.mark.django_db
def test_each_request_has_its_line_and_its_name_in_the_answer(client: Client, log: io.StringIO) -> None:
    user = make_user(roles=[Role.SYSTEM_ADMIN])
    client.force_login(user)
    answer = client.get("/operations/?q=mark-in-query", headers={"X-Request-ID": "from-the-proxy-1"})
    assert answer["X-Request-ID"] == "from-the-proxy-1"
    (line,) = requests(log)
    taken = line.pop("milliseconds"), line.pop("time")
    assert (isinstance(taken[0], int), taken[1][-6:]) == (True, "+00:00")
    assert line == {
        "level": "INFO",
        "logger": "common.request_log",
        "message": "GET operations 200",
        "request_id": "from-the-proxy-1",
        "method": "GET",
        "route": "operations",
        "status": 200,
        "user_id": user.pk,
    }
    other = client.get("/operations/", headers={"X-Request-ID": "no good"})
    assert re.fullmatch("[0-9a-f]{32}", other["X-Request-ID"])
    assert request_id() == ""


@pytest.mark.django_db
def test_health_is_told_only_where_it_is_bad(client: Client, log: io.StringIO) -> None:
    client.get("/healthz")
    client.post("/healthz")
    assert [(line["route"], line["status"]) for line in requests(log)] == [("healthz", 405)]


@pytest.mark.django_db
def test_nothing_personal_is_logged(client: Client, log: io.StringIO, settings: Any) -> None:
    """Sign-ins good and bad, a form, an address with words in it, an address that is not there, a made-up host."""
    cache.clear()
    user = make_user(email="mark@secret.example", name="Zanzibar-Quillfeather", roles=[Role.HR])
    client.post("/sign-in/", {"login": "mark@secret.example", "password": "mark-in-form"})
    client.post("/sign-in/?next=/mark-in-query", {"login": "mark@secret.example", "password": PASSWORD})
    client.post("/password/reset/", {"email": "mark@secret.example"})
    client.get("/people/?q=mark-in-query")
    client.get("/people/mark-in-path/due/")
    client.get("/mark-in-path?mark-in-query")
    client.post("/imports/new/", {"kind": "mark-in-form"})
    client.get("/", headers={"Host": "mark-in-path.example"})
    client.get("/password/reset/key/mark-in-path-abc/")
    client.get("/api/v1/people/?search=mark-in-query", headers={"Authorization": "Bearer mark-in-form"})
    told = log.getvalue()
    assert [mark for mark in MARKS if mark in told] == []
    statuses = [(line["route"], line["user_id"]) for line in requests(log)]
    assert ("", user.pk) in statuses or ("", None) in statuses
    assert len(statuses) == 10


def test_an_error_is_told_by_its_classes_and_places(log: io.StringIO) -> None:
    words = "mark-in-error"

    def fail(value: str) -> None:
        raise ValueError(f"cannot read {value}")

    try:
        try:
            fail(words)
        except ValueError as error:
            raise LookupError(words) from error
    except LookupError:
        logging.getLogger("django.request").exception("Internal Server Error: %s", f"/people/{words}/?q={words}")
    (line,) = lines(log)
    assert words not in log.getvalue()
    assert line["message"] == "Internal Server Error: %s"
    assert [part["class"] for part in line["error"]] == ["builtins.LookupError", "builtins.ValueError"]
    places = [[re.sub(r":\d+ ", " ", place) for place in part["at"]] for part in line["error"]]
    here = "tests/deploy/test_logs.py"
    name = "test_an_error_is_told_by_its_classes_and_places"
    assert places == [[f"{here} {name}"], [f"{here} {name}", f"{here} fail"]]


@pytest.mark.django_db
def test_the_row_that_broke_a_constraint_is_not_told(log: io.StringIO) -> None:
    make_user(email="mark@secret.example")
    with pytest.raises(IntegrityError, match="secret") as raised, transaction.atomic():
        User.objects.bulk_create([User(email="mark@secret.example", name="x")])
    told = error_told(raised.value)
    assert [part["class"] for part in told] == ["django.db.utils.IntegrityError", "psycopg2.errors.UniqueViolation"]
    assert "mark@secret.example" not in json.dumps(told)


@pytest.mark.django_db
def test_a_view_that_fails_names_its_request_and_no_values(
    client: Client, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault deep below a page, as it reaches the handler of whatever nobody caught."""

    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("mark-in-error")

    monkeypatch.setattr("common.views.readiness", broken)
    client.raise_request_exception = False
    answer = client.get("/readyz?mark-in-query", headers={"X-Request-ID": "the-one-that-failed"})
    assert answer.status_code == 500
    told = lines(log)
    assert {line["request_id"] for line in told} == {"the-one-that-failed"}
    assert [line["error"][0]["class"] for line in told if "error" in line] == ["builtins.RuntimeError"]
    assert [mark for mark in MARKS if mark in log.getvalue()] == []


@pytest.fixture
def own_handler() -> Iterator[list[str]]:
    """Notes under which request's name the job is worked on."""
    from jobs.registry import handler_named

    handler_named("none")
    before, seen = dict(_handlers), []
    handler("tests.request")(lambda payload, *, at: seen.append(request_id()))
    yield seen
    _handlers.clear()
    _handlers.update(before)


@pytest.mark.django_db
def test_a_job_is_worked_on_under_the_name_of_the_request_that_asked(own_handler: list[str]) -> None:
    with named("the-request-that-asked"):
        enqueue(name="tests.request", key="1", payload={})
    enqueue(name="tests.request", key="2", payload={})
    assert list(Job.objects.order_by("id").values_list("request_id", flat=True)) == ["the-request-that-asked", ""]
    Job.objects.update(available_at=AT)
    assert (drain(at=AT), own_handler, request_id()) == (2, ["the-request-that-asked", ""], "")


def test_a_format_is_chosen_and_json_is_what_nobody_chose() -> None:
    told = {name: logging_settings(name, level="INFO") for name in ("line", "json", "x")}
    chosen = {name: whole["handlers"]["console"]["formatter"] for name, whole in told.items()}
    assert chosen == {"line": "line", "json": "json", "x": "json"}
