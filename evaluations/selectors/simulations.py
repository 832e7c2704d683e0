"""What a version of a policy set would have changed: which evaluations to judge, and what a reader is shown of it.

Nothing here tells of an evaluation that is not issued yet, nor of the reader's own.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from accounts.enums import Action
from accounts.models import User
from accounts.permissions import has_action
from common.errors import NotAllowed, NotVisible
from common.searchkeys import search_words
from evaluations.enums import EvaluationStatus, PolicyScope, SimulatedKind
from evaluations.models import Evaluation, PolicySimulation, PolicyVersion, SimulatedChange
from evaluations.rules.immutability import CLOSED
from evaluations.rules.policy_choice import Published
from evaluations.rules.simulation import SimulatedCase, told_count
from evaluations.selectors.due_dates import evaluations_counting
from evaluations.selectors.facts import facts_of
from evaluations.selectors.policies import check_can_manage_policies, policy_choice, those_of
from evaluations.selectors.steps import on_file, steps_in_force
from workforce.models import Employee

# Which scopes go before a scope.
_BEFORE = {
    PolicyScope.AGENCY: {PolicyScope.BARGAINING_UNIT, PolicyScope.EMPLOYEE_GROUP},
    PolicyScope.BARGAINING_UNIT: {PolicyScope.EMPLOYEE_GROUP},
    PolicyScope.EMPLOYEE_GROUP: set(),
}
_ISSUED = [EvaluationStatus.ISSUED.value, EvaluationStatus.FINAL.value]


def evaluations_in(version: PolicyVersion, first: date, last: date, on: date) -> QuerySet[Evaluation]:
    """The evaluations whose period ended in these days, of the people whom the version would serve."""
    rows = evaluations_counting().filter(period_end__gte=first, period_end__lte=last)
    return rows.filter(_people_of(version, on))


def issued_among(rows: QuerySet[Evaluation]) -> QuerySet[Evaluation]:
    """Those that are issued: what the rules made of them is known to the employee."""
    return rows.filter(status__in=_ISSUED).order_by("pk")


def under_way_among(rows: QuerySet[Evaluation]) -> QuerySet[Evaluation]:
    """Those that are not issued yet."""
    return rows.exclude(status__in=[*_ISSUED, *(status.value for status in CLOSED)])


def _people_of(version: PolicyVersion, on: date) -> Q:
    """Whom the version names, and no narrower set before it."""
    scope = PolicyScope(version.scope)
    before = _BEFORE[scope]
    narrower = [one for one in policy_choice().narrowed(on) if one.key != version.key and one.scope in before]
    concerned = Q()
    if version.members:
        named = Published(version.key, version.version, scope, frozenset(version.members), version.effective_from)
        concerned = those_of(named, "employee__")
    for one in narrower:
        concerned &= ~those_of(one, "employee__")
    return concerned


def cases_after(simulation: PolicySimulation, size: int, on: date) -> list[tuple[Evaluation, SimulatedCase]]:
    """The next evaluations to judge, with their facts on the day on which each was last signed.

    Some twenty queries an evaluation: it is a worker's, by portions.
    """
    rows = issued_among(evaluations_in(simulation.version, simulation.first, simulation.last, on))
    people = ("employee__classification", "employee__user", "rater__user", "template", "follow_up", "corrects")
    rows = rows.filter(pk__gt=simulation.after).select_related(*people)
    parts = ("attachments", "steps", "employee__leaves")
    return [(row, _case(row)) for row in rows.prefetch_related(*parts)[:size]]


def _case(evaluation: Evaluation) -> SimulatedCase:
    day = evaluation.last_agency_signature_on or evaluation.issued_on or evaluation.period_end
    facts = facts_of(evaluation, on=day)
    anniversary = _anniversary_of(evaluation)
    if anniversary is None:
        return SimulatedCase(facts, day, evaluation.outcome_on)
    person = Employee.objects.filter(pk=evaluation.employee_id)
    on_file_then = on_file(person, timezone.localdate()).get(evaluation.employee_id, [])
    filed = tuple(one.as_of(anniversary) for one in on_file_then)
    facts = replace(facts, employee=replace(facts.employee, anniversary=anniversary))
    return SimulatedCase(facts, day, evaluation.outcome_on, filed)


def _anniversary_of(evaluation: Evaluation) -> date | None:
    """The anniversary whose step was decided with this evaluation as the last one on file; None where none was."""
    if evaluation.filed_on is None:
        return None
    decided = steps_in_force().filter(employee=evaluation.employee_id, anniversary__gt=evaluation.filed_on)
    anniversary: date | None = decided.order_by("anniversary").values_list("anniversary", flat=True).first()
    if anniversary is None:
        return None
    between = {"filed_on__gt": evaluation.filed_on, "filed_on__lt": anniversary}
    is_last = not evaluations_counting().filter(employee=evaluation.employee_id, **between).exists()
    return anniversary if is_last else None


def simulations_of(version: PolicyVersion) -> QuerySet[PolicySimulation]:
    """The runs of a version, the latest first."""
    return version.simulations.select_related("asked_by", "version").order_by("-id")


def simulation_get(user: User, name: str, public_id: uuid.UUID) -> PolicySimulation:
    """Raises NotVisible for everybody but who manages policy sets, and where there is none."""
    check_can_manage_policies(user)
    rows = PolicySimulation.objects.select_related("version", "asked_by")
    found = rows.filter(public_id=public_id).first()
    if found is None or found.version.name != name:
        raise NotVisible
    return found


def may_read_changes(user: User) -> bool:
    """What differs names people and follows from their ratings: it is for who reads everybody's issued evaluations."""
    return any(has_action(user, action) for action in (Action.EVALUATION_READ_SUBMITTED, Action.EVALUATION_READ_ALL))


