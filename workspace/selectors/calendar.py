"""Who is due when, as its reader may know it: by day, by month and unit, and as a list.

HR and the auditor see everybody but themselves. A Rater sees the own line: of what is under way with somebody else
nothing but that it is, and of a follow-up window that is not the reader's to know nothing at all: the person then
stands where the yearly evaluation would be, since the window's day would tell the rating.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    DateField,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from accounts.enums import Action
from accounts.models import User
from accounts.permissions import has_action
from common.errors import NotVisible
from common.searchkeys import search_words
from evaluations.enums import EvaluationKind, EvaluationStatus
from evaluations.models import DueDate
from evaluations.rules.policy_choice import PolicyChoice
from evaluations.rules.policy_shape import Policy
from evaluations.selectors import evaluations_visible_to
from evaluations.selectors.due_dates import evaluations_counting, people_without_rater
from evaluations.selectors.policies import policy_choice, those_of
from workforce.enums import EmploymentStatus
from workforce.models import Employee, OrgUnit
from workforce.selectors import employees_visible_to
from workspace.enums import CalendarState
from workspace.selectors.windows import WAITING

Status = EvaluationStatus
FINAL_OF_WINDOW = EvaluationKind.FOLLOW_UP_FINAL.value
DONE = [Status.ISSUED.value, Status.FINAL.value]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks on which day; `sees_all` for HR and the auditor."""

    user: User
    on: date
    sees_all: bool


@dataclass(frozen=True, slots=True)
class CalendarQuery:
    """What is asked for; what is empty asks for everything. A unit stands for everything below it, too."""

    unit: OrgUnit | None = None
    search: str = ""
    rater: str = ""
    kind: str = ""
    state: str = ""
    first: date | None = None
    last: date | None = None


class _YearsEnd(Func):
    """The last day of a period of so many months from that day on, as `common.dates.period_end` counts it."""

    template = (
        "((%(expressions)s + interval '%(months)s months')::date - "
        "(extract(day from %(expressions)s + interval '%(months)s months') = extract(day from %(expressions)s))::int)"
    )
    output_field = DateField()


def reads_all(user: User) -> bool:
    """True for HR and the auditor, who know the state of every evaluation."""
    actions = (Action.EVALUATION_READ_SUBMITTED, Action.EVALUATION_READ_ALL)
    return any(has_action(user, action) for action in actions)


def calendar_reader(user: User, on: date) -> Reader:
    """Raises NotVisible (404) for who neither supervises anybody nor watches over all."""
    if reads_all(user):
        return Reader(user, on, sees_all=True)
    reports = Employee.objects.filter(supervisor__user=user).exclude(status=EmploymentStatus.SEPARATED.value)
    if not reports.exists():
        raise NotVisible
    return Reader(user, on, sees_all=False)


def people_of(reader: Reader) -> QuerySet[Employee]:
    """Whom the calendar is about: everybody whom the reader may see, but the reader."""
    return employees_visible_to(reader.user).exclude(user=reader.user)


def open_listed(reader: Reader, query: CalendarQuery) -> QuerySet[Any]:
    """The due dates that match, the earliest first. Each has shown_due, shown_kind, shown_end, state and is_seen."""
    rows: QuerySet[Any] = _narrowed(_open(reader), query, kind="shown_kind")
    if query.first is not None:
        rows = rows.filter(shown_due__gte=query.first)
    if query.last is not None:
        rows = rows.filter(shown_due__lte=query.last)
    if query.state == CalendarState.OVERDUE.value:
        rows = rows.filter(shown_due__lt=reader.on)
    elif query.state == CalendarState.NO_DAY.value:
        rows = rows.filter(shown_due=None)
    elif query.state == CalendarState.WITHOUT_RATER.value:
        rows = rows.filter(pk__in=people_without_rater().order_by().values("pk"))
    elif query.state:
        rows = rows.filter(state=query.state)
    return rows.order_by(F("shown_due").asc(nulls_last=True), "employee__sort_key", "employee__employee_no")


