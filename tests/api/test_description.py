"""The description of the API is whole: every operation has its words, its scope, and examples that are true to it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from jsonschema import Draft202012Validator, FormatChecker

from accounts.enums import Scope
from common.api.serializers import Asked
from config.api_examples import VALUES
from tests.api.asking import Program
from tests.factories import make_user
from workspace.selectors.api_description import api_description

FILES = {"application/octet-stream", "application/pdf", "text/csv"}
# A step that needs nothing said.
BODILESS = {
    "evaluations_waive_create", "evaluations_continue_create", "imports_undo_create", "webhooks_ping_create",
    "webhooks_pause_create",
    "webhooks_resume_create", "webhooks_secret_create", "webhook_messages_again_create",
}  # fmt: skip


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    """Method, address and description of every operation."""
    paths = api_description()["paths"]
    return [(method, path, one) for path, methods in paths.items() for method, one in methods.items()]


def contents(one: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """What is sent and what is answered: "request" or a status, the media type, and its description."""
    for kind, media in one.get("requestBody", {}).get("content", {}).items():
        yield "request", kind, media
    for status, answer in one["responses"].items():
        for kind, media in answer.get("content", {}).items():
            yield status, kind, media


def examples(media: dict[str, Any]) -> list[Any]:
    """The values of the examples, those that are named elsewhere too."""
    found = [media["example"]] if "example" in media else []
    for named in media.get("examples", {}).values():
        name = named["$ref"].rpartition("/")[2]
        found.append(api_description()["components"]["examples"][name]["value"])
    return found


def faults(value: Any, schema: dict[str, Any]) -> list[str]:
    """What is not right about the value, as its schema has it. Nothing that is not described may stand in it."""
    whole = {**schema, "components": {"schemas": closed_schemas()}}
    validator = Draft202012Validator(whole, format_checker=FormatChecker())
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]


def closed_schemas() -> dict[str, Any]:
    """The described objects; an example that says more than they do is an error."""
    schemas = api_description()["components"]["schemas"]
    return {name: {"additionalProperties": False, **schema} for name, schema in schemas.items()}


def test_it_is_openapi_3_1_with_every_address() -> None:
    whole = api_description()
    assert (whole["openapi"], whole["info"]["title"], whole["servers"]) == (
        "3.1.0", "Fairstep", [{"url": "http://localhost:8000"}],
    )  # fmt: skip
    views = [pattern.callback.view_class for pattern in patterns(get_resolver("config.api_urls"))]
    assert len(operations()) == sum(len(view.scopes) for view in views)
    assert [path for path in whole["paths"] if not path.startswith("/api/v1/")] == []


def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for entry in resolver.url_patterns:
        yield from patterns(entry) if isinstance(entry, URLResolver) else [entry]


def test_every_operation_has_its_words() -> None:
    names = [one["operationId"] for _method, _path, one in operations()]
    assert sorted(names) == sorted(set(names))
    for _method, _path, one in operations():
        assert one["summary"], one["operationId"]
        assert len(one["description"]) > len(one["summary"])
        assert not [part for part in one["responses"].values() if not part["description"]]
    tags = {tag["name"] for tag in api_description()["tags"]}
    assert {tag for _method, _path, one in operations() for tag in one["tags"]} == tags


def test_every_operation_says_its_scope_twice_and_alike() -> None:
    for _method, _path, one in operations():
        token, session = one["security"]
        assert (list(token), session) == (["accessToken"], {"cookieAuth": []})
        assert set(token["accessToken"]) <= set(Scope)
        said = re.search(r"An access token needs (?:the scope `([^`]+)`|no scope of its own)\.$", one["description"])
        assert said is not None, one["operationId"]
        assert token["accessToken"] == ([said[1]] if said[1] else [])


def test_every_body_and_every_answer_has_an_example_that_is_true_to_it() -> None:
    found = {}
    for method, path, one in operations():
        for where, kind, media in contents(one):
            if kind in FILES:
                continue
            values = examples(media)
            wrong = [fault for value in values for fault in faults(value, media["schema"])]
            wrong = wrong if values else ["no example"]
            if wrong:
                found[f"{method} {path} {where}"] = wrong
    assert found == {}


def test_the_examples_cover_what_is_sent() -> None:
    sending = {one["operationId"] for method, _path, one in operations() if method in ("post", "put", "patch")}
    assert {one["operationId"] for _method, _path, one in operations() if "requestBody" in one} == sending - BODILESS


def test_a_wrong_example_would_be_found() -> None:
    schema = {"$ref": "#/components/schemas/PersonNamed"}
    assert sorted(faults({"employee_no": 7, "surname": "Ruiz"}, schema)) == [
        "$.employee_no: 7 is not of type 'string'",
        "$: 'name' is a required property",
        "$: Additional properties are not allowed ('surname' was unexpected)",
    ]


def test_what_is_sent_says_what_it_is() -> None:
    """Every value of an address, every field of a body."""
    silent = [
        (one["operationId"], parameter["name"])
        for _method, _path, one in operations()
        for parameter in one.get("parameters", ())
        if not parameter.get("description")
    ]
    silent += [
        (name, field)
        for name, schema in api_description()["components"]["schemas"].items()
        for field, part in schema.get("properties", {}).items()
        if name.endswith("Asked") and not part.get("description")
    ]
    assert silent == []


def test_the_examples_of_bodies_are_taken() -> None:
    """By the very serializers that take them; a file stands by its name and is left out."""
    examples = json.loads(VALUES.read_text())["objects"]
    known = {kind.__name__: kind for kind in subclasses(Asked)}
    sent = {name: value for name, value in examples.items() if name.endswith("Asked")}
    errors = {name: known[name](data=value).is_valid(raise_exception=False) for name, value in sent.items()}
    assert errors == {name: name not in ("AttachmentAsked", "UploadAsked") for name in sent}


def subclasses(kind: type) -> Iterator[type]:
    for one in kind.__subclasses__():
        yield from (one, *subclasses(one))


def test_values_of_a_path_have_an_example() -> None:
    missing = [
        (one["operationId"], parameter["name"])
        for _method, _path, one in operations()
        for parameter in one.get("parameters", ())
        if (parameter["in"] == "path" or parameter.get("required")) and "example" not in parameter
    ]
    assert missing == []


@pytest.mark.django_db
class TestTheAddress:
    def test_whoever_is_signed_in_reads_it(self, client: Client) -> None:
        client.force_login(make_user())
        response = client.get("/api/schema/")
        assert (response.status_code, response["Content-Type"]) == (200, "application/json")
        assert response.json() == api_description()
        again = client.get("/api/schema/", headers={"If-None-Match": response["ETag"]})
        assert (again.status_code, again.content) == (304, b"")

    def test_any_token_reads_it(self) -> None:
        program = Program(make_user(), [Scope.CALENDAR_READ])
        response = program.client.get("/api/schema/", headers={"Authorization": f"Bearer {program.text}"})
        assert response.json()["info"]["version"] == "1"

    def test_nobody_else(self, client: Client) -> None:
        response = client.get(reverse("api_schema"))
        assert (response.status_code, response.json()["title"]) == (401, "Sign in first")
