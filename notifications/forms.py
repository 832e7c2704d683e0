"""What people choose about being told, what is asked about mail that did not arrive, and how a webhook is to be."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import User
from accounts.selectors import active_accounts_with_role
from common.enums import choices
from notifications.enums import DeliveryStatus, Language, MailStatus, WebhookEvent
from notifications.models import WebhookEndpoint
from notifications.rules import Wishes
from notifications.rules.webhooks import LONGEST_NAME, LONGEST_URL


class WishesForm(forms.Form):
    """How the person wants to be told."""

    language = forms.ChoiceField(
        label=_("Language of notices and mail"),
        choices=choices(Language),
        help_text=_("The pages themselves are in English."),
        widget=forms.RadioSelect,
    )
    has_digest = forms.BooleanField(
        label=_("A digest by mail"),
        required=False,
        help_text=_("One mail a day, on days that bring something. Off: only what is statutory comes by mail."),
    )
    has_immediate = forms.BooleanField(
        label=_("A mail at once when it is my turn to sign"),
        required=False,
        help_text=_("Off: it waits for the digest."),
    )
    is_quiet_on_weekends = forms.BooleanField(label=_("No mail on Saturdays and Sundays"), required=False)
    quiet_until = forms.DateField(
        label=_("No mail until (last day included)"),
        required=False,
        help_text=_("For example the last day of a leave. What collects until then comes with the next digest."),
        widget=forms.DateInput({"type": "date"}),
    )

    @classmethod
    def showing(cls, wishes: Wishes) -> WishesForm:
        """The form filled in with what the person wishes now."""
        return cls(initial={name: getattr(wishes, name) for name in cls.base_fields})

    @property
    def wishes(self) -> Wishes:
        """What was chosen."""
        chosen = {**self.cleaned_data, "language": Language(self.cleaned_data["language"])}
        return Wishes(**chosen)


class MailFilterForm(forms.Form):
    """What the outbox may be searched by."""

    q = forms.CharField(label=_("Name or e-mail address"), required=False, widget=forms.TextInput({"type": "search"}))
    status = forms.ChoiceField(label=_("Status"), required=False, choices=[("", _("Any")), *choices(MailStatus)])


class AssignForm(forms.Form):
    """Who sees to a mail that did not arrive."""

    owner = forms.ModelChoiceField(label=_("Who sees to it"), queryset=User.objects.none(), empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["owner"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        field.queryset = active_accounts_with_role(Role.SYSTEM_ADMIN)


class SettleForm(forms.Form):
    """What was done about it."""

    note = forms.CharField(
        label=_("What was done"),
        max_length=300,
        help_text=_("For example: the address was corrected; the person was told by telephone."),
        error_messages={"required": _("Say in a sentence what was done.")},
    )


class WebhookForm(forms.Form):
    """A webhook; the service says what cannot be."""

    name = forms.CharField(
        label=_("Name"),
        max_length=LONGEST_NAME,
        help_text=_("The program that receives, for example: Personnel system."),
        error_messages={"required": _("Give it a name.")},
    )
    url = forms.CharField(
        label=_("Address"),
        max_length=LONGEST_URL,
        help_text=_("It begins with https:// and leads to a public address."),
        error_messages={"required": _("Say where the messages go.")},
        widget=forms.TextInput({"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
    kinds = forms.MultipleChoiceField(
        label=_("What it is told"),
        choices=[pair for pair in choices(WebhookEvent) if pair[0] != WebhookEvent.PING.value],
        error_messages={"required": _("Choose at least one kind of event.")},
        widget=forms.CheckboxSelectMultiple,
    )

    @classmethod
    def showing(cls, endpoint: WebhookEndpoint) -> WebhookForm:
        """The form filled in with how it is now."""
        return cls(initial={"name": endpoint.name, "url": endpoint.url, "kinds": endpoint.kinds})


class DeliveryFilterForm(forms.Form):
    """What the messages of a webhook may be searched by."""

    status = forms.ChoiceField(label=_("Status"), required=False, choices=[("", _("Any")), *choices(DeliveryStatus)])
    kind = forms.ChoiceField(label=_("Event"), required=False, choices=[("", _("Any")), *choices(WebhookEvent)])
