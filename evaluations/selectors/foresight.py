"""What a difference of people would do to evaluations under way, by the same rules that do it afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from common.csvimport.difference import Difference
from common.dates import ONE_DAY
from evaluations.enums import EvaluationStatus, MoveEffect
from evaluations.models import Evaluation
from evaluations.rules import schedule
from evaluations.rules.facts import Period
from evaluations.rules.moves import Move, consequence_of, period_to_close
from evaluations.selectors.due_dates import policy_by, schedule_facts
from evaluations.selectors.moves import (
    evaluations_before_issue,
    evaluations_being_signed,
    under_way_with,
    written_in,
)
from evaluations.selectors.policies import policy_choice
from workforce.enums import ChangedFact, EmploymentStatus
from workforce.models import Employee
from workforce.services.people_facts import facts_of

SEPARATED = EmploymentStatus.SEPARATED.value
# What of somebody's work decides who signs for the people below.
_SIGNING = frozenset({ChangedFact.SUPERVISOR, ChangedFact.MANAGEMENT_LEVEL, ChangedFact.SEPARATION, ChangedFact.RETURN})
Moves = dict[str, Move]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One consequence: whose evaluation, with which Rater; `new_end` where its period ends early, `waits_for` the day
    from which it counts. `account` is the employee's, who may not read of it here. The period only keeps the order."""

    effect: MoveEffect
    employee: str
    account: int | None
    rater: str
    period: Period
    new_end: date | None = None
    new_rater: str = ""
    waits_for: date | None = None

    @property
    def told(self) -> tuple[str, ...]:
        """Who is told by name: both Raters."""
        return tuple(dict.fromkeys(name for name in (self.rater, self.new_rater) if name))


def moves_foreseen(difference: Difference, *, at: datetime) -> list[Foreseen]:
    """By the employee's name. The number of queries does not depend on the size of the file."""
    today = timezone.localdate(at)
    moves = _moves(difference, today)
    if not moves:
        return []
    people = _PeopleAfter(difference)
    ids = {people.stored[number]["pk"]: number for number in moves if number in people.stored}
    found = [*_under_way(moves, ids, people), *_signed(moves, ids), *_started(moves, ids, people)]
    waiting = [_waiting(one, move, today) for one, move in found]
    return sorted(waiting, key=lambda one: (one.employee, one.period.start))


def _moves(difference: Difference, today: date) -> Moves:
    """The moves by the person's number, as the import will record them."""
    moves = {}
    for change in difference.changed:
        facts = list(facts_of(change, difference.effective_on.get(change.key), today=today))
        if facts:
            moves[change.key] = Move(frozenset(fact for fact, *_ in facts), max(day for *_, day in facts))
    return moves


class _PeopleAfter:
    """Everybody by number, as the file would leave them: who supervises, who is in service."""

    def __init__(self, difference: Difference) -> None:
        fields = ("pk", "employee_no", "first_name", "last_name", "status", "user_id", "supervisor__employee_no")
        self.stored: dict[str, dict[str, Any]] = {row["employee_no"]: row for row in Employee.objects.values(*fields)}
        self._after: dict[str, Mapping[str, Any]] = {
            change.key: {name: new for name, (_, new) in change.fields.items()}
            for change in [*difference.new, *difference.changed]
        }

    def name(self, number: str) -> str:
        """First and last name; a new person is in the file alone."""
        after, before = self._after.get(number, {}), self.stored.get(number, {})
        parts = (after.get(part, before.get(part, "")) for part in ("first_name", "last_name"))
        return " ".join(parts).strip()

    def is_in_service(self, number: str) -> bool:
        status = self._after.get(number, {}).get("status", self.stored.get(number, {}).get("status"))
        return status is not None and status != SEPARATED

    def acting_supervisor(self, number: str) -> str:
        """The nearest one above in service; empty at the top, and where the line runs in a circle."""
        seen = {number}
        above = self._supervisor(number)
        while above and above not in seen and not self.is_in_service(above):
            seen.add(above)
            above = self._supervisor(above)
        return "" if above in seen else above

    def _supervisor(self, number: str) -> str:
        before = self.stored.get(number, {}).get("supervisor__employee_no") or ""
        return str(self._after.get(number, {}).get("supervisor_no", before) or "")


