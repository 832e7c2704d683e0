"""Step increases and files for payroll, for programs: what the pages say to the same person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from accounts.enums import Role
from evaluations.services.due_dates import due_dates_refresh
from evaluations.services.payroll import payroll_export_make
from tests.counting import queries_of
from tests.evaluations.stepping import A, begun, decided, morning, on_file, person
from tests.factories import make_user

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(morning(A) + timedelta(hours=3), tick=False):
        yield


def program(*roles: Role, user: object = None) -> Client:
    client = Client()
    client.force_login(user or make_user(name="Noor Analyst", roles=roles))  # type: ignore[arg-type]  # an account
    return client


def test_the_decisions() -> None:
    begun()
    granted, held = person(), person()
    good = on_file(granted, "very_good", date(2026, 3, 1))
    decided(A)
    hr = program(Role.HR)
    first, second = hr.get("/api/v1/steps/").json()["results"]
    assert first == {
        "anniversary": "2026-10-01", "decision": "granted", "effective_on": "2026-10-01", "released_on": None,
        "is_paid_back": False, "code": "granted",
        "reason": "The evaluation Very Good filed on March 1, 2026 supports the step increase on October 1, 2026.",
        "evaluation": str(good.public_id), "released_by": None, "policy": "county-1",
        "decided_at": "2026-10-01T06:00:00-07:00",
        "employee": {"employee_no": granted.employee_no, "name": granted.full_name},
        "org_unit": {"id": granted.org_unit_id, "path": granted.org_unit.path},
    }  # fmt: skip
    assert (second["decision"], second["evaluation"], second["effective_on"]) == ("held", None, None)
    found = hr.get("/api/v1/steps/?decision=held&first=2026-10-01&last=2026-10-01&fields=employee").json()["results"]
    assert found == [{"employee": {"employee_no": held.employee_no, "name": held.full_name}}]


def test_what_is_at_risk_and_with_whom() -> None:
    begun()
    employee, later = person(A + 10 * DAY), person(A + 70 * DAY)
    on_file(person(A + 10 * DAY), "competent", date(2026, 3, 1))
    decided(A)
    due_dates_refresh(employee_ids=None, at=morning(A))
    hr = program(Role.HR)
    (row,) = hr.get("/api/v1/steps/at-risk/?days=30").json()["results"]
    assert row == {
        "employee": {"employee_no": employee.employee_no, "name": employee.full_name},
        "org_unit": {"id": employee.org_unit_id, "path": employee.org_unit.path},
        "anniversary": "2026-10-11", "until": "2026-10-10",
        "missing": "No evaluation has been filed since October 11, 2025. The step increase on October 11, 2026 needs "
        "an evaluation of Competent or better filed by October 10, 2026.",
        "rater": {"employee_no": employee.supervisor.employee_no, "name": employee.supervisor.full_name},
        "due_on": "2026-10-10", "state": "not_started",
    }  # fmt: skip
    assert [row["employee"]["employee_no"] for row in hr.get("/api/v1/steps/at-risk/").json()["results"]] == sorted(
        [employee.employee_no, later.employee_no]
    )


def test_one_person_to_hr_and_to_the_person() -> None:
    begun()
    employee = person()
    low = on_file(employee, "improvement_needed", date(2026, 8, 10))
    decided(A)
    address = f"/api/v1/people/{employee.employee_no}/steps/"
    told = program(Role.HR).get(address).json()
    assert told["coming"]["anniversary"] == "2027-10-01"
    assert (told["coming"]["is_supported"], told["coming"]["until"]) == (False, "2027-09-30")
    assert [(one["decision"], one["evaluation"]) for one in told["decided"]] == [("held", str(low.public_id))]
    assert [(one["evaluation"], one["overall"], one["counts"]) for one in told["filed"]] == [
        (str(low.public_id), "improvement_needed", False)
    ]
    assert program(user=employee.user).get(address).json() == told


def test_the_exports_and_their_files() -> None:
    begun()
    person(employee_no="990001")
    decided(A)
    clerk = make_user(name="Pat Payroll", roles=[Role.PAYROLL])
    made = payroll_export_make(first_on=A, last_on=A, by=clerk, at=morning(A))
    payroll = program(user=clerk)
    (row,) = payroll.get("/api/v1/payroll-exports/").json()["results"]
    assert row == {
        "number": 1, "first_on": "2026-10-01", "last_on": "2026-10-01", "made_at": "2026-10-01T06:00:00-07:00",
        "made_by": "Pat Payroll", "rows": 1, "changes": 1, "sha256": made.sha256,
        "difference_sha256": made.difference_sha256,
    }  # fmt: skip
    one = payroll.get("/api/v1/payroll-exports/1/").json()
    assert one == {**row, "news": {"new": 1, "changed": 0, "withdrawn": 0}}
    for part, line in (("whole", ",990001,2026-10-01,held,,,"), ("difference", "new,990001,2026-10-01,held,,,")):
        file = payroll.get(f"/api/v1/payroll-exports/1/file/?part={part}")
        assert b"".join(file.streaming_content).decode().splitlines()[1:] == [line]
    assert payroll.get("/api/v1/steps/").status_code == 404
    assert payroll.get("/api/v1/payroll-exports/2/").status_code == 404


@pytest.mark.parametrize(
    ("address", "field"),
    [
        ("/api/v1/steps/?decision=coming", "decision"),
        ("/api/v1/steps/?first=2026-10-02&last=2026-10-01", "last"),
        ("/api/v1/steps/at-risk/?days=31", "days"),
        ("/api/v1/steps/?who=1", "who"),
        ("/api/v1/payroll-exports/1/file/?part=all", "part"),
    ],
)
def test_a_question_that_is_not_understood(address: str, field: str) -> None:
    begun(A)
    response = program(Role.HR).get(address)
    assert response.status_code == 422
    assert [one["field"] for one in response.json()["violations"]] == [field]


@pytest.mark.parametrize("address", ["/api/v1/steps/", "/api/v1/steps/at-risk/"])
def test_a_list_makes_as_many_queries_for_three_as_for_one(address: str) -> None:
    begun()
    hr, counts = program(Role.HR), []
    for number in (1, 3):
        for _ in range(number):
            on_file(person(), "improvement_needed", date(2026, 3, 1))
            person(A + 10 * DAY)
        decided(A)
        due_dates_refresh(employee_ids=None, at=morning(A))
        counts.append(queries_of(hr.get, address))
    assert counts[0] == counts[1]
