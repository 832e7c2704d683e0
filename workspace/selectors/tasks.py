"""What a person has to do: one list over all their capacities, overdue first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from accounts.enums import Action
from accounts.models import User
from accounts.permissions import has_action
from accounts.selectors import principals_for
from common.dates import in_words
from evaluations.enums import Capacity, EvaluationKind, EvaluationStatus, StepState
from evaluations.models import Evaluation, Return, SigningStep
from evaluations.permissions import (
    CAPACITY_OF_STATUS,
    Standing,
    is_hr_reviewer,
    is_overtaken,
    pending_step,
    standing_of,
)
from evaluations.recusal_permissions import recused_from
from evaluations.selectors import evaluations_among
from evaluations.selectors.turns import due_of
from workforce.models import Employee
from workspace.selectors.steps import held_count, reads_steps
from workspace.selectors.team import TeamMember, team_of

Status = EvaluationStatus
# How long before its due day the next evaluation of a report becomes a task.
START_AHEAD = timedelta(days=60)
# So many reviews stand in HR's list one by one; of more, the earliest, and one line leads to all of them.
MOST_REVIEWS = 100
RATERS_STATES = [Status.DRAFT.value, Status.READY_TO_ISSUE.value, Status.ISSUED.value]


@dataclass(frozen=True, slots=True)
class Task:
    """What, for whom, by when; `note` says which evaluation, `status` where it stands, `page` which step it is.

    `why_url` leads to the reason of the due day, where that is the day of the evaluation and not of a step.
    """

    what: str
    url: str
    for_whom: str
    note: str
    due: date | None
    status: str
    page: str = "start"
    why_url: str = ""


def tasks_of(user: User, on: date) -> list[Task]:
    """Everything that waits for this person, the earliest due day first. The number of queries is constant."""
    principals = principals_for(user, on)
    evaluations = _evaluations_waiting_for(user, principals, on)
    tasks = [task for evaluation in evaluations for task in _tasks(user, evaluation, principals, on)]
    tasks += _other_reviews(user, on)
    tasks += _held_steps(user)
    me = Employee.objects.filter(user=user).first()
    if me is not None:
        apart = set(recused_from(user, on))  # R23: somebody else starts theirs
        team = [member for member in team_of(me, on) if member.employee.pk not in apart]
        tasks += [task for member in team for task in _tasks_for_member(member, on)]
    return sorted(tasks, key=lambda task: (task.due is None, task.due or date.max, task.for_whom, task.what))


def _evaluations_waiting_for(user: User, principals: set[int], on: date) -> QuerySet[Evaluation]:
    """One narrow, indexed look for each capacity, put together; what is not this person's to see stays out."""
    evaluations = Evaluation.objects.order_by()
    candidates = [
        evaluations.filter(employee__user=user, status=Status.ISSUED.value).values("pk"),
        _steps_for({user.pk, *principals}).order_by().values("evaluation_id"),
    ]
    if has_action(user, Action.EVALUATION_HR_REVIEW):
        candidates.append(_in_hr_review(user, on).order_by("period_end", "pk").values("pk")[:MOST_REVIEWS])
    waiting = evaluations.filter(rater__user=user, status__in=RATERS_STATES).values("pk").union(*candidates)
    rows = evaluations_among(user, on, waiting)
    return rows.prefetch_related("returns").order_by("period_end", "pk")


def _in_hr_review(user: User, on: date) -> QuerySet[Evaluation]:
    """Those that are this person's to review: none about themselves, nor where they take no part (R23)."""
    rows = Evaluation.objects.filter(status=Status.HR_REVIEW.value).exclude(employee__user=user)
    return rows.exclude(employee__in=recused_from(user, on))


def _other_reviews(user: User, on: date) -> list[Task]:
    count = _in_hr_review(user, on).count() - MOST_REVIEWS if has_action(user, Action.EVALUATION_HR_REVIEW) else 0
    if count <= 0:
        return []
    url = f"{reverse('evaluations:list')}?{urlencode({'status': Status.HR_REVIEW.value, 'sort': 'end'})}"
    note = "Here stand those that are due first"
    return [Task(f"Review the others: {count} more low ratings", url, "HR's list", note, None, Status.HR_REVIEW.value)]


def _held_steps(user: User) -> list[Task]:
    """R18: one line leads HR to every step increase that is held."""
    count = held_count() if has_action(user, Action.PAYROLL_EXPORT) and reads_steps(user) else 0
    if not count:
        return []
    url = f"{reverse('steps')}?{urlencode({'state': StepState.HELD.value})}"
    what = "See to the step increase that is held" if count == 1 else f"See to {count} step increases that are held"
    note = "Each waits for an evaluation of Competent or better"
    return [Task(what, url, "HR's list", note, None, StepState.HELD.value)]


