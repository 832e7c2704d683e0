"""What was said and seen to long ago makes room, with the mail that carried it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from audit.services import event_record
from notifications.enums import MailStatus
from notifications.rules import FAILED, IN_APP_ONLY, LONGEST_STAGE_DAYS

PORTION = 5000
STREAM = "notices"
# A mail that is settled for good: it went out, nobody needed it, or somebody has seen to its failure.
_OVER = "(mail.status = ANY(%(over)s) OR mail.status = ANY(%(failed)s) AND mail.settled_at IS NOT NULL)"
# What is neither read nor done stays, and what a digest may still bring. A mail and all that it carries grow old
# together: a mail without its notices could not be read any more, and a notice without its mail would be mailed again.
# The rows of a portion are chosen once, before the statement: as a plain subquery a planner may run it again and again,
# and its LIMIT would be no limit.
_NOTICES = f"""
    WITH portion AS MATERIALIZED (
        SELECT notice.id
          FROM notifications_notice AS notice
          LEFT JOIN notifications_mail AS mail ON mail.id = notice.mail_id
         WHERE notice.created_at < %(before)s AND (notice.read_at IS NOT NULL OR notice.done_at IS NOT NULL)
           AND CASE WHEN mail.id IS NULL THEN notice.done_at IS NOT NULL OR notice.kind = ANY(%(in_app)s)
                    ELSE mail.created_at < %(before)s AND {_OVER} END
           AND NOT (notice.is_statutory AND notice.subject IN ({{kept}}))
         LIMIT %(portion)s FOR UPDATE OF notice SKIP LOCKED
    )
    DELETE FROM notifications_notice USING portion WHERE notifications_notice.id = portion.id
"""  # noqa: S608 - put together from constants; values are parameters
_MAILS = f"""
    WITH portion AS MATERIALIZED (
        SELECT mail.id
          FROM notifications_mail AS mail
         WHERE mail.created_at < %(before)s AND {_OVER}
           AND NOT EXISTS (SELECT FROM notifications_notice AS notice WHERE notice.mail_id = mail.id)
         LIMIT %(portion)s FOR UPDATE OF mail SKIP LOCKED
    )
    DELETE FROM notifications_mail USING portion WHERE notifications_mail.id = portion.id
"""  # noqa: S608 - as above


def notices_tidy(*, at: datetime, kept_days: int, kept: str, params: Mapping[str, Any]) -> dict[str, int]:
    """Take away notices that were read or done, and their mail, made more than `kept_days` ago; how many of each.

    `kept` is a SELECT of the subjects whose statutory notices stay, written by the caller, with its `params`. In
    portions, each a transaction with its event in the trail; run twice, or by two at once, nothing is taken twice.
    Raises ValueError for days that a stage of a reminder may outlast: its notice would be written a second time.
    """
    if kept_days <= LONGEST_STAGE_DAYS:
        raise ValueError(f"Notices are kept for more than {LONGEST_STAGE_DAYS} days.")
    before = at - timedelta(days=kept_days)
    values = {
        **params, "before": before, "in_app": list(IN_APP_ONLY), "failed": list(FAILED), "portion": PORTION,
        "over": [MailStatus.SENT.value, MailStatus.DROPPED.value],
    }  # fmt: skip
    statements = {"notices": _NOTICES.format(kept=kept), "mails": _MAILS}
    return {what: _removed(what, statement, values, at) for what, statement in statements.items()}


def _removed(what: str, statement: str, values: Mapping[str, Any], at: datetime) -> int:
    total = 0
    while count := _portion(what, statement, values, at):
        total += count
    return total


@transaction.atomic
def _portion(what: str, statement: str, values: Mapping[str, Any], at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        count = int(cursor.rowcount)
    if count:
        data = {"count": count, "made_before": values["before"].isoformat()}
        event_record(stream=STREAM, action=f"{what}_removed", by=None, at=at, data=data)
    return count
