"""R23: who takes no part in what concerns an employee, and who may record, end or except that.

`permissions` and `window_permissions` ask here. Whoever reads many evaluations has the recusals read with them
(`recusals_known`); otherwise they are read where they matter.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from accounts.enums import Action
from accounts.models import User
from accounts.permissions import has_action
from common.dates import in_words
from common.errors import Conflict, NotAllowed, NotVisible
from evaluations.models import Recusal, RecusalException
from workforce.models import Employee

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

KNOWN = "known_recusals"
REFUSAL = "Somebody else does this: you take no part in what concerns this employee at present."


class Excepted(TypedDict):
    """What is asked of each recusal beside its own columns."""

    is_excepted: bool


def recusals_with_exceptions() -> QuerySet[WithAnnotations[Recusal, Excepted]]:
    """Recusals with the person and `is_excepted`: whether an exception holds."""
    held = RecusalException.objects.filter(recusal=OuterRef("pk"), withdrawn_at=None)
    return Recusal.objects.select_related("against").annotate(is_excepted=Exists(held))


def recusals_known(way: str) -> Prefetch[Any, Any, Any]:
    """To be prefetched with the employees at the end of `way`, so that a list asks once for all of them."""
    return Prefetch(f"{way}__recusals", recusals_with_exceptions(), to_attr=KNOWN)


def in_force(on: date) -> Q:
    """The recusals of that day; both ends belong to it."""
    return Q(since__lte=on) & (Q(until=None) | Q(until__gte=on))


def recusals_about(employee: Employee, on: date) -> list[Recusal]:
    """Those in force about this employee on that day; at most one query."""
    known: Sequence[Recusal] | None = getattr(employee, KNOWN, None)
    rows: Any = recusals_with_exceptions().filter(employee=employee) if known is None else known
    return [row for row in rows if row.since <= on and (row.until is None or row.until >= on)]


def is_excepted(recusal: Recusal) -> bool:
    """Whether an exception of the next level holds, as `recusals_with_exceptions` read it."""
    return bool(getattr(recusal, "is_excepted", False))


def recused_people(employee: Employee, on: date) -> frozenset[int]:
    """The ids of the people who take no part, those with an exception left out."""
    return frozenset(row.against_id for row in recusals_about(employee, on) if not is_excepted(row))


def recused_accounts(employee: Employee, on: date) -> frozenset[int]:
    """The ids of their accounts."""
    rows = (row for row in recusals_about(employee, on) if not is_excepted(row))
    return frozenset(row.against.user_id for row in rows if row.against.user_id)


def is_recused(user: User, employee: Employee, on: date) -> bool:
    """Whether this person takes no part in what concerns the employee on that day."""
    return user.pk in recused_accounts(employee, on)


def recused_from(user: User, on: date) -> QuerySet[Recusal, int]:
    """The ids of the employees in whose matters this person takes no part, for a filter."""
    held = RecusalException.objects.filter(recusal=OuterRef("pk"), withdrawn_at=None)
    rows = Recusal.objects.order_by().filter(in_force(on), ~Exists(held), against__user=user)
    return rows.values_list("employee_id", flat=True)


def recused_pairs(on: date) -> frozenset[tuple[int, int]]:
    """(employee, account) of everybody who takes no part on that day, for work over many at once."""
    held = RecusalException.objects.filter(recusal=OuterRef("pk"), withdrawn_at=None)
    rows = Recusal.objects.order_by().filter(in_force(on), ~Exists(held), against__user__isnull=False)
    return frozenset(rows.values_list("employee_id", "against__user_id"))


# --- who keeps the record --------------------------------------------------------------------------------------------


def may_keep_recusals(user: User) -> bool:
    """HR records and ends them."""
    return has_action(user, Action.EVALUATION_HR_REVIEW)


def check_can_list_recusals(user: User) -> None:
    """Raises NotVisible (404) for everybody but HR and the auditor."""
    if not (may_keep_recusals(user) or has_action(user, Action.EVALUATION_READ_ALL)):
        raise NotVisible


def check_can_record_recusal(user: User, employee: Employee, on: date) -> None:
    """HR, about others, unless recused themselves. Raises NotVisible (404), NotAllowed (403)."""
    if not may_keep_recusals(user) or employee.user_id == user.pk:
        raise NotVisible
    if is_recused(user, employee, on):
        raise NotAllowed(REFUSAL)


def check_can_end_recusal(user: User, recusal: Recusal) -> None:
    """HR. Raises NotAllowed (403), Conflict (409) once it is ended."""
    if not may_keep_recusals(user):
        raise NotAllowed("HR ends a recusal.")
    if recusal.until is not None:
        raise Conflict(f"This recusal has been ended already; its last day is {in_words(recusal.until)}.")


def check_can_except(user: User, recusal: Recusal, deciders: Collection[Employee], on: date) -> None:
    """The next level. Raises NotAllowed (403), Conflict (409) where it is over or an exception holds."""
    _check_is_decider(user, deciders)
    if recusal.until is not None and recusal.until < on:
        raise Conflict(f"This recusal ended on {in_words(recusal.until)}, so it needs no exception.")
    if is_excepted(recusal):
        raise Conflict("An exception is on record already.")


def check_can_withdraw_exception(user: User, recusal: Recusal, deciders: Collection[Employee]) -> None:
    """The next level. Raises NotAllowed (403), Conflict (409) where none holds."""
    _check_is_decider(user, deciders)
    if not is_excepted(recusal):
        raise Conflict("No exception holds, so there is none to withdraw.")


def _check_is_decider(user: User, deciders: Collection[Employee]) -> None:
    if all(one.user_id != user.pk for one in deciders):
        names = " or ".join(one.full_name for one in deciders) or "nobody at present; ask HR"
        raise NotAllowed(f"The next level above the recused person records an exception: {names}.")


def check_can_hand_over(user: User, recusal: Recusal, heir: Employee | None, on: date) -> None:
    """R23: the next level rates instead: that person takes it over, or HR hands it over. Raises NotAllowed (403),
    Conflict (409) where the person rates lawfully, or nobody above can."""
    if not (may_keep_recusals(user) or (heir is not None and heir.user_id == user.pk)):
        raise NotAllowed("The next level takes the rating over, or HR hands it over.")
    is_over = recusal.since > on or (recusal.until is not None and recusal.until < on)
    if is_over or is_excepted(recusal):
        raise Conflict("The recusal is not in force, so the Rater goes on rating.")
    if heir is None:
        raise Conflict("Nobody above the Rater in the chain of command can rate. Enter who holds the post first.")
