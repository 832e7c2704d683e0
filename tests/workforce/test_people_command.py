"""The command that imports people, and what a transaction keeps together."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import StringIO
from pathlib import Path
from threading import Barrier

import pytest
import time_machine
import xlsxwriter
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import User
from audit.models import AuditEvent, ImportRun
from tests.workforce.people_files import AT, HEADINGS, person, row, run
from workforce.models import Employee, Leave, OrgUnit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("classes")]


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
