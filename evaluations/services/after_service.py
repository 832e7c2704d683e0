"""Drafts about days after the last day of service: no day of them was worked, so nobody can finish them (R1)."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from evaluations.enums import MoveEffect
from evaluations.rules.moves import Move, consequence_of
from evaluations.selectors.moves import drafts_after_service, under_way
from evaluations.selectors.recusals import acting_rater
from evaluations.services.corrections import void_apply
from evaluations.services.engine import Step, system_step
from evaluations.services.notices import tell
from workforce.enums import ChangedFact

VOID_REASON = (
    "The employee left the service before the first day of this rating period, and nothing had been written: there is "
    "no work to evaluate."
)


def discard_or_ask(s: Step, effect: MoveEffect) -> bool:
    """A blank one is void from now on, and its Rater told; one that somebody has written in is its Rater's to discard.

    True where something is new: asked twice, the Rater is asked once.
    """
    rater = s.evaluation.rater.user
    if effect is MoveEffect.DISCARDED:
        void_apply(s, VOID_REASON)
        tell(s.evaluation, rater, "discarded", page="detail", is_action=False, at=s.at)
        return True
    return tell(s.evaluation, rater, "to_discard", page="detail", at=s.at)


def drafts_after_service_end(*, at: datetime) -> list[MoveEffect]:
    """Those that came to lie there after the separation was followed: returned by a signer, say, or begun too late."""
    effects: list[MoveEffect] = []
    for pk in drafts_after_service(timezone.localdate(at)):
        with system_step(pk=pk, at=at) as s:
            left_on = s.evaluation.employee.separated_on
            if left_on is None:
                continue
            move = Move(frozenset({ChangedFact.SEPARATION}), left_on)
            found = consequence_of(move, under_way(s.evaluation, acting_rater(s.evaluation.employee, s.today)))
            if found.effect in (MoveEffect.DISCARDED, MoveEffect.TO_DISCARD) and discard_or_ask(s, found.effect):
                effects.append(found.effect)
    return effects
