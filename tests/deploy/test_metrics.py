"""/metrics: who may read it, what it says, and that it says it of nobody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from accounts.enums import Role
from jobs.models import Job, Run
from jobs.services import heartbeat
from tests.factories import make_user

pytestmark = pytest.mark.django_db
TOKEN = "a-token-for-a-test-0123456789abcdef"


def asked(client: Client, *, token: str = "") -> Any:
    return client.get("/metrics", headers={"Authorization": token} if token else {})


def figures(client: Client) -> dict[tuple[str, ...], float]:
    """Every sample by its name and the values of its labels."""
    answer = asked(client, token=f"Bearer {TOKEN}")
    assert answer.headers["Content-Type"].startswith("text/plain; version=")
    told = text_string_to_metric_families(answer.content.decode())
    return {(s.name, *s.labels.values()): s.value for family in told for s in family.samples}


@pytest.fixture
def token(settings: Any) -> None:
    settings.METRICS_TOKEN = TOKEN


@pytest.mark.parametrize(
    ("wanted", "offered", "status"),
    [
        (TOKEN, f"Bearer {TOKEN}", 200),
        (TOKEN, f"bearer {TOKEN}", 200),
        (TOKEN, f"Bearer {TOKEN}x", 404),
        (TOKEN, f"Bearer {TOKEN[:-1]}", 404),
        (TOKEN, f"Basic {TOKEN}", 404),
        (TOKEN, TOKEN, 404),
        (TOKEN, "Bearer ", 404),
        (TOKEN, "", 404),
        ("", "Bearer ", 404),
        ("", "Bearer", 404),
        ("", "", 404),
    ],
)
def test_the_token_opens_it_and_without_one_nothing_does(
    client: Client, settings: Any, wanted: str, offered: str, status: int
) -> None:
    settings.METRICS_TOKEN = wanted
    assert asked(client, token=offered).status_code == status


def test_a_system_administrator_reads_it_signed_in(client: Client) -> None:
    statuses = {}
    for role in (Role.SYSTEM_ADMIN, Role.HR, Role.AUDITOR):
        client.force_login(make_user(roles=[role]))
        statuses[role] = asked(client).status_code
    assert statuses == {Role.SYSTEM_ADMIN: 200, Role.HR: 404, Role.AUDITOR: 404}


def test_it_is_asked_without_tls(client: Client, settings: Any, token: None) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert asked(client, token=f"Bearer {TOKEN}").status_code == 200


def test_what_waits_and_what_failed_is_counted(client: Client, token: None) -> None:
    at = timezone.now()
    common = {"name": "tests.x", "created_at": at, "available_at": at - timedelta(minutes=10)}
    Job.objects.create(key="due", **common)
    Job.objects.create(key="failed", status="failed", finished_at=at, **common)
    Job.objects.create(key="done", status="done", finished_at=at, **common)
    Run.objects.create(name="evaluations.sweep", started_at=at - timedelta(minutes=5), finished_at=at)
    Run.objects.create(name="backup", started_at=at - timedelta(days=3), finished_at=at - timedelta(days=3))
    heartbeat(name="worker", at=at - timedelta(seconds=20))
    told = figures(client)
    assert {key: told[key] for key in told if key[0] == "fairstep_outbox_jobs"} == {
        ("fairstep_outbox_jobs", "tests.x", "due"): 1,
        ("fairstep_outbox_jobs", "tests.x", "held"): 0,
        ("fairstep_outbox_jobs", "tests.x", "later"): 0,
        ("fairstep_outbox_jobs", "tests.x", "failed"): 1,
    }
    exact = ["outbox_failed", "outbox_done_in_a_day", "mail_failures", "mail_queued", "sessions", "database_up"]
    assert [told[(f"fairstep_{name}",)] for name in exact] == [1, 1, 0, 0, 0, 1]
    ages = {
        ("fairstep_outbox_lag_seconds",): 600,
        ("fairstep_run_age_seconds", "evaluations.sweep"): 300,
        ("fairstep_run_age_seconds", "backup"): 3 * 86400,
        ("fairstep_heartbeat_age_seconds", "worker"): 20,
    }
    assert {key: round(told[key], -1) for key in ages} == ages
    assert (told[("fairstep_run_well", "evaluations.sweep")], told[("fairstep_run_well", "backup")]) == (1, 0)


def test_requests_are_counted_by_route_and_never_by_what_was_asked(client: Client, token: None) -> None:
    before = figures(client)
    client.get("/sign-in/?q=trace-in-query")
    client.get("/trace-in-path")
    client.get("/trace-in-path-too")
    client.generic("BREW", "/healthz")
    after = figures(client)
    counted = {
        key: after[key] - before.get(key, 0)
        for key in after
        if key[0] == "fairstep_requests_total" and after[key] != before.get(key, 0) and "metrics" not in key
    }
    assert counted == {
        ("fairstep_requests_total", "GET", "account_login", "200"): 1,
        ("fairstep_requests_total", "GET", "none", "404"): 2,
        ("fairstep_requests_total", "other", "healthz", "405"): 1,
    }
    assert [key for key in after if "trace-in" in str(key)] == []
    duration = ("fairstep_request_seconds_count", "GET", "account_login")
    assert after[duration] - before.get(duration, 0) == 1


def test_a_scrape_takes_as_many_queries_with_three_jobs_as_with_one(
    client: Client, token: None, django_assert_num_queries: Any
) -> None:
    at = timezone.now()
    figures(client)
    for count in (1, 3):
        while Job.objects.count() < count:
            Job.objects.create(name=f"tests.{Job.objects.count()}", key="1", created_at=at, available_at=at)
        with django_assert_num_queries(QUERIES):
            asked(client, token=f"Bearer {TOKEN}")


QUERIES = 12


def test_without_the_database_the_counts_of_the_process_are_still_there(
    client: Client, token: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(at: object) -> None:
        raise OperationalError("the database is gone")

    monkeypatch.setattr("workspace.selectors.metrics.operations_now", gone)
    told = figures(client)
    assert (told[("fairstep_database_up",)], ("fairstep_sessions",) in told) == (0, False)
