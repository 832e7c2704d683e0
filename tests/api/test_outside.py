"""What is refused or fails outside of any view of the API is a problem as JSON, too, and never a page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client, override_settings
from django.urls import path
from django.views.decorators.http import require_POST

from accounts.enums import Role
from accounts.models import KeptAnswer
from accounts.tasks import forget
from common.errors import Conflict
from jobs.models import Run
from tests.api.asking import Program
from tests.evaluations.journeys import AT, HOUR
from tests.factories import make_user

pytestmark = pytest.mark.django_db
MEGABYTE = 1024 * 1024
NO_SUCH = "There is no such address. Each one ends with a slash; /api/docs/ has them all."


def breaks(request: HttpRequest) -> None:
    raise RuntimeError("a fault")


def refuses(request: HttpRequest) -> None:
    raise Conflict("Not now.")


@require_POST
def takes_a_form(request: HttpRequest) -> None:
    raise AssertionError("reached without a form's token")


# As config.urls, for the tests below that need an address which breaks.
urlpatterns = [path("api/breaks/", breaks), path("api/refuses/", refuses), path("api/form/", takes_a_form)]
handler500 = "common.views.server_error"
faulty = override_settings(
    ROOT_URLCONF=__name__,
    MIDDLEWARE=["django.middleware.csrf.CsrfViewMiddleware", "common.middleware.ErrorPagesMiddleware"],
)


def problem(response: Any) -> tuple[int, str, str]:
    """Status, title and sentence of what must be a problem."""
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert (body["status"], body["type"], body["violations"]) == (response.status_code, "about:blank", [])
    return response.status_code, body["title"], body["detail"]


@pytest.mark.parametrize("address", ["/api/", "/api/v1/", "/api/v1/nothing/", "/api/v2/people/", "/api/v1/people/a/b/"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_unknown_address(address: str, method: str) -> None:
    assert problem(Client().generic(method, address)) == (404, "There is nothing here", NO_SUCH)


def test_a_missing_slash_is_not_led_on() -> None:
    """A POST would come out as the GET of the list, and look as if it had been done."""
    for method in ("GET", "POST"):
        assert problem(Client().generic(method, "/api/v1/evaluations"))[0] == 404


def test_pages_stay_pages() -> None:
    response = Client().get("/no/such/page/")
    assert (response.status_code, response["Content-Type"]) == (404, "text/html; charset=utf-8")


@faulty
def test_a_fault_of_ours() -> None:
    response = Client(raise_request_exception=False).get("/api/breaks/")
    assert problem(response) == (
        500,
        "Something went wrong here",
        "The fault is ours, and it has been recorded. Please try again in a few minutes.",
    )


@faulty
def test_an_error_of_the_product_outside_of_the_framework() -> None:
    assert problem(Client().get("/api/refuses/")) == (409, Conflict.title, "Not now.")


@faulty
def test_a_form_without_its_token() -> None:
    response = Client(enforce_csrf_checks=True).post("/api/form/")
    assert problem(response) == (
        403,
        "This step is not yours",
        "Send the form's token in the header X-CSRFToken, or use an access token.",
    )


def test_another_hosts_name() -> None:
    assert problem(Client().get("/api/v1/me/", headers={"Host": "elsewhere.example"})) == (
        400,
        "The request cannot be read",
        "The request could not be understood. Look at its headers and the form of its body.",
    )


def test_more_fields_than_anybody_sends() -> None:
    program = Program(make_user(roles=[Role.CLASSIFICATION_ADMIN]))
    fields = {f"field{number}": "x" for number in range(2001)}
    response = Client(headers={"Authorization": f"Bearer {program.text}"}).post("/api/v1/imports/", fields)
    assert problem(response)[:2] == (400, "The request cannot be read")


class Untouched:
    """A body that must not be read."""

    def read(self, *_: object) -> bytes:
        raise AssertionError("the body was read")

    readline = read


@pytest.mark.parametrize(
    ("address", "size", "sentence"),
    [
        ("/api/v1/evaluations/", 3, "More than 2 MB cannot be sent here, and nothing of it was kept."),
        ("/api/v1/nothing/", 3, "More than 2 MB cannot be sent here, and nothing of it was kept."),
        ("/api/v1/imports/", 27, "More than 26 MB cannot be sent here, and nothing of it was kept."),
    ],
)
def test_a_body_that_is_too_large_is_not_read(address: str, size: int, sentence: str) -> None:
    unread = {"CONTENT_LENGTH": str(size * MEGABYTE), "wsgi.input": Untouched()}
    response = Client().generic("POST", address, content_type="application/json", **unread)
    assert problem(response) == (413, "Too large", sentence)


def test_a_body_of_unknown_size_is_not_read() -> None:
    unread = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input": Untouched()}
    response = Client().generic("POST", "/api/v1/evaluations/", content_type="application/json", **unread)
    assert problem(response) == (
        411,
        "The size is missing",
        "What is sent here has to say beforehand how large it is. Nothing of it was kept.",
    )


def test_kept_answers_are_forgotten_after_a_day() -> None:
    user, now = make_user(), AT + 9 * HOUR
    for key, age in (("young", timedelta(hours=23)), ("old", timedelta(hours=25))):
        KeptAnswer.objects.create(user=user, key=key, request_sha256="0" * 64, created_at=now - age)
    forget()
    assert [row.key for row in KeptAnswer.objects.all()] == ["young"]
    assert Run.objects.get(name="accounts.forget").counts == {"answers": 1}
