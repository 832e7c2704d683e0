import csv
import io
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from audit.models import AuditEvent
from tests.counting import queries_of
from tests.evaluations.pages import page_of, said
from tests.factories import make_chain, make_classification, make_employee, make_org_unit, make_user
from workforce.enums import ManagementLevel
from workforce.models import Employee, Leave
from workforce.services import people_import
from workspace.selectors.trail import sentence_of

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
        ("?q=NUNEZ++obrien", ["José O’Brien-Núñez"]),
        ("?q=obriennunez", ["José O’Brien-Núñez"]),
        ("?q=jose@agency.example", ["José O’Brien-Núñez"]),
        ("?class_code=1733", ["José O’Brien-Núñez"]),
        ("?class_code=manager+program", ["José O’Brien-Núñez"]),
        ("?unit=north", ["Avery Gone", "José O’Brien-Núñez"]),
        ("?unit=field+/+north+/+Intake", ["José O’Brien-Núñez"]),
        ("?unit=Field+/+North", ["Avery Gone", "José O’Brien-Núñez"]),
        ("?unit=nowhere", []),
        ("?supervisor=000815", ["Avery Gone", "José O’Brien-Núñez"]),
        ("?supervisor=boss", ["Avery Gone", "José O’Brien-Núñez"]),
        ("?supervisor=gone", []),
        ("?sort=-name", ["José O’Brien-Núñez", "Avery Gone", "Avery Boss"]),
        ("?sort=number&unit=north", ["Avery Gone", "José O’Brien-Núñez"]),
        ("?sort=class", ["Avery Boss", "Avery Gone", "José O’Brien-Núñez"]),
        ("?sort=unit", ["Avery Boss", "Avery Gone", "José O’Brien-Núñez"]),
        ("?sort=-unit", ["José O’Brien-Núñez", "Avery Gone", "Avery Boss"]),
        ("?sort=nonsense", ["Avery Boss", "Avery Gone", "José O’Brien-Núñez"]),
        ("?level=nonsense&q=boss", ["Avery Boss"]),
        ("?q=nobody", []),
        ("?page=x", ["Avery Boss", "Avery Gone", "José O’Brien-Núñez"]),
    ],
)
def test_the_list_is_searched_and_filtered(query: str, found: list[str]) -> None:
    held = make_classification(code="0617")
    boss = make_employee(
        last_name="Boss", level=ManagementLevel.SUPERVISOR, classification=held, employee_no="000815"
    )  # fmt: skip
    make_employee(
        last_name="Gone", status="separated", separated_on="2026-01-31", classification=held, supervisor=boss,
        org_unit=make_org_unit("Field / North"), employee_no="001200",
    )  # fmt: skip
    make_employee(
        first_name="José", last_name="O’Brien-Núñez", employee_no="004711", email="jose@agency.example",
        classification=make_classification(code="1733", title="Program Manager"), supervisor=boss,
        org_unit=make_org_unit("Field / North / Intake"),
    )  # fmt: skip
    assert names(make_user(roles=[Role.HR]), query) == found


def test_a_list_says_how_many_there_are_and_what_was_asked_where_there_is_nobody() -> None:
    boss = make_employee(last_name="Boss")
    for number in range(30):
        make_employee(last_name=f"Report{number}", supervisor=boss)
    client = signed_in(make_user(roles=[Role.HR]))
    first = page_of(client.get("/people/?q=report&sort=number&size=25"))
    assert said(first.find(".//caption")) == "30 people"
    assert said(first.xpath("//nav[@aria-label='Pages']//div/p")[0]) == "1 to 25 of 30"
    sizes = first.xpath("//nav[@aria-label='Pages']//p/a")
    assert [(said(link), link.get("href"), link.get("aria-current")) for link in sizes] == [
        ("25", "?q=report&sort=number&size=25", "true"),
        ("50", "?q=report&sort=number&size=50", None),
        ("100", "?q=report&sort=number&size=100", None),
    ]
    assert first.xpath("//a[@rel='next']/@href") == ["?q=report&sort=number&size=25&page=2"]
    assert first.xpath("//th/a[starts-with(normalize-space(), 'Unit')]/@href") == ["?q=report&sort=unit&size=25"]
    whole = page_of(client.get("/people/?q=report&size=50"))
    assert len(whole.xpath("//tbody/tr")) == 30
    empty = page_of(client.get("/people/?q=nobody&status=permanent&sort=unit")).xpath("//div[@class='fs-empty']")[0]
    assert [said(part) for part in empty.xpath("./h2 | ./p/a | .//li")] == [
        "Nobody found", "Name, number or e-mail address: “nobody”", "Status: Permanent", "Clear the filters",
    ]  # fmt: skip


