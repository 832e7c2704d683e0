"""The daily signed statement of everything recorded so far, kept in the database and in a file outside of it."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from audit.keys import key_id, private_key
from audit.models import AuditEvent, Checkpoint
from audit.rules import NO_HASH, checkpoint_text, moment, rolling_digest
from audit.selectors.checkpoints import checkpoint_line, checkpoints_path, days_in_file

LOCK_SECONDS = 10


def checkpoint_create(*, at: datetime) -> Checkpoint:
    """The checkpoint of `at`'s local day: the one that is there, or a new one; and its line in the file.

    Raises OperationalError where a long transaction holds the trail for more than ten seconds: the next hour tries
    again.
    """
    day = timezone.localdate(at)
    checkpoint = Checkpoint.objects.filter(day=day).first() or _make(at=at, last_event_id=_settled_event_id())
    _append_missing(Checkpoint.objects.order_by("day"))
    return checkpoint


@transaction.atomic
def _settled_event_id() -> int:
    """The highest id below which no event can appear any more.

    Ids are drawn before their transaction commits, so a lower one may still be under way; the lock waits for those
    and keeps new ones out for the moment of the look.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{round(LOCK_SECONDS * 1000)}ms"])
        cursor.execute("LOCK TABLE audit_auditevent IN SHARE MODE")
    highest: int | None = AuditEvent.objects.aggregate(highest=Max("id"))["highest"]
    return highest or 0


@transaction.atomic
def _make(*, at: datetime, last_event_id: int) -> Checkpoint:
    previous = Checkpoint.objects.order_by("-day").first()
    since = previous.last_event_id if previous else 0
    links = AuditEvent.objects.filter(id__gt=since, id__lte=last_event_id).order_by("id").values_list("id", "hash")
    digest, count = rolling_digest(previous.digest if previous else NO_HASH, links.iterator(chunk_size=5000))
    key = private_key()
    day, event_count = timezone.localdate(at), count + (previous.event_count if previous else 0)
    name = key_id(key.public_key())
    text = checkpoint_text(
        day=day.isoformat(),
        at=moment(at),
        last_event_id=last_event_id,
        event_count=event_count,
        digest=digest,
        key_id=name,
    )
    # Two workers in the same moment: the unique day lets the first one win.
    checkpoint, _ = Checkpoint.objects.get_or_create(
        day=day,
        defaults={
            "at": at,
            "last_event_id": last_event_id,
            "event_count": event_count,
            "digest": digest,
            "signature": base64.b64encode(key.sign(text.encode())).decode(),
            "key_id": name,
        },
    )
    return checkpoint


def _append_missing(checkpoints: Iterable[Checkpoint]) -> None:
    """Bring the file up to date: usually one line, more after a crash between the commit and the line."""
    known = days_in_file()
    missing = [checkpoint for checkpoint in checkpoints if checkpoint.day.isoformat() not in known]
    path = checkpoints_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w") as file:
        file.writelines(checkpoint_line(checkpoint) + "\n" for checkpoint in missing)
        file.flush()
        os.fsync(file.fileno())
