"""What workers do for this room: mails from the outbox."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from jobs.registry import handler, when_given_up
from notifications.rules import MAIL_JOB
from notifications.services.sending import mail_given_up, mail_send


@handler(MAIL_JOB)
def send(payload: dict[str, Any], *, at: datetime) -> None:
    """Hands one mail to the mail server. Payload: `mail_id`."""
    mail_send(mail_id=payload["mail_id"], at=at)


@when_given_up(MAIL_JOB)
def given_up(payload: dict[str, Any], *, error: str, at: datetime) -> None:
    """Marks the mail as failed and tells who sees to it. Payload: `mail_id`."""
    mail_given_up(mail_id=payload["mail_id"], error=error, at=at)
