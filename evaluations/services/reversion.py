"""Reversion: a window without a final by its end returns the employee to the prior status, on the next day (R15).

A scheduled move that is safe to run late, twice, by two workers, or to be killed: each window is one transaction, and
the day that is recorded follows from the window's last day, never from when this ran (docs/adr/0022).
"""

from __future__ import annotations

import logging
from collections import Counter
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from accounts.selectors import active_accounts_with_role
from evaluations.enums import EvaluationStatus, Rating
from evaluations.models import Evaluation, FollowUp, Return
from evaluations.rules.facts import EvaluationFacts
from evaluations.rules.facts import FollowUp as FollowUpFacts
from evaluations.rules.windows import reverts_on
from evaluations.selectors import policy_of
from evaluations.selectors.window_case import plan_of
from evaluations.selectors.windows import UNFINISHED, WAITING
from evaluations.services.due_dates import due_dates_refresh
from evaluations.services.engine import Step, system_step
from evaluations.services.notices import TURN_KINDS, subject_of
from evaluations.services.window_engine import WindowStep, window_ended
from evaluations.services.window_notices import tell_final_overtaken, tell_reverted, window_reminders_done
from notifications.services import notices_done

logger = logging.getLogger(__name__)
OVERTAKEN_REASON = (
    "The follow-up window has ended before this evaluation counted, and the employee has reverted to the prior status "
    "(R15). It can no longer end the window: discard it, or go on with it as an ordinary evaluation of its days."
)


class WindowsNotReverted(Exception):
    """Some windows could not be reverted; the log says why. They are tried again with the next run."""


def windows_revert(*, at: datetime) -> dict[str, int]:
    """Revert every window whose last day is over without a final that counted; how many, and how many finals came too
    late.

    One window that fails keeps no other from its reversion. Raises WindowsNotReverted at the end.
    """
    over = FollowUp.objects.filter(status__in=WAITING, ends_on__lt=timezone.localdate(at))
    counts: Counter[str] = Counter(reverted=0, overtaken=0)
    failed = 0
    for pk in list(over.order_by("ends_on", "pk").values_list("pk", flat=True)):
        try:
            counts.update(window_revert(pk=pk, at=at))
        except Exception:
            logger.exception("The follow-up window %s could not be reverted; the next run tries again.", pk)
            failed += 1
    if failed:
        raise WindowsNotReverted(f"{failed} follow-up windows could not be reverted.")
    return dict(counts)


@transaction.atomic
def window_revert(*, pk: int, at: datetime) -> dict[str, int]:
    """Revert that window, where it is still in force and its last day is over; what was done.

    Its finals are locked first, as a signature locks them: whoever holds the final's row first decides. A signature
    that was given by then has closed the window, and there is nothing to revert; one that comes after finds a draft.
    """
    finals = _finals_of(pk).select_for_update(of=("self",))
    unfinished = list(finals.order_by("pk").values_list("pk", flat=True))
    window = FollowUp.objects.select_for_update(no_key=True).get(pk=pk)
    reverted_on = _reverts_on(window, timezone.localdate(at))
    if reverted_on is None:
        return {}
    s = WindowStep(window, None, None, at, is_repeat=False)
    # Nobody acts for somebody who has left: the record is kept, and nobody is alarmed.
    left_on = window.employee.separated_on
    has_left = left_on is not None and left_on <= reverted_on
    owner = None if has_left else alarm_owner(window)
    s.move("revert")
    window.reverted_on, window.reverted_at = reverted_on, at
    window.alarm_owner_id = owner.pk if owner else None
    s.save("reverted_on", "reverted_at", "alarm_owner_id")
    window_ended(window, at=at)
    s.record(
        "follow_up_reverted",
        ends_on=window.ends_on.isoformat(),
        reverted_on=reverted_on.isoformat(),
        recorded_on=s.today.isoformat(),
        prior_status=window.prior_status,
        owner=owner.name if owner else "",
    )
    window_reminders_done(window, at=at)
    if not has_left:
        tell_reverted(s, owner)
    # A final that somebody began in this very moment is a draft, and is found by its kind and its window.
    overtaken = [_overtake(s, final) for final in sorted({*unfinished, *_finals_of(pk).values_list("pk", flat=True)})]
    due_dates_refresh(employee_ids=[window.employee_id], at=at)
    return {"reverted": 1, "overtaken": len(overtaken)}


def _finals_of(pk: int) -> Any:
    """The finals of the window that are not given to the employee yet; a correction is of one that counted."""
    return Evaluation.objects.filter(follow_up=pk, status__in=UNFINISHED, corrects=None)


def _reverts_on(window: FollowUp, today: date) -> date | None:
    """The day of its reversion by the rule; None where it is not in force, or that day has not come, or R15 is off.

    None too while a correction of its Improvement Needed to another rating, given by the last day, waits to be final:
    it lifts the window then (R22), and where it is voided the next run reverts.
    """
    if _lifting_of(window).exists():
        return None
    told = FollowUpFacts(issued_on=window.starts_on, earlier_end=window.ends_on)
    day = reverts_on(EvaluationFacts(follow_up=told), policy_of(window.evaluation))
    return day if day is not None and window.is_in_force and today >= day else None


def _lifting_of(window: FollowUp) -> QuerySet[Evaluation]:
    rows = plan_of(window).corrections.filter(status=EvaluationStatus.ISSUED.value, issued_on__lte=window.ends_on)
    return rows.exclude(overall=Rating.IMPROVEMENT_NEEDED.value)


def alarm_owner(window: FollowUp) -> User | None:
    """Who of HR sees to it: the HR Manager, else somebody of HR; never the employee, nor the Rater. None: nobody."""
    involved = {window.employee.user_id, window.evaluation.rater.user_id}
    for role in (Role.HR_MANAGER, Role.HR):
        found = active_accounts_with_role(role).exclude(pk__in=[pk for pk in involved if pk]).first()
        if found is not None:
            return found
    return None


def _overtake(s: WindowStep, pk: int) -> int:
    """An unfinished final goes back to its Rater: every signature is void, and it can no longer end the window."""
    with system_step(pk=pk, at=s.at) as final:
        signers = _signers_of(final)
        came_from = final.evaluation.status
        if came_from != EvaluationStatus.DRAFT.value:
            Return.objects.create(
                evaluation=final.evaluation, round=final.evaluation.signing_round, from_status=came_from,
                by_name="The system", at=s.at, reason=OVERTAKEN_REASON,
            )  # fmt: skip
            is_signed = came_from == EvaluationStatus.READY_TO_ISSUE.value
            final.move("withdraw" if is_signed else "return_to_rater")
            final.evaluation.last_agency_signature_on = None
            final.save("last_agency_signature_on")
        final.record("final_overtaken", came_from=came_from, ended_on=s.window.ends_on.isoformat())
        notices_done(subject=subject_of(final.evaluation), kinds=TURN_KINDS, at=s.at)
        tell_final_overtaken(final, s.window, signers)
    return pk


def _signers_of(final: Step) -> list[User]:
    """Who has signed in the present round, besides the Rater; nobody, where it is a draft."""
    if final.evaluation.status == EvaluationStatus.DRAFT.value:
        return []
    steps = final.evaluation.steps.filter(round=final.evaluation.signing_round, signature__isnull=False)
    ids = set(steps.values_list("signature__user_id", flat=True)) - {final.evaluation.rater.user_id}
    return list(User.objects.filter(pk__in=[pk for pk in ids if pk], is_active=True).order_by("pk"))
