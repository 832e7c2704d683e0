"""Evaluations due in a range of days: on time, late, missing; by unit, month and Rater. Counted in the database.

Three sources make up what is due: evaluations that are on record, due days of people for whom nothing has begun, and
follow-up windows that reverted without their final. Each is read once for all units and months; a unit's figures are
those of everything below it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, TruncMonth

from accounts.enums import Action
from accounts.models import User
from accounts.permissions import has_action
from common.dates import add_months
from common.errors import NotVisible
from evaluations.enums import EvaluationKind, EvaluationStatus, FollowUpStatus
from evaluations.models import DueDate, Evaluation
from evaluations.rules.probation import LONGEST_PROBATION_DAYS
from workforce.enums import ChangedFact
from workforce.models import Employee, EmploymentChange, OrgUnit
from workforce.selectors import SEPARATOR, ways_to
from workspace.enums import Timeliness
from workspace.rules.compliance import Tally, tally_of

Kind = EvaluationKind


@dataclass(frozen=True, slots=True)
class ComplianceQuery:
    """Which days, which unit (None: everybody) with everything below it, which kind (empty: all), seen on which day."""

    first: date
    last: date
    on: date
    unit: OrgUnit | None = None
    kind: str = ""

    @property
    def path(self) -> str:
        return self.unit.path if self.unit else ""


@dataclass(frozen=True, slots=True)
class PartTally:
    """A unit right below with all that is below it; None: the people directly in the unit that is looked at."""

    unit: OrgUnit | None
    tally: Tally


@dataclass(frozen=True, slots=True)
class RaterTally:
    """A Rater's evaluations of people directly in the unit; None: nobody can be the Rater."""

    number: str | None
    name: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class Board:
    """All figures of one unit. Parts add up to the total, and so do months; Raters to the people directly in it."""

    query: ComplianceQuery
    above: tuple[OrgUnit, ...]
    parts: tuple[PartTally, ...]
    raters: tuple[RaterTally, ...]
    months: dict[date, Tally]
    total: Tally


class _FirstParts(Func):
    """The first parts of a path, as many as `depth` says."""

    template = "array_to_string((string_to_array(%(expressions)s, ' / '))[1:%(depth)s], ' / ')"
    output_field = CharField()


def check_can_read_compliance(user: User) -> None:
    """Raises NotVisible (404): for everybody but HR and the auditor there is no such page."""
    if not has_action(user, Action.COMPLIANCE_READ):
        raise NotVisible


def compliance_unit(pk: int | None) -> OrgUnit | None:
    """The unit that is asked for; without one, where the units part: the only one at the top, or None for all.

    Raises NotVisible where there is no such unit. One query.
    """
    if pk is None:
        tops = list(OrgUnit.objects.filter(parent=None)[:2])
        return tops[0] if len(tops) == 1 else None
    unit = OrgUnit.objects.filter(pk=pk).first() if pk < 2**63 else None
    if unit is None:
        raise NotVisible
    return unit


def compliance_board(query: ComplianceQuery, reader: User) -> Board:
    """The figures, without what the reader may not know of themselves yet. Seven queries at most, whatever the number
    of people."""
    by_branch: defaultdict[str, Tally] = defaultdict(Tally)
    months: defaultdict[date, Tally] = defaultdict(Tally)
    for rows in _sources(query, reader):
        grouped = rows.annotate(branch=_branch(query), month=TruncMonth("due_day"))
        for path, month, state, count in _counted(grouped, "branch", "month", "state"):
            by_branch[path] += tally_of(state, count)
            months[month] += tally_of(state, count)
    units = {unit.path: unit for unit in OrgUnit.objects.filter(path__in=[*by_branch, *ways_to(query.path)])}
    # The people file may have named a unit that there is not any more: those people stand with the unit above.
    directly = sum((tally for path, tally in by_branch.items() if path not in units or path == query.path), Tally())
    below = sorted(path for path in by_branch if path in units and path != query.path)
    parts = [PartTally(units[path], by_branch[path]) for path in below]
    return Board(
        query=query,
        above=tuple(units[way] for way in ways_to(query.path) if way != query.path),
        parts=(*parts, *([PartTally(None, directly)] if directly.total else ())),
        raters=tuple(_raters(query, below, reader)) if directly.total else (),
        months={month: months[month] for month in _months(query)},
        total=sum(months.values(), Tally()),
    )


