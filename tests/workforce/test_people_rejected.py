"""Rows of a people file that cannot be right, and what falls with them."""

from __future__ import annotations

import pytest

from accounts.models import User
from tests.counting import queries_of
from tests.factories import make_employee, make_user
from tests.workforce.people_files import person, reasons, row, run
from workforce.models import Employee, OrgUnit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("classes")]


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"class_code": "4711"}, "class_code", "there is no such class"),
        ({"supervisor_no": "1"}, "supervisor_no", "a person cannot be their own supervisor"),
        ({"supervisor_no": "77"}, "supervisor_no", "there is no such person, neither in the file nor stored"),
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
