"""Who takes a list of step increases out of the system is an event of their account."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.services import account_event_record


@transaction.atomic
def steps_export_record(*, asked: Mapping[str, str], rows: int, by: User, at: datetime) -> None:
    """Note how many rows were taken out, and what was asked for."""
    data = {"rows": rows, "asked": dict(sorted(asked.items()))}
    account_event_record(user=by, action="steps_exported", by=by, at=at, data=data)
