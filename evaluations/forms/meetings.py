"""When and where Rater and employee meet."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from evaluations.forms.fields import DayField, LineField
from evaluations.forms.steps import StepForm
from evaluations.models.meetings import LONGEST_MINUTES, SHORTEST_MINUTES, Meeting
from evaluations.services.meetings import Appointment


class MeetingForm(StepForm):
    """Day and time of the agency's clock, and the place. Times are asked as people write them; the record keeps UTC."""

    starts_on = DayField(label="Day")
    starts_at = forms.TimeField(
        label="Time",
        input_formats=["%H:%M", "%I:%M %p", "%I %p"],
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "This is not a time. Write it like 14:30 or 2:30 pm."},
    )
    minutes = forms.IntegerField(
        label="Minutes",
        min_value=SHORTEST_MINUTES,
        max_value=LONGEST_MINUTES,
        initial=60,
        help_text=f"From {SHORTEST_MINUTES} to {LONGEST_MINUTES}.",
    )
    place = LineField(
        label="Place", max_length=200, help_text="A room, a telephone number or the address of a call; no rating."
    )
    note = LineField(
        label="Note for both",
        required=False,
        max_length=500,
        help_text="What to bring, say. It stands on the meeting’s page alone, in no mail and no calendar; no rating.",
    )

    @property
    def appointment(self) -> Appointment:
        """What was asked, at the agency's local time."""
        data = self.cleaned_data
        local = datetime.combine(data["starts_on"], data["starts_at"])
        return Appointment(timezone.make_aware(local), data["minutes"], data["place"], data["note"])


def appointment_shown(meeting: Meeting) -> dict[str, Any]:
    """The form's fields as the meeting has them."""
    local = timezone.localtime(meeting.starts_at)
    return {
        "starts_on": local.date(),
        "starts_at": local.time(),
        "minutes": meeting.minutes,
        "place": meeting.place,
        "note": meeting.note,
    }
