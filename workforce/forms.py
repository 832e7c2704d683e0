"""What the list of people may be searched by."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from common.enums import choices
from workforce.enums import EmploymentStatus, ManagementLevel
from workforce.selectors import DEFAULT_SORT, PeopleQuery

ANY = ("", _("Any"))
ORDERS = [
    ("name", _("Name")),
    ("-name", _("Name, from the end")),
    ("number", _("Number")),
    ("-number", _("Number, the largest first")),
    ("unit", _("Unit")),
    ("-unit", _("Unit, from the end")),
    ("class", _("Class")),
    ("-class", _("Class, from the end")),
]


class PeopleFilterForm(forms.Form):
    """A GET form; `query` is what it asks for. An unknown choice is said beside its field and asks for everybody."""

    more = ("level", "class_code", "supervisor", "sort")

    q = forms.CharField(
        label=_("Name, number or e-mail address"),
        required=False,
        max_length=200,
        widget=forms.TextInput({"type": "search"}),
    )
    unit = forms.CharField(label=_("Unit, with everything below"), required=False, max_length=900)
    status = forms.ChoiceField(label=_("Status"), required=False, choices=[ANY, *choices(EmploymentStatus)])
    level = forms.ChoiceField(label=_("Management level"), required=False, choices=[ANY, *choices(ManagementLevel)])
    class_code = forms.CharField(label=_("Class, by title or code"), required=False, max_length=200)
    supervisor = forms.CharField(label=_("Supervisor, by name or number"), required=False, max_length=200)
    sort = forms.ChoiceField(label=_("Sorted by"), required=False, choices=ORDERS)

    @property
    def query(self) -> PeopleQuery:
        """The valid part of what was asked."""
        self.is_valid()
        asked = self.cleaned_data
        return PeopleQuery(
            search=asked.get("q", ""),
            status=asked.get("status", ""),
            level=asked.get("level", ""),
            classification=asked.get("class_code", ""),
            unit=asked.get("unit", ""),
            supervisor=asked.get("supervisor", ""),
            sort=asked.get("sort") or DEFAULT_SORT,
        )
