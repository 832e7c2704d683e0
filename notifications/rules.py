"""When somebody is told by mail; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from notifications.enums import Language

SATURDAY = 5
MAIL_JOB = "notifications.mail_send"


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a person wants to be told; the defaults are those of somebody who never chose."""

    language: Language = Language.ENGLISH
    has_digest: bool = True
    has_immediate: bool = True
    is_quiet_on_weekends: bool = False
    quiet_until: date | None = None


def is_quiet(wishes: Wishes, day: date) -> bool:
    """True on the days on which the person wants no mail; statutory notices come all the same."""
    if wishes.quiet_until is not None and day <= wishes.quiet_until:
        return True
    return wishes.is_quiet_on_weekends and day.weekday() >= SATURDAY


def comes_with_digest(wishes: Wishes, day: date, *, is_statutory: bool) -> bool:
    """True where the day's digest takes the notice along; what it leaves stays for a later one.

    `notifications.services.digests` asks the same of the database for everybody at once.
    """
    return is_statutory or (wishes.has_digest and not is_quiet(wishes, day))


def comes_at_once(wishes: Wishes, day: date, *, is_statutory: bool) -> bool:
    """True where an immediate notice gets a mail of its own now; otherwise it waits for the digest."""
    return is_statutory or (wishes.has_immediate and not is_quiet(wishes, day))


def mail_key(mail_id: int) -> str:
    """The key of the job that sends the mail."""
    return f"mail:{mail_id}"
