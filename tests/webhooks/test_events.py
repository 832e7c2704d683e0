"""What happened becomes messages: everything once, nothing lost, whatever the order in which transactions end."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction

from audit.models import AuditEvent
from audit.services import event_record, events_record, import_run_record
from jobs.models import Job
from jobs.registry import feeders
from jobs.services import feed
from notifications.announcements import announce, announcements
from notifications.enums import WebhookEvent
from notifications.models import TrailReading, WebhookDelivery
from notifications.services.webhook_events import deliveries_enqueue, deliveries_make, deliveries_tidy
from notifications.services.webhooks import webhook_pause, webhook_update
from tests.counting import queries_of
from tests.notifications.processes import finish
from tests.webhooks.processes import start
from tests.webhooks.rows import AT, DAY, EVALUATION, HOUR, SECOND, happens, hook

pytestmark = pytest.mark.django_db(transaction=True)
OTHER = UUID("99999999-2222-4333-8444-555555555555")


def settles(pk):
    """Read until all up to that event counts as read: other tests' transactions on the same server hold that up."""
    deadline = time.monotonic() + 60
    while TrailReading.objects.get().settled_id < pk:
        assert time.monotonic() < deadline, "The trail was not settled within a minute."
        assert deliveries_make(at=AT) == 0
        time.sleep(0.05)


def told():
    return list(WebhookDelivery.objects.order_by("event_id").values_list("event_id", "kind"))


# --- what is told -----------------------------------------------------------------------------------------------------


def test_every_kind_but_the_test_message_stands_for_something():
    assert {row.kind for row in announcements()} == set(WebhookEvent) - {WebhookEvent.PING}


def test_no_kind_is_announced_that_would_tell_a_rating():
    """Only low ratings have HR's review, a follow-up window, and what ends one."""
    actions = {row.action for row in announcements()}
    assert [action for action in actions if "follow_up" in action or "concur" in action or "revert" in action] == []


def test_a_kind_is_announced_once():
    with pytest.raises(ValueError, match="stands for is said already"):
        announce(*announcements())


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        ("evaluation_started", "evaluation.started"),
        ("submitted", "evaluation.submitted"),
        ("signed", "evaluation.signed"),
        ("returned", "evaluation.returned"),
        ("withdrawn", "evaluation.withdrawn"),
        ("issued", "evaluation.issued"),
        ("outcome_recorded", "evaluation.outcome_recorded"),
        ("finalized", "evaluation.final"),
        ("voided", "evaluation.voided"),
        ("superseded", "evaluation.superseded"),
    ],
)
def test_a_step_of_an_evaluation_is_told(admin, action, kind):
    endpoint, _secret = hook(admin)
    happens(action, at=AT + HOUR, to="hr_review")
    assert deliveries_make(at=AT + HOUR + SECOND) == 1
    row = WebhookDelivery.objects.get()
    assert (row.endpoint, row.kind, row.subject, row.resource) == (
        endpoint, kind, f"evaluation:{EVALUATION}", f"/api/v1/evaluations/{EVALUATION}/",
    )  # fmt: skip
    assert (row.occurred_at, row.created_at, row.due_at) == (AT + HOUR, AT + HOUR + SECOND, AT + HOUR + SECOND)
    assert (row.give_up_at, row.status, row.attempts) == (AT + HOUR + SECOND + 2 * DAY, "waiting", 0)


@pytest.mark.parametrize("action", ["hr_concurred", "follow_up_opened", "follow_up_closed", "saved", "responded"])
def test_other_steps_are_not(admin, action):
    hook(admin)
    happens(action)
    assert deliveries_make(at=AT) == 0


def test_an_action_of_another_stream_is_not_taken_for_one(admin):
    hook(admin)
    event_record(stream="account:7", action="issued", by=None, at=AT)
    assert deliveries_make(at=AT) == 0


