"""Contact with HR about a likely low rating: asked here or recorded, answered, withdrawn (R10, R11)."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from accounts.selectors import active_accounts_with_role
from audit.services import event_record
from common.canonical import sha256_of_text
from common.dates import add_business_days
from common.errors import NotVisible, RuleViolations
from common.plaintext import plain_text
from evaluations.enums import ContactWay, Rating
from evaluations.models import Consultation, Evaluation
from evaluations.permissions import (
    check_can_answer,
    check_can_contact_hr,
    check_can_record_contact,
    managers_who_may_contact,
    may_answer,
)
from evaluations.recusal_permissions import recused_people
from evaluations.rules.contacts import Contact, contact_violations
from evaluations.rules.reminder_plan import reminder_plan
from evaluations.rules.violation import form_error
from evaluations.selectors.consultations import (
    chain_about,
    check_can_withdraw_contact,
    consultations_about,
    consultations_shown,
    consultations_visible_to,
    evaluation_about,
)
from evaluations.selectors.policies import policy_for
from evaluations.services.engine import Step
from evaluations.services.reasons import require_lawful
from notifications.services import notice_add, notices_done
from workforce.models import Employee


@transaction.atomic
def consultation_request(*, employee: Employee, contact: Contact, by: User, at: datetime) -> Consultation:
    """A manager of the employee's chain asks HR; the day of asking is the day of the contact. HR is told.

    Raises NotVisible (404), NotAllowed (403: below Program Head), RuleViolations (422). Asked again in the same words
    on the same day, it returns what is there.
    """
    employee = _locked(employee)
    today, policy = timezone.localdate(at), policy_for(employee, timezone.localdate(at))
    evaluation = evaluation_about(employee.pk, contact.period_start, contact.period_end)
    manager = check_can_contact_hr(by, employee, chain_about(employee, evaluation), policy, today)
    kept = _new(
        employee, _plain(contact), evaluation, manager=manager, way=ContactWay.HERE, on=today, by=by, at=at
    )  # fmt: skip
    if kept.pk is None:
        kept.save()
        _record(kept, "consultation_asked", by, at, **_facts(kept))
        _tell_hr(kept, at)
        _contact_is_made(kept, at)
    return kept


@transaction.atomic
def consultation_record(
    *,
    employee: Employee,
    contact: Contact,
    contacted_by: Employee,
    contacted_on: date,
    way: ContactWay,
    by: User,
    at: datetime,
    advice: str = "",
) -> Consultation:
    """HR records a contact by telephone, visit or letter, perhaps with the advice given then; the manager is told.

    Raises NotVisible (404) for others and about oneself, RuleViolations (422: a day ahead or too long before the
    period, a manager who may not ask).
    """
    employee, today = _locked(employee), timezone.localdate(at)
    check_can_record_contact(by, employee, today)
    evaluation = evaluation_about(employee.pk, contact.period_start, contact.period_end)
    able = managers_who_may_contact(
        chain_about(employee, evaluation), policy_for(employee, today), recused=recused_people(employee, today)
    )
    if contacted_by not in able:
        message = "Choose the manager of this employee's chain of command who contacted HR: a Program Head or above."
        raise RuleViolations([form_error(code="not_a_manager", message=message, field="contacted_by")])
    kept = _new(employee, _plain(contact), evaluation, manager=contacted_by, way=way, on=contacted_on, by=by, at=at)
    if kept.pk is None:
        kept.save()
        _record(kept, "consultation_recorded", by, at, **_facts(kept))
        _tell(kept, {contacted_by}, "consultation_recorded", by, at)
        if plain_text(advice).strip():
            check_can_answer(by, kept, today)
            _answer(kept, plain_text(advice).strip(), by, at)
        else:
            _tell_hr(kept, at)
        _contact_is_made(kept, at)
    return kept


@transaction.atomic
def consultation_answer(*, public_id: uuid.UUID, advice: str, by: User, at: datetime) -> Consultation:
    """HR advises; the manager who asked is told. Raises NotVisible (404), NotAllowed (403), Conflict (409) once
    answered or withdrawn, RuleViolations (422) for a blank answer. The same answer by the same person is given once."""
    kept, text = _opened(public_id, by, at), plain_text(advice).strip()
    if kept.answered_by_id == by.pk and kept.advice == text:
        return kept
    check_can_answer(by, kept, timezone.localdate(at))
    if not text:
        message = "The answer is empty. Write what HR advises."
        raise RuleViolations([form_error(code="advice_missing", message=message, field="advice")])
    _answer(kept, text, by, at)
    notice_user = kept.contacted_by.user
    if notice_user is not None:
        words = {"by": by.name}
        _notice(kept, notice_user, "consultation_answered", words, at, is_action=False)
    return kept


@transaction.atomic
def consultation_withdraw(*, public_id: uuid.UUID, reason: str, by: User, at: datetime) -> Consultation:
    """It counts no more; the reason stays. The manager who asked and the Rater are told, since the rating waits for
    another one (R10, R11). Raises as `consultation_answer`, Conflict once an evaluation rests on it."""
    kept, text = _opened(public_id, by, at), plain_text(reason).strip()
    if kept.withdrawn_by_id == by.pk and kept.withdrawn_reason == text:
        return kept
    check_can_withdraw_contact(by, kept, timezone.localdate(at))
    if not text:
        message = "Say in a sentence why it is withdrawn."
        raise RuleViolations([form_error(code="reason_missing", message=message, field="reason")])
    kept.withdrawn_at, kept.withdrawn_by_id, kept.withdrawn_by_name = at, by.pk, by.name
    kept.withdrawn_reason = text
    kept.save(update_fields=["withdrawn_at", "withdrawn_by_id", "withdrawn_by_name", "withdrawn_reason"])
    _record(kept, "consultation_withdrawn", by, at, reason_sha256=sha256_of_text(text))
    notices_done(subject=_subject(kept), at=at)
    rater = kept.evaluation.rater if kept.evaluation is not None else None
    _tell(kept, {kept.contacted_by, rater}, "consultation_withdrawn", by, at)
    return kept


def consultations_link(s: Step) -> None:
    """At submission: the contacts about the period are about this evaluation from now on."""
    evaluation = s.evaluation
    about = consultations_about(evaluation.employee_id, evaluation.period_start, evaluation.period_end)
    about.update(evaluation=evaluation)


def _locked(employee: Employee) -> Employee:
    """The employee's row is held, so that two who ask at once are served one after the other."""
    Employee.objects.select_for_update().get(pk=employee.pk)
    return Employee.objects.select_related("user", "supervisor").get(pk=employee.pk)


