"""What workers do for this room: forget what was answered long ago."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from accounts.services import answers_forget
from jobs.services import run


@shared_task(name="accounts.forget")
def forget() -> None:
    """Daily: answers that were kept for a day under an Idempotency-Key are deleted."""
    at = timezone.now()
    with run(name="accounts.forget", at=at) as counts:
        counts["answers"] = answers_forget(at=at)
