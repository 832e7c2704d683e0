"""The pages from applying on: what is said, what goes on meanwhile, and what can be taken away."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import load_workbook

from accounts.enums import Role
from accounts.models import User
from imports.models import Upload
from imports.selectors import JOB_OF, job_key
from jobs.models import Job
from tests.evaluations.pages import errors_of, page_of, said
from tests.factories import make_user
from tests.imports.acts import (
    PEOPLE,
    address,
    applied,
    checked,
    client_for,
    form_values,
    fresh,
    heading,
    people_csv,
    person,
    sheet_of,
    through,
    uploaded,
    work,
)
from workforce.models import Employee

pytestmark = pytest.mark.django_db


# --- applying ---------------------------------------------------------------------------------------------------------


def test_what_is_applied_and_what_is_left_out_is_said_first(client: Client) -> None:
    upload = checked(client, uploaded(client, people_csv(person("000001"), person("000002", class_code="9"))))
    page = page_of(client.get(address("apply", upload)))
    facts = {said(row.find("dt")): said(row.find("dd")) for row in page.xpath("//dl/div")}
    assert facts == {
        "Will be added": "1", "Will be changed": "0", "Stay as they are": "0", "Are rejected and left out": "1",
        "File": "people.csv",
    }  # fmt: skip
    response = client.post(address("apply", upload), {"digest": upload.digest, "is_strict": "on"})
    assert (response.status_code, errors_of(response)) == (422, [
        ("#id_is_strict", "Apply nothing if a row is rejected: Rows are rejected, and you asked to apply nothing then. "
         "Correct them first."),
    ])  # fmt: skip
    assert applied(client, upload).status == "applied"
    assert Employee.objects.get().employee_no == "000001"


def test_nothing_to_apply_is_said_and_not_offered(client: Client) -> None:
    through(client, people_csv(person("000001")))
    upload = checked(client, uploaded(client, people_csv(person("000001"))))
    page = client.get(upload.get_absolute_url())
    assert "There is nothing to apply" in page.content.decode()
    assert page_of(page).xpath("//a[contains(., 'Apply')]") == []
    response = client.post(address("apply", upload), {"digest": upload.digest})
    assert errors_of(response) == [("", "There is nothing to apply: everything is stored as the file says it.")]


def test_another_preview_than_the_one_looked_at_is_not_applied(client: Client) -> None:
    upload = checked(client, uploaded(client, people_csv(person("000001"))))
    response = client.post(address("apply", upload), {"digest": "0" * 64})
    assert (response.status_code, said(page_of(response).xpath("//div[@class='fs-content']//p")[0])) == (
        409, "The preview has changed since you looked at it.",
    )  # fmt: skip
    assert fresh(upload).status == "checked"


def test_who_asked_and_may_not_any_more_applies_nothing(client: Client, admin: User) -> None:
    upload = checked(client, uploaded(client, people_csv(person("000001"))))
    client.post(address("apply", upload), {"digest": upload.digest})
    admin.role_grants.all().delete()
    work()
    upload = fresh(upload)
    assert (upload.status, upload.error) == (
        "checked", "The person who asked for it may not import any more, so nothing was done.",
    )  # fmt: skip
    assert Employee.objects.count() == 0


def test_a_file_that_was_exchanged_on_the_disk_is_not_applied(client: Client) -> None:
    upload = checked(client, uploaded(client, people_csv(person("000001"))))
    with open(upload.file.path, "wb") as file:
        file.write(people_csv(person("000009")))
    upload = applied(client, upload)
    assert (upload.status, upload.error) == (
        "unusable", "The stored file is not the one that was uploaded. Upload it again.",
    )  # fmt: skip
    assert Employee.objects.count() == 0


def test_the_trail_is_linked_for_whoever_may_read_it(client: Client) -> None:
    upload = through(client, people_csv(person("000001")))
    both = client_for(make_user(roles=[Role.CLASSIFICATION_ADMIN, Role.AUDITOR]))
    link = f"//a[@href='{reverse('audit:stream', args=[upload.stream])}']"
    found = [len(page_of(reader.get(upload.get_absolute_url())).xpath(link)) for reader in (both, client)]
    assert found == [1, 0]
    row = page_of(both.get(upload.get_absolute_url(), {"outcome": "new"})).xpath("//tbody/tr/th/a/@href")
    assert row == [reverse("workforce:employee", args=["000001"])]


# --- while a worker is busy -------------------------------------------------------------------------------------------


def asked(client: Client) -> Upload:
    """An upload whose check waits for a worker."""
    upload = uploaded(client, people_csv(person("000001")))
    client.post(
        address("columns", upload), form_values(client.get(address("columns", upload)), address("columns", upload))
    )
    return fresh(upload)


def test_the_page_tells_how_far_it_is_and_loads_again_when_it_is_done(client: Client) -> None:
    upload = asked(client)
    part = page_of(client.get(upload.get_absolute_url())).get_element_by_id("progress")
    assert (said(part), part.get("hx-get")) == ("Waiting for a worker. Look again", address("progress", upload))
    upload.progress.phase, upload.progress.done, upload.progress.total = "Reading the file", 4000, 38000
    upload.progress.save()
    again = page_of(client.get(address("progress", upload)))
    bar = again.find(".//progress")
    assert (said(again.find(".//p")), bar.get("value"), bar.get("max")) == (
        "Reading the file: 4,000 of 38,000 rows.", "4000", "38000",
    )  # fmt: skip
    reloaded = page_of(client.get(upload.get_absolute_url())).get_element_by_id("progress")
    bar = reloaded.find(".//progress")
    assert (said(reloaded.find(".//p")), bar.get("value"), bar.get("max")) == (
        "Reading the file: 4,000 of 38,000 rows.", "4000", "38000",
    )  # fmt: skip
    work()
    done = client.get(address("progress", upload))
    assert (done.headers["HX-Refresh"], done.content) == ("true", b"")


def test_work_that_was_given_up_is_said_and_can_be_asked_for_again(client: Client) -> None:
    upload = asked(client)
    Job.objects.filter(name=JOB_OF["checking"], key=job_key(upload)).update(status="failed", last_error="x")
    page = page_of(client.get(upload.get_absolute_url()))
    words = (
        "The workers have given up; nothing has been changed. Tell the system administrator, then try again. Try again"
    )
    assert said(page.get_element_by_id("progress")).removeprefix("Waiting for a worker. ").startswith(words)
    client.post(address("check", upload))
    work()
    assert (fresh(upload).status, fresh(upload).round) == ("checked", 2)


def test_where_applying_was_given_up_the_page_says_that_the_file_is_compared_again(client: Client) -> None:
    upload = checked(client, uploaded(client, people_csv(person("000001"))))
    client.post(address("apply", upload), {"digest": upload.digest})
    upload = fresh(upload)
    Job.objects.filter(name=JOB_OF["applying"], key=job_key(upload)).update(status="failed", last_error="x")
    page = page_of(client.get(upload.get_absolute_url()))
    assert (
        "Tell the system administrator, then try again. The file is then compared again, and you see what it would "
        "change before you apply it."
    ) in said(page.get_element_by_id("progress"))
    client.post(address("check", upload))
    work()
    assert (fresh(upload).status, Employee.objects.count()) == ("checked", 0)


def test_asking_again_while_a_worker_is_at_it_changes_nothing(client: Client) -> None:
    upload = asked(client)
    client.post(address("check", upload))
    assert (fresh(upload).status, fresh(upload).round, Job.objects.count()) == ("checking", 1, 1)


@pytest.mark.parametrize("name", ["columns", "apply", "undo", "discard"])
def test_steps_that_are_not_possible_now_say_so(client: Client, name: str) -> None:
    upload = asked(client)
    response = client.get(address(name, upload))
    assert (response.status_code, heading(response)) == (409, "This has changed in the meantime")
    assert page_of(response).xpath("//div[@class='fs-content']//a/@href")[0] == upload.get_absolute_url()


# --- what can be taken away -------------------------------------------------------------------------------------------


def lines_of(response) -> list[list[str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_an_empty_file_has_the_headings(client: Client) -> None:
    response = client.get(reverse("imports:template", args=["classifications"]))
    assert response.headers["Content-Disposition"] == 'attachment; filename="classifications.csv"'
    assert lines_of(response) == [[
        "code", "title", "schematic_code", "status", "monthly_min", "monthly_max", "alternate_ranges",
        "probation_months", "work_week_group", "bargaining_unit",
    ]]  # fmt: skip


def test_every_column_is_described(client: Client) -> None:
    page = page_of(client.get(reverse("imports:layout", args=["people"])))
    rows = [[said(cell) for cell in row.xpath("./th | ./td")] for row in page.xpath("//tbody/tr")]
    assert rows[0] == [
        "employee_no needed", "Number. Text: zeros in front are part of it.",
        "employee_no, employee number, employee id, emp no, emp id, person number, staff number, id",
    ]  # fmt: skip
    assert [row[1].split(". ")[1] for row in rows if row[0] == "language"] == ["en or es; it is kept with the account."]


def test_the_difference_comes_as_csv_and_as_a_workbook_and_no_cell_is_run(client: Client) -> None:
    through(client, people_csv(person("000001"), person("000002")))
    rows = [person("000001", last_name="-1+1"), person("000002"), person("000003"), person("000004", class_code="=9")]
    upload = checked(client, uploaded(client, people_csv(*rows)))
    changed = lines_of(client.get(address("difference_csv", upload), {"outcome": "changed"}))
    assert changed == [
        ["Line", "Number", "Name", "Field", "Before", "After", "Counts from"],
        ["2", "000001", "Ana -1+1", "Last name", "Person 000001", "'-1+1", ""],
    ]
    problems = lines_of(client.get(address("difference_csv", upload), {"outcome": "rejected"}))
    assert problems[1] == [
        "5", "000004", "", "class_code", "'=9", "it is a formula, not its result",
        "copy the column and paste it as values alone",
    ]  # fmt: skip
    response = client.get(address("difference_xlsx", upload))
    book = load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    assert book.sheet_names == ["New", "Changed", "Unchanged", "Rejected"]
    assert book.get_sheet_by_name("Changed").to_python()[1][3:6] == ["Last name", "Person 000001", "-1+1"]
    new = dict(zip(*book.get_sheet_by_name("New").to_python(), strict=True))
    assert (new["Number"], new["Class"], new["Appointed on"]) == ("000003", "Office Technician (0617)", "July 1, 2020")


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_rejected_rows_come_back_as_they_stood_and_corrected_they_are_taken(client: Client, format: str) -> None:
    rows = [person("000001"), person("000002", class_code="617", last_name="Ünal"), person("000003", "000002")]
    make = people_csv if format == "csv" else lambda *rows: sheet_of(PEOPLE, *rows)
    upload = applied(client, checked(client, uploaded(client, make(*rows), name=f"staff.{format}")))
    response = client.get(address("rejected", upload))
    assert response.headers["Content-Disposition"] == f'attachment; filename="staff-rejected.{format}"'
    content = b"".join(response.streaming_content)
    if format == "csv":
        told = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        corrected = content.replace(b",617,", b",0617,")
    else:
        told = load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()
        corrected = sheet_of(*[["0617" if cell == "617" else cell for cell in row] for row in told])
    assert told[0] == [*PEOPLE, "Line in the file", "What is wrong", "What to do"]
    assert told[1] == [
        *rows[1], "3", "class_code: there is no such class",
        "there is a 0617: a spreadsheet may have taken the leading zeros off",
    ]  # fmt: skip
    assert [row[0] for row in told[2:]] == ["000003"]
    upload = through(client, corrected, name=f"staff-rejected.{format}")
    assert (upload.status, upload.counts["new"], upload.counts["rejected"]) == ("applied", 2, 0)
    assert Employee.objects.get(employee_no="000002").last_name == "Ünal"


def test_without_a_preview_there_is_nothing_to_take_away(client: Client) -> None:
    upload = uploaded(client, people_csv(person("000001")))
    for name in ("difference_csv", "difference_xlsx", "rejected"):
        assert said(page_of(client.get(address(name, upload))).find(".//h1")) == "This has changed in the meantime"


def test_when_the_session_has_ended_the_page_is_loaded_again_and_asks_for_a_sign_in(client: Client) -> None:
    upload = asked(client)
    client.logout()
    part = client.get(address("progress", upload))
    assert (part.headers["HX-Refresh"], part.content) == ("true", b"")
    assert client.get(upload.get_absolute_url()).headers["Location"] == f"/sign-in/?next={upload.get_absolute_url()}"
