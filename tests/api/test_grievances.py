"""Grievances over the API: the services and sentences of the pages (R22)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from evaluations.enums import EvaluationStatus
from tests.api.asking import Program
from tests.evaluations import journeys
from tests.factories import Chain
from workforce.models import Employee

pytestmark = pytest.mark.django_db
FILED = {"about": ["overall"], "text": "The log of March is incomplete."}


@pytest.fixture(autouse=True)
def _later() -> Iterator[None]:
    with time_machine.travel(journeys.AT + timedelta(hours=8), tick=False):
        yield


@pytest.fixture
def chain() -> Chain:
    return journeys.agency()


def program_of(person: Employee) -> Program:
    return Program(journeys.user_of(person))


def posted(program: Program, path: str, data: dict) -> tuple[int, dict]:
    body = program.ask("POST", path, data)
    return program.response.status_code, body


def test_the_employee_files_hr_decides_and_both_read_it(chain: Chain) -> None:
    issued = journeys.evaluation_in(EvaluationStatus.ISSUED, chain)
    employee, hr, rater = map(program_of, (chain.employee, journeys.hr_analyst(), chain.supervisor))
    path = f"evaluations/{issued.public_id}/grievances/"
    status, filed = posted(employee, path, FILED)
    assert (status, filed["status"], filed["filed_as"], filed["filed_on"]) == (201, "open", "employee", "2026-07-06")
    one = f"grievances/{filed['public_id']}/"
    assert [row["public_id"] for row in hr.get(path)["results"]] == [filed["public_id"]]
    assert rater.get(path)["results"] == []
    rater.get(one)
    assert rater.response.status_code == 404
    status, refusal = posted(hr, f"{one}decide/", {"outcome": "withdrawn", "reason": "No."})
    assert (status, [row["field"] for row in refusal["violations"]]) == (422, ["outcome"])
    status, told = posted(hr, f"{one}decide/", {"outcome": "stands", "reason": "It is complete."})
    assert (status, told["status"], told["end_reason"]) == (200, "stands", "It is complete.")
    assert employee.get(one) == told
    assert posted(employee, f"{one}withdraw/", {"reason": "Too late."})[0] == 409


def test_what_may_not_be_grieved_is_said_in_the_rules_words(chain: Chain) -> None:
    issued = journeys.evaluation_in(EvaluationStatus.ISSUED, chain)
    path = f"evaluations/{issued.public_id}/grievances/"
    status, refusal = posted(program_of(chain.employee), path, {**FILED, "kind": "reconsideration"})
    assert (status, [row["rule"] for row in refusal["violations"]]) == (422, ["R22"])
    assert posted(program_of(chain.supervisor), path, FILED)[0] == 403
