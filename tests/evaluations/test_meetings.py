"""Meetings: planned, changed, cancelled, and what the calendars of both are sent."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse
from icalendar import Calendar

from audit.models import AuditEvent
from common.errors import Conflict, NotAllowed, NotVisible, RuleViolations
from evaluations.enums import EvaluationStatus
from evaluations.models import Meeting
from evaluations.services.meetings import Appointment, meeting_cancel, meeting_change, meeting_plan
from jobs.models import Job
from jobs.services import drain
from notifications.models import Mail, Notice, Preference
from tests.evaluations.journeys import AT, HOUR, agency, evaluation_in, hr_analyst, issued, started, user_of
from tests.evaluations.pages import client_of, page_of, said
from tests.factories import make_employee

pytestmark = pytest.mark.django_db
Status = EvaluationStatus
# Monday, July 20, 2026, 9:30 in the morning in Los Angeles.
WHEN = datetime(2026, 7, 20, 16, 30, tzinfo=UTC)
PLACE = "Room 3-A"


@pytest.fixture
def chain():
    return agency()


@pytest.fixture
def draft(chain):
    return started(chain)


def plan(evaluation, *, by=None, **changed):
    values = {"starts_at": WHEN, "minutes": 60, "place": PLACE, "note": "Bring your goals.", **changed}
    by = by or user_of(evaluation.rater)
    return meeting_plan(public_id=evaluation.public_id, appointment=Appointment(**values), by=by, at=AT)


def calendar_of(message):
    """The part that calendars read."""
    (part,) = [part for part in message.message().walk() if part.get_content_type() == "text/calendar"]
    return part, Calendar.from_ical(part.get_payload(decode=True))


# --- services ---------------------------------------------------------------------------------------------------------


def test_both_are_invited_by_a_mail_that_calendars_take_over(draft, chain, mailoutbox, settings):
    settings.AGENCY_NAME = "Madrona County"
    meeting = plan(draft)
    drain(at=AT)
    assert sorted(mail.to[0].split("<")[1] for mail in mailoutbox) == sorted(
        f"{person.email}>" for person in (chain.employee, chain.supervisor)
    )
    part, calendar = calendar_of(mailoutbox[0])
    assert part.get_params()[:2] == [("text/calendar", ""), ("method", "REQUEST")]
    (event,) = calendar.walk("VEVENT")
    assert str(calendar["METHOD"]) == "REQUEST"
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (WHEN, WHEN + HOUR)
    assert (str(event["UID"]), event["SEQUENCE"], str(event["LOCATION"])) == (
        f"meeting-{meeting.public_id}@localhost", 0, PLACE,
    )  # fmt: skip
    assert str(event["ORGANIZER"]) == "mailto:fairstep@localhost"
    assert [str(address) for address in event["ATTENDEE"]] == [
        f"mailto:{chain.employee.email}", f"mailto:{chain.supervisor.email}",
    ]  # fmt: skip
    kinds = [found.get_content_type() for found in mailoutbox[0].message().walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html", "text/calendar"]


def test_the_note_stands_in_no_mail_and_no_calendar(draft, mailoutbox):
    plan(draft, note="Bring the log of March.")
    drain(at=AT)
    assert [mail for mail in mailoutbox if "log of March" in str(mail.message())] == []
    assert "log of March" not in str(Notice.objects.values_list("words", flat=True))


def test_a_change_and_a_cancellation_raise_the_sequence_under_the_same_uid(draft, mailoutbox):
    meeting = plan(draft)
    rater = user_of(draft.rater)
    later = Appointment(WHEN + timedelta(days=1), 30, "Room 4-B")
    meeting_change(meeting_id=meeting.public_id, appointment=later, by=rater, at=AT + HOUR)
    meeting_cancel(meeting_id=meeting.public_id, by=rater, at=AT + 2 * HOUR)
    drain(at=AT + 3 * HOUR)
    # Both waited in the queue: what the later ones replaced is not sent any more.
    assert sorted(Mail.objects.values_list("status", flat=True)) == ["dropped"] * 4 + ["sent"] * 2
    _part, calendar = calendar_of(mailoutbox[0])
    (event,) = calendar.walk("VEVENT")
    assert (str(calendar["METHOD"]), event["SEQUENCE"], str(event["STATUS"])) == ("CANCEL", 2, "CANCELLED")
    assert str(event["UID"]) == f"meeting-{meeting.public_id}@localhost"
    meeting.refresh_from_db()
    assert (meeting.sequence, meeting.cancelled_at, meeting.starts_at) == (2, AT + 2 * HOUR, later.starts_at)


def test_each_step_is_an_event_without_the_words(draft):
    meeting = plan(draft)
    event = AuditEvent.objects.get(action="meeting_planned")
    assert (event.stream, event.data["meeting"], event.data["minutes"]) == (draft.stream, str(meeting.public_id), 60)
    assert PLACE not in str(event.data)


def test_the_employee_sees_it_before_the_evaluation_and_learns_nothing_of_that(draft, chain):
    meeting = plan(draft)
    client = client_of(chain.employee)
    page = page_of(client.get(meeting.get_absolute_url()))
    text = said(page.xpath("//main")[0])
    assert ("Room 3-A" in text, "Bring your goals." in text, "July 20, 2026 at 9:30 a.m." in text) == (True, True, True)
    assert [(said(link), link.get("href")) for link in page.xpath("//main//a")] == [("My work", "/")]
    assert client.get(draft.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("status", [Status.READY_TO_ISSUE, Status.ISSUED])
def test_hr_plans_one_too(chain, status):
    evaluation = evaluation_in(status, chain)
    assert plan(evaluation, by=user_of(hr_analyst())).evaluation == evaluation


def test_nobody_else_plans_one(chain):
    evaluation = evaluation_in(Status.ISSUED, chain)
    with pytest.raises(NotAllowed, match="The Rater or HR plans the meeting"):
        plan(evaluation, by=chain.employee.user)
    with pytest.raises(NotVisible):
        plan(evaluation, by=make_employee().user)


def test_about_a_final_one_none_is_planned(chain):
    with pytest.raises(Conflict, match="“Final”"):
        plan(evaluation_in(Status.FINAL, chain))


@pytest.mark.parametrize(
    ("changed", "code"),
    [({"starts_at": AT}, "meeting_past"), ({"note": "About the Unsatisfactory."}, "meeting_names_rating")],
)
def test_what_the_rules_do_not_allow(draft, changed, code):
    with pytest.raises(RuleViolations) as refusal:
        plan(draft, **changed)
    assert [violation.code for violation in refusal.value.violations] == [code]
    assert (Meeting.objects.count(), Notice.objects.count()) == (0, 0)


def test_a_form_posted_twice_plans_once(draft):
    token, rater = uuid4(), user_of(draft.rater)
    appointment = Appointment(WHEN, 60, PLACE)
    planned = [
        meeting_plan(public_id=draft.public_id, appointment=appointment, by=rater, at=AT, token=token) for _ in range(2)
    ]
    assert (planned[0].pk, Meeting.objects.count(), Mail.objects.count()) == (planned[1].pk, 1, 2)


def test_what_is_cancelled_does_not_change(draft):
    meeting, rater = plan(draft), user_of(draft.rater)
    meeting_cancel(meeting_id=meeting.public_id, by=rater, at=AT)
    with pytest.raises(Conflict, match="has been cancelled"):
        meeting_cancel(meeting_id=meeting.public_id, by=rater, at=AT)
    with pytest.raises(NotVisible):
        meeting_cancel(meeting_id=uuid4(), by=rater, at=AT)


def test_an_invitation_waits_for_the_end_of_quiet_days(draft, chain):
    Preference.objects.create(user=chain.employee.user, quiet_until=date(2026, 7, 10), is_quiet_on_weekends=True)
    plan(draft)
    mails = {mail.recipient_id: mail for mail in Mail.objects.all()}
    job = Job.objects.get(key=f"mail:{mails[chain.employee.user_id].pk}")
    assert job.available_at == datetime(2026, 7, 13, 13, 0, tzinfo=UTC)  # Monday, 6 in the morning in Los Angeles
    assert Job.objects.get(key=f"mail:{mails[chain.supervisor.user_id].pk}").available_at == AT


# --- pages ------------------------------------------------------------------------------------------------------------

FORM = {"starts_on": "2026-07-20", "starts_at": "9:30 am", "minutes": "45", "place": PLACE, "note": ""}


@pytest.fixture
def clock():
    with time_machine.travel(AT, tick=False):
        yield


def test_it_is_planned_changed_and_cancelled_by_page(clock, draft, chain):
    client = client_of(chain.supervisor)
    url = reverse("evaluations:plan_meeting", args=[draft.public_id])
    assert client.get(url).status_code == 200
    answer = client.post(url, {**FORM, "token": str(uuid4())})
    meeting = Meeting.objects.get()
    assert answer.url == draft.get_absolute_url()
    assert (meeting.starts_at, meeting.minutes) == (WHEN, 45)
    page = page_of(client.get(draft.get_absolute_url()))
    assert said(page.xpath(f"//a[@href='{meeting.get_absolute_url()}']")[0]) == PLACE
    change = reverse("evaluations:meeting_change", args=[meeting.public_id])
    shown = page_of(client.get(change))
    assert [shown.xpath(f"//*[@name='{name}']/@value") for name in ("starts_on", "starts_at", "place")] == [
        ["2026-07-20"], ["09:30"], [PLACE],
    ]  # fmt: skip
    assert crumbs(shown) == ["My work", chain.employee.full_name, "Meeting", "Change the meeting"]
    assert "2:30" not in said(shown.xpath("//main")[0])  # the browser's own field for times asks as people write
    answer = client.post(change, {**FORM, "starts_at": "14:00", "token": str(uuid4())})
    assert answer.url == meeting.get_absolute_url()
    meeting.refresh_from_db()
    assert (meeting.starts_at, meeting.sequence) == (datetime(2026, 7, 20, 21, 0, tzinfo=UTC), 1)
    cancel = reverse("evaluations:meeting_cancel", args=[meeting.public_id])
    asked = page_of(client.get(cancel))
    assert crumbs(asked) == ["My work", chain.employee.full_name, "Meeting", "Cancel the meeting"]
    (back,) = asked.xpath("//form[@id='step-form']//a")
    assert (said(back), back.get("href")) == ("Keep the meeting", meeting.get_absolute_url())
    client.post(cancel, {"token": str(uuid4())})
    page = page_of(client.get(meeting.get_absolute_url()))
    assert "This meeting is cancelled" in said(page.xpath("//main")[0])
    assert PLACE not in said(page_of(client.get(draft.get_absolute_url())).xpath("//main")[0])


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"starts_on": "2026-07-05"}, "This time is past."),
        ({"starts_at": "noon"}, "This is not a time."),
        ({"minutes": "4"}, "greater than or equal to 5"),
        ({"place": "The Outstanding room"}, "“Outstanding” is the name of a rating."),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(clock, draft, chain, changed, words):
    url = reverse("evaluations:plan_meeting", args=[draft.public_id])
    answer = client_of(chain.supervisor).post(url, {**FORM, **changed, "token": str(uuid4())})
    page = page_of(answer)
    assert (answer.status_code, words in said(page.xpath("//main")[0])) == (422, True)
    assert page.xpath("//*[@name='minutes']/@value") == [{**FORM, **changed}["minutes"]]
    assert Meeting.objects.count() == 0


def crumbs(page):
    return [said(item) for item in page.xpath("//nav[@aria-label='Breadcrumbs']//li")]


def test_the_way_to_a_meeting_leads_by_an_evaluation_that_one_may_see(clock, draft, chain):
    url = plan(draft).get_absolute_url()
    assert crumbs(page_of(client_of(chain.supervisor).get(url))) == ["My work", chain.employee.full_name, "Meeting"]
    assert crumbs(page_of(client_of(chain.employee).get(url))) == ["My work", "Meeting"]


def test_the_employee_changes_no_meeting(clock, draft, chain):
    meeting = plan(draft)
    url = reverse("evaluations:meeting_change", args=[meeting.public_id])
    answer = client_of(chain.employee).post(url, {**FORM, "token": str(uuid4())})
    assert (answer.status_code, Meeting.objects.get().sequence) == (403, 0)
    assert client_of(make_employee()).get(meeting.get_absolute_url()).status_code == 404


def test_the_events_are_sentences(clock, chain):
    evaluation = issued(evaluation_in(Status.READY_TO_ISSUE, chain))
    plan(evaluation)
    page = page_of(client_of(chain.employee).get(evaluation.get_absolute_url()))
    assert "Meeting planned for July 20, 2026 at 9:30 a.m." in said(page.xpath("//main")[0])
