"""Creates the coming evaluations ahead of time, as the system, with the right Rater and form (R1, R2, R12)."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import DatabaseError, transaction
from django.db.models import Q
from django.utils import timezone

from audit.services import events_record
from common.csvimport.copying import insert_rows
from common.dates import ONE_DAY
from evaluations.enums import EvaluationKind, FollowUpStatus
from evaluations.models import (
    DueDate,
    Evaluation,
    FactorRating,
    FollowUp,
    FormFactor,
    FormItem,
    FormTemplate,
    ItemRating,
)
from evaluations.rules.policy_shape import Policy
from evaluations.rules.schedule import closing_days
from evaluations.rules.schedule_facts import Decision, ScheduleFacts
from evaluations.selectors.due_dates import decisions_of, earlier_supervisors, policy_by, raters_who_can, schedule_facts
from evaluations.selectors.evaluations import template_newest
from evaluations.selectors.policies import policy_choice
from evaluations.selectors.recusals import raters_instead
from evaluations.services.due_dates import due_dates_refresh
from workforce.enums import ManagementLevel
from workforce.models import Employee
from workforce.selectors import nearest_in_service_above

logger = logging.getLogger(__name__)
CREATED_AHEAD_DAYS = 90
BATCH = 500


@dataclass(frozen=True, slots=True)
class Horizon:
    """Until which due day evaluations are created now: the installation's, and that of each policy set with a plan of
    reminders of its own."""

    usual: date
    by_set: Mapping[str, date]

    def of(self, key: str) -> date:
        """That of whoever the policy set of this key serves."""
        return self.by_set.get(key, self.usual)

    @property
    def is_near(self) -> Q:
        """The due dates that lie before it."""
        found = Q(due_on__lte=self.usual) & ~Q(policy_key__in=list(self.by_set))
        for key, day in self.by_set.items():
            found |= Q(policy_key=key, due_on__lte=day)
        return found


@dataclass(frozen=True, slots=True)
class Form:
    """The newest form of one group, with the keys of its parts."""

    template: FormTemplate
    factors: tuple[int, ...]
    items: tuple[int, ...]


def coming_evaluations_create(
    *,
    at: datetime,
    created_ahead_days: int = CREATED_AHEAD_DAYS,
    ahead_by_set: Mapping[str, int] | None = None,
    batch: int = BATCH,
) -> dict[str, int]:
    """A blank draft for everybody whose due day is so near and whose period has begun; how many were created.

    `ahead_by_set`: for whom another policy set than the installation's serves, by its key.

    Reads the due dates to know whom to look at, and decides anew under the lock of each person. Safe to run twice, at
    once, late, and to be killed: a batch of people is one transaction. `without_rater`: nobody above can be the Rater
    (the calendar lists them); `taken`: another evaluation holds the days (R5).
    """
    today = timezone.localdate(at)
    days = {key: today + timedelta(days=ahead) for key, ahead in (ahead_by_set or {}).items()}
    horizon = Horizon(today + timedelta(days=created_ahead_days), days)
    near = DueDate.objects.filter(horizon.is_near, evaluation=None, period_start__lte=today)
    ids = list(near.order_by("employee").values_list("employee", flat=True))
    counts = Counter(created=0, without_rater=0, taken=0, failed=0)
    for first in range(0, len(ids), batch):
        counts.update(_create(ids[first : first + batch], horizon, at))
    return dict(counts)


def _create(ids: Sequence[int], horizon: Horizon, at: datetime) -> Counter[str]:
    """One person whom the database refuses keeps nobody else's evaluation from being created."""
    try:
        return _batch_create(ids, horizon, at)
    except DatabaseError:
        if len(ids) == 1:
            logger.exception("The coming evaluation of employee %s could not be created.", ids[0])
            return Counter(failed=1)
    middle = len(ids) // 2
    return _create(ids[:middle], horizon, at) + _create(ids[middle:], horizon, at)


