"""The load of paid days: what a row may say, that it is safe to repeat, and that it is taken back (R3)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from audit.models import ImportRun
from common.csvimport.errors import CannotUndo
from evaluations.tasks import follow_changes
from jobs.models import Job
from tests.factories import make_employee
from tests.imports.acts import sheet_of
from workforce.models import Employee
from workforce.services import paid_days_import, paid_days_undo

pytestmark = pytest.mark.django_db
AT = datetime(2026, 8, 24, 17, 0, tzinfo=UTC)
HEAD = "employee_no,paid_days,counted_on,reached_on\n"


@pytest.fixture
def new() -> Employee:
    return make_employee(employee_no="000700", appointed_on=date(2026, 2, 17), status="probationary")


def run(text: str | bytes, **options):
    data = text if isinstance(text, bytes) else text.encode()
    return paid_days_import(data=data, file_name="days.csv", **{"by": None, "at": AT, **options})


def stored(person: Employee) -> tuple:
    fields = ("paid_days", "paid_days_counted_on", "paid_days_reached_on", "probation_ends_on")
    return Employee.objects.values_list(*fields).get(pk=person.pk)


def test_a_count_or_the_day_is_loaded_and_the_end_follows(new, settings):
    settings.POLICY_SET = "school"
    result = run(HEAD + "000700,125,2026-08-21,\n")
    assert (result.is_applied, result.difference.counts["changed"]) == (True, 1)
    assert Job.objects.filter(key=result.stream).exists()
    follow_changes({}, at=AT)
    # five business days after Friday, August 21
    assert stored(new) == (125, date(2026, 8, 21), None, date(2026, 8, 28))
    run(HEAD + "000700,,,2026-08-24\n")
    follow_changes({}, at=AT)
    assert stored(new) == (None, None, date(2026, 8, 24), date(2026, 8, 24))


def test_a_workbook_is_read_like_a_file(new):
    run(sheet_of(("employee_no", "paid_days", "counted_on"), ("000700", "100", "2026-08-21")))
    assert stored(new)[:2] == (100, date(2026, 8, 21))


def test_a_second_run_changes_and_records_nothing(new):
    run(HEAD + "000700,125,2026-08-21,\n")
    again = run(HEAD + "000700,125,2026-08-21,\n")
    assert (again.is_applied, ImportRun.objects.count()) == (False, 1)


def test_a_dry_run_writes_nothing(new):
    assert run(HEAD + "000700,125,2026-08-21,\n", is_dry_run=True).difference.has_effect
    assert stored(new) == (None, None, None, None)


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ("000701,1,2026-08-21,", "employee_no", "there is no such person"),
        ("000700,1,,", "counted_on", "a count and the day up to which it counts go together"),
        ("000700,,2026-08-21,", "counted_on", "a count and the day up to which it counts go together"),
        ("000700,1,2026-08-25,", "counted_on", "this day is still to come"),
        ("000700,,,2026-08-25", "reached_on", "this day is still to come"),
        ("000700,,,2026-02-16", "reached_on", "it lies before the appointment on 2026-02-17"),
        ("000700,3,2026-02-18,", "paid_days", "only 2 days lie between the appointment and that day"),
        ("000700,-1,2026-02-18,", "paid_days", "it is not a whole number"),
        ("000700,733,2026-02-18,", "paid_days", "it does not lie between 0 and 732"),
    ],
)
def test_a_row_that_cannot_be_right_is_left_out(new, cells, column, reason):
    result = run(HEAD + cells + "\n")
    (problem,) = (problem for row in result.difference.rejected for problem in row.problems)
    assert (problem.column, problem.reason) == (column, reason)
    assert stored(new) == (None, None, None, None)


def test_the_last_day_itself_may_be_full(new):
    run(HEAD + "000700,2,2026-02-18,2026-08-24\n")
    assert stored(new)[:3] == (2, date(2026, 2, 18), date(2026, 8, 24))


def test_nobody_brings_in_their_own(new):
    result = run(HEAD + "000700,1,2026-08-21,\n", by=new.user)
    assert [row.problems[0].reason for row in result.difference.rejected] == ["this is about yourself"]


def test_it_is_taken_back_while_nothing_has_changed_since(new):
    stream = run(HEAD + "000700,100,2026-08-21,\n").stream
    run(HEAD + "000700,101,2026-08-24,\n")
    with pytest.raises(CannotUndo) as refusal:
        paid_days_undo(stream=stream, by=None, at=AT)
    assert list(refusal.value.reasons) == ["The paid days of 000700 have been changed since."]
    latest = ImportRun.objects.order_by("-pk").first()
    paid_days_undo(stream=latest.stream, by=None, at=AT)
    assert stored(new)[:2] == (100, date(2026, 8, 21))
    paid_days_undo(stream=stream, by=None, at=AT)
    assert stored(new)[:2] == (None, None)
