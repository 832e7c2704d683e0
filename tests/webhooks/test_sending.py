"""Messages to a real HTTPS server on loopback: taken, refused, slow, redirecting, dying; tried again, given up."""

from __future__ import annotations

import json
from contextlib import contextmanager

import pytest
from django.conf import settings as current
from django.db import OperationalError, transaction

from accounts.enums import Role
from audit.models import AuditEvent
from common.errors import Conflict
from jobs.models import Job
from jobs.services import drain, feed
from notifications.models import Notice, WebhookDelivery, WebhookEndpoint
from notifications.services.webhook_events import deliveries_give_up, deliveries_make
from notifications.services.webhook_sending import body_of, delivery_send
from notifications.services.webhook_wire import Limits
from notifications.services.webhooks import (
    delivery_again,
    webhook_delete,
    webhook_pause,
    webhook_ping,
    webhook_resume,
    webhook_secret_rotate,
    webhook_update,
)
from tests.factories import make_user
from tests.notifications.mailserver import unused_port
from tests.notifications.processes import finish
from tests.webhooks.processes import start
from tests.webhooks.rows import AT, DAY, HOUR, MINUTE, SECOND, happens, hook, is_signed, message, to_loopback

pytestmark = pytest.mark.django_db(transaction=True)
LOOPBACK = "https://127.0.0.1"


def at_loopback(admin, receiver, **more):
    """A webhook whose host is an address, so that the worker's own resolver leads to the receiver."""
    endpoint, secret = hook(admin, receiver, **more)
    endpoint.url = f"{LOOPBACK}:{receiver.port}/in"
    endpoint.save(update_fields=["url"])
    return endpoint, secret


def work(at):
    """What a worker does at that time; how many jobs it tried."""
    feed(at=at)
    return drain(at=at)


def fresh(row):
    row.refresh_from_db()
    return row


# --- taken ------------------------------------------------------------------------------------------------------------


def test_a_message_that_is_taken_is_sent_once(admin, receiver, settings):
    settings.AGENCY_NAME, settings.SITE_URL = "Madrona County", "https://fairstep.example.org"
    _endpoint, secret = at_loopback(admin, receiver)
    event = happens("submitted", to="hr_review", round=1)
    assert work(AT + MINUTE) == 1
    (request,) = receiver.requests
    delivery = WebhookDelivery.objects.get()
    assert (delivery.status, delivery.attempts, delivery.answer_status, delivery.error) == ("delivered", 1, 204, "")
    assert (delivery.event_id, AT + MINUTE <= delivery.delivered_at < AT + 2 * MINUTE) == (event.pk, True)
    assert (request.line, request.headers["host"]) == ("POST /in HTTP/1.1", f"127.0.0.1:{receiver.port}")
    assert (request.headers["content-type"], request.headers["user-agent"]) == ("application/json", "Fairstep")
    assert request.headers["webhook-id"] == f"msg_{delivery.public_id.hex}"
    assert int(request.headers["webhook-timestamp"]) - int((AT + MINUTE).timestamp()) in (0, 1)
    assert is_signed(secret, request.headers, request.body) == [True]
    assert json.loads(request.body) == {
        "id": f"msg_{delivery.public_id.hex}",
        "type": "evaluation.submitted",
        "occurred_at": "2026-07-06T16:00:00.000000+00:00",
        "agency": "Madrona County",
        "subject": {"type": "evaluation", "id": "11111111-2222-4333-8444-555555555555"},
        "url": "https://fairstep.example.org/api/v1/evaluations/11111111-2222-4333-8444-555555555555/",
    }
    assert (work(AT + DAY), len(receiver.requests)) == (0, 1)


def test_after_a_rotation_both_secrets_sign_for_a_day(admin, receiver):
    endpoint, old = at_loopback(admin, receiver)
    _endpoint, new = webhook_secret_rotate(public_id=endpoint.public_id, by=admin, at=AT)
    for at in (AT, AT + DAY - SECOND, AT + DAY):
        delivery_send(delivery_id=message(endpoint, at=at).pk, at=at)
    signed = [(is_signed(new, r.headers, r.body), is_signed(old, r.headers, r.body)) for r in receiver.requests]
    both = ([True, False], [False, True])
    assert signed == [both, both, ([True], [False])]


def test_a_rotation_within_a_rotation_ends_the_oldest(admin, receiver):
    endpoint, first = at_loopback(admin, receiver)
    secrets = [webhook_secret_rotate(public_id=endpoint.public_id, by=admin, at=AT)[1] for _ in range(2)]
    delivery_send(delivery_id=message(endpoint).pk, at=AT)
    (request,) = receiver.requests
    found = [any(is_signed(secret, request.headers, request.body)) for secret in (first, *secrets)]
    assert found == [False, True, True]