def _months(query: ComplianceQuery) -> Iterator[date]:
    """The first day of each month of the range."""
    month = query.first.replace(day=1)
    while month <= query.last:
        yield month
        month = add_months(month, 1)


def compliance_rows(query: ComplianceQuery, reader: User) -> Iterator[dict[str, Any]]:
    """Each evaluation behind the figures, but the reader's own: those on record, then the others, by unit and name."""
    columns = {
        "employee_no": F("employee__employee_no"), "first_name": F("employee__first_name"),
        "last_name": F("employee__last_name"), "unit": F("unit_path"), "due": F("due_day"), "how": F("state"),
        "rater_no": F("rater__employee_no"),
    }  # fmt: skip
    # Three ordered readings, one after the other: nothing of them is held.
    for rows in _sources(query, reader):
        found = rows.exclude(employee__user=reader)
        ordered = found.order_by("unit_path", "employee__sort_key", "employee__employee_no", "starts")
        yield from ordered.values("due_kind", "starts", "ends", "filed", **columns).iterator(chunk_size=2000)


def probations_without_evaluation(query: ComplianceQuery, reader: User) -> QuerySet[Any]:
    """People whose probation ended in the range without an evaluation filed by then (R2), the earliest end first.

    Each has filed_later (the day) and is_under_way. Not the reader's own.
    """
    ends = F("probation_ends_on")
    is_recent = Q(period_end__gt=OuterRef("probation_ends_on") - timedelta(days=LONGEST_PROBATION_DAYS))
    about = _first_versions().filter(employee=OuterRef("pk")).filter(
        Q(is_recent, kind=Kind.PROBATION.value)
        | Q(period_start__lte=OuterRef("probation_ends_on"), period_end__gte=OuterRef("probation_ends_on"))
    )  # fmt: skip
    rows: QuerySet[Any] = Employee.objects.filter(
        is_management_plan=False,
        probation_ends_on__gte=query.first,
        probation_ends_on__lte=query.last,
        probation_ends_on__lt=query.on,
    )
    if query.unit is not None:
        rows = rows.filter(_in_unit("org_unit__path", query.path))
    rows = rows.exclude(separated_on__lte=ends).exclude(appointed_on__gt=ends).exclude(user=reader)
    rows = rows.exclude(Exists(about.filter(filed_on__lte=OuterRef("probation_ends_on"))))
    filed = about.filter(filed_on__lte=query.on).order_by("filed_on").values("filed_on")[:1]
    rows = rows.annotate(filed_later=Subquery(filed), is_under_way=Exists(about))
    rows = rows.select_related("classification", "org_unit", "supervisor")
    return rows.order_by("probation_ends_on", "sort_key", "employee_no")


# --- sources ----------------------------------------------------------------------------------------------------------


