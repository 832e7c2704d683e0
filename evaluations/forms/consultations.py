"""What a manager asks HR, what HR records of a call or a visit, and HR's answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from common.enums import choices
from evaluations.enums import ContactWay, Rating
from evaluations.forms.fields import DayField
from evaluations.forms.steps import StepForm, text_area
from evaluations.rules.contacts import Contact
from workforce.models import Employee

LOW = [(rating.value, rating.label) for rating in Rating if rating.is_low]
STATES = [("", "Any"), ("waiting", "Waiting for HR"), ("answered", "Answered"), ("withdrawn", "Withdrawn")]


class ContactForm(StepForm):
    """A manager's question about a likely low rating."""

    likely_rating = forms.ChoiceField(
        label="Which rating is likely?",
        choices=LOW,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the rating that is likely."},
    )
    period_start = DayField(label="First day of the rating period")
    period_end = DayField(label="Last day of the rating period")
    anticipated_issue_on = DayField(
        label="When do you expect to issue the evaluation?",
        help_text="Contact about an Improvement Needed is counted from this day or the due date, whichever is earlier.",
    )
    deficiencies = text_area(
        "What falls short?",
        required=True,
        help_text="In short, with dates. The employee does not read this.",
        error_messages={"required": "Say in a few sentences what falls short, with dates: HR advises on that."},
    )
    efforts = text_area(
        "What has been done so far?",
        required=True,
        help_text="When and how the employee was told, and what supervision did to help.",
        error_messages={"required": "Say what supervision has done so far to help, and when the employee was told."},
    )

    @property
    def contact(self) -> Contact:
        """What was asked."""
        data = self.cleaned_data
        days = (data["period_start"], data["period_end"], data["anticipated_issue_on"])
        return Contact(Rating(data["likely_rating"]), *days, data["deficiencies"], data["efforts"])


class RecordForm(ContactForm):
    """A contact outside of this program, as HR enters it."""

    contacted_by = forms.ChoiceField(
        label="Who contacted HR?", error_messages={"required": "Choose the manager who contacted HR."}
    )
    way = forms.ChoiceField(
        label="How?", choices=[one for one in choices(ContactWay) if one[0] != ContactWay.HERE.value]
    )
    contacted_on = DayField(
        label="Day of the contact", help_text="Today or earlier. It is kept who entered it, and when."
    )
    advice = text_area("What HR advised", help_text="Leave it empty to answer later.")

    field_order = ["contacted_by", "way", "contacted_on"]

    def __init__(self, *args: Any, managers: Iterable[Employee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._managers = {str(person.pk): person for person in managers}
        field = self.fields["contacted_by"]
        if not isinstance(field, forms.ChoiceField):
            raise TypeError("the manager is chosen from a list")
        names = [(key, person.full_name) for key, person in self._managers.items()]
        field.choices = [("", "Choose"), *names]

    @property
    def recorded(self) -> dict[str, Any]:
        """What the service asks for beside the contact."""
        data = self.cleaned_data
        return {
            "contacted_by": self._managers[data["contacted_by"]],
            "contacted_on": data["contacted_on"],
            "way": ContactWay(data["way"]),
            "advice": data["advice"],
        }


class AnswerForm(StepForm):
    """HR's advice."""

    advice = text_area(
        "What HR advises",
        required=True,
        rows=8,
        help_text="The manager who asked and the Rater read it; the employee never does.",
        error_messages={"required": "The answer is empty. Write what HR advises."},
    )


class WithdrawForm(StepForm):
    """Why a contact counts no more."""

    reason = text_area(
        "Reason",
        required=True,
        help_text="One sentence; it stays with the contact.",
        error_messages={"required": "Say in a sentence why it is withdrawn."},
    )


class ConsultationFilterForm(forms.Form):
    """What the list is searched and filtered by."""

    q = forms.CharField(
        label="Name, number or e-mail address",
        required=False,
        max_length=200,
        widget=forms.TextInput({"type": "search"}),
    )
    state = forms.ChoiceField(label="State", required=False, choices=STATES)
