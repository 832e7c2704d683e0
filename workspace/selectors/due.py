"""What a reader is told of one person's next evaluation: why it is due then, what would move it, who does what."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import QuerySet

from accounts.models import User
from evaluations.enums import EvaluationKind
from evaluations.models import Evaluation
from evaluations.rules import schedule
from evaluations.rules.schedule_facts import Due, ScheduleFacts
from evaluations.selectors import evaluations_visible_to
from evaluations.selectors.due_dates import facts_for, policy_by, raters_who_can
from evaluations.selectors.policies import policy_choice
from workforce.models import Employee
from workforce.selectors import nearest_in_service_above
from workspace.selectors.calendar import reads_all
from workspace.selectors.windows import WAITING


@dataclass(frozen=True, slots=True)
class PersonDue:
    """`due` is None where nothing more is. `evaluation` is under way and the reader's to see; `is_unseen`: it is under
    way, and nothing but its Rater is told. `rater` is None where nobody can be the Rater. `policy_key` names the
    person's policy set.
    """

    due: Due | None
    rater: Employee | None
    evaluation: Evaluation | None
    is_unseen: bool
    is_own: bool
    policy_key: str


def due_shown_to(user: User, employee: Employee, on: date) -> PersonDue:
    """To the person what the person knows; to HR and the auditor everything; to the line what each may know of it.

    A follow-up window tells the rating that opened it: whoever knows neither sees the day of the yearly evaluation.
    """
    is_own = employee.user_id == user.pk
    visible = evaluations_visible_to(user, on).filter(employee=employee)
    facts = facts_for(employee, as_told=is_own)
    if not is_own and not reads_all(user):
        facts = _as_known(facts, user, employee, visible)
    policy = policy_by(facts, on, policy_choice())
    due = schedule.next_due(facts, policy, on)
    begun = None if due is None or due.evaluation is None else due.evaluation.key
    evaluation = _page_row(visible, begun)
    return PersonDue(
        due=due,
        rater=_rater_of(employee, begun),
        evaluation=evaluation,
        is_unseen=begun is not None and evaluation is None,
        is_own=is_own,
        policy_key=policy.key,
    )


def _as_known(
    facts: ScheduleFacts, user: User, employee: Employee, visible: QuerySet[Evaluation]
) -> ScheduleFacts:  # fmt: skip
    supervisor = employee.supervisor
    is_supervisor = supervisor is not None and supervisor.user_id == user.pk
    if is_supervisor or visible.filter(opened_follow_up__status__in=WAITING).exists():
        return facts
    seen = set(visible.values_list("pk", flat=True))
    known = tuple(
        one
        for one in facts.evaluations
        if one.key in seen or not (one.is_under_way and one.kind is EvaluationKind.FOLLOW_UP_FINAL)
    )
    # The reader who signs the final of a window knows of it.
    knows = any(one.window_end is not None and one.is_under_way for one in known)
    return replace(facts, evaluations=known, window=facts.window if knows else None)


def _page_row(visible: QuerySet[Evaluation], pk: int | None) -> Evaluation | None:
    if pk is None:
        return None
    rows = visible.select_related("employee__user", "rater__user", "follow_up")
    return rows.prefetch_related("concurrences", "steps__principal__user", "steps__signature").filter(pk=pk).first()


def _rater_of(employee: Employee, begun: int | None) -> Employee | None:
    people = Employee.objects.select_related("user")
    if begun is not None:
        return people.get(evaluations_rated=begun)
    above = nearest_in_service_above([employee.pk]).get(employee.pk)
    return people.filter(pk__in=raters_who_can([above] if above else [])).first()
