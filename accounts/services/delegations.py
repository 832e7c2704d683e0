"""Designees: who signs "for" a principal, from one day to another (domain §5)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import Delegation, User
from accounts.permissions import check_can_manage_delegation_of
from accounts.selectors import can_stand_in
from accounts.services.users import account_event_record
from common.dates import in_words
from common.errors import Conflict, Objection, RuleViolations
from common.plaintext import plain_line

# One sentence for every cause: who has left, has lost the account or never had one is nobody's business here.
NO_DESIGNEE = "This person cannot be a designee. Choose somebody of the agency who signs in here."


@transaction.atomic
def delegation_create(
    *, principal: User, delegate: User, starts_on: date, ends_on: date, reason: str, by: User | None, at: datetime
) -> Delegation:
    """Name a designee, both days included; `by` None: the system or its command line.

    Raises NotAllowed (neither the principal nor HR), RuleViolations (422: dates, reason or designee not possible),
    Conflict (another designee in these days).
    """
    if by is not None:
        check_can_manage_delegation_of(by, principal)
    objection = _objection(principal, delegate, starts_on, ends_on, reason, by=by, today=timezone.localdate(at))
    if objection:
        raise RuleViolations((objection,), objection.message)
    # Two overlapping ones at once would otherwise wait for each other in the exclusion constraint.
    User.objects.select_for_update().get(pk=principal.pk)
    _check_no_other_designee(principal, starts_on, ends_on)
    delegation = Delegation.objects.create(
        principal=principal,
        delegate=delegate,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=plain_line(reason),
        created_at=at,
        created_by=by or principal,
    )
    _note(delegation, action="delegation_created", by=by, at=at)
    return delegation


def _objection(
    principal: User, delegate: User, starts_on: date, ends_on: date, reason: str, *, by: User | None, today: date
) -> Objection | None:
    """Why this cannot be, or nothing."""
    if delegate.pk == principal.pk:
        return Objection("delegate", "Nobody is their own designee.")
    if by is not None and by.pk == delegate.pk:
        return Objection("delegate", "Whoever names a designee for somebody else cannot be that designee.")
    if not can_stand_in(delegate):
        return Objection("delegate", NO_DESIGNEE)
    if ends_on < starts_on:
        return Objection("ends_on", "The last day lies before the first day.")
    if starts_on < today:
        sentence = "A delegation begins today or later: what was signed before cannot be covered afterwards."
        return Objection("starts_on", sentence)
    if not plain_line(reason):
        return Objection("reason", "Say why, for example “away”; no kind of leave and no cause of it is asked for.")
    return None


def _check_no_other_designee(principal: User, starts_on: date, ends_on: date) -> None:
    standing = principal.delegations_given.filter(ended_at__isnull=True, starts_on__lte=ends_on, ends_on__gte=starts_on)
    other = standing.select_related("delegate").first()
    if other:
        raise Conflict(
            f"{other.delegate} is the designee from {in_words(other.starts_on)} to {in_words(other.ends_on)}; "
            "withdraw that one or choose other days, since one person signs at a time."
        )


@transaction.atomic
def delegation_end(*, delegation: Delegation, by: User | None, at: datetime) -> Delegation:
    """Withdraw a delegation before its last day; it ends at once.

    Raises NotAllowed (neither the principal nor HR), Conflict (withdrawn already, or over).
    """
    locked = Delegation.objects.select_for_update().select_related(None).get(pk=delegation.pk)
    if by is not None:
        check_can_manage_delegation_of(by, locked.principal)
    if locked.ended_at is not None:
        raise Conflict("This delegation was withdrawn already.")
    if locked.ends_on < timezone.localdate(at):
        raise Conflict("This delegation is over already.")
    locked.ended_at = at
    locked.save(update_fields=["ended_at"])
    _note(locked, action="delegation_ended", by=by, at=at)
    delegation.ended_at = at
    return delegation


def _note(delegation: Delegation, *, action: str, by: User | None, at: datetime) -> None:
    """The same event in both people's streams: each timeline is whole by itself."""
    data = {
        "delegation": delegation.pk,
        "principal": delegation.principal_id,
        "delegate": delegation.delegate_id,
        "starts_on": delegation.starts_on.isoformat(),
        "ends_on": delegation.ends_on.isoformat(),
    }
    people = sorted((delegation.principal, delegation.delegate), key=lambda user: user.pk)
    for user in people:  # in one order everywhere, so that two writers never wait for each other
        account_event_record(user=user, action=action, by=by, at=at, data=data)
