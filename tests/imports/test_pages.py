"""The pages: what is guessed, chosen, shown, taken away, and said where something is wrong."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import load_workbook

from accounts.enums import Role
from accounts.models import RoleGrant, User
from audit.models import AuditEvent
from audit.selectors import chain_findings
from common.csvimport.difference import Difference
from imports.models import SavedMapping, Upload
from imports.registry import Effect, effects
from imports.selectors import JOB_OF, job_key
from jobs.models import Job
from tests.counting import queries_of
from tests.evaluations.pages import errors_of, page_of, said
from tests.factories import make_user
from tests.imports.acts import (
    AT,
    PEOPLE,
    address,
    applied,
    checked,
    client_for,
    form_values,
    fresh,
    people_csv,
    person,
    refused,
    rows_shown,
    sheet_of,
    through,
    uploaded,
    work,
    workbook,
)
from workforce.models import Employee

pytestmark = pytest.mark.django_db
DAMAGED = "The workbook is damaged: it may not have been uploaded or saved to its end. Save it again."
FIELDS = (
    "employee_no", "first_name", "last_name", "email", "class_code", "org_unit", "supervisor_no", "status",
    "appointed_on",
)  # fmt: skip
OTHER_WORDS = (
    "Employee ID", "Given Name", "Surname", "Mail", "Job Code", "Department", "Reports To", "Employment Status",
    "Hire Date",
)  # fmt: skip


def heading(response: object) -> str:
    return said(page_of(response).find(".//h1"))


# --- what a file is, and which columns it has -------------------------------------------------------------------------


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


def test_choices_are_kept_under_a_name_and_taken_over_for_the_next_file(client: Client, admin: User) -> None:
    heads = ("Key", "Vorname", "Nachname", "Post", "Klasse", "Ort", "Chef", "Stand", "Seit")
    first = uploaded(client, sheet_of(heads, person("000001")), name="staff.xlsx")
    assert first.mapping == {}
    chosen = dict(zip((f"column_{field}" for field in FIELDS), (head.lower() for head in heads), strict=True))
    first = checked(client, first, **chosen, save_as="Personnel office")
    assert (first.counts["new"], first.mapping["org_unit"]) == (1, "ort")
    saved = SavedMapping.objects.get()
    assert (saved.name, saved.by, saved.headings["supervisor_no"]) == ("Personnel office", admin, "chef")
    second = uploaded(client, sheet_of(("more", *reversed(heads)), ["x", *reversed(person("000002"))]))
    assert (second.outline["fitting"], second.mapping) == ("Personnel office", saved.headings)
    assert checked(client, second).counts["new"] == 1


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


# --- the preview ------------------------------------------------------------------------------------------------------


def test_rows_are_found_by_part_of_their_number_and_name(client: Client) -> None:
    rows = [person("000001", last_name="Núñez"), person("000022", last_name="O’Brien"), person("000003")]
    upload = checked(client, uploaded(client, people_csv(*rows)))
    found = client.get(upload.get_absolute_url(), {"outcome": "new", "q": "obrien 22"})
    assert [row[0] for row in rows_shown(found)] == ["Ana O’Brien 000022"]
    nothing = client.get(upload.get_absolute_url(), {"outcome": "rejected", "q": "obrien"})
    assert (rows_shown(nothing), "No row matches" in nothing.content.decode()) == ([], True)


def test_the_lists_take_as_many_queries_for_three_as_for_one(client: Client) -> None:
    def preview(size: int, supervisor: str) -> int:
        rows = [person(f"{number:06d}", supervisor) for number in range(size)]
        upload = checked(client, uploaded(client, people_csv(*rows)))
        counted = queries_of(client.get, f"{upload.get_absolute_url()}?outcome=changed")
        applied(client, upload)
        return counted

    through(client, people_csv(*(person(f"{number:06d}") for number in range(3)), person("000008"), person("000009")))
    assert preview(1, "000008") == preview(3, "000009")
    three = queries_of(client.get, reverse("imports:uploads"))
    Upload.objects.exclude(pk=Upload.objects.latest("pk").pk).delete()
    assert queries_of(client.get, reverse("imports:uploads")) == three


def test_what_comes_of_it_for_evaluations_is_shown_before_applying(client: Client, hooks: None) -> None:
    seen = []

    @effects("people")
    def foresee(difference: Difference, *, at: object) -> list[Effect]:
        seen.append(difference.counts["new"])
        told = [Effect(f"thing {number} happens", f"Person {number}", told="Ana and Bo") for number in range(230)]
        return [Effect("the period ends early", "Ana Ortiz", "/evaluations/", "both Raters"), *told]

    upload = checked(client, uploaded(client, people_csv(person("000001"))))
    assert (seen, len(upload.effects), upload.effects_count) == ([1], 200, 231)
    page = page_of(client.get(upload.get_absolute_url()))
    assert said(page.get_element_by_id("effects")) == "231 things come of this for evaluations under way"
    items = [said(item) for item in page.xpath("//section[@aria-labelledby='effects']//li")]
    assert (items[0], len(items)) == ("Ana Ortiz: the period ends early Told: both Raters", 200)
    assert "And 31 more that are not listed here." in said(page.xpath("//section[@aria-labelledby='effects']")[0])
    assert "231" in said(page_of(client.get(address("apply", upload))))
    words = "They happen when the import is applied, or on the day that is named, and whoever is concerned is told."
    assert said(page.xpath("//section[@aria-labelledby='effects']//p")[0]) == words
    event = AuditEvent.objects.get(stream=f"upload:{upload.public_id}")
    assert (event.action, event.actor_name, event.data) == ("import_checked", "Vera Admin", {
        "file_sha256": upload.sha256, "counts": {"new": 1, "changed": 0, "unchanged": 0, "rejected": 0}, "effects": 231,
    })  # fmt: skip


def test_nobody_reads_in_a_preview_what_comes_to_their_own_evaluation(client: Client, admin: User, hooks: None) -> None:
    @effects("people")
    def foresee(difference: Difference, *, at: object) -> list[Effect]:
        return [
            Effect("an evaluation ends early", admin.name, about=admin.pk),
            Effect("an evaluation passes on", "Ana Ortiz", about=admin.pk + 1000),
            Effect("an evaluation passes on", "Nobody Known"),
        ]

    upload = checked(client, uploaded(client, people_csv(person("000001"))))

    def shown(reader: Client) -> tuple[list[str], str]:
        (card,) = page_of(reader.get(upload.get_absolute_url())).xpath("//section[@aria-labelledby='effects']")
        return [said(item) for item in card.xpath(".//li")], said(card.xpath(".//p[last()]")[0])

    others = ["Ana Ortiz: an evaluation passes on", "Nobody Known: an evaluation passes on"]
    own = "1 that concerns you is not shown: you read of your own evaluation when it is issued."
    assert shown(client) == (others, own)
    # Whoever stands in for them sees it, also in the preview that was made for them.
    words = "They happen when the import is applied, or on the day that is named, and whoever is concerned is told."
    assert shown(client_for(make_user(roles=[Role.CLASSIFICATION_ADMIN]))) == (
        [f"{admin.name}: an evaluation ends early", *others], words,
    )  # fmt: skip


def test_each_comparison_is_an_event_of_whoever_asked_for_it(client: Client) -> None:
    upload = checked(client, uploaded(client, people_csv(person("000001"))))
    other = client_for(make_user(name="Otto Other", roles=[Role.CLASSIFICATION_ADMIN]))
    other.post(address("check", upload))
    work()
    other.post(address("discard", upload))
    events = AuditEvent.objects.filter(stream=f"upload:{upload.public_id}").order_by("id")
    assert [(event.action, event.actor_name, event.data["counts"]["new"]) for event in events] == [
        ("import_checked", "Vera Admin", 1), ("import_checked", "Otto Other", 1),
    ]  # fmt: skip
    assert (fresh(upload).status, list(chain_findings())) == ("discarded", [])


def test_what_a_person_may_not_bring_in_is_rejected_in_the_preview_that_they_asked_for(client: Client) -> None:
    through(client, people_csv(person("000001"), person("000002")))
    own = Employee.objects.get(employee_no="000001").user
    RoleGrant.objects.create(user=own, role=Role.CLASSIFICATION_ADMIN.value, granted_at=AT)
    promoted = people_csv(person("000001", class_code="1733"), person("000002", last_name="New"))
    by_self = checked(client_for(own), uploaded(client_for(own), promoted))
    assert by_self.counts == {"new": 0, "changed": 1, "unchanged": 0, "rejected": 1}
    assert rows_shown(client_for(own).get(by_self.get_absolute_url()))[0][2] == (
        "class_code: This is about yourself (found “1733”) Somebody else who imports people brings it in"
    )
    upload = checked(client, uploaded(client, promoted))
    upload = applied(client_for(own), upload)
    assert (upload.status, upload.counts["rejected"], upload.asked_by) == ("checked", 1, own)
    assert upload.error == (
        "The data have changed since this preview, or some of it is not for you to bring in: it was made for somebody "
        "else. So nothing was applied. This is the new preview: check it again."
    )
    client.post(address("check", upload))
    work()
    upload = applied(client, upload)
    assert (upload.status, Employee.objects.get(employee_no="000001").classification.code) == ("applied", "1733")


def test_words_of_the_columns_and_of_a_preview(client: Client) -> None:
    upload = uploaded(client, people_csv(person("000001")))
    page = page_of(client.get(address("columns", upload)))
    assert said(page.xpath("//form//button[@type='submit' and contains(., 'Read')]")[0]) == "Read again"
    assert "people.csv: People, 1 row. Look at what was found" in said(page)
    two = uploaded(client, people_csv(person("000001"), person("000002")))
    assert "people.csv: People, 2 rows. Look at" in said(page_of(client.get(address("columns", two))))
    upload = checked(client, upload)
    page = page_of(client.get(upload.get_absolute_url(), {"outcome": "changed"}))
    assert [said(link) for link in page.xpath(f"//a[@href='{address('columns', upload)}']")] == ["Change the columns"]
    empty = {
        outcome: said(page_of(client.get(upload.get_absolute_url(), {"outcome": outcome})).xpath(
            "//div[@class='fs-empty']/h2")[0])
        for outcome in ("changed", "unchanged", "rejected")
    }  # fmt: skip
    assert empty == {"changed": "No changed rows", "unchanged": "No unchanged rows", "rejected": "No rejected rows"}


def test_notes_say_what_is_not_used(client: Client) -> None:
    upload = checked(client, uploaded(client, people_csv(person("000001")).replace(b"email", b"shoe size")))
    assert upload.notes == ["columns not used: shoe_size"]
    assert "Columns not used: shoe_size" in client.get(upload.get_absolute_url()).content.decode()


def test_a_day_from_which_changes_count_is_shown(client: Client) -> None:
    through(client, people_csv(person("000001")))
    head, row = people_csv(person("000001", class_code="1733")).split(b"\n")
    upload = checked(client, uploaded(client, head + b",effective_on\n" + row + b",2026-02-01"))
    assert rows_shown(client.get(upload.get_absolute_url()))[0][2] == (
        "Class Office Technician (0617) becomes Program Manager (1733) Counts from February 1, 2026"
    )


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
