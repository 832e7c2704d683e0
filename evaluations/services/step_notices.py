"""Tells HR of the step increases that a day has held, released or changed: one notice, however many they are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.urls import reverse

from accounts.enums import Role
from accounts.selectors import active_accounts_with_role
from evaluations.enums import StepDecision, StepState
from evaluations.selectors.steps import steps_in_force
from notifications.services import notice_add, notices_done

SUBJECT = "steps"
TOLD = (StepState.HELD.value, StepState.RELEASED.value, "changed")


def tell_of_steps(counts: Mapping[str, int], *, at: datetime) -> None:
    """To everybody of HR, in the sweep's transaction; nothing where nothing but grants came.

    The notice of an earlier day asks for nothing any more: the new one says how many holds are open in all.
    """
    told = {name: counts.get(name, 0) for name in TOLD}
    if not any(told.values()):
        return
    open_ones = steps_in_force().filter(decision=StepDecision.HOLD.value, released_on=None).count()
    notices_done(subject=SUBJECT, at=at)
    for person in active_accounts_with_role(Role.HR, Role.HR_MANAGER):
        notice_add(
            recipient=person, kind="steps_decided", subject=SUBJECT, stage=f"at:{at.isoformat()}",
            path=f"{reverse('steps')}?state=held", words={**told, "open": open_ones}, at=at,
        )  # fmt: skip