# --- tried again ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (200, ""), (201, ""), (299, ""),
        (302, "It answered 302; redirects are not followed."), (400, "It answered 400."), (401, "It answered 401."),
        (404, "It answered 404."), (429, "It answered 429."), (500, "It answered 500."), (503, "It answered 503."),
    ],
)  # fmt: skip
def test_what_each_status_comes_to(admin, receiver, status, sentence):
    endpoint, _ = at_loopback(admin, receiver)
    receiver.answer(status, more="Location: https://169.254.169.254/latest/meta-data/\r\n", body="Rita is rated low")
    delivery = message(endpoint)
    delivery_send(delivery_id=delivery.pk, at=AT)
    assert (fresh(delivery).answer_status, delivery.error) == (status, sentence)
    assert (delivery.status, len(receiver.requests)) == ("waiting" if sentence else "delivered", 1)
    assert endpoint.is_active


def test_after_a_failure_the_pauses_grow_to_an_hour_and_after_two_days_it_is_given_up(admin, receiver):
    endpoint, _ = at_loopback(admin, receiver)
    receiver.answer(500)
    delivery = message(endpoint)
    pauses, at = [], AT
    while fresh(delivery).status == "waiting":
        at = delivery.due_at
        delivery_send(delivery_id=delivery.pk, at=at)
        pauses.append((fresh(delivery).due_at - at).total_seconds())
    assert pauses[:9] == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]
    assert (set(pauses[7:]), delivery.status, delivery.attempts) == ({3600}, "given_up", 54)
    assert AT + 2 * DAY - HOUR <= at < AT + 2 * DAY
    ids = {request.headers["webhook-id"] for request in receiver.requests}
    assert (len(receiver.requests), ids) == (54, {f"msg_{delivery.public_id.hex}"})
    assert {request.body for request in receiver.requests} == {body_of(delivery).encode()}


def test_it_goes_on_when_the_server_is_back(admin, receiver):
    endpoint, _ = at_loopback(admin, receiver)
    receiver.answer(503, 200)
    happens()
    assert (work(AT), work(AT + 10 * SECOND), work(AT + MINUTE)) == (1, 0, 1)
    assert WebhookDelivery.objects.get().status == "delivered"
    found = fresh(endpoint)
    assert (found.failures, found.failing_since, found.quiet_until, found.state) == (0, None, None, "works")


def test_while_a_webhook_fails_it_is_tried_with_one_message_at_a_time(admin, receiver):
    at_loopback(admin, receiver)
    receiver.answer(500)
    for _ in range(20):
        happens()
    work(AT)
    assert len(receiver.requests) == 1
    # The others were put off to the webhook's next try; then one of them is sent, the oldest.
    assert (work(AT + 31 * SECOND), len(receiver.requests)) == (1, 2)
    receiver.answer(200)
    assert work(AT + 3 * MINUTE) == 1
    assert work(AT + 3 * MINUTE + SECOND) == 19
    assert (len(receiver.requests), WebhookDelivery.objects.filter(status="delivered").count()) == (22, 20)


def test_another_webhook_does_not_wait_for_it(admin, receiver):
    at_loopback(admin, receiver)
    other, _ = hook(admin, name="Nobody there")
    other.url = f"{LOOPBACK}:{unused_port()}/"
    other.save(update_fields=["url"])
    current.WEBHOOK_PORTS.append(int(other.url.split(":")[-1][:-1]))
    for _ in range(3):
        happens()
    work(AT)
    assert len(receiver.requests) == 3
    assert set(other.deliveries.values_list("error", flat=True)) == {"Nobody answers at its address.", ""}


def test_what_was_never_tried_is_given_up_as_well(admin, receiver):
    endpoint, _ = at_loopback(admin, receiver)
    delivery = message(endpoint)
    assert deliveries_give_up(at=AT + 2 * DAY - SECOND) == 0
    assert (deliveries_give_up(at=AT + 2 * DAY), fresh(delivery).status) == (1, "given_up")


