"""Uploading, checking and applying a file by its pages, and the files themselves."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from imports.models import Upload
from jobs.services import drain
from tests.evaluations.pages import page_of, said
from tests.factories import make_user

AT = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
PEOPLE = (
    "employee_no", "first_name", "last_name", "email", "class_code", "org_unit", "supervisor_no", "status",
    "appointed_on",
)  # fmt: skip


def administrator(name: str = "Vera Admin") -> User:
    return make_user(name=name, roles=[Role.CLASSIFICATION_ADMIN])


def client_for(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def person(number: str, supervisor: str = "", **cells: str) -> list[str]:
    """One row of a people file."""
    values = {
        "employee_no": number, "first_name": "Ana", "last_name": f"Person {number}",
        "email": f"p{number}@agency.example", "class_code": "0617", "org_unit": "Agency / North",
        "supervisor_no": supervisor, "status": "permanent", "appointed_on": "2020-07-01", **cells,
    }  # fmt: skip
    return [values[heading] for heading in PEOPLE]


def people_csv(*rows: Sequence[str]) -> bytes:
    return "\n".join(",".join(row) for row in (PEOPLE, *rows)).encode()


def workbook(fill: Callable[[Any], None], **options: Any) -> bytes:
    """The bytes of a workbook that `fill` writes."""
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True, **options}) as book:
        fill(book)
    return data.getvalue()


def sheet_of(*rows: Sequence[Any], name: str = "Sheet1") -> bytes:
    """A workbook with these rows of text and numbers on its only sheet."""

    def fill(book: Any) -> None:
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)

    return workbook(fill)


def uploaded(client: Client, data: bytes, *, kind: str = "people", name: str = "people.csv") -> Upload:
    """Upload by the page; what its form says where it was refused is raised."""
    response = client.post(reverse("imports:new"), {"kind": kind, "file": SimpleUploadedFile(name, data)})
    if response.status_code != 302:
        raise AssertionError(response.context["form"].errors)
    upload = Upload.objects.latest("pk")
    assert response.headers["Location"] == reverse("imports:columns", args=[upload.public_id])
    return upload


def refused(client: Client, data: bytes, *, kind: str = "people", name: str = "people.csv") -> str:
    """What is said of a file that is not taken."""
    response = client.post(reverse("imports:new"), {"kind": kind, "file": SimpleUploadedFile(name, data)})
    assert response.status_code == 422
    return " ".join(response.context["form"].errors["file"])


def address(name: str, upload: Upload) -> str:
    return reverse(f"imports:{name}", args=[upload.public_id])


def form_values(response: HttpResponse, action: str) -> dict[str, str]:
    """What a browser would post for the form with that address."""
    (form,) = [form for form in page_of(response).forms if form.action == action]
    return {name: value or "" for name, value in form.fields.items() if name}


def checked(client: Client, upload: Upload, **chosen: str) -> Upload:
    """Take the columns over as they are found (or `chosen`) and let the worker compare."""
    values = form_values(client.get(address("columns", upload)), address("columns", upload))
    response = client.post(address("columns", upload), {**values, **chosen})
    assert response.headers["Location"] == upload.get_absolute_url(), response.content.decode()
    work()
    return fresh(upload)


def applied(client: Client, upload: Upload, **chosen: str) -> Upload:
    """Confirm, and let the worker apply."""
    response = client.post(address("apply", upload), {"digest": fresh(upload).digest, **chosen})
    assert response.headers["Location"] == upload.get_absolute_url()
    work()
    return fresh(upload)


def undone(client: Client, upload: Upload) -> Upload:
    """Confirm, and let the worker undo."""
    response = client.post(address("undo", upload))
    assert response.headers["Location"] == upload.get_absolute_url()
    work()
    return fresh(upload)


def work() -> None:
    """The worker's part, whatever waits."""
    # Jobs are asked for by the clock; whoever works a moment later finds them due.
    while drain(at=timezone.now() + timedelta(seconds=1)):
        pass


def fresh(upload: Upload) -> Upload:
    return Upload.objects.get(pk=upload.pk)


def through(client: Client, data: bytes, *, kind: str = "people", name: str = "people.csv") -> Upload:
    """All the way: uploaded, checked, applied."""
    return applied(client, checked(client, uploaded(client, data, kind=kind, name=name)))


def rows_shown(response: HttpResponse) -> list[list[str]]:
    """The cells of the rows on the page."""
    rows = page_of(response).xpath("//section[@aria-labelledby='rows-heading']//tbody/tr")
    return [[said(cell) for cell in row.xpath("./th | ./td")] for row in rows]


def heading(response: HttpResponse) -> str:
    """The page's heading."""
    return said(page_of(response).find(".//h1"))
