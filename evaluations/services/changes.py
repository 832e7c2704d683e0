"""Acts on changed facts of people's work: early close, another Rater, other signers (R1, R17, R21).

The people file writes dated facts (`workforce.EmploymentChange`); this follows them, after an import at once and every
day for those that count from a later day. What is done depends on how things stand, not on how often this runs: run
twice, by two workers, or after days of outage, it comes to the same.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import DatabaseError, transaction
from django.utils import timezone

from common.dates import ONE_DAY
from common.errors import RuleViolations
from competencies.models import Classification
from evaluations.enums import EvaluationKind, EvaluationStatus, MoveEffect
from evaluations.models import Evaluation, FollowedChange, SigningStep
from evaluations.recusal_permissions import recused_people
from evaluations.rules.facts import Period
from evaluations.rules.moves import Move, consequence_of, period_to_close
from evaluations.rules.schedule import is_on_paper
from evaluations.selectors import open_follow_up_of, proposal_for
from evaluations.selectors.due_dates import facts_for, policy_by
from evaluations.selectors.facts import rating_chain
from evaluations.selectors.moves import (
    changes_to_follow,
    evaluations_before_issue,
    evaluations_being_signed,
    evaluations_in_signing,
    under_way,
)
from evaluations.selectors.policies import policy_choice
from evaluations.selectors.recusals import acting_rater
from evaluations.services.after_service import discard_or_ask, drafts_after_service_end
from evaluations.services.engine import Step, system_step
from evaluations.services.move_notices import tell_closed_early, tell_handed_over, tell_new_supervisor
from evaluations.services.reroute import evaluation_reroute
from evaluations.services.start import evaluation_start_by_system
from workforce.enums import ChangedFact, EmploymentStatus
from workforce.models import Employee, EmploymentChange, OrgUnit

logger = logging.getLogger(__name__)
BATCH = 200
Effects = list[tuple[Evaluation | None, MoveEffect]]


@dataclass(slots=True)
class Followed:
    """What one call did: whom it looked at, how many changes it followed, for how many evaluations which effect, and
    whom it could not follow."""

    people: int = 0
    changes: int = 0
    effects: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    failed: set[int] = field(default_factory=set)


class NotFollowed(Exception):
    """Some people's changes could not be followed; the log says why. They are tried again with the next run."""


def changes_follow_all(*, at: datetime) -> dict[str, int]:
    """Follow every change whose day has come, then mend what states alone tell; how many, and with which effects.

    Signatures that are open, drafts whose Rater has left and drafts about days after the employee's last one are looked
    at by how they stand, not by what changed: so nothing stays behind where a worker died in between, or where an
    import was taken back. Raises NotFollowed at the end.
    """
    counts: dict[str, int] = defaultdict(int)
    failed: set[int] = set()
    while (done := changes_follow(at=at, besides=failed)).people:
        failed |= done.failed
        counts["followed"] += done.changes
        for effect, count in done.effects.items():
            counts[effect] += count
    mended = [*_drafts_pass_on(at), *drafts_after_service_end(at=at)]
    for effect in [*mended, *(_reroute(pk, at) for pk in evaluations_in_signing())]:
        if effect is not MoveEffect.NOTHING:
            counts[effect.value] += 1
    if failed:
        raise NotFollowed(f"The changes of {len(failed)} people could not be followed.")
    return dict(counts)


def changes_follow(*, at: datetime, limit: int = BATCH, besides: Collection[int] = ()) -> Followed:
    """Follow the changes of at most `limit` people whose day has come; call again while `people` is not 0.

    Each person's changes are one transaction, and one person's failure holds nobody else up. Signatures are asked anew
    of whoever is concerned, once for all of them.
    """
    today = timezone.localdate(at)
    done = Followed()
    waiting = changes_to_follow(today).exclude(employee__in=list(besides)).values_list("employee_id", flat=True)
    people = list(dict.fromkeys(waiting[: limit * 4]))[:limit]
    done.people = len(people)
    for employee_id in people:
        try:
            effects = _follow_person(employee_id, at, done)
        except (DatabaseError, RuleViolations):
            logger.exception("What changed about employee %s could not be followed.", employee_id)
            done.failed.add(employee_id)
            continue
        for _evaluation, effect in effects:
            done.effects[effect.value] += 1
    for pk in evaluations_being_signed(people) if people else []:
        done.effects[_reroute(pk, at).value] += 1
    done.effects.pop(MoveEffect.NOTHING.value, None)
    return done


