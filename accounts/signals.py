"""Sign-ins, sign-outs, failures and password changes into the audit trail.

The library's own signals are the only place where all of its ways in and out come together.
"""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, password_reset
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.utils import timezone

from accounts.models import User
from accounts.services import account_event_record
from audit.services import event_record

# A failure with an address that no account has. The address itself is not kept: people type passwords there.
UNKNOWN_STREAM = "account:unknown"


def connect() -> None:
    """Listen; called once when the application starts."""
    user_logged_in.connect(_signed_in, dispatch_uid="accounts.signed_in")
    user_logged_out.connect(_signed_out, dispatch_uid="accounts.signed_out")
    user_login_failed.connect(_failed, dispatch_uid="accounts.sign_in_failed")
    password_changed.connect(_password_changed, dispatch_uid="accounts.password_changed")
    password_reset.connect(_password_reset, dispatch_uid="accounts.password_reset")


def _record(user: User, action: str, *, by: User | None) -> None:
    account_event_record(user=user, action=action, by=by, at=timezone.now())


def _signed_in(user: User, **kwargs: Any) -> None:
    _record(user, "signed_in", by=user)


def _signed_out(user: User | None, **kwargs: Any) -> None:
    if user is not None:
        _record(user, "signed_out", by=user)


def _failed(credentials: dict[str, Any], **kwargs: Any) -> None:
    """Nobody has signed in, so nobody acted: the event names only whose account it was tried on."""
    email = str(credentials.get("email") or credentials.get("username") or "").strip().lower()
    user = User.objects.filter(email=email).first()
    if user is not None:
        _record(user, "sign_in_failed", by=None)
    else:
        event_record(stream=UNKNOWN_STREAM, action="sign_in_failed", by=None, at=timezone.now())


def _password_changed(user: User, **kwargs: Any) -> None:
    _record(user, "password_changed", by=user)


def _password_reset(user: User, **kwargs: Any) -> None:
    _record(user, "password_reset", by=user)