def test_long_lists_lead_to_any_page_with_what_was_asked() -> None:
    boss = make_employee(last_name="Boss")
    for number in range(126):
        make_employee(last_name=f"Report{number:03d}", supervisor=boss, with_user=False)
    client = signed_in(make_user(roles=[Role.HR]))
    jump = page_of(client.get("/people/?q=report&page=2")).xpath("//form[@class='fs-paging__jump']")[0]
    hidden = [(field.get("name"), field.get("value")) for field in jump.xpath(".//input[@type='hidden']")]
    assert (hidden, jump.xpath(".//input[@type='number']/@max")) == ([("q", "report")], ["6"])
    last = client.get("/people/?q=report&page=6")
    assert [row[0]["text"] for row in last.context["rows"]] == ["Avery Report125"]
    assert last.context["page"].number == client.get("/people/?q=report&page=99").context["page"].number == 6


def test_the_unit_of_a_person_leads_to_those_in_it_and_below() -> None:
    boss = make_employee(last_name="Boss", org_unit=make_org_unit("Field / North"))
    make_employee(last_name="Below", supervisor=boss, org_unit=make_org_unit("Field / North / Intake"))
    make_employee(last_name="Beside", supervisor=boss, org_unit=make_org_unit("Field / Northern Lights"))
    url = {fact["label"]: fact.get("url") for fact in page(boss.user, boss).context["facts"]}["Unit"]
    assert url == "/people/?unit=Field+%2F+North"
    assert names(boss.user, url.removeprefix("/people/")) == ["Avery Below", "Avery Boss"]


# --- the list as a file -----------------------------------------------------------------------------------------------


def taken_out(user: User, query: str = "") -> list[dict[str, str]]:
    response = signed_in(user).get(f"/people/export.csv{query}")
    assert (response.status_code, response["Content-Type"]) == (200, "text/csv; charset=utf-8")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_hr_takes_the_filtered_list_out_and_the_trail_says_so() -> None:
    hr = make_user(name="Hana Resources", roles=[Role.HR])
    boss = make_employee(last_name="Boss", employee_no="000815")
    make_employee(
        first_name="=1+1", last_name="Núñez", employee_no="004711", supervisor=boss, bargaining_unit="R04",
        email="n@agency.example", classification=make_classification(code="0617"),
    )  # fmt: skip
    assert taken_out(hr, "?q=nunez&page=3") == [
        {
            "employee_no": "004711", "first_name": "'=1+1", "last_name": "Núñez", "email": "n@agency.example",
            "class_code": "0617", "org_unit": "Department / Operations", "supervisor_no": "000815",
            "management_level": "none", "status": "permanent", "appointed_on": "2020-07-01", "anniversary": "",
            "probation_end": "", "separated_on": "", "bargaining_unit": "R04",
            "management_plan": "",
        }
    ]  # fmt: skip
    event = AuditEvent.objects.get(action="people_exported")
    assert (event.stream, event.actor_name, event.data) == (
        f"account:{hr.pk}", "Hana Resources", {"rows": 1, "asked": {"q": "nunez"}},
    )  # fmt: skip
    assert sentence_of(event) == "List of people taken out as CSV: 1 rows"


def test_what_is_taken_out_can_be_brought_in_again_and_changes_nothing() -> None:
    chain = make_chain()
    response = signed_in(chain.hr_manager.user).get("/people/export.csv")
    data = b"".join(response.streaming_content)
    result = people_import(data=data, file_name="people.csv", by=None, at=datetime(2026, 7, 6, tzinfo=UTC))
    assert result.difference.counts == {"new": 0, "changed": 0, "unchanged": 8, "rejected": 0}


def test_a_supervisor_takes_nothing_out() -> None:
    chain = make_chain()
    response = signed_in(chain.supervisor.user).get("/people/export.csv")
    assert response.status_code == 403
    assert "Only HR and the auditor take lists of people out." in response.content.decode()
    assert "export.csv" not in signed_in(chain.supervisor.user).get("/people/").content.decode()
    assert not AuditEvent.objects.filter(action="people_exported").exists()


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
