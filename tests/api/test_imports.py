"""A file by program: uploaded, compared, looked at, applied, taken back; and described beforehand."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone
from jsonschema import Draft202012Validator

from accounts.enums import Role
from competencies.models import Classification
from imports.models import Upload
from jobs.services import drain
from tests.api.asking import Program
from tests.factories import make_user

pytestmark = pytest.mark.django_db
CLASSES = b"code,title,probation_months\n0001,Archivist,6\n0002,Clerk,\n,Nobody,6\n"


def uploaded(program: Program, data: bytes = CLASSES, *, kind: str = "classifications", **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    program.response = program.client.post(
        "/api/v1/imports/",
        {"kind": kind, "file": SimpleUploadedFile("classes.csv", data)},
        headers={"Authorization": f"Bearer {program.text}", **named},
    )
    return program.response.json()


@pytest.fixture
def program() -> Program:
    return Program(make_user(roles=[Role.CLASSIFICATION_ADMIN]))


def test_from_the_upload_to_taking_it_back(program: Program) -> None:
    upload = uploaded(program)
    assert (program.status, upload["status"]) == (201, "uploaded")
    assert upload["mapping"] == {"code": "code", "title": "title", "probation_months": "probation_months"}
    one = f"imports/{upload['public_id']}/"
    assert program.post(f"{one}check/")["status"] == "checking"
    drain(at=timezone.now())
    checked = program.get(one)
    assert (checked["status"], checked["counts"]) == (
        "checked", {"new": 2, "changed": 0, "unchanged": 0, "rejected": 1},
    )  # fmt: skip
    rows = program.get(f"{one}rows/?outcome=rejected")["results"]
    assert [(row["line"], row["problems"][0]["column"], row["problems"][0]["remedy"]) for row in rows] == [
        (4, "code", "fill it in")
    ]
    program.post(f"{one}apply/", {"digest": checked["digest"], "is_strict": True})
    assert (program.status, Classification.objects.count()) == (422, 0)
    assert program.post(f"{one}apply/", {"digest": checked["digest"]})["status"] == "applying"
    drain(at=timezone.now())
    assert program.get(one)["status"] == "applied"
    assert [row["code"] for row in program.get("classifications/")["results"]] == ["0001", "0002"]
    program.post(f"{one}undo/")
    drain(at=timezone.now())
    assert (program.get(one)["status"], Classification.objects.count()) == ("undone", 0)


def test_another_difference_than_the_one_looked_at_is_not_applied(program: Program) -> None:
    one = f"imports/{uploaded(program)['public_id']}/"
    program.post(f"{one}check/")
    drain(at=timezone.now())
    answer = program.post(f"{one}apply/", {"digest": "0" * 64})
    assert (program.status, answer["detail"]) == (409, "The preview has changed since you looked at it.")


def test_the_columns_can_be_named(program: Program) -> None:
    one = f"imports/{uploaded(program, b'no,words' + chr(10).encode() + b'0001,Archivist')['public_id']}/"
    answer = program.post(f"{one}check/")
    assert (program.status, "No column is chosen for" in answer["detail"]) == (422, True)
    program.post(f"{one}check/", {"mapping": {"code": "no", "title": "words"}})
    drain(at=timezone.now())
    assert program.get(one)["counts"]["new"] == 1


def test_one_key_uploads_once(program: Program) -> None:
    first, second = (uploaded(program, Idempotency_Key="nightly") for _time in range(2))
    assert (first, Upload.objects.count()) == (second, 1)
    uploaded(program, CLASSES + b"0003,Driver,6\n", Idempotency_Key="nightly")
    assert program.status == 422


def test_a_file_of_no_use_says_why(program: Program) -> None:
    answer = uploaded(program, b"%PDF-1.7")
    sentence = "The file is a PDF, not a table. Open it in a spreadsheet and save it as XLSX or as CSV."
    assert (program.status, answer["detail"]) == (422, sentence)
    assert Upload.objects.count() == 0


@pytest.mark.parametrize("heading", [b"co\x00de", b"\x81code", b"co\x1bde"])
def test_a_heading_of_signs_that_no_database_keeps(program: Program, heading: bytes) -> None:
    upload = uploaded(program, heading + b",title\n0001,Archivist\n")
    assert (program.status, len(upload["headings"])) == (201, 2)


def test_what_is_sent_otherwise_is_not_understood(program: Program) -> None:
    program.post("imports/", {"kind": "classifications"})
    assert program.status == 415


@pytest.mark.parametrize("kind", ["people", "classifications"])
def test_a_files_description_takes_what_the_import_takes(program: Program, kind: str, tmp_path: Path) -> None:
    """Every row of a made agency, as it is written by `make_people`, fits the description."""
    schema = program.get(f"imports/kinds/{kind}/schema/")
    Draft202012Validator.check_schema(schema)
    files = {name: tmp_path / f"{name}.csv" for name in ("people", "classifications")}
    call_command(
        "make_people", employees=300, seed=4, today="2026-07-06", out=str(files["people"]),
        classes_out=str(files["classifications"]), stdout=io.StringIO(),
    )  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(files[kind].read_text("utf-8-sig"))))
    assert len(rows) > 20
    errors = [error.message for row in rows for error in Draft202012Validator(schema).iter_errors(row)]
    assert errors == []


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("employee_no", ""),
        ("employee_no", "1 2"),
        ("status", "retired"),
        ("appointed_on", "7/1/2020"),
        ("appointed_on", ""),
        ("leaves", "2025-09-01..2026-05-31 maternity"),
        ("language", "fr"),
    ],
)
def test_a_files_description_refuses_what_the_import_refuses(program: Program, cell: str, value: str) -> None:
    schema = program.get("imports/kinds/people/schema/")
    row = {
        "employee_no": "1", "first_name": "Ana", "last_name": "Ng", "class_code": "0001", "org_unit": "A / B",
        "supervisor_no": "", "status": "permanent", "appointed_on": "2020-07-01", cell: value,
    }  # fmt: skip
    found = {str(error.path[0]) for error in Draft202012Validator(schema).iter_errors(row)}
    assert found == {cell}


def test_kinds_are_those_that_one_may_bring_in(program: Program) -> None:
    assert [kind["name"] for kind in program.get("imports/kinds/")["kinds"]] == [
        "classifications", "people", "paid_days",
    ]  # fmt: skip
