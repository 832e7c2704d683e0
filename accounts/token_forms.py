"""What people say about an access token that they make; the service decides."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.enums import Scope
from accounts.selectors import Ways
from accounts.services import Proof


class AccessTokenForm(forms.Form):
    """Name, scopes, last day, and that it is you again: a token acts in its owner's name."""

    name = forms.CharField(
        label=_("Name"), max_length=100, help_text=_("What will use it, such as “nightly report on the file server”.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may be used for"),
        choices=[(scope.value, scope.label) for scope in Scope],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one thing that the token may be used for.")},
        help_text=_("Never more than you may do yourself. Choose as little as will do."),
    )
    expires_on = forms.DateField(
        label=_("Last day"),
        widget=forms.DateInput({"type": "date"}),
        help_text=_("A year from now at most. From the next day on it opens nothing."),
    )
    # Names this form once and for all: sent twice, it makes one token.
    public_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, ways: Ways, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.ways = ways
        if ways.can_type:
            self.fields["password"] = _typed(ways)
        self.initial.setdefault("public_id", uuid.uuid4())
        if data is not None:
            self.data = data.copy()
            self.data.setdefault("public_id", str(uuid.uuid4()))

    @property
    def proof(self) -> Proof:
        """What is fresh, else what was typed; nothing typed is a proof of nothing, and the service says so."""
        return self.ways.fresh or str(self.cleaned_data.get("password", ""))


def _typed(ways: Ways) -> forms.CharField:
    label = _("Your password, or the code of your authenticator app") if ways.has_app else _("Your password")
    return forms.CharField(
        label=label if ways.has_password else _("The code of your authenticator app"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password" if ways.has_password else "one-time-code"}),
    )