@pytest.mark.parametrize(
    ("behaviour", "sentence"),
    [
        ("hang", "It was silent for 0.3 seconds."),
        ("drip", "There was no whole answer within 0.6 seconds."),
        ("die", "The connection broke off."),
        ("no_tls", "It does not speak TLS as we do."),
    ],
)
def test_a_server_that_gives_no_answer_is_tried_again(admin, receiver, behaviour, sentence):
    endpoint, _ = at_loopback(admin, receiver)
    receiver.behaviour = behaviour
    delivery = message(endpoint)
    delivery_send(delivery_id=delivery.pk, at=AT, limits=Limits(connect=2, silence=0.3, whole=0.6))
    assert (fresh(delivery).status, delivery.answer_status, delivery.error) == ("waiting", None, sentence)
    assert delivery.due_at == AT + 30 * SECOND


def test_an_address_that_turns_private_is_not_asked(admin, receiver, settings):
    endpoint, _ = hook(admin, receiver)
    settings.WEBHOOK_ALLOWED_NETWORKS = []
    delivery = message(endpoint)
    delivery_send(delivery_id=delivery.pk, at=AT, resolve=to_loopback)
    expected = "Its host name leads to an address that is refused: this machine (RFC 1122)."
    assert (fresh(delivery).error, receiver.connections) == (expected, 0)


def test_a_port_that_is_not_allowed_any_more_is_not_asked(admin, receiver, settings):
    endpoint, _ = at_loopback(admin, receiver)
    settings.WEBHOOK_PORTS = [443]
    delivery = message(endpoint)
    delivery_send(delivery_id=delivery.pk, at=AT)
    expected = f"Port {receiver.port} is not allowed here; allowed: 443."
    assert (fresh(delivery).error, receiver.connections) == (expected, 0)


def test_with_another_secret_key_it_says_what_to_do(admin, receiver, settings):
    endpoint, secret = at_loopback(admin, receiver)
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another-" + "y" * 50
    delivery = message(endpoint)
    delivery_send(delivery_id=delivery.pk, at=AT)
    expected = "Its secret was sealed with another SECRET_KEY: make a new one."
    assert (fresh(delivery).error, receiver.connections) == (expected, 0)
    settings.SECRET_KEY_FALLBACKS = [old]
    delivery_send(delivery_id=delivery.pk, at=AT + HOUR)
    (request,) = receiver.requests
    assert is_signed(secret, request.headers, request.body) == [True]


def test_a_new_secret_signs_alone_where_the_one_before_cannot_be_opened(admin, receiver, settings):
    endpoint, _ = at_loopback(admin, receiver)
    settings.SECRET_KEY = "another-" + "y" * 50
    found, secret = webhook_secret_rotate(public_id=endpoint.public_id, by=admin, at=AT)
    assert (found.previous_secret, found.previous_until) == ("", None)
    delivery_send(delivery_id=message(endpoint).pk, at=AT)
    (request,) = receiver.requests
    assert is_signed(secret, request.headers, request.body) == [True]


def test_at_another_address_what_waits_is_tried_at_once(admin, receiver):
    endpoint, _ = at_loopback(admin, receiver)
    right, wrong = endpoint.url, f"{LOOPBACK}:{receiver.port}/wrong"
    WebhookEndpoint.objects.update(url=wrong)
    receiver.answer(404, 204)
    happens()
    work(AT)
    assert fresh(endpoint).failures == 1
    kept = {"name": endpoint.name, "kinds": endpoint.kinds}
    webhook_update(public_id=endpoint.public_id, url=right, **kept, by=admin, at=AT + SECOND)
    assert (drain(at=AT + SECOND), WebhookDelivery.objects.get().status) == (1, "delivered")
    assert [request.line for request in receiver.requests] == ["POST /wrong HTTP/1.1", "POST /in HTTP/1.1"]


# --- paused -----------------------------------------------------------------------------------------------------------


def paused_events(endpoint):
    rows = AuditEvent.objects.filter(stream=endpoint.stream, action="webhook_paused")
    return [(row.actor_name, row.data["reason"]) for row in rows]


def test_gone_pauses_at_once_and_the_administrators_are_told(admin, receiver):
    second = make_user(roles=[Role.SYSTEM_ADMIN])
    make_user(roles=[Role.HR])
    endpoint, _ = at_loopback(admin, receiver, name="Old system")
    receiver.answer(410)
    happens()
    work(AT)
    found = fresh(endpoint)
    assert (found.state, found.paused_reason) == ("paused", "gone")
    assert found.paused_at == WebhookDelivery.objects.get().attempted_at
    assert paused_events(endpoint) == [("System", "gone")]
    notices = Notice.objects.filter(kind="webhook_paused")
    assert set(notices.values_list("recipient", flat=True)) == {admin.pk, second.pk}
    assert notices.first().words == {"webhook": "Old system", "reason": "gone"}
    assert notices.first().path == f"/webhooks/{endpoint.public_id}/"
    happens()
    assert (work(AT + HOUR), len(receiver.requests)) == (0, 1)


