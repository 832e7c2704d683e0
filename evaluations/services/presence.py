"""Who has the rating form open. No part of the record: without audit rows, and soon forgotten."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from accounts.models import User
from evaluations.models import Evaluation, FormPresence

# Long after it is ignored (`selectors.presence.GONE_AFTER`), so that no form that is still there is ever taken away.
FORGOTTEN_AFTER = timedelta(hours=1)


def presence_note(
    *, evaluation: Evaluation, by: User, tab: uuid.UUID, field: str, at: datetime, has_saved: bool = False
) -> None:
    """This tab is there, with the focus in that field; one statement. Whether it may be there is asked before."""
    row = FormPresence(evaluation=evaluation, user=by, tab=tab, opened_at=at, seen_at=at, field=field[:200])
    changed = ["seen_at", "field"]
    if has_saved:
        row.saved_at = at
        changed.append("saved_at")
    FormPresence.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["evaluation", "user", "tab"], update_fields=changed
    )


def presence_end(*, public_id: uuid.UUID, by: User, tab: uuid.UUID) -> None:
    """This tab has been closed or has gone on to another page."""
    FormPresence.objects.filter(evaluation__public_id=public_id, user=by, tab=tab).delete()


def presences_forget(*, at: datetime) -> int:
    """Take away the rows of forms that went without a word; how many."""
    deleted, _by_model = FormPresence.objects.filter(seen_at__lt=at - FORGOTTEN_AFTER).delete()
    return deleted
