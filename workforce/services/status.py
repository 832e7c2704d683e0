"""A status that returns to what it was: by a rule of the product, not by a people file (docs/adr/0022)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from audit.services import event_record
from workforce.enums import ChangedFact, EmploymentStatus
from workforce.models import Employee, EmploymentChange


@transaction.atomic
def employee_status_return(
    *, employee_id: int, status: EmploymentStatus, effective_on: date, stream: str, at: datetime
) -> bool:
    """The employee holds that status again from `effective_on`; False where nothing changes.

    Nothing does where the status is the same already, or where the person has left the service: a separation is a fact
    of the people file alone. The change is a dated fact like those of a people file, and an event on `stream`, the
    audit stream of what it follows from.
    """
    employee = Employee.objects.select_for_update(no_key=True).get(pk=employee_id)
    before = employee.status
    if before in (status.value, EmploymentStatus.SEPARATED.value):
        return False
    employee.status = status.value
    employee.save(update_fields=["status"])
    EmploymentChange.objects.create(
        employee=employee, fact=ChangedFact.STATUS.value, before=before, after=status.value,
        effective_on=effective_on, recorded_at=at, stream=stream,
    )  # fmt: skip
    data = {"before": before, "after": status.value, "effective_on": effective_on.isoformat()}
    event_record(stream=stream, action="status_returned", by=None, at=at, data=data)
    return True
