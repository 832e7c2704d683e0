"""Meetings of Rater and employee about the evaluation's period."""

from __future__ import annotations

import uuid

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.views import operation
from accounts.enums import Scope
from common.api.serializers import Shown
from evaluations.api.asked import MeetingAsked
from evaluations.api.views import EvaluationView
from evaluations.models import Meeting
from evaluations.selectors.meetings import meeting_get, meetings_of
from evaluations.services.meetings import Appointment, meeting_cancel, meeting_change, meeting_plan


class MeetingShown(Shown):
    public_id = serializers.UUIDField()
    starts_at = serializers.DateTimeField()
    minutes = serializers.IntegerField()
    place = serializers.CharField()
    note = serializers.CharField()
    sequence = serializers.IntegerField(help_text="Raised with every change (RFC 5546).")
    cancelled_at = serializers.DateTimeField(allow_null=True)


class MeetingsShown(Shown):
    meetings = MeetingShown(many=True)


def _appointment(data: dict[str, object]) -> Appointment:
    return Appointment(**{"note": "", **data})  # type: ignore[arg-type]  # the serializer has seen to the types


class Meetings(EvaluationView):
    scopes = {"GET": Scope.EVALUATIONS_READ, "POST": Scope.EVALUATIONS_WRITE}

    @operation(summary="List meetings", answers=MeetingsShown)
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        """The meetings that stand, the earliest first."""
        self.no_query()
        return self.one(MeetingsShown({"meetings": meetings_of(self.found(public_id))}).data)

    @operation(summary="Plan a meeting", asked=MeetingAsked, answers=MeetingShown, status=201)
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """Both are invited by mail. No rating in place or note."""
        self.found(public_id, "plan_meeting")
        appointment = _appointment(self.body(MeetingAsked))
        meeting = meeting_plan(public_id=public_id, appointment=appointment, by=self.person, at=self.at)
        return self._told(meeting, status=201)

    def _told(self, meeting: Meeting, *, status: int = 200) -> Response:
        return self.one(MeetingShown(meeting).data, status=status)


class OneMeeting(EvaluationView):
    scopes = {
        "GET": Scope.EVALUATIONS_READ,
        "PUT": Scope.EVALUATIONS_WRITE,
        "DELETE": Scope.EVALUATIONS_WRITE,
    }

    @operation(summary="Read a meeting", answers=MeetingShown)
    def get(self, request: Request, meeting_id: uuid.UUID) -> Response:
        """One meeting, also a cancelled one."""
        self.no_query()
        return self.one(MeetingShown(meeting_get(meeting_id, self.person, self.today)).data)

    @operation(summary="Change a meeting", asked=MeetingAsked, answers=MeetingShown)
    def put(self, request: Request, meeting_id: uuid.UUID) -> Response:
        """Another time or place; calendars replace what they hold."""
        self._check_theirs(meeting_id)
        appointment = _appointment(self.body(MeetingAsked))
        meeting = meeting_change(meeting_id=meeting_id, appointment=appointment, by=self.person, at=self.at)
        return self.one(MeetingShown(meeting).data)

    @operation(summary="Cancel a meeting", status=204)
    def delete(self, request: Request, meeting_id: uuid.UUID) -> Response:
        """It does not take place; calendars take it out."""
        self._check_theirs(meeting_id)
        meeting_cancel(meeting_id=meeting_id, by=self.person, at=self.at)
        return Response(status=204)

    def _check_theirs(self, meeting_id: uuid.UUID) -> None:
        """Asked before a field's error would tell anything."""
        meeting = meeting_get(meeting_id, self.person, self.today)
        self.found(meeting.evaluation.public_id, "plan_meeting")
