"""The outbox: `enqueue` inside the transaction that wants the work, `drain` wherever there is a hand free.

Delivery is at least once: a worker that dies after the work and before noting it leaves the job to another.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from common.errors import Conflict, NotVisible
from common.request_ids import named, request_id
from jobs.enums import JobStatus
from jobs.models import Heartbeat, Job, Run
from jobs.registry import feeders, handler_named, mourner_named
from jobs.rules import DONE_KEPT, LEASE, RUNS_KEPT, is_given_up, pause_after

logger = logging.getLogger(__name__)
LONGEST_ERROR = 2000
PORTION = 5000
# Seen when a worker drains the outbox, and when it does so because the schedule asked for it.
WORKER, SCHEDULE = "worker", "schedule"


def enqueue(*, name: str, key: str, payload: dict[str, Any], available_at: datetime | None = None) -> Job:
    """Ask for a piece of work, once per name and key: asking again gives the job that is there, unchanged.

    Part of the caller's transaction: rolled back, nothing was asked for. After the commit a worker is woken.
    """
    now = timezone.now()
    job = Job(name=name, key=key, payload=payload, created_at=now, available_at=available_at or now)
    job.request_id = request_id()
    Job.objects.bulk_create([job], ignore_conflicts=True)
    transaction.on_commit(wake)
    return Job.objects.get(name=name, key=key)


@transaction.atomic(savepoint=False)
def enqueue_from(*, name: str, select: str, params: Sequence[Any], at: datetime) -> int:
    """Ask for many pieces of work in one statement; how many were new.

    `select` is a whole SELECT of two columns, the key and the payload (jsonb), written by the caller and never made of
    anything that came from outside; its values are `params`. A name and key that are there already stay as they are.
    """
    statement = f"""
        INSERT INTO jobs_job (name, key, payload, status, attempts, created_at, available_at, last_error, request_id)
        SELECT %s, wanted.key, wanted.payload, %s, 0, %s, %s, '', %s
        FROM ({select}) AS wanted (key, payload)
        ON CONFLICT DO NOTHING
    """  # noqa: S608 - values are parameters
    with connection.cursor() as cursor:
        cursor.execute(statement, [name, JobStatus.QUEUED.value, at, at, request_id(), *params])
        count = int(cursor.rowcount)
    if count:
        transaction.on_commit(wake)
    return count


def wake() -> None:
    """Tell a worker that there is work. A broker that is gone costs a log line and a delay, never the request."""
    try:
        current_app.send_task("jobs.drain", retry=False, ignore_result=True)
    except Exception as error:  # whatever a broker's client raises: the schedule drains the outbox anyway
        logger.warning("No worker could be woken (%s); the schedule will drain the outbox.", error)


def feed(*, at: datetime) -> None:
    """Let every room put into the outbox what follows from its facts. What goes wrong in one is logged, and the next
    time tries again; the others and the drain go on.
    """
    for feeder in feeders():
        try:
            feeder(at=at)
        except Exception:
            logger.exception("%s.%s put nothing into the outbox.", feeder.__module__, getattr(feeder, "__name__", "?"))


def drain(*, at: datetime, limit: int = 100, lease: timedelta = LEASE) -> int:
    """Run what is due at `at`, one job after the other, at most `limit`; how many were tried.

    Any number of drains may run at once: each claims a job of its own. A handler runs outside the claiming
    transaction, and its failure is noted on the job, never raised.
    """
    started = time.monotonic()
    tried = 0
    while tried < limit:
        # Time goes on while jobs run: a lease counted from the drain's beginning would be over before it began.
        now = at + timedelta(seconds=time.monotonic() - started)
        job = _claim(at=now, lease=lease)
        if job is None:
            break
        tried += 1
        with named(job.request_id):
            _conclude(job, error=_attempt(job, at=now), at=now)
    return tried


@transaction.atomic
def _claim(*, at: datetime, lease: timedelta) -> Job | None:
    """Take the next due job that nobody holds; the lease says until when it is ours. The attempt counts from now."""
    is_free = Q(leased_until__isnull=True) | Q(leased_until__lte=at)
    due = Job.objects.filter(is_free, status=JobStatus.QUEUED.value, available_at__lte=at)
    job = due.order_by("available_at", "id").select_for_update(skip_locked=True).first()
    if job is None:
        return None
    job.attempts += 1
    job.leased_until = at + lease
    job.save(update_fields=["attempts", "leased_until"])
    return job


def _attempt(job: Job, *, at: datetime) -> str:
    """Run the job's handler; what went wrong, or nothing."""
    if is_given_up(job.attempts - 1):
        return "The worker died each time it worked on this job."
    handler = handler_named(job.name)
    if handler is None:
        return f"Nothing in this installation handles jobs named {job.name}."
    try:
        handler(job.payload, at=at)
    except Exception as error:
        logger.exception("Job %s (%s %s) failed at attempt %s.", job.pk, job.name, job.key, job.attempts)
        return f"{type(error).__name__}: {error}"[:LONGEST_ERROR]
    return ""


