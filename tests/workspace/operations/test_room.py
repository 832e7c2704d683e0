"""What is long done makes room, and the page stays quick and reads no payload."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from jobs.enums import JobStatus
from jobs.models import Job, Run
from jobs.services import run
from jobs.tasks import tidy
from tests.counting import queries_of
from tests.workspace.operations.pages import AT, MINUTE, job, page, table

pytestmark = pytest.mark.django_db


def test_what_is_long_done_makes_room_and_what_failed_stays() -> None:
    kept = [
        job(key="new", status=JobStatus.DONE.value, finished_at=AT - timedelta(days=30)),
        job(key="failed", status=JobStatus.FAILED.value, finished_at=AT - timedelta(days=400)),
        job(key="queued", created_at=AT - timedelta(days=400)),
    ]
    job(key="old", status=JobStatus.DONE.value, finished_at=AT - timedelta(days=30, seconds=1))
    for days in (90, 91):
        Run.objects.create(name="evaluations.sweep", started_at=AT - timedelta(days=days))
    Session.objects.create(session_key="over", session_data="", expire_date=AT - MINUTE)
    Session.objects.create(session_key="open", session_data="", expire_date=AT + MINUTE)
    tidy()
    assert list(Job.objects.order_by("pk")) == kept
    assert [row.started_at for row in Run.objects.filter(name="evaluations.sweep")] == [AT - timedelta(days=90)]
    assert [row.session_key for row in Session.objects.all()] == ["open"]
    assert Run.objects.get(name="jobs.tidy").counts == {"jobs": 1, "runs": 1, "sessions": 1}


def test_the_number_of_queries_does_not_grow(client: Client) -> None:
    def more(number: int) -> None:
        job(name=f"tests.{number}", key="waits")
        job(name=f"tests.{number}", key="failed", status=JobStatus.FAILED.value, finished_at=AT)
        with run(name="evaluations.sweep", at=AT):
            pass

    more(1)
    page(client)  # what is migrated is read once
    one = queries_of(client.get, reverse("operations"))
    more(2)
    more(3)
    assert queries_of(client.get, reverse("operations")) == one
    assert len(table(client, "given-up")) == 3


def test_the_payload_of_a_job_is_never_read(client: Client, django_assert_max_num_queries) -> None:
    job(status=JobStatus.FAILED.value, finished_at=AT, payload={"words": "of somebody"})
    with django_assert_max_num_queries(60) as captured:
        client.get(reverse("operations"))
    statements = json.dumps([query["sql"] for query in captured.captured_queries])
    assert "payload" not in statements
