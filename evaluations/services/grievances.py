"""A grievance or a request for reconsideration: filed, withdrawn, decided; and what it held goes on (R22)."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from accounts.selectors import active_accounts_with_role
from audit.services import event_record
from common.canonical import sha256_of_text
from common.errors import Conflict, NotAllowed, NotVisible, RuleViolations
from common.plaintext import plain_text
from evaluations.enums import EvaluationStatus, FiledAs, GrievanceKind, GrievanceStatus
from evaluations.grievance_permissions import check_can_decide, check_can_file, check_can_withdraw_grievance
from evaluations.models import Evaluation, Grievance
from evaluations.permissions import Standing, standing_of
from evaluations.rules.grievances import filed_after_hold, grievance_violations
from evaluations.rules.reminder_plan import reminder_plan
from evaluations.rules.violation import form_error
from evaluations.selectors import evaluations_for_page, policy_of
from evaluations.selectors.grievances import case_for, grievance_get
from evaluations.services.engine import system_step
from evaluations.services.issue import finalize_if_complete
from evaluations.services.new_reports import new_report_begin
from evaluations.services.reasons import require_lawful
from evaluations.services.signing import require_reason
from notifications.services import notice_add, notices_done

_MOVES = {
    GrievanceStatus.STANDS: "stand",
    GrievanceStatus.NEW_REPORT: "renew",
    GrievanceStatus.WITHDRAWN: "withdraw",
}


@transaction.atomic
def grievance_file(
    *,
    public_id: uuid.UUID,
    kind: GrievanceKind,
    about: Collection[str],
    text: str,
    by: User,
    at: datetime,
    filed_on: date | None = None,
) -> Grievance:
    """The employee files it, or HR on the employee's behalf, with the day on which it came (`filed_on`).

    From now on filing and distribution to others wait; the employee's copy and the follow-up clock do not. Filed again
    in the same words, it returns what is there. Raises NotVisible (404), NotAllowed (403), Conflict (409),
    RuleViolations (422).
    """
    evaluation, standing, today = *_locked(public_id, by, at), timezone.localdate(at)
    text, parts = plain_text(text).strip(), sorted(set(about)) if kind is GrievanceKind.GRIEVANCE else []
    same = Grievance.objects.filter(
        evaluation=evaluation, status=GrievanceStatus.OPEN.value, kind=kind.value, about=parts, text=text,
        recorded_by_id=by.pk,
    ).first()  # fmt: skip
    if same is not None:
        return same
    check_can_file(standing, evaluation)
    day = today if standing.is_employee or filed_on is None else filed_on
    case = case_for(evaluation, kind, tuple(parts), text, day)
    require_lawful(grievance_violations(case, policy_of(evaluation), today), {})
    days = reminder_plan(settings.POLICY_SET).waiting_every_days
    kept = Grievance.objects.create(
        evaluation=evaluation, kind=kind.value, about=parts, text=text, filed_on=day,
        filed_as=(FiledAs.EMPLOYEE if standing.is_employee else FiledAs.HR).value,
        decide_by=today + timedelta(days=days), recorded_at=at, recorded_by_id=by.pk, recorded_by_name=by.name,
    )  # fmt: skip
    _record(
        kept, "grievance_filed", by, at, kind=kind.value, evaluation=str(evaluation.public_id), about=parts,
        filed_on=day.isoformat(), text_sha256=sha256_of_text(text),
    )  # fmt: skip
    _tell_hr(kept, evaluation, at)
    return kept


@transaction.atomic
def grievance_decide(
    *, public_id: uuid.UUID, outcome: GrievanceStatus, reason: str, by: User, at: datetime
) -> Grievance:
    """HR decides: the evaluation stands, or a new report takes its place. The employee is told.

    The same decision by the same person is made once. Raises NotVisible, NotAllowed, Conflict, RuleViolations (422).
    """
    kept, _evaluation, standing = _opened(public_id, by, at)
    text = plain_text(reason).strip()
    if (kept.status, kept.ended_by_id, kept.end_reason) == (outcome.value, by.pk, text):
        return kept
    check_can_decide(standing, kept)
    if outcome not in (GrievanceStatus.STANDS, GrievanceStatus.NEW_REPORT):
        message = "Choose whether the evaluation stands or a new report is written."
        raise RuleViolations([form_error(code="outcome_unknown", message=message, field="outcome")])
    _end(kept, outcome, require_reason(text), by, at)
    _tell_employee(kept, at)
    return kept


@transaction.atomic
def grievance_withdraw(*, public_id: uuid.UUID, reason: str, by: User, at: datetime) -> Grievance:
    """The employee takes it back, or HR where the employee says so: what it held goes on. Raises as the decision."""
    kept, _evaluation, standing = _opened(public_id, by, at)
    text = plain_text(reason).strip()
    withdrawn = GrievanceStatus.WITHDRAWN
    if (kept.status, kept.ended_by_id, kept.end_reason) == (withdrawn.value, by.pk, text):
        return kept
    check_can_withdraw_grievance(standing, kept)
    _end(kept, withdrawn, require_reason(text), by, at)
    return kept


def _end(kept: Grievance, status: GrievanceStatus, reason: str, by: User, at: datetime) -> None:
    getattr(kept, _MOVES[status])()
    kept.ended_on, kept.ended_at, kept.end_reason = timezone.localdate(at), at, reason
    kept.ended_by_id, kept.ended_by_name = by.pk, by.name
    kept.save(update_fields=["status", "ended_on", "ended_at", "ended_by_id", "ended_by_name", "end_reason"])
    _record(kept, "grievance_ended", by, at, outcome=status.value, reason_sha256=sha256_of_text(reason))
    notices_done(subject=_subject(kept), at=at)
    _go_on(kept, status, by, at)


def _go_on(kept: Grievance, status: GrievanceStatus, by: User, at: datetime) -> None:
    """What was held goes on: it is filed, or the next version is begun once this one is final."""
    with system_step(pk=kept.evaluation_id, at=at) as s:
        s.by = by
        is_issued = s.evaluation.status == EvaluationStatus.ISSUED.value
        if is_issued and status is not GrievanceStatus.NEW_REPORT:
            filed_on = filed_after_hold(s.evaluation.filed_on, kept.filed_on, s.today)
            if filed_on != s.evaluation.filed_on:
                s.evaluation.filed_on = filed_on
                s.save("filed_on")
        if is_issued:
            finalize_if_complete(s)
        else:
            new_report_begin(s)


def _locked(public_id: uuid.UUID, by: User, at: datetime) -> tuple[Evaluation, Standing]:
    """The evaluation, held before anything is read, and what the person is to it. Raises NotVisible (404)."""
    today = timezone.localdate(at)
    if Evaluation.objects.select_for_update().filter(public_id=public_id).first() is None:
        raise NotVisible
    evaluation = evaluations_for_page(by, today).filter(public_id=public_id).first()
    if evaluation is None:
        raise NotVisible
    return evaluation, standing_of(by, evaluation, today)


def _opened(public_id: uuid.UUID, by: User, at: datetime) -> tuple[Grievance, Evaluation, Standing]:
    key = Grievance.objects.filter(public_id=public_id).values_list("evaluation__public_id", flat=True).first()
    if key is None:
        raise NotVisible
    _locked(key, by, at)
    return grievance_get(public_id, by, timezone.localdate(at))


def _tell_hr(kept: Grievance, evaluation: Evaluation, at: datetime) -> None:
    """Everybody of HR who may decide; about whom stands on its page alone."""
    for user in active_accounts_with_role(Role.HR, Role.HR_MANAGER):
        try:
            check_can_decide(standing_of(user, evaluation, timezone.localdate(at)), kept)
        except (NotAllowed, Conflict):
            continue
        _notice(kept, user, "grievance_filed", {"kind": kept.kind}, at, is_action=True)


def _tell_employee(kept: Grievance, at: datetime) -> None:
    """The employee, whatever they have switched off."""
    user = kept.evaluation.employee.user
    if user is not None and user.is_active:
        _notice(kept, user, "grievance_decided", {}, at, is_action=False)


def _notice(
    kept: Grievance, user: User, kind: str, words: dict[str, str], at: datetime, *, is_action: bool
) -> None:  # fmt: skip
    notice_add(
        recipient=user, kind=kind, subject=_subject(kept), path=kept.get_absolute_url(), words=words,
        is_action=is_action, is_immediate=not is_action, is_statutory=not is_action, at=at,
    )  # fmt: skip


def _record(kept: Grievance, action: str, by: User, at: datetime, **data: Any) -> None:
    event_record(stream=kept.stream, action=action, by=by, at=at, data=data)


def _subject(kept: Grievance) -> str:
    return f"grievance:{kept.public_id}"
