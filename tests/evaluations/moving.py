"""People who move, leave and get another supervisor, and what comes of it."""

from __future__ import annotations

from datetime import date

from audit.models import AuditEvent
from evaluations.enums import Capacity, EvaluationStatus
from evaluations.models import Evaluation, FollowedChange, SigningStep
from notifications.models import Notice
from tests.evaluations.journeys import AT
from tests.factories import Chain, make_employee
from workforce.enums import ChangedFact, EmploymentStatus, ManagementLevel
from workforce.models import Employee, EmploymentChange

Status = EvaluationStatus
Fact = ChangedFact
# The period of the journeys ends on June 30, 2026; the move comes in spring, and is followed on July 6.
SPRING = date(2026, 3, 2)


def moved(employee: Employee, *, on: date = SPRING, **after: object) -> None:
    """What a people file does: the new values, and a dated fact for each."""
    names = {"supervisor": "employee_no", "classification": "code", "org_unit": "path"}
    employee = Employee.objects.select_related("supervisor", "classification", "org_unit").get(pk=employee.pk)
    for name, value in after.items():
        before = getattr(employee, name)
        setattr(employee, name, value)
        EmploymentChange.objects.create(
            employee=employee, fact=name, before=getattr(before, names[name], ""),
            after=getattr(value, names[name], ""), effective_on=on, recorded_at=AT, stream="import:test",
        )  # fmt: skip
    employee.save()


def separated(employee: Employee, *, on: date) -> None:
    employee = Employee.objects.get(pk=employee.pk)
    employee.status, employee.separated_on = EmploymentStatus.SEPARATED.value, on
    employee.save()
    EmploymentChange.objects.create(
        employee=employee, fact=Fact.SEPARATION.value, before="permanent", after="separated", effective_on=on,
        recorded_at=AT, stream="import:test",
    )  # fmt: skip


def other_supervisor(chain: Chain) -> Employee:
    """Somebody beside the supervisor, under the same program head."""
    return make_employee(
        first_name="Robin", last_name="Successor", level=ManagementLevel.SUPERVISOR, supervisor=chain.program_head
    )


def effects() -> list[tuple[str, str]]:
    rows = FollowedChange.objects.select_related("change").order_by("change__fact", "effect")
    return [(row.change.fact, row.effect) for row in rows]


def notices() -> set[tuple[str, str]]:
    return {(row.kind, row.recipient.name) for row in Notice.objects.select_related("recipient")}


def actions(evaluation: Evaluation) -> list[str]:
    return list(
        AuditEvent.objects.filter(stream=evaluation.stream).order_by("sequence").values_list("action", flat=True)
    )


def step_of(evaluation: Evaluation, capacity: Capacity) -> SigningStep:
    return SigningStep.objects.get(evaluation=evaluation, round=evaluation.signing_round, capacity=capacity.value)
