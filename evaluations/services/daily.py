"""The daily work of this room, in its order: follow what changed, revert windows, know who is due, begin what comes,
decide steps, remind, escalate, mail.

Each part is safe to run twice, by two workers, late or after days of outage, and to be killed: what it does follows
from how things stand. A part that fails keeps no later one from its work; the failure is raised at the end.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime

from django.conf import settings

from evaluations.services.changes import changes_follow_all
from evaluations.services.coming import coming_evaluations_create
from evaluations.services.docket import docket_escalate
from evaluations.services.due_dates import due_dates_refresh
from evaluations.services.recusals import recusals_follow_all
from evaluations.services.reminders import plans_in_use, reminders_make
from evaluations.services.reversion import windows_revert
from evaluations.services.steps import steps_decide
from notifications.services import digests_make

logger = logging.getLogger(__name__)
Part = Callable[[datetime], Mapping[str, int]]


def _coming(at: datetime) -> Mapping[str, int]:
    """So far ahead as the plan of each person's policy set says."""
    ahead = {key: plan.created_ahead_days for key, plan in plans_in_use(settings.POLICY_SET).items()}
    usual = ahead.pop(settings.POLICY_SET)
    return coming_evaluations_create(at=at, created_ahead_days=usual, ahead_by_set=ahead)


class DailyWorkFailed(Exception):
    """Some part of the daily work failed; the log says how. The next run takes up what was left."""


def daily_work(*, at: datetime) -> dict[str, int]:
    """Do it all; what was done, as part.count. Raises DailyWorkFailed after the last part where one failed."""
    parts: dict[str, Part] = {
        "changes": lambda at: changes_follow_all(at=at),
        "windows": lambda at: windows_revert(at=at),
        "due_dates": lambda at: due_dates_refresh(employee_ids=None, at=at),
        "coming": _coming,
        # After what changed was followed, so that a window that lapsed today is disregarded today.
        "steps": lambda at: steps_decide(at=at),
        "reminders": lambda at: reminders_make(at=at),
        # Before the docket is escalated: what a recused person owned has no owner.
        "recusals": lambda at: recusals_follow_all(at=at),
        "docket": lambda at: docket_escalate(at=at),
        "digests": lambda at: asdict(digests_make(at=at)),
    }
    counts: dict[str, int] = {}
    failed = []
    for name, part in parts.items():
        try:
            counts |= {f"{name}.{what}": count for what, count in part(at).items() if count}
        except Exception:
            logger.exception("The part %s of the daily work failed.", name)
            failed.append(name)
    if failed:
        raise DailyWorkFailed(f"These parts of the daily work failed: {', '.join(failed)}. See the log.")
    return counts
