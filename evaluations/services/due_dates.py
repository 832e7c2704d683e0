"""Keeps everybody's due date: after each step for the one person, every day for all (R1)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from evaluations.models import DueDate, Evaluation
from evaluations.rules.policy_choice import PolicyChoice
from evaluations.rules.schedule_facts import Decision, ScheduleFacts
from evaluations.rules.schedule_probation import end_in_force
from evaluations.selectors.due_dates import decisions_of, earlier_supervisors, policy_by, schedule_facts
from evaluations.selectors.policies import policy_choice
from evaluations.selectors.recusals import raters_instead
from notifications.services import notices_done
from workforce.models import Employee
from workforce.selectors import nearest_in_service_above
from workforce.services import probation_ends_keep

BATCH = 2000
# A due date as it is compared and written: kind, first and last day of the period, due day, Rater, evaluation, and the
# key of the policy set where it is not the installation's.
Row = tuple[str, date, date, date | None, int | None, int | None, str]

# Everything is named here, nothing comes from outside. The sequence is raised when a date moves (RFC 5545).
_WRITE = """
    INSERT INTO evaluations_duedate AS kept
           (employee_id, kind, period_start, period_end, due_on, rater_id, evaluation_id, policy_key,
            sequence, computed_at, told_on)
    SELECT found.*, 0, %s, CASE WHEN evaluation_id IS NULL THEN due_on END
      FROM unnest(%s::bigint[], %s::text[], %s::date[], %s::date[], %s::date[], %s::bigint[], %s::bigint[],
                  %s::text[])
           AS found (employee_id, kind, period_start, period_end, due_on, rater_id, evaluation_id, policy_key)
    ON CONFLICT (employee_id) DO UPDATE
       SET kind = excluded.kind, period_start = excluded.period_start, period_end = excluded.period_end,
           due_on = excluded.due_on, rater_id = excluded.rater_id, evaluation_id = excluded.evaluation_id,
           policy_key = excluded.policy_key, computed_at = excluded.computed_at,
           told_on = CASE WHEN excluded.evaluation_id IS NULL THEN excluded.due_on ELSE kept.told_on END,
           sequence = kept.sequence + ((kept.period_start, kept.period_end, kept.due_on)
               IS DISTINCT FROM (excluded.period_start, excluded.period_end, excluded.due_on))::int
"""


def due_dates_refresh(*, employee_ids: Collection[int] | None, at: datetime) -> dict[str, int]:
    """Bring the due dates of these people (None: of all) up to date; how many were added, changed and removed.

    A batch of people is one transaction with fourteen statements at most. Only what differs is written, so that a
    second run at the same moment changes nothing.
    """
    counts = {"people": 0, "added": 0, "changed": 0, "removed": 0}
    for ids in _batches(employee_ids):
        for name, count in _batch_refresh(ids, at).items():
            counts[name] += count
    return counts


def _batches(employee_ids: Collection[int] | None) -> Iterator[Sequence[int]]:
    if employee_ids is None:
        ids = list(Employee.objects.order_by("pk").values_list("pk", flat=True))
    else:
        ids = sorted(set(employee_ids))
    for first in range(0, len(ids), BATCH):
        yield ids[first : first + BATCH]


@transaction.atomic
def _batch_refresh(ids: Sequence[int], at: datetime) -> dict[str, int]:
    """The people are locked before anything is read, in the order of their ids: whoever refreshes after a step waits
    here and reads what the other has left, and two refreshes cannot wait for each other."""
    people = Employee.objects.filter(pk__in=ids)
    held = people.select_for_update(no_key=True).order_by("pk")
    stored: dict[int, date | None] = dict(held.values_list("pk", "probation_ends_on"))
    locked = list(stored)
    today, facts, choice = timezone.localdate(at), schedule_facts(people), policy_choice()
    _probation_ends(facts, stored, today, choice)
    wanted = _rows(decisions_of(facts, today, choice), _keys_of(facts, today, choice), today)
    kept = _kept(locked)
    moved = {pk: row for pk, row in wanted.items() if kept.get(pk) != row}
    _write(moved, at)
    gone = sorted(kept.keys() - wanted.keys())
    _reminders_end([pk for pk in [*moved, *gone] if pk in kept and _day(kept[pk]) != _day(wanted.get(pk))], at)
    if gone:
        DueDate.objects.filter(employee__in=gone).delete()
    added = len(moved.keys() - kept.keys())
    return {"people": len(locked), "added": added, "changed": len(moved) - added, "removed": len(gone)}


def _probation_ends(
    facts: Mapping[int, ScheduleFacts], stored: Mapping[int, date | None], today: date, choice: PolicyChoice
) -> None:
    """R3: of those on probation the end in force is kept where it differs; of a probation that is over it stays."""
    ends = {pk: end_in_force(one, policy_by(one, today, choice)) for pk, one in facts.items() if one.is_probationary}
    moved = {pk: end for pk, end in ends.items() if end is not None and end != stored[pk]}
    if moved:
        probation_ends_keep(moved)


def _day(row: Row | None) -> date | None:
    return row[3] if row else None


def _reminders_end(ids: Sequence[int], at: datetime) -> None:
    """Reminders of a day that is no longer theirs ask for nothing any more."""
    numbers = Employee.objects.filter(pk__in=ids).values_list("employee_no", flat=True)
    subjects = [f"{what}:{number}" for number in numbers for what in ("due", "own")]
    if subjects:
        notices_done(subjects=subjects, at=at)


def _keys_of(facts: Mapping[int, ScheduleFacts], today: date, choice: PolicyChoice) -> dict[int, str]:
    """Person → the key of their policy set, for those whom not the installation's serves."""
    keys = {pk: policy_by(one, today, choice).key for pk, one in facts.items()}
    return {pk: key for pk, key in keys.items() if key != choice.usual}


def _rows(decisions: dict[int, Decision], keys: Mapping[int, str], today: date) -> dict[int, Row]:
    begun = [one.evaluation.key for one in decisions.values() if one.evaluation is not None]
    rater_of_evaluation = dict(Evaluation.objects.filter(pk__in=begun).values_list("pk", "rater"))
    to_begin = [pk for pk, one in decisions.items() if one.evaluation is None]
    above = nearest_in_service_above(to_begin) | earlier_supervisors(to_begin, today)
    above |= raters_instead(above, today)
    return {
        pk: (
            one.kind.value,
            one.period.start,
            one.period.end,
            one.due_on,
            above.get(pk) if one.evaluation is None else rater_of_evaluation[one.evaluation.key],
            None if one.evaluation is None else one.evaluation.key,
            keys.get(pk, ""),
        )
        for pk, one in decisions.items()
    }


def _kept(ids: Sequence[int]) -> dict[int, Row]:
    fields = ("kind", "period_start", "period_end", "due_on", "rater", "evaluation", "policy_key")
    rows: Any = DueDate.objects.filter(employee__in=ids).values_list("employee", *fields)
    return {pk: tuple(row) for pk, *row in rows}


def _write(rows: dict[int, Row], at: datetime) -> None:
    if not rows:
        return
    columns = [list(column) for column in zip(*((pk, *row) for pk, row in rows.items()), strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [at, *columns])