@transaction.atomic
def _batch_create(ids: Sequence[int], horizon: Horizon, at: datetime) -> Counter[str]:
    """Everybody is locked first, in the order of their ids: a Rater who starts one at this moment waits, or is waited
    for and has won."""
    people = Employee.objects.filter(pk__in=ids)
    locked = {person.pk: person for person in people.select_for_update(no_key=True).order_by("pk")}
    today, facts, choice = timezone.localdate(at), schedule_facts(people), policy_choice()
    policies = {pk: policy_by(one, today, choice) for pk, one in facts.items()}
    near = {pk: horizon.of(policy.key) for pk, policy in policies.items()}
    wanted = _wanted(decisions_of(facts, today, choice), near, today)
    free = {
        pk: decision
        for pk, decision in wanted.items()
        if not _is_taken(decision, facts[pk]) and not _ends_with_a_move(decision, facts[pk], today)
    }
    above = nearest_in_service_above(free) | earlier_supervisors(list(free), today)
    above |= raters_instead(above, today)
    able = raters_who_can(above.values())
    raters = {pk: rater for pk, rater in above.items() if rater in able}
    placed = {pk: decision for pk, decision in free.items() if pk in raters}
    _drafts_write([locked[pk] for pk in placed], placed, policies, raters, at)
    due_dates_refresh(employee_ids=ids, at=at)
    return Counter(created=len(placed), without_rater=len(free) - len(placed), taken=len(wanted) - len(free))


def _wanted(decisions: Mapping[int, Decision], near: Mapping[int, date], today: date) -> dict[int, Decision]:
    return {
        pk: one
        for pk, one in decisions.items()
        if one.evaluation is None and one.due_on is not None and one.due_on <= near[pk] and one.period.start <= today
    }


def _ends_with_a_move(decision: Decision, facts: ScheduleFacts, today: date) -> bool:
    """R1: a move that lies ahead closes the period. It is begun on that day, under the class and unit of its days."""
    return any(day > today and day == decision.period.end + ONE_DAY for day in closing_days(facts.changes))


def _is_taken(decision: Decision, facts: ScheduleFacts) -> bool:
    return any(decision.period.overlaps(one.period) for one in facts.evaluations)


def _drafts_write(
    people: Sequence[Employee],
    decisions: Mapping[int, Decision],
    policies: Mapping[int, Policy],
    raters: Mapping[int, int],
    at: datetime,
) -> None:
    if not people:
        return
    forms = {is_supervisory: _form(is_supervisory) for is_supervisory in {_supervises(person) for person in people}}
    windows = _windows_of(pk for pk, one in decisions.items() if one.kind is EvaluationKind.FOLLOW_UP_FINAL)
    drafts = [
        Evaluation(
            employee=person,
            rater_id=raters[person.pk],
            classification_id=person.classification_id,
            org_unit_id=person.org_unit_id,
            template=forms[_supervises(person)].template,
            kind=decisions[person.pk].kind.value,
            policy_key=policies[person.pk].key,
            policy_version=policies[person.pk].version,
            period_start=decisions[person.pk].period.start,
            period_end=decisions[person.pk].period.end,
            follow_up_id=windows.get(person.pk),
            created_at=at,
            content_saved_at=at,
        )
        for person in people
    ]
    Evaluation.objects.bulk_create(drafts)
    _parts_write([(draft, forms[_supervises(draft.employee)]) for draft in drafts])
    events_record(events=[_started(draft, policies[draft.employee_id].name) for draft in drafts], by=None, at=at)


def _parts_write(drafts: Sequence[tuple[Evaluation, Form]]) -> None:
    """A blank row for every factor and item, as starting by hand makes them."""
    factors = [(draft.pk, factor, "", "") for draft, form in drafts for factor in form.factors]
    items = [(draft.pk, item, "") for draft, form in drafts for item in form.items]
    insert_rows(FactorRating, ("evaluation", "factor", "rating", "comments"), factors)
    insert_rows(ItemRating, ("evaluation", "item", "rating"), items)


def _started(draft: Evaluation, policy: str) -> tuple[str, str, dict[str, object]]:
    data: dict[str, object] = {
        "employee_no": draft.employee.employee_no,
        "period": [draft.period_start.isoformat(), draft.period_end.isoformat()],
        "kind": draft.kind,
        "policy": policy,
    }
    return draft.stream, "evaluation_started", data


def _supervises(person: Employee) -> bool:
    return person.management_level != ManagementLevel.NONE.value


def _form(is_supervisory: bool) -> Form:
    template = template_newest(is_supervisory=is_supervisory)
    factors = FormFactor.objects.filter(template=template).values_list("pk", flat=True)
    items = FormItem.objects.filter(factor__template=template).values_list("pk", flat=True)
    return Form(template, tuple(factors), tuple(items))


def _windows_of(ids: Iterable[int]) -> dict[int, int]:
    waiting = [FollowUpStatus.OPEN.value, FollowUpStatus.EXTENDED.value]
    return dict(FollowUp.objects.filter(employee__in=list(ids), status__in=waiting).values_list("employee", "pk"))