def _plain(contact: Contact) -> Contact:
    """With texts as the record keeps them."""
    return Contact(
        contact.likely_rating,
        contact.period_start,
        contact.period_end,
        contact.anticipated_issue_on,
        plain_text(contact.deficiencies).strip(),
        plain_text(contact.efforts).strip(),
    )


def _new(
    employee: Employee,
    contact: Contact,
    evaluation: Evaluation | None,
    *,
    manager: Employee,
    way: ContactWay,
    on: date,
    by: User,
    at: datetime,
) -> Consultation:
    """One that is not saved yet, or the same one as it was kept before (its `pk` is set)."""
    today = timezone.localdate(at)
    numbers = policy_for(employee, today).consultation
    lead_days = max(numbers.improvement_needed_days, numbers.unsatisfactory_days)
    require_lawful(contact_violations(contact, contacted_on=on, today=today, lead_days=lead_days), {})
    said = {
        "employee": employee,
        "likely_rating": Rating(contact.likely_rating).value,
        "period_start": contact.period_start,
        "period_end": contact.period_end,
        "anticipated_issue_on": contact.anticipated_issue_on,
        "deficiencies": contact.deficiencies,
        "efforts": contact.efforts,
        "contacted_by": manager,
        "contacted_on": on,
        "way": way.value,
    }
    same = consultations_shown().filter(**said, recorded_by_id=by.pk, withdrawn_at=None).first()
    if same is not None:
        return same
    days, holidays = (
        reminder_plan(settings.POLICY_SET).answer_business_days,
        policy_for(employee, today).holidays,
    )
    return Consultation(
        **said,
        evaluation=evaluation,
        recorded_at=at,
        recorded_by_id=by.pk,
        recorded_by_name=by.name,
        answer_due_on=add_business_days(today, days, holidays),
    )


def _answer(kept: Consultation, advice: str, by: User, at: datetime) -> None:
    kept.advice, kept.answered_on, kept.answered_at = advice, timezone.localdate(at), at
    kept.answered_by_id, kept.answered_by_name = by.pk, by.name
    kept.save(update_fields=["advice", "answered_on", "answered_at", "answered_by_id", "answered_by_name"])
    _record(kept, "consultation_answered", by, at, advice_sha256=sha256_of_text(advice))
    notices_done(subject=_subject(kept), at=at)


def _opened(public_id: uuid.UUID, by: User, at: datetime) -> Consultation:
    """The consultation, locked. Raises NotVisible (404)."""
    locked = Consultation.objects.select_for_update().filter(public_id=public_id).values_list("pk", flat=True).first()
    seen = consultations_visible_to(by, timezone.localdate(at)).filter(pk=locked or 0).order_by().values("pk")
    found = consultations_shown().filter(pk__in=seen).first()
    if found is None:
        raise NotVisible
    return found


def _record(kept: Consultation, action: str, by: User, at: datetime, **data: Any) -> None:
    event_record(stream=kept.stream, action=action, by=by, at=at, data=data)


def _facts(kept: Consultation) -> dict[str, Any]:
    return {
        "rating": kept.likely_rating,
        "period": [kept.period_start.isoformat(), kept.period_end.isoformat()],
        "contacted_on": kept.contacted_on.isoformat(),
        "way": kept.way,
        "text_sha256": sha256_of_text(f"{kept.deficiencies}\n{kept.efforts}"),
    }


def _subject(kept: Consultation) -> str:
    return f"consultation:{kept.public_id}"


def _tell_hr(kept: Consultation, at: datetime) -> None:
    """Everybody of HR who may answer; the mail names who asks, not about whom."""
    for user in active_accounts_with_role(Role.HR, Role.HR_MANAGER):
        if may_answer(user, kept, timezone.localdate(at)):
            _notice(kept, user, "consultation_asked", {"by": kept.contacted_by.full_name}, at, is_action=True)


def _tell(kept: Consultation, people: Collection[Employee | None], kind: str, by: User, at: datetime) -> None:
    """Those of them who have an account and did not do it themselves."""
    for user in {one.user for one in people if one is not None and one.user is not None}:
        if user.pk not in (by.pk, kept.employee.user_id):
            _notice(kept, user, kind, {"by": by.name}, at, is_action=False)


def _notice(
    kept: Consultation, user: User, kind: str, words: dict[str, str], at: datetime, *, is_action: bool
) -> None:  # fmt: skip
    path = kept.get_absolute_url()
    notice_add(
        recipient=user, kind=kind, subject=_subject(kept), path=path, words=words, is_action=is_action, at=at
    )  # fmt: skip


def _contact_is_made(kept: Consultation, at: datetime) -> None:
    """Nobody is reminded of it any more."""
    if kept.evaluation is not None:
        notices_done(subject=f"evaluation:{kept.evaluation.public_id}", kinds=("contact_due",), at=at)
