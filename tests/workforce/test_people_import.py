"""A people file becomes people and accounts, and a second run changes nothing."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.enums import Role
from accounts.models import User
from audit.models import AuditEvent, ImportRun
from common.canonical import sha256_of_text
from common.csvimport.values import BadValue
from tests.factories import make_employee, make_user
from tests.workforce.people_files import AT, TODAY, person, reasons, row, run
from workforce.models import Employee, Leave, OrgUnit
from workforce.selectors import chain_of_command
from workforce.services import people_import
from workforce.services.people_columns import unit_path

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("classes")]


# --- what is taken ----------------------------------------------------------------------------------------------------


def test_a_person_with_everything() -> None:
    result = run(
        row("000002", "000001", first_name="José", last_name="Núñez", email="Jose.N@Agency.Example",
            status="Probationary", class_code="0617",
            org_unit="Agency / North / Unit 7", appointed_on="2026-01-05", anniversary="2027-01-05",
            probation_end="2026-07-04", bargaining_unit="R04", leaves="2026-02-01..2026-02-10 unpaid"),
        row("000001", management_level="Program Head", class_code="1733"),
    )  # fmt: skip
    assert result.difference.counts == {"new": 2, "changed": 0, "unchanged": 0, "rejected": 0}
    found = person("000002")
    assert (found.full_name, found.sort_key, found.email) == ("José Núñez", "nunez jose", "jose.n@agency.example")
    assert (found.classification.code, found.org_unit.path) == ("0617", "Agency / North / Unit 7")
    assert (found.status, found.management_level, found.bargaining_unit) == ("probationary", "none", "R04")
    assert (found.appointed_on, found.anniversary, found.probation_ends_on, found.separated_on) == (
        date(2026, 1, 5), date(2027, 1, 5), date(2026, 7, 4), None,
    )  # fmt: skip
    assert chain_of_command(found) == [person("000001")]
    assert person("000001").management_level == "program_head"
    assert list(Leave.objects.values_list("employee__employee_no", "starts_on", "ends_on", "is_paid")) == [
        ("000002", date(2026, 2, 1), date(2026, 2, 10), False)
    ]


def test_units_are_made_from_the_top() -> None:
    make_employee(employee_no="9", org_unit=OrgUnit.objects.create(name="Agency", path="Agency"))
    run(row("1", org_unit="Agency /  North  / Unit 7"), row("2", org_unit="Agency / South"))
    assert list(OrgUnit.objects.values_list("path", "name", "parent__path")) == [
        ("Agency", "Agency", None),
        ("Agency / North", "North", "Agency"),
        ("Agency / North / Unit 7", "Unit 7", "Agency / North"),
        ("Agency / South", "South", "Agency"),
    ]


@given(st.text(alphabet="ab/ ", max_size=20))
def test_a_way_that_is_taken_has_a_name_on_every_level(cell: str) -> None:
    try:
        names = unit_path(cell).split(" / ")
    except BadValue:
        return
    assert all(name == name.strip() != "" for name in names)
    assert unit_path(" / ".join(names)) == " / ".join(names)


def test_a_second_run_has_no_effect_and_leaves_no_trace() -> None:
    rows = [
        row("1", leaves="2026-02-01..2026-02-10"),
        row("2", "1"),
        row("3", "1", status="separated"),
        row("4", email=""),
    ]
    run(*rows)
    result = run(*rows, at=datetime(2026, 5, 1, tzinfo=UTC))
    assert result.difference.counts == {"new": 0, "changed": 0, "unchanged": 4, "rejected": 0}
    assert (result.is_applied, ImportRun.objects.count(), AuditEvent.objects.count()) == (False, 1, 1)
    assert person("3").separated_on == TODAY


def test_changes_are_told_and_made_field_by_field() -> None:
    run(row("1"), row("2", "1", leaves="2026-02-01..2026-02-10"), row("3"))
    result = run(row("1"), row("2", "3", org_unit="Agency / South", last_name="Új", leaves="2026-02-02..2026-02-10"))
    (change,) = result.difference.changed
    assert change.fields == {
        "last_name": ("Person 2", "Új"),
        "org_unit": ("Agency / North", "Agency / South"),
        "supervisor_no": ("1", "3"),
        "leaves": (
            ((date(2026, 2, 1), date(2026, 2, 10), True),),
            ((date(2026, 2, 2), date(2026, 2, 10), True),),
        ),
    }
    found = person("2")
    assert (found.last_name, found.sort_key, found.org_unit.path, found.supervisor) == (
        "Új", "uj ana", "Agency / South", person("3"),
    )  # fmt: skip
    assert found.user.name == "Ana Új"
    assert [(leave.starts_on, leave.ends_on) for leave in found.leaves.all()] == [(date(2026, 2, 2), date(2026, 2, 10))]
    assert (OrgUnit.objects.count(), Leave.objects.count()) == (3, 1)


def test_a_missing_column_leaves_its_field_and_an_empty_cell_empties_it() -> None:
    run(row("1", anniversary="2027-01-05", bargaining_unit="R04", leaves="2026-02-01..2026-02-10"))
    data = (
        b"employee_no,first_name,last_name,class_code,org_unit,supervisor_no,status,appointed_on,bargaining_unit\n"
        b"1,Ana,Person 1,0617,Agency / North,,permanent,2020-07-01,\n"
    )
    result = people_import(data=data, file_name="people.csv", by=None, at=AT)
    assert [change.fields for change in result.difference.changed] == [{"bargaining_unit": ("R04", "")}]
    found = person("1")
    assert (found.anniversary, found.email, found.leaves.count()) == (date(2027, 1, 5), "p1@agency.example", 1)


def test_people_who_are_not_in_the_file_are_left_alone() -> None:
    other = make_employee(employee_no="900")
    run(row("1", other.employee_no))
    other.refresh_from_db()
    assert (other.status, other.user.is_active, person("1").supervisor) == ("permanent", True, other)


def test_the_event_carries_the_digest_of_the_stored_list() -> None:
    by = make_user(name="Ada Analyst")
    result = run(row("1"), row("2", "1"), by=by)
    stored, event = ImportRun.objects.get(), AuditEvent.objects.get()
    assert (event.stream, event.action, event.actor_name) == (result.stream, "import_applied", "Ada Analyst")
    assert event.data["changes_sha256"] == stored.changes_sha256 == sha256_of_text(stored.changes)
    assert event.data["counts"] == {"new": 2, "changed": 0, "unchanged": 0, "rejected": 0}
    changes = [(change["kind"], change["key"]) for change in json.loads(stored.changes)]
    assert changes == [("new", "1"), ("new", "2"), ("unit", "Agency"), ("unit", "Agency / North")]


# --- accounts ---------------------------------------------------------------------------------------------------------


def test_each_person_with_an_address_gets_an_account_without_password() -> None:
    run(row("1"), row("2", email=""), row("3", status="separated"))
    account = person("1").user
    assert (account.email, account.name, account.is_active) == ("p1@agency.example", "Ana Person 1", True)
    assert not account.has_usable_password()
    assert (person("2").user, person("3").user, User.objects.count()) == (None, None, 1)


def test_an_account_that_nobody_owns_is_taken_over_as_it_is() -> None:
    admin = make_user(email="p1@agency.example", roles=[Role.SYSTEM_ADMIN])
    run(row("1"))
    taken = person("1").user
    assert (taken, taken.name, taken.password) == (admin, "Ana Person 1", admin.password)


def test_an_address_follows_also_where_two_people_swap_theirs() -> None:
    run(row("1"), row("2"))
    first, second = person("1").user, person("2").user
    run(row("1", email="p2@agency.example"), row("2", email="p1@agency.example"))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.email, second.email) == ("p2@agency.example", "p1@agency.example")
    assert (person("1").user, person("2").user) == (first, second)


def test_separation_closes_the_account_and_its_sessions_and_a_return_opens_it() -> None:
    run(row("1"))
    run(row("1", status="separated"))
    gone = person("1")
    assert (gone.status, gone.separated_on) == ("separated", TODAY)
    assert (gone.user.is_active, gone.user.sessions_epoch) == (False, 1)
    run(row("1"))
    back = person("1")
    assert (back.status, back.separated_on, back.user.is_active) == ("permanent", None, True)
    assert back.user == gone.user


def test_an_account_closed_by_an_administrator_stays_closed() -> None:
    run(row("1"))
    User.objects.update(is_active=False)
    result = run(row("1", last_name="Other"))
    assert result.difference.counts["changed"] == 1
    assert person("1").user.is_active is False


def test_an_address_that_one_person_gives_up_goes_to_a_new_person_with_an_account_of_their_own() -> None:
    run(row("1", email="ana@agency.example"))
    first = User.objects.get()
    User.objects.update(is_active=False)
    result = run(row("1", email="ana.old@agency.example"), row("2", email="ana@agency.example"))
    assert result.difference.rejected == []
    held = {person.employee_no: person.user for person in Employee.objects.select_related("user")}
    assert (held["1"], held["1"].email) == (first, "ana.old@agency.example")
    assert (held["2"].email, held["2"].is_active, held["2"].sessions_epoch) == ("ana@agency.example", True, 0)


def test_without_an_address_the_account_is_closed() -> None:
    run(row("1"))
    run(row("1", email=""))
    found = person("1")
    assert (found.email, found.user.is_active, found.user.email) == ("", False, "p1@agency.example")


def test_the_last_administrator_is_not_closed_by_a_file() -> None:
    make_user(email="p1@agency.example", roles=[Role.SYSTEM_ADMIN])
    run(row("1"), row("2"))
    result = run(row("1", status="separated"), row("2", status="separated"))
    assert reasons(result) == [
        (2, "1", "the account would be closed, and no active system administrator would be left")
    ]
    assert (person("1").user.is_active, person("2").user.is_active) == (True, False)
