"""Requests that no program of good will sends: refused with a sentence, never a fault."""

from __future__ import annotations

from base64 import b64encode

import pytest
from django.test import Client

from tests.api.asking import Program
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["evaluations/", "org-units/", "people/", "classifications/", "me/tokens/"])
@pytest.mark.parametrize("place", ["p=abc", "p=%00", "p=%ED%A0%80"])
def test_a_place_that_no_row_has_is_no_fault(path: str, place: str) -> None:
    program = Program(make_user())
    program.get(f"{path}?cursor={b64encode(place.encode()).decode()}")
    assert program.status in (200, 422)


def test_half_a_sign_as_a_name_is_named() -> None:
    program = Program(make_user())
    response = program.client.post(
        "/api/v1/evaluations/", data='{"\\ud800": 1}', content_type="application/json",
        headers={"Authorization": f"Bearer {program.text}"},
    )  # fmt: skip
    assert (response.status_code, response.json()["violations"][0]["code"]) == (422, "unknown_field")


def test_nesting_without_end_is_no_request() -> None:
    program = Program(make_user())
    response = program.client.post(
        "/api/v1/evaluations/", data="[" * 100_000, content_type="application/json",
        headers={"Authorization": f"Bearer {program.text}"},
    )  # fmt: skip
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")


@pytest.mark.parametrize("charset", ["zlib", "rot13", "nothing"])
def test_a_charset_of_no_text_is_no_fault(charset: str) -> None:
    response = Client().get("/api/v1/me/?q=%E9", content_type=f"application/json; charset={charset}")
    assert response.status_code == 401
