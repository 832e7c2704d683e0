"""Decides the step increases of each day (R18), ends holds, and sets right what turned out otherwise. Daily, for all.

What is decided follows from what is on file, so that it may run twice, late, or after days of outage: each anniversary
is decided once and as of itself. A decision is never rewritten. `docs/adr/0023-steps-are-decided-once.md` says why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from audit.services import events_record
from common.dates import ONE_DAY, add_months
from evaluations.enums import StepDecision, StepState
from evaluations.models import ComingStep, Evaluation, StepIncrease, StepSweep
from evaluations.rules.policy_shape import LateEvaluation, Policy
from evaluations.rules.steps import Step, anniversaries, anniversary_after
from evaluations.selectors.steps import OnFile, Policies, on_file, policy_of_step, step_of, steps_in_force
from evaluations.services.step_notices import tell_of_steps
from workforce.enums import EmploymentStatus
from workforce.models import Employee

YEAR = 12
# What was filed while the last sweep was running may have been committed after it looked.
OVERLAP = timedelta(days=1)
BATCH = 2000
Pair = tuple[int, date]


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision to be written; `before` is the one that it replaces."""

    employee: int
    anniversary: date
    step: Step
    policy: Policy
    before: StepIncrease | None = None


@transaction.atomic
def steps_decide(*, at: datetime, begin_on: date | None = None) -> dict[str, int]:
    """Decide every anniversary up to `at`'s day that is not decided yet, and look again at what may have changed.

    How many were granted, held, released, and changed otherwise. `begin_on`: the first anniversary that counts, where
    this has never run (else the setting STEPS_FROM, else the day itself). The number of statements does not depend on
    the number of people.
    """
    today = timezone.localdate(at)
    sweep = sweep_locked(at=at, begin_on=begin_on)
    begun_on = settings.STEPS_FROM or sweep.begun_on
    found = [*_new_decisions(begun_on, today), *_changed_decisions(sweep.swept_at, today)]
    counts = _written(found, at)
    _coming_keep(today)
    sweep.through_on, sweep.swept_at = max(sweep.through_on, today), max(sweep.swept_at, at)
    sweep.save(update_fields=["through_on", "swept_at"])
    tell_of_steps(counts, at=at)
    return dict(counts)


def sweep_locked(*, at: datetime, begin_on: date | None = None) -> StepSweep:
    """The one row, locked until the transaction ends; made where there is none."""
    first = begin_on or settings.STEPS_FROM or timezone.localdate(at)
    row = StepSweep(pk=1, begun_on=first, through_on=first - ONE_DAY, swept_at=at)
    StepSweep.objects.bulk_create([row], ignore_conflicts=True)
    return StepSweep.objects.select_for_update().get()


def _new_decisions(begun_on: date, today: date) -> Iterable[Decided]:
    """The anniversaries that have come and are on no record, each as of itself."""
    pairs = _come(begun_on, today)
    people = Employee.objects.filter(pk__in={employee for employee, _day in pairs})
    filed, left_on = on_file(people, today), dict(people.values_list("pk", "separated_on"))
    policies = Policies(people)
    for employee, anniversary in sorted(pairs, key=lambda pair: (pair[1], pair[0])):
        policy = policies.of(employee, anniversary)
        step = step_of(left_on[employee], filed.get(employee, ()), anniversary, policy)
        if step.decision is not StepDecision.NOT_APPLICABLE:
            yield Decided(employee, anniversary, step, policy)


def _come(begun_on: date, today: date) -> set[Pair]:
    """Who has had an anniversary within a year, as the file names it or named it until its day, and no decision yet.

    A kept day counts only where the file has named the following one since: one that it moved is not decided.
    """
    first = max(begun_on, add_months(today, -YEAR) + ONE_DAY)
    asked_of = Employee.objects.filter(is_management_plan=False, anniversary__isnull=False)
    told = ComingStep.objects.filter(anniversary__range=(begun_on, today), employee__in=asked_of)
    kept: Any = told.values_list("employee", "anniversary", "employee__anniversary")
    pairs = {(pk, day) for pk, day, now in kept if day == now or now in anniversaries(day, now, now)}
    named: Any = asked_of.filter(anniversary__lte=today).values_list("pk", "anniversary", "appointed_on")
    for pk, anniversary, appointed_on in named:
        pairs |= {(pk, day) for day in anniversaries(anniversary, first, today) if day > appointed_on}
    recorded = StepIncrease.objects.filter(replaces=None, anniversary__range=(begun_on, today))
    return pairs - set(recorded.values_list("employee", "anniversary"))


