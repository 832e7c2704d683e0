"""A recusal and its exception: recorded, ended, and followed everywhere at once (R23)."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.services import event_record
from common.canonical import sha256_of_text
from common.errors import Conflict, NotVisible, RuleViolations
from common.plaintext import plain_line, plain_text
from evaluations.enums import EvaluationStatus, MoveEffect
from evaluations.models import Evaluation, Recusal, RecusalException
from evaluations.recusal_permissions import (
    check_can_end_recusal,
    check_can_except,
    check_can_hand_over,
    check_can_record_recusal,
    check_can_withdraw_exception,
    in_force,
    is_excepted,
    recusals_with_exceptions,
)
from evaluations.rules.moves import BEING_SIGNED
from evaluations.rules.recusals import RecusalSpan, end_violations, recusal_violations
from evaluations.rules.violation import form_error
from evaluations.selectors.recusals import deciders_of, drafts_of_recused, heir_of, recusal_get
from evaluations.services.docket import docket_release
from evaluations.services.due_dates import due_dates_refresh
from evaluations.services.engine import system_step
from evaluations.services.move_notices import tell_handed_over
from evaluations.services.reasons import require_lawful
from evaluations.services.reroute import evaluation_reroute
from evaluations.services.signing import require_reason
from notifications.services import notice_add, notices_done
from workforce.models import Employee

LONGEST_REFERENCE = 120
# Asked of people one by one, and answered or done with when somebody else has the turn.
ASKED_KINDS = ("hr_review", "hr_review_waits", "ready_to_issue", "issue_waits")


@transaction.atomic
def recusal_record(
    *, employee: Employee, against: Employee, since: date, reference: str, by: User, at: datetime
) -> Recusal:
    """HR records that the employee has a formal grievance against a person; who was to act is told that others do.

    Raises NotVisible (404), NotAllowed (403), RuleViolations (422). Entered again in the same words by the same person,
    it returns what is there.
    """
    _hold(employee)
    Employee.objects.select_for_update(no_key=True).get(pk=employee.pk)
    today, text = timezone.localdate(at), plain_line(reference).strip()[:LONGEST_REFERENCE]
    check_can_record_recusal(by, employee, today)
    mine = Recusal.objects.filter(employee=employee, against=against)
    same = mine.filter(since=since, reference=text, recorded_by_id=by.pk, until=None).first()
    if same is not None:
        return same
    if against.user_id == by.pk:
        message = "This is about you, so somebody else in HR records it."
        raise RuleViolations([form_error(code="recused_by_oneself", message=message, field="against")])
    spans = tuple(RecusalSpan(*days) for days in mine.values_list("since", "until"))
    is_self = employee.pk == against.pk
    require_lawful(list(recusal_violations(since, is_self=is_self, today=today, others=spans)), {})
    kept = Recusal(
        employee=employee, against=against, since=since, reference=text, recorded_at=at, recorded_by_id=by.pk,
        recorded_by_name=by.name,
    )  # fmt: skip
    kept.save()
    numbers = {"employee_no": employee.employee_no, "against_no": against.employee_no}
    _record(kept, "recusal_recorded", by, at, since=since.isoformat(), **numbers)
    recusal_follow(kept, at=at)
    _ask_next_level(kept, at)
    return kept


@transaction.atomic
def recusal_end(*, public_id: uuid.UUID, until: date, reason: str, by: User, at: datetime) -> Recusal:
    """HR ends it; `until` is its last day. Raises NotVisible (404), NotAllowed (403), Conflict (409), RuleViolations.

    The same end by the same person is recorded once.
    """
    kept, _deciders = _opened(public_id, by, at)
    text = plain_text(reason).strip()
    if (kept.ended_by_id, kept.until, kept.end_reason) == (by.pk, until, text):
        return kept
    check_can_end_recusal(by, kept)
    found = list(end_violations(until, kept.since, timezone.localdate(at)))
    if not text:
        message = "Say in a sentence why it ends."
        found.append(form_error(code="reason_missing", message=message, field="reason"))
    require_lawful(found, {})
    kept.until, kept.end_reason = until, text
    kept.ended_at, kept.ended_by_id, kept.ended_by_name = at, by.pk, by.name
    kept.save(update_fields=["until", "end_reason", "ended_at", "ended_by_id", "ended_by_name"])
    _record(kept, "recusal_ended", by, at, until=until.isoformat(), reason_sha256=sha256_of_text(text))
    notices_done(subject=_subject(kept), at=at)
    _look_anew(kept, at)
    return kept


@transaction.atomic
def exception_record(*, public_id: uuid.UUID, reason: str, by: User, at: datetime) -> Recusal:
    """The next level lets the person act all the same, with a reason; HR is told that there is an exception.

    Raises NotVisible (404), NotAllowed (403), Conflict (409), RuleViolations (422: no reason).
    """
    kept, deciders = _opened(public_id, by, at)
    text = plain_text(reason).strip()
    if kept.exceptions.filter(withdrawn_at=None, recorded_by_id=by.pk, reason=text).exists():
        return kept
    check_can_except(by, kept, deciders, timezone.localdate(at))
    text = require_reason(text)
    RecusalException.objects.create(
        recusal=kept, reason=text, recorded_at=at, recorded_by_id=by.pk, recorded_by_name=by.name
    )
    _record(kept, "recusal_excepted", by, at, reason_sha256=sha256_of_text(text))
    notices_done(subject=_subject(kept), at=at)
    _tell_recorder(kept, by, at)
    _look_anew(kept, at)
    return kept


@transaction.atomic
def exception_withdraw(*, public_id: uuid.UUID, reason: str, by: User, at: datetime) -> Recusal:
    """The next level takes the exception back: from now on others act. Raises as `exception_record`."""
    kept, deciders = _opened(public_id, by, at)
    text = plain_text(reason).strip()
    last = kept.exceptions.order_by("-pk").first()
    if last is not None and (last.withdrawn_by_id, last.withdrawn_reason) == (by.pk, text):
        return kept
    check_can_withdraw_exception(by, kept, deciders)
    text = require_reason(text)
    held = RecusalException.objects.select_for_update().get(recusal=kept, withdrawn_at=None)
    held.withdrawn_at, held.withdrawn_by_id, held.withdrawn_by_name = at, by.pk, by.name
    held.withdrawn_reason = text
    held.save(update_fields=["withdrawn_at", "withdrawn_by_id", "withdrawn_by_name", "withdrawn_reason"])
    _record(kept, "recusal_exception_withdrawn", by, at, reason_sha256=sha256_of_text(text))
    recusal_follow(_afresh(kept), at=at)
    return kept


@transaction.atomic
def rating_hand_over(*, public_id: uuid.UUID, by: User, at: datetime) -> int:
    """R23: the next level rates instead: the recused person's drafts about the employee are theirs; how many were.

    That person takes them, or HR hands them over. Done twice, it is done once. Raises NotVisible (404), NotAllowed
    (403), Conflict (409).
    """
    kept, _deciders = _opened(public_id, by, at)
    today = timezone.localdate(at)
    heir = heir_of(kept, today)
    check_can_hand_over(by, kept, heir, today)
    if heir is None:
        raise Conflict("Nobody above the Rater in the chain of command can rate.")
    drafts = list(drafts_of_recused(kept).values_list("pk", flat=True))
    for pk in drafts:
        with system_step(pk=pk, at=at) as s:
            if s.evaluation.status != EvaluationStatus.DRAFT.value or s.evaluation.rater_id != kept.against_id:
                continue
            s.by, earlier, s.evaluation.rater = by, s.evaluation.rater, heir
            s.save("rater")
            s.record(
                "handed_over", from_no=earlier.employee_no, from_name=earlier.full_name, to_no=heir.employee_no,
                to_name=heir.full_name,
            )  # fmt: skip
            tell_handed_over(s, earlier)
    if drafts:
        _record(kept, "recusal_handed_over", by, at, to_no=heir.employee_no, evaluations=len(drafts))
        notices_done(subject=_subject(kept), at=at)
    return len(drafts)


def recusal_follow(kept: Recusal, *, at: datetime) -> None:
    """What follows from a recusal in force, in the caller's transaction: routes, the docket, due dates, open notices.

    Safe to repeat: it follows from how things stand.
    """
    kept = _afresh(kept)
    if is_excepted(kept) or not RecusalSpan(kept.since, kept.until).is_in_force(timezone.localdate(at)):
        return
    _look_anew(kept, at)
    account = kept.against.user
    if account is not None:
        docket_release(employee_id=kept.employee_id, owner=account, at=at)
        _stop_asking(kept.employee, account, at)


def recusals_follow_all(*, at: datetime) -> dict[str, int]:
    """The daily look at every recusal in force: what came to be asked of a recused person since is asked of others."""
    today, count = timezone.localdate(at), 0
    for row in recusals_with_exceptions().filter(in_force(today), is_excepted=False).order_by("pk"):
        account = row.against.user
        if account is not None:
            count += docket_release(employee_id=row.employee_id, owner=account, at=at)
    return {"released": count}


def _look_anew(kept: Recusal, at: datetime) -> None:
    """Whoever signs, and who rates next, is found once more: a recusal or its end changes both."""
    states = [status.value for status in BEING_SIGNED]
    rows = Evaluation.objects.filter(employee=kept.employee_id, status__in=states).order_by("pk")
    for pk in rows.values_list("pk", flat=True):
        effect = evaluation_reroute(pk=pk, at=at)
        if effect is not MoveEffect.NOTHING:
            _record(kept, "recusal_followed", None, at, effect=effect.value)
    due_dates_refresh(employee_ids=[kept.employee_id], at=at)


def _stop_asking(employee: Employee, account: User, at: datetime) -> None:
    """Open notices that ask this person for something about the employee's evaluations ask no more."""
    keys = Evaluation.objects.filter(employee=employee).values_list("public_id", flat=True)
    subjects = [f"evaluation:{key}" for key in keys]
    contacts = [f"consultation:{key}" for key in employee.consultations.values_list("public_id", flat=True)]
    notices_done(subjects=[*subjects, *contacts], kinds=(*ASKED_KINDS, "consultation_asked"), recipient=account, at=at)


