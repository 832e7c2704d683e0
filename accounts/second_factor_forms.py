"""The library's second-factor forms in our words. A code is good once, for signing in and for signing alike."""

from __future__ import annotations

from typing import Any

from allauth.mfa.base import forms as library
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import forms as keys
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.services import code_spend

CODE_BOX = {"autocomplete": "one-time-code", "inputmode": "numeric", "autocapitalize": "off", "spellcheck": "false"}


class GoodOnce:
    """Labels the code, and refuses one of an authenticator app that was used a moment ago."""

    fields: dict[str, forms.Field]
    authenticator: Authenticator

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code")
        self.fields["code"].help_text = _("Six digits from your authenticator app, or one of your recovery codes.")
        self.fields["code"].widget = forms.TextInput(CODE_BOX)

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]  # a mixin for forms
        is_app = self.authenticator.type == Authenticator.Type.TOTP
        if is_app and not code_spend(authenticator=self.authenticator, code=code, at=timezone.now()):
            raise ValidationError(_("This code was used already. Wait for the next one and type that."), code="used")
        return code


class CodeForm(GoodOnce, library.AuthenticateForm):
    """The second factor while signing in."""


class CodeAgainForm(GoodOnce, library.ReauthenticateForm):
    """The second factor before a change of what signs somebody in."""


class FirstCodeForm(ActivateTOTPForm):
    """The first code, which shows that the app has the secret."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code from the app")
        self.fields["code"].help_text = _("Six digits; they change every half minute.")
        self.fields["code"].widget = forms.TextInput(CODE_BOX)


class AddKeyForm(keys.AddWebAuthnForm):
    """A new security key and what its owner calls it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the key")
        self.fields["name"].help_text = _("So that you know later which one it is, for example “blue key, at work”.")
        self.fields["name"].max_length = 100
        self.fields["name"].widget.attrs["maxlength"] = 100


class RenameKeyForm(keys.EditWebAuthnForm):
    """Another name for a key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the key")
        self.fields["name"].widget.attrs["maxlength"] = 100
