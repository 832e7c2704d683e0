"""From a file to its people and back, by the pages."""

from __future__ import annotations

import json
import os
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.models import AuditEvent, ImportRun
from competencies.models import Classification
from imports.models import Upload, UploadRow
from imports.services import upload_apply_run, uploads_discard_forgotten
from tests.evaluations.pages import page_of, said
from tests.imports.acts import (
    AT,
    address,
    applied,
    checked,
    fresh,
    heading,
    people_csv,
    person,
    rows_shown,
    through,
    undone,
    uploaded,
    work,
)
from workforce.models import Employee, EmploymentChange, OrgUnit

pytestmark = pytest.mark.django_db


def test_a_file_becomes_people_and_the_trail_says_who(client: Client) -> None:
    upload = uploaded(client, people_csv(person("000001", class_code="1733"), person("000002", "000001")))
    assert (upload.status, upload.name, upload.outline["rows"]) == ("uploaded", "people.csv", 2)
    upload = checked(client, upload)
    assert (upload.status, upload.counts) == ("checked", {"new": 2, "changed": 0, "unchanged": 0, "rejected": 0})
    assert Employee.objects.count() == 0
    page = client.get(upload.get_absolute_url())
    assert heading(page) == "What people.csv would change"
    assert rows_shown(page)[1] == [
        "Ana Person 000002 000002",
        "3",
        "First name Ana Last name Person 000002 E-mail address p000002@agency.example Class Office Technician (0617) "
        "Unit Agency / North Immediate supervisor 000001 Status Permanent Appointed on July 1, 2020 Account active "
        "Signs in with p000002@agency.example",
    ]
    upload = applied(client, upload)
    event = AuditEvent.objects.get(stream=upload.stream)
    assert (upload.status, event.actor_name, event.data["counts"]["new"]) == ("applied", "Vera Admin", 2)
    assert list(Employee.objects.order_by("employee_no").values_list("employee_no", "supervisor__employee_no")) == [
        ("000001", None),
        ("000002", "000001"),
    ]


def test_changes_are_shown_before_and_after_with_the_names_of_supervisors(client: Client) -> None:
    through(client, people_csv(person("000001"), person("000002"), person("000003", "000001")))
    upload = checked(client, uploaded(client, people_csv(person("000003", "000002", last_name="Új"), person("000001"))))
    page = client.get(upload.get_absolute_url())
    assert rows_shown(page) == [
        [
            "Ana Új 000003",
            "2",
            "Last name Person 000003 becomes Új "
            "Immediate supervisor Ana Person 000001 (000001) becomes Ana Person 000002 (000002)",
        ]
    ]
    assert [said(tab) for tab in page_of(page).xpath("//nav[@class='fs-tabs']//a")] == [
        "New 0", "Changed 1", "Unchanged 1", "Rejected 0",
    ]  # fmt: skip


def test_a_rejected_row_says_where_why_and_what_to_do(client: Client) -> None:
    upload = checked(client, uploaded(client, people_csv(person("000001", class_code="617"), person("000002"))))
    page = client.get(upload.get_absolute_url())
    assert rows_shown(page) == [
        [
            "000001",
            "2",
            "class_code: There is no such class (found “617”) There is a 0617: a spreadsheet may have taken the "
            "leading zeros off",
        ]
    ]


def test_applied_and_undone_everything_is_as_before(client: Client) -> None:
    through(client, people_csv(person("000001"), person("000002")))
    before = snapshot()
    upload = through(
        client,
        people_csv(
            person("000001", class_code="1733", email="new@agency.example", org_unit="Agency / South / Unit 1"),
            person("000002", "000001", status="separated"),
            person("000003", "000002"),
        ),
    )
    assert sorted(EmploymentChange.objects.values_list("employee__employee_no", "fact")) == [
        ("000001", "classification"), ("000001", "org_unit"), ("000002", "separation"), ("000002", "supervisor"),
    ]  # fmt: skip
    assert snapshot() != before
    upload = undone(client, upload)
    assert (upload.status, upload.error, snapshot()) == ("undone", "", before)
    event = AuditEvent.objects.get(stream=upload.undo_stream)
    assert (event.action, event.data["undoes"], event.data["counts"]) == (
        "import_applied", upload.stream, {"removed": 1, "changed": 2},
    )  # fmt: skip
    assert EmploymentChange.objects.count() == 0
    changes = json.loads(ImportRun.objects.get(public_id=upload.undo_stream.partition(":")[2]).changes)
    assert [(change["kind"], change["key"]) for change in changes] == [
        ("removed", "000003"), ("changed", "000001"), ("changed", "000002"),
    ]  # fmt: skip