@transaction.atomic
def _reroute(pk: int, at: datetime) -> MoveEffect:
    """On record with the changes of everybody in the line of that evaluation: their import is not taken back.

    Those that were followed since the day of its submission, by whichever run: that one may have died since.
    """
    signers = SigningStep.objects.filter(evaluation=pk).values_list("principal_id", flat=True)
    line = set(signers)
    effect = evaluation_reroute(pk=pk, at=at)
    if effect is MoveEffect.NOTHING:
        return effect
    evaluation = Evaluation.objects.select_related("employee", "rater").get(pk=pk)
    line |= {evaluation.employee_id, evaluation.rater_id, *(person.pk for person in rating_chain(evaluation))}
    line |= set(signers.all())
    since = timezone.localdate(evaluation.submitted_at)
    changes = EmploymentChange.objects.filter(employee__in=line, followed__at__date__gte=since)
    FollowedChange.objects.bulk_create(
        [
            FollowedChange(change=change, evaluation=evaluation, effect=effect.value, at=at)
            for change in changes.distinct()
        ],
        ignore_conflicts=True,
    )
    return effect


def _drafts_pass_on(at: datetime) -> list[MoveEffect]:
    """Drafts whose Rater has left: returned after the separation was followed, say. Nobody else could finish them."""
    orphans = Evaluation.objects.filter(
        status=EvaluationStatus.DRAFT.value, rater__status=EmploymentStatus.SEPARATED.value
    )
    effects = []
    for pk in orphans.order_by("pk").values_list("pk", flat=True):
        with system_step(pk=pk, at=at) as s:
            move = Move(frozenset({ChangedFact.SUPERVISOR}), s.today)
            supervisor = acting_rater(s.evaluation.employee, s.today)
            found = consequence_of(move, under_way(s.evaluation, supervisor))
            if found.effect is MoveEffect.HANDED_OVER and supervisor is not None:
                _hand_over(s, supervisor, move)
            effects.append(found.effect)
    return effects


@transaction.atomic
def _follow_person(employee_id: int, at: datetime, done: Followed) -> Effects:
    """One person's changes, day by day.

    Another worker that is at it right now is waited for: whoever goes on to remind people must know how it ended. What
    is left to follow is therefore asked under the lock, once more.
    """
    waiting = changes_to_follow(timezone.localdate(at)).filter(employee=employee_id)
    list(waiting.select_for_update(no_key=True, of=("self",)))
    changes = list(waiting.all())
    if not changes:
        return []
    employee = Employee.objects.select_related("classification", "org_unit").get(pk=employee_id)
    effects: Effects = []
    by_day: dict[date, list[EmploymentChange]] = defaultdict(list)
    for change in changes:
        by_day[change.effective_on].append(change)
    for same_day in by_day.values():
        found = _effects_of(employee, same_day, at)
        _keep(same_day, found, at)
        effects += found
    done.changes += len(changes)
    return effects


def _effects_of(employee: Employee, changes: list[EmploymentChange], at: datetime) -> Effects:
    move = Move(frozenset(ChangedFact(row.fact) for row in changes), changes[0].effective_on)
    effects: Effects = []
    for evaluation in evaluations_before_issue([employee.pk]):
        is_own = evaluation.employee_id == employee.pk
        if is_own or ChangedFact.SEPARATION in move.facts:
            # The Rater has left: to the others' evaluations that is a new supervisor, from the next day on.
            theirs = move if is_own else Move(frozenset({ChangedFact.SUPERVISOR}), move.effective_on + ONE_DAY)
            effects.append((evaluation, _apply(evaluation, theirs, changes, at)))
    started = _close_what_runs(employee, move, changes, at)
    if started is not None:
        effects.append((started, MoveEffect.STARTED))
    return effects


def _keep(changes: Iterable[EmploymentChange], effects: Effects, at: datetime) -> None:
    counted: Effects = [(evaluation, effect) for evaluation, effect in effects if effect is not MoveEffect.NOTHING]
    nothing: Effects = [(None, MoveEffect.NOTHING)]
    FollowedChange.objects.bulk_create(
        FollowedChange(change=change, evaluation=evaluation, effect=effect.value, at=at)
        for change in changes
        for evaluation, effect in counted or nothing
    )


def _apply(evaluation: Evaluation, move: Move, changes: list[EmploymentChange], at: datetime) -> MoveEffect:
    """Do to the evaluation what the rules say. Asked of the locked row, since somebody may work on it right now."""
    with system_step(pk=evaluation.pk, at=at) as s:
        supervisor = acting_rater(s.evaluation.employee, s.today)
        found = consequence_of(move, under_way(s.evaluation, supervisor))
        if found.new_end is not None:
            _close_early(s, found.new_end, move)
        if found.effect in (MoveEffect.HANDED_OVER, MoveEffect.CLOSED_AND_HANDED_OVER) and supervisor is not None:
            _hand_over(s, supervisor, move)
        if found.effect in (MoveEffect.DISCARDED, MoveEffect.TO_DISCARD):
            discard_or_ask(s, found.effect)
        # Open places of what is being signed are filled once, after everybody's changes.
        return MoveEffect.NOTHING if found.effect is MoveEffect.REROUTED else found.effect


