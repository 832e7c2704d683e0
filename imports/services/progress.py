"""How far a worker has come, told while its transaction is still open: by a connection of its own."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from common.csvimport.columns import Tell
from imports.models import Progress, Upload

# Nobody looks more often than this.
LEAST_SECONDS = 0.3
_UPDATE = "UPDATE imports_progress SET phase = %s, done = %s, total = %s WHERE upload_id = %s"


def progress_begin(upload: Upload) -> None:
    """Back to the beginning, in the caller's transaction: also a worker that takes over begins anew."""
    Progress.objects.update_or_create(upload=upload, defaults={"phase": "", "done": 0, "total": 0})


@contextmanager
def progress_of(upload_id: int) -> Iterator[Tell]:
    """A callable(phase, done, total) that everybody sees at once; small steps in quick succession are left out."""
    own = connection.copy()
    last_phase, last_at = "", 0.0

    def tell(phase: str, done: int, total: int) -> None:
        nonlocal last_phase, last_at
        now = time.monotonic()
        if phase == last_phase and now - last_at < LEAST_SECONDS:
            return
        last_phase, last_at = phase, now
        with own.cursor() as cursor:
            cursor.execute(_UPDATE, [phase, done, total, upload_id])

    try:
        yield tell
    finally:
        own.close()
