"""A person's calendar at its secret address."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from accounts.services import user_deactivate
from evaluations.enums import EvaluationKind, EvaluationStatus, Rating
from evaluations.models import DueDate, FollowUp
from evaluations.services.meetings import Appointment, meeting_cancel, meeting_plan
from notifications.models import CalendarFeed, Preference
from notifications.services.preferences import calendar_feed_make, calendar_feed_revoke
from tests.counting import queries_of
from tests.evaluations.journeys import (
    AT,
    TODAY,
    agency,
    agency_signed,
    evaluation_in,
    hr_analyst,
    issued,
    rated,
    signed_by_employee,
    started,
    user_of,
    waived,
)
from tests.evaluations.pages import page_of, said
from tests.factories import make_employee, make_user
from workspace.selectors.calendar_feed import calendar_entries

pytestmark = pytest.mark.django_db
Status = EvaluationStatus
WHEN = datetime(2026, 7, 20, 16, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    cache.clear()
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def chain():
    return agency()


def feed_of(user):
    """The answer at a new address of the person's."""
    return Client().get(reverse("calendar_feed", args=[calendar_feed_make(user=user, at=AT)]))


def events_in(answer):
    """(summary, day or time) of every event."""
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    return [(str(event["SUMMARY"]), event.decoded("DTSTART")) for event in events]


def due_date(employee, rater, day, **fields):
    return DueDate.objects.create(
        employee=employee, rater=rater, kind=EvaluationKind.ANNUAL.value, period_start=date(2025, 8, 1),
        period_end=day, due_on=day, computed_at=AT, **fields,
    )  # fmt: skip


# --- the address ------------------------------------------------------------------------------------------------------


def test_only_the_digest_of_the_secret_is_stored():
    user = make_user()
    secret = calendar_feed_make(user=user, at=AT)
    feed = CalendarFeed.objects.get()
    assert (feed.secret_sha256, len(secret) >= 43) == (hashlib.sha256(secret.encode()).hexdigest(), True)


def test_a_new_address_ends_the_one_before_and_a_revoked_one_leads_nowhere():
    user = make_user()
    first, second = (calendar_feed_make(user=user, at=AT) for _ in range(2))
    client = Client()
    assert [client.get(reverse("calendar_feed", args=[secret])).status_code for secret in (first, second)] == [404, 200]
    assert [calendar_feed_revoke(user=user, at=AT) for _ in range(2)] == [True, False]
    assert client.get(reverse("calendar_feed", args=[second])).status_code == 404


def test_of_a_deactivated_account_it_is_gone_at_once_and_looks_as_if_it_never_was():
    user = make_user()
    url = reverse("calendar_feed", args=[calendar_feed_make(user=user, at=AT)])
    assert Client().get(url).status_code == 200
    user_deactivate(user=user, by=None, at=AT)
    closed, never = Client().get(url), Client().get(reverse("calendar_feed", args=["never-was"]))
    assert (closed.status_code, never.status_code) == (404, 404)
    assert said(page_of(closed)) == said(page_of(never))


def test_whoever_guesses_is_stopped_and_keeps_nobody_from_their_own():
    url = reverse("calendar_feed", args=["guessed"])
    statuses = [Client().get(url).status_code for _ in range(61)]
    assert statuses == [404] * 60 + [429]
    assert feed_of(make_user()).status_code == 200


def test_one_calendar_is_asked_for_no_more_often_than_calendars_do():
    first, second = (reverse("calendar_feed", args=[calendar_feed_make(user=make_user(), at=AT)]) for _ in range(2))
    statuses = [Client().get(first).status_code for _ in range(61)]
    assert statuses == [200] * 60 + [429]
    assert Client().get(second).status_code == 200


