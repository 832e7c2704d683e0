"""The muscle of the outbox."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from jobs.services import SCHEDULE, WORKER, drain, feed, heartbeat, jobs_tidy, run, wake

BATCH = 100


@shared_task(name="jobs.drain")
def drain_outbox(is_scheduled: bool = False) -> None:
    """Run what is due; with more than a batch of it, hand the rest to the next free worker.

    The schedule's drain first lets the rooms put in what follows from their facts.
    """
    for name in (WORKER, SCHEDULE) if is_scheduled else (WORKER,):
        heartbeat(name=name, at=timezone.now())
    if is_scheduled:
        feed(at=timezone.now())
    if drain(at=timezone.now(), limit=BATCH) == BATCH:
        wake()
    heartbeat(name=WORKER, at=timezone.now())


@shared_task(name="jobs.tidy")
def tidy() -> None:
    """Daily: what is long done makes room."""
    at = timezone.now()
    with run(name="jobs.tidy", at=at) as counts:
        counts |= jobs_tidy(at=at)
