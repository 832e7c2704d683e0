"""Contacts with HR over the API: the services and sentences of the pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import pytest
import time_machine

from evaluations.models import Consultation
from tests.api.asking import Program
from tests.counting import queries_of
from tests.evaluations import journeys
from tests.factories import Chain
from workforce.models import Employee

pytestmark = pytest.mark.django_db
LIST = "consultations/"


@pytest.fixture
def chain() -> Chain:
    return journeys.agency()


@pytest.fixture(autouse=True)
def _in_april() -> Iterator[None]:
    with time_machine.travel(datetime.fromisoformat("2026-04-20T09:00:00-07:00"), tick=False):
        yield


def program_of(person: Employee) -> Program:
    return Program(journeys.user_of(person))


def asked(chain: Chain, **changes: str) -> dict[str, str]:
    return {
        "employee_no": chain.employee.employee_no,
        "likely_rating": "improvement_needed",
        "period_start": "2025-07-01",
        "period_end": "2026-06-30",
        "anticipated_issue_on": "2026-07-10",
        "deficiencies": "9 of 50 letters come back.",
        "efforts": "Told on March 5; a list.",
        **changes,
    }


def posted(program: Program, path: str, data: dict[str, str]) -> tuple[int, dict]:
    body = program.ask("POST", path, data)
    return program.response.status_code, body


def fields_of(refusal: dict) -> list[str]:
    return [row["field"] for row in refusal["violations"]]


def test_a_manager_asks_hr_answers_and_both_read_it(chain: Chain) -> None:
    manager, hr, employee = map(program_of, (chain.program_head, journeys.hr_analyst(), chain.employee))
    status, made = posted(manager, LIST, asked(chain))
    assert (status, made["way"], made["contacted_on"]) == (201, "here", "2026-04-20")
    one = f"{LIST}{made['public_id']}/"
    status, answer = posted(hr, f"{one}answer/", {"advice": "Write the talks down."})
    assert (status, answer["answered_on"]) == (200, "2026-04-20")
    assert manager.get(one)["advice"] == "Write the talks down."
    assert [row["public_id"] for row in manager.get(f"{LIST}?state=answered")["results"]] == [made["public_id"]]
    assert hr.get(f"{LIST}?state=waiting")["results"] == []
    assert employee.get(LIST)["results"] == []
    employee.get(one)
    assert employee.response.status_code == 404


def test_hr_records_a_call_and_says_who_called_when_and_how(chain: Chain) -> None:
    hr = program_of(journeys.hr_analyst())
    status, refused = posted(hr, LIST, asked(chain))
    assert (status, fields_of(refused)) == (422, ["contacted_by", "contacted_on", "way"])
    call = {"contacted_by": chain.division_chief.employee_no, "contacted_on": "2026-04-02", "way": "telephone"}
    stranger = {**call, "contacted_by": chain.supervisor.employee_no}
    assert fields_of(posted(hr, LIST, asked(chain, **stranger))[1]) == ["contacted_by"]
    status, made = posted(hr, LIST, asked(chain, **call))
    assert (status, made["contacted_on"]) == (201, "2026-04-02")
    assert Consultation.objects.get().contacted_on == date(2026, 4, 2)


def test_a_manager_does_not_set_the_day_and_whoever_may_not_ask_hears_who_may(chain: Chain) -> None:
    manager, rater = program_of(chain.program_head), program_of(chain.supervisor)
    assert fields_of(posted(manager, LIST, asked(chain, contacted_on="2026-03-01"))[1]) == ["contacted_on"]
    status, below = posted(rater, LIST, asked(chain))
    assert status == 403
    assert chain.program_head.full_name in below["detail"]
    assert posted(manager, LIST, asked(chain, employee_no="nobody"))[0] == 404


def test_the_manager_withdraws_it(chain: Chain) -> None:
    manager, rater = program_of(chain.program_head), program_of(chain.supervisor)
    _status, made = posted(manager, LIST, asked(chain))
    one = f"{LIST}{made['public_id']}/withdraw/"
    assert posted(rater, one, {"reason": "No."})[0] == 403
    status, withdrawn = posted(manager, one, {"reason": "Meant for somebody else."})
    assert (status, withdrawn["withdrawn_reason"]) == (200, "Meant for somebody else.")
    assert posted(manager, one, {"reason": "Again."})[0] == 409


def test_the_list_costs_the_same_for_one_and_for_three(chain: Chain) -> None:
    manager = program_of(chain.program_head)
    posted(manager, LIST, asked(chain))
    one = queries_of(manager.get, LIST)
    for number in range(2):
        posted(manager, LIST, asked(chain, deficiencies=f"More, {number}."))
    assert queries_of(manager.get, LIST) == one
    assert len(manager.get(LIST)["results"]) == 3
