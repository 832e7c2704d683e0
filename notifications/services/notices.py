"""Notices: said once, in the transaction of their fact; read; done."""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from jobs.services import enqueue
from notifications.enums import MailKind
from notifications.models import Mail, Notice
from notifications.rules import MAIL_JOB, comes_at_once, first_loud_day, mail_key
from notifications.selectors import site_host, wishes_of

_COLUMNS = "recipient_id, kind, subject, due_on, stage, words, path, is_action, is_immediate, is_statutory, created_at"
MORNING = time(6, 0)


@transaction.atomic(savepoint=False)
def notice_add(
    *,
    recipient: User,
    kind: str,
    subject: str,
    path: str,
    at: datetime,
    due_on: date | None = None,
    stage: str = "",
    words: dict[str, Any] | None = None,
    is_action: bool = True,
    is_immediate: bool = False,
    is_statutory: bool = False,
    mail_kind: MailKind = MailKind.IMMEDIATE,
) -> bool:
    """Say one thing to one person, in the caller's transaction; False where it was said before.

    `words` fill in the kind's sentences: names, dates, counts; never a rating, never a comment. An immediate notice
    asks for its mail here and now, unless the person wants it with the digest; an invitation, which calendars read
    alone, has a mail of its own in any case and waits for the end of quiet days.
    """
    values: list[Any] = [recipient.pk, kind, subject, due_on, stage, json.dumps(words or {}), path]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO notifications_notice ({_COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"  # noqa: S608 - names of columns, all ours
            " ON CONFLICT DO NOTHING RETURNING id",
            [*values, is_action, is_immediate, is_statutory, at],
        )
        row = cursor.fetchone()
    if row is None:
        return False
    if is_immediate and recipient.is_active and recipient.email:
        _mail_at_once(row[0], recipient, mail_kind, is_statutory=is_statutory, at=at)
    return True


@transaction.atomic(savepoint=False)
def notices_add_from(*, select: str, params: Sequence[Any] | Mapping[str, Any]) -> int:
    """Say many things to many people in one statement; how many were not said before.

    `select` is a whole SELECT of recipient_id, kind, subject, due_on, stage, words (jsonb), path, is_action,
    is_immediate, is_statutory, created_at, written by the caller and never made of anything that came from outside.
    What is said here comes with the digest, also where `is_immediate` is set: a person is told many things once.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO notifications_notice ({_COLUMNS}) {select} ON CONFLICT DO NOTHING",
            params,
        )
        return int(cursor.rowcount)


def notices_read(*, recipient: User, at: datetime, ids: Collection[int] | None = None) -> int:
    """The person has read these of their notices, or all of them; how many were unread."""
    unread = Notice.objects.filter(recipient=recipient, read_at=None)
    if ids is not None:
        unread = unread.filter(pk__in=ids)
    return unread.update(read_at=at)


def notices_done(
    *,
    subject: str = "",
    subjects: Collection[str] = (),
    at: datetime,
    kinds: Collection[str] = (),
    recipient: User | None = None,
) -> int:
    """What these notices asked for is done, by whomever: nobody is asked any more, or the recipient alone is not.

    How many were open. A mail that has not been sent yet leaves them out.
    """
    open_ones = Notice.objects.filter(subject__in=[*subjects, *([subject] if subject else [])], done_at=None)
    if kinds:
        open_ones = open_ones.filter(kind__in=kinds)
    if recipient is not None:
        open_ones = open_ones.filter(recipient=recipient)
    return open_ones.update(done_at=at)


def new_message_id() -> str:
    """What names a mail for ever, also when it is sent again: random, at this site's host."""
    return f"<{uuid.uuid4()}@{site_host()}>"


def _mail_at_once(notice_id: int, recipient: User, kind: MailKind, *, is_statutory: bool, at: datetime) -> None:
    """One mail for one notice, and the job that sends it; nothing where the digest will bring it."""
    wishes, today = wishes_of(recipient), timezone.localdate(at)
    available_at = at
    if kind is MailKind.INVITATION:
        day = first_loud_day(wishes, today)
        available_at = at if day == today else timezone.make_aware(datetime.combine(day, MORNING))
    elif not comes_at_once(wishes, today, is_statutory=is_statutory):
        return
    mail = Mail.objects.create(
        recipient=recipient, kind=kind.value, day=today, message_id=new_message_id(), created_at=at
    )
    Notice.objects.filter(pk=notice_id).update(mail=mail)
    enqueue(name=MAIL_JOB, key=mail_key(mail.pk), payload={"mail_id": mail.pk}, available_at=available_at)
