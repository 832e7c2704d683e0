"""Webhooks made, changed, paused, given another secret, deleted: by whom, with what in the trail."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from accounts.enums import Role
from audit.models import AuditEvent
from common.canonical import sha256_of_text
from common.errors import NotVisible, RuleViolations
from notifications.enums import WebhookEvent
from notifications.models import WebhookDelivery, WebhookEndpoint
from notifications.selectors import deliveries_listed, webhook_for, webhooks_in_trouble, webhooks_listed
from notifications.services import webhooks as service
from notifications.services.webhook_events import deliveries_make
from notifications.services.webhook_secrets import secret_open
from tests.factories import make_user
from tests.webhooks.rows import AT, DAY, HOUR, WANTED, happens, hook

pytestmark = pytest.mark.django_db
URL = "https://hooks.example.org/in"


def events(endpoint):
    rows = AuditEvent.objects.filter(stream=endpoint.stream).order_by("sequence")
    return [(row.action, row.data) for row in rows]


def objections(refusal):
    return [(found.field, found.message) for found in refusal.value.violations]


# --- made -------------------------------------------------------------------------------------------------------------


def test_it_is_made_with_a_secret_that_lies_sealed(admin):
    endpoint, secret = hook(admin, kinds=["evaluation.final", "evaluation.issued", "evaluation.final"])
    found = WebhookEndpoint.objects.get()
    assert (found.name, found.url, found.created_by, found.created_at) == ("Personnel system", URL, admin, AT)
    assert found.kinds == ["evaluation.issued", "evaluation.final"]
    assert (len(secret), secret[:6], secret in found.secret) == (50, "whsec_", False)
    assert secret_open(found.secret) == secret
    assert (found.state, found.is_active, str(found)) == ("works", True, "Personnel system")
    digest = sha256_of_text(URL)
    data = {"name": "Personnel system", "kinds": found.kinds, "url_sha256": digest}
    assert events(endpoint) == [("webhook_created", data)]


def test_each_has_a_secret_of_its_own(admin):
    assert len({hook(admin, name=str(number))[1] for number in range(5)}) == 5


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"name": " "}, [("name", "Give it a name of at most 80 characters.")]),
        ({"name": "n" * 81}, [("name", "Give it a name of at most 80 characters.")]),
        ({"name": "Taken"}, [("name", "Another webhook has this name.")]),
        ({"url": "http://x.example/"}, [("url", "The address begins with https://; nothing is sent in the clear.")]),
        ({"url": "https://10.0.0.1/"}, [("url", "10.0.0.1 is refused: a private network (RFC 1918).")]),
        ({"kinds": []}, [("kinds", "Choose at least one kind of event.")]),
        ({"kinds": ["ping"]}, [("kinds", "There is no such kind of event: ping.")]),
        (
            {"kinds": ["follow_up.opened", "evaluation.final", "x"]},
            [("kinds", "There is no such kind of event: follow_up.opened, x.")],
        ),
        (
            {"name": "", "url": "", "kinds": ()},
            [
                ("name", "Give it a name of at most 80 characters."),
                ("url", "The address begins with https://; nothing is sent in the clear."),
                ("kinds", "Choose at least one kind of event."),
            ],
        ),
    ],
)
def test_what_cannot_be_is_said_all_at_once(admin, values, expected):
    hook(admin, name="Taken")
    endpoint, _ = hook(admin, name="Other")
    asked = {"name": "A", "url": URL, "kinds": WANTED, **values}
    with pytest.raises(RuleViolations) as refusal:
        service.webhook_create(**asked, by=admin, at=AT)
    assert objections(refusal) == expected
    with pytest.raises(RuleViolations) as refusal:
        service.webhook_update(public_id=endpoint.public_id, **asked, by=admin, at=AT)
    assert objections(refusal) == expected
    assert WebhookEndpoint.objects.count() == 2


def test_an_agency_s_own_network_is_taken_where_it_is_allowed(admin, settings):
    settings.WEBHOOK_ALLOWED_NETWORKS, settings.WEBHOOK_PORTS = ["10.0.0.0/8"], [443, 8443]
    endpoint, _ = service.webhook_create(name="A", url="https://10.1.2.3:8443/", kinds=WANTED, by=admin, at=AT)
    assert endpoint.url == "https://10.1.2.3:8443/"


# --- changed ----------------------------------------------------------------------------------------------------------


def test_a_change_says_which_fields_and_never_the_address(admin):
    endpoint, _ = hook(admin)
    same = {"name": endpoint.name, "url": endpoint.url, "kinds": endpoint.kinds}
    service.webhook_update(public_id=endpoint.public_id, **same, by=admin, at=AT)
    new = {**same, "url": "https://hooks.example.org/secret-path", "kinds": ["evaluation.final"]}
    service.webhook_update(public_id=endpoint.public_id, **new, by=admin, at=AT)
    found = WebhookEndpoint.objects.get()
    assert (found.url, found.kinds) == (new["url"], ["evaluation.final"])
    action, data = events(endpoint)[-1]
    assert len(events(endpoint)) == 2
    assert (action, data) == (
        "webhook_changed",
        {
            "name": "Personnel system",
            "fields": ["kinds", "url"],
            "kinds": ["evaluation.final"],
            "url_sha256": sha256_of_text(new["url"]),
        },
    )
    assert "secret-path" not in str(events(endpoint))


def test_every_step_is_an_event_with_who_took_it(admin):
    endpoint, _ = hook(admin)
    known = {"public_id": endpoint.public_id, "by": admin, "at": AT}
    service.webhook_pause(**known)
    service.webhook_resume(**known)
    service.webhook_secret_rotate(**known)
    delivery = service.webhook_ping(**known)
    WebhookDelivery.objects.update(status="given_up")
    service.delivery_again(public_id=delivery.public_id, by=admin, at=AT)
    service.webhook_delete(**known)
    assert [action for action, _data in events(endpoint)] == [
        "webhook_created", "webhook_paused", "webhook_resumed", "webhook_secret_rotated", "webhook_pinged",
        "webhook_sent_again", "webhook_deleted",
    ]  # fmt: skip
    assert set(AuditEvent.objects.filter(stream=endpoint.stream).values_list("actor_name", flat=True)) == {admin.name}
    assert (WebhookEndpoint.objects.count(), WebhookDelivery.objects.count()) == (0, 0)
    assert "whsec_" not in str(events(endpoint))


def test_a_rotation_keeps_the_secret_before_for_a_day(admin):
    endpoint, old = hook(admin)
    found, new = service.webhook_secret_rotate(public_id=endpoint.public_id, by=admin, at=AT)
    assert (secret_open(found.secret), secret_open(found.previous_secret)) == (new, old)
    assert (found.previous_until, new != old) == (AT + timedelta(hours=24), True)


@pytest.mark.parametrize("role", [None, *(role for role in Role if role is not Role.SYSTEM_ADMIN)])
def test_for_everybody_else_there_are_none(admin, role):
    endpoint, _ = hook(admin)
    delivery = service.webhook_ping(public_id=endpoint.public_id, by=admin, at=AT)
    user = make_user(roles=[role] if role else [])
    known, values = {"by": user, "at": AT}, {"name": "A", "url": URL, "kinds": WANTED}
    calls = [
        lambda: service.webhook_create(**values, **known),
        lambda: service.webhook_update(public_id=endpoint.public_id, **values, **known),
        lambda: service.delivery_again(public_id=delivery.public_id, **known),
        lambda: webhook_for(user, endpoint.public_id),
        *(
            lambda step=step: step(public_id=endpoint.public_id, **known)
            for step in (
                service.webhook_pause, service.webhook_resume, service.webhook_secret_rotate, service.webhook_delete,
                service.webhook_ping,
            )
        ),
    ]  # fmt: skip
    before = AuditEvent.objects.count()
    for call in calls:
        with pytest.raises(NotVisible):
            call()
    assert (list(webhooks_listed(user)), AuditEvent.objects.count()) == ([], before)


@pytest.mark.parametrize(
    "step", ["webhook_pause", "webhook_resume", "webhook_delete", "webhook_ping", "delivery_again"]
)
def test_what_is_not_there_is_not_found(admin, step):
    with pytest.raises(NotVisible):
        getattr(service, step)(public_id=uuid4(), by=admin, at=AT)


# --- read -------------------------------------------------------------------------------------------------------------


def test_the_list_says_what_waits_since_when_and_when_the_last_one_arrived(admin):
    behind, _ = hook(admin, name="Behind")
    hook(admin, name="Alone", kinds=["evaluation.voided"])
    for hours in range(3):
        happens(at=AT + hours * HOUR)
        deliveries_make(at=AT + hours * HOUR)
    first = WebhookDelivery.objects.earliest("pk")
    WebhookDelivery.objects.filter(pk=first.pk).update(status="delivered", delivered_at=AT + DAY)
    found = [(row.name, row.waiting, row.waiting_since, row.last_delivered_at) for row in webhooks_listed(admin)]
    assert found == [("Alone", 0, None, None), ("Behind", 2, AT + HOUR, AT + DAY)]
    assert webhook_for(admin, behind.public_id).waiting == 2


def test_messages_are_listed_the_latest_first_by_status_and_kind(admin):
    endpoint, _ = hook(admin)
    for action in ("issued", "finalized", "issued"):
        happens(action)
    deliveries_make(at=AT)
    WebhookDelivery.objects.filter(kind="evaluation.final").update(status="given_up")
    kinds = [row.kind for row in deliveries_listed(admin, endpoint)]
    assert kinds == ["evaluation.issued", "evaluation.final", "evaluation.issued"]
    assert [row.kind for row in deliveries_listed(admin, endpoint, status="given_up")] == ["evaluation.final"]
    assert deliveries_listed(admin, endpoint, status="waiting", kind="evaluation.issued").count() == 2


def test_trouble_is_what_fails_not_what_somebody_paused(admin):
    endpoint, _ = hook(admin)
    assert webhooks_in_trouble().count() == 0
    service.webhook_pause(public_id=endpoint.public_id, by=admin, at=AT)
    assert webhooks_in_trouble().count() == 0
    WebhookEndpoint.objects.update(paused_reason="gone")
    assert webhooks_in_trouble().count() == 1


def test_every_kind_has_its_words():
    assert len({kind.label for kind in WebhookEvent}) == len(WebhookEvent)