def _changed_decisions(swept_at: datetime, today: date) -> Iterable[Decided]:
    """What is decided otherwise by what is on file now: a hold that is over, a correction, a separation told late."""
    rows = _to_look_at(swept_at - OVERLAP)
    kept = list(rows.select_related("employee"))
    filed: Mapping[int, list[OnFile]] = on_file(
        Employee.objects.filter(pk__in=rows.order_by().values("employee")), today
    )
    for row in kept:
        policy = policy_of_step(row)
        step = step_of(row.employee.separated_on, filed.get(row.employee_id, ()), row.anniversary, policy)
        if _essence(step) != _kept_essence(row):
            yield Decided(row.employee_id, row.anniversary, step, policy, row)


def _to_look_at(since: datetime) -> QuerySet[StepIncrease]:
    """Open holds, whatever lost its ground, and everybody of whom something was filed or corrected lately."""
    is_open = Q(decision=StepDecision.HOLD.value, released_on=None) | Q(decision=StepDecision.NOT_APPLICABLE.value)
    lately = Evaluation.objects.filter(
        Q(finalized_at=None) | Q(finalized_at__gt=since), filed_on__isnull=False
    ).order_by()  # fmt: skip
    has_left = Q(employee__separated_on__lte=F("anniversary"))
    return steps_in_force().filter(is_open | has_left | Q(employee__in=lately.values("employee")))


def _essence(step: Step) -> tuple[Any, ...]:
    by, released_by = step.by and step.by.key, step.released_by and step.released_by.key
    return step.decision.value, step.code, by, step.released_on, released_by


def _kept_essence(row: StepIncrease) -> tuple[Any, ...]:
    return row.decision, row.code, row.evaluation_id, row.released_on, row.released_by_id


def _written(found: Iterable[Decided], at: datetime) -> Counter[str]:
    decided = list(found)
    rows = StepIncrease.objects.bulk_create([_row(one, at) for one in decided], batch_size=BATCH)
    numbers = dict(Employee.objects.filter(pk__in={row.employee_id for row in rows}).values_list("pk", "employee_no"))
    events_record(events=_events(rows, numbers), by=None, at=at)
    return Counter(_kind(one) for one in decided)


def _row(one: Decided, at: datetime) -> StepIncrease:
    step = one.step
    return StepIncrease(
        employee_id=one.employee, anniversary=one.anniversary, decision=step.decision.value, code=step.code,
        reason=step.reason, evaluation_id=step.by.key if step.by else None, released_on=step.released_on,
        released_by_id=step.released_by.key if step.released_by else None,
        is_paid_back=step.state is StepState.RELEASED
        and one.policy.steps.late_evaluation is LateEvaluation.PAY_BACK,
        policy_key=one.policy.key, policy_version=one.policy.version, decided_at=at, replaces=one.before,
    )  # fmt: skip


def _kind(one: Decided) -> str:
    """How a sweep counts it: a release ends a hold, every other change of a decision is told as such."""
    state = one.step.state
    if one.before is None or (state is StepState.RELEASED and one.before.state is StepState.HELD):
        return state.value
    return "changed"


def _events(
    rows: Iterable[StepIncrease], numbers: Mapping[int, str]
) -> list[tuple[str, str, dict[str, Any]]]:  # fmt: skip
    rows = list(rows)
    keys = {key for row in rows for key in (row.evaluation_id, row.released_by_id) if key}
    public = {pk: str(known) for pk, known in Evaluation.objects.filter(pk__in=keys).values_list("pk", "public_id")}
    return [
        (
            f"steps:{numbers[row.employee_id]}",
            "step_decided",
            {
                "anniversary": row.anniversary.isoformat(),
                "state": row.state.value,
                "code": row.code,
                "released_on": row.released_on.isoformat() if row.released_on else None,
                "evaluation": public.get(row.evaluation_id or 0),
                "released_by": public.get(row.released_by_id or 0),
                "policy": f"{row.policy_key}-{row.policy_version}",
                "replaces": row.replaces_id is not None,
            },
        )
        for row in rows
    ]


_KEEP = """
    INSERT INTO evaluations_comingstep AS kept (employee_id, anniversary)
    SELECT * FROM unnest(%s::bigint[], %s::date[])
    ON CONFLICT (employee_id) DO UPDATE SET anniversary = excluded.anniversary
    WHERE kept.anniversary <> excluded.anniversary
"""


def _coming_keep(today: date) -> None:
    """The next anniversary of everybody in service, as the people file names it now; not under a management plan."""
    people = Employee.objects.exclude(status=EmploymentStatus.SEPARATED.value).filter(
        anniversary__isnull=False, is_management_plan=False
    )
    coming = {pk: anniversary_after(named, today) for pk, named in people.values_list("pk", "anniversary") if named}
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [list(coming), list(coming.values())])
    ComingStep.objects.exclude(employee__in=people.order_by().values("pk")).delete()
