"""How the installation is: the outbox, scheduled work, mail, webhooks, sessions, the trail, the database. A constant
number of queries, none of which grows with what is done already."""

from __future__ import annotations

import shutil
import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Count, Min

from accounts.models import User
from common.health import Check, broker_check, files_check, is_migrated
from jobs.models import Job, Run
from jobs.rules import SILENT_AFTER, is_late
from jobs.selectors import done_lately, heartbeats, jobs_given_up, latest_runs, outbox_by_name
from notifications.enums import MailStatus
from notifications.models import Mail
from notifications.rules import FAILED
from notifications.selectors import failures_without_owner, webhooks_in_trouble

MOST_SHOWN = 50
LATELY = timedelta(minutes=30)
DAILY = timedelta(days=1)
# The drain has no runs: it goes all the time, and says so by its heartbeat.
DRAIN = "jobs.drain"
# Made by a process of its own, not by the schedule: shown as soon as there was one.
BACKUP = "backup"


@dataclass(frozen=True, slots=True)
class Scheduled:
    """One scheduled work: how often, and its latest run where there was one. `state` is a word of `common.looks`."""

    name: str
    every: timedelta
    run: Run | None
    state: str


@dataclass(frozen=True, slots=True)
class MailState:
    """What waits, what failed and nobody has settled yet, how much of that has nobody who can see to it, when the last
    one was handed over."""

    queued: int
    oldest_queued: datetime | None
    unsettled: int
    unowned: int
    last_sent: datetime | None


@dataclass(frozen=True, slots=True)
class Operations:
    """Everything the page shows, as of `at`."""

    at: datetime
    outbox: list[dict[str, Any]]
    given_up: list[Job]
    done: dict[str, Any]
    seen: dict[str, datetime]
    scheduled: list[Scheduled]
    mail: MailState
    webhooks_in_trouble: int
    sessions: int
    signed_in_lately: int
    checks: list[Check]
    database: dict[str, Any]
    free_bytes: int

    @property
    def failed(self) -> int:
        """How many jobs were given up."""
        return sum(row["failed"] for row in self.outbox)

    @property
    def oldest_due(self) -> datetime | None:
        """Since when the oldest job is due that nobody works on."""
        return min((row["oldest"] for row in self.outbox if row["oldest"]), default=None)

    def is_silent(self, part: str) -> bool:
        """True where that part of the machinery was not seen at work for too long, or never."""
        return part not in self.seen or self.at - self.seen[part] > SILENT_AFTER

    @property
    def is_worker_busy(self) -> bool:
        """A long job keeps a worker silent while it holds the lease."""
        return any(row["held"] for row in self.outbox)


def operations_now(at: datetime) -> Operations:
    """Look at everything."""
    return Operations(
        at=at,
        outbox=outbox_by_name(at),
        given_up=jobs_given_up(MOST_SHOWN),
        done=done_lately(at),
        seen=heartbeats(),
        scheduled=_scheduled(at),
        mail=_mail(),
        webhooks_in_trouble=webhooks_in_trouble().count(),
        sessions=Session.objects.filter(expire_date__gt=at).count(),
        signed_in_lately=User.objects.filter(is_active=True, last_login__gt=at - LATELY).count(),
        checks=[files_check(), broker_check(), Check("migrations", is_migrated(), True, "pending")],
        database=_database(),
        free_bytes=shutil.disk_usage(_existing(Path(settings.MEDIA_ROOT))).free,
    )


def _scheduled(at: datetime) -> list[Scheduled]:
    entries = {entry["task"]: entry["schedule"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    entries.pop(DRAIN, None)
    runs = latest_runs([*entries, BACKUP])
    # A schedule by the clock (crontab) is a daily one here.
    every = {
        name: timedelta(seconds=schedule) if isinstance(schedule, int | float) else DAILY
        for name, schedule in entries.items()
    }
    if BACKUP in runs:
        every[BACKUP] = DAILY
    return [Scheduled(name, often, runs.get(name), _state(runs.get(name), often, at)) for name, often in every.items()]


def _state(run: Run | None, every: timedelta, at: datetime) -> str:
    if run is None:
        return "not_started"
    if is_late(run.started_at, every, at):
        return "late"
    if run.error:
        return "has_failed"
    return "done" if run.finished_at else "current"


def _mail() -> MailState:
    """What was sent is never counted: there is more of it every day. Nor is what was dropped: it was not needed."""
    queued = MailStatus.QUEUED.value
    rows = Mail.objects.filter(status__in=[queued, *FAILED], settled_at=None).order_by().values("status")
    counts: dict[str, int] = {}
    oldest: dict[str, datetime] = {}
    for row in rows.annotate(count=Count("pk"), oldest=Min("created_at")):
        counts[row["status"]], oldest[row["status"]] = row["count"], row["oldest"]
    sent = Mail.objects.filter(status=MailStatus.SENT.value).order_by("-id").values_list("sent_at", flat=True)
    return MailState(
        queued=counts.get(queued, 0),
        oldest_queued=oldest.get(queued),
        unsettled=sum(counts.get(status, 0) for status in FAILED),
        unowned=failures_without_owner().count(),
        last_sent=sent.first(),
    )


def _database() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database()), current_setting('server_version')")
        size, server = cursor.fetchone()
    return {"size": size, "server": server.split(" ")[0]}


@lru_cache
def versions() -> dict[str, str]:
    """Of the product and of the framework that it stands on."""
    told = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))
    return {"Fairstep": told["project"]["version"], "Django": django.get_version()}


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    return next(path for path in (folder, *folder.parents) if path.exists())
