"""Check-ins of the Plan for Improvement: recorded by the Rater, shown to the employee, who may add a remark (R9)."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from accounts.models import User
from common.canonical import sha256_of_text
from common.dates import in_words
from common.errors import Conflict, NotVisible, RuleViolations
from evaluations.enums import CheckInProgress
from evaluations.models import CheckIn
from evaluations.rules.violation import Violation, form_error
from evaluations.selectors.window_case import planned_days_of
from evaluations.services.window_engine import check_in_subject, window_step
from evaluations.services.window_notices import tell_check_in, tell_remark
from notifications.services import notices_done


def check_in_record(
    *,
    public_id: uuid.UUID,
    held_on: date,
    progress: CheckInProgress,
    notes: str,
    by: User,
    at: datetime,
    planned_on: date | None = None,
    token: uuid.UUID | None = None,
) -> CheckIn:
    """The Rater records a check-in that was held, for a day of the plan or besides.

    Raises RuleViolations (422) for a day outside the window or still to come, a day that the plan does not have, and
    empty notes; Conflict (409) for a day of the plan that has its record; and what `window_step` raises.
    """
    with window_step(public_id=public_id, action="record_check_in", by=by, at=at, token=token) as s:
        if s.is_repeat:
            return s.window.check_ins.latest("pk")
        planned = planned_days_of(s.window)
        found = _violations(s.window.starts_on, s.today, held_on, planned_on, planned, notes)
        if found:
            raise RuleViolations(found)
        if planned_on is not None and s.window.check_ins.filter(planned_on=planned_on).exists():
            raise Conflict(f"The check-in of {in_words(planned_on)} is recorded already.")
        check_in = CheckIn.objects.create(
            follow_up=s.window, planned_on=planned_on, held_on=held_on, progress=progress.value, notes=notes.strip(),
            recorded_at=at, recorded_by_name=by.name, recorded_by_user_id=by.pk,
        )  # fmt: skip
        s.record(
            "check_in_recorded",
            check_in=str(check_in.public_id),
            held_on=held_on.isoformat(),
            progress=progress.value,
            notes_sha256=sha256_of_text(check_in.notes),
        )
        if planned_on is not None:
            notices_done(subject=check_in_subject(s.window, planned_on), at=at)
        tell_check_in(s, check_in)
    return check_in


def check_in_remark(
    *, check_in_id: uuid.UUID, remark: str, by: User, at: datetime, token: uuid.UUID | None = None
) -> CheckIn:
    """The employee's own words beside the Rater's, once. Raises Conflict (409), RuleViolations (422), and as above."""
    window_id = CheckIn.objects.filter(public_id=check_in_id).values_list("follow_up__public_id", flat=True).first()
    if window_id is None:
        raise NotVisible
    with window_step(public_id=window_id, action="remark", by=by, at=at, token=token) as s:
        check_in = CheckIn.objects.get(public_id=check_in_id)
        if s.is_repeat:
            return check_in
        if check_in.remark:
            raise Conflict("A remark stands beside this check-in already. It stays as it was written.")
        if not remark.strip():
            sentence = "The remark is empty. Write it, or leave the check-in as it is."
            raise RuleViolations([form_error(code="remark_empty", message=sentence, field="remark")])
        check_in.remark, check_in.remarked_at = remark.strip(), at
        check_in.save(update_fields=["remark", "remarked_at"])
        s.record(
            "check_in_remarked",
            check_in=str(check_in.public_id),
            held_on=check_in.held_on.isoformat(),
            remark_sha256=sha256_of_text(check_in.remark),
        )
        tell_remark(s, check_in)
    return check_in


def _violations(
    starts_on: date, today: date, held_on: date, planned_on: date | None, planned: list[date], notes: str
) -> list[Violation]:
    found = []
    if not starts_on <= held_on <= today:
        message = (
            f"{in_words(held_on)} cannot be the day of the check-in: it lies between {in_words(starts_on)}, when the "
            "window began, and today."
        )
        found.append(form_error(code="held_out_of_window", message=message, field="held_on"))
    if planned_on is not None and planned_on not in planned:
        message = f"The plan has no check-in on {in_words(planned_on)}. Choose one of its days, or none."
        found.append(form_error(code="not_planned", message=message, field="planned_on"))
    if not notes.strip():
        message = "Write what was looked at and agreed: the employee reads it."
        found.append(form_error(code="notes_empty", message=message, field="notes"))
    return found
