"""Meetings as the two who meet, and HR, may see them."""

from __future__ import annotations

import uuid
from datetime import date

from django.db.models import Q, QuerySet

from accounts.models import User
from common.errors import NotVisible
from evaluations.models import Evaluation, Meeting
from evaluations.selectors.evaluations import evaluations_visible_to
from notifications.selectors import site_host


def meeting_uid(meeting: Meeting) -> str:
    """What calendars know the meeting by, for ever."""
    return f"meeting-{meeting.public_id}@{site_host()}"


def meetings_visible_to(user: User, on: date) -> QuerySet[Meeting]:
    """Those of the person's own evaluations, also before these are theirs to see, and of the evaluations they see."""
    seen = evaluations_visible_to(user, on).values("pk")
    rows = Meeting.objects.filter(Q(evaluation__employee__user=user) | Q(evaluation__in=seen))
    return rows.select_related("evaluation__employee__user", "evaluation__rater__user")


def meeting_get(public_id: uuid.UUID, user: User, on: date) -> Meeting:
    """One meeting. Raises NotVisible (404)."""
    meeting = meetings_visible_to(user, on).filter(public_id=public_id).first()
    if meeting is None:
        raise NotVisible
    return meeting


def meetings_of(evaluation: Evaluation) -> QuerySet[Meeting]:
    """The evaluation's meetings that stand, the earliest first."""
    return evaluation.meetings.filter(cancelled_at=None).order_by("starts_at", "pk")
