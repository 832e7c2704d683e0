"""The forms that begin an evaluation and that move its period."""

from __future__ import annotations

import uuid

from django import forms

from common.enums import choices
from evaluations.enums import EvaluationKind
from evaluations.forms.fields import DayField


class PeriodForm(forms.Form):
    """The two days of a rating period; both belong to it."""

    token = forms.UUIDField(initial=uuid.uuid4, widget=forms.HiddenInput)
    period_start = DayField(label="First day of the rating period")
    period_end = DayField(label="Last day of the rating period", help_text="This day still belongs to the period.")


class StartForm(PeriodForm):
    """The period and why the evaluation is written."""

    kind = forms.ChoiceField(label="Kind of evaluation", choices=choices(EvaluationKind), widget=forms.RadioSelect)
