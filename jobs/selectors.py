"""Reads of the outbox."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Min, Q

from jobs.enums import JobStatus
from jobs.models import Heartbeat, Job, Run

DAY = timedelta(days=1)


def given_up_keys(name: str, keys: Iterable[str]) -> set[str]:
    """Those of the keys whose job of that name failed for good: nobody will try it again by itself."""
    rows = Job.objects.filter(name=name, key__in=list(keys), status=JobStatus.FAILED.value)
    return set(rows.values_list("key", flat=True))


def has_run(*, name: str, on: date) -> bool:
    """True where that scheduled work has run to its end, without an error, on the local day."""
    return Run.objects.filter(name=name, started_at__date=on, finished_at__isnull=False, error="").exists()


def outbox_by_name(at: datetime) -> list[dict[str, Any]]:
    """For each name with work that is not done: how much is due, held by a worker, waiting for later, given up, and
    since when the oldest is due. One query, which reads nothing of what is done.
    """
    queued = Q(status=JobStatus.QUEUED.value)
    held = queued & Q(leased_until__gt=at)
    due = queued & Q(available_at__lte=at) & (Q(leased_until__isnull=True) | Q(leased_until__lte=at))
    rows = Job.objects.exclude(status=JobStatus.DONE.value).values("name").order_by("name")
    counted = rows.annotate(
        due=Count("pk", filter=due),
        held=Count("pk", filter=held),
        later=Count("pk", filter=queued & Q(available_at__gt=at)),
        tried=Count("pk", filter=queued & Q(attempts__gt=0, available_at__gt=at)),
        failed=Count("pk", filter=Q(status=JobStatus.FAILED.value)),
        oldest=Min("available_at", filter=due),
    )
    return [dict(row) for row in counted]


def jobs_given_up(limit: int) -> list[Job]:
    """The jobs that nobody tries again by itself, the latest first, without what they carry."""
    failed = Job.objects.filter(status=JobStatus.FAILED.value).defer("payload")
    return list(failed.order_by("-finished_at", "-id")[:limit])


def done_lately(at: datetime) -> dict[str, Any]:
    """How many jobs were done within a day, and when the last one was."""
    done = Job.objects.filter(status=JobStatus.DONE.value, finished_at__gt=at - DAY)
    return done.aggregate(count=Count("pk"), last=Max("finished_at"))


def latest_runs(names: Collection[str]) -> dict[str, Run]:
    """The latest run of each of the scheduled works that ran at all. One query."""
    latest = Run.objects.filter(name__in=names).order_by("name", "-id").distinct("name")
    return {run.name: run for run in latest}


def heartbeats() -> dict[str, datetime]:
    """When each part of the machinery was last seen at work."""
    return dict(Heartbeat.objects.values_list("name", "at"))
