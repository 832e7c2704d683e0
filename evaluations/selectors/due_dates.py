"""Reads what decides when people are evaluated next, and asks the schedule. Set-based: six queries for any number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from evaluations.enums import EvaluationKind, EvaluationStatus, FollowUpStatus
from evaluations.models import DueDate, Evaluation, FollowUp
from evaluations.rules import schedule
from evaluations.rules.facts import Leave, Period
from evaluations.rules.policy_choice import PolicyChoice
from evaluations.rules.policy_shape import Policy
from evaluations.rules.schedule_facts import Changed, Decision, Due, Recorded, ScheduleFacts
from evaluations.selectors.policies import policy_choice
from evaluations.selectors.probation import extended_to_of, paid_days_of
from workforce.enums import ChangedFact, EmploymentStatus
from workforce.models import Employee, EmploymentChange
from workforce.models import Leave as RecordedLeave

Status = EvaluationStatus
UNDER_WAY = frozenset(
    {
        Status.DRAFT.value,
        Status.HR_REVIEW.value,
        Status.REVIEWER_REVIEW.value,
        Status.DEPARTMENT_HEAD_REVIEW.value,
        Status.READY_TO_ISSUE.value,
    }
)
_WAITING = [FollowUpStatus.OPEN.value, FollowUpStatus.EXTENDED.value]
_FIELDS = (
    "pk", "appointed_on", "anniversary", "status", "probation_recorded_on", "classification__probation_months",
    "separated_on", "first_name", "last_name", "classification__code", "bargaining_unit",
    "classification__bargaining_unit", "paid_days", "paid_days_counted_on", "paid_days_reached_on", "extended_to",
    "is_management_plan",
)  # fmt: skip
# What R1 may close a period for; the rest of the changes concerns others.
_CLOSING = [
    ChangedFact.CLASSIFICATION.value, ChangedFact.ORG_UNIT.value, ChangedFact.SUPERVISOR.value,
    ChangedFact.RETURN.value,
]  # fmt: skip


def evaluations_counting() -> QuerySet[Evaluation]:
    """Those whose period counts for the next one: none that is void or superseded, no correction before it is final."""
    rows = Evaluation.objects.exclude(status__in=[Status.VOID.value, Status.SUPERSEDED.value])
    return rows.filter(Q(corrects=None) | Q(status=Status.FINAL.value))


def schedule_facts(people: QuerySet[Employee], *, as_told: bool = False) -> dict[int, ScheduleFacts]:
    """The facts of these people by their id, without leaves. Five queries.

    `as_told`: as the person knows them. What is written about somebody is nothing to see before its issue, and a window
    is open until its final is issued.
    """
    extended = people.annotate(extended_to=Subquery(extended_to_of(OuterRef("pk"))))
    rows = list(extended.order_by("pk").values_list(*_FIELDS))
    ids = [row[0] for row in rows]
    evaluations = _evaluations_of(ids, as_told=as_told)
    windows, changes, told = _windows_of(ids, as_told=as_told), _changes_of(ids), _told_to(ids, as_told=as_told)
    return {
        pk: ScheduleFacts(
            appointed=appointed,
            anniversary=anniversary,
            is_probationary=status == EmploymentStatus.PROBATIONARY.value,
            probation_ends_on=recorded,
            probation_months=months,
            paid_days=paid_days_of(counted, counted_on),
            paid_days_reached_on=reached_on,
            probation_extended_to=extended_to,
            is_management_plan=is_management_plan,
            separated_on=separated_on,
            evaluations=tuple(evaluations.get(pk, ())),
            window=windows.get(pk),
            changes=tuple(changes.get(pk, ())),
            told=told.get(pk),
            name=f"{first_name} {last_name}".strip(),
            classification=code,
            bargaining_unit=own_unit or unit_of_class,
        )
        for (
            pk, appointed, anniversary, status, recorded, months, separated_on, first_name, last_name, code,
            own_unit, unit_of_class, counted, counted_on, reached_on, extended_to,
            is_management_plan,
        ) in rows
    }  # fmt: skip


def policy_by(facts: ScheduleFacts, on: date, choice: PolicyChoice) -> Policy:
    """The policy set of the person whose facts these are. No query but for versions that this process never read."""
    return choice.policy(classification=facts.classification, bargaining_unit=facts.bargaining_unit, on=on)


def decisions_of(
    facts: Mapping[int, ScheduleFacts], on: date, choice: PolicyChoice | None = None
) -> dict[int, Decision]:
    """What is due next for each by their own policy set; those for whom nothing is are left out. One query, or none
    where the choice is passed in."""
    choice = choice or policy_choice()
    decided = ((pk, schedule.decide(one, policy_by(one, on, choice), on)) for pk, one in facts.items())
    return {pk: decision for pk, decision in decided if decision is not None}


def due_for(employee: Employee, on: date, *, as_told: bool = False) -> Due | None:
    """What is due next for one person, with reasons and movers; None where nothing is. Seven queries."""
    facts = facts_for(employee, as_told=as_told)
    return schedule.next_due(facts, policy_by(facts, on, policy_choice()), on)


def facts_for(employee: Employee, *, as_told: bool = False) -> ScheduleFacts:
    """One person's facts, with the leaves, by their dates alone (R6)."""
    facts = schedule_facts(Employee.objects.filter(pk=employee.pk), as_told=as_told)[employee.pk]
    rows = RecordedLeave.objects.filter(employee=employee).values_list("starts_on", "ends_on")
    return replace(facts, leaves=tuple(Leave(start, end) for start, end in rows))


