"""What decides step increases (R18), read for any number of people at once: two queries for what is on file.

**Filed** is an evaluation from the day on which the employee's outcome is recorded (R20; schools: when the response
time has ended), which `Evaluation.filed_on` keeps. It need not be final yet. All versions of one evaluation are one
(R22, R35): it was filed on the day of the first one, and counts with the rating of the one in force, so that a
correction that lifts an Improvement Needed takes its effect on steps away, and one that lowers a rating takes the
support away. An Improvement Needed is disregarded from the day after its window lapsed (R15). What a grievance holds
counts as filed for no anniversary after the day on which that was filed, until it has ended (R22).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery

from common.dates import ONE_DAY
from evaluations.enums import EvaluationStatus, FollowUpStatus, Rating
from evaluations.grievance_permissions import holding
from evaluations.models import ComingStep, Evaluation, FollowUp, Grievance, StepIncrease, StepSweep
from evaluations.policy_versions import policy_named
from evaluations.rules.facts import EmployeeFacts, FiledEvaluation
from evaluations.rules.policy import policy_for_day
from evaluations.rules.policy_shape import Policy
from evaluations.rules.policy_table import PolicyError
from evaluations.rules.steps import Outlook, Step, outlook_on, step_on
from evaluations.selectors.policies import policy_choice
from workforce.models import Employee

FINAL = EvaluationStatus.FINAL.value
_ON_FILE = [EvaluationStatus.ISSUED.value, FINAL, EvaluationStatus.SUPERSEDED.value]
_COLUMNS = ("pk", "employee_id", "status", "overall", "filed_on", "period_end", "corrects_id", "held_from")
# pk, status, overall, filed_on, period_end, corrects, held_from
Version = tuple[int, str, str, date, date, int | None, date | None]


@dataclass(frozen=True, slots=True)
class OnFile:
    """One evaluation on file, the day from which it is disregarded because its window lapsed, and the day on which a
    grievance was filed that holds it."""

    evaluation: FiledEvaluation
    reverts_on: date | None = None
    held_from: date | None = None

    def is_held(self, anniversary: date) -> bool:
        """R22: not filed as of that anniversary, since a grievance was filed before it and has not ended."""
        return self.held_from is not None and self.held_from < anniversary

    def as_of(self, anniversary: date) -> FiledEvaluation:
        """What the rule is told on that anniversary."""
        is_reverted = self.reverts_on is not None and self.reverts_on <= anniversary
        return replace(self.evaluation, is_reverted=is_reverted)


class Policies:
    """By whose policy set each of these people's step increases is decided (§3). Two queries, however many they are.

    A day before the first version goes by that one.
    """

    def __init__(self, people: QuerySet[Employee]) -> None:
        self._choice = policy_choice()
        fields = ("pk", "classification__code", "bargaining_unit", "classification__bargaining_unit")
        rows = people.order_by().values_list(*fields)
        self._groups = {pk: (code, own or of_class) for pk, code, own, of_class in rows}
        self._known: dict[tuple[str, str, date], Policy] = {}

    def of(self, employee_id: int, anniversary: date) -> Policy:
        """The policy of that person on that day. Read once a group and day: thousands share both."""
        code, unit = self._groups[employee_id]
        if (code, unit, anniversary) not in self._known:
            self._known[code, unit, anniversary] = self._policy(code, unit, anniversary)
        return self._known[code, unit, anniversary]

    def _policy(self, code: str, unit: str, anniversary: date) -> Policy:
        try:
            return self._choice.policy(classification=code, bargaining_unit=unit, on=anniversary)
        except PolicyError:
            return policy_for_day(settings.POLICY_SET, anniversary)


def on_file(people: QuerySet[Employee], on: date) -> dict[int, list[OnFile]]:
    """Person → what is filed by the end of that day, the earliest first. Two queries for any number of people."""
    by_person: defaultdict[int, list[Version]] = defaultdict(list)
    ids = people.order_by().values("pk")
    held = Grievance.objects.filter(holding(), evaluation=OuterRef("pk")).order_by("filed_on").values("filed_on")[:1]
    rows = Evaluation.objects.filter(employee__in=ids, status__in=_ON_FILE, filed_on__isnull=False)
    rows = rows.annotate(held_from=Subquery(held))
    for pk, employee, *rest in rows.order_by().values_list(*_COLUMNS):
        by_person[employee].append((pk, *rest))
    lapsed = FollowUp.objects.filter(employee__in=ids, status=FollowUpStatus.REVERTED.value)
    reverts = {pk: end + ONE_DAY for pk, end in lapsed.order_by().values_list("evaluation_id", "ends_on")}
    return {employee: _on_file(versions, reverts, on) for employee, versions in by_person.items()}


def _on_file(versions: Sequence[Version], reverts: Mapping[int, date], on: date) -> list[OnFile]:
    by_key = {version[0]: version for version in versions}
    found = []
    for pk, status, overall, _filed_on, period_end, corrects, held_from in versions:
        # A correction replaces what it corrects on the day it is final, not before.
        if status == EvaluationStatus.SUPERSEDED.value or (corrects is not None and status != FINAL):
            continue
        line = [pk]
        while (earlier := by_key[line[-1]][5]) is not None and earlier in by_key:
            line.append(earlier)
        filed_on = by_key[line[-1]][3]
        if filed_on <= on:
            one = FiledEvaluation(
                Rating(overall) if overall else None, filed_on, period_end, deemed=not overall, key=pk
            )  # fmt: skip
            # Another rating in the place of the Improvement Needed has voided what the lapsed window did (R22).
            is_reverted = overall == Rating.IMPROVEMENT_NEEDED.value
            reverts_on = next((reverts[key] for key in line if is_reverted and key in reverts), None)
            found.append(OnFile(one, reverts_on, held_from))
    return sorted(found, key=lambda one: (str(one.evaluation.filed_on), one.evaluation.key))


def step_of(separated_on: date | None, filed: Iterable[OnFile], anniversary: date, policy: Policy) -> Step:
    """The decision as of that anniversary. No query."""
    facts = EmployeeFacts(anniversary=anniversary, separated_on=separated_on)
    return step_on(facts, [one.as_of(anniversary) for one in filed if not one.is_held(anniversary)], policy)


def outlook_of(
    separated_on: date | None, filed: Iterable[OnFile], anniversary: date, policy: Policy
) -> Outlook | None:  # fmt: skip
    """How a coming anniversary stands. No query."""
    facts = EmployeeFacts(anniversary=anniversary, separated_on=separated_on)
    return outlook_on(facts, [one.as_of(anniversary) for one in filed if not one.is_held(anniversary)], policy)


def policy_of_step(row: StepIncrease) -> Policy:
    """The policy version that the decision was made under."""
    return policy_named(row.policy_key, row.policy_version)


def steps_in_force() -> QuerySet[StepIncrease]:
    """The decisions that nothing replaces."""
    return StepIncrease.objects.filter(replaced_by=None)


def sweep_so_far() -> StepSweep | None:
    """From and up to which anniversary steps have been decided; None before the first time."""
    return StepSweep.objects.first()


def steps_of(employee: Employee) -> list[StepIncrease]:
    """Every decision on the person's step increases, the latest anniversary first, each with what it replaced after it.

    One query.
    """
    rows: Any = StepIncrease.objects.filter(employee=employee).select_related(
        "evaluation", "released_by", "replaced_by"
    )
    return list(rows.order_by("-anniversary", "-pk"))


def coming_of(people: QuerySet[Employee], first: date, last: date) -> QuerySet[ComingStep]:
    """The coming anniversaries of these people from `first` to `last`, in their order."""
    rows = ComingStep.objects.filter(employee__in=people.order_by().values("pk"), anniversary__range=(first, last))
    return rows.order_by("anniversary", "employee__sort_key", "employee__employee_no")


def outlooks_of(rows: QuerySet[ComingStep], on: date) -> dict[int, Outlook]:
    """Person → how the coming anniversary stands today; those for whom no step is asked are left out. Five queries."""
    people = Employee.objects.filter(pk__in=rows.order_by().values("employee"))
    filed = on_file(people, on)
    found, policies = {}, Policies(people)
    for employee, anniversary, separated_on in rows.values_list("employee", "anniversary", "employee__separated_on"):
        outlook = outlook_of(separated_on, filed.get(employee, ()), anniversary, policies.of(employee, anniversary))
        if outlook is not None:
            found[employee] = outlook
    return found
