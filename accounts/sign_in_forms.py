"""The library's sign-in and password forms in our words: a summary of errors names fields as the page does."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as library
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.services import WrongPassword, password_confirm, password_failure_record

WORDS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "oldpassword": _("Current password"),
    "password": _("Password"),
    "password1": _("New password"),
    "password2": _("New password (again)"),
}


class OwnWords:
    """Gives each field that has a word of ours that word as its label."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.fields.keys() & WORDS.keys():
            self.fields[name].label = WORDS[name]


class LoginForm(OwnWords, library.LoginForm):
    """Sign in."""


class ChangePasswordForm(OwnWords, library.ChangePasswordForm):
    """Change the password of a signed-in person.

    The old one is asked as before a signature: one lock for both, and every failure in the trail. Otherwise whoever
    finds a browser open could guess here unseen.
    """

    def clean_oldpassword(self) -> str:
        password: str = self.cleaned_data["oldpassword"]
        at = timezone.now()
        try:
            password_confirm(user=self.user, password=password, at=at, consequence="It has not been changed.")
        except WrongPassword as refusal:
            password_failure_record(user=self.user, at=at)
            raise ValidationError(refusal.sentence) from refusal
        return password


class ReauthenticateForm(OwnWords, library.ReauthenticateForm):
    """The password again, before a change of what signs somebody in; the same lock and trail as before a signature."""

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        at = timezone.now()
        try:
            password_confirm(user=self.user, password=password, at=at, consequence="Nothing has been changed.")
        except WrongPassword as refusal:
            password_failure_record(user=self.user, at=at)
            raise ValidationError(refusal.sentence) from refusal
        return password


class SetPasswordForm(OwnWords, library.SetPasswordForm):
    """Set a first password."""


class ResetPasswordForm(OwnWords, library.ResetPasswordForm):
    """Ask for a link."""


class ResetPasswordKeyForm(OwnWords, library.ResetPasswordKeyForm):
    """Choose a new password after following the link."""
