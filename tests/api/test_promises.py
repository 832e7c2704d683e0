"""Every operation, asked by every role what its description allows and what it does not: no fault, no other answer.

schemathesis invents the requests from the description and holds the answers against it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import cycle
from typing import Any

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accounts.enums import Scope
from accounts.services import access_token_create
from config.wsgi import application
from evaluations.services.meetings import Appointment, meeting_plan
from tests.access.scene import ROLES, Scene, arguments, make_scene
from tests.evaluations.journeys import AT, started
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
CHECKS = (
    not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance,
)  # fmt: skip
EXAMPLES = 2


def closing(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """As a server does: the client that schemathesis brings would leave the answer, and the file behind it, open."""
    answer = application(environ, start_response)
    try:
        return [b"".join(answer)]
    finally:
        answer.close()


@pytest.fixture(scope="module")
def description() -> Any:
    text = OpenApiJsonRenderer().render(SchemaGenerator().get_schema(public=True))
    found = schemathesis.openapi.from_dict(json.loads(text))
    found.app = closing
    return found


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """As the test client does: the application leaves the connection open whose transaction is the test's."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def token_for(scene: Scene, role: str) -> dict[str, str]:
    if role == "anonymous":
        return {}
    _token, text = access_token_create(
        user=scene.users[role], name="promises", scopes=tuple(Scope), expires_on=date(2026, 12, 31), proof=PASSWORD,
        at=AT,
    )  # fmt: skip
    return {"Authorization": f"Bearer {text}"}


def things(scene: Scene) -> Iterator[dict[str, Any]]:
    """Names that stand for something, in turn: evaluations in several states, a person, a class, an upload …"""
    issued, attachment = arguments(scene, "api:evaluation_attachment", "issued")
    when = Appointment(AT + timedelta(days=7), 60, "Room 3-A")
    meeting = meeting_plan(public_id=issued, appointment=when, by=scene.users["rater"], at=AT)
    draft = started(scene.chain, period=(date(2024, 7, 1), date(2025, 6, 30)))
    employee = scene.chain.employee
    everywhere = {
        "attachment_id": attachment, "meeting_id": meeting.public_id, "employee_no": employee.employee_no,
        "code": employee.classification.code, "id": employee.org_unit_id, "kind": "people",
    }  # fmt: skip
    known = [
        {**everywhere, "evaluations": evaluation, "imports": arguments(scene, "api:import", state)[0]}
        for evaluation, state in ((draft.public_id, "uploaded"), (issued, "checked"))
    ]
    return cycle(known)


def placed(case: Any, known: dict[str, Any]) -> None:
    """Let the path lead to something that is there."""
    for name in list(case.path_parameters or {}):
        subject = case.operation.path.split("/")[3] if name == "public_id" else name
        if subject in known:
            case.path_parameters[name] = str(known[subject])


@pytest.mark.parametrize("role", ROLES)
def test_every_operation_keeps_its_promises(description: Any, role: str) -> None:
    scene = make_scene()
    headers, known = token_for(scene, role), things(scene)
    asked, broken = 0, []
    for found in description.get_all_operations():
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

            @given(case=found.ok().as_strategy(generation_mode=mode))
            @settings(
                max_examples=EXAMPLES, database=None, deadline=None, derandomize=True, phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )  # fmt: skip
            def ask(case: Any) -> None:
                nonlocal asked
                asked += 1
                placed(case, next(known))
                cache.clear()
                with transaction.atomic():
                    response = case.call(headers=headers)
                    transaction.set_rollback(True)
                case.validate_response(response, checks=list(CHECKS))

            try:
                ask()
            except FailureGroup as failures:
                broken += [f"{found.ok().label}: {failure}" for failure in failures.exceptions]
    assert broken == []
    assert asked > 150
