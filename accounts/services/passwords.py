"""The password asked again before a signature."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import transaction

from accounts.models import User
from accounts.services.users import account_event_record
from common.errors import ProductError

MAX_FAILURES = 5
FAILURES_FORGOTTEN_AFTER = timedelta(minutes=15)


class WrongPassword(ProductError):
    """The password did not match, or was tried too often (422); nothing was signed."""

    status_code = 422
    title = "The password did not match"


def password_confirm(*, user: User, password: str, at: datetime) -> None:
    """Return where the password is the user's; raises WrongPassword otherwise, and audits the failure.

    To be called *before* the transaction that signs: raising rolls that one back, and the audited failure with it.
    Raises RuntimeError inside a transaction. After 5 failures in 15 minutes every password is refused for a while.
    """
    with transaction.atomic(durable=True):
        sentence = _failure(user, password)
        if sentence:
            account_event_record(user=user, action="password_confirm_failed", by=user, at=at)
    if sentence:
        raise WrongPassword(sentence)


def _failure(user: User, password: str) -> str:
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
    return "This is not your password. Nothing was signed."
