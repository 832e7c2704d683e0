"""What is done later: the jobs of the outbox and the schedule, as a document."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from celery import current_app
from celery.schedules import crontab, schedule
from django.conf import settings

from jobs.registry import handlers, mourner_named
from jobs.rules import FIRST_PAUSE, LEASE, LONGEST_PAUSE, MAX_ATTEMPTS, RUNS_KEPT
from workspace.reference.graphs import paragraphs
from workspace.reference.shapes import Document, Section, Table, Text

PAYLOAD = re.compile(r"\s*Payload\b[^.]*\.")


def jobs() -> Document:
    """Each job with its payload and each scheduled piece of work, and what becomes of one that fails."""
    return Document(
        slug="jobs",
        title="Jobs",
        lead="What is not done while somebody waits for a page. Work is asked for in the transaction of the fact that "
        "wants it (the outbox), or by the clock (the schedule).",
        sections=(_outbox(), _schedule()),
    )


def _outbox() -> Section:
    rows = tuple(
        (name, _room(handler), _meaning(handler), _payload(handler), _given_up(name))
        for name, handler in handlers().items()
    )
    retries = (
        f"A job that fails is tried again after {_duration(FIRST_PAUSE)}, then after twice as long each time, "
        f"{_duration(LONGEST_PAUSE)} at most. After {MAX_ATTEMPTS} attempts it is given up, stays on record, and is "
        "shown under Operations until somebody tries it again there or by `manage.py retry_jobs`. A worker holds a job "
        f"for {_duration(LEASE)}; if it dies, another one takes over. Delivery is at least once: every job may run "
        "twice, and does its work once."
    )
    columns = ("Job", "Room", "What it does", "Payload", "When it is given up")
    return Section("outbox", "The outbox", (Text(retries), Table("Jobs of the outbox", columns, rows)))


def _schedule() -> Section:
    entries = sorted(settings.CELERY_BEAT_SCHEDULE.items())
    current_app.loader.import_default_modules()
    rows = tuple(
        (entry["task"], _room(_task(entry["task"])), _meaning(_task(entry["task"])), every(entry["schedule"]))
        for _name, entry in entries
    )
    about = (
        "One beat process asks for these; a worker does them. Each may be asked for twice or late. Runs are kept for "
        f"{_duration(RUNS_KEPT)} and shown under Operations."
    )
    columns = ("Work", "Room", "What it does", "When")
    return Section("schedule", "The schedule", (Text(about), Table("Scheduled work", columns, rows)))


def _task(name: str) -> Callable[..., Any]:
    task: Callable[..., Any] = current_app.tasks[name].run
    return task


def _room(function: object) -> str:
    return str(getattr(function, "__module__", "")).split(".")[0]


def _meaning(function: object) -> str:
    said = " ".join(paragraphs(inspect.getdoc(function)))
    return PAYLOAD.sub("", said).strip() or "–"


def _payload(function: Callable[..., Any]) -> str:
    """The keys that the handler reads from its payload."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    found = sorted(ast.walk(tree), key=lambda node: (getattr(node, "lineno", 0), getattr(node, "col_offset", 0)))
    keys = [
        node.slice.value
        for node in found
        if isinstance(node, ast.Subscript)
        and isinstance(node.value, ast.Name)
        and node.value.id == "payload"
        and isinstance(node.slice, ast.Constant)
    ]
    return ", ".join(dict.fromkeys(map(str, keys))) or "–"


def _given_up(name: str) -> str:
    mourner = mourner_named(name)
    return _meaning(mourner) if mourner else "It waits for a person"


def every(when: Any) -> str:
    """A schedule in words: "every 15 seconds", "daily at 03:40", or as cron spells it."""
    if isinstance(when, crontab):
        minute, hour = str(when._orig_minute), str(when._orig_hour)
        if minute.isdigit() and hour.isdigit():
            return f"daily at {int(hour):02}:{int(minute):02}"
        if minute.startswith("*/") and hour == "*":
            return f"every {minute.removeprefix('*/')} minutes"
        return f"cron: {when}"
    if isinstance(when, schedule):
        when = when.run_every
    time = when if isinstance(when, timedelta) else timedelta(seconds=float(when))
    return f"every {_duration(time).removeprefix('an ').removeprefix('a ')}"


def _duration(time: timedelta) -> str:
    seconds = int(time.total_seconds())
    for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1)):
        if seconds % length == 0:
            return f"{'an' if unit == 'hour' else 'a'} {unit}" if seconds == length else f"{seconds // length} {unit}s"
    raise ValueError(time)
