"""What workers do for this room: packets from the outbox, and the hourly sweep."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from celery import shared_task
from django.utils import timezone

from evaluations.enums import PacketKind
from evaluations.selectors.packets import PACKET_JOB
from evaluations.services import evaluations_finalize_due
from evaluations.services.packets import packet_render
from jobs.registry import handler


@handler(PACKET_JOB)
def render_packet(payload: dict[str, Any], *, at: datetime) -> None:
    """Payload: `public_id` of the evaluation and `kind` of the packet."""
    packet_render(public_id=uuid.UUID(payload["public_id"]), kind=PacketKind(payload["kind"]), at=at)


@shared_task(name="evaluations.sweep")
def sweep() -> None:
    """Moves that a date brings about, not a person."""
    evaluations_finalize_due(at=timezone.now())
