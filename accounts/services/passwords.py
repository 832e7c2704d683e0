"""The password asked again: before a signature, and before it is changed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.cache import cache

from accounts.models import User
from accounts.services.users import account_event_record
from common.errors import ProductError

MAX_FAILURES = 5
FAILURES_FORGOTTEN_AFTER = timedelta(minutes=15)


class WrongPassword(ProductError):
    """The password did not match, or was tried too often (422); nothing was done."""

    status_code = 422
    title = "The password did not match"
    field = "password"


def password_confirm(*, user: User, password: str, at: datetime, consequence: str = "Nothing was signed.") -> None:
    """Return where the password is the user's; raises WrongPassword otherwise, writing nothing.

    `consequence` is the second sentence of what the person reads then.

    Whoever opened the transaction that this runs in calls `password_failure_record` once it is rolled back: an event
    written here would be rolled back with it. After 5 failures in 15 minutes every password is refused for a while.
    """
    sentence = _failure(user, password, consequence)
    if sentence:
        raise WrongPassword(sentence)


def password_failure_record(*, user: User, at: datetime) -> None:
    """Audit that a WrongPassword was raised; to be called after the rollback that it caused."""
    account_event_record(user=user, action="password_confirm_failed", by=user, at=at)


def _failure(user: User, password: str, consequence: str) -> str:
    """What is wrong, or nothing."""
    key = f"password-confirm-failures:{user.pk}"
    seconds = int(FAILURES_FORGOTTEN_AFTER.total_seconds())
    if cache.get(key, 0) >= MAX_FAILURES:
        return "The password was wrong too often. Wait 15 minutes, then try again."
    if user.is_active and user.check_password(password):
        cache.delete(key)
        return ""
    cache.add(key, 0, seconds)
    cache.incr(key)
    return f"This is not your password. {consequence}"
