"""Whoever keeps webhooks and is evaluated as well: their own draft, its return, its withdrawal are not there for them.

Everybody else's are, other keepers of webhooks see all of them, and every message is sent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from lxml import html

from accounts.enums import Role
from accounts.models import User
from common.errors import NotVisible
from evaluations.models import Evaluation
from jobs.models import Job
from notifications.enums import DeliveryStatus, WebhookEvent
from notifications.models import WebhookDelivery, WebhookEndpoint
from notifications.selectors import deliveries_listed, deliveries_visible_to, webhook_for
from notifications.services.webhook_events import deliveries_enqueue, deliveries_make
from notifications.services.webhook_sending import body_of
from notifications.services.webhooks import delivery_again
from tests.api.asking import Program
from tests.counting import queries_of
from tests.evaluations import journeys
from tests.factories import Chain, make_employee
from tests.webhooks.rows import AT, DAY, HOUR, MINUTE, hook

pytestmark = pytest.mark.django_db
BEFORE = ["started", "submitted", "returned", "submitted", "withdrawn"]


@pytest.fixture(autouse=True)
def clock():
    cache.clear()
    with time_machine.travel(AT + DAY, tick=False):
        yield


@dataclass(frozen=True)
class Scene:
    """Two evaluations by one Rater, `own` about the reader; each was submitted, returned, submitted and taken back."""

    reader: User
    other_admin: User
    endpoint: WebhookEndpoint
    own: Evaluation
    others: Evaluation

    def kinds(self, user: User, **asked: str) -> list[str]:
        """What somebody reads of `own`, the first first."""
        rows = deliveries_listed(user, self.endpoint, **asked).filter(subject=self.own.stream)
        return [row.kind.removeprefix("evaluation.") for row in rows.reverse()]


def returned_and_withdrawn(chain: Chain, **whose: Any) -> Evaluation:
    evaluation = journeys.returned(journeys.submitted(journeys.rated(journeys.started(chain, **whose))))
    return journeys.withdrawn(journeys.submitted(evaluation, at=AT + 4 * HOUR), at=AT + 5 * HOUR)


@pytest.fixture
def scene(admin: User) -> Scene:
    chain = journeys.agency()
    reader = journeys.user_of(chain.employee)
    reader.role_grants.create(role=Role.SYSTEM_ADMIN.value, granted_at=AT)
    endpoint, _secret = hook(admin)
    colleague = make_employee(last_name="Colleague", supervisor=chain.supervisor)
    others = returned_and_withdrawn(chain, employee=colleague)
    own = returned_and_withdrawn(chain)
    deliveries_make(at=AT)
    return Scene(User.objects.get(pk=reader.pk), admin, endpoint, own, others)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def said(element: Any) -> str:
    return " ".join(element.text_content().split())


def page(scene: Scene, user: User, query: str = "") -> tuple[str, int, str]:
    """The page of the webhook: its words, how many messages are listed, and the words above them."""
    answer = client_of(user).get(f"/webhooks/{scene.endpoint.public_id}/{query}")
    found = html.fromstring(answer.content.decode())
    return said(found.find(".//main")), len(found.xpath("//tbody/tr")), "".join(found.xpath("//caption/text()")).strip()


def rows_by_program(scene: Scene, user: User, query: str = "") -> list[dict[str, Any]]:
    """Every message that a program reads, page by page."""
    program, found = Program(user), []
    path = f"webhooks/{scene.endpoint.public_id}/messages/{query}"
    while path:
        answer = program.get(path)
        assert program.status == 200
        found += answer["results"]
        path = (answer["next"] or "").partition("/api/v1/")[2]
    return found


# --- before the issue -------------------------------------------------------------------------------------------------


def test_the_other_administrator_sees_both(scene: Scene) -> None:
    assert scene.kinds(scene.other_admin) == BEFORE
    assert page(scene, scene.other_admin)[1:] == (10, "10 messages")
    assert len(rows_by_program(scene, scene.other_admin)) == 10


def test_the_page_lists_and_counts_only_what_is_about_others(scene: Scene) -> None:
    words, rows, caption = page(scene, scene.reader)
    assert (str(scene.own.public_id) in words, words.count(str(scene.others.public_id))) == (False, 5)
    assert (rows, caption, "Waiting 5 messages" in words or "Waiting5 messages" in words) == (5, "5 messages", True)


def test_no_filter_brings_them_back(scene: Scene) -> None:
    WebhookDelivery.objects.filter(kind="evaluation.returned").update(status="given_up")
    asked = product(["", *WebhookEvent], ["", *DeliveryStatus])
    assert [kind for kind, status in asked if scene.kinds(scene.reader, kind=kind, status=status)] == []
    assert scene.kinds(scene.other_admin, kind="evaluation.returned", status="given_up") == ["returned"]


def test_a_program_reads_nothing_of_them(scene: Scene) -> None:
    WebhookDelivery.objects.filter(kind="evaluation.returned").update(status="given_up")
    for query in ("", "?kind=evaluation.returned", "?status=given_up", "?page_size=1", "?fields=subject"):
        seen, all_of_them = (rows_by_program(scene, user, query) for user in (scene.reader, scene.other_admin))
        assert (2 * len(seen), {row["subject"] for row in seen}) == (len(all_of_them), {scene.others.stream})


def test_where_nothing_else_happened_nothing_has_happened(scene: Scene) -> None:
    WebhookDelivery.objects.filter(subject=scene.others.stream).delete()
    words, rows, _caption = page(scene, scene.reader)
    assert (rows, "No message yet. Send a test message to see whether it arrives." in words) == (0, True)
    assert "No message matches." in page(scene, scene.reader, "?kind=evaluation.returned")[0]
    assert rows_by_program(scene, scene.reader) == []


def lag(scene: Scene, user: User) -> tuple[Any, ...]:
    """What page and program say of the webhook as a whole."""
    listed = html.fromstring(client_of(user).get("/webhooks/").content.decode())
    (row,) = [[said(cell) for cell in row.xpath("./th | ./td")][2:] for row in listed.xpath("//tbody/tr")]
    told = Program(user).get(f"webhooks/{scene.endpoint.public_id}/")
    return (*row, told["waiting"], told["waiting_since"], told["last_delivered_at"])


def test_they_neither_wait_nor_were_they_delivered(scene: Scene) -> None:
    """As if the reader's own were not there at all: the counts, the oldest of what waits, and the last delivery."""
    own = WebhookDelivery.objects.filter(subject=scene.own.stream)
    own.filter(kind="evaluation.returned").update(status="delivered", delivered_at=AT + HOUR)
    own.update(created_at=AT - HOUR)
    seen = lag(scene, scene.reader)
    assert lag(scene, scene.other_admin)[:1] == ("9 messages the oldest for 1 day",)
    own.delete()
    assert seen == lag(scene, scene.reader)
    assert seen[2:] == (5, "2026-07-06T09:00:00-07:00", None)