def test_an_import_and_its_undoing_are_told_apart(admin):
    hook(admin)
    values = {"kind": "people", "file_name": "p.csv", "file_sha256": "0" * 64, "counts": {}, "changes": [], "at": AT}
    run = import_run_record(**values, by=admin)
    import_run_record(**values, by=admin, undoes=run.stream)
    deliveries_make(at=AT)
    rows = WebhookDelivery.objects.order_by("event_id").values_list("kind", "subject", "resource")
    assert list(rows) == [
        ("import.applied", run.stream, "/api/v1/imports/"), ("import.undone", run.stream, "/api/v1/imports/"),
    ]  # fmt: skip


def test_each_webhook_hears_what_it_asked_for(admin):
    hook(admin, name="A")
    hook(admin, name="B", kinds=["evaluation.final"])
    happens("issued")
    happens("finalized")
    assert deliveries_make(at=AT) == 3
    found = set(WebhookDelivery.objects.values_list("endpoint__name", "kind"))
    assert found == {("A", "evaluation.issued"), ("A", "evaluation.final"), ("B", "evaluation.final")}


def test_a_webhook_hears_only_of_what_happened_after_it_was_made(admin):
    happens("issued")
    hook(admin, name="A")
    happens("issued")
    hook(admin, name="B")
    last = happens("finalized")
    deliveries_make(at=AT)
    assert list(WebhookDelivery.objects.order_by("pk").values_list("endpoint__name", "kind")) == [
        ("A", "evaluation.issued"), ("A", "evaluation.final"), ("B", "evaluation.final"),
    ]  # fmt: skip
    assert WebhookDelivery.objects.filter(event_id=last.pk).count() == 2


def test_a_paused_webhook_s_messages_wait(admin):
    endpoint, _ = hook(admin)
    webhook_pause(public_id=endpoint.public_id, by=admin, at=AT)
    happens()
    assert (deliveries_make(at=AT), deliveries_enqueue(at=AT)) == (1, 0)


def test_a_kind_asked_for_later_is_told_from_then_on(admin):
    endpoint, _ = hook(admin, kinds=["evaluation.final"])
    for _ in range(2):
        happens("issued")
        deliveries_make(at=AT)
    webhook_update(
        public_id=endpoint.public_id, name="A", url=endpoint.url, kinds=["evaluation.issued"], by=admin, at=AT
    )
    happens("issued")
    happens("finalized")
    deliveries_make(at=AT)
    assert [kind for _event, kind in told()][-1] == "evaluation.issued"
    assert {kind for _event, kind in told()} == {"evaluation.issued"}


# --- once, and all of it ----------------------------------------------------------------------------------------------


def test_nothing_is_told_twice_and_what_was_read_is_not_read_again(admin):
    hook(admin)
    first = happens()
    assert [deliveries_make(at=AT) for _ in range(3)] == [1, 0, 0]
    settles(first.pk)


def test_an_event_whose_transaction_ends_late_is_not_lost(admin):
    hook(admin)
    drawn, may_end, late = threading.Event(), threading.Event(), []

    def write_slowly():
        try:
            with transaction.atomic():
                late.append(happens("issued", subject=OTHER).pk)
                drawn.set()
                assert may_end.wait(60)
        finally:
            connection.close()

    writer = threading.Thread(target=write_slowly)
    writer.start()
    assert drawn.wait(60)
    quick = happens("finalized")
    assert quick.pk > late[0]
    # Read many times while it is under way: what is newer is told at once, and never counts as the end of the trail.
    assert [deliveries_make(at=AT) for _ in range(4)] == [1, 0, 0, 0]
    assert TrailReading.objects.get().settled_id < late[0]
    may_end.set()
    writer.join()
    assert [deliveries_make(at=AT) for _ in range(3)] == [1, 0, 0]
    assert told() == [(late[0], "evaluation.issued"), (quick.pk, "evaluation.final")]
    settles(quick.pk)


