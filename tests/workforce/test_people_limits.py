"""What a person leaves to others to bring in: sign-ins of accounts with a role, their own place, their own reports."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import partial

import pytest

from accounts.enums import Role
from accounts.models import RoleGrant, User
from audit.models import ImportRun
from common.csvimport.difference import ImportResult
from common.csvimport.errors import CannotUndo
from tests.counting import queries_of
from tests.factories import make_classification, make_employee, make_user
from workforce.models import Employee
from workforce.services import people_import
from workforce.services.people_undo import people_undo

AT = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
HEADINGS = (
    "employee_no", "first_name", "last_name", "email", "class_code", "org_unit", "supervisor_no", "management_level",
    "status", "appointed_on", "separated_on",
)  # fmt: skip
ROLE = "the account holds a role, and its sign-in address would change"
MYSELF = "this is about yourself"
MINE = "it makes you the supervisor of somebody who is there already"
ELSE = "somebody else who imports people brings it in"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _classes(db: None) -> None:
    make_classification(code="0617", title="Office Technician")
    make_classification(code="1733", title="Program Manager")


def row(number: str, supervisor: str = "", **cells: str) -> str:
    values = {
        "employee_no": number, "first_name": "Ana", "last_name": f"Person {number}",
        "email": f"p{number}@agency.example", "class_code": "0617", "org_unit": "Agency / North",
        "supervisor_no": supervisor, "status": "permanent", "appointed_on": "2020-07-01", **cells,
    }  # fmt: skip
    return ",".join(values.get(heading, "") for heading in HEADINGS)


def run(*rows: str, by: User | None = None, **options: object) -> ImportResult:
    data = "\n".join([",".join(HEADINGS), *rows]).encode()
    return people_import(data=data, file_name="people.csv", by=by, **{"at": AT, **options})


def rejected(result: ImportResult) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Each number with column, reason and remedy of its problems."""
    return sorted(
        (one.key, [(problem.column, problem.reason, problem.remedy) for problem in one.problems])
        for one in result.difference.rejected
    )


def person(number: str) -> Employee:
    return Employee.objects.select_related("user", "supervisor").get(employee_no=number)


def importer() -> User:
    """Number 1, who imports people; 2 is their supervisor, 3 reports to 2 and 4 to nobody."""
    run(row("1", "2"), row("2"), row("3", "2"), row("4"))
    user = person("1").user
    RoleGrant.objects.create(user=user, role=Role.CLASSIFICATION_ADMIN.value, granted_at=AT)
    return user


# --- the sign-in of accounts with a role -----------------------------------------------------------------------------


def test_a_person_does_not_change_the_sign_in_address_of_an_account_with_a_role() -> None:
    by = importer()
    for number, role in (("2", Role.HR_MANAGER), ("3", Role.AUDITOR)):
        RoleGrant.objects.create(user=person(number).user, role=role.value, granted_at=AT)
    rows = (row("2", email="mine@agency.example"), row("3", "2", last_name="New"), row("4", email="p2@agency.example"))
    result = run(*rows, by=by)
    assert rejected(result) == [
        ("2", [("email", ROLE, "ask a system administrator")]),
        ("4", [("email", "the address belongs to 2 as well", "give each person their own, or none")]),
    ]
    assert (person("2").user.email, person("2").user.sessions_epoch) == ("p2@agency.example", 0)
    assert person("3").user.name == "Ana New"


def test_nor_by_way_of_closing_the_account_first() -> None:
    by = importer()
    RoleGrant.objects.create(user=person("2").user, role=Role.HR.value, granted_at=AT)
    assert rejected(run(row("2", email=""), by=by)) == []
    assert rejected(run(row("2", email="mine@agency.example"), by=by)) == [
        ("2", [("email", ROLE, "ask a system administrator")])
    ]
    assert person("2").user.is_active is False


def test_the_system_changes_it_and_the_sessions_end() -> None:
    importer()
    RoleGrant.objects.create(user=person("2").user, role=Role.HR.value, granted_at=AT)
    assert rejected(run(row("2", email="other@agency.example"))) == []
    assert (person("2").user.email, person("2").user.sessions_epoch) == ("other@agency.example", 1)


def test_a_changed_sign_in_address_ends_the_sessions_and_another_change_does_not() -> None:
    by = importer()
    result = run(row("3", "2", email="new@agency.example"), row("4", last_name="Other"), by=by)
    assert rejected(result) == []
    assert [person(number).user.sessions_epoch for number in "1234"] == [0, 0, 1, 0]
    people_undo(stream=result.stream, by=by, at=AT)
    assert (person("3").user.email, person("3").user.sessions_epoch) == ("p3@agency.example", 2)


def test_the_session_of_a_changed_address_is_over() -> None:
    importer()
    before = person("3").user.get_session_auth_hash()
    run(row("3", "2", email="new@agency.example"))
    assert person("3").user.get_session_auth_hash() != before


