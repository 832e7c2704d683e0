"""Notices and mails as the product makes them, for tests that begin with some."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from accounts.models import User
from notifications.models import Mail
from notifications.services import digests_make, notice_add

# Monday, July 6, 2026, 9:00 in the morning in Los Angeles.
AT = datetime(2026, 7, 6, 16, 0, tzinfo=UTC)
TODAY = date(2026, 7, 6)
PERIOD = {"period_start": "2025-07-01", "period_end": "2026-06-30"}


def tell(user: User, kind: str = "due", **fields: Any) -> bool:
    """One notice; by default that the evaluation of Zoë O’Neill is due."""
    values: dict[str, Any] = {
        "subject": "due:000001",
        "path": "/evaluations/",
        "at": AT,
        "due_on": date(2026, 7, 30),
        "words": {"employee": "Zoë O’Neill", **PERIOD},
        **fields,
    }
    return notice_add(recipient=user, kind=kind, **values)


def turn(user: User, **fields: Any) -> Mail:
    """A mail of its own: that it is the person's turn to sign."""
    words = {"employee": "Zoë O’Neill", "capacity": "reviewer", "principal": "", **PERIOD}
    values = {"subject": "evaluation:1", "due_on": None, "words": words, "is_immediate": True, **fields}
    assert tell(user, "your_turn_to_sign", **values)
    return Mail.objects.filter(recipient=user, kind="immediate").latest("pk")


def digest(user: User, at: datetime = AT) -> Mail:
    """The person's digest of that day."""
    digests_make(at=at)
    return Mail.objects.filter(recipient=user, kind="digest").latest("pk")
