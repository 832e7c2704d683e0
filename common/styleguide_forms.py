"""The forms of the style guide: one field of each kind."""

from __future__ import annotations

from django import forms

RATINGS = [
    ("outstanding", "Outstanding"),
    ("very_good", "Very Good"),
    ("competent", "Competent"),
    ("improvement_needed", "Improvement Needed"),
    ("unsatisfactory", "Unsatisfactory"),
]
ITEM_RATINGS = [*RATINGS, ("not_applicable", "Not applicable")]


class SampleForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(label="Working title", help_text="As it stands on the position's duty statement.")
    period_start = forms.DateField(label="First day of the rating period", widget=forms.DateInput({"type": "date"}))
    kind = forms.ChoiceField(label="Kind of evaluation", choices=[("annual", "Annual"), ("interim", "Interim report")])
    comments = forms.CharField(
        label="Comments",
        help_text="Facts with dates: what was done, how well, and by when.",
        widget=forms.Textarea({"maxlength": 8000, "rows": 5}),
        max_length=8000,
    )
    method = forms.ChoiceField(
        label="How does the employee receive it?",
        choices=[("given", "Given in person"), ("mailed", "Mailed to the address of record")],
        widget=forms.RadioSelect,
    )
    help_offered = forms.MultipleChoiceField(
        label="Help that was offered",
        choices=[("training", "Training"), ("mentoring", "Mentoring"), ("shadowing", "Shadowing a colleague")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    attachment = forms.FileField(label="Attach a file", help_text="PDF, Word or picture, up to 10 MB.", required=False)
    has_read = forms.BooleanField(label="I have read the evaluation from the first page to the last")


class SampleFilterForm(forms.Form):
    """What a list may be searched by."""

    q = forms.CharField(label="Name or employee number", required=False, widget=forms.TextInput({"type": "search"}))
    status = forms.ChoiceField(
        label="Status", required=False, choices=[("", "Any"), ("draft", "Draft"), ("issued", "Issued")]
    )


class SampleRatingForm(forms.Form):
    """Ratings of one factor and the overall rating."""

    accuracy = forms.ChoiceField(
        label="Work is accurate, complete and needs little correction by others",
        choices=ITEM_RATINGS,
        widget=forms.RadioSelect,
    )
    presentation = forms.ChoiceField(
        label="Written work is clear, well ordered and fit for those who will read it",
        choices=ITEM_RATINGS,
        widget=forms.RadioSelect,
    )
    overall = forms.ChoiceField(
        label="Overall rating",
        help_text="Your own judgment; it is never computed.",
        choices=RATINGS,
        widget=forms.RadioSelect,
    )


class SampleConfirmForm(forms.Form):
    """What a step asks for that cannot be undone."""

    reason = forms.CharField(
        label="Reason", help_text="Kept with the evaluation.", widget=forms.Textarea({"rows": 3}), max_length=2000
    )


class SampleAccountForm(forms.Form):
    """What an account's page asks for."""

    email = forms.EmailField(label="E-mail address", widget=forms.EmailInput({"autocomplete": "off"}))


def asked_form() -> SampleFilterForm:
    """A list's form with something asked for."""
    form = SampleFilterForm({"q": "Featherstonehaugh", "status": "issued"}, auto_id="asked_%s")
    form.is_valid()
    return form