def _under_way(moves: Moves, ids: Mapping[int, str], people: _PeopleAfter) -> Iterator[tuple[Foreseen, Move]]:
    drafts = [row for row in evaluations_before_issue(list(ids)) if row.status == EvaluationStatus.DRAFT.value]
    written = written_in([draft.pk for draft in drafts])
    for evaluation in drafts:
        move = _move_for(evaluation, moves)
        if move is None:
            continue
        employee, rater = evaluation.employee.employee_no, evaluation.rater.employee_no
        supervisor = people.acting_supervisor(employee)
        found = consequence_of(
            move,
            under_way_with(
                evaluation,
                is_rater_in_service=people.is_in_service(rater),
                has_other_supervisor=supervisor not in ("", rater, employee),
                is_employee_in_service=people.is_in_service(employee),
                is_blank=evaluation.pk not in written,
            ),
        )
        if found.effect is not MoveEffect.NOTHING:
            passes = found.effect in (MoveEffect.HANDED_OVER, MoveEffect.CLOSED_AND_HANDED_OVER)
            new = people.name(supervisor) if passes else ""
            yield _foreseen(evaluation, found.effect, found.new_end, new), move


def _move_for(evaluation: Evaluation, moves: Moves) -> Move | None:
    """The employee's own move; else that the Rater leaves, which gives the employee another supervisor next day."""
    own, raters = moves.get(evaluation.employee.employee_no), moves.get(evaluation.rater.employee_no)
    if own is not None:
        return own
    if raters is not None and ChangedFact.SEPARATION in raters.facts:
        return Move(frozenset({ChangedFact.SUPERVISOR}), raters.effective_on + ONE_DAY)
    return None


def _signed(moves: Moves, ids: Mapping[int, str]) -> Iterator[tuple[Foreseen, Move]]:
    """Evaluations that people sign, below or by somebody whose place in the line changes."""
    people = {pk: moves[number] for pk, number in ids.items() if moves[number].facts & _SIGNING}
    if not people:
        return
    rows = Evaluation.objects.filter(pk__in=evaluations_being_signed(list(people))).select_related("employee", "rater")
    first = min(people.values(), key=lambda move: move.effective_on)
    for evaluation in rows:
        yield _foreseen(evaluation, MoveEffect.REROUTED), people.get(evaluation.employee_id, first)


def _started(moves: Moves, ids: Mapping[int, str], people: _PeopleAfter) -> Iterator[tuple[Foreseen, Move]]:
    """Running periods that a new post closes before anybody has begun their evaluation (R1)."""
    concerned = {pk: number for pk, number in ids.items() if moves[number].closes_period}
    if not concerned:
        return
    choice = policy_choice()
    for pk, facts in schedule_facts(Employee.objects.filter(pk__in=list(concerned))).items():
        number = concerned[pk]
        move = moves[number]
        last = move.last_day_before
        policy = policy_by(facts, last, choice)
        if facts.window is not None or schedule.is_on_paper(facts, policy, last):
            continue
        counted = [one.period for one in facts.evaluations]
        period = period_to_close(move, schedule.coming(facts, policy, last).period.start, counted)
        stored = people.stored[number]
        before = stored["supervisor__employee_no"] or ""
        rater = before if before and people.is_in_service(before) else people.acting_supervisor(number)
        if period is not None and rater:
            found = Foreseen(
                MoveEffect.STARTED, people.name(number), stored["user_id"], people.name(rater), period, period.end
            )
            yield found, move


def _foreseen(
    evaluation: Evaluation, effect: MoveEffect, new_end: date | None = None, new_rater: str = ""
) -> Foreseen:  # fmt: skip
    return Foreseen(
        effect=effect,
        employee=evaluation.employee.full_name,
        account=evaluation.employee.user_id,
        rater=evaluation.rater.full_name,
        period=Period(evaluation.period_start, evaluation.period_end),
        new_end=new_end,
        new_rater=new_rater,
    )


def _waiting(one: Foreseen, move: Move, today: date) -> Foreseen:
    return replace(one, waits_for=move.effective_on) if move.effective_on > today else one
