"""What the list of classes may be searched by."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from competencies.enums import ClassificationStatus

ANY = ("", _("Any"))
ORDERS = [
    ("title", _("Title")),
    ("-title", _("Title, from the end")),
    ("code", _("Code")),
    ("-code", _("Code, from the end")),
]


class ClassificationFilterForm(forms.Form):
    q = forms.CharField(
        label=_("Title or code"), required=False, max_length=200, widget=forms.TextInput({"type": "search"})
    )
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[ANY, *((status.value, status.label) for status in ClassificationStatus)],
    )
    sort = forms.ChoiceField(label=_("Sorted by"), required=False, choices=ORDERS)

    def __init__(self, *args: Any, bargaining_units: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = [ANY, *((unit, unit) for unit in bargaining_units)]
        self.fields["bargaining_unit"] = forms.ChoiceField(label=_("Bargaining unit"), required=False, choices=units)
        self.order_fields(["q", "status", "bargaining_unit", "sort"])
