"""Who else has the rating form open."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from evaluations.models import Evaluation, FormPresence

# A tab in sight says that it is there every 15 seconds. One in the background is held back by the browser to once a
# minute, and a form behind another window may hold unsaved words, too.
GONE_AFTER = timedelta(seconds=90)
MOST_SHOWN = 5


def others_at_form(evaluation: Evaluation, tab: uuid.UUID, at: datetime) -> list[FormPresence]:
    """The other tabs that have the form of this evaluation open, the one that came first first. One query."""
    seen = FormPresence.objects.filter(evaluation=evaluation, seen_at__gte=at - GONE_AFTER).exclude(tab=tab)
    return list(seen.select_related("user")[:MOST_SHOWN])
