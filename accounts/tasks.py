"""What workers do for this room: messages about accounts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.enums import MESSAGE_JOB
from accounts.services.messages import message_send
from jobs.registry import handler


@handler(MESSAGE_JOB)
def send(payload: dict[str, Any], *, at: datetime) -> None:
    """Payload: `user_id`, `kind`, `at` (when it happened)."""
    happened_at = datetime.fromisoformat(payload["at"])
    message_send(user_id=payload["user_id"], kind=payload["kind"], happened_at=happened_at)
