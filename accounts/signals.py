"""Sign-ins, sign-outs, failures and password changes into the audit trail.

The library's own signals are the only place where all of its ways in and out come together.
"""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.signals import authentication_step_completed, password_changed, password_reset
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest
from django.utils import timezone

from accounts import timekeeping
from accounts.models import User
from accounts.places import network_of_request
from accounts.rules import KEY, PROVIDER
from accounts.selectors import CONFIRMED
from accounts.services import (
    access_tokens_end,
    account_event_record,
    person_tell,
    session_begin,
    session_forget,
    sessions_forget,
)
from accounts.services.users import UNKNOWN_STREAM
from audit.models import AuditEvent
from audit.services import event_record


def connect() -> None:
    """Listen; called once when the application starts."""
    user_logged_in.connect(_signed_in, dispatch_uid="accounts.signed_in")
    user_logged_out.connect(_signed_out, dispatch_uid="accounts.signed_out")
    user_login_failed.connect(_failed, dispatch_uid="accounts.sign_in_failed")
    password_changed.connect(_password_changed, dispatch_uid="accounts.password_changed")
    password_reset.connect(_password_reset, dispatch_uid="accounts.password_reset")
    authentication_step_completed.connect(_confirmed, dispatch_uid="accounts.confirmed")
    authenticator_added.connect(_factor_added, dispatch_uid="accounts.factor_added")
    authenticator_removed.connect(_factor_removed, dispatch_uid="accounts.factor_removed")
    authenticator_reset.connect(_codes_made, dispatch_uid="accounts.codes_made")
    authentication_failed.connect(_code_failed, dispatch_uid="accounts.code_failed")


def _record(user: User, action: str, *, by: User | None, data: dict[str, Any] | None = None) -> AuditEvent:
    return account_event_record(user=user, action=action, by=by, at=timezone.now(), data=data)


def _signed_in(user: User, request: HttpRequest, **kwargs: Any) -> None:
    """Both clocks of the session start, it goes on the person's list, and the trail says by what they came in."""
    at = timezone.now()
    records = get_authentication_records(request, user)
    by = [str(row.get("type") or row.get("provider") or row["method"]) for row in records]
    _record(user, "signed_in", by=user, data={"by": by} if by else None)
    timekeeping.begin(request.session, at)
    if request.session.session_key is None:
        request.session.create()
    session_begin(
        user=user,
        session_key=str(request.session.session_key),
        user_agent=request.META.get("HTTP_USER_AGENT", ""),
        network=network_of_request(request),
        at=at,
    )


def _signed_out(user: User | None, request: HttpRequest, **kwargs: Any) -> None:
    if user is not None:
        _record(user, "signed_out", by=user)
        session_forget(session_key=request.session.session_key or "")


def _failed(credentials: dict[str, Any], **kwargs: Any) -> None:
    """Nobody has signed in, so nobody acted: the event names only whose account it was tried on."""
    email = str(credentials.get("email") or credentials.get("username") or "").strip().lower()
    user = User.objects.filter(email=email).first()
    if user is not None:
        _record(user, "sign_in_failed", by=None)
    else:
        event_record(stream=UNKNOWN_STREAM, action="sign_in_failed", by=None, at=timezone.now())


def _password_changed(user: User, request: HttpRequest, **kwargs: Any) -> None:
    """Every other session ends with the old password; this one goes on, under a new key."""
    _record(user, "password_changed", by=user)
    keys = {request.session.session_key, request.COOKIES.get(settings.SESSION_COOKIE_NAME)}
    sessions_forget(user=user, keep={key for key in keys if key})


def _confirmed(user: User, request: HttpRequest, method: str, **told: Any) -> None:
    """What can stand for a signature beside a form is remembered for a while: a key, or a return from the provider."""
    if not told.get("reauthenticated"):
        return
    by = {("mfa", "webauthn"): KEY, ("socialaccount", None): f"{PROVIDER}:{told.get('provider')}"}
    how = by.get((method, told.get("type")))
    if how is not None:
        request.session[CONFIRMED] = {"user": user.pk, "by": how, "at": timezone.now().timestamp()}


def _factor_added(user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """Recovery codes come by themselves with the first factor; the mail about that one says enough."""
    event = _record(user, "second_factor_added", by=user, data={"kind": authenticator.type})
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        person_tell(user=user, kind="second_factor_added", key=f"event:{event.pk}", at=event.at)


def _factor_removed(user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    event = _record(user, "second_factor_removed", by=user, data={"kind": authenticator.type})
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        person_tell(user=user, kind="second_factor_removed", key=f"event:{event.pk}", at=event.at)


def _codes_made(user: User, **kwargs: Any) -> None:
    event = _record(user, "recovery_codes_made", by=user)
    person_tell(user=user, kind="recovery_codes_made", key=f"event:{event.pk}", at=event.at)


def _code_failed(user: User, reauthentication: bool = False, **kwargs: Any) -> None:
    """While signing in nobody has acted yet; asked again, it is the person who is signed in."""
    _record(user, "second_factor_failed", by=user if reauthentication else None)


def _password_reset(user: User, **kwargs: Any) -> None:
    _record(user, "password_reset", by=user)
    sessions_forget(user=user)
    access_tokens_end(user=user, at=timezone.now())
