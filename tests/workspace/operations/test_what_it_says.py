"""The operations page: what it says of jobs, mail, sessions and services."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from jobs.enums import JobStatus
from jobs.models import Heartbeat, Run
from jobs.services import heartbeat, run
from jobs.tasks import drain_outbox
from notifications.models import Mail, WebhookEndpoint
from tests.evaluations.pages import said
from tests.factories import make_user
from tests.workspace.operations.pages import AT, HOUR, MINUTE, all_is_well, attention, facts, job, page, table

pytestmark = pytest.mark.django_db


def test_where_everything_runs_it_says_so(client: Client) -> None:
    all_is_well()
    assert (attention(client), "Everything runs." in said(page(client).find(".//main"))) == ([], True)
    assert facts(client, "jobs") == {
        "Worker last at work": "0 seconds ago",
        "Woken by the schedule (beat)": "0 seconds ago",
        "Oldest job due for": "nothing is due",
        "Done within a day": "0",
    }


def test_a_new_installation_says_what_has_not_run_yet(client: Client) -> None:
    assert attention(client) == ["No worker has been at work lately: jobs and mail wait until one is started."]
    assert [row[1:3] for row in table(client, "schedule")] == [["Not started", "–"]] * 9
    assert "The trail has not been checked yet." in said(page(client).find(".//main"))


def test_jobs_stand_by_name_with_the_oldest_that_waits(client: Client) -> None:
    all_is_well()
    job(key="1", available_at=AT - 12 * MINUTE)
    job(key="2", available_at=AT - 3 * MINUTE)
    job(key="3", leased_until=AT + MINUTE, attempts=1)
    job(key="4", available_at=AT + HOUR, attempts=2)
    job(key="5", leased_until=AT - MINUTE, attempts=1)
    job(key="6", status=JobStatus.DONE.value, finished_at=AT - HOUR)
    job(name="evaluations.packet_render", key="7", status=JobStatus.FAILED.value, finished_at=AT - HOUR, attempts=8)
    assert table(client, "jobs") == [
        ["Sealed packets evaluations.packet_render", "0", "0", "0", "1", "–"],
        ["tests.some tests.some", "3", "1", "1 1 failed before", "0", "12 minutes"],
    ]
    jobs = facts(client, "jobs")
    assert (jobs["Oldest job due for"], jobs["Done within a day"]) == ("12 minutes", "1 1 hour ago")


def test_of_an_error_its_kind_alone_is_shown(client: Client) -> None:
    all_is_well()
    secret = "ValueError: the comments of Dana Ruiz cannot be drawn"
    job(key="1", status=JobStatus.FAILED.value, finished_at=AT, attempts=8, last_error=secret)
    own = "Nothing in this installation handles jobs named tests.some."
    job(key="2", status=JobStatus.FAILED.value, finished_at=AT - HOUR, attempts=1, last_error=own)
    assert table(client, "given-up") == [
        ["tests.some 1", "July 6, 2026 at 9:00 a.m. after 8 attempts", "ValueError", "Try again: tests.some 1"],
        ["tests.some 2", "July 6, 2026 at 8:00 a.m. after 1 attempt", own, "Try again: tests.some 2"],
    ]
    assert attention(client) == ["2 jobs were given up."]
    assert "Dana" not in client.get(reverse("operations")).content.decode()


@pytest.mark.parametrize(
    ("worker", "schedule", "expected"),
    [
        (2 * MINUTE, 2 * MINUTE, []),
        (3 * MINUTE, 3 * MINUTE, ["No worker has been at work lately: jobs and mail wait until one is started."]),
        (MINUTE, 3 * MINUTE, ["The schedule (beat) is silent: nothing that a date brings about happens."]),
    ],
)
def test_a_silent_worker_or_schedule_is_said(
    client: Client, worker: timedelta, schedule: timedelta, expected: list[str]
) -> None:
    all_is_well()
    heartbeat(name="worker", at=AT - worker)
    heartbeat(name="schedule", at=AT - schedule)
    assert attention(client) == expected


def test_a_worker_at_a_long_job_is_not_called_silent(client: Client) -> None:
    all_is_well()
    Heartbeat.objects.update(at=AT - 4 * MINUTE)
    job(leased_until=AT + MINUTE, attempts=1)
    assert attention(client) == []


def test_the_drain_says_that_it_was_there(clock: time_machine.Coordinates) -> None:
    drain_outbox(is_scheduled=True)
    clock.shift(MINUTE)
    drain_outbox()
    assert dict(Heartbeat.objects.values_list("name", "at")) == {"schedule": AT, "worker": AT + MINUTE}


def test_scheduled_work_is_late_after_its_interval_and_a_little_more(
    client: Client, admin: User, clock: time_machine.Coordinates
) -> None:
    all_is_well()
    states = {row[0].split()[-1]: row[1:] for row in table(client, "schedule")}
    assert states["evaluations.sweep"] == ["Works", "July 6, 2026 at 9:00 a.m. took 0 seconds", "1 hour", "–"]
    assert states["audit.verify"][2] == "24 hours"
    clock.shift(HOUR + 10 * MINUTE)
    client.force_login(admin)  # nobody stays signed in for so long without doing anything
    Heartbeat.objects.update(at=AT + HOUR + 10 * MINUTE)
    assert attention(client) == []
    clock.shift(timedelta(seconds=1))
    assert attention(client) == [
        "Signed checkpoint of the audit trail: Late.",
        "Filing of evaluations whose response time is over: Late.",
    ]


def test_a_run_that_failed_and_one_that_never_ended_are_told_apart(client: Client) -> None:
    all_is_well()

    def fail() -> None:
        with run(name="evaluations.sweep", at=AT) as counts:
            counts["filed"] = 3
            raise ValueError("of somebody")

    with pytest.raises(ValueError, match="of somebody"):
        fail()
    Run.objects.create(name="jobs.tidy", started_at=AT)
    states = {row[0].split()[-1]: row[1:] for row in table(client, "schedule")}
    assert states["evaluations.sweep"][0::3] == ["Failed", "Filed 3 ValueError"]
    assert states["jobs.tidy"][:2] == ["Now", "July 6, 2026 at 9:00 a.m. not ended yet, or its process died"]
    assert attention(client) == ["Filing of evaluations whose response time is over: Failed."]


def test_mail_is_counted_by_what_has_to_be_done(client: Client, admin: User) -> None:
    all_is_well()
    for number, (status, more) in enumerate(
        [
            ("queued", {"created_at": AT - 12 * MINUTE}),
            ("queued", {}),
            ("sent", {"sent_at": AT - HOUR}),
            ("failed", {"owner": admin}),
            ("bounced", {"owner": admin}),
            ("dropped", {}),
            ("failed", {"settled_at": AT}),
        ]
    ):
        Mail.objects.create(
            **{"recipient": admin, "kind": "immediate", "day": AT.date(), "message_id": str(number), "status": status,
            "created_at": AT, **more}
        )  # fmt: skip
    assert facts(client, "mail") == {
        "Waiting to be sent": "2 12 minutes ago",
        "Failed or came back, not seen to": "2",
        "Last handed to the mail server": "1 hour ago",
    }
    assert attention(client) == ["2 messages could not be delivered and are not settled yet."]


def test_mail_whose_owner_cannot_see_to_it_any_more_is_said(client: Client, admin: User) -> None:
    all_is_well()
    gone = make_user(roles=[Role.SYSTEM_ADMIN], is_active=False)
    for number, owner in enumerate([admin, gone, make_user(roles=[Role.HR]), None]):
        Mail.objects.create(
            recipient=admin, kind="immediate", day=AT.date(), message_id=str(number), status="failed", created_at=AT,
            owner=owner,
        )  # fmt: skip
    assert attention(client) == [
        "4 messages could not be delivered and are not settled yet.",
        "3 of them have no owner who can see to them: name an active system administrator.",
    ]


def test_webhooks_that_fail_or_were_paused_because_of_it_are_said(client: Client, admin: User) -> None:
    all_is_well()
    failing = {"failures": 1, "failing_since": AT, "quiet_until": AT}
    for number, fields in enumerate(
        [
            {},
            failing,
            {"paused_at": AT, "paused_reason": "person"},
            {"paused_at": AT, "paused_reason": "gone"},
            {"paused_at": AT, "paused_reason": "failing", **failing},
        ]
    ):
        WebhookEndpoint.objects.create(
            name=str(number), url="https://hooks.example.org/", kinds=[], since_event_id=0, created_at=AT, **fields
        )
    assert attention(client) == ["3 webhooks are failing or were paused because of it."]
    WebhookEndpoint.objects.filter(name__in=["1", "3"]).delete()
    assert attention(client) == ["1 webhook is failing or was paused because of it."]


def test_sessions_and_people_are_counted(client: Client, admin: User) -> None:
    Session.objects.create(session_key="over", session_data="", expire_date=AT - MINUTE)
    Session.objects.create(session_key="open", session_data="", expire_date=AT + MINUTE)
    for minutes in (29, 31):
        user = make_user()
        user.last_login = AT - minutes * MINUTE
        user.save()
    assert facts(client, "sessions") == {
        "Sessions that are not over": "2",
        # The administrator has signed in just now.
        "People who signed in within 30 minutes": "2",
    }


def test_services_and_versions_stand_at_the_foot(client: Client, settings) -> None:
    all_is_well()
    house = facts(client, "house")
    assert list(house) == [
        "File store", "Queue (broker)", "Migrations", "Room in the file store", "Size of the database", "Fairstep",
        "Django", "PostgreSQL",
    ]  # fmt: skip
    assert (house["Queue (broker)"], house["Fairstep"], house["PostgreSQL"].split(".")[0]) == ("Works", "0.1.0", "18")
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert facts(client, "house")["Queue (broker)"] == "Failed"
    assert attention(client) == ["The queue is not reachable: jobs wait until it is back."]
