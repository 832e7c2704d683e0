"""The pages of webhooks: a secret is shown once, every button does its thing, lists stay constant in queries."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client
from lxml import html

from jobs.models import Job
from notifications.models import WebhookDelivery, WebhookEndpoint
from notifications.services.webhook_events import deliveries_make
from notifications.services.webhook_secrets import secret_open
from tests.counting import queries_of
from tests.webhooks.rows import AT, HOUR, MINUTE, happens, hook

pytestmark = pytest.mark.django_db
LIST, NEW = "/webhooks/", "/webhooks/new/"
ASKED = {"name": "Personnel system", "url": "https://hooks.example.org/in", "kinds": ["evaluation.final"]}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(AT, tick=False) as found:
        yield found


@pytest.fixture
def client(admin):
    client = Client()
    client.force_login(admin)
    return client


def page_of(answer):
    return html.fromstring(answer.content.decode())


def said(element):
    return " ".join(element.text_content().split())


def rows(answer):
    return [[said(cell) for cell in row.xpath("./th | ./td")] for row in page_of(answer).xpath("//tbody/tr")]


def facts(answer):
    found = page_of(answer).xpath("//dl/div")
    return {said(row.find("dt")): said(row.find("dd")) for row in found}


def messages(answer):
    return [said(item) for item in page_of(answer).xpath("//*[@class='fs-messages']//p")]


def errors(answer):
    return [said(item) for item in page_of(answer).xpath("//*[@class='fs-error-summary']//li")]


def address(endpoint, more=""):
    return f"/webhooks/{endpoint.public_id}/{more}"


# --- made, and its secret ---------------------------------------------------------------------------------------------


def test_without_any_the_list_says_what_one_is(client):
    assert "A webhook tells another program" in said(page_of(client.get(LIST)).find(".//main"))


def test_made_it_shows_its_secret_once_and_no_page_shows_it_again(client):
    answer = client.post(NEW, ASKED)
    endpoint = WebhookEndpoint.objects.get()
    secret = secret_open(endpoint.secret)
    (shown,) = page_of(answer).xpath("//code")
    assert (said(shown), "no-store" in answer["Cache-Control"]) == (secret, True)
    pages = [client.get(url) for url in (LIST, *(address(endpoint, more) for more in ("", "change/", "delete/")))]
    assert [secret in page.content.decode() for page in pages] == [False] * 4
    assert [endpoint.secret in page.content.decode() for page in pages] == [False] * 4


def test_what_cannot_be_stands_in_the_form_with_what_was_typed(client):
    answer = client.post(NEW, {**ASKED, "url": "http://hooks.example.org/"})
    assert errors(answer) == ["Address: The address begins with https://; nothing is sent in the clear."]
    assert page_of(answer).xpath("//input[@name='name']/@value") == ["Personnel system"]
    assert page_of(answer).xpath("//input[@name='kinds'][@checked]/@value") == ["evaluation.final"]
    assert (answer.status_code, WebhookEndpoint.objects.count()) == (422, 0)
    assert errors(client.post(NEW)) == [
        "Name: Give it a name.",
        "Address: Say where the messages go.",
        "What it is told: Choose at least one kind of event.",
    ]


def test_the_form_offers_no_kind_that_tells_a_rating(client):
    offered = page_of(client.get(NEW)).xpath("//input[@name='kinds']/@value")
    assert offered == [
        "evaluation.started", "evaluation.submitted", "evaluation.signed", "evaluation.returned",
        "evaluation.withdrawn", "evaluation.issued", "evaluation.outcome_recorded", "evaluation.final",
        "evaluation.voided", "evaluation.superseded", "import.applied", "import.undone",
    ]  # fmt: skip


def test_another_secret_is_shown_once_and_the_one_before_signs_on(client, admin):
    endpoint, old = hook(admin)
    answer = client.post(address(endpoint), {"do": "rotate"})
    found = WebhookEndpoint.objects.get()
    (shown,) = page_of(answer).xpath("//code")
    assert (said(shown), secret_open(found.previous_secret)) == (secret_open(found.secret), old)
    assert "Until July 7, 2026 at 9:00 a.m. each message" in said(page_of(answer).find(".//main"))
    until = facts(client.get(address(endpoint)))["The secret before this one signs as well until"]
    assert until == "July 7, 2026 at 9:00 a.m."


# --- state and lag ----------------------------------------------------------------------------------------------------


def test_the_list_shows_state_and_lag(client, admin):
    works, _ = hook(admin, name="A")
    hook(admin, name="B", kinds=["evaluation.voided"])
    happens()
    deliveries_make(at=AT - 2 * HOUR)
    WebhookEndpoint.objects.filter(name="B").update(paused_at=AT, paused_reason="gone")
    WebhookEndpoint.objects.filter(name="A").update(failures=2, failing_since=AT - HOUR, quiet_until=AT + MINUTE)
    assert rows(client.get(LIST)) == [
        ["A https://hooks.example.org/in", "Failing", "1 message the oldest for 2 hours", "–"],
        ["B https://hooks.example.org/in", "Paused", "nothing", "–"],
    ]
    assert facts(client.get(address(works)))["State"] == (
        "Failing since July 6, 2026 at 8:00 a.m.; the next try is on July 6, 2026 at 9:01 a.m."
    )
    other = WebhookEndpoint.objects.get(name="B")
    assert facts(client.get(address(other)))["State"] == (
        "Paused The receiver answered that this address is gone (410), July 6, 2026 at 9:00 a.m."
    )


def test_messages_are_listed_and_filtered(client, admin):
    endpoint, _ = hook(admin)
    happens("issued", at=AT - HOUR)
    happens("finalized", at=AT)
    deliveries_make(at=AT)
    tried = {"attempts": 3, "attempted_at": AT, "error": "It answered 500.", "answer_status": 500}
    WebhookDelivery.objects.filter(kind="evaluation.issued").update(status="given_up", **tried)
    subject = "evaluation:11111111-2222-4333-8444-555555555555"
    given_up = [
        f"It was given or mailed to the employee {subject}", "July 6, 2026 at 8:00 a.m.", "Given up It answered 500.",
        "3 attempts, the last on July 6, 2026 at 9:00 a.m.",
        "Send again: It was given or mailed to the employee, July 6, 2026 at 8:00 a.m.",
    ]  # fmt: skip
    waiting = [f"It became final {subject}", "July 6, 2026 at 9:00 a.m.", "Waiting", "0 attempts", ""]
    assert rows(client.get(address(endpoint))) == [waiting, given_up]
    assert rows(client.get(address(endpoint, "?status=given_up"))) == [given_up]
    assert rows(client.get(address(endpoint, "?kind=evaluation.final"))) == [waiting]
    assert "No message matches." in said(page_of(client.get(address(endpoint, "?kind=ping"))).find(".//main"))
    assert rows(client.get(address(endpoint, "?status=unheard-of"))) == [waiting, given_up]


# --- buttons ----------------------------------------------------------------------------------------------------------


def press(client, endpoint, do):
    return client.post(address(endpoint), {"do": do}, follow=True)


def test_a_test_message_pause_and_resume(client, admin):
    endpoint, _ = hook(admin)
    assert messages(press(client, endpoint, "ping")) == [
        "The test message is on its way; what becomes of it stands in the list."
    ]
    assert (WebhookDelivery.objects.get().kind, Job.objects.count()) == ("ping", 1)
    assert messages(press(client, endpoint, "pause")) == ["It is paused. What happens meanwhile waits."]
    assert WebhookEndpoint.objects.get().state == "paused"
    again = press(client, endpoint, "pause")
    assert (again.status_code, "This webhook is paused already." in again.content.decode()) == (409, True)
    assert messages(press(client, endpoint, "resume")) == ["It is resumed; what has waited is sent first."]
    assert WebhookEndpoint.objects.get().state == "works"


def test_a_message_is_sent_again(client, admin):
    endpoint, _ = hook(admin)
    happens()
    deliveries_make(at=AT)
    WebhookDelivery.objects.update(status="given_up", attempts=9)
    delivery = WebhookDelivery.objects.get()
    assert messages(press(client, endpoint, f"again:{delivery.public_id}")) == ["The message is in the queue again."]
    delivery.refresh_from_db()
    assert (delivery.status, delivery.attempts, Job.objects.count()) == ("waiting", 0, 1)


@pytest.mark.parametrize("do", ["", "again", "again:x", "something"])
def test_an_unknown_button_changes_nothing(client, admin, do):
    endpoint, _ = hook(admin)
    answer = press(client, endpoint, do)
    assert (answer.status_code, "This button is not known here." in answer.content.decode()) == (422, True)


def test_it_is_changed(client, admin):
    endpoint, _ = hook(admin)
    kept = page_of(client.get(address(endpoint, "change/")))
    assert kept.xpath("//input[@name='url']/@value") == ["https://hooks.example.org/in"]
    answer = client.post(address(endpoint, "change/"), {**ASKED, "name": "Payroll"}, follow=True)
    assert messages(answer) == ["The webhook is changed."]
    found = WebhookEndpoint.objects.get()
    assert (found.name, found.kinds) == ("Payroll", ["evaluation.final"])
    hook(admin, name="Taken")
    assert errors(client.post(address(endpoint, "change/"), {**ASKED, "name": "Taken"})) == [
        "Name: Another webhook has this name."
    ]


def test_it_is_deleted_after_a_question(client, admin):
    endpoint, _ = hook(admin)
    assert "To stop it for a while, pause it instead." in client.get(address(endpoint, "delete/")).content.decode()
    answer = client.post(address(endpoint, "delete/"), follow=True)
    assert messages(answer) == ["The webhook Personnel system is deleted."]
    assert WebhookEndpoint.objects.count() == 0


# --- queries ----------------------------------------------------------------------------------------------------------


def test_more_webhooks_and_messages_take_no_more_queries(client, admin):
    first, _ = hook(admin, name="0")
    counts = []
    for number in (1, 3):
        while WebhookEndpoint.objects.count() < number:
            hook(admin, name=str(WebhookEndpoint.objects.count()))
        while WebhookDelivery.objects.filter(endpoint=first).count() < number:
            happens()
            deliveries_make(at=AT)
        counts.append((queries_of(client.get, LIST), queries_of(client.get, address(first))))
    assert counts[0] == counts[1]
