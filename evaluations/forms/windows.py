"""The forms of a follow-up window: its extension (R14) and its check-ins (R9)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from common.dates import in_words
from common.enums import choices
from evaluations.enums import CheckInProgress
from evaluations.forms.fields import DayField
from evaluations.forms.steps import StepForm, text_area
from workforce.models import Employee

ABSENCE, OTHER = "absence", "other"


class AskForm(StepForm):
    """A manager asks; HR says besides who did, and on which day."""

    for_absence = forms.ChoiceField(
        label="Why is more time needed?",
        choices=[(ABSENCE, "Absence from duties, as recorded below"), (OTHER, "Another reason")],
        widget=forms.RadioSelect,
        help_text="The leaves on record speak for themselves, by their dates. Write nothing about their kind.",
        error_messages={"required": "Choose why more time is needed."},
    )
    new_end = DayField(label="New last day of the window")

    def __init__(self, *args: Any, askers: Sequence[Employee], is_for_others: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_for_others:
            self.fields["asked_by"] = forms.ChoiceField(
                label="Who contacted HR",
                choices=[("", "Choose"), *((one.employee_no, one.full_name) for one in askers)],
                help_text="A Program Head or District/Division Chief of the employee’s chain of command.",
                error_messages={"required": "Choose who contacted HR."},
            )
            self.fields["contacted_on"] = DayField(label="Day of the contact")

    @property
    def asked(self) -> dict[str, Any]:
        """What the service is told besides who takes the step."""
        data = self.cleaned_data
        more = {"asked_by_no": data["asked_by"], "contacted_on": data["contacted_on"]} if "asked_by" in data else {}
        return {
            "asked_end": data["new_end"], "for_absence": data["for_absence"] == ABSENCE, "reasons": self.reasons, **more
        }  # fmt: skip


class ApproveForm(StepForm):
    """HR's approval: the new end, and the day on which the employee was told."""

    new_end = DayField(label="New last day of the window")
    told_on = DayField(
        label="Day on which the employee is told",
        help_text="Approving tells an employee with an account at once, here and by mail. Tell anybody else yourself "
        "first, and enter the day on which you did. After the old last day it would move nothing.",
    )

    @property
    def approved(self) -> dict[str, Any]:
        """What the service is told besides who takes the step."""
        return {
            "new_end": self.cleaned_data["new_end"], "told_on": self.cleaned_data["told_on"], "reasons": self.reasons
        }  # fmt: skip


class CheckInForm(StepForm):
    """The Rater's record of a check-in that was held."""

    planned_on = forms.ChoiceField(label="Which check-in of the plan?", required=False)
    held_on = DayField(label="Day on which it was held")
    progress = forms.ChoiceField(
        label="How far has the work come?",
        choices=choices(CheckInProgress),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how far the work has come."},
    )
    notes = text_area(
        "Notes",
        required=True,
        help_text="What was looked at, what has changed, what was agreed. The employee reads it. Nothing on a leave.",
        error_messages={"required": "Write what was looked at and agreed: the employee reads it."},
    )

    def __init__(self, *args: Any, planned: Sequence[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = [(day.isoformat(), in_words(day)) for day in planned]
        self.fields["planned_on"].choices = [*days, ("", "None: it was held besides")]  # type: ignore[attr-defined]

    @property
    def recorded(self) -> dict[str, Any]:
        """What the service is told besides who takes the step."""
        data = self.cleaned_data
        planned_on = date.fromisoformat(data["planned_on"]) if data["planned_on"] else None
        return {
            "planned_on": planned_on, "held_on": data["held_on"], "progress": CheckInProgress(data["progress"]),
            "notes": data["notes"],
        }  # fmt: skip


class RemarkForm(StepForm):
    """The employee's remark on a check-in."""

    remark = text_area(
        "Your remark",
        required=True,
        help_text="It stands beside what the Rater recorded, and cannot be changed later.",
        error_messages={"required": "The remark is empty. Write it, or leave the check-in as it is."},
    )


def proposed(asked_end: date, today: date) -> dict[str, date]:
    """What a new approval proposes: the end that was asked for, told today."""
    return {"new_end": asked_end, "told_on": today}
