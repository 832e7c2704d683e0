"""When the chain of command changes while people sign, or somebody is recused: places that nobody has signed are
filled anew (R17, R23).

What was signed stays signed: the content has not changed. Where the chart now asks for other capacities, or the person
who would sign next has signed already in a lower one, the evaluation goes back to the Rater, as after a return. So it
does where somebody signed, or found it proper, on a day on which they were recused: that was not theirs to do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from django.utils import timezone

from common.canonical import sha256_of_text
from common.dates import in_words
from evaluations.enums import Capacity, EvaluationStatus, MoveEffect
from evaluations.models import Return, SigningStep
from evaluations.recusal_permissions import is_excepted, recusals_about, recused_people
from evaluations.rules.moves import BEING_SIGNED
from evaluations.rules.signing import Route, Signer, has_place
from evaluations.selectors import lawful_routes_of, policy_of
from evaluations.services.engine import Step, system_step
from evaluations.services.move_notices import tell_rerouted
from evaluations.services.notices import tell_new_signer, tell_returned
from workforce.models import Employee

RETURN_REASON = (
    "The chain of command has changed, and the signatures that this rating needs are no longer the ones asked for. "
    "Nothing was found wrong with the evaluation: check it and submit it again, and it goes to the right people."
)
RECUSED_REASON = (
    "Somebody who takes no part in this evaluation had signed or reviewed it. Nothing was found wrong with it: it is "
    "submitted again, and goes to the right people."
)


def evaluation_reroute(*, pk: int, at: datetime) -> MoveEffect:
    """Fill the unsigned places of the present round from the chain of today; does nothing where they are right.

    Safe to repeat. The people whose signature is now asked for, and the Rater, are told.
    """
    with system_step(pk=pk, at=at) as s:
        if EvaluationStatus(s.evaluation.status) not in BEING_SIGNED:
            return MoveEffect.NOTHING
        steps = [
            row
            for row in s.evaluation.steps.select_related("principal", "signature")
            if row.round == s.evaluation.signing_round
        ]
        if _acted_while_recused(s, steps):
            _return(s, RECUSED_REASON)
            return MoveEffect.RETURNED
        routes = lawful_routes_of(s.evaluation, today=s.today)
        if _must_return(steps, routes):
            _return(s, RETURN_REASON)
            return MoveEffect.RETURNED
        moved = [(row, signer) for row in steps if (signer := _other_signer(row, routes)) is not None]
        for row, signer in moved:
            _pass_on(s, row, signer)
        if moved:
            tell_rerouted(s)
            tell_new_signer(s)
        return MoveEffect.REROUTED if moved else MoveEffect.NOTHING


def _acted_while_recused(s: Step, steps: Collection[SigningStep]) -> bool:
    """R23: whether anybody signed, or found the rating proper, on a day of a recusal without an exception.

    What was done before the recusal began stands.
    """
    if not policy_of(s.evaluation).is_on("R23"):
        return False
    since = {
        row.against.user_id: row.since for row in recusals_about(s.evaluation.employee, s.today) if not is_excepted(row)
    }
    acted = [(row.signature.user_id, row.signature.at) for row in steps if row.signature is not None]
    proper = s.evaluation.concurrences.filter(round=s.evaluation.signing_round)
    acted += [(row.by_user_id, row.at) for row in proper]
    return any(user in since and since[user] <= timezone.localdate(at) for user, at in acted)


def _must_return(steps: Collection[SigningStep], routes: Sequence[Route]) -> bool:
    """True where the open places cannot simply be filled with other people."""
    asked = {row.capacity for row in steps}
    wanted = set.intersection(*({signer.capacity.value for signer in route.signers} for route in routes))
    is_open_unfilled = any(
        not _stands(row, routes) and routes[0].signer(Capacity(row.capacity)) is None for row in steps
    )
    if is_open_unfilled or wanted - asked:
        return True
    signed = {row.principal_id for row in steps if row.signature_id}
    designees = [row.signature.user_id for row in steps if row.signature is not None]
    signed |= set(Employee.objects.filter(user__in=designees).values_list("pk", flat=True))
    return any(signer.principal in signed for row in steps if (signer := _other_signer(row, routes)) is not None)


def _stands(row: SigningStep, routes: Iterable[Route]) -> bool:
    """True for a place that is signed, or whose person may still sign it."""
    return row.signature_id is not None or has_place(routes, Capacity(row.capacity), row.principal_id)


def _other_signer(row: SigningStep, routes: Sequence[Route]) -> Signer | None:
    """Who signs an open place now, where whoever was asked may not any more; None where nothing changes."""
    return None if _stands(row, routes) else routes[0].signer(Capacity(row.capacity))


def _pass_on(s: Step, row: SigningStep, signer: Signer) -> None:
    new = Employee.objects.get(pk=signer.principal)
    s.record(
        "rerouted",
        round=row.round,
        capacity=row.capacity,
        from_no=row.principal.employee_no,
        from_name=row.principal.full_name,
        to_no=new.employee_no,
        to_name=new.full_name,
    )
    is_recused = row.principal_id in recused_people(s.evaluation.employee, s.today)
    row.reason = _reason(signer, row.principal, s.today, is_recused=is_recused)
    row.principal = new
    row.save(update_fields=["principal", "reason"])


def _reason(signer: Signer, earlier: Employee, on: date, *, is_recused: bool) -> str:
    """Of a recused person it is said that another signs, and no more (R23)."""
    why = "another person signs" if is_recused else "the chain of command has changed"
    return f"{signer.reason} Until {in_words(on)} {earlier.full_name} was to sign here; {why}."


def _return(s: Step, reason: str) -> None:
    came_from = s.evaluation.status
    voided = s.evaluation.steps.filter(round=s.evaluation.signing_round, signature__isnull=False).count()
    Return.objects.create(
        evaluation=s.evaluation,
        round=s.evaluation.signing_round,
        from_status=came_from,
        by_name="Fairstep",
        by_user_id=None,
        at=s.at,
        reason=reason,
    )
    s.move("return_to_rater")
    s.evaluation.last_agency_signature_on = None
    s.save("last_agency_signature_on")
    s.record("returned", came_from=came_from, reason_sha256=sha256_of_text(reason), signatures_voided=voided)
    tell_returned(s)