def snapshot() -> list[object]:
    """Everything that an import of people writes."""
    people = Employee.objects.order_by("employee_no").values_list(
        "employee_no", "first_name", "last_name", "email", "classification__code", "org_unit__path",
        "supervisor__employee_no", "status", "separated_on", "user__email", "user__is_active",
    )  # fmt: skip
    accounts = User.objects.order_by("email").values_list("email", "is_active")
    return [list(people), list(accounts), list(OrgUnit.objects.values_list("path", flat=True))]


def test_classes_go_the_same_way(client: Client) -> None:
    data = b"code,title,monthly_min,probation_months\n0617,Office Technician I,3000,6\n0700,Analyst,,12\n"
    upload = through(client, data, kind="classifications", name="classes.csv")
    assert upload.status == "applied"
    assert Classification.objects.get(code="0617").title == "Office Technician I"
    upload = undone(client, upload)
    assert (upload.status, list(Classification.objects.order_by("code").values_list("code", "title"))) == (
        "undone", [("0617", "Office Technician"), ("1733", "Program Manager")],
    )  # fmt: skip


def test_when_data_have_changed_since_the_preview_nothing_is_applied_and_it_is_compared_again(client: Client) -> None:
    first = checked(client, uploaded(client, people_csv(person("000001"))))
    second = checked(client, uploaded(client, people_csv(person("000001", last_name="Other"))))
    applied(client, first)
    second = applied(client, second)
    assert (second.status, second.counts) == ("checked", {"new": 0, "changed": 1, "unchanged": 0, "rejected": 0})
    assert second.error.startswith("The data have changed since this preview, so nothing was applied.")
    assert Employee.objects.get().last_name == "Person 000001"
    assert applied(client, second).status == "applied"
    assert Employee.objects.get().last_name == "Other"


def test_a_discarded_file_leaves_no_personal_data(client: Client, django_capture_on_commit_callbacks: object) -> None:
    upload = checked(client, uploaded(client, people_csv(person("000001"))))
    path = upload.file.path
    assert oct(os.stat(path).st_mode)[-3:] == "600"
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # a fixture
        client.post(address("discard", upload))
    upload = fresh(upload)
    assert (upload.status, upload.file.name, UploadRow.objects.count()) == ("discarded", "", 0)
    assert not os.path.exists(path)


def test_asking_twice_and_working_twice_applies_once(client: Client) -> None:
    upload = checked(client, uploaded(client, people_csv(person("000001"))))
    first = client.post(address("apply", upload), {"digest": upload.digest})
    second = client.post(address("apply", upload), {"digest": upload.digest})
    assert (first.status_code, second.status_code, heading(second)) == (302, 409, "This has changed in the meantime")
    work()
    upload_apply_run(public_id=upload.public_id, round=fresh(upload).round, at=AT)
    assert (ImportRun.objects.count(), Upload.objects.get().status) == (1, "applied")


def test_what_nobody_has_applied_for_a_month_is_forgotten(client: Client) -> None:
    old = checked(client, uploaded(client, people_csv(person("000001"))))
    kept = through(client, people_csv(person("000002")))
    Upload.objects.update(created_at=AT - timedelta(days=30))
    assert uploads_discard_forgotten(at=AT) == 0
    assert uploads_discard_forgotten(at=AT + timedelta(seconds=1)) == 1
    assert (fresh(old).status, fresh(kept).status, fresh(kept).rows.count()) == ("discarded", "applied", 1)


def test_the_file_may_be_larger_than_what_other_addresses_take(client: Client) -> None:
    comment = b"x" * (3 * 1024 * 1024)
    upload = uploaded(client, people_csv(person("000001")) + b"," + comment)
    assert upload.size > 3 * 1024 * 1024
    headers = {"content_type": "multipart/form-data; boundary=x", "CONTENT_LENGTH": str(27 * 1024 * 1024)}
    response = client.generic("POST", reverse("imports:new"), b"", **headers)
    assert (response.status_code, said(page_of(response).xpath("//div[@class='fs-content']//p")[0])) == (
        413, "This file is larger than 25 MB: split it into several.",
    )  # fmt: skip
