"""What people type about designees and accounts; the services decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import User
from accounts.selectors import can_stand_in
from accounts.services import NO_DESIGNEE

ANY = ("", _("Any"))


class AccountByEmailField(forms.EmailField):
    """An e-mail address that an account has; its value is the account."""

    default_error_messages = {"unknown": _("No account has this e-mail address.")}

    def clean(self, value: Any) -> User | None:
        email = super().clean(value)
        if not email:
            return None
        user = User.objects.filter(email=email.lower()).first()
        if user is None:
            raise forms.ValidationError(self.error_messages["unknown"])
        return user


class DesigneeField(AccountByEmailField):
    """The e-mail address of somebody who can stand in; of everybody else the same is said, here and by the service.

    It is said here already: with other fields wrong, the service would not be asked, and the answers would differ.
    """

    default_error_messages = {"unknown": NO_DESIGNEE}

    def clean(self, value: Any) -> User | None:
        user = super().clean(value)
        if user is not None and not can_stand_in(user):
            raise forms.ValidationError(self.error_messages["unknown"])
        return user


class DelegationForm(forms.Form):
    """A designee and the days; whose designee it is, only HR chooses."""

    principal = AccountByEmailField(
        label=_("Designee of"), help_text=_("E-mail address of the person who will be away.")
    )
    delegate = DesigneeField(label=_("Designee"), help_text=_("E-mail address of the person who will sign for them."))
    starts_on = forms.DateField(label=_("First day"), widget=forms.DateInput({"type": "date"}))
    ends_on = forms.DateField(label=_("Last day"), widget=forms.DateInput({"type": "date"}))
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("For example “away”. No kind of leave and no cause of it.")
    )

    def __init__(self, *args: Any, own_only: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if own_only:
            del self.fields["principal"]
            self.fields["delegate"].help_text = _("E-mail address of the person who will sign for you.")


class DelegationFilterForm(forms.Form):
    """What HR may search the designees by."""

    q = forms.CharField(
        label=_("Name or e-mail address"), required=False, max_length=200, widget=forms.TextInput({"type": "search"})
    )


class AccountFilterForm(forms.Form):
    """What the accounts may be searched by."""

    q = forms.CharField(
        label=_("Name or e-mail address"), required=False, max_length=200, widget=forms.TextInput({"type": "search"})
    )
    role = forms.ChoiceField(
        label=_("Role"), required=False, choices=[ANY, *((role.value, role.label) for role in Role)]
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[ANY, ("active", _("Active")), ("closed", _("Deactivated"))]
    )


class AccountAskForm(forms.Form):
    """Asks nothing: it says to the account's page what was confirmed."""

    do = forms.CharField(widget=forms.HiddenInput)


class AccountActionForm(forms.Form):
    """One change of an account; the role only where one is granted or revoked."""

    do = forms.ChoiceField(
        choices=[(name, name) for name in ("grant", "revoke", "activate", "deactivate", "remove_second_factor")]
    )
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[(role.value, role.label) for role in Role])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("do") in ("grant", "revoke") and not cleaned.get("role"):
            self.add_error("role", _("Choose a role."))
        return cleaned


class SessionEndForm(forms.Form):
    """Which of one's own sign-ins ends: one, or all the others."""

    do = forms.ChoiceField(choices=[(name, name) for name in ("end", "end_others")])
    session = forms.IntegerField(required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("do") == "end" and not cleaned.get("session"):
            self.add_error("session", _("Choose which one."))
        return cleaned
