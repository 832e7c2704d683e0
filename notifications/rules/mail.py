"""When somebody is told by mail, and how mail and secrets are named; pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

from notifications.enums import Language, MailStatus

SATURDAY = 5
# The longest time for which a sweep may want to say the same thing again: no stage of a reminder lasts longer.
LONGEST_STAGE_DAYS = 366
# What did not arrive. A mail that was dropped was not needed any more, which is no failure.
FAILED = (MailStatus.FAILED.value, MailStatus.BOUNCED.value)
MAIL_JOB = "notifications.mail_send"
MAIL_FAILED = "mail_failed"
# A mail about mail that does not arrive would not arrive either.
IN_APP_ONLY = (MAIL_FAILED,)


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


def first_loud_day(wishes: Wishes, day: date) -> date:
    """The first day from `day` on that is not quiet: a meeting's invitation waits for it, no longer."""
    if wishes.quiet_until is not None:
        day = max(day, wishes.quiet_until + timedelta(days=1))
    while is_quiet(wishes, day):
        day += timedelta(days=1)
    return day


def secret_digest(secret: str) -> str:
    """What is stored of a secret address."""
    return hashlib.sha256(secret.encode()).hexdigest()


def mail_key(mail_id: int) -> str:
    """The key of the job that sends the mail."""
    return f"mail:{mail_id}"