def test_no_cache_between_keeps_it_and_a_calendar_that_has_it_gets_nothing_twice():
    user = make_user()
    url = reverse("calendar_feed", args=[calendar_feed_make(user=user, at=AT)])
    answer = Client().get(url)
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("text/calendar; charset=utf-8", "private, max-age=300")
    again = Client().get(url, HTTP_IF_NONE_MATCH=answer["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", answer["ETag"])
    assert Client().get(url, HTTP_IF_NONE_MATCH='"other"').status_code == 200


def test_when_it_was_last_read_is_noted_now_and_then():
    user = make_user()
    url = reverse("calendar_feed", args=[calendar_feed_make(user=user, at=AT)])
    Client().get(url)
    assert CalendarFeed.objects.get().last_read_at == AT
    with time_machine.travel(AT + timedelta(minutes=59), tick=False):
        Client().get(url)
        assert CalendarFeed.objects.get().last_read_at == AT


# --- what is in it ----------------------------------------------------------------------------------------------------


def test_a_rater_finds_the_due_dates_of_the_reports(chain):
    other = make_employee(first_name="Bob", last_name="Later", supervisor=chain.supervisor)
    due_date(other, chain.supervisor, date(2026, 9, 30), sequence=2)
    due_date(chain.employee, chain.supervisor, date(2026, 7, 31))
    due_date(chain.program_head, chain.division_chief, date(2026, 7, 31))
    answer = feed_of(chain.supervisor.user)
    assert events_in(answer)[:2] == [
        (f"Evaluation due: {chain.employee.full_name}", date(2026, 7, 31)),
        ("Evaluation due: Bob Later", date(2026, 9, 30)),
    ]
    event = Calendar.from_ical(answer.content).walk("VEVENT")[1]
    assert (str(event["UID"]), event["SEQUENCE"]) == (f"due-{other.pk}@localhost", 2)


def test_a_moved_day_keeps_its_uid_and_raises_its_sequence(chain):
    row = due_date(chain.employee, chain.supervisor, date(2026, 7, 31))
    found = []
    for _ in range(2):
        entry = calendar_entries(chain.supervisor.user, TODAY)[0]
        found.append((entry.uid, entry.sequence, entry.starts))
        row.due_on, row.sequence = date(2026, 8, 31), 1
        row.save()
    uid = f"due-{chain.employee.pk}@localhost"
    assert found == [(uid, 0, date(2026, 7, 31)), (uid, 1, date(2026, 8, 31))]


def test_an_employee_finds_the_own_days_as_far_as_they_are_known(chain):
    name = "Your rating period ends"
    evaluation = agency_signed(rated(started(chain)))
    before = events_in(feed_of(chain.employee.user))
    assert [summary for summary, _day in before] == [name]
    issued(evaluation)
    assert events_in(feed_of(chain.employee.user)) == [
        ("Last day of your written response", date(2026, 7, 20)),
        (name, date(2027, 6, 30)),
    ]
    waived(signed_by_employee(evaluation))
    assert events_in(feed_of(chain.employee.user)) == [(name, date(2027, 6, 30))]


def test_the_employee_learns_nothing_of_a_final_before_its_issue(chain):
    """Bytes and all: whatever the last agency signature changes shows in the calendar only with the issue."""
    opened = waived(signed_by_employee(issued(agency_signed(rated(started(chain), Rating.IMPROVEMENT_NEEDED)))))
    before = feed_of(chain.employee.user).content
    final = started(chain, period=(date(2026, 7, 1), date(2026, 12, 31)), kind=EvaluationKind.FOLLOW_UP_FINAL, at=AT)
    FollowUp.objects.filter(evaluation=opened).update(status="closed_competent", closed_on=TODAY, closed_by=final)
    assert feed_of(chain.employee.user).content == before


def test_a_window_is_a_term_to_its_rater_and_to_hr_and_nothing_to_others(chain):
    evaluation_in(Status.ISSUED, chain, rating=Rating.IMPROVEMENT_NEEDED)
    term = (f"A term ends: {chain.employee.full_name}", date(2027, 1, 6))
    people = {
        "rater": chain.supervisor, "hr": hr_analyst(), "above": chain.director, "employee": chain.employee,
        "other": make_employee(),
    }  # fmt: skip
    found = {name: term in events_in(feed_of(person.user)) for name, person in people.items()}
    assert found == {"rater": True, "hr": True, "above": False, "employee": False, "other": False}


def test_no_rating_stands_in_any_of_them(chain):
    evaluation_in(Status.ISSUED, chain, rating=Rating.IMPROVEMENT_NEEDED)
    texts = [feed_of(person.user).content.decode() for person in (chain.supervisor, hr_analyst(), chain.employee)]
    for telling in ("Improvement", "follow-up", "Closed 412"):
        assert [text for text in texts if telling.lower() in text.lower()] == []


def test_a_meeting_stands_in_both_calendars_and_a_cancelled_one_is_taken_out_by_them(chain):
    draft = started(chain)
    rater = user_of(draft.rater)
    appointment = Appointment(WHEN, 60, "Room 3-A", "Bring your goals.")
    meeting = meeting_plan(public_id=draft.public_id, appointment=appointment, by=rater, at=AT)
    summary = f"Meeting: {chain.employee.full_name} and {chain.supervisor.full_name}"
    for person in (chain.supervisor, chain.employee):
        answer = feed_of(person.user)
        assert (summary, WHEN) in events_in(answer)
        assert b"Bring your goals" not in answer.content
    meeting_cancel(meeting_id=meeting.public_id, by=rater, at=AT)
    (event,) = [
        event for event in Calendar.from_ical(feed_of(chain.employee.user).content).walk("VEVENT")
        if str(event["UID"]) == f"meeting-{meeting.public_id}@localhost"
    ]  # fmt: skip
    assert (event["SEQUENCE"], str(event["STATUS"])) == (1, "CANCELLED")


def test_it_speaks_the_persons_language(chain):
    Preference.objects.create(user=chain.supervisor.user, language="es")
    due_date(chain.employee, chain.supervisor, date(2026, 7, 31))
    assert events_in(feed_of(chain.supervisor.user))[0][0] == f"Evaluación pendiente: {chain.employee.full_name}"


def test_somebody_without_a_place_in_the_agency_has_an_empty_one():
    assert events_in(feed_of(make_user())) == []


def test_more_reports_take_no_more_queries(chain):
    counts = []
    for count in (1, 3):
        while DueDate.objects.count() < count:
            person = make_employee(supervisor=chain.supervisor)
            due_date(person, chain.supervisor, date(2026, 9, 30))
        counts.append(queries_of(calendar_entries, user_of(chain.supervisor), TODAY))
    assert counts[0] == counts[1]