def _sources(query: ComplianceQuery, reader: User) -> tuple[QuerySet[Any], ...]:
    """What is due: evaluations on record, due days without one, and windows that lapsed.

    Each row has due_kind, starts, ends, due_day, filed, unit_path and state. Of the reader's own, nothing before the
    issue: neither the draft, nor the due day without one, which is gone with the beginning of a draft.
    """
    nothing = Value(None, output_field=DateField())
    period = {"due_kind": F("kind"), "starts": F("period_start"), "ends": F("period_end")}
    is_windows = Q(kind=Kind.FOLLOW_UP_FINAL.value, follow_up__isnull=False)
    ends = F("employee__probation_ends_on")
    is_probation = Q(kind=Kind.PROBATION.value, period_start__lte=ends, period_end__gte=ends)
    due_day = Case(When(is_windows, then=F("follow_up__ends_on")), When(is_probation, then=ends), default="period_end")
    # What was to end a lapsed window is told of by that window.
    evaluations = (
        _first_versions()
        .exclude(is_windows, follow_up__status=FollowUpStatus.REVERTED.value)
        .exclude(employee__user=reader, issued_on=None)
        .annotate(
            due_day=due_day,
            filed=F("filed_on"),
            unit_path=F("org_unit__path"),
            state=_state(query.on, is_windows),
            **period,
        )
    )
    moved = EmploymentChange.objects.filter(
        employee=OuterRef("employee"), fact=ChangedFact.ORG_UNIT.value, effective_on__gt=OuterRef("due_on")
    ).order_by("effective_on", "id")
    without = DueDate.objects.filter(evaluation=None, due_on__isnull=False).exclude(employee__user=reader)
    due_dates = without.annotate(
        due_day=F("due_on"),
        filed=nothing,
        unit_path=Coalesce(Subquery(moved.values("before")[:1]), F("employee__org_unit__path")),
        state=_without(query.on),
        **period,
    )
    # The Improvement Needed that opened the window has its Rater and its unit.
    lapsed = Evaluation.objects.filter(opened_follow_up__status=FollowUpStatus.REVERTED.value).annotate(
        due_kind=Value(Kind.FOLLOW_UP_FINAL.value),
        starts=F("opened_follow_up__starts_on"),
        ends=F("opened_follow_up__ends_on"),
        due_day=F("opened_follow_up__ends_on"),
        filed=nothing,
        unit_path=F("org_unit__path"),
        state=_without(query.on),
    )
    return tuple(_within(rows, query) for rows in (evaluations, due_dates, lapsed))


def _first_versions() -> QuerySet[Any]:
    """One for each evaluation that was due: a later version corrects what it says, not when it was filed."""
    return Evaluation.objects.filter(corrects=None).exclude(status=EvaluationStatus.VOID.value)


def _within(rows: QuerySet[Any], query: ComplianceQuery) -> QuerySet[Any]:
    rows = rows.order_by().filter(due_day__gte=query.first, due_day__lte=query.last)
    if query.unit is not None:
        rows = rows.filter(_in_unit("unit_path", query.path))
    return rows.filter(due_kind=query.kind) if query.kind else rows


def _in_unit(name: str, path: str) -> Q:
    return Q(**{name: path}) | Q(**{f"{name}__startswith": f"{path}{SEPARATOR}"})


def _state(on: date, is_windows: Q) -> Case:
    return Case(
        # R15: a final counts on the day that ended its window, and no later one ends it.
        When(is_windows, follow_up__closed_on__lte=on, then=Value(Timeliness.ON_TIME.value)),
        When(filed_on__lte=on, due_day__gte=F("filed_on"), then=Value(Timeliness.ON_TIME.value)),
        When(filed_on__lte=on, then=Value(Timeliness.LATE.value)),
        default=_without(on),
        output_field=CharField(),
    )


def _without(on: date) -> Case:
    """Of what is not filed."""
    return Case(
        When(due_day__lt=on, then=Value(Timeliness.MISSING.value)),
        default=Value(Timeliness.NOT_YET.value),
        output_field=CharField(),
    )


def _counted(rows: QuerySet[Any], *fields: str) -> list[tuple[Any, ...]]:
    return list(rows.values_list(*fields).annotate(count=Count("pk")))


def _branch(query: ComplianceQuery) -> Func:
    """The path of the unit right below the one that is looked at, to which somebody's unit belongs."""
    return _FirstParts(F("unit_path"), depth=len(ways_to(query.path)) + 1)


def _raters(query: ComplianceQuery, below: list[str], reader: User) -> Iterator[RaterTally]:
    """By name; of the people alone who are in none of the units `below`."""
    found: defaultdict[tuple[str, str | None, str], Tally] = defaultdict(Tally)
    names = ("rater__sort_key", "rater__employee_no", "rater__first_name", "rater__last_name")
    for rows in _sources(query, reader):
        directly = rows.annotate(branch=_branch(query)).exclude(branch__in=below)
        for key, number, first, last, state, count in _counted(directly, *names, "state"):
            found[key or "", number, f"{first or ''} {last or ''}".strip()] += tally_of(state, count)
    for (_key, number, name), tally in sorted(found.items(), key=lambda item: (item[0][0], item[0][1] or "")):
        yield RaterTally(number, name, tally)
