"""What workers do for this room: packets from the outbox, and the hourly sweep."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from celery import shared_task
from django.utils import timezone

from evaluations.enums import PacketKind
from evaluations.selectors.packets import PACKET_JOB
from evaluations.services import evaluations_finalize_due, presences_forget
from evaluations.services.packets import packet_render
from jobs.registry import handler
from jobs.services import run


@handler(PACKET_JOB)
def render_packet(payload: dict[str, Any], *, at: datetime) -> None:
    """Payload: `public_id` of the evaluation and `kind` of the packet."""
    packet_render(public_id=uuid.UUID(payload["public_id"]), kind=PacketKind(payload["kind"]), at=at)


@shared_task(name="evaluations.sweep")
def sweep() -> None:
    """Moves that a date brings about, not a person."""
    at = timezone.now()
    with run(name="evaluations.sweep", at=at) as counts:
        counts["filed"] = evaluations_finalize_due(at=at)
        presences_forget(at=at)
