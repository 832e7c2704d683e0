from datetime import date

import pytest
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from tests.counting import queries_of
from tests.factories import make_chain, make_classification, make_employee, make_user
from workforce.enums import ManagementLevel
from workforce.models import Employee, Leave

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def names(user: User, query: str = "") -> list[str]:
    response = signed_in(user).get(f"/people/{query}")
    assert response.status_code == 200
    return [row[0]["text"] for row in response.context["rows"]]


def page(user: User, person: Employee):
    return signed_in(user).get(f"/people/{person.employee_no}/")


def test_the_list_shows_the_own_line_only() -> None:
    chain = make_chain()
    assert names(chain.employee.user) == ["Avery Staff"]
    assert names(chain.program_head.user) == ["Avery ProgramHead", "Avery Staff", "Avery Supervisor"]
    assert names(make_user(roles=[Role.SYSTEM_ADMIN])) == []
    assert len(names(chain.hr_manager.user)) == 8


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=nunez", ["José O’Brien-Núñez"]),
        ("?q=jose+o%27brien", ["José O’Brien-Núñez"]),
        ("?q=4711", ["José O’Brien-Núñez"]),
        ("?status=separated", ["Avery Gone"]),
        ("?level=supervisor", ["Avery Boss"]),
        ("?class_code=1733", ["José O’Brien-Núñez"]),
        ("?level=nonsense&q=boss", ["Avery Boss"]),
        ("?q=nobody", []),
        ("?page=x", ["Avery Boss", "Avery Gone", "José O’Brien-Núñez"]),
    ],
)
def test_the_list_is_searched_and_filtered(query: str, found: list[str]) -> None:
    held = make_classification(code="0617")
    make_employee(last_name="Boss", level=ManagementLevel.SUPERVISOR, classification=held)
    make_employee(last_name="Gone", status="separated", separated_on="2026-01-31", classification=held)
    make_employee(
        first_name="José",
        last_name="O’Brien-Núñez",
        employee_no="004711",
        classification=make_classification(code="1733"),
    )
    assert names(make_user(roles=[Role.HR]), query) == found


@pytest.mark.parametrize("roles", [[Role.HR], []], ids=["HR", "supervisor"])
def test_the_list_costs_the_same_for_one_and_for_three(roles: list[Role]) -> None:
    boss = make_employee(last_name="Boss", roles=roles)
    client = signed_in(boss.user)
    make_employee(last_name="Report One", supervisor=boss)
    for_one = queries_of(client.get, "/people/?q=report")
    make_employee(last_name="Report Two", supervisor=boss)
    make_employee(last_name="Report Three", supervisor=boss)
    assert names(boss.user, "?q=report") == ["Avery Report One", "Avery Report Three", "Avery Report Two"]
    assert queries_of(client.get, "/people/?q=report") == for_one


@pytest.mark.parametrize("reader", ["employee", "supervisor", "division_chief", "director", "hr_manager"])
def test_a_person_is_seen_by_oneself_those_above_and_hr(reader: str) -> None:
    chain = make_chain()
    Leave.objects.create(employee=chain.employee, starts_on=date(2025, 9, 1), ends_on=date(2026, 5, 31), is_paid=False)
    response = page(getattr(chain, reader).user, chain.employee)
    assert response.status_code == 200
    assert response.context["leaves"] == [
        {"label": "Leave", "period_start": date(2025, 9, 1), "period_end": date(2026, 5, 31)}
    ]
    assert [item["name"] for item in response.context["chain"]] == [person.full_name for person in chain.above]
    assert "September 1, 2025 to May 31, 2026" in response.content.decode()
    assert "paid" not in response.content.decode()


def test_nobody_else_sees_a_person() -> None:
    chain = make_chain()
    other = make_employee(supervisor=chain.division_chief)
    strangers = [
        other.user,
        chain.employee.user,
        make_user(roles=[Role.SYSTEM_ADMIN]),
        make_user(roles=[Role.CLASSIFICATION_ADMIN]),
    ]
    for user in strangers:
        response = page(user, chain.supervisor)
        assert response.status_code == 404
        assert "There is nothing here that you can see." in response.content.decode()
        assert chain.supervisor.last_name not in response.content.decode()
    unknown = signed_in(chain.hr_manager.user).get("/people/nobody/")
    assert unknown.status_code == 404
    assert "There is nothing here that you can see." in unknown.content.decode()


@pytest.mark.parametrize(
    ("reader", "linked"), [("employee", []), ("program_head", ["Supervisor", "ProgramHead"]), ("hr_manager", None)]
)
def test_the_chain_links_to_those_whom_the_reader_may_see(reader: str, linked: list[str] | None) -> None:
    chain = make_chain()
    response = page(getattr(chain, reader).user, chain.employee)
    found = [item["name"].removeprefix("Avery ") for item in response.context["chain"] if item["url"]]
    assert found == ([person.last_name for person in chain.above] if linked is None else linked)


def test_facts_of_a_person() -> None:
    person = make_employee(
        last_name="Kaur", employee_no="004711", status="probationary", appointed_on=date(2026, 1, 5),
        probation_ends_on=date(2026, 7, 4), bargaining_unit="R04", email="kaur@agency.example",
        classification=make_classification(code="0617", title="Bakery Chief"),
    )  # fmt: skip
    facts = {
        str(fact["label"]): fact.get("text") or fact.get("date") for fact in page(person.user, person).context["facts"]
    }
    assert facts == {
        "Number": "004711",
        "Class": "Bakery Chief",
        "Unit": "Department / Operations",
        "Management level": "Staff",
        "Status": "Probationary",
        "Bargaining unit": "R04",
        "E-mail address": "kaur@agency.example",
        "Appointed on": date(2026, 1, 5),
        "Probation ends on": date(2026, 7, 4),
    }


def test_a_supervisor_finds_the_own_direct_reports() -> None:
    chain = make_chain()
    response = page(chain.supervisor.user, chain.supervisor)
    assert [row[0]["text"] for row in response.context["reports"]] == ["Avery Staff"]
    assert page(chain.employee.user, chain.employee).context["reports"] == []


def test_a_person_costs_the_same_with_one_and_with_three_of_everything() -> None:
    boss = make_employee()
    client = signed_in(boss.user)
    costs = set()
    for day in (date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 3)):
        make_employee(supervisor=boss)
        Leave.objects.create(employee=boss, starts_on=day, ends_on=day)
        costs.add(queries_of(client.get, f"/people/{boss.employee_no}/"))
    response = page(boss.user, boss)
    assert len(response.context["reports"]) == len(response.context["leaves"]) == 3
    assert len(costs) == 1


def test_the_pages_are_for_reading_only_and_for_those_signed_in() -> None:
    person = make_employee()
    paths = ("/people/", f"/people/{person.employee_no}/")
    assert [signed_in(person.user).post(path).status_code for path in paths] == [405, 405]
    assert [Client().get(path)["Location"].partition("?")[2] for path in paths] == [f"next={path}" for path in paths]