def test_three_days_of_failures_pause(admin, receiver):
    endpoint, _ = at_loopback(admin, receiver)
    receiver.answer(500)
    for days in (0, 1, 2):
        delivery_send(delivery_id=message(endpoint, at=AT + days * DAY).pk, at=AT + days * DAY)
    assert (fresh(endpoint).state, endpoint.failures, endpoint.failing_since) == ("failing", 3, AT)
    delivery_send(delivery_id=message(endpoint, at=AT + 3 * DAY - SECOND).pk, at=AT + 3 * DAY - SECOND)
    assert fresh(endpoint).state == "failing"
    delivery_send(delivery_id=message(endpoint, at=AT + 4 * DAY).pk, at=AT + 4 * DAY)
    assert (fresh(endpoint).state, endpoint.paused_reason) == ("paused", "failing")
    assert (paused_events(endpoint), Notice.objects.count()) == ([("System", "failing")], 1)


def test_resumed_it_gets_what_waited_and_the_notice_is_done(admin, receiver):
    endpoint, _ = at_loopback(admin, receiver)
    receiver.answer(410, 200)
    happens()
    work(AT)
    happens("finalized")
    work(AT + DAY)
    deliveries_give_up(at=AT + 20 * DAY)
    webhook_resume(public_id=endpoint.public_id, by=admin, at=AT + 20 * DAY)
    assert drain(at=AT + 20 * DAY) == 2
    kinds = [json.loads(request.body)["type"] for request in receiver.requests]
    assert kinds == ["evaluation.issued", "evaluation.issued", "evaluation.final"]
    assert Notice.objects.get().done_at == AT + 20 * DAY
    assert fresh(endpoint).state == "works"
    with pytest.raises(Conflict, match="is not paused"):
        webhook_resume(public_id=endpoint.public_id, by=admin, at=AT + 20 * DAY)


def test_paused_by_a_person_nothing_is_sent_not_even_what_was_asked_for(admin, receiver):
    endpoint, _ = at_loopback(admin, receiver)
    happens()
    feed(at=AT)
    webhook_pause(public_id=endpoint.public_id, by=admin, at=AT)
    assert (drain(at=AT), receiver.requests) == (1, [])
    webhook_resume(public_id=endpoint.public_id, by=admin, at=AT + HOUR)
    assert (drain(at=AT + HOUR), len(receiver.requests)) == (1, 1)
    assert (paused_events(endpoint), Notice.objects.count()) == ([(admin.name, "person")], 0)
    webhook_pause(public_id=endpoint.public_id, by=admin, at=AT)
    with pytest.raises(Conflict, match="paused already"):
        webhook_pause(public_id=endpoint.public_id, by=admin, at=AT)


# --- the test message -------------------------------------------------------------------------------------------------


def test_a_test_message_is_sent_also_to_a_paused_webhook(admin, receiver):
    endpoint, secret = at_loopback(admin, receiver)
    webhook_pause(public_id=endpoint.public_id, by=admin, at=AT)
    delivery = webhook_ping(public_id=endpoint.public_id, by=admin, at=AT)
    assert (drain(at=AT), fresh(delivery).status) == (1, "delivered")
    (request,) = receiver.requests
    assert is_signed(secret, request.headers, request.body) == [True]
    said = json.loads(request.body)
    assert (said["type"], said["subject"]) == ("ping", {"type": "webhook", "id": str(endpoint.public_id)})


def test_a_test_message_is_tried_once_and_its_failure_is_no_failure_of_the_webhook(admin, receiver):
    endpoint, _ = at_loopback(admin, receiver)
    receiver.answer(500)
    delivery = webhook_ping(public_id=endpoint.public_id, by=admin, at=AT)
    drain(at=AT)
    assert (fresh(delivery).status, delivery.error) == ("given_up", "It answered 500.")
    assert (fresh(endpoint).state, work(AT + DAY)) == ("works", 0)


def test_a_test_message_that_arrives_lets_go_what_waited(admin, receiver):
    endpoint, _ = at_loopback(admin, receiver)
    receiver.answer(500, 200)
    happens()
    work(AT)
    webhook_ping(public_id=endpoint.public_id, by=admin, at=AT + SECOND)
    assert drain(at=AT + SECOND) == 1
    assert (work(AT + 2 * SECOND), fresh(endpoint).failures) == (1, 0)
    assert set(WebhookDelivery.objects.values_list("status", flat=True)) == {"delivered"}


