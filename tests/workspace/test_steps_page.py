"""The pages of step increases: what HR and the auditor read of everybody, and everybody of themselves."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from accounts.enums import Role
from audit.models import AuditEvent
from evaluations.enums import EvaluationStatus, Rating
from evaluations.services.due_dates import due_dates_refresh
from tests.counting import queries_of
from tests.evaluations import journeys
from tests.evaluations.stepping import A, begun, decided, morning, on_file, person
from tests.factories import Chain, make_chain, make_employee, make_org_unit, make_user
from workforce.models import Employee

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(morning(A) + timedelta(hours=3), tick=False):
        yield


def client_of(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]  # an account
    return client


@pytest.fixture
def hr() -> Client:
    return client_of(make_employee(first_name="Noor", last_name="Analyst", roles=[Role.HR]).user)


def rows_of(response: object) -> list[list[object]]:
    return response.context["rows"]  # type: ignore[attr-defined,no-any-return]  # of a rendered page


def names(response: object) -> list[object]:
    return [row[0]["text"] for row in rows_of(response)]  # type: ignore[index,call-overload]  # a cell


def test_the_decisions_with_what_decided_them(hr: Client):
    begun()
    granted, held = person(first_name="Ada", last_name="Aa"), person(first_name="Bo", last_name="Bb")
    good = on_file(granted, "very_good", date(2026, 3, 1))
    decided(A)
    due_dates_refresh(employee_ids=None, at=morning(A))
    first, second = rows_of(hr.get("/steps/"))
    assert first[0]["text"] == "Ada Aa"  # type: ignore[index]
    assert first[2] == {"date": A, "why_url": f"/people/{granted.employee_no}/steps/", "why_of": "Ada Aa"}
    assert first[3:] == [
        {"status": "granted", "note": ""}, A, {"url": good.get_absolute_url(), "text": "Very Good"}, {"text": ""},
    ]  # fmt: skip
    assert second[3:6] == [{"status": "held", "note": ""}, "", "None on file"]
    assert second[6] == {"text": held.supervisor.full_name, "note": "Not started · no due day yet"}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Ada Aa", "Bo Bb", "Cy Cc"]),
        ("?state=granted", ["Ada Aa"]),
        ("?state=held", ["Bo Bb"]),
        ("?state=released", ["Cy Cc"]),
        ("?state=none", []),
        ("?q=bo", ["Bo Bb"]),
        ("?unit=Elsewhere", ["Cy Cc"]),
        ("?first=2026-10-02", []),
        ("?last=2026-10-01", ["Ada Aa", "Bo Bb", "Cy Cc"]),
    ],
)
def test_filters(hr: Client, query: str, found: list[str]):
    begun()
    people = [person(first_name=first, last_name=last) for first, last in (("Ada", "Aa"), ("Bo", "Bb"), ("Cy", "Cc"))]
    on_file(people[0], "competent", date(2026, 3, 1))
    Employee.objects.filter(pk=people[2].pk).update(org_unit=make_org_unit("Elsewhere / Unit"))
    decided(A)
    on_file(people[2], "competent", A)
    decided(A + DAY)
    assert names(hr.get(f"/steps/{query}")) == found


def test_days_in_the_wrong_order_are_said(hr: Client):
    response = hr.get("/steps/?first=2026-10-02&last=2026-10-01")
    assert response.status_code == 422
    assert response.context["form"].errors == {"last": ["The last day lies before the first day."]}


def test_what_is_at_risk_in_30_60_and_90_days(hr: Client):
    begun()
    for days in (1, 30, 31, 60, 90, 91):
        person(A + timedelta(days=days), first_name=f"In{days}", last_name="Days")
    safe = person(A + 5 * DAY, first_name="Safe", last_name="Days")
    on_file(safe, "competent", date(2026, 3, 1))
    decided(A)
    assert names(hr.get("/steps/?state=risk_30")) == ["In1 Days", "In30 Days"]
    assert names(hr.get("/steps/?state=risk_60")) == ["In1 Days", "In30 Days", "In31 Days", "In60 Days"]
    response = hr.get("/steps/?state=risk_90")
    assert names(response)[-1] == "In90 Days"
    assert response.context["risks"] == {30: 2, 60: 4, 90: 5}
    assert names(hr.get("/steps/?state=coming"))[1] == "Safe Days"
    assert rows_of(hr.get("/steps/?state=coming&q=safe"))[0][3:] == [{"status": "supported"}, "", {"text": ""}]


def test_who_has_what_is_missing(hr: Client):
    """Whatever state the evaluation is in, its Rater and how far it is; never its rating."""
    begun()
    chain = journeys.agency()
    Employee.objects.filter(pk=chain.employee.pk).update(anniversary=A + 10 * DAY)
    journeys.evaluation_in(EvaluationStatus.HR_REVIEW, chain, rating=Rating.IMPROVEMENT_NEEDED)
    decided(A)
    response = hr.get("/steps/?state=risk_30")
    row = rows_of(response)[0]
    assert row[4] == (
        "No evaluation has been filed since October 11, 2025. The step increase on October 11, 2026 needs an "
        "evaluation of Competent or better filed by October 10, 2026."
    )
    assert row[5] == {
        "text": chain.supervisor.full_name, "note": "Being signed or issued · due June 30, 2026 · Overdue",
    }  # fmt: skip
    assert "Improvement" not in response.content.decode()


def test_an_issued_one_waits_for_the_employees_outcome(hr: Client):
    begun()
    chain = journeys.agency()
    Employee.objects.filter(pk=chain.employee.pk).update(anniversary=A + 10 * DAY)
    issued = journeys.evaluation_in(EvaluationStatus.ISSUED, chain)
    decided(A)
    assert rows_of(hr.get("/steps/?state=risk_30"))[0][5] == {
        "url": issued.get_absolute_url(), "text": chain.supervisor.full_name,
        "note": "Issued; the employee's outcome is not recorded",
    }  # fmt: skip


def test_readers_do_not_find_themselves_among_what_is_coming():
    begun()
    reader = make_employee(roles=[Role.HR], anniversary=A + DAY)
    decided(A)
    assert names(client_of(reader.user).get("/steps/?state=coming")) == []


# --- one person -------------------------------------------------------------------------------------------------------


def test_one_persons_page_says_why_by_which_rule_and_policy(hr: Client):
    begun()
    employee = person()
    low = on_file(employee, "improvement_needed", date(2026, 8, 10))
    decided(A)
    on_file(employee, "competent", date(2026, 10, 1))
    decided(A + DAY)
    response = hr.get(f"/people/{employee.employee_no}/steps/")
    released, held = response.context["decided_rows"]
    assert held[1] == {"status": "held", "note": "Replaced on October 2, 2026"}
    assert held[3] == (
        "The evaluation Improvement Needed filed on August 10, 2026 does not support a step: the step increase on "
        "October 1, 2026 is held."
    )
    assert held[4] == {"url": low.get_absolute_url(), "text": "Improvement Needed"}
    assert released[1] == {"status": "released", "note": "On October 1, 2026"}
    assert released[5]["text"] == "R18"
    assert released[5]["note"].endswith(" · county-1")
    assert [row[3]["text"] for row in response.context["filed_rows"]] == ["Yes", "No"]
    facts = {fact["label"]: fact for fact in response.context["facts"]}
    assert facts["Anniversary"]["due"] == date(2027, 10, 1)
    assert facts["So far"]["status"] == "supported"


@pytest.mark.parametrize(
    "status", [EvaluationStatus.DRAFT, EvaluationStatus.HR_REVIEW, EvaluationStatus.READY_TO_ISSUE]
)
def test_the_person_learns_nothing_of_what_is_not_issued(status: EvaluationStatus):
    """The page is the same, byte for byte but for its tokens, whatever lies unissued about the person."""
    begun()
    chain = journeys.agency()
    Employee.objects.filter(pk=chain.employee.pk).update(anniversary=A)
    decided(A)
    client = client_of(chain.employee.user)
    before = client.get(f"/people/{chain.employee.employee_no}/steps/")
    rating = Rating.COMPETENT if status is EvaluationStatus.DRAFT else Rating.IMPROVEMENT_NEEDED
    journeys.evaluation_in(status, chain, rating=rating)
    decided(A)
    after = client.get(f"/people/{chain.employee.employee_no}/steps/")
    for name in ("facts", "decided_rows", "filed_rows"):
        assert after.context[name] == before.context[name]
    assert after.context["told"].holder is None
    assert "Improvement" not in after.content.decode()


def test_who_sees_whose(hr: Client):
    chain: Chain = make_chain()
    address = f"/people/{chain.employee.employee_no}/steps/"
    auditor = client_of(make_user(roles=[Role.AUDITOR]))
    seen = {
        "self": client_of(chain.employee.user), "supervisor": client_of(chain.supervisor.user), "hr": hr,
        "auditor": auditor, "payroll": client_of(make_user(roles=[Role.PAYROLL])),
    }  # fmt: skip
    assert {name: client.get(address).status_code for name, client in seen.items()} == {
        "self": 200, "supervisor": 404, "hr": 200, "auditor": 200, "payroll": 404,
    }  # fmt: skip
    assert {name: client.get("/steps/").status_code for name, client in seen.items()} == {
        "self": 404, "supervisor": 404, "hr": 200, "auditor": 200, "payroll": 404,
    }  # fmt: skip


# --- files, figures ---------------------------------------------------------------------------------------------------


def lines_of(response: object) -> list[dict[str, str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]  # a stream
    return list(csv.DictReader(text.splitlines()))


def test_the_list_as_a_file_and_its_event(hr: Client):
    begun()
    employee = person(first_name="=cmd()", last_name="Bb")
    decided(A)
    (line,) = lines_of(hr.get("/steps/export/?state=held"))
    assert line == {
        "employee_no": employee.employee_no, "last_name": "Bb", "first_name": "'=cmd()",
        "unit": employee.org_unit.path, "anniversary": "2026-10-01", "decision": "held", "counts_from": "",
        "released_on": "",
        "why": "No evaluation filed from October 1, 2025 to September 30, 2026: the step increase on October 1, 2026 "
        "is held.",
    }  # fmt: skip
    event = AuditEvent.objects.get(action="steps_exported")
    assert event.data == {"rows": 1, "asked": {"state": "held"}}


def test_what_is_at_risk_as_a_file(hr: Client):
    begun()
    employee = person(A + 10 * DAY)
    decided(A)
    (line,) = lines_of(hr.get("/steps/export/?state=risk_30"))
    assert (line["employee_no"], line["so_far"], line["anniversary"]) == (employee.employee_no, "at_risk", "2026-10-11")


@pytest.mark.parametrize("query", ["", "?state=held", "?state=risk_90", "?state=coming"])
def test_the_number_of_queries_does_not_depend_on_the_number_of_rows(hr: Client, query: str):
    begun()
    counts = []
    for number in (1, 3):
        for _ in range(number):
            on_file(person(), "improvement_needed", date(2026, 3, 1))
            person(A + 10 * DAY)
        decided(A)
        due_dates_refresh(employee_ids=None, at=morning(A))
        hr.get(f"/steps/{query}")
        counts.append(queries_of(hr.get, f"/steps/{query}"))
    assert counts[0] == counts[1]


def test_hr_has_one_task_for_all_that_is_held(hr: Client):
    begun()
    assert "See to" not in hr.get("/").content.decode()
    person()
    person()
    decided(A)
    assert "See to 2 step increases that are held" in hr.get("/").content.decode()
