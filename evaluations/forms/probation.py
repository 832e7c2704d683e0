"""The forms of probation: an extension is recorded, or withdrawn (R3)."""

from __future__ import annotations

from evaluations.forms.fields import DayField
from evaluations.forms.steps import StepForm, text_area
from evaluations.rules.probation_extension import ProbationExtensionAsked


class ExtendForm(StepForm):
    """The absence, the new end and the day of the notice."""

    absent_from = DayField(label="First day of the absence without pay")
    absent_to = DayField(label="Last day of the absence", help_text="No kind and no reason of it is kept: dates only.")
    new_end = DayField(label="New end of probation")
    notified_on = DayField(
        label="Employee notified on",
        help_text="The day on which the employee was told. It lies on or before the end that is in force.",
    )

    @property
    def asked(self) -> ProbationExtensionAsked:
        """What the service asks for."""
        data = self.cleaned_data
        names = ("new_end", "absent_from", "absent_to", "notified_on")
        return ProbationExtensionAsked(**{name: data[name] for name in names})


class WithdrawExtensionForm(StepForm):
    """Why an extension counts no more."""

    reason = text_area(
        "Reason",
        required=True,
        help_text="One sentence; it stays with the extension.",
        error_messages={"required": "Say in a sentence why it is withdrawn."},
    )
