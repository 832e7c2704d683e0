"""What HR enters of a recusal, and what the next level gives as its reason (R23)."""

from __future__ import annotations

from django import forms

from evaluations.forms.fields import DayField, LineField
from evaluations.forms.steps import StepForm, text_area
from workforce.models import Employee

STATES = [("", "Any"), ("now", "In force"), ("ended", "Ended")]
NUMBER_HELP = "Their employee number."


class PersonField(LineField):
    """A person, by the employee number."""

    def __init__(self, label: str, *, missing: str, help_text: str = NUMBER_HELP) -> None:
        errors = {"required": missing}
        super().__init__(label=label, max_length=20, help_text=help_text, error_messages=errors)

    def clean(self, value: str) -> Employee | None:  # type: ignore[override]
        number = super().clean(value)
        found = Employee.objects.select_related("user").filter(employee_no=number).first()
        if number and found is None:
            raise forms.ValidationError(f"Nobody has the number {number}. Look it up among the people.")
        return found


class RecusalForm(StepForm):
    """HR records that somebody takes no part."""

    employee = PersonField("Who has the grievance?", missing="Enter the number of the employee who has the grievance.")
    against = PersonField("Against whom?", missing="Enter the number of the person whom the grievance is against.")
    since = DayField(
        label="Since when?", help_text="The day on which the grievance was made. What was signed before stands."
    )
    reference = LineField(
        label="File of the grievance",
        required=False,
        max_length=120,
        help_text="A number or name by which HR finds it. Write nothing of what it says.",
    )


class EndForm(StepForm):
    """HR ends it."""

    until = DayField(label="Last day", help_text="That day still belongs to it.")
    reason = text_area("Why does it end?", required=True, error_messages={"required": "Say in a sentence why it ends."})


class ExceptionForm(StepForm):
    """The next level gives its reason."""

    reason = text_area(
        "Your reason",
        required=True,
        help_text="HR and the auditor read it; neither the employee nor the person does.",
        error_messages={"required": "Say in a sentence why: the record needs the reason."},
    )


class RecusalFilterForm(forms.Form):
    """What the list is narrowed by."""

    q = forms.CharField(label="Name or number", required=False, max_length=100)
    state = forms.ChoiceField(label="State", choices=STATES, required=False)