def _ask_next_level(kept: Recusal, at: datetime) -> None:
    """The next level: somebody below takes no part; the notice says no more, and leads to the page."""
    for person in deciders_of(_afresh(kept), timezone.localdate(at)):
        _notice(kept, person.user, "recusal_to_decide", {"person": kept.against.full_name}, at, is_action=True)


def _tell_recorder(kept: Recusal, by: User, at: datetime) -> None:
    """Whoever of HR recorded it."""
    recorder = User.objects.filter(pk=kept.recorded_by_id, is_active=True).first()
    if recorder is not None and recorder.pk != by.pk:
        _notice(kept, recorder, "recusal_excepted", {"by": by.name}, at, is_action=False)


def _notice(
    kept: Recusal, user: User | None, kind: str, words: dict[str, str], at: datetime, *, is_action: bool
) -> None:
    if user is None or not user.is_active:
        return
    notice_add(
        recipient=user, kind=kind, subject=_subject(kept), stage=at.isoformat() if not is_action else "",
        path=kept.get_absolute_url(), words=words, is_action=is_action, at=at,
    )  # fmt: skip


def _hold(employee: Employee) -> None:
    """Evaluations are locked before anything else, as everywhere: whoever signs one of them right now is waited for.

    Of two who record at once the second one waits for the employee's row, and reads what the first one left.
    """
    states = [status.value for status in BEING_SIGNED]
    rows = Evaluation.objects.select_for_update().filter(employee=employee, status__in=states)
    list(rows.order_by("pk").values_list("pk", flat=True))


def _opened(public_id: uuid.UUID, by: User, at: datetime) -> tuple[Recusal, Collection[Employee]]:
    """The recusal, locked, with those who may except. Raises NotVisible (404)."""
    employee = Employee.objects.filter(recusals__public_id=public_id).first()
    if employee is None:
        raise NotVisible
    _hold(employee)
    Recusal.objects.select_for_update(of=("self",)).get(public_id=public_id)
    return recusal_get(public_id, by, timezone.localdate(at))


def _afresh(kept: Recusal) -> Recusal:
    return recusals_with_exceptions().select_related("employee__user", "against__user").get(pk=kept.pk)


def _record(kept: Recusal, action: str, by: User | None, at: datetime, **data: Any) -> None:
    event_record(stream=kept.stream, action=action, by=by, at=at, data=data)


def _subject(kept: Recusal) -> str:
    return f"recusal:{kept.public_id}"
