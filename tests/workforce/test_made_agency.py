"""The made-up agency: valid at any size, the same from the same seed, shaped like an agency, taken by the imports."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, defaultdict
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from common.csvimport.columns import known_headings, parse_table
from common.csvimport.reading import read_table
from competencies.models import Classification
from competencies.services import classifications_import
from tests.counting import queries_of
from workforce.enums import EmploymentStatus, ManagementLevel
from workforce.made_agency import HEADINGS, families_of, level_told_by, made_classes, people_rows
from workforce.models import Employee, Leave
from workforce.services import people_import
from workforce.services.people_columns import COLUMNS, EMPTY, contradictions

TODAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
FAMILIES = families_of(made_classes())
Person = dict[str, str]


def people(size: int, seed: int = 1, today: date = TODAY) -> list[Person]:
    rows = people_rows(size, seed=seed, today=today, families=FAMILIES)
    return [dict(zip(HEADINGS, row, strict=True)) for row in rows]


@cache
def whole_agency() -> list[Person]:
    return people(38_000)


def as_file(rows: list[Person]) -> bytes:
    file = io.StringIO()
    writer = csv.DictWriter(file, HEADINGS)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


@settings(max_examples=60, deadline=None)
@given(
    size=st.integers(1, 400), seed=st.integers(0, 2**32), today=st.dates(date(1970, 1, 1), date(2150, 12, 31))
)  # fmt: skip
def test_at_any_size_every_row_can_be_read_and_contradicts_nothing(size: int, seed: int, today: date) -> None:
    found = people(size, seed, today)
    rows, rejections = parse_table(
        read_table(as_file(found), known=known_headings(COLUMNS)), COLUMNS, key="employee_no"
    )
    assert (len(rows), rejections) == (size, [])
    assert [contradictions(row.key, {**EMPTY, **row.values}) for row in rows] == [()] * size


@settings(max_examples=60, deadline=None)
@given(size=st.integers(1, 400), seed=st.integers(0, 2**32))
def test_at_any_size_one_line_leads_to_the_director_level_by_level(size: int, seed: int) -> None:
    found = people(size, seed)
    levels: dict[str, ManagementLevel] = {}
    for person in found:
        level = ManagementLevel(person["management_level"])
        if levels:
            above = levels[person["supervisor_no"]]
            assert above.rank > level.rank
        else:
            assert (person["supervisor_no"], level, person["status"]) == ("", ManagementLevel.DIRECTOR, "permanent")
        levels[person["employee_no"]] = level
    addresses = [person["email"] for person in found if person["email"]]
    assert len(levels) == size
    assert len(set(addresses)) == len(addresses)
    assert all(re.fullmatch(r"[a-z]+(\.[a-z]+)?[0-9]*@agency\.example", address) for address in addresses)


def test_the_same_seed_and_day_make_the_same_people_and_others_make_others() -> None:
    assert people(500, 7) == people(500, 7)
    assert people(500, 7) != people(500, 8)
    assert people(500, 7) != people(500, 7, date(2026, 3, 3))


def test_every_level_has_its_span() -> None:
    spans = Counter(person["supervisor_no"] for person in whole_agency())
    by_level = defaultdict(set)
    for person in whole_agency():
        by_level[person["management_level"]].add(spans[person["employee_no"]])
    assert by_level["none"] == {0}
    assert by_level["supervisor"] == set(range(6, 15))
    assert set(by_level) == set(ManagementLevel)
    assert all(2 <= span <= 14 for level, found in by_level.items() if level != "none" for span in found)


def test_an_agency_of_38000_has_the_shape_of_one() -> None:
    found = whole_agency()
    levels = Counter(person["management_level"] for person in found)
    statuses = Counter(person["status"] for person in found)
    depths = Counter(person["org_unit"].count(" / ") for person in found)
    assert (levels["director"], levels["chief_deputy_director"], len(found)) == (1, 3, 38_000)
    assert 3000 < levels["supervisor"] < 3800
    assert {status: round(100 * count / len(found)) for status, count in statuses.items()} == {
        "permanent": 89,
        "probationary": 8,
        "separated": 3,
    }
    assert set(depths) == {0, 1, 2, 3}
    assert len({person["class_code"] for person in found}) > 1000
    assert sum(person["org_unit"].endswith(" / Performance Management Unit") for person in found) in range(7, 16)
    assert {person["language"] for person in found} == {"en", "es"}
    assert all(person["employee_no"].startswith("00") for person in found[:100])


def test_names_are_as_varied_as_people() -> None:
    full = Counter(f"{person['first_name']} {person['last_name']}" for person in whole_agency())
    assert max(full.values()) > 1
    for wanted in ("'", "’", "ʻ", "-", "é", "ø", " de la ", " van der ", "U "):  # noqa: RUF001 - as in names
        assert any(wanted in name for name in full), wanted
    assert max(map(len, full)) > 120
    assert any(len(person["last_name"]) == 1 for person in whole_agency())


def test_dates_lie_around_the_day() -> None:
    found = whole_agency()
    on_probation = [person for person in found if person["status"] == EmploymentStatus.PROBATIONARY.value]
    overdue = [person for person in on_probation if person["probation_end"] < TODAY.isoformat()]
    assert 0 < len(overdue) < len(on_probation) / 20
    gone = [person for person in found if person["status"] == EmploymentStatus.SEPARATED.value]
    assert all("2025-03-02" <= person["separated_on"] <= "2026-03-02" for person in gone)
    assert any(person["management_level"] == ManagementLevel.SUPERVISOR.value for person in gone)
    months = Counter(person["anniversary"][5:7] for person in found if person["anniversary"])
    assert len(months) == 12
    assert min(months.values()) > 1500
    assert all(TODAY.isoformat() < person["anniversary"] for person in found if person["anniversary"])
    assert sum(person["appointed_on"] > "2025-03-02" for person in found) > 3000


def test_leaves_are_dates_some_unpaid_and_some_long_enough_for_a_period() -> None:
    written = [person["leaves"] for person in whole_agency() if person["leaves"]]
    one = r"\d{4}-\d\d-\d\d\.\.\d{4}-\d\d-\d\d( unpaid)?"
    assert all(re.fullmatch(rf"{one}(; {one})*", leaves) for leaves in written)
    days = [
        (date.fromisoformat(last) - date.fromisoformat(first)).days
        for leaves in written
        for first, last in re.findall(r"(\S{10})\.\.(\S{10})", leaves)
    ]
    assert 0.03 < len(written) / 38_000 < 0.05
    assert sum(length > 365 for length in days) > 50
    assert 0.3 < sum("unpaid" in leaves for leaves in written) / len(written) < 0.6


# --- the command ------------------------------------------------------------------------------------------------------


def make(folder: Path, *arguments: str) -> bytes:
    call_command(
        "make_people", *arguments, out=str(folder / "people.csv"), stdout=io.StringIO(), verbosity=0,
        **({} if "--classes" in arguments else {"classes_out": str(folder / "classes.csv")}),
    )  # fmt: skip
    return (folder / "people.csv").read_bytes()


def test_the_command_writes_the_same_bytes_again(tmp_path: Path) -> None:
    first = make(tmp_path, "--employees", "300", "--seed", "5", "--today", "2026-03-02")
    with time_machine.travel(AT, tick=False):
        assert make(tmp_path, "--employees", "300", "--seed", "5") == first
    assert first.count(b"\n") == 301
    assert sorted(path.name for path in tmp_path.iterdir()) == ["classes.csv", "people.csv"]


@pytest.mark.django_db
def test_the_imports_take_both_files_whole(tmp_path: Path) -> None:
    data = make(tmp_path, "--employees", "1500", "--today", "2026-03-02")
    classes = classifications_import(
        data=(tmp_path / "classes.csv").read_bytes(), file_name="classes.csv", by=None, at=AT
    )
    result = people_import(data=data, file_name="people.csv", by=None, at=AT)
    assert (classes.difference.rejected, result.difference.rejected) == ([], [])
    assert classes.difference.counts["new"] == Classification.objects.count() > 1000
    assert (result.difference.counts["new"], Employee.objects.count()) == (1500, 1500)
    assert Leave.objects.exists()
    again = people_import(data=data, file_name="people.csv", by=None, at=AT)
    assert (again.difference.counts["unchanged"], again.is_applied) == (1500, False)


@pytest.mark.django_db
def test_an_import_of_2000_makes_as_many_queries_as_one_of_200(tmp_path: Path) -> None:
    make(tmp_path, "--employees", "1")
    classifications_import(data=(tmp_path / "classes.csv").read_bytes(), file_name="classes.csv", by=None, at=AT)

    def run(data: bytes) -> dict[str, int]:
        return people_import(data=data, file_name="people.csv", by=None, at=AT).difference.counts

    def queries(size: int) -> tuple[int, int]:
        """Of the first import, and of one that changes names, addresses, units and leaves."""
        first = as_file(people(size))
        second = first.replace(b"@agency.", b"@new.agency.").replace(b" Unit", b" Team").replace(b" unpaid", b"")
        with transaction.atomic():
            made = queries_of(run, first), queries_of(run, second)
            assert run(second) == {"new": 0, "changed": 0, "unchanged": size, "rejected": 0}
            transaction.set_rollback(True)
        return made

    assert queries(200) == queries(2000)


def test_a_class_list_of_ones_own_is_used(tmp_path: Path) -> None:
    classes = tmp_path / "own.csv"
    classes.write_text(
        "code,title,status,probation_months\n"
        "A-1,Gardener,,6\nA-2,Supervising Gardener,,6\nA-3,Chief Gardener (Abolished 01/07/2016),,\n"
        "A-4,Tree Surgeon,abolished,6\nA-5,Director of Parks,in_force,\n"
    )
    data = make(tmp_path, "--employees", "30", "--classes", str(classes))
    held = {(row["management_level"], row["class_code"]) for row in csv.DictReader(io.StringIO(data.decode()))}
    assert held == {("director", "A-5"), ("program_head", "A-2"), ("supervisor", "A-2"), ("none", "A-1")}
    assert not (tmp_path / "classes.csv").exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--employees", "0"], "--employees is 0: give a number from 1 to 100000."),
        (["--employees", "100001"], "--employees is 100001: give a number from 1 to 100000."),
        (
            ["--today", "2026-02-30"],
            "--today is '2026-02-30': there is no such day in the calendar; correct the date.",
        ),
        (
            ["--today", "1950-01-01"],
            "--today is 1950-01-01: give a day from 1970 to 2150, since careers lie around it.",
        ),
        (["--classes", "{folder}/no.csv"], "--classes: {folder}/no.csv cannot be read: No such file or directory."),
        (
            ["--classes", "{folder}/bad.csv"],
            "--classes: line 2 of {folder}/bad.csv cannot be used, because it is empty: fill it in.",
        ),
        (
            ["--classes", "{folder}/old.csv"],
            "--classes: {folder}/old.csv has no class in force: name a list that has one.",
        ),
        (
            ["--classes", "{folder}/old.csv", "--classes-out", "x.csv"],
            "--classes names the classes to take and --classes-out where invented ones go: leave one out.",
        ),
        (
            ["--out", "{folder}/no/people.csv", "--classes-out", "{folder}/c.csv"],
            "--out is {folder}/no/people.csv, which cannot be written (No such file or directory): "
            "name a file in a folder of yours.",
        ),
    ],
)
def test_a_refusal_names_the_option_and_the_remedy(tmp_path: Path, arguments: list[str], sentence: str) -> None:
    (tmp_path / "bad.csv").write_text("code,title\n0617,\n")
    (tmp_path / "old.csv").write_text("code,title,status\n0617,Typist,abolished\n")
    given = [argument.replace("{folder}", str(tmp_path)) for argument in arguments]
    with pytest.raises(CommandError) as refused:
        call_command("make_people", *given)
    assert (str(refused.value), refused.value.returncode) == (sentence.replace("{folder}", str(tmp_path)), 2)


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("Bridge Engineer II", "none"),
        ("Supervising Bridge Engineer", "supervisor"),
        ("Records Manager", "program_head"),
        ("Chief Engineer", "division_chief"),
        ("Deputy Director, Field", "deputy_director"),
        ("Chief Deputy Director", "chief_deputy_director"),
        ("Director", "director"),
    ],
)
def test_the_level_that_a_title_speaks_of(title: str, level: str) -> None:
    assert level_told_by(title).value == level
