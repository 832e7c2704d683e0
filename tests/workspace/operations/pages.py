"""The operations page as it is read and used, and an installation where all is well."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.test import Client
from django.urls import reverse

from jobs.models import Job
from jobs.services import heartbeat, run
from tests.evaluations.pages import page_of, said

AT = datetime(2026, 7, 6, 16, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def page(client: Client):
    return page_of(client.get(reverse("operations")))


def press(client: Client, do: str):
    return client.post(reverse("operations"), {"do": do}, follow=True)


def attention(client: Client) -> list[str]:
    return [said(item) for item in page(client).xpath("//*[contains(@class, 'usa-alert--warning')]//li")]


def facts(client: Client, card: str) -> dict[str, str]:
    rows = page(client).xpath(f"//section[@aria-labelledby='{card}']//dl/div")
    return {said(row.find("dt")): said(row.find("dd")) for row in rows}


def table(client: Client, card: str) -> list[list[str]]:
    rows = page(client).xpath(f"//section[@aria-labelledby='{card}']//tbody/tr")
    return [[said(cell) for cell in row.xpath("./th | ./td")] for row in rows]


def all_is_well() -> None:
    """Everything ran a moment ago."""
    for name in ("worker", "schedule"):
        heartbeat(name=name, at=AT)
    for name in (
        "accounts.forget",
        "audit.checkpoint",
        "audit.verify",
        "evaluations.daily",
        "evaluations.sweep",
        "evaluations.tidy",
        "imports.forget",
        "jobs.tidy",
        "notifications.tidy",
    ):
        with run(name=name, at=AT):
            pass


def job(name: str = "tests.some", key: str = "a", **fields: object) -> Job:
    values = {"created_at": AT, "available_at": AT, "payload": {}, **fields}
    return Job.objects.create(name=name, key=key, **values)