# --- sent again, taken away -------------------------------------------------------------------------------------------


def test_sent_again_it_is_the_same_message(admin, receiver):
    endpoint, _ = at_loopback(admin, receiver)
    delivery = message(endpoint)
    delivery_send(delivery_id=delivery.pk, at=AT)
    delivery_again(public_id=delivery.public_id, by=admin, at=AT + DAY)
    with pytest.raises(Conflict, match="waits to be sent anyway"):
        delivery_again(public_id=delivery.public_id, by=admin, at=AT + DAY)
    assert (drain(at=AT + DAY), fresh(delivery).status, delivery.attempts) == (1, "delivered", 1)
    first, second = receiver.requests
    assert (first.headers["webhook-id"], first.body) == (second.headers["webhook-id"], second.body)
    assert second.headers["webhook-timestamp"] == str(int((AT + DAY).timestamp()))


def test_a_message_whose_webhook_is_gone_is_nobody_s(admin, receiver):
    endpoint, _ = at_loopback(admin, receiver)
    happens()
    feed(at=AT)
    webhook_delete(public_id=endpoint.public_id, by=admin, at=AT)
    assert (drain(at=AT), receiver.requests, WebhookDelivery.objects.count()) == (1, [], 0)
    assert Job.objects.get().status == "done"


def test_what_the_outbox_gives_up_is_given_up(admin, receiver):
    at_loopback(admin, receiver)
    happens()
    feed(at=AT)
    Job.objects.update(attempts=8)
    drain(at=AT)
    delivery = WebhookDelivery.objects.get()
    assert (delivery.status, delivery.error) == ("given_up", "The worker died each time it worked on this job.")


# --- several workers --------------------------------------------------------------------------------------------------


@contextmanager
def another_worker(receiver, at):
    """Another process sends; its receiver has the message and does not answer. It is killed (-9) at the end."""
    receiver.behaviour = "hang"
    process = start("drain", at.isoformat())
    try:
        process.stdin.write("\n")
        process.stdin.flush()
        assert receiver.took_one.wait(60)
        yield process
    finally:
        process.kill()
        process.communicate(timeout=60)


def test_a_worker_killed_while_it_sends_leaves_the_message_to_another(admin, receiver):
    endpoint, _ = at_loopback(admin, receiver)
    happens()
    feed(at=AT)
    with another_worker(receiver, AT):
        delivery = WebhookDelivery.objects.get()
        with pytest.raises(OperationalError, match="could not obtain lock"), transaction.atomic():
            delivery_send(delivery_id=delivery.pk, at=AT)
        with pytest.raises(Conflict, match="just being sent"):
            webhook_delete(public_id=endpoint.public_id, by=admin, at=AT)
    receiver.behaviour = ""
    until_free(delivery)
    assert drain(at=AT + 4 * MINUTE) == 0  # the dead one's lease is not over
    assert drain(at=AT + 6 * MINUTE) == 1
    first, second = receiver.requests
    assert (first.headers["webhook-id"], first.body) == (second.headers["webhook-id"], second.body)
    assert (fresh(delivery).status, delivery.attempts) == ("delivered", 1)


def until_free(delivery):
    """The server ends a dead process's transaction when it notices."""
    with transaction.atomic():
        WebhookDelivery.objects.select_for_update().get(pk=delivery.pk)


def test_two_workers_send_each_message_once(admin, receiver):
    at_loopback(admin, receiver)
    for _ in range(30):
        happens()
    feed(at=AT)
    workers = [start("drain", AT.isoformat()) for _ in range(2)]
    tried = [int(finish(worker)) for worker in workers]
    ids = [request.headers["webhook-id"] for request in receiver.requests]
    assert (sum(tried), len(ids), len(set(ids))) == (30, 30, 30)
    assert WebhookDelivery.objects.filter(status="delivered").count() == 30


def test_two_that_fail_at_once_are_both_noted(admin, receiver):
    endpoint, _ = at_loopback(admin, receiver)
    receiver.answer(500)
    for _ in range(8):
        happens()
    feed(at=AT)
    for worker in [start("drain", AT.isoformat()) for _ in range(2)]:
        finish(worker)
    failed = WebhookDelivery.objects.filter(attempts=1).count()
    assert (fresh(endpoint).failures, len(receiver.requests)) == (failed, failed)
    assert WebhookEndpoint.objects.get().failing_since is not None
    assert deliveries_make(at=AT) == 0
