"""What workers do for this room: messages about accounts, and forgetting what was answered long ago."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from celery import shared_task
from django.utils import timezone

from accounts.enums import MESSAGE_JOB
from accounts.services import answers_forget
from accounts.services.messages import message_send
from jobs.registry import handler
from jobs.services import run


@handler(MESSAGE_JOB)
def send(payload: dict[str, Any], *, at: datetime) -> None:
    """Mails somebody that their own account has changed. Payload: `user_id`, `kind`, `at` (when it happened)."""
    happened_at = datetime.fromisoformat(payload["at"])
    message_send(user_id=payload["user_id"], kind=payload["kind"], happened_at=happened_at)


@shared_task(name="accounts.forget")
def forget() -> None:
    """Daily: answers that were kept for a day under an Idempotency-Key are deleted."""
    at = timezone.now()
    with run(name="accounts.forget", at=at) as counts:
        counts["answers"] = answers_forget(at=at)
