"""Which file is taken, and what is guessed and chosen of its columns."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from imports.models import Upload
from tests.evaluations.pages import errors_of, page_of, said
from tests.imports.acts import (
    PEOPLE,
    address,
    applied,
    checked,
    form_values,
    fresh,
    heading,
    people_csv,
    person,
    refused,
    sheet_of,
    through,
    uploaded,
    workbook,
)
from workforce.models import Employee

pytestmark = pytest.mark.django_db


DAMAGED = "The workbook is damaged: it may not have been uploaded or saved to its end. Save it again."
OTHER_WORDS = (
    "Employee ID", "Given Name", "Surname", "Mail", "Job Code", "Department", "Reports To", "Employment Status",
    "Hire Date",
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("people.csv", b"\n\n,,\n", "The file is empty."),
        ("people.xlsx", b"PK\x03\x04", DAMAGED),
        (
            "people.csv",
            b"%PDF-1.7",
            "The file is a PDF, not a table. Open it in a spreadsheet and save it as XLSX or as CSV.",
        ),
        ("people.csv", b"", "This file is empty. Choose another one."),
    ],
)
def test_a_file_of_no_use_is_said_beside_its_field_and_not_kept(client: Client, name, data, sentence) -> None:
    assert refused(client, data, name=name) == sentence
    assert Upload.objects.count() == 0


def test_without_a_file_the_form_says_so(client: Client) -> None:
    response = client.post(reverse("imports:new"))
    assert (response.status_code, errors_of(response)) == (422, [
        ("#field-kind", "What the file holds: This field is required."),
        ("#id_file", "File: Choose a file first."),
    ])  # fmt: skip


@pytest.mark.parametrize(("name", "data"), [
    ("people.xlsx", people_csv(person("000001"))),
    ("people.csv", sheet_of(PEOPLE, person("000001"))),
])  # fmt: skip
def test_the_content_decides_what_a_file_is(client: Client, name: str, data: bytes) -> None:
    upload = through(client, data, name=name)
    assert (upload.status, upload.format) == ("applied", "csv" if name == "people.xlsx" else "xlsx")
    assert Employee.objects.get().employee_no == "000001"


def test_columns_are_guessed_from_what_others_call_them(client: Client) -> None:
    upload = uploaded(client, sheet_of(("Staff list",), OTHER_WORDS, person("000001")), name="staff.xlsx")
    assert upload.mapping == {
        "employee_no": "employee_id", "first_name": "given_name", "last_name": "surname", "email": "mail",
        "class_code": "job_code", "org_unit": "department", "supervisor_no": "reports_to",
        "status": "employment_status", "appointed_on": "hire_date",
    }  # fmt: skip
    page = client.get(address("columns", upload))
    words = said(page_of(page).get_element_by_id("id_column_last_name_helptext"))
    assert (words, upload.outline["above"]) == ("In the file: Person 000001", 1)
    assert checked(client, upload).counts["new"] == 1


def test_what_is_needed_has_to_be_chosen_and_nothing_twice(client: Client) -> None:
    upload = uploaded(client, people_csv(person("000001")))
    values = form_values(client.get(address("columns", upload)), address("columns", upload))
    response = client.post(address("columns", upload), {**values, "column_status": "", "column_email": "last_name"})
    assert (response.status_code, errors_of(response)) == (422, [
        ("#id_column_email", "E-mail address: This column is chosen for Last name, too."),
        ("#id_column_status", "Status: Choose the column of the file that holds it."),
    ])  # fmt: skip
    assert fresh(upload).status == "uploaded"


def test_another_sheet_can_be_read(client: Client) -> None:
    def fill(book) -> None:
        for name, number in (("North", "000001"), ("South", "000002")):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, PEOPLE)
            sheet.write_row(1, 0, person(number))
        book.worksheets()[1].hide()

    upload = uploaded(client, workbook(fill), name="staff.xlsx")
    page = client.get(address("columns", upload))
    options = [said(option) for option in page_of(page).xpath("//select[@name='sheet']/option")]
    assert (upload.sheet, options) == ("North", ["North", "South (hidden)"])
    client.post(address("reading", upload), {"sheet": "South", "header_row": "1"})
    upload = checked(client, fresh(upload))
    assert [row.key for row in upload.rows.all()] == ["000002"]


def test_another_row_of_headings_can_be_named_and_an_empty_one_is_refused(client: Client) -> None:
    upload = uploaded(client, b"a,b\nx,y\n1,2\n")
    response = client.post(address("reading", upload), {"header_row": "9"})
    assert (response.status_code, errors_of(response)) == (
        422, [("", "Row 9 is empty: choose the row that names the columns.")],
    )  # fmt: skip
    client.post(address("reading", upload), {"header_row": "2"})
    assert (fresh(upload).outline["titles"], fresh(upload).header_row) == (["x", "y"], 2)


def test_an_encoding_is_guessed_and_can_be_chosen(client: Client) -> None:
    data = people_csv(person("000001", last_name="Núñez")).decode().encode("mac-roman")
    upload = uploaded(client, data)
    assert (upload.encoding, upload.outline["samples"][2]) == ("windows-1252", ["N\u0153\u2013ez"])
    client.post(address("reading", upload), {"encoding": "mac-roman", "header_row": "1"})
    upload = fresh(upload)
    assert (upload.encoding, upload.outline["samples"][2]) == ("mac-roman", ["Núñez"])
    applied(client, checked(client, upload))
    assert Employee.objects.get().last_name == "Núñez"


@pytest.mark.parametrize(
    ("days", "is_guessed"), [(("7/1/2026", "12/31/2025"), True), (("7/1/2026", "31/12/2025"), False)]
)
def test_american_dates_are_guessed_only_where_every_one_fits(client: Client, days, is_guessed: bool) -> None:
    rows = [person(f"00000{place}", appointed_on=day) for place, day in enumerate(days)]
    upload = uploaded(client, people_csv(*rows))
    assert upload.is_month_first is is_guessed
    counts = checked(client, upload).counts
    assert (counts["new"], counts["rejected"]) == ((2, 0) if is_guessed else (0, 2))


def test_a_file_that_cannot_be_used_after_all_leads_back_to_its_columns(client: Client) -> None:
    upload = uploaded(client, b"employee_no,first_name,last_name,last name\n1,a,b,c\n")
    chosen = {f"column_{field}": heading for field, heading in upload.mapping.items()}
    for field in ("class_code", "org_unit", "supervisor_no", "status", "appointed_on"):
        chosen[f"column_{field}"] = ""
    response = client.post(address("columns", upload), chosen)
    assert response.status_code == 422
    data = people_csv(person("000001")).replace(b"email", b"status")
    upload = checked(client, uploaded(client, data))
    assert upload.status == "unusable"
    page = client.get(upload.get_absolute_url())
    assert (heading(page), upload.error) == (
        "The file could not be used", "The file has more than one column named status: keep one of each.",
    )  # fmt: skip
    assert client.get(address("columns", upload)).status_code == 200