def by_page(scene: Scene, delivery: WebhookDelivery) -> int:
    address = f"/webhooks/{scene.endpoint.public_id}/"
    return client_of(scene.reader).post(address, {"do": f"again:{delivery.public_id}"}).status_code


def by_program(scene: Scene, delivery: WebhookDelivery) -> int:
    program = Program(scene.reader)
    program.post(f"webhook-messages/{delivery.public_id}/again/")
    return program.status


@pytest.mark.parametrize("ask", [by_page, by_program])
def test_none_of_them_is_sent_again_by_the_reader(scene: Scene, ask: Callable[[Scene, WebhookDelivery], int]) -> None:
    returned = WebhookDelivery.objects.filter(kind="evaluation.returned")
    own, others = (returned.filter(subject=one.stream) for one in (scene.own, scene.others))
    returned.update(status="given_up", attempts=9)
    assert (ask(scene, own.get()), own.get().status, own.get().attempts) == (404, "given_up", 9)
    assert (ask(scene, others.get()) in (202, 302), others.get().status) == (True, "waiting")
    with pytest.raises(NotVisible):
        delivery_again(public_id=own.get().public_id, by=scene.reader, at=AT)
    delivery_again(public_id=own.get().public_id, by=scene.other_admin, at=AT)
    assert own.get().status == "waiting"


def test_they_are_sent_all_the_same(scene: Scene) -> None:
    assert deliveries_enqueue(at=AT + MINUTE) == 10
    own = WebhookDelivery.objects.filter(subject=scene.own.stream)
    assert Job.objects.filter(payload__delivery_id__in=list(own.values_list("pk", flat=True))).count() == 5
    assert {str(scene.own.public_id) in body_of(delivery) for delivery in own} == {True}


def test_it_costs_no_more_for_more_of_them(scene: Scene) -> None:
    address = f"/webhooks/{scene.endpoint.public_id}/"
    before = queries_of(client_of(scene.reader).get, address)
    journeys.submitted(journeys.fresh(scene.own), at=AT + 6 * HOUR)
    deliveries_make(at=AT + 6 * HOUR)
    assert queries_of(client_of(scene.reader).get, address) == before


# --- from the issue on ------------------------------------------------------------------------------------------------


def test_from_the_issue_on_what_follows_is_there_and_what_came_before_is_not(scene: Scene) -> None:
    journeys.finished(journeys.fresh(scene.own))
    deliveries_make(at=AT + DAY)
    after = ["issued", "outcome_recorded", "final"]
    assert scene.kinds(scene.other_admin) == [*BEFORE, "submitted", "signed", "signed", *after]
    assert scene.kinds(scene.reader) == after


def test_a_correction_is_unseen_until_it_is_issued(scene: Scene) -> None:
    corrected = journeys.finished(journeys.fresh(scene.own))
    correction = journeys.submitted(journeys.correction_of(corrected), at=AT + 9 * HOUR)
    deliveries_make(at=AT + DAY)
    counts = [
        deliveries_visible_to(user).filter(subject=correction.stream).count()
        for user in (scene.other_admin, scene.reader)
    ]
    assert counts == [2, 0]


def test_one_that_was_never_issued_stays_unseen_when_it_is_void(scene: Scene) -> None:
    journeys.voided(journeys.fresh(scene.own), at=AT + 6 * HOUR)
    deliveries_make(at=AT + DAY)
    assert scene.kinds(scene.other_admin) == [*BEFORE, "voided"]
    assert scene.kinds(scene.reader) == []


# --- and otherwise ----------------------------------------------------------------------------------------------------


def test_whoever_keeps_no_webhooks_sees_no_message(scene: Scene) -> None:
    rater = journeys.user_of(scene.own.rater)
    assert deliveries_visible_to(rater).count() == 0
    with pytest.raises(NotVisible):
        webhook_for(rater, scene.endpoint.public_id)


def test_the_rater_who_keeps_webhooks_sees_those_about_the_people_they_rate(scene: Scene) -> None:
    rater = journeys.user_of(scene.own.rater)
    rater.role_grants.create(role=Role.SYSTEM_ADMIN.value, granted_at=AT)
    assert scene.kinds(User.objects.get(pk=rater.pk)) == BEFORE