def test_many_events_in_one_statement_are_told(admin):
    hook(admin)
    events = [(f"evaluation:{UUID(int=number)}", "evaluation_started", {}) for number in range(200)]
    events_record(events=events, by=None, at=AT)
    assert (deliveries_make(at=AT), deliveries_enqueue(at=AT), Job.objects.count()) == (200, 200, 200)
    assert (deliveries_make(at=AT), deliveries_enqueue(at=AT)) == (0, 0)


def test_a_webhook_made_while_somebody_writes_does_not_hear_of_what_began_before(admin):
    drawn, may_end = threading.Event(), threading.Event()

    def write_slowly():
        try:
            with transaction.atomic():
                happens("issued")
                drawn.set()
                assert may_end.wait(60)
        finally:
            connection.close()

    writer = threading.Thread(target=write_slowly)
    writer.start()
    assert drawn.wait(60)
    hook(admin)
    may_end.set()
    writer.join()
    assert deliveries_make(at=AT) == 0


def test_two_readers_at_once_tell_everything_once(admin):
    hook(admin)
    for _ in range(50):
        happens()
    readers = [start("make", AT.isoformat()) for _ in range(2)]
    counts = [int(finish(reader)) for reader in readers]
    assert (sum(counts), len(told())) == (50, 50)


def test_a_reader_that_is_killed_has_told_nothing_and_another_tells_it(admin):
    hook(admin)
    happens()
    reader = start("make_then_wait", AT.isoformat())
    assert reader.stdout.readline() == "made\n"
    assert deliveries_make(at=AT) == 0  # the other one holds the reading
    reader.kill()
    reader.communicate(timeout=60)
    with connection.cursor() as cursor:
        # The server notices the end of a connection when it next reads from it.
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE state = 'idle in transaction' AND datname = current_database()"
        )
    assert (deliveries_make(at=AT), len(told())) == (1, 1)


def test_a_trail_restored_into_another_cluster_is_read_on(admin):
    hook(admin)
    TrailReading.objects.update(noted_xid=2**62)
    happens()
    assert [deliveries_make(at=AT) for _ in range(3)] == [1, 0, 0]
    settles(AuditEvent.objects.latest("pk").pk - 1)


# --- how the worker comes to it ---------------------------------------------------------------------------------------


def test_the_schedule_s_drain_lets_rooms_put_in_what_follows(admin):
    hook(admin)
    happens()
    assert "feed_webhooks" in {feeder.__name__ for feeder in feeders()}
    feed(at=AT)
    assert list(Job.objects.values_list("name", "status")) == [("notifications.webhook_send", "queued")]


def test_without_a_webhook_it_costs_one_look(django_assert_num_queries):
    happens()
    feeders()
    with django_assert_num_queries(1):
        feed(at=AT)


def test_more_webhooks_take_no_more_queries(admin):
    counts = []
    for number in range(3):
        hook(admin, name=str(number))
        happens()
        happens()
        counts.append(queries_of(lambda minute=number: feed(at=AT + timedelta(minutes=minute))))
    # The first one may read what is kept from then on.
    assert counts[1] == counts[2] <= counts[0] <= 16
    assert WebhookDelivery.objects.count() == 12


# --- room -------------------------------------------------------------------------------------------------------------


def test_messages_of_a_month_ago_make_room_unless_they_are_still_read(admin):
    hook(admin)
    old = happens()
    deliveries_make(at=AT)
    assert deliveries_tidy(at=AT + 31 * DAY) == 0  # its event is not settled yet
    deliveries_make(at=AT)
    happens("finalized")
    deliveries_make(at=AT + 2 * DAY)
    settles(old.pk)
    assert deliveries_tidy(at=AT + 31 * DAY) == 1
    assert [kind for _event, kind in told()] == ["evaluation.final"]
    assert deliveries_make(at=AT + 31 * DAY) == 0
