"""iCalendar text: read back by a calendar library, and byte by byte where the standard asks for it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from common.calendars import Entry, Person, feed_text, invitation_text

STAMP = datetime(2026, 7, 6, 16, 0, tzinfo=UTC)
HERE = ZoneInfo("America/Los_Angeles")


def event(text):
    (found,) = Calendar.from_ical(text).walk("VEVENT")
    return found


def test_a_day_is_a_day():
    found = event(feed_text([Entry("due-1@x", 3, "Evaluation due", date(2028, 2, 29), STAMP)], name="Madrona"))
    assert (found.decoded("DTSTART"), found.decoded("DTEND")) == (date(2028, 2, 29), date(2028, 3, 1))
    assert (str(found["UID"]), found["SEQUENCE"], found["TRANSP"]) == ("due-1@x", 3, "TRANSPARENT")
    assert found.decoded("DTSTAMP") == STAMP


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        (datetime(2026, 10, 31, 9, 0, tzinfo=HERE), datetime(2026, 10, 31, 16, 0, tzinfo=UTC)),  # summer time
        (datetime(2026, 11, 2, 9, 0, tzinfo=HERE), datetime(2026, 11, 2, 17, 0, tzinfo=UTC)),  # after the change
        (datetime(2027, 3, 15, 9, 0, tzinfo=HERE), datetime(2027, 3, 15, 16, 0, tzinfo=UTC)),  # and back
    ],
)
def test_a_time_is_the_same_moment_on_both_sides_of_the_change(local, utc):
    found = event(feed_text([Entry("m@x", 0, "Meeting", local, STAMP, ends=local)], name="x"))
    assert found.decoded("DTSTART") == utc


def test_it_is_written_as_the_standard_wants_it():
    long = Entry("m@x", 0, "Zoë " * 60, date(2026, 7, 6), STAMP, place="Room 3; north, left\\right")
    text = feed_text([long], name="Madrona County")
    lines = text.split(b"\r\n")
    assert (lines[0], lines[-2], lines[-1]) == (b"BEGIN:VCALENDAR", b"END:VCALENDAR", b"")
    assert b"\n" not in text.replace(b"\r\n", b"")
    assert max(len(line) for line in lines) <= 75  # octets, RFC 5545 §3.1
    assert b"X-WR-CALNAME:Madrona County" in lines
    assert str(event(text)["SUMMARY"]) == ("Zoë " * 60).strip()
    assert str(event(text)["LOCATION"]) == "Room 3; north, left\\right"


def test_no_name_adds_a_line_of_its_own():
    evil = 'A "B"; C:D\r\nATTENDEE:mailto:x@y.example'
    text = invitation_text(
        Entry("m@x", 1, evil, STAMP, STAMP, ends=STAMP, place=evil), method="REQUEST",
        organizer=Person(evil, "a@b.example"), attendees=[Person(evil, "c@d.example")],
    )  # fmt: skip
    found = event(text)
    assert str(found["ATTENDEE"]) == "mailto:c@d.example"
    assert found["ATTENDEE"].params["CN"] == "A ’B’; C:D ATTENDEE:mailto:x@y.example"
    assert (found["SEQUENCE"], found["STATUS"]) == (1, "CONFIRMED")
    assert str(Calendar.from_ical(text)["METHOD"]) == "REQUEST"


def test_a_cancelled_one_says_so():
    text = invitation_text(
        Entry("m@x", 2, "Meeting", STAMP, STAMP, ends=STAMP, is_cancelled=True), method="CANCEL",
        organizer=Person("A", "a@b.example"), attendees=[],
    )  # fmt: skip
    assert (event(text)["STATUS"], str(Calendar.from_ical(text)["METHOD"])) == ("CANCELLED", "CANCEL")


def test_the_same_entries_are_the_same_bytes():
    entries = [Entry("m@x", 0, "Meeting", date(2026, 7, 6), STAMP)]
    assert feed_text(entries, name="x") == feed_text(entries, name="x")
