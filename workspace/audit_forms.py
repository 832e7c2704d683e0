"""What the trail may be searched by."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class EventFilterForm(forms.Form):
    """All optional; a span that ends before it begins is said, not guessed at."""

    about = forms.CharField(label=_("Employee"), required=False, help_text=_("Name or number."))
    stream = forms.CharField(
        label=_("Stream"), required=False, help_text=_("Its beginning: evaluation:, account: or import:, then the id.")
    )
    actor = forms.CharField(label=_("Who"), required=False)
    action = forms.CharField(label=_("What"), required=False, help_text=_("A word of it, for example “signed”."))
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput({"type": "date"}))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day lies before the first day."))
        return cleaned
