"""The pages of the exports: making one, taking its files, and who may."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from audit.models import AuditEvent
from evaluations.models import PayrollExport
from evaluations.rules.payroll import COLUMNS
from tests.counting import queries_of
from tests.evaluations.stepping import A, begun, decided, morning, on_file, person
from tests.factories import make_user
from workspace.selectors.trail import sentence_of, streams_about, subjects_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NOT_YET = "Anniversaries are decided on their own day, so far up to October 1, 2026. Enter that day or an earlier one."


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(morning(A) + timedelta(hours=3), tick=False):
        yield


@pytest.fixture
def payroll() -> Client:
    client = Client()
    client.force_login(make_user(name="Pat Payroll", roles=[Role.PAYROLL]))
    return client


def make(client: Client, first: date = A, last: date = A):
    return client.post("/payroll/", {"first": first.isoformat(), "last": last.isoformat()})


def test_from_the_form_to_the_file(payroll: Client):
    begun()
    employee = person(employee_no="990001")
    on_file(employee, "competent", date(2026, 3, 1))
    decided(A)
    response = make(payroll)
    assert response.headers["Location"] == "/payroll/1/"
    page = payroll.get("/payroll/1/")
    facts = {fact["label"]: fact.get("text") for fact in page.context["facts"]}
    assert (facts["New"], facts["Changed"], facts["Withdrawn"]) == ("1", "0", "0")
    whole, difference = page.context["files"]
    assert (whole["name"], whole["count"]) == ("steps-0001-2026-10-01-to-2026-10-01-whole.csv", 1)
    file = payroll.get(difference["url"])
    assert file.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert file.headers["Content-Disposition"] == (
        'attachment; filename="steps-0001-2026-10-01-to-2026-10-01-difference.csv"'
    )
    assert b"".join(file.streaming_content).decode().splitlines()[1:] == ["new,990001,2026-10-01,granted,2026-10-01,,"]
    event = AuditEvent.objects.get(action="payroll_file_taken")
    assert (event.stream, event.data) == ("payroll:1", {"part": "difference"})


def test_the_next_one_is_proposed_from_where_the_last_ended(payroll: Client):
    begun(date(2026, 9, 1))
    assert payroll.get("/payroll/").context["form"].initial == {"first": date(2026, 9, 1), "last": date(2026, 9, 1)}
    decided(A)
    make(payroll, date(2026, 9, 1), date(2026, 9, 20))
    assert payroll.get("/payroll/").context["form"].initial == {"first": date(2026, 9, 21), "last": A}
    make(payroll, date(2026, 9, 21), A)
    assert payroll.get("/payroll/").context["form"].initial == {"first": A, "last": A}


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        ({"first": "", "last": "2026-10-01"}, {"first": ["This field is required."]}),
        (
            {"first": "2026-10-01", "last": "2026-09-30"},
            {"last": ["The last day lies before the first day. Exchange the two."]},
        ),
        (
            {"first": "2026-10-01", "last": "2026-10-02"},
            {"last": [NOT_YET]},
        ),
    ],
)  # fmt: skip
def test_days_that_cannot_be_are_said_beside_the_field(payroll: Client, data: dict[str, str], errors: object):
    begun()
    decided(A)
    response = payroll.post("/payroll/", data)
    assert response.status_code == 422
    assert response.context["form"].errors == errors
    assert response.context["form"].data["last"] == data["last"]
    assert not PayrollExport.objects.exists()


def test_before_the_first_run_the_page_says_so(payroll: Client):
    assert "No anniversary has been decided yet" in payroll.get("/payroll/").content.decode()
    assert make(payroll).status_code == 409


def test_the_layout_stands_on_the_page_and_in_the_document(payroll: Client, settings):
    page = payroll.get("/payroll/")
    assert [row[0] for row in page.context["file_rows"]] == list(COLUMNS)
    document = (settings.BASE_DIR / "docs" / "how-to" / "payroll-export.md").read_text()
    named = [line.split("`")[1] for line in document.splitlines() if line.startswith("| `")]
    assert named[: len(COLUMNS)] == list(COLUMNS)
    assert ",".join(COLUMNS) in document


def test_payroll_sees_the_exports_and_nothing_else(payroll: Client):
    begun()
    employee = person()
    decided(A)
    pages = ["/people/", f"/people/{employee.employee_no}/", f"/people/{employee.employee_no}/steps/", "/steps/",
             "/steps/export/", "/calendar/", "/follow-ups/", "/audit/", "/reference/", "/operations/"]  # fmt: skip
    found = {page: payroll.get(page).status_code for page in pages}
    assert found == {**dict.fromkeys(pages, 404), "/people/": 200, "/steps/export/": 404}
    assert payroll.get("/people/").context["rows"] == []
    home = payroll.get("/").content.decode()
    assert f'href="{reverse("payroll")}"' in home
    assert f'href="{reverse("steps")}"' not in home


@pytest.mark.parametrize("address", ["/payroll/2/", "/payroll/99999999999999999999/", "/payroll/1/other.csv"])
def test_what_is_not_there(payroll: Client, address: str):
    begun(A)
    make(payroll)
    assert payroll.get(address).status_code == 404


def test_the_number_of_queries_does_not_depend_on_the_number_of_exports(payroll: Client):
    begun(A)
    counts = []
    for number in (1, 2):
        for _ in range(number):
            make(payroll)
        counts.append(queries_of(payroll.get, "/payroll/"))
    assert counts[0] == counts[1]


def test_the_trail_in_words(payroll: Client):
    begun()
    employee = person(employee_no="990001", first_name="Ada", last_name="Aa")
    on_file(employee, "competent", A)
    decided(A + DAY)
    make(payroll)
    events = {event.action: sentence_of(event) for event in AuditEvent.objects.filter(action__contains="_")}
    assert events["step_decided"] == "Step increase on October 1, 2026: Released on October 1, 2026, by county-1"
    assert (
        events["payroll_export_made"] == "Payroll given 1 decisions, 1 changes, for October 1, 2026 to October 1, 2026"
    )
    assert subjects_of(["steps:990001", "payroll:1", "steps:9"]) == {
        "steps:990001": "Step increases of Ada Aa", "payroll:1": "Payroll export 1", "steps:9": "steps:9",
    }  # fmt: skip
    assert ["steps:990001"] in streams_about("Ada Aa")
