"""Meetings of Rater and employee: planned, changed, cancelled; both are sent what calendars take over."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from common.canonical import sha256_of_text
from common.errors import Conflict, NotVisible
from common.plaintext import plain_line
from evaluations.models import Evaluation, Meeting
from evaluations.rules.meetings import meeting_violations
from evaluations.selectors.meetings import meeting_uid
from evaluations.services.engine import Step, step
from evaluations.services.reasons import require_lawful
from notifications.enums import MailKind
from notifications.services import notice_add, notices_done


@dataclass(frozen=True, slots=True)
class Appointment:
    """When and where, and a line for the two who meet; the line goes into no mail and no calendar."""

    starts_at: datetime
    minutes: int
    place: str
    note: str = ""


def meeting_plan(
    *, public_id: uuid.UUID, appointment: Appointment, by: User, at: datetime, token: uuid.UUID | None = None
) -> Meeting:
    """Plan a meeting about the evaluation's period and invite both.

    Raises RuleViolations (422: a time that is past, a rating in the words) and what `engine.step` raises. A repeated
    form returns the meeting that it planned.
    """
    with step(public_id=public_id, action="plan_meeting", by=by, at=at, token=token) as s:
        if s.is_repeat:
            return s.evaluation.meetings.latest("pk")
        meeting = Meeting(evaluation=s.evaluation, created_at=at, created_by_id=by.pk)
        _write(s, meeting, appointment)
        s.record("meeting_planned", **_facts(meeting))
        _tell(s, meeting, "meeting_invitation")
    return meeting


def meeting_change(
    *, meeting_id: uuid.UUID, appointment: Appointment, by: User, at: datetime, token: uuid.UUID | None = None
) -> Meeting:
    """Another time or place; calendars replace what they hold. Raises as `meeting_plan`, Conflict once cancelled."""
    with step(public_id=_about(meeting_id), action="plan_meeting", by=by, at=at, token=token) as s:
        if s.is_repeat:
            return Meeting.objects.get(public_id=meeting_id)
        meeting = _open_meeting(s, meeting_id)
        meeting.sequence += 1
        _write(s, meeting, appointment)
        s.record("meeting_changed", **_facts(meeting))
        _tell(s, meeting, "meeting_changed")
    return meeting


def meeting_cancel(*, meeting_id: uuid.UUID, by: User, at: datetime, token: uuid.UUID | None = None) -> Meeting:
    """It does not take place; calendars take it out. Raises Conflict where it was cancelled already."""
    with step(public_id=_about(meeting_id), action="plan_meeting", by=by, at=at, token=token) as s:
        if s.is_repeat:
            return Meeting.objects.get(public_id=meeting_id)
        meeting = _open_meeting(s, meeting_id)
        meeting.sequence += 1
        meeting.cancelled_at = meeting.changed_at = at
        meeting.save(update_fields=["sequence", "cancelled_at", "changed_at"])
        s.record("meeting_cancelled", **_facts(meeting))
        _tell(s, meeting, "meeting_cancelled")
    return meeting


def _about(meeting_id: uuid.UUID) -> uuid.UUID:
    """The public id of the evaluation that the meeting is about. Raises NotVisible."""
    found = Evaluation.objects.filter(meetings__public_id=meeting_id).values_list("public_id", flat=True).first()
    if found is None:
        raise NotVisible
    return found


def _open_meeting(s: Step, meeting_id: uuid.UUID) -> Meeting:
    # The evaluation is locked, and every change of a meeting locks it first.
    meeting = s.evaluation.meetings.get(public_id=meeting_id)
    if meeting.cancelled_at is not None:
        raise Conflict("This meeting has been cancelled. Plan another one.")
    return meeting


def _write(s: Step, meeting: Meeting, appointment: Appointment) -> None:
    place, note = plain_line(appointment.place), plain_line(appointment.note)
    found = meeting_violations(starts_at=appointment.starts_at, place=place, note=note, at=s.at)
    require_lawful(found, {})
    meeting.starts_at, meeting.minutes = appointment.starts_at, appointment.minutes
    meeting.place, meeting.note, meeting.changed_at = place, note, s.at
    meeting.save()


def _facts(meeting: Meeting) -> dict[str, object]:
    return {
        "meeting": str(meeting.public_id),
        "starts_at": meeting.starts_at.isoformat(),
        "minutes": meeting.minutes,
        "place_sha256": sha256_of_text(meeting.place),
        "note_sha256": sha256_of_text(meeting.note),
    }


def _tell(s: Step, meeting: Meeting, kind: str) -> None:
    """Invite both; what was said of this meeting before counts no more."""
    subject = f"meeting:{meeting.public_id}"
    notices_done(subject=subject, at=s.at)
    people = [s.evaluation.employee, s.evaluation.rater]
    users = [person.user for person in people if person.user is not None]
    words = {
        "employee": s.evaluation.employee.full_name,
        "rater": s.evaluation.rater.full_name,
        "starts_at": meeting.starts_at.isoformat(),
        "minutes": meeting.minutes,
        "place": meeting.place,
        "uid": meeting_uid(meeting),
        "sequence": meeting.sequence,
        "stamp": meeting.changed_at.isoformat(),
        "attendees": [[str(user), user.email] for user in users],
    }
    for user in users:
        notice_add(
            recipient=user,
            kind=kind,
            subject=subject,
            stage=f"sequence:{meeting.sequence}",
            path=meeting.get_absolute_url(),
            words=words,
            is_action=False,
            is_immediate=True,
            mail_kind=MailKind.INVITATION,
            at=s.at,
        )
