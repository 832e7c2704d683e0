"""Reads of the outbox."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from jobs.enums import JobStatus
from jobs.models import Job, Run


def given_up_keys(name: str, keys: Iterable[str]) -> set[str]:
    """Those of the keys whose job of that name failed for good: nobody will try it again by itself."""
    rows = Job.objects.filter(name=name, key__in=list(keys), status=JobStatus.FAILED.value)
    return set(rows.values_list("key", flat=True))


def has_run(*, name: str, on: date) -> bool:
    """True where that scheduled work has run to its end, without an error, on the local day."""
    return Run.objects.filter(name=name, started_at__date=on, finished_at__isnull=False, error="").exists()
