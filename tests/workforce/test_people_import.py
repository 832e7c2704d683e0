import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from threading import Barrier

import pytest
import time_machine
import xlsxwriter
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from accounts.enums import Role
from accounts.models import User
from audit.models import AuditEvent, ImportRun
from common.canonical import sha256_of_text
from common.csvimport.difference import ImportResult
from common.csvimport.values import BadValue
from tests.counting import queries_of
from tests.factories import make_classification, make_employee, make_user
from workforce.models import Employee, Leave, OrgUnit
from workforce.selectors import chain_of_command
from workforce.services import people_import
from workforce.services.people_columns import unit_path

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
HEADINGS = (
    "employee_no", "first_name", "last_name", "email", "class_code", "org_unit", "supervisor_no", "management_level",
    "status", "appointed_on", "anniversary", "probation_end", "bargaining_unit", "leaves",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _classes() -> None:
    make_classification(code="0617", title="Office Technician")
    make_classification(code="1733", title="Program Manager")


def row(number: str, supervisor: str = "", **cells: str) -> str:
    values = {
        "employee_no": number, "first_name": "Ana", "last_name": f"Person {number}",
        "email": f"p{number}@agency.example", "class_code": "0617", "org_unit": "Agency / North",
        "supervisor_no": supervisor, "status": "permanent", "appointed_on": "2020-07-01", **cells,
    }  # fmt: skip
    return ",".join(values.get(heading, "") for heading in HEADINGS)


def run(*rows: str, **options: object) -> ImportResult:
    data = "\n".join([",".join(HEADINGS), *rows]).encode()
    return people_import(data=data, file_name="people.csv", **{"by": None, "at": AT, **options})


def reasons(result: ImportResult) -> list[tuple[int, str, str]]:
    """(line, number, first reason) of each rejected row."""
    found = [(rejection.line, rejection.key, rejection.problems[0].reason) for rejection in result.difference.rejected]
    return sorted(found)


def person(number: str) -> Employee:
    return Employee.objects.select_related("user", "supervisor").get(employee_no=number)


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


# --- what is rejected -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"class_code": "4711"}, "class_code", "there is no such class"),
        ({"supervisor_no": "1"}, "supervisor_no", "a person cannot be their own supervisor"),
        ({"supervisor_no": "77"}, "supervisor_no", "there is no such person, neither in the file nor stored"),
        ({"status": "probationary"}, "probation_end", "a probationary employee needs the end of the probation"),
        ({"status": "resigned"}, "status", "it is not known"),
        ({"management_level": "boss"}, "management_level", "it is not known"),
        ({"appointed_on": ""}, "appointed_on", "it is empty"),
        ({"appointed_on": "07/01/2020"}, "appointed_on", "it is not a date"),
        ({"appointed_on": "2021-02-29"}, "appointed_on", "there is no such day in the calendar"),
        ({"probation_end": "2020-06-30"}, "probation_end", "it lies before the appointment on 2020-07-01"),
        ({"anniversary": "2020-06-30"}, "anniversary", "it lies before the appointment on 2020-07-01"),
        ({"email": "ana"}, "email", "it is not an e-mail address"),
        ({"last_name": " "}, "last_name", "it is empty"),
        ({"org_unit": "Agency /  / North"}, "org_unit", "it is empty, or a part of the way is"),
        ({"org_unit": " / ".join("abcdefghijklm")}, "org_unit", "the way is too long"),
        ({"leaves": "2026-02-10..2026-02-01"}, "leaves", "a leave ends before it begins"),
    ],
)
def test_a_row_that_cannot_be_right_is_rejected_alone(cells: dict[str, str], column: str, reason: str) -> None:
    result = run(row("1", **cells), row("2"))
    (rejection,) = result.difference.rejected
    assert (rejection.line, rejection.key) == (2, "1")
    assert [(problem.column, problem.reason) for problem in rejection.problems] == [(column, reason)]
    assert list(Employee.objects.values_list("employee_no", flat=True)) == ["2"]


def test_a_lost_leading_zero_is_recognised() -> None:
    (rejection,) = run(row("1", class_code="617")).difference.rejected
    assert rejection.problems[0].remedy == "there is a 0617: a spreadsheet may have taken the leading zeros off"