# --- one's own place -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "columns"),
    [
        ({"supervisor_no": "4"}, ["supervisor_no"]),
        ({"class_code": "1733"}, ["class_code"]),
        ({"org_unit": "Agency / South"}, ["org_unit"]),
        ({"management_level": "director"}, ["management_level"]),
        ({"status": "separated"}, ["status"]),
        ({"email": ""}, ["email"]),
        ({"class_code": "1733", "management_level": "director"}, ["class_code", "management_level"]),
    ],
)
def test_ones_own_place_is_brought_in_by_somebody_else(cells: dict[str, str], columns: list[str]) -> None:
    by = importer()
    result = run(row("1", **{"supervisor_no": "2", **cells}), row("5", "1"), by=by)
    assert rejected(result) == [("1", [(column, MYSELF, ELSE) for column in columns])]
    assert (person("1").supervisor, person("5").supervisor) == (person("2"), person("1"))
    another = make_user(roles=[Role.CLASSIFICATION_ADMIN])
    assert rejected(run(row("1", **{"supervisor_no": "2", **cells}), by=another)) == []


def test_ones_own_address_is_no_exception() -> None:
    by = importer()
    assert rejected(run(row("1", "2", email="me@agency.example"), by=by)) == [
        ("1", [("email", MYSELF, ELSE), ("email", ROLE, "ask a system administrator")])
    ]


def test_ones_own_row_may_stand_in_the_file_and_the_name_in_it_may_change() -> None:
    by = importer()
    result = run(row("1", "2", last_name="Married"), row("2"), by=by)
    assert (rejected(result), result.difference.counts["changed"], person("1").last_name) == ([], 1, "Married")


def test_ones_own_account_is_made_nobodys() -> None:
    by = make_user(email="admin@agency.example", roles=[Role.CLASSIFICATION_ADMIN])
    make_employee(employee_no="9", with_user=False, email="")
    rows = (row("8", email=by.email, management_level="director"), row("9", email="p9@agency.example"))
    own = [("email", "it makes your own account somebody's", ELSE)]
    assert rejected(run(*rows, by=by)) == [("8", own)]
    assert rejected(run(row("9", email=by.email), by=make_user())) == [
        ("9", [("email", "another account has this address already, and this person has one of their own",
                "ask a system administrator which one stays")]),
    ]  # fmt: skip
    make_employee(employee_no="10", with_user=False, email="")
    assert rejected(run(row("10", email=by.email), by=by)) == [("10", own)]
    assert rejected(run(row("10", email=by.email))) == []
    assert person("10").user == by


# --- whom one comes to supervise -------------------------------------------------------------------------------------


def test_nobody_who_is_there_comes_under_the_importer() -> None:
    by = importer()
    make_user(email="p6@agency.example", name="Somebody")
    rows = (row("3", "1"), row("4", "1"), row("5", "1"), row("6", "1"), row("7", "1", email=""))
    result = run(*rows, by=by)
    mine = [("supervisor_no", MINE, ELSE)]
    assert rejected(result) == [("3", mine), ("4", mine), ("6", mine)]
    assert [person(number).supervisor for number in "3457"] == [person("2"), None, person("1"), person("1")]
    assert rejected(run(*rows, by=make_user())) == []
    assert person("3").supervisor == person("1")


def test_those_who_report_to_the_importer_already_may_change_and_leave() -> None:
    by = importer()
    run(row("3", "1"), row("5", "1"))
    assert rejected(run(row("3", "1", class_code="1733"), row("5", "2"), by=by)) == []
    assert (person("3").classification.code, person("5").supervisor) == ("1733", person("2"))


# --- undoing ---------------------------------------------------------------------------------------------------------


def test_what_one_may_not_bring_in_one_does_not_get_back_by_undoing() -> None:
    by = importer()
    run(row("3", "1"))
    another = make_user(roles=[Role.CLASSIFICATION_ADMIN])
    result = run(
        row("1", "2", class_code="1733"), row("3", "2"), row("4", email="new@agency.example"), by=another,
    )  # fmt: skip
    RoleGrant.objects.create(user=person("4").user, role=Role.HR.value, granted_at=AT)
    with pytest.raises(CannotUndo) as refusal:
        people_undo(stream=result.stream, by=by, at=AT)
    assert refusal.value.reasons == (
        f"Ana Person 1 (1): {MYSELF}; {ELSE}.",
        f"Ana Person 3 (3): {MINE}; {ELSE}.",
        f"Ana Person 4 (4): {ROLE}; ask a system administrator.",
    )
    RoleGrant.objects.filter(user=person("4").user).delete()
    undone = people_undo(stream=result.stream, by=another, at=AT)
    changes = json.loads(ImportRun.objects.get(public_id=undone.partition(":")[2]).changes)
    assert [change["key"] for change in changes] == ["1", "3", "4"]
    assert (person("1").classification.code, person("3").supervisor) == ("0617", person("1"))


# --- cost ------------------------------------------------------------------------------------------------------------


def test_a_person_costs_one_statement_more_than_the_system_for_any_number_of_rows() -> None:
    by = importer()
    counts = {
        size: [
            queries_of(partial(run, by=who, is_dry_run=True), *(row(str(100 + place), "1") for place in range(size)))
            for who in (None, by)
        ]
        for size in (1, 3, 300)
    }
    assert len({tuple(count) for count in counts.values()}) == 1
    system, a_person = counts[1]
    assert a_person - system == 1
