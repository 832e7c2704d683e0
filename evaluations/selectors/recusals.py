"""Recusals as their readers may see them, and who acts instead (R23)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date

from django.db.models import Q, QuerySet

from accounts.enums import Action
from accounts.models import User
from accounts.permissions import has_action
from accounts.selectors import delegations_active, hr_manager
from common.errors import NotVisible
from common.searchkeys import search_words
from evaluations.enums import EvaluationStatus
from evaluations.models import Evaluation, Recusal
from evaluations.recusal_permissions import (
    check_can_list_recusals,
    in_force,
    may_keep_recusals,
    recusals_with_exceptions,
    recused_from,
    recused_people,
)
from workforce.models import Employee
from workforce.selectors import chain_of_command


def recusals_visible_to(user: User, on: date) -> QuerySet[Recusal]:
    """HR and the auditor, with the others left to `recusal_get`: never one of which this person is a part.

    Whoever is recused does not learn here whom the employee has complained of besides.
    """
    rows = recusals_with_exceptions().select_related("employee__user", "employee__org_unit", "against__user")
    rows = rows.exclude(Q(employee__user=user) | Q(against__user=user))
    if not (may_keep_recusals(user) or has_action(user, Action.EVALUATION_READ_ALL)):
        return rows.none()
    return rows.exclude(employee__in=recused_from(user, on))


def recusals_listed(user: User, on: date, *, search: str = "", state: str = "") -> QuerySet[Recusal]:
    """Those that the user may see, the latest first; `state` is now, ended or empty. Raises NotVisible (404)."""
    check_can_list_recusals(user)
    rows = recusals_visible_to(user, on)
    for word in search_words(search):
        rows = rows.filter(Q(employee__search_key__contains=word) | Q(against__search_key__contains=word))
    if state == "now":
        rows = rows.filter(in_force(on))
    elif state == "ended":
        rows = rows.filter(until__lt=on)
    return rows.prefetch_related("exceptions").order_by("-since", "-id")


def recusal_get(public_id: uuid.UUID, user: User, on: date) -> tuple[Recusal, list[Employee]]:
    """The recusal, and who may record an exception. Raises NotVisible (404).

    Beside HR and the auditor the next level sees it, which decides; never the employee, nor the recused person.
    """
    rows = recusals_with_exceptions().select_related("employee__user", "against__user")
    found = rows.filter(public_id=public_id).prefetch_related("exceptions").first()
    if found is None or user.pk in (found.employee.user_id, found.against.user_id):
        raise NotVisible
    deciders = deciders_of(found, on)
    is_seen = recusals_visible_to(user, on).filter(pk=found.pk).exists()
    if not is_seen and all(one.user_id != user.pk for one in deciders):
        raise NotVisible
    return found, deciders


def deciders_of(recusal: Recusal, on: date) -> list[Employee]:
    """R23: the next level: the nearest person above the recused one who is no part of it and has an account.

    Where there is nobody, the HR Manager's designees of that day and the HR Manager.
    """
    barred = {recusal.employee_id, recusal.against_id, *recused_people(recusal.employee, on)}
    above = next((one for one in chain_of_command(recusal.against) if _is_able(one) and one.pk not in barred), None)
    if above is not None:
        return [above]
    manager = hr_manager()
    if manager is None:
        return []
    accounts = [*(row.delegate_id for row in delegations_active(on).filter(principal=manager)), manager.pk]
    people = Employee.objects.select_related("user").filter(user__in=accounts).exclude(pk__in=barred)
    return list(people.order_by("pk"))


def _is_able(person: Employee) -> bool:
    return person.user is not None and person.user.is_active


def acting_rater(employee: Employee, on: date) -> Employee | None:
    """Who rates this employee now: the immediate supervisor or the nearest person above in service who is not recused.

    As `workforce.selectors.acting_supervisor`, with R23: the next level rates. Two queries.
    """
    recused = recused_people(employee, on)
    return next((one for one in chain_of_command(employee) if one.pk not in recused), None)


def raters_instead(raters: Mapping[int, int], on: date) -> dict[int, int]:
    """Person → who rates instead, for those of them whose Rater is recused. One query where nobody is.

    `raters` are persons with their Raters, by ids; a person for whom nobody above can rate is left out.
    """
    rows = recusals_with_exceptions().filter(in_force(on), employee__in=list(raters), is_excepted=False)
    concerned = {row.employee_id for row in rows if raters.get(row.employee_id) == row.against_id}
    people = Employee.objects.in_bulk(concerned) if concerned else {}
    found = {pk: acting_rater(person, on) for pk, person in people.items()}
    return {pk: rater.pk for pk, rater in found.items() if rater is not None}


def drafts_of_recused(recusal: Recusal) -> QuerySet[Evaluation]:
    """The drafts about the employee that the recused person rates: they cannot be submitted as they stand."""
    rows = Evaluation.objects.filter(employee=recusal.employee_id, rater=recusal.against_id)
    return rows.filter(status=EvaluationStatus.DRAFT.value).order_by("pk")


def heir_of(recusal: Recusal, on: date) -> Employee | None:
    """Who rates instead of the recused Rater: the next person above that Rater with an account who is not recused."""
    barred = {recusal.employee_id, recusal.against_id, *recused_people(recusal.employee, on)}
    line = chain_of_command(recusal.against)
    return next((one for one in line if _is_able(one) and one.pk not in barred), None)