def _steps_for(people: set[int]) -> QuerySet[SigningStep]:
    waits = Q()
    for status, capacity in CAPACITY_OF_STATUS.items():
        waits |= Q(evaluation__status=status, capacity=capacity)
    return SigningStep.objects.filter(waits, principal__user__in=people, signature=None)


def _tasks(user: User, evaluation: Evaluation, principals: set[int], on: date) -> Iterator[Task]:
    standing = standing_of(user, evaluation, on, principals=principals)
    if standing.is_employee:
        yield from _tasks_of_employee(evaluation)
    elif standing.is_rater:
        # R23: whoever takes no part is asked for nothing.
        yield from () if standing.is_recused else _tasks_of_rater(evaluation)
    elif standing.is_signer:
        yield _task_of_signer(evaluation, standing)
    elif evaluation.status == Status.HR_REVIEW.value and is_hr_reviewer(standing, evaluation):
        yield _task("Review whether the rating is proper", "concur", evaluation)


def _task(what: str, page: str, evaluation: Evaluation, *, note: str = "", for_whom: str = "") -> Task:
    kind = EvaluationKind(evaluation.kind).label
    period = f"{in_words(evaluation.period_start)} to {in_words(evaluation.period_end)}"
    return Task(
        what=what,
        url=reverse(f"evaluations:{page}", args=[evaluation.public_id]),
        for_whom=for_whom or evaluation.employee.full_name,
        note=note or f"{kind}, {period}",
        due=due_of(evaluation),
        status=evaluation.status,
        page=page,
        why_url=reverse("due", args=[evaluation.employee.employee_no]) if page == "edit" else "",
    )


def _tasks_of_employee(evaluation: Evaluation) -> Iterator[Task]:
    mine = "Your own evaluation"
    if not evaluation.outcome:
        yield _task("Read your evaluation and sign that you received it", "sign_as_employee", evaluation, for_whom=mine)
    elif not (evaluation.response_on or evaluation.response_waived_on):
        yield _task("Respond in writing, or say that you will not", "respond", evaluation, for_whom=mine)


def _tasks_of_rater(evaluation: Evaluation) -> Iterator[Task]:
    if evaluation.status == Status.DRAFT.value:
        back = _last_return(evaluation)
        if is_overtaken(evaluation):
            note = "It came too late and can no longer end the follow-up window"
            yield _task("Discard it, or go on with it as an ordinary evaluation", "continue", evaluation, note=note)
        elif back is None and evaluation.corrects_id:
            yield _task("Finish the correction and submit it", "edit", evaluation)
        elif back is None:
            yield _task("Finish the evaluation and submit it", "edit", evaluation)
        else:
            note = f"Returned by {back.by_name} on {in_words(timezone.localdate(back.at))}"
            yield _task("Change what was returned and submit it again", "edit", evaluation, note=note)
    elif evaluation.status == Status.READY_TO_ISSUE.value:
        yield _task("Issue the evaluation to the employee", "issue", evaluation)
    elif evaluation.status == Status.ISSUED.value and not evaluation.outcome:
        yield _task("See that the employee signs, or record why not", "detail", evaluation)


def _last_return(evaluation: Evaluation) -> Return | None:
    """The return that made it a draft again, where somebody else returned it."""
    last = next(iter(evaluation.returns.all()), None)
    return last if last is not None and not last.is_withdrawal else None


def _task_of_signer(evaluation: Evaluation, standing: Standing) -> Task:
    step = pending_step(evaluation)
    what = f"Sign as {Capacity(step.capacity).label}" if step else "Sign"
    if standing.signs_for is not None:
        what = f"{what} for {standing.signs_for.full_name}"
    return _task(what, "sign", evaluation)


def _tasks_for_member(member: TeamMember, on: date) -> Iterator[Task]:
    """The next evaluation of a report, once its day comes near (R1); the final of an open window (R15)."""
    if member.is_in_progress or (member.due is not None and member.due - on > START_AHEAD):
        return
    what = "Start the evaluation"
    note = f"Rating period {in_words(member.next_period.start)} to {in_words(member.next_period.end)}"
    if member.due is None:
        what, note = (
            "Start the first evaluation recorded here",
            "Choose the rating period that follows the last on paper",
        )
    if member.window is not None:
        what = "Write the evaluation that ends the follow-up window"
        note = f"Window {in_words(member.window.starts_on)} to {in_words(member.window.ends_on)}"
    query = urlencode({"employee": member.employee.employee_no})
    url = f"{reverse('evaluations:start')}?{query}"
    why_url = reverse("due", args=[member.employee.employee_no])
    yield Task(what, url, member.employee.full_name, note, member.due, "not_started", why_url=why_url)