def check_can_read_changes(user: User) -> None:
    """Raises NotAllowed (403) for who looks after policy sets and reads no evaluations."""
    if not may_read_changes(user):
        raise NotAllowed("The changes name people, so HR takes them away. You see how many there are, by rule.")


def changes_counted(simulation: PolicySimulation, user: User) -> list[tuple[SimulatedKind, str, int]]:
    """(kind, rule, evaluations) as told to a reader who may not read these evaluations; hidden counts are left out."""
    rows = _shown(simulation, user, "").order_by().values_list("kind", "rule")
    counts = rows.annotate(Count("evaluation", distinct=True))
    order = list(SimulatedKind)
    days = {"period_end__gte": simulation.first, "period_end__lte": simulation.last}
    own = Evaluation.objects.filter(employee__user=user, status__in=_ISSUED, **days).count()
    found = [
        (SimulatedKind(kind), rule, told)
        for kind, rule, changed in counts
        if (told := told_count(SimulatedKind(kind), rule, changed, simulation.done - own)) is not None
    ]
    return sorted(found, key=lambda one: (order.index(one[0]), -one[2], one[1]))


def changed_evaluations(simulation: PolicySimulation, user: User, *, kind: str, search: str) -> QuerySet[Evaluation]:
    """The evaluations in which something would be otherwise, by name, but the reader's own."""
    rows = Evaluation.objects.filter(pk__in=_shown(simulation, user, kind).order_by().values("evaluation"))
    for word in search_words(search):
        rows = rows.filter(employee__search_key__contains=word)
    return rows.order_by("employee__sort_key", "employee__employee_no", "period_end", "pk")


def with_changes(simulation: PolicySimulation, kind: str) -> QuerySet[Evaluation]:
    """How such an evaluation is read for the page: whose it is, the unit, the period, and `changes`."""
    changes = SimulatedChange.objects.filter(simulation=simulation, **_of(kind)).order_by("pk")
    people = Evaluation.objects.select_related("employee", "org_unit")
    return people.prefetch_related(Prefetch("simulated", changes, to_attr="changes"))


def counts_by_kind(simulation: PolicySimulation, user: User) -> dict[str, int]:
    """In how many evaluations something of each kind would be otherwise; "" is any kind. Two queries."""
    shown = _shown(simulation, user, "").order_by()
    counts = dict(shown.values_list("kind").annotate(Count("evaluation", distinct=True)))
    by_kind = {kind.value: counts.get(kind.value, 0) for kind in SimulatedKind}
    return {"": shown.values("evaluation").distinct().count(), **by_kind}


def change_lines(simulation: PolicySimulation, user: User, *, kind: str, search: str) -> Iterator[tuple[Any, ...]]:
    """Every change as a line of a table: whose, which unit, which period, what."""
    rows = _shown(simulation, user, kind).select_related("evaluation__employee", "evaluation__org_unit")
    for word in search_words(search):
        rows = rows.filter(evaluation__employee__search_key__contains=word)
    order = ("evaluation__employee__sort_key", "evaluation__employee__employee_no", "evaluation_id", "pk")
    for row in rows.order_by(*order).iterator(chunk_size=2_000):
        one = row.evaluation
        yield (
            one.employee.employee_no, one.employee.full_name, one.org_unit.path, one.period_start, one.period_end,
            SimulatedKind(row.kind).label, row.rule, row.what, row.before, row.after,
        )  # fmt: skip


def _shown(simulation: PolicySimulation, user: User, kind: str) -> QuerySet[SimulatedChange]:
    rows = SimulatedChange.objects.filter(simulation=simulation, **_of(kind))
    return rows.exclude(evaluation__employee__user=user)


def _of(kind: str) -> dict[str, str]:
    return {"kind": kind} if kind in {one.value for one in SimulatedKind} else {}
