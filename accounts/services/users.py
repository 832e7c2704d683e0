"""Accounts: made, deactivated, activated. Each change is an event of the stream `account:<id>`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F

from accounts.enums import Action, Role
from accounts.models import RoleGrant, User
from accounts.permissions import check_has_action
from audit.models import AuditEvent
from audit.services import event_record
from common.errors import Conflict, RuleViolations
from common.plaintext import plain_line
from common.searchkeys import found_by

ONLY_ADMIN = "Only a system administrator changes accounts."
LAST_ADMIN = "This is the last active system administrator; make somebody else one first."


def account_event_record(
    *, user: User, action: str, by: User | None, at: datetime, data: dict[str, Any] | None = None
) -> AuditEvent:
    """Append an event to the account's stream, in the caller's transaction."""
    return event_record(stream=f"account:{user.pk}", action=action, by=by, at=at, data=data)


# What happened at a sign-in of which no account is known; nothing that was typed or told is kept.
UNKNOWN_STREAM = "account:unknown"


def provider_refusal_record(*, user: User | None, provider: str, why: str, at: datetime) -> None:
    """A sign-in by a provider was refused. `user`: who was signed in here meanwhile; the person there is not named."""
    stream = f"account:{user.pk}" if user is not None else UNKNOWN_STREAM
    data = {"provider": provider, "why": why}
    event_record(stream=stream, action="provider_sign_in_refused", by=user, at=at, data=data)


@transaction.atomic
def user_create(*, email: str, name: str, password: str | None = None, by: User | None, at: datetime) -> User:
    """Make an account; without a password nobody can sign in to it until one is set by the mailed link.

    `by` None: the system or its command line. Raises NotAllowed, RuleViolations (422: address, name or password not
    accepted), Conflict (the address has an account).
    """
    if by is not None:
        check_has_action(by, Action.ACCOUNT_MANAGE, ONLY_ADMIN)
    user = User(email=email.strip().lower(), name=plain_line(name), created_at=at)
    user.search_key = found_by(user.name, also=user.email)
    _check_acceptable(user, password)
    if User.objects.filter(email=user.email).exists():
        raise Conflict(f"There is an account with the e-mail address {user.email} already.")
    if password is None:
        user.set_unusable_password()
    else:
        user.set_password(password)
    user.save()
    account_event_record(user=user, action="account_created", by=by, at=at, data={"has_password": password is not None})
    return user


def _check_acceptable(user: User, password: str | None) -> None:
    try:
        validate_email(user.email)
        if password is not None:
            validate_password(password, user)
    except ValidationError as error:
        raise RuleViolations((), " ".join(error.messages)) from error
    if not user.name:
        raise RuleViolations((), "An account needs the person's name.")


@transaction.atomic
def user_deactivate(*, user: User, by: User | None, at: datetime) -> User:
    """Close the account: its sessions end with their next request and do not come back with it.

    Raises NotAllowed, Conflict (closed already, or the last system administrator).
    """
    locked = _locked(user, by=by)
    if not locked.is_active:
        raise Conflict("This account is deactivated already.")
    check_not_last_admin(locked)
    locked.is_active = False
    locked.sessions_epoch = F("sessions_epoch") + 1
    locked.open_sessions.all().delete()
    return _changed(locked, user, action="account_deactivated", by=by, at=at)


@transaction.atomic
def user_activate(*, user: User, by: User | None, at: datetime) -> User:
    """Open a closed account again; the person signs in anew. Raises NotAllowed, Conflict (it is open)."""
    locked = _locked(user, by=by)
    if locked.is_active:
        raise Conflict("This account is active already.")
    locked.is_active = True
    return _changed(locked, user, action="account_activated", by=by, at=at)


def _locked(user: User, *, by: User | None) -> User:
    if by is not None:
        check_has_action(by, Action.ACCOUNT_MANAGE, ONLY_ADMIN)
    return User.objects.select_for_update().get(pk=user.pk)


def _changed(locked: User, user: User, *, action: str, by: User | None, at: datetime) -> User:
    """Save, note the event, and bring the caller's instance up to date."""
    locked.save(update_fields=["is_active", "sessions_epoch"])
    account_event_record(user=locked, action=action, by=by, at=at)
    user.refresh_from_db()
    return user


def check_not_last_admin(user: User) -> None:
    """Raises Conflict where no active system administrator would be left.

    The grants are locked, so that two administrators cannot remove each other in the same moment.
    """
    grants = list(RoleGrant.objects.select_for_update().filter(role=Role.SYSTEM_ADMIN.value).order_by("id"))
    active = set(
        User.objects.filter(pk__in=[grant.user_id for grant in grants], is_active=True).values_list("pk", flat=True)
    )
    if active == {user.pk}:
        raise Conflict(LAST_ADMIN)
