"""One's own notices and wishes, and the outbox: for whom, with what, in how many queries."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from lxml import html

from accounts.enums import Role
from jobs.services import drain
from notifications.models import CalendarFeed, Mail, Notice, Preference
from notifications.selectors import calendar_feed_for, unread_count
from notifications.services import notices_done
from notifications.services.failures import failure_settle, mail_bounce
from tests.counting import queries_of
from tests.factories import make_user
from tests.notifications.rows import AT, PERIOD, digest, tell, turn

pytestmark = pytest.mark.django_db
LIST, SETTINGS = "/notices/", "/notices/settings/"
OUTBOX, FAILURES = "/outbox/", "/outbox/failures/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def rita():
    return make_user(name="Rita Moreno", email="rita@agency.example")


@pytest.fixture
def admin():
    return make_user(name="Hyun-woo Park", roles=[Role.SYSTEM_ADMIN])


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def page_of(answer):
    return html.fromstring(answer.content.decode())


def said(element):
    return " ".join(element.text_content().split())


def bell(answer):
    (found,) = page_of(answer).xpath("//a[contains(@class,'fs-bell')]")
    return said(found)


# --- notices ----------------------------------------------------------------------------------------------------------


def test_the_list_shows_the_unread_first_each_leading_to_its_place(rita):
    tell(rita, subject="a")
    tell(rita, "response_filed", subject="evaluation:b", is_action=False, path="/my-evaluations/")
    tell(make_user(), subject="of somebody else")
    first = Notice.objects.get(subject="a")
    client = client_of(rita)
    assert client.get(reverse("notifications:open", args=[first.pk])).url == "/evaluations/"
    page = page_of(client.get(LIST))
    rows = page.xpath("//li[contains(@class,'fs-task')]")
    assert [said(row) for row in rows] == [
        "Zoë O’Neill has filed a written response It belongs to the evaluation for July 1, 2025 to June 30, 2026 from "
        "now on. New July 6, 2026",
        "Evaluation due: Zoë O’Neill The rating period from July 1, 2025 to June 30, 2026 is to be evaluated by "
        "July 30, 2026. July 6, 2026 July 30, 2026 in 24 days",
    ]


def test_the_bell_counts_what_is_new_and_nothing_that_is_done(rita):
    client = client_of(rita)
    assert bell(client.get(LIST)) == "Notices"
    tell(rita, subject="a")
    tell(rita, subject="b")
    assert bell(client.get(LIST)) == "Notices2 unread"
    notices_done(subject="b", at=AT)
    assert bell(client.get(LIST)) == "Notices1 unread"
    assert client.post(LIST).url == LIST
    assert bell(client.get(LIST)) == "Notices"
    assert Notice.objects.filter(read_at=None).count() == 0


def test_what_is_done_says_so(rita):
    tell(rita)
    notices_done(subject="due:000001", at=AT)
    (row,) = page_of(client_of(rita).get(LIST)).xpath("//li[contains(@class,'fs-task')]")
    assert "Done" in said(row)
    assert "overdue" not in said(row)


def test_words_are_in_the_persons_language_on_an_english_page(rita):
    Preference.objects.create(user=rita, language="es")
    tell(rita)
    page = page_of(client_of(rita).get(LIST))
    assert page.xpath("/html/@lang") == ["en-us"]
    (words,) = page.xpath("//li[contains(@class,'fs-task')]/div[@lang='es']")
    assert said(words).startswith("Evaluación pendiente: Zoë O’Neill")


def test_nobody_opens_a_notice_of_somebody_else(rita):
    tell(make_user())
    answer = client_of(rita).get(reverse("notifications:open", args=[Notice.objects.get().pk]))
    assert (answer.status_code, Notice.objects.get().read_at) == (404, None)


def test_more_notices_take_no_more_queries(rita):
    client, counts = client_of(rita), []
    for number in (1, 3):
        while Notice.objects.count() < number:
            tell(rita, subject=f"due:{Notice.objects.count()}")
        counts.append(queries_of(client.get, LIST))
    assert counts[0] == counts[1]


def test_counting_takes_one_query(rita, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert unread_count(rita) == 0


# --- wishes -----------------------------------------------------------------------------------------------------------

WISHES = {"language": "es", "has_digest": "on", "is_quiet_on_weekends": "on", "quiet_until": "2026-07-10"}


def test_wishes_are_kept_and_shown(rita):
    client = client_of(rita)
    page = page_of(client.get(SETTINGS))
    assert page.xpath("//input[@checked]/@name") == ["language", "has_digest", "has_immediate"]
    assert client.post(SETTINGS, WISHES).url == SETTINGS
    row = Preference.objects.get()
    assert (row.user, row.language, str(row.quiet_until)) == (rita, "es", "2026-07-10")
    assert (row.has_digest, row.has_immediate, row.is_quiet_on_weekends) == (True, False, True)
    page = page_of(client.get(SETTINGS))
    assert page.xpath("//input[@checked]/@name") == ["language", "has_digest", "is_quiet_on_weekends"]
    client.post(SETTINGS, {"language": "en"})
    assert Preference.objects.get().quiet_until is None


def test_what_is_not_possible_is_said_beside_its_field(rita):
    answer = client_of(rita).post(SETTINGS, {**WISHES, "language": "fr", "quiet_until": "soon"})
    text = said(page_of(answer).xpath("//main")[0])
    assert (answer.status_code, "Select a valid choice" in text, "Enter a valid date." in text) == (422, True, True)
    assert Preference.objects.count() == 0


def test_what_always_comes_by_mail_is_listed(rita):
    page = page_of(client_of(rita).get(SETTINGS))
    assert [said(item) for item in page.xpath("//section[.//h2[.='What always comes by mail']]//li")] == [
        "An evaluation of yours has been issued: the time for your copy and your response runs from then "
        "(rules R19, R25).",
        "It is not recorded yet that you received an issued evaluation: you are asked to sign for it (rule R20).",
        "The last day of your written response comes near (rule R25).",
        "For Raters and HR: the last day of a term comes near by which something must be done (rules R12, R15).",
    ]


def test_the_calendars_address_is_shown_once_and_can_be_revoked(rita):
    client = client_of(rita)
    page = page_of(client.post(SETTINGS, {"do": "calendar_make"}))
    (address,) = page.xpath("//code")
    secret = said(address).removeprefix("http://localhost:8000/calendar/").removesuffix(".ics")
    assert calendar_feed_for(secret).user == rita
    page = page_of(client.get(SETTINGS))
    assert page.xpath("//code") == []
    assert "A new address takes the place of the one that you have" in said(page.xpath("//main")[0])
    facts = [said(row) for row in page.xpath("//dl/div")]
    assert facts == ["Address madeJuly 6, 2026 at 9:00 a.m.", "Last read by a calendar programNot yet"]
    assert client.post(SETTINGS, {"do": "calendar_revoke"}).url == SETTINGS
    assert CalendarFeed.objects.count() == 0


# --- the outbox -------------------------------------------------------------------------------------------------------


def test_whoever_runs_the_installation_sees_to_whom_and_when_not_what(rita, admin):
    turn(rita)
    drain(at=AT)
    client = client_of(admin)
    text = said(page_of(client.get(OUTBOX)).xpath("//main")[0])
    assert ("Rita Moreno rita@agency.example" in text, "Handed to the mail server" in text) == (True, True)
    mail = Mail.objects.get()
    page = client.get(reverse("notifications:mail", args=[mail.pk]))
    assert mail.message_id in said(page_of(page).xpath("//main")[0])
    assert "Zoë O’Neill" not in client.get(OUTBOX).content.decode() + page.content.decode()


@pytest.mark.parametrize("url", [OUTBOX, FAILURES])
def test_to_all_others_it_is_not_there(rita, url):
    assert client_of(rita).get(url).status_code == 404
    turn(rita)
    mail_page = reverse("notifications:mail", args=[Mail.objects.get().pk])
    assert client_of(make_user(roles=[Role.HR])).get(mail_page).status_code == 404


def test_in_the_demo_everybody_reads_the_mail_as_it_would_arrive(rita, settings):
    settings.DEMO = True
    Preference.objects.create(user=rita, language="es")
    tell(rita, words={"employee": "<b>Zoë</b>", **PERIOD})
    mail = digest(rita)
    client = client_of(make_user())
    page = page_of(client.get(reverse("notifications:mail", args=[mail.pk])))
    (shown,) = page.xpath("//section[@lang='es']")
    assert said(shown).startswith("1 asunto pendiente, 6 de julio de 2026")
    assert "Evaluación pendiente: <b>Zoë</b>" in said(shown)
    assert "Evaluación pendiente: <b>Zoë</b>" in page.xpath("//pre")[0].text
    answer = client.post(reverse("notifications:mail", args=[mail.pk]), {"do": "again"})
    assert answer.status_code == 403


def test_the_outbox_is_searched_and_filtered(rita, admin):
    turn(rita)
    drain(at=AT)
    turn(make_user(name="Bob Other"))
    client = client_of(admin)

    def found(query):
        return [said(cell) for cell in page_of(client.get(OUTBOX + query)).xpath("//tbody/tr/th//a")]

    assert found("") == ["Bob Other", "Rita Moreno"]
    assert [found("?q=moreno+rita"), found("?q=@agency.example&status=sent"), found("?status=failed")] == [
        ["Rita Moreno"], ["Rita Moreno"], [],
    ]  # fmt: skip


@pytest.fixture
def bounced(rita, admin):
    mail = turn(rita)
    drain(at=AT)
    return mail_bounce(message_id=mail.message_id, reason="550 No such person", at=AT)


def test_a_failure_is_assigned_settled_and_listed(bounced, admin):
    client = client_of(admin)
    url = reverse("notifications:mail", args=[bounced.pk])
    text = said(page_of(client.get(FAILURES)).xpath("//tbody")[0])
    assert (
        text == "Rita Moreno rita@agency.example Came back July 6, 2026 at 9:00 a.m. 550 No such person Hyun-woo Park"
    )
    other = make_user(name="Lena Ortiz", roles=[Role.SYSTEM_ADMIN])
    assert client.post(url, {"do": "assign", "owner": other.pk}).url == url
    assert "Lena Ortiz" in said(page_of(client.get(FAILURES)).xpath("//tbody")[0])
    refused = client.post(url, {"do": "settle", "note": ""})
    assert (refused.status_code, "Say in a sentence what was done." in refused.content.decode()) == (422, True)
    assert client.post(url, {"do": "settle", "note": "Told by telephone."}).url == url
    assert page_of(client.get(FAILURES)).xpath("//tbody") == []
    assert "Told by telephone." in said(page_of(client.get(FAILURES + "?settled=1")).xpath("//tbody")[0])
    assert client.post(url, {"do": "again"}).status_code == 409


def test_the_outbox_leads_to_what_did_not_arrive_while_there_is_some(bounced, admin):
    client = client_of(admin)

    def link():
        return [said(found) for found in page_of(client.get(OUTBOX)).xpath(f"//main//a[@href='{FAILURES}']")]

    assert link() == ["Mail that did not arrive: 1"]
    failure_settle(mail=bounced, note="Told by telephone.", by=admin, at=AT)
    assert link() == []
    assert [said(found) for found in page_of(client.get(FAILURES)).xpath("//main//h2")] == ["Nothing waits."]


def test_it_is_sent_again_by_page(bounced, admin):
    client = client_of(admin)
    client.post(reverse("notifications:mail", args=[bounced.pk]), {"do": "again"})
    bounced.refresh_from_db()
    assert bounced.status == "queued"


@pytest.mark.parametrize("url", [OUTBOX, FAILURES])
def test_more_mails_take_no_more_queries(admin, url):
    client, counts = client_of(admin), []
    for number in (1, 3):
        while Mail.objects.count() < number:
            mail = turn(make_user())
            drain(at=AT)
            mail_bounce(message_id=mail.message_id, reason="550", at=AT)
            Mail.objects.filter(pk=mail.pk).update(owner=admin)
        counts.append(queries_of(client.get, url))
    assert counts[0] == counts[1]
