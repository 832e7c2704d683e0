"""The password asked again: before a signature, and before it is changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
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
    with failures_counted(user, f"This is not your password. {consequence}") as tried:
        tried.is_right = user.is_active and user.check_password(password)


def password_failure_record(*, user: User, at: datetime) -> None:
    """Audit that a WrongPassword was raised; to be called after the rollback that it caused."""
    account_event_record(user=user, action="password_confirm_failed", by=user, at=at)


@dataclass(slots=True)
class Try:
    """One try: whether it was right, and what is said where it was not."""

    sentence: str
    is_right: bool = False


@contextmanager
def failures_counted(user: User, sentence: str) -> Iterator[Try]:
    """Around one try to show that it is still this person. Raises WrongPassword: it was wrong, or wrong too often."""
    key = f"password-confirm-failures:{user.pk}"
    if cache.get(key, 0) >= MAX_FAILURES:
        raise WrongPassword("The password was wrong too often. Wait 15 minutes, then try again.")
    tried = Try(sentence)
    try:
        yield tried
    finally:
        if tried.is_right:
            cache.delete(key)
        else:
            cache.add(key, 0, int(FAILURES_FORGOTTEN_AFTER.total_seconds()))
            cache.incr(key)
    if not tried.is_right:
        raise WrongPassword(tried.sentence)