def test_every_member_of_a_circle_is_named_and_those_below_fall_with_it() -> None:
    result = run(row("1", "3"), row("2", "1"), row("3", "2"), row("4", "3"), row("5"))
    circle = "these people supervise each other in a circle: 1 > 3 > 2 > 1"
    assert reasons(result) == [
        (2, "1", circle),
        (3, "2", circle),
        (4, "3", circle),
        (5, "4", "the supervisor's own row, line 4, is rejected"),
    ]
    assert list(Employee.objects.values_list("employee_no", flat=True)) == ["5"]


def test_a_circle_through_people_who_are_stored_is_found() -> None:
    run(row("1"), row("2", "1"), row("3", "2"))
    result = run(row("1", "3"))
    assert reasons(result) == [(2, "1", "these people supervise each other in a circle: 1 > 3 > 2 > 1")]
    assert person("1").supervisor is None


def test_a_stored_circle_does_not_stop_an_import() -> None:
    first, second = make_employee(employee_no="901"), make_employee(employee_no="902")
    Employee.objects.filter(pk=first.pk).update(supervisor=second)
    Employee.objects.filter(pk=second.pk).update(supervisor=first)
    assert run(row("1", first.employee_no)).difference.counts["new"] == 1


def test_a_rejected_supervisor_takes_the_whole_line_below_along() -> None:
    result = run(row("1", class_code="4711"), row("2", "1"), row("3", "2"), row("4"))
    assert reasons(result) == [
        (2, "1", "there is no such class"),
        (3, "2", "the supervisor's own row, line 2, is rejected"),
        (4, "3", "the supervisor's own row, line 3, is rejected"),
    ]


def test_a_rejected_row_of_somebody_stored_takes_nobody_along() -> None:
    run(row("1"))
    result = run(row("1", class_code="4711"), row("2", "1"))
    assert [line for line, _, _ in reasons(result)] == [2]
    assert person("2").supervisor == person("1")


def test_one_address_belongs_to_one_person() -> None:
    stored = make_employee(employee_no="900", email="taken@agency.example")
    result = run(
        row("1", email="same@agency.example"),
        row("2", email="SAME@agency.example"),
        row("3", email="taken@agency.example"),
    )
    assert reasons(result) == [
        (2, "1", "the address belongs to 2 as well"),
        (3, "2", "the address belongs to 1 as well"),
        (4, "3", "the address belongs to 900 as well"),
    ]
    assert (Employee.objects.count(), stored.user.email) == (1, "taken@agency.example")


def test_an_address_of_somebody_elses_free_account_is_not_taken_by_one_who_has_an_account() -> None:
    run(row("1"))
    make_user(email="free@agency.example")
    result = run(row("1", email="free@agency.example"))
    assert reasons(result) == [
        (2, "1", "another account has this address already, and this person has one of their own")
    ]


def test_repeated_numbers_are_rejected() -> None:
    result = run(row("1"), row("1", last_name="Other"), row("2"), row("2"))
    assert reasons(result) == [
        (2, "1", "lines 2, 3 are about the same number 1, and contradict each other"),
        (3, "1", "lines 2, 3 are about the same number 1, and contradict each other"),
        (5, "2", "lines 4, 5 are about the same number 2, and are equal"),
    ]
    assert list(Employee.objects.values_list("employee_no", flat=True)) == ["2"]


def test_strict_leaves_everything_out() -> None:
    result = run(row("1"), row("2", "77"), is_strict=True)
    assert (result.is_applied, Employee.objects.count(), OrgUnit.objects.count(), User.objects.count()) == (
        False,
        0,
        0,
        0,
    )


def test_reports_of_a_separated_supervisor_are_noted() -> None:
    result = run(row("1", status="separated"), row("2", "1"))
    assert result.difference.notes == [
        "1 people in service report to somebody who is separated: the next level above acts for them"
    ]


def test_statements_do_not_grow_with_the_rows() -> None:
    def file(first: int, size: int, **cells: str) -> list[str]:
        leave = {"leaves": "2026-02-01..2026-02-10"}
        return [row(str(first + place), str(first) if place else "", **leave, **cells) for place in range(size)]

    run(row("5"))
    new, changed = set(), set()
    for first, size in ((10, 1), (20, 3), (1000, 300)):
        moved = {"org_unit": f"Agency / South {first}", "email": ""}
        new.add(queries_of(run, *file(first, size)))
        changed.add(queries_of(run, *file(first, size, **moved)))
        assert Employee.objects.filter(org_unit__path=moved["org_unit"], email="").count() == size
    assert (len(new), len(changed)) == (1, 1)


