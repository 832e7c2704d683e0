"""What a grievance says, and what HR decides (R22)."""

from __future__ import annotations

from typing import Any

from django import forms

from evaluations.enums import GrievanceKind, GrievanceStatus
from evaluations.forms.fields import DayField
from evaluations.forms.steps import LONGEST, StepForm, text_area
from evaluations.selectors.grievances import Filing

OUTCOMES = [(one.value, one.label) for one in (GrievanceStatus.STANDS, GrievanceStatus.NEW_REPORT)]


class GrievanceForm(StepForm):
    """The employee's grievance, or HR's entry of one; a former employee's request for reconsideration."""

    kind = forms.ChoiceField(
        label="What is asked for?",
        choices=[(kind.value, kind.label) for kind in GrievanceKind],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what is asked for."},
    )
    about = forms.MultipleChoiceField(
        label="Which parts are meant?", required=False, widget=forms.CheckboxSelectMultiple
    )
    filed_on = DayField(label="Day on which it came", help_text="The day counts on which HR received it.")
    text = text_area(
        "What is wrong, and what should stand instead?",
        limit=LONGEST,
        rows=8,
        required=True,
        help_text="HR and the auditor read it. The Rater and those who signed do not.",
        error_messages={"required": "Say what is wrong, and what should stand instead."},
    )

    def __init__(self, *args: Any, filing: Filing, is_employee: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        about = self.fields["about"]
        if not isinstance(about, forms.MultipleChoiceField):
            raise TypeError("the parts are chosen from a list")
        about.choices = list(filing.parts.items())
        if not filing.can_be_reconsidered:
            del self.fields["kind"]
        if is_employee:
            del self.fields["filed_on"]

    @property
    def asked(self) -> dict[str, Any]:
        """What the service asks for."""
        data = self.cleaned_data
        return {
            "kind": GrievanceKind(data.get("kind") or GrievanceKind.GRIEVANCE.value),
            "about": data["about"],
            "text": data["text"],
            "filed_on": data.get("filed_on"),
        }


class DecisionForm(StepForm):
    """HR's decision."""

    outcome = forms.ChoiceField(
        label="What is decided?",
        choices=OUTCOMES,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether the evaluation stands or a new report is written."},
    )
    reason = text_area(
        "Why?",
        required=True,
        help_text="The employee reads it.",
        error_messages={"required": "Say in a sentence why: the employee and the record need the reason."},
    )


class TakeBackForm(StepForm):
    """Why it is withdrawn."""

    reason = text_area(
        "Reason",
        required=True,
        help_text="One sentence; it stays on record.",
        error_messages={"required": "Say in a sentence why it is withdrawn."},
    )