def earlier_supervisors(ids: Collection[int], on: date) -> dict[int, int]:
    """Person → the supervisor until then, for everybody whose new one counts only from a day after `on` (R1, R21).

    The people file names the new supervisor at once; until that day the days are seen, and rated, by the earlier one.
    Those who have left are left out.
    """
    rows = EmploymentChange.objects.filter(
        employee__in=ids, fact=ChangedFact.SUPERVISOR.value, effective_on__gt=on
    ).order_by("-effective_on", "-id")
    numbers = dict(rows.values_list("employee", "before"))  # the earliest change comes last, and stays
    people = Employee.objects.filter(employee_no__in=set(numbers.values())).exclude(
        status=EmploymentStatus.SEPARATED.value
    )
    by_number = dict(people.values_list("employee_no", "pk"))
    return {pk: by_number[number] for pk, number in numbers.items() if number in by_number}


def raters_who_can(ids: Iterable[int]) -> set[int]:
    """Those of these people who can rate: in service, with an account that is active."""
    people = Employee.objects.filter(pk__in=set(ids), user__is_active=True)
    return set(people.exclude(status=EmploymentStatus.SEPARATED.value).values_list("pk", flat=True))


def people_without_rater() -> QuerySet[DueDate]:
    """The due dates for which nobody can act as the Rater, by name, so that HR sees to each: none is ever lost.

    Nobody stands above in service, or who does has no active account, or the Rater of the evaluation under way left.
    """
    rows = DueDate.objects.filter(
        Q(rater=None)
        | Q(rater__user=None)
        | Q(rater__user__is_active=False)
        | Q(rater__status=EmploymentStatus.SEPARATED.value)
    )
    return rows.select_related("employee__supervisor", "employee__org_unit", "rater__user", "evaluation").order_by(
        "employee__sort_key", "employee__employee_no"
    )


def _evaluations_of(ids: Collection[int], *, as_told: bool) -> dict[int, list[Recorded]]:
    rows = evaluations_counting().filter(employee__in=ids)
    if as_told:
        rows = rows.filter(issued_on__isnull=False)
    found: defaultdict[int, list[Recorded]] = defaultdict(list)
    columns = ("employee_id", "pk", "kind", "period_start", "period_end", "status", "follow_up__ends_on")
    for employee, pk, kind, start, end, status, window_end in rows.order_by("period_end", "pk").values_list(*columns):
        one = Recorded(pk, EvaluationKind(kind), Period(start, end), status in UNDER_WAY, window_end)
        found[employee].append(one)
    return found


def _windows_of(ids: Collection[int], *, as_told: bool) -> dict[int, Period]:
    is_open = Q(status__in=_WAITING)
    if as_told:
        is_open |= Q(closed_by__isnull=False, closed_by__issued_on=None)
    rows = FollowUp.objects.filter(is_open, employee__in=ids).order_by("pk")
    return {
        employee: Period(start, end) for employee, start, end in rows.values_list("employee", "starts_on", "ends_on")
    }


def _changes_of(ids: Collection[int]) -> dict[int, list[Changed]]:
    found: defaultdict[int, list[Changed]] = defaultdict(list)
    rows = EmploymentChange.objects.filter(employee__in=ids, fact__in=_CLOSING)
    for employee, fact, day in rows.values_list("employee", "fact", "effective_on"):
        found[employee].append(Changed(ChangedFact(fact), day))
    return found


def _told_to(ids: Collection[int], *, as_told: bool) -> dict[int, Any]:
    """The due day on record. To the person it does not change because somebody has begun to write."""
    if as_told:
        rows = DueDate.objects.filter(employee__in=ids, told_on__isnull=False)
        return dict(rows.values_list("employee", "told_on"))
    rows = DueDate.objects.filter(employee__in=ids, evaluation=None, due_on__isnull=False)
    return dict(rows.values_list("employee", "due_on"))