# --- the command ------------------------------------------------------------------------------------------------------


def call(path: Path, *options: str) -> tuple[int, list[str]]:
    """(exit code, lines of output)"""
    out = StringIO()
    try:
        call_command("import_people", str(path), *options, stdout=out)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue().splitlines()
    except CommandError as error:
        return error.returncode, [str(error)]
    return 0, out.getvalue().splitlines()


@time_machine.travel(AT, tick=False)
def test_the_command_tells_and_applies(tmp_path: Path) -> None:
    run(row("1"), row("2", "1"))
    path = tmp_path / "people.csv"
    rows = [
        row("1"),
        row("2", "1", status="separated"),
        row("3", "9", leaves="2026-02-01..2026-02-10"),
        row("4", email=""),
    ]
    path.write_text("\n".join([",".join(HEADINGS), *rows]))
    told = [
        "line 5  new        4: first_name Ana; last_name Person 4; class_code 0617; org_unit Agency / North; "
        "management_level none; status permanent; appointed_on 2020-07-01; account none",
        "line 3  changed    2: status permanent -> separated; separated_on (empty) -> 2026-03-02; "
        "account active -> inactive",
        "line 2  unchanged  1",
        'line 4  rejected   3: supervisor_no: there is no such person, neither in the file nor stored (found "9"); '
        "remedy: correct the number, or add the supervisor's row",
        "People: 1 new, 1 changed, 1 unchanged, 1 rejected.",
    ]
    assert call(path, "--dry-run") == (1, [*told, "Dry run: nothing was changed."])
    assert Employee.objects.count() == 2
    code, output = call(path)
    run_stored = ImportRun.objects.last()
    assert (code, output) == (
        1,
        [
            *told[3:],
            f"Applied. Audit stream: {run_stored.stream}",
            "The rejected rows were left out; correct them and run the import again.",
        ],
    )
    assert Employee.objects.count() == 3


def test_the_command_takes_workbooks_and_american_dates(tmp_path: Path) -> None:
    path = tmp_path / "people.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name in ("Notes", "Staff"):
            book.add_worksheet(name)
        sheet = book.get_worksheet_by_name("Staff")
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, row("1", appointed_on="7/1/2020").split(","))
    assert call(path, "--sheet", "Notes") == (2, ["Nothing was imported. The sheet is empty."])
    assert call(path)[0] == 1
    code, output = call(path, "--month-first")
    assert (code, output[0]) == (0, "People: 1 new, 0 changed, 0 unchanged, 0 rejected.")
    assert person("1").appointed_on == date(2020, 7, 1)


def test_a_value_about_a_leave_is_never_printed(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("\n".join([",".join(HEADINGS), row("1", leaves="2026-02-01..2026-02-10 surgery")]))
    code, output = call(path, "--dry-run")
    assert code == 1
    assert output[0] == (
        'line 2  rejected   1: leaves: something else than dates and "unpaid" is said about a leave; '
        "remedy: leave the kind and the reason out: only dates are kept"
    )


def test_what_the_database_refuses_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("\n".join([",".join(HEADINGS), row("1", leaves="2026-02-01..2026-02-10"), row("2", "1")]))
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'the disk is full'; END$$;"
            "CREATE TRIGGER refuse BEFORE INSERT ON workforce_leave FOR EACH ROW EXECUTE FUNCTION refuse()"
        )
    sentence = "Nothing was imported: the database refused it (the disk is full). Nothing has changed; run it again."
    assert call(path) == (2, [sentence])
    assert [model.objects.count() for model in (Employee, User, OrgUnit, Leave, ImportRun, AuditEvent)] == [0] * 6


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_one_file_at_once_make_each_person_once() -> None:
    start = Barrier(2)

    def one_import() -> dict[str, int]:
        try:
            start.wait(timeout=20)
            return run(*(row(str(number)) for number in range(1, 200))).difference.counts
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        counts = [future.result() for future in [pool.submit(one_import), pool.submit(one_import)]]
    assert sorted((count["new"], count["unchanged"]) for count in counts) == [(0, 199), (199, 0)]
    assert (Employee.objects.count(), ImportRun.objects.count()) == (199, 1)
