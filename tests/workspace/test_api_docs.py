"""The API for people: every operation of the description stands on its page, with what one can copy."""

from __future__ import annotations

import json
import shlex

import pytest
from django.test import Client

from tests.counting import queries_of
from tests.evaluations.pages import page_of, said
from tests.factories import make_user
from workspace.selectors.api_description import api_description
from workspace.selectors.api_docs import Kind, api_documented, kind_of

ONE = "5b0c8f0e-3f5c-4f0e-9d53-7f2f6f6f1a01"


def command(name: str) -> list[str]:
    """The example's words, as the shell takes them."""
    return shlex.split(operation(name).request.replace("\\\n", ""))


def operation(name: str):
    return next(one for subject in api_documented().subjects for one in subject.operations if one.name == name)


def test_every_operation_and_every_object_is_there() -> None:
    described = {one["operationId"] for ways in api_description()["paths"].values() for one in ways.values()}
    whole = api_documented()
    assert {one.name for subject in whole.subjects for one in subject.operations} == described
    pages = {name for name in api_description()["components"]["schemas"] if name.startswith("Paginated")}
    assert {thing.name for thing in whole.things} == set(api_description()["components"]["schemas"]) - pages


def test_an_operation_says_what_it_takes() -> None:
    one = operation("evaluations_content_partial_update")
    assert (one.method, one.path, one.scope) == (
        "PATCH", "/api/v1/evaluations/{public_id}/content/", "evaluations:write",
    )  # fmt: skip
    assert [(field.where, field.name, field.is_required) for field in one.parameters] == [
        ("header", "If-Match", True), ("path", "public_id", True),
    ]  # fmt: skip
    assert [answer.status for answer in one.refusals] == [
        "400", "401", "403", "404", "409", "412", "415", "422", "428", "429",
    ]  # fmt: skip
    overall = next(field for field in one.body if field.name == "overall")
    assert overall.kind.words == "one of or empty"
    assert overall.kind.choices[0] == ("outstanding", "Outstanding")


def test_its_example_is_a_command() -> None:
    words = command("evaluations_create")
    assert words[:4] == ["curl", "-X", "POST", "http://localhost:8000/api/v1/evaluations/"]
    assert words[4:8] == ["-H", "Authorization: Bearer $TOKEN", "-H", "Content-Type: application/json"]
    assert json.loads(words[9])["employee_no"] == "001053"
    assert json.loads(operation("evaluations_create").answer)["status"] == "draft"


def test_an_example_with_a_file_a_query_or_a_download() -> None:
    assert command("imports_create")[-4:] == [
        "-F", "kind=classifications", "-F", "file=@classes.csv",
    ]  # fmt: skip
    assert command("calendar_month_retrieve")[1].endswith("?month=6&year=2026")
    packet = command("evaluations_packets_retrieve")
    assert packet[1] == f"http://localhost:8000/api/v1/evaluations/{ONE}/packets/employee_copy/"
    assert packet[-2:] == ["-O", "-J"]


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ({"type": "string", "format": "date"}, Kind("date")),
        ({"type": ["string", "null"], "format": "date-time"}, Kind("date and time or null")),
        ({"type": "integer", "minimum": 15, "maximum": 480}, Kind("whole number, 15 or more, 480 or less")),
        ({"type": "array", "items": {"$ref": "#/components/schemas/LeaveShown"}}, Kind("list of", "LeaveShown")),
        ({"type": "array", "items": {"type": "string"}}, Kind("list of text")),
        ({"oneOf": [{"$ref": "#/x/PersonNamed"}, {"type": "null"}]}, Kind("null, or", "PersonNamed")),
        ({"type": "object", "additionalProperties": {"type": "integer"}}, Kind("object of keys with whole number")),
        ({"type": "object", "additionalProperties": {}}, Kind("object")),
        ({"$ref": "#/x/PaginatedUnitShownList"}, Kind("a page of", "UnitShown")),
        ({"type": "string", "format": "binary"}, Kind("file")),
    ],
)
def test_kinds_in_words(schema: dict[str, object], kind: Kind) -> None:
    assert kind_of(schema) == kind


@pytest.mark.django_db
def test_the_page(client: Client) -> None:
    client.force_login(make_user())
    page = page_of(client.get("/api/docs/"))
    parts = page.xpath("//details[contains(@class, 'fs-api')]")
    assert len(parts) == sum(len(ways) for ways in api_description()["paths"].values())
    summary = page.get_element_by_id("evaluations_sign_create").find("summary")
    words = "POST /api/v1/evaluations/{public_id}/sign/ Sign as Reviewer or Department Head"
    assert said(summary) == words
    links = {link[1:] for link in page.xpath("//main//a/@href") if link.startswith("#")}
    assert [link for link in links if page.get_element_by_id(link, None) is None] == []


@pytest.mark.django_db
def test_the_page_reads_nothing_but_what_stands_around_every_page(client: Client) -> None:
    client.force_login(make_user())
    client.get("/api/docs/")
    assert queries_of(client.get, "/api/docs/") == queries_of(client.get, "/signed-in/")