def issued_listed(reader: Reader, query: CalendarQuery) -> QuerySet[Any]:
    """The evaluations that are issued and match, by the day (shown_due) on which they were due."""
    rows = evaluations_counting().filter(status__in=DONE, pk__in=evaluations_visible_to(reader.user, reader.on))
    rows = _narrowed(_about(reader, rows), query, kind="kind")
    is_windows = Q(kind=FINAL_OF_WINDOW, follow_up__isnull=False)
    rows = rows.annotate(shown_due=Case(When(is_windows, then=F("follow_up__ends_on")), default=F("period_end")))
    if query.first is not None:
        rows = rows.filter(shown_due__gte=query.first)
    if query.last is not None:
        rows = rows.filter(shown_due__lte=query.last)
    return rows.order_by("shown_due", "employee__sort_key", "employee__employee_no")


def _open(reader: Reader) -> QuerySet[Any]:
    rows = _about(reader, DueDate.objects.all())
    if reader.sees_all:
        rows = rows.annotate(is_masked=Value(False), is_seen=Value(True))
        rows = rows.annotate(shown_due=F("due_on"), shown_kind=F("kind"), shown_end=F("period_end"))
    else:
        rows = _masked(rows, reader)
    shown: QuerySet[Any] = rows.annotate(state=_state())
    return shown


def _masked(rows: QuerySet[DueDate], reader: Reader) -> QuerySet[Any]:
    visible = evaluations_visible_to(reader.user, reader.on)
    is_seen = Exists(visible.filter(pk=OuterRef("evaluation")))
    is_opened = Exists(
        visible.filter(opened_follow_up__employee=OuterRef("employee"), opened_follow_up__status__in=WAITING)
    )
    is_known = Q(employee__supervisor__user=reader.user) | Q(is_seen) | Q(is_opened)
    year = _years_end(policy_choice(), reader.on)
    is_hidden = Q(is_masked=True)
    return rows.annotate(
        is_masked=Case(
            When(Q(kind=FINAL_OF_WINDOW) & ~is_known, then=Value(True)),
            default=Value(False),
            output_field=BooleanField(),
        ),
        is_seen=Case(When(evaluation__isnull=False, then=is_seen), default=Value(False), output_field=BooleanField()),
    ).annotate(
        shown_due=Case(When(is_hidden, then=year), default=F("due_on"), output_field=DateField()),
        shown_end=Case(When(is_hidden, then=year), default=F("period_end"), output_field=DateField()),
        shown_kind=Case(When(is_hidden, then=Value(EvaluationKind.ANNUAL.value)), default=F("kind")),
    )


def _years_end(choice: PolicyChoice, on: date) -> Case:
    """The end of the longest period, by the policy set of each person."""
    narrow = [
        When(those_of(one, "employee__"), then=_end_after(choice.load(one.key, one.version)))
        for one in choice.narrowed(on)
    ]
    return Case(*narrow, default=_end_after(choice.agency(on)), output_field=DateField())


def _end_after(policy: Policy) -> _YearsEnd:
    return _YearsEnd(F("period_start"), months=policy.longest_period_months)


def _state() -> Case:
    return Case(
        When(Q(evaluation=None) | Q(is_masked=True), then=Value(CalendarState.NOT_STARTED.value)),
        When(Q(is_seen=False) | Q(evaluation__status=Status.DRAFT.value), then=Value(CalendarState.IN_PROGRESS.value)),
        default=Value(CalendarState.SIGNING.value),
        output_field=CharField(),
    )


def _about(reader: Reader, rows: QuerySet[Any]) -> QuerySet[Any]:
    if reader.sees_all:
        own = Employee.objects.filter(user=reader.user).values("pk")
        return rows.exclude(employee__in=own)
    return rows.filter(employee__in=people_of(reader).values("pk"))


def _narrowed(rows: QuerySet[Any, Any], query: CalendarQuery, *, kind: str) -> QuerySet[Any, Any]:
    if query.unit is not None:
        below = Q(employee__org_unit__path__startswith=f"{query.unit.path} / ")
        rows = rows.filter(below | Q(employee__org_unit=query.unit))
    for word in search_words(query.search):
        rows = rows.filter(Q(employee__sort_key__contains=word) | Q(employee__employee_no__icontains=word))
    for word in search_words(query.rater):
        rows = rows.filter(Q(rater__sort_key__contains=word) | Q(rater__employee_no__icontains=word))
    if query.kind:
        rows = rows.filter(**{kind: query.kind})
    return rows


def with_people(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The rows with all that one line of a list shows."""
    return rows.select_related("employee__org_unit", "employee__classification", "employee__supervisor", "rater__user")
