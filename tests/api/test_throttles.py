"""So many requests in a time, counted by person; writing has a tighter limit of its own."""

from __future__ import annotations

import pytest

from accounts.api.sign_in import EachPerson
from tests.api.asking import Program
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(EachPerson, "THROTTLE_RATES", {"person": "4/min", "writer": "2/min"})


def test_each_person_has_so_many_requests() -> None:
    one, other = Program(make_user()), Program(make_user())
    for _time in range(4):
        one.get("me/")
        assert one.status == 200
    answer = one.get("me/")
    assert (one.status, answer["detail"]) == (429, "Too many requests. Wait 60 seconds, then go on.")
    assert one.response["Retry-After"] == "61"
    other.get("me/")
    assert other.status == 200


def test_two_tokens_of_one_person_share_the_limit() -> None:
    user = make_user()
    one, other = Program(user), Program(user)
    for program in (one, other, one, other, one):
        program.get("me/")
    assert one.status == 429


def test_writing_has_a_limit_of_its_own() -> None:
    program = Program(make_user())
    for _time in range(3):
        program.post("evaluations/", {})
    assert program.status == 429
    program.get("me/")
    assert program.status == 200
