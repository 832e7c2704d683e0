"""The daily reminders, set-based: a person is told a thing once per due date and stage, however often this runs."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from evaluations.rules.reminder_plan import reminder_plan
from evaluations.selectors.reminders import reminder_selects
from notifications.services import notices_add_from


@transaction.atomic
def reminders_make(*, at: datetime) -> dict[str, int]:
    """Write the notices whose day has come by `at`; how many were new, by kind.

    One statement a kind. Two runs at once wait for each other's rows and write none twice.
    """
    selects = reminder_selects(reminder_plan(settings.POLICY_SET), at)
    return {kind: notices_add_from(select=select, params=params) for kind, (select, params) in selects.items()}
