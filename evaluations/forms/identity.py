"""How a form asks who signs: by the password, by the code of an app, or not at all where a fresh proof is there."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.selectors import Ways
from accounts.services import Proof

HAND = "It stands for your hand: it shows that it is you who signs."


def ask_who_signs(form: Any, ways: Ways) -> None:
    """Give the form the field that this person can fill in, and the ways that lead past it (`_confirm.html`)."""
    form.ways = ways
    if not ways.can_type:
        return
    words = {(True, True): "password, or the code of your authenticator app", (True, False): "password"}
    word = words.get((ways.has_password, ways.has_app), "code of your authenticator app")
    form.fields["password"] = forms.CharField(
        label=f"Your {word}",
        help_text=HAND,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password" if ways.has_password else "one-time-code"}),
        error_messages={"required": f"Enter your {word} to sign."},
    )


def proof_of(form: Any) -> Proof:
    """What is fresh, else what was typed; nothing typed is a proof of nothing, and the service says so."""
    return form.ways.fresh or str(form.cleaned_data.get("password", ""))
