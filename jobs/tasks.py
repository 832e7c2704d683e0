"""The muscle of the outbox."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from jobs.services import drain, wake

BATCH = 100


@shared_task(name="jobs.drain")
def drain_outbox() -> None:
    """Run what is due; with more than a batch of it, hand the rest to the next free worker."""
    if drain(at=timezone.now(), limit=BATCH) == BATCH:
        wake()