def _close_early(s: Step, new_end: date, move: Move) -> None:
    before = s.evaluation.period_end
    s.evaluation.period_end = new_end
    s.evaluation.content_version += 1
    if s.evaluation.kind == EvaluationKind.PROBATION.value:
        s.evaluation.kind = EvaluationKind.SPECIAL.value  # the probation has not ended with these days (R2)
    s.save("period_end", "content_version", "kind")
    s.record(
        "closed_early",
        period=[s.evaluation.period_start.isoformat(), s.evaluation.period_end.isoformat()],
        instead_of=before.isoformat(),
        facts=sorted(move.facts),
    )
    tell_closed_early(s.evaluation, s.at)
    if (
        supervisor := acting_rater(s.evaluation.employee, s.today)
    ) is not None and supervisor.pk != s.evaluation.rater_id:
        tell_new_supervisor(s.evaluation, supervisor, s.at)


def _hand_over(s: Step, supervisor: Employee, move: Move) -> None:
    earlier = s.evaluation.rater
    s.evaluation.rater = supervisor
    fields = ["rater"]
    if move.closes_period and s.evaluation.period_start >= move.effective_on:
        # Begun ahead of the change for days that lie after it: it is about the new post.
        s.evaluation.classification_id = s.evaluation.employee.classification_id
        s.evaluation.org_unit_id = s.evaluation.employee.org_unit_id
        fields += ["classification", "org_unit"]
    s.save(*fields)
    s.record(
        "handed_over",
        from_no=earlier.employee_no,
        from_name=earlier.full_name,
        to_no=supervisor.employee_no,
        to_name=supervisor.full_name,
    )
    tell_handed_over(s, earlier)


def _close_what_runs(
    employee: Employee, move: Move, changes: list[EmploymentChange], at: datetime
) -> Evaluation | None:
    """R1: the running period closes although nobody has begun its evaluation: it is started, under the old facts."""
    if (
        not move.closes_period
        or employee.is_management_plan
        or open_follow_up_of(employee) is not None
        or _is_on_paper(employee, move)
    ):
        return None
    counted = Evaluation.objects.filter(employee=employee).exclude(
        status__in=[EvaluationStatus.VOID.value, EvaluationStatus.SUPERSEDED.value]
    )
    periods = [Period(*days) for days in counted.values_list("period_start", "period_end")]
    period = period_to_close(move, proposal_for(employee, move.last_day_before).period.start, periods)
    rater = _rater_before(employee, changes, timezone.localdate(at))
    if period is None or rater is None:
        return None
    evaluation = evaluation_start_by_system(
        employee=employee, rater=rater, period=period, kind=EvaluationKind.ANNUAL,
        classification_id=_class_before(changes) or employee.classification_id,
        org_unit_id=_unit_before(changes) or employee.org_unit_id, at=at,
    )  # fmt: skip
    tell_closed_early(evaluation, at)
    if (supervisor := acting_rater(employee, timezone.localdate(at))) is not None and supervisor.pk != rater.pk:
        tell_new_supervisor(evaluation, supervisor, at)
    return evaluation


def _is_on_paper(employee: Employee, move: Move) -> bool:
    """Nothing on record says where the running period of somebody of many years began."""
    facts = facts_for(employee)
    return is_on_paper(facts, policy_by(facts, move.last_day_before, policy_choice()), move.last_day_before)


def _before(changes: list[EmploymentChange], fact: ChangedFact) -> str:
    return next((row.before for row in changes if row.fact == fact.value), "")


def _rater_before(employee: Employee, changes: list[EmploymentChange], on: date) -> Employee | None:
    """The supervisor of the days that close, while in service and not recused (R23); else whoever rates now."""
    number = _before(changes, ChangedFact.SUPERVISOR)
    earlier = Employee.objects.filter(employee_no=number).exclude(status=EmploymentStatus.SEPARATED.value).first()
    is_able = number and earlier is not None and earlier.pk not in recused_people(employee, on)
    return earlier if is_able else acting_rater(employee, on)


def _class_before(changes: list[EmploymentChange]) -> int | None:
    code = _before(changes, ChangedFact.CLASSIFICATION)
    return Classification.objects.filter(code=code).values_list("pk", flat=True).first()


def _unit_before(changes: list[EmploymentChange]) -> int | None:
    path = _before(changes, ChangedFact.ORG_UNIT)
    return OrgUnit.objects.filter(path=path).values_list("pk", flat=True).first()
