"""What HR's docket is filtered by, whom its lines are given to, and under which name a view is kept."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.enums import choices
from evaluations.enums import DocketKind
from evaluations.selectors.docket import NOBODY, DocketQuery
from evaluations.services.docket import Chosen

WITHIN = [("", _("Any")), ("7", _("7 days")), ("14", _("14 days")), ("30", _("30 days")), ("60", _("60 days"))]


class DocketForm(forms.Form):
    """A GET form; `query` is what it asks for. A value that is not on offer asks for everything."""

    q = forms.CharField(
        label=_("Name, number or e-mail address"),
        required=False,
        max_length=200,
        widget=forms.TextInput({"type": "search"}),
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("Any")), *choices(DocketKind)])
    owner = forms.ChoiceField(label=_("Owner"), required=False)
    within = forms.ChoiceField(label=_("Due within"), required=False, choices=WITHIN)
    unit = forms.CharField(
        label=_("Unit"), required=False, max_length=200, help_text=_("Words of its name, with everything below it."),
        widget=forms.TextInput({"type": "search"}),
    )  # fmt: skip
    overdue = forms.BooleanField(label=_("Overdue only"), required=False)
    more = ("unit", "overdue")

    def __init__(self, data: Any, *, owners: Iterable[User]) -> None:
        super().__init__(data)
        names = [(str(user.pk), user.name) for user in owners]
        self.fields["owner"].choices = [("", _("Any")), (NOBODY, _("Nobody")), *names]  # type: ignore[attr-defined]

    @property
    def query(self) -> DocketQuery:
        """The valid part of what was asked."""
        self.is_valid()
        asked = self.cleaned_data
        return DocketQuery(
            search=asked.get("q", ""),
            kind=asked.get("kind", ""),
            owner=asked.get("owner", ""),
            unit=asked.get("unit", ""),
            within=int(asked["within"]) if asked.get("within") else None,
            is_overdue=asked.get("overdue", False),
        )


class AssignForm(forms.Form):
    """Whom the chosen lines are given to; `chosen` are their keys."""

    new_owner = forms.ChoiceField(label=_("Give the chosen lines to"), required=False)

    def __init__(self, data: Any = None, *, owners: Iterable[User]) -> None:
        super().__init__(data)
        self._owners = {str(user.pk): user for user in owners}
        names = [(key, user.name) for key, user in self._owners.items()]
        self.fields["new_owner"].choices = [("", _("Nobody")), *names]  # type: ignore[attr-defined]

    @property
    def owner(self) -> User | None:
        """The person, or None for nobody."""
        return self._owners.get(self.cleaned_data["new_owner"])


def chosen_in(keys: Iterable[str]) -> list[Chosen]:
    """The lines that a form names; what is no key of a line is left out."""
    found = []
    for key in keys:
        kind, _colon, rest = key.partition(":")
        subject, _colon, version = rest.partition(":")
        try:
            found.append(Chosen(DocketKind(kind), uuid.UUID(subject), int(version)))
        except ValueError:
            continue
    return list(dict.fromkeys(found))


class ViewForm(forms.Form):
    """A name for the filters as they are."""

    name = forms.CharField(label=_("Name of the view"), max_length=60)
    is_shared = forms.BooleanField(label=_("Everybody of HR may use it"), required=False)
