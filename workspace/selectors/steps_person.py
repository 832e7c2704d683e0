"""One person's step increases with all that decided them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from accounts.models import User
from evaluations.models import ComingStep, Evaluation, StepIncrease
from evaluations.rules.policy_shape import Policy
from evaluations.rules.steps import Outlook, counts_for_step
from evaluations.selectors.steps import OnFile, Policies, on_file, outlook_of, steps_of
from workforce.models import Employee
from workspace.selectors.steps import Holder, holders_of


@dataclass(frozen=True, slots=True)
class Filed:
    """One evaluation on file: does it count for a step increase, and from when is it disregarded (R15)?"""

    evaluation: Evaluation
    one: OnFile

    @property
    def counts(self) -> bool:
        """Competent or better, or deemed competent (R18)."""
        return counts_for_step(self.one.evaluation)


@dataclass(frozen=True, slots=True)
class StepsOfPerson:
    """`anniversary` is the coming one, None where the people file names none; `outlook` is None where no step is asked.

    `holder` is told to HR and the auditor alone. `decided` holds every decision, the latest anniversary first.
    """

    anniversary: date | None
    policy: Policy | None
    outlook: Outlook | None
    holder: Holder | None
    decided: list[StepIncrease]
    filed: list[Filed]


def steps_of_person(user: User, employee: Employee, on: date) -> StepsOfPerson:
    """To the person: only what has been issued to them is on file. Ten queries at most."""
    files = on_file(Employee.objects.filter(pk=employee.pk), on).get(employee.pk, [])
    coming = ComingStep.objects.filter(employee=employee).values_list("anniversary", flat=True).first()
    policy = outlook = None
    if coming is not None:
        policy = Policies(Employee.objects.filter(pk=employee.pk)).of(employee.pk, coming)
        outlook = outlook_of(employee.separated_on, files, coming, policy)
    is_watched = employee.user_id != user.pk and outlook is not None and not outlook.is_supported
    return StepsOfPerson(
        anniversary=coming,
        policy=policy,
        outlook=outlook,
        holder=holders_of(user, [employee.pk]).get(employee.pk) if is_watched else None,
        decided=steps_of(employee),
        filed=_filed(files),
    )


def _filed(files: list[OnFile]) -> list[Filed]:
    rows = Evaluation.objects.in_bulk([one.evaluation.key for one in files])
    return [Filed(rows[one.evaluation.key], one) for one in reversed(files) if one.evaluation.key in rows]
