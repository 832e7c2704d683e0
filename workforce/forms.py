"""What the list of people may be searched by."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from workforce.enums import EmploymentStatus, ManagementLevel

ANY = ("", _("Any"))


class PeopleFilterForm(forms.Form):
    q = forms.CharField(
        label=_("Name, number or e-mail address"),
        required=False,
        max_length=200,
        widget=forms.TextInput({"type": "search"}),
    )
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[ANY, *((status.value, status.label) for status in EmploymentStatus)]
    )
    level = forms.ChoiceField(
        label=_("Management level"),
        required=False,
        choices=[ANY, *((level.value, level.label) for level in ManagementLevel)],
    )
    class_code = forms.CharField(label=_("Class code"), required=False, max_length=20)
