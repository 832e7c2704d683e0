import pytest
from django.test import Client

from accounts.enums import Role
from tests.counting import queries_of
from tests.factories import make_classification, make_employee, make_user

pytestmark = pytest.mark.django_db


def signed_in(*roles: Role) -> Client:
    client = Client()
    client.force_login(make_user(roles=roles))
    return client


def titles(client: Client, query: str = "") -> list[str]:
    response = client.get(f"/classifications/{query}")
    assert response.status_code == 200
    return [row[0]["text"] for row in response.context["rows"]]


@pytest.fixture
def classes():
    make_classification(code="0617", title="Bakery Chief", bargaining_unit="R01")
    make_classification(code="1733", title="Account Clerk (Señor)", bargaining_unit="S01", status="abolished")


@pytest.mark.usefixtures("classes")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Account Clerk (Señor)", "Bakery Chief"]),
        ("?q=chief+bak", ["Bakery Chief"]),
        ("?q=617", ["Bakery Chief"]),
        ("?q=SENOR", ["Account Clerk (Señor)"]),
        ("?q=baker+clerk", []),
        ("?status=abolished", ["Account Clerk (Señor)"]),
        ("?bargaining_unit=R01", ["Bakery Chief"]),
        ("?status=nonsense&q=chief", ["Bakery Chief"]),
        ("?page=99", ["Account Clerk (Señor)", "Bakery Chief"]),
    ],
)
def test_the_list_is_searched_and_filtered(query: str, found: list[str]) -> None:
    assert titles(signed_in(), query) == found


def test_capitals_do_not_change_the_order() -> None:
    for title in ("ZOO KEEPER", "bakery chief", "Account Clerk", "BAKER"):
        make_classification(title=title)
    assert titles(signed_in()) == ["Account Clerk", "BAKER", "bakery chief", "ZOO KEEPER"]


def test_the_list_is_paged() -> None:
    for number in range(26):
        make_classification(title=f"Class {number:02d}")
    client = signed_in()
    assert titles(client) == [f"Class {number:02d}" for number in range(25)]
    assert titles(client, "?page=2") == ["Class 25"]


def test_the_list_costs_the_same_for_one_and_for_three() -> None:
    client = signed_in()
    make_classification()
    for_one = queries_of(titles, client)
    make_classification()
    make_classification()
    assert len(titles(client)) == 3
    assert queries_of(titles, client) == for_one


def facts(client: Client, code: str) -> dict[str, str]:
    response = client.get(f"/classifications/{code}/")
    assert response.status_code == 200
    return {str(fact["label"]): fact["text"] for fact in response.context["facts"]}


def test_a_class_says_what_is_known_of_it() -> None:
    make_classification(
        code="0617", title="Bakery Chief", bargaining_unit="R01", monthly_min="4000", monthly_max="15000.5",
        alternate_ranges="A|L", probation_months=12,
    )  # fmt: skip
    assert facts(signed_in(), "0617") == {
        "Code": "0617",
        "Schematic code": "Not given",
        "Status": "In force",
        "Monthly pay": "$4,000.00 to $15,000.50",
        "Alternate ranges": "A, L",
        "Probation": "12 months",
        "Work week group": "Not given",
        "Bargaining unit": "R01",
    }


def test_gaps_are_said_in_words() -> None:
    make_classification(code="0001", probation_months=None, monthly_max="240.94", bargaining_unit="")
    found = facts(signed_in(), "0001")
    assert (found["Monthly pay"], found["Probation"], found["Bargaining unit"]) == ("up to $240.94", "None", "None")
    assert found["Alternate ranges"] == "None"


def test_how_many_hold_it_is_said_to_those_who_read_people() -> None:
    held = make_classification(code="0617")
    make_employee(classification=held)
    make_employee(classification=held)
    make_employee(classification=held, status="separated", separated_on="2026-01-31")
    assert facts(signed_in(Role.HR), "0617")["People in service"] == "2"
    assert "People in service" not in facts(signed_in(Role.CLASSIFICATION_ADMIN), "0617")


def test_an_unknown_class_is_not_found() -> None:
    response = signed_in(Role.HR).get("/classifications/nothing/")
    assert response.status_code == 404
    assert "There is nothing here that you can see." in response.content.decode()


def test_nobody_reads_without_signing_in() -> None:
    response = Client().get("/classifications/")
    assert (response.status_code, response["Location"].partition("?")[2]) == (302, "next=/classifications/")


def test_the_pages_are_for_reading_only() -> None:
    make_classification(code="0617")
    client = signed_in(Role.CLASSIFICATION_ADMIN)
    assert [client.post(path).status_code for path in ("/classifications/", "/classifications/0617/")] == [405, 405]
