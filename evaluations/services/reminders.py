"""The daily reminders, set-based: a person is told a thing once per due date and stage, however often this runs."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import datetime

from django.conf import settings
from django.db import transaction

from evaluations.rules.policy_table import PolicyError
from evaluations.rules.reminder_plan import ReminderPlan, reminder_plan
from evaluations.selectors.reminders import policy_keys_reminded, reminder_selects
from notifications.services import notices_add_from

logger = logging.getLogger(__name__)


@transaction.atomic
def reminders_make(*, at: datetime) -> dict[str, int]:
    """Write the notices whose day has come by `at`; how many were new, by kind.

    One statement a kind and plan: an evaluation is reminded of by the plan of the policy set that it was made under,
    everybody else by that of their own. Two runs at once wait for each other's rows and write none twice.
    """
    usual = settings.POLICY_SET
    counts: Counter[str] = Counter()
    for key, plan in plans_in_use(usual).items():
        for kind, (select, params) in reminder_selects(key=key, plan=plan, usual=usual, at=at).items():
            counts[kind] += notices_add_from(select=select, params=params)
    return dict(counts)


def plans_in_use(usual: str) -> dict[str, ReminderPlan]:
    """The plan of each policy set that is in use, in the same order for everybody who runs this.

    A plan that cannot be read keeps nobody from being reminded: the installation's takes its place, and the log says
    so. Raises PolicyError where it is the installation's own.
    """
    plans = {usual: reminder_plan(usual)}
    for key in sorted(policy_keys_reminded() - {usual}):
        try:
            plans[key] = reminder_plan(key)
        except PolicyError:
            logger.exception("The reminders of evaluations made under %r follow the plan of %r.", key, usual)
            plans[key] = plans[usual]
    return plans
