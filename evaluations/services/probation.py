"""Probation is extended for absence without pay, and such an extension is withdrawn (R3)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audit.services import event_record
from common.canonical import sha256_of_text
from common.errors import Conflict, NotVisible, RuleViolations
from common.plaintext import plain_text
from evaluations.models import ProbationExtension
from evaluations.permissions import check_can_extend_probation
from evaluations.rules.probation import probation_ends_on
from evaluations.rules.probation_extension import ProbationExtensionAsked, probation_extension_violations
from evaluations.rules.violation import form_error
from evaluations.selectors.facts import employee_facts, leaves_of
from evaluations.selectors.policies import policy_for
from evaluations.selectors.probation import extensions_of, probation_stream
from evaluations.services.due_dates import due_dates_refresh
from evaluations.services.reasons import require_lawful
from notifications.services import notice_add
from workforce.enums import EmploymentStatus
from workforce.models import Employee
from workforce.selectors import acting_supervisor


@transaction.atomic
def probation_extend(
    *, employee: Employee, asked: ProbationExtensionAsked, reasons: Mapping[str, str], by: User, at: datetime
) -> ProbationExtension:
    """HR records the extension with the absence and the day of the notice; the due day moves with it at once.

    Raises NotVisible (404) for others and about oneself, Conflict (409) where no probation runs, RuleViolations (422:
    R3; a late notice leaves the end as it is). The same extension recorded again is there already.
    """
    employee = _locked(employee)
    check_can_extend_probation(by, employee)
    if employee.status != EmploymentStatus.PROBATIONARY.value:
        raise Conflict(f"{employee.full_name} is not on probation, so there is none to extend.")
    same = extensions_of(employee).filter(**_dates(asked), withdrawn_at=None).first()
    if same is not None:
        return same
    today = timezone.localdate(at)
    policy = policy_for(employee, today)
    end = probation_ends_on(employee_facts(employee, policy), policy)
    if end is None:
        raise Conflict(f"Nothing on record says when the probation of {employee.full_name} ends.")
    found = probation_extension_violations(
        asked, appointed=employee.appointed_on, end=end, leaves=leaves_of(employee), policy=policy, today=today
    )
    accepted = require_lawful(found, reasons)
    kept = ProbationExtension.objects.create(
        employee=employee, old_end=end, **_dates(asked), recorded_at=at, recorded_by_id=by.pk,
        recorded_by_name=by.name, reason="\n".join(plain_text(reason).strip() for _, reason in accepted),
    )  # fmt: skip
    facts = {name: day.isoformat() for name, day in _dates(asked).items()}
    warned = [violation.code for violation, _ in accepted]
    _record(kept, "probation_extended", by, at, old_end=end.isoformat(), **facts, warnings=warned)
    _moved(kept, at)
    return kept


@transaction.atomic
def probation_extension_withdraw(
    *, public_id: uuid.UUID, reason: str, by: User, at: datetime
) -> ProbationExtension:  # fmt: skip
    """It counts no more, and the end is what it was; the reason stays.

    Raises NotVisible (404), Conflict (409) where it is withdrawn already or a later extension rests on it,
    RuleViolations (422) without a reason. The same again by the same person is done once.
    """
    kept, text = _extension(public_id, by), plain_text(reason).strip()
    if kept.withdrawn_by_id == by.pk and kept.withdrawn_reason == text:
        return kept
    if kept.is_withdrawn:
        raise Conflict(f"{kept.withdrawn_by_name} has withdrawn this extension already.")
    if extensions_of(kept.employee).filter(old_end=kept.new_end, withdrawn_at=None).exists():
        raise Conflict("A later extension rests on this one. Withdraw that one first.")
    if not text:
        message = "Say in a sentence why it is withdrawn."
        raise RuleViolations([form_error(code="reason_missing", message=message, field="reason")])
    kept.withdrawn_at, kept.withdrawn_by_id, kept.withdrawn_by_name = at, by.pk, by.name
    kept.withdrawn_reason = text
    kept.save(update_fields=["withdrawn_at", "withdrawn_by_id", "withdrawn_by_name", "withdrawn_reason"])
    _record(kept, "probation_extension_withdrawn", by, at, reason_sha256=sha256_of_text(text))
    _moved(kept, at)
    return kept


def _dates(asked: ProbationExtensionAsked) -> dict[str, Any]:
    return {
        "new_end": asked.new_end,
        "absent_from": asked.absent_from,
        "absent_to": asked.absent_to,
        "notified_on": asked.notified_on,
    }


def _locked(employee: Employee) -> Employee:
    """The row is held, so that two who extend at once are served one after the other, each by the end then in force."""
    Employee.objects.select_for_update(no_key=True).get(pk=employee.pk)
    return Employee.objects.select_related("user", "classification", "supervisor").get(pk=employee.pk)


def _extension(public_id: uuid.UUID, by: User) -> ProbationExtension:
    row = ProbationExtension.objects.filter(public_id=public_id).select_related("employee").first()
    if row is None:
        raise NotVisible
    check_can_extend_probation(by, row.employee)
    _locked(row.employee)
    return ProbationExtension.objects.select_related("employee").get(pk=row.pk)


def _record(kept: ProbationExtension, action: str, by: User, at: datetime, **data: Any) -> None:
    event_record(stream=probation_stream(kept.employee), action=action, by=by, at=at, data=data)


def _moved(kept: ProbationExtension, at: datetime) -> None:
    """The due day follows, and the employee and whoever supervises hear of the end that is in force now."""
    due_dates_refresh(employee_ids=[kept.employee_id], at=at)
    person = Employee.objects.select_related("user").get(pk=kept.employee_id)
    supervisor = acting_supervisor(person)
    told = [("probation_moved_own", person.user), ("probation_moved", supervisor.user if supervisor else None)]
    for kind, user in told:
        if user is not None and user.is_active:
            notice_add(
                recipient=user, kind=kind, subject=f"probation:{person.employee_no}", stage=at.isoformat(),
                path=reverse("evaluations:probation", args=[person.employee_no]), due_on=person.probation_ends_on,
                words={"employee": person.full_name}, is_action=False, at=at,
            )  # fmt: skip
