"""The operations page: what it says, what it sets going, and that it stays quick."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pgtrigger
import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from audit.models import AuditEvent
from audit.services import event_record
from jobs.enums import JobStatus
from jobs.models import Heartbeat, Job, Run
from jobs.services import drain, enqueue, heartbeat, run
from jobs.tasks import drain_outbox, tidy
from notifications.models import Mail, WebhookEndpoint
from tests.counting import queries_of
from tests.evaluations.pages import page_of, said
from tests.factories import make_user
from workspace.tasks import checkpoint, verify

pytestmark = pytest.mark.django_db
AT = datetime(2026, 7, 6, 16, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Coordinates]:
    cache.clear()
    with time_machine.travel(AT, tick=False) as clock:
        yield clock


@pytest.fixture(autouse=True)
def own_checkpoints(settings, tmp_path) -> None:
    settings.VAR_DIR, settings.CHECKPOINT_KEY_FILE = tmp_path, tmp_path / "checkpoint.key"


@pytest.fixture
def admin() -> User:
    return make_user(name="Hyun-woo Park", roles=[Role.SYSTEM_ADMIN])


@pytest.fixture
def client(admin: User) -> Client:
    client = Client()
    client.force_login(admin)
    return client


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


# --- what it says -----------------------------------------------------------------------------------------------------


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
    assert [row[1:3] for row in table(client, "schedule")] == [["Not started", "–"]] * 8
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
    client: Client, clock: time_machine.Coordinates
) -> None:
    all_is_well()
    states = {row[0].split()[-1]: row[1:] for row in table(client, "schedule")}
    assert states["evaluations.sweep"] == ["Works", "July 6, 2026 at 9:00 a.m. took 0 seconds", "1 hour", "–"]
    assert states["audit.verify"][2] == "24 hours"
    clock.shift(HOUR + 10 * MINUTE)
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


# --- what it sets going -----------------------------------------------------------------------------------------------


def failed_job(key: str) -> Job:
    enqueue(name="nothing.handles_this", key=key, payload={})
    drain(at=AT)
    return Job.objects.get(key=key)


def test_one_job_is_tried_again_and_the_trail_says_by_whom(client: Client) -> None:
    one, other = failed_job("one"), failed_job("other")
    response = press(client, f"retry:{one.pk}")
    assert said(page_of(response).xpath("//*[@class='fs-messages']")[0]) == "The job is in the queue again."
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.status, one.attempts, one.finished_at, one.available_at) == ("queued", 0, None, AT)
    assert other.status == "failed"
    event = AuditEvent.objects.get(stream="operations")
    assert (event.action, event.actor_name, event.data) == (
        "job_requeued", "Hyun-woo Park", {"name": "nothing.handles_this", "key": "one"},
    )  # fmt: skip
    again = press(client, f"retry:{one.pk}")
    assert (again.status_code, "was not given up" in again.content.decode()) == (409, True)


def test_all_of_them_are_tried_again(client: Client) -> None:
    failed_job("one")
    failed_job("other")
    said_after = said(page_of(press(client, "retry_all")).xpath("//*[@class='fs-messages']")[0])
    assert said_after == "2 jobs are in the queue again."
    assert set(Job.objects.values_list("status", flat=True)) == {"queued"}


@pytest.mark.parametrize("do", ["", "retry:", "retry:x", "something"])
def test_an_unknown_button_changes_nothing(client: Client, do: str) -> None:
    failed_job("one")
    response = press(client, do)
    sentence = "This button is not known here."
    assert (response.status_code, sentence in response.content.decode()) == (422, True)
    assert (Job.objects.get().status, AuditEvent.objects.filter(stream="operations").count()) == ("failed", 0)


def test_a_job_that_is_gone_is_not_found(client: Client) -> None:
    assert said(page_of(press(client, "retry:1")).find(".//h1")) == "Page not found"


@pytest.mark.parametrize("role", [None, Role.HR, Role.AUDITOR])
def test_nobody_else_sets_anything_going(role: Role | None) -> None:
    one = failed_job("one")
    client = Client()
    client.force_login(make_user(roles=[role] if role else []))
    titles = {said(page_of(press(client, do)).find(".//h1")) for do in (f"retry:{one.pk}", "retry_all", "verify")}
    assert (titles, Job.objects.count(), Job.objects.get().status) == ({"Page not found"}, 1, "failed")


# --- the audit check --------------------------------------------------------------------------------------------------


def check_words(client: Client) -> str:
    return said(page(client).xpath("//section[@aria-labelledby='audit-check']")[0])


def test_the_audit_check_is_asked_for_once_a_minute_and_says_what_it_found(client: Client) -> None:
    event_record(stream="evaluation:a", action="saved", by=None, at=AT)
    press(client, "verify")
    press(client, "verify")
    assert list(Job.objects.values_list("name", "key")) == [("audit.verify", "asked 2026-07-06 16:00")]
    assert drain(at=AT) == 1
    assert check_words(client) == (
        f"Audit check Intact July 6, 2026 at 9:00 a.m. Intact: {AuditEvent.objects.count()} events were checked, "
        "and nothing was found. Check now"
    )


def test_a_broken_trail_is_named_and_not_tried_again(client: Client, caplog) -> None:
    all_is_well()
    event_record(stream="evaluation:a", action="saved", by=None, at=AT)
    with pgtrigger.ignore("audit.AuditEvent:append_only"):
        AuditEvent.objects.filter(stream="evaluation:a").update(data={"forged": 1})
    verify()
    finding = "evaluation:a #1: its content is not what was written: the hash differs"
    assert check_words(client) == f"Audit check Altered July 6, 2026 at 9:00 a.m. {finding} Check now"
    assert attention(client) == ["Audit check: Failed."]
    assert f"The audit trail is not intact: {finding}" in caplog.text
    assert Run.objects.filter(name="audit.verify").first().counts["findings"] == 1


def test_a_checkpoint_notes_its_run() -> None:
    checkpoint()
    row = Run.objects.get()
    assert (row.name, row.error, row.started_at, row.finished_at >= AT) == ("audit.checkpoint", "", AT, True)


# --- room -------------------------------------------------------------------------------------------------------------


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
