"""The day's digests: one mail per person who has something to be told, made for everybody at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.selectors import accounts_with_mail
from jobs.services import enqueue_from
from notifications.enums import MailKind, MailStatus
from notifications.rules import IN_APP_ONLY, MAIL_JOB, SATURDAY
from notifications.selectors import site_host

# `rules.comes_with_digest` says the same of one person; a test holds the two against each other. The mails are made in
# the order of their recipients, so that two processes at once wait for each other and never in a circle.
_MAKE = """
    WITH coming AS MATERIALIZED (
        SELECT notice.id, notice.recipient_id
        FROM notifications_notice notice
        JOIN ({people}) AS person (id) ON person.id = notice.recipient_id
        LEFT JOIN notifications_preference wish ON wish.user_id = notice.recipient_id
        WHERE notice.mail_id IS NULL AND notice.done_at IS NULL AND notice.kind <> ALL (%s)
          AND (notice.is_statutory OR wish.id IS NULL OR (
               wish.has_digest AND COALESCE(wish.quiet_until < %s, TRUE)
               AND NOT (wish.is_quiet_on_weekends AND %s)))
    ), made AS (
        INSERT INTO notifications_mail
               (recipient_id, kind, day, message_id, status, created_at, sent_to, error, settled_note)
        SELECT recipient_id, %s, %s, '<' || gen_random_uuid() || '@' || %s || '>', %s, %s, '', '', ''
        FROM (SELECT DISTINCT recipient_id FROM coming ORDER BY recipient_id) AS recipients
        ON CONFLICT DO NOTHING
        RETURNING id, recipient_id
    ), carried AS (
        UPDATE notifications_notice notice SET mail_id = made.id
        FROM coming JOIN made USING (recipient_id)
        WHERE notice.id = coming.id AND notice.mail_id IS NULL
        RETURNING 1
    )
    SELECT (SELECT count(*) FROM made), (SELECT count(*) FROM carried)
"""
_JOBS = """
    SELECT 'mail:' || id, jsonb_build_object('mail_id', id)
    FROM notifications_mail WHERE kind = %s AND day = %s AND status = %s ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class Made:
    """How many digests were made, and how many notices they carry."""

    digests: int
    notices: int


@transaction.atomic
def digests_make(*, at: datetime) -> Made:
    """Make the digests of `at`'s local day and ask for them to be sent; a second run of that day makes none.

    A person has one digest a day: what they are told after it was made waits for the next day's. Everything is one
    transaction, so that a process that dies leaves either all of it or nothing.
    """
    day = timezone.localdate(at)
    people, ids = accounts_with_mail().values("pk").order_by().query.sql_with_params()
    wishes: list[Any] = [list(IN_APP_ONLY), day, day.weekday() >= SATURDAY]
    mail: list[Any] = [MailKind.DIGEST.value, day, site_host(), MailStatus.QUEUED.value, at]
    with connection.cursor() as cursor:
        # Nothing is known beforehand about the size of what a statement makes itself; taken for small, it would be
        # gone through once for each of its own rows. Hashing is right for one row and for 38,000.
        cursor.execute("SET LOCAL enable_nestloop = off")
        # The people are a query of our own; all values are parameters.
        cursor.execute(_MAKE.format(people=people), [*ids, *wishes, *mail])
        made = Made(*cursor.fetchone())
        cursor.execute("SET LOCAL enable_nestloop = on")
    params = [MailKind.DIGEST.value, day, MailStatus.QUEUED.value]
    enqueue_from(name=MAIL_JOB, select=_JOBS, params=params, at=at)
    return made
