"""The one way a follow-up window moves: lock, see, permit, then the step and its audit row, in one transaction.

As `services.engine` for evaluations. Whoever locks more than one row takes evaluations first, then the window, then the
employee: so a signature under the final and the reversion wait for each other and never in a circle.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from accounts.models import User
from audit.services import event_record
from common.errors import Conflict, NotVisible
from evaluations.enums import ExtensionStatus, FollowUpStatus
from evaluations.models import FollowUp, SubmitToken, WindowExtension
from evaluations.selectors.window_case import planned_days_of
from evaluations.selectors.windows import window_get
from evaluations.services.due_dates import due_dates_refresh
from evaluations.services.engine import is_spent
from evaluations.window_permissions import WindowStanding, check_can_window
from notifications.services import notices_done


@dataclass(slots=True)
class WindowStep:
    """One step under way: the locked window, who takes it, when, and whether the same form was posted before."""

    window: FollowUp
    standing: WindowStanding | None
    by: User | None
    at: datetime
    is_repeat: bool

    @property
    def today(self) -> date:
        """The local calendar date of the step (§3)."""
        return timezone.localdate(self.at)

    def move(self, transition: str) -> None:
        """Apply a declared transition. Raises Conflict (409) where the graph does not allow it from here."""
        label = FollowUpStatus(self.window.status).label
        try:
            getattr(self.window, transition)()
        except TransitionNotAllowed:
            sentence = f"This follow-up window is in the state “{label}”; this step is not possible from there."
            raise Conflict(sentence) from None

    def save(self, *fields: str) -> None:
        """Write the status and the named fields."""
        self.window.save(update_fields=["status", *fields])

    def record(self, action: str, **data: Any) -> None:
        """The audit row, on the trail of the evaluation that opened the window: days, names and digests only."""
        event_record(stream=self.window.stream, action=action, by=self.by, at=self.at, data=data)


@contextmanager
def window_step(
    *, public_id: uuid.UUID, action: str, by: User, at: datetime, token: uuid.UUID | None = None
) -> Iterator[WindowStep]:
    """Open a step of a person. Raises NotVisible (404), NotAllowed (403), Conflict (409).

    Where `token` was spent before on the same action by the same person, `is_repeat` is set and the block must change
    nothing.
    """
    with transaction.atomic():
        rows = FollowUp.objects.select_for_update(no_key=True, of=("self",)).select_related("evaluation")
        locked = rows.filter(public_id=public_id).first()
        if locked is None:
            raise NotVisible
        name = f"window:{action}"
        if token is not None and is_spent(token, locked.evaluation, name, by):
            yield WindowStep(locked, None, by, at, is_repeat=True)
            return
        window, standing = window_get(public_id, by, timezone.localdate(at))
        check_can_window(standing, action, window, timezone.localdate(at))
        if token is not None:
            SubmitToken.objects.create(token=token, evaluation=locked.evaluation, action=name, user_id=by.pk, at=at)
        before = window.ends_on
        yield WindowStep(window, standing, by, at, is_repeat=False)
        if window.ends_on != before:
            due_dates_refresh(employee_ids=[window.employee_id], at=at)


def check_in_subject(window: FollowUp, planned_on: date) -> str:
    """What the reminders of a planned check-in name as their subject."""
    return f"check_in:{window.public_id}:{planned_on.isoformat()}"


def window_ended(window: FollowUp, *, at: datetime) -> None:
    """The window is over: nobody is reminded of a check-in any more, and requests that nobody decided lapse (R14)."""
    notices_done(subjects=[check_in_subject(window, day) for day in planned_days_of(window)], at=at)
    for extension in WindowExtension.objects.filter(follow_up=window, status=ExtensionStatus.ASKED.value):
        extension.lapse()
        extension.decided_at, extension.decided_on = at, timezone.localdate(at)
        extension.save(update_fields=["status", "decided_at", "decided_on"])
        data = {"contacted_on": extension.contacted_on.isoformat(), "old_end": extension.old_end.isoformat()}
        event_record(stream=window.stream, action="extension_lapsed", by=None, at=at, data=data)
        notices_done(subject=f"extension:{extension.public_id}", at=at)
