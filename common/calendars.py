"""iCalendar text (RFC 5545): feeds that calendar programs subscribe to, and invitations that they answer to.

Times are written in UTC, so that a change of daylight saving time moves nothing; days are written as days.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event, vCalAddress, vText

from common.plaintext import plain_line

PRODUCT = "-//Fairstep//Performance management//EN"


@dataclass(frozen=True, slots=True)
class Entry:
    """One day, or one stretch of time. `uid` stays for ever; `sequence` rises with every change of its time or place.

    `ends` is empty for a day. `stamp` is when it was last changed (RFC 5545 §3.8.7.2).
    """

    uid: str
    sequence: int
    summary: str
    starts: date | datetime
    stamp: datetime
    ends: datetime | None = None
    place: str = ""
    url: str = ""
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who invites or is invited."""

    name: str
    email: str


def feed_text(entries: Iterable[Entry], *, name: str) -> bytes:
    """A whole calendar with its name; entries in the order in which they are given."""
    calendar = _calendar()
    calendar.add("X-WR-CALNAME", plain_line(name))
    for entry in entries:
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def invitation_text(entry: Entry, *, method: str, organizer: Person, attendees: Sequence[Person]) -> bytes:
    """One meeting for calendars to take over: method REQUEST invites or changes, CANCEL takes back (RFC 5546 §3.2)."""
    calendar = _calendar()
    calendar.add("METHOD", method)
    event = _event(entry)
    event.add("ORGANIZER", _address(organizer))
    for person in attendees:
        address = _address(person)
        address.params["ROLE"] = vText("REQ-PARTICIPANT")
        address.params["PARTSTAT"] = vText("NEEDS-ACTION")
        address.params["RSVP"] = vText("FALSE")  # the organizer is a program that reads no answers
        event.add("ATTENDEE", address)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", PRODUCT)
    calendar.add("CALSCALE", "GREGORIAN")
    return calendar


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("UID", entry.uid)
    event.add("SEQUENCE", entry.sequence)
    event.add("DTSTAMP", entry.stamp.astimezone(UTC))
    event.add("SUMMARY", plain_line(entry.summary))
    if isinstance(entry.starts, datetime):
        event.add("DTSTART", entry.starts.astimezone(UTC))
        if entry.ends is not None:
            event.add("DTEND", entry.ends.astimezone(UTC))
    else:
        event.add("DTSTART", entry.starts)
        event.add("DTEND", entry.starts + timedelta(days=1))  # the day after the last one (§3.6.1)
        event.add("TRANSP", "TRANSPARENT")  # a due day keeps nobody busy
    if entry.place:
        event.add("LOCATION", plain_line(entry.place))
    if entry.url:
        event.add("URL", entry.url)
    event.add("STATUS", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    return event


def _address(person: Person) -> vCalAddress:
    address = vCalAddress(f"mailto:{person.email}")
    # A parameter's value holds no quotation mark (RFC 5545 §3.1).
    address.params["CN"] = vText(plain_line(person.name).replace('"', "’"))
    return address
