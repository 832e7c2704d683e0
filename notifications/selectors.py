"""Reads of notices, mail and wishes."""

from __future__ import annotations

from accounts.models import User
from notifications.enums import Language
from notifications.models import Preference
from notifications.rules import Wishes


def wishes_of(user: User) -> Wishes:
    """How the person wants to be told; the defaults where they never chose."""
    row = Preference.objects.filter(user=user).first()
    if row is None:
        return Wishes()
    return Wishes(
        language=Language(row.language),
        has_digest=row.has_digest,
        has_immediate=row.has_immediate,
        is_quiet_on_weekends=row.is_quiet_on_weekends,
        quiet_until=row.quiet_until,
    )
