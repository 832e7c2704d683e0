"""What workers do for this room: compare, apply and undo from the outbox; and forget what nobody applied."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from celery import shared_task
from django.utils import timezone

from imports.services import upload_apply_run, upload_check_run, upload_undo_run, uploads_discard_forgotten
from jobs.registry import handler
from jobs.services import run


@handler("imports.check")
def check(payload: dict[str, Any], *, at: datetime) -> None:
    """Compares a file with what is stored. Payload: `public_id` of the upload and `round` of its work."""
    upload_check_run(public_id=uuid.UUID(payload["public_id"]), round=payload["round"], at=at)


@handler("imports.apply")
def apply(payload: dict[str, Any], *, at: datetime) -> None:
    """Writes the difference that was shown. Payload as for the check."""
    upload_apply_run(public_id=uuid.UUID(payload["public_id"]), round=payload["round"], at=at)


@handler("imports.undo")
def undo(payload: dict[str, Any], *, at: datetime) -> None:
    """Takes an applied file back. Payload as for the check."""
    upload_undo_run(public_id=uuid.UUID(payload["public_id"]), round=payload["round"], at=at)


@shared_task(name="imports.forget")
def forget() -> None:
    """Daily: files and previews that nobody has applied for a month are discarded."""
    at = timezone.now()
    with run(name="imports.forget", at=at) as counts:
        counts["discarded"] = uploads_discard_forgotten(at=at)