@transaction.atomic
def _conclude(job: Job, *, error: str, at: datetime) -> None:
    """Note the end of our attempt, unless our lease ran out and another worker has taken the job over."""
    ours = (
        Job.objects.select_for_update().filter(pk=job.pk, attempts=job.attempts, status=JobStatus.QUEUED.value).first()
    )
    if ours is None:
        logger.warning("Job %s was taken over by another worker before it ended here.", job.pk)
        return
    ours.leased_until = None
    ours.last_error = error
    if not error:
        ours.status, ours.finished_at = JobStatus.DONE.value, at
    elif is_given_up(ours.attempts) or handler_named(ours.name) is None:
        ours.status, ours.finished_at = JobStatus.FAILED.value, at
    else:
        ours.available_at = at + pause_after(ours.attempts)
    ours.save(update_fields=["leased_until", "last_error", "status", "finished_at", "available_at"])
    if ours.status == JobStatus.FAILED.value:
        _tell(ours, at=at)


def _tell(job: Job, *, at: datetime) -> None:
    """Let the room whose work it was know that it was given up; whatever goes wrong there, the job stays given up."""
    mourner = mourner_named(job.name)
    if mourner is None:
        return
    try:
        with transaction.atomic():
            mourner(job.payload, error=job.last_error, at=at)
    except Exception:
        logger.exception("Job %s (%s %s) was given up, and nobody could be told.", job.pk, job.name, job.key)


@transaction.atomic
def failed_requeue(*, at: datetime, name: str = "") -> int:
    """Put the jobs that were given up back into the queue, from `at` on and with all their attempts; how many."""
    failed = Job.objects.filter(status=JobStatus.FAILED.value)
    count = _requeue(failed.filter(name=name) if name else failed, at=at)
    transaction.on_commit(wake)
    return count


@transaction.atomic
def job_requeue(*, pk: int, at: datetime) -> Job:
    """Put one job that was given up back into the queue. Raises NotVisible, Conflict (it waits or is done already)."""
    job = Job.objects.select_for_update().filter(pk=pk).first()
    if job is None:
        raise NotVisible
    if job.status != JobStatus.FAILED.value:
        raise Conflict("This job was not given up, or somebody has asked for it again already.")
    _requeue(Job.objects.filter(pk=pk), at=at)
    transaction.on_commit(wake)
    job.refresh_from_db()
    return job


def _requeue(failed: QuerySet[Job], *, at: datetime) -> int:
    return failed.update(status=JobStatus.QUEUED.value, attempts=0, finished_at=None, available_at=at)


def heartbeat(*, name: str, at: datetime) -> None:
    """That part of the machinery is at work."""
    row = Heartbeat(name=name, at=at)
    Heartbeat.objects.bulk_create([row], update_conflicts=True, unique_fields=["name"], update_fields=["at"])


def jobs_tidy(*, at: datetime) -> dict[str, int]:
    """Take away what was done long ago, runs of long ago, and sessions that are over; how many of each.

    Jobs that failed stay. A key may be asked for again once its job is gone. In portions, each by itself: a long
    statement would hold up the workers.
    """
    done = Job.objects.filter(status=JobStatus.DONE.value, finished_at__lt=at - DONE_KEPT)
    return {
        "jobs": _deleted_in_portions(done),
        "runs": _deleted_in_portions(Run.objects.filter(started_at__lt=at - RUNS_KEPT)),
        "sessions": _deleted_in_portions(Session.objects.filter(expire_date__lt=at)),
    }


def _deleted_in_portions(rows: QuerySet[Any]) -> int:
    total = 0
    while keys := list(rows.order_by().values_list("pk", flat=True)[:PORTION]):
        deleted, _by_model = rows.model._default_manager.filter(pk__in=keys).delete()
        total += deleted
    return total


@transaction.atomic
def job_again(*, name: str, key: str, at: datetime) -> bool:
    """Put one job that was done or given up back into the queue, with all its attempts; False where there is none."""
    job = Job.objects.select_for_update().filter(name=name, key=key).exclude(status=JobStatus.QUEUED.value).first()
    if job is None:
        return False
    job.status, job.attempts, job.finished_at, job.available_at = JobStatus.QUEUED.value, 0, None, at
    job.save(update_fields=["status", "attempts", "finished_at", "available_at"])
    transaction.on_commit(wake)
    return True


@contextmanager
def run(*, name: str, at: datetime) -> Iterator[dict[str, int]]:
    """Note one run of scheduled work: its beginning at once, its counts (to be filled in by the block) at the end.

    What the block raises is noted and raised on. Not to be used inside a transaction, which would hide the beginning.
    """
    started = time.monotonic()
    row = Run.objects.create(name=name, started_at=at)
    try:
        yield row.counts
    except Exception as error:
        row.error = f"{type(error).__name__}: {error}"[:LONGEST_ERROR]
        raise
    finally:
        row.finished_at = at + timedelta(seconds=time.monotonic() - started)
        row.save(update_fields=["finished_at", "counts", "error"])
