"""Step increases for those who watch over all of them, and for the person whose they are.

What is decided and what is filed has been issued to the employee, so that it tells nobody anything ahead; what is under
way is told to HR and the auditor by its state alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from accounts.enums import Action
from accounts.models import User
from accounts.permissions import has_action
from common.errors import NotVisible
from evaluations.enums import EvaluationStatus, StepDecision, StepState
from evaluations.models import ComingStep, DueDate, Evaluation, StepIncrease
from evaluations.rules.steps import Outlook
from evaluations.selectors.steps import outlooks_of, steps_in_force
from workforce.models import Employee
from workforce.selectors import PeopleQuery, employees_visible_to, people_listed
from workspace.enums import CalendarState

# How far ahead a step increase is looked for that nothing supports yet.
AHEAD = (30, 60, 90)
COMING = "coming"
RISKS = {f"risk_{days}": days for days in AHEAD}
DECIDED = tuple(state.value for state in StepState)


@dataclass(frozen=True, slots=True)
class StepQuery:
    """What is asked for; what is empty asks for everything. `state`: one of DECIDED, COMING or RISKS."""

    state: str = ""
    search: str = ""
    unit: str = ""
    first: date | None = None
    last: date | None = None

    @property
    def is_ahead(self) -> bool:
        """It asks for anniversaries that are still to come."""
        return self.state == COMING or self.state in RISKS


@dataclass(frozen=True, slots=True)
class Holder:
    """With whom the evaluation is that a step increase waits for: the Rater, by when, and how far it is.

    `evaluation` is issued and waits for the employee's outcome; None: it is still on its way to the employee.
    """

    rater: Employee | None
    due_on: date | None
    state: CalendarState
    evaluation: Evaluation | None = None


def reads_steps(user: User) -> bool:
    """True for HR and the auditor."""
    return has_action(user, Action.STEPS_READ)


def check_can_read_steps(user: User) -> None:
    """Raises NotVisible (404): for everybody else there is no list of step increases."""
    if not reads_steps(user):
        raise NotVisible


def person_with_steps(user: User, employee_no: str) -> Employee:
    """The person, to HR, the auditor and the person. Raises NotVisible (404) for everybody else."""
    people = employees_visible_to(user).filter(employee_no=employee_no) if employee_no.isprintable() else None
    found = people.first() if people is not None else None
    if found is None or not (reads_steps(user) or found.user_id == user.pk):
        raise NotVisible
    return found


def steps_listed(user: User, query: StepQuery) -> QuerySet[StepIncrease]:
    """The decisions in force that match, the latest anniversary first."""
    rows: QuerySet[Any] = _of_people(steps_in_force(), user, query)
    if query.state in (StepState.HELD.value, StepState.RELEASED.value):
        is_open = query.state == StepState.HELD.value
        rows = rows.filter(decision=StepDecision.HOLD.value, released_on__isnull=is_open)
    elif query.state == StepState.GRANTED.value:
        rows = rows.filter(decision=StepDecision.GRANT.value)
    elif query.state == StepState.NONE.value:
        rows = rows.filter(decision=StepDecision.NOT_APPLICABLE.value)
    if query.first is not None:
        rows = rows.filter(anniversary__gte=query.first)
    if query.last is not None:
        rows = rows.filter(anniversary__lte=query.last)
    return rows.order_by("-anniversary", "employee__sort_key", "employee__employee_no")


def coming_listed(user: User, query: StepQuery, on: date) -> tuple[QuerySet[ComingStep], dict[int, Outlook]]:
    """The coming anniversaries that match, the earliest first, and how each stands (by person).

    With a risk: those within so many days that nothing on file supports. Without a last day: the next 90 days. Readers
    do not find themselves here, since how far their own evaluation is they are told when it is issued.
    """
    last = query.last or on + timedelta(days=max(AHEAD))
    if query.state in RISKS:
        last = min(last, on + timedelta(days=RISKS[query.state]))
    others = ComingStep.objects.exclude(employee__user=user)
    rows: QuerySet[Any] = _of_people(others.filter(anniversary__lte=last), user, query)
    if query.first is not None:
        rows = rows.filter(anniversary__gte=query.first)
    outlooks = outlooks_of(rows, on)
    wanted = [pk for pk, one in outlooks.items() if query.state == COMING or not one.is_supported]
    found = ComingStep.objects.filter(employee__in=wanted)
    return found.order_by("anniversary", "employee__sort_key", "employee__employee_no"), outlooks


def risk_counts(user: User, on: date) -> dict[int, int]:
    """For how many the coming anniversary is at risk within 30, 60 and 90 days. Three queries."""
    rows, _outlooks = coming_listed(user, StepQuery(state=f"risk_{max(AHEAD)}"), on)
    left = Counter((anniversary - on).days for anniversary in rows.values_list("anniversary", flat=True))
    return {days: sum(count for day, count in left.items() if day <= days) for days in AHEAD}


def held_count() -> int:
    """How many step increases are held now."""
    return steps_in_force().filter(decision=StepDecision.HOLD.value, released_on=None).count()


def with_people(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The rows with all that one line of a list shows."""
    shown = rows.select_related("employee__org_unit", "employee__classification")
    return shown.select_related("evaluation", "released_by") if rows.model is StepIncrease else shown


def holders_of(user: User, people: Collection[int]) -> dict[int, Holder]:
    """Person → with whom the awaited evaluation is, as HR and the auditor may know it of others. Two queries."""
    due = DueDate.objects.filter(employee__in=people).exclude(employee__user=user)
    due = due.select_related("rater", "evaluation")
    found = {row.employee_id: Holder(row.rater, row.due_on, _state_of(row)) for row in due}
    issued = Evaluation.objects.filter(
        employee__in=people, status=EvaluationStatus.ISSUED.value, outcome="", corrects=None
    ).exclude(employee__user=user)  # fmt: skip
    for one in issued.select_related("rater").order_by("period_end", "pk"):
        found[one.employee_id] = Holder(one.rater, None, CalendarState.ISSUED, one)
    return found


def _state_of(row: DueDate) -> CalendarState:
    if row.evaluation is None:
        return CalendarState.NOT_STARTED
    is_draft = row.evaluation.status == EvaluationStatus.DRAFT.value
    return CalendarState.IN_PROGRESS if is_draft else CalendarState.SIGNING


def _of_people(rows: QuerySet[Any], user: User, query: StepQuery) -> QuerySet[Any]:
    if not (query.search or query.unit):
        return rows
    people = people_listed(user, PeopleQuery(search=query.search, unit=query.unit))
    return rows.filter(employee__in=people.order_by().values("pk"))


def people_in(rows: Iterable[Any]) -> list[int]:
    """Whom these rows are about."""
    return [row.employee_id for row in rows]
