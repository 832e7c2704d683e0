"""Webhooks by program: the same services as their pages, and a secret that is told once and kept by nobody."""

from __future__ import annotations

import pytest

from accounts.enums import Role
from accounts.models import KeptAnswer
from notifications.models import WebhookEndpoint
from tests.api.asking import Program
from tests.factories import make_user

pytestmark = pytest.mark.django_db
ASKED = {"name": "Payroll", "url": "https://payroll.example.org/hooks", "kinds": ["evaluation.final"]}


@pytest.fixture
def program() -> Program:
    return Program(make_user(roles=[Role.SYSTEM_ADMIN]))


def test_made_changed_paused_and_taken_away(program: Program) -> None:
    made = program.post("webhooks/", ASKED)
    assert (program.status, made["state"], made["waiting"]) == (201, "works", 0)
    one = f"webhooks/{made['public_id']}/"
    assert "secret" not in program.get(one)
    changed = program.ask("PUT", one, {**ASKED, "kinds": ["evaluation.issued", "evaluation.final"]})
    assert changed["kinds"] == ["evaluation.issued", "evaluation.final"]
    assert program.post(f"{one}pause/")["paused_reason"] == "person"
    assert program.post(f"{one}resume/")["state"] == "works"
    message = program.post(f"{one}ping/")
    assert [row["public_id"] for row in program.get(f"{one}messages/?kind=ping")["results"]] == [message["public_id"]]
    program.post(f"webhook-messages/{message['public_id']}/again/")
    assert program.status == 409  # it waits anyway
    program.ask("DELETE", one)
    assert (program.status, WebhookEndpoint.objects.count()) == (204, 0)


def test_a_secret_is_told_once_also_to_a_repeated_request(program: Program) -> None:
    first = program.post("webhooks/", ASKED, Idempotency_Key="one")
    again = program.post("webhooks/", ASKED, Idempotency_Key="one")
    assert first["secret"].startswith("whsec_")
    assert again == {**first, "secret": None}
    assert first["secret"] not in KeptAnswer.objects.get().body
    second = program.post(f"webhooks/{first['public_id']}/secret/", Idempotency_Key="two")
    assert second["secret"].startswith("whsec_")
    assert second["secret"] != first["secret"]
    assert second["secret"] not in "".join(KeptAnswer.objects.values_list("body", flat=True))


def test_everything_that_is_wrong_is_said_by_field(program: Program) -> None:
    answer = program.post("webhooks/", {**ASKED, "url": "http://10.0.0.1/", "kinds": ["evaluation.final"]})
    assert (program.status, [row["field"] for row in answer["violations"]]) == (422, ["url"])
    answer = program.post("webhooks/", {**ASKED, "kinds": ["ping"]})
    assert [row["field"] for row in answer["violations"]] == ["kinds.0"]
