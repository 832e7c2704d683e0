"""When somebody is told by mail, and how mail and secrets are named; pure. Webhooks have modules of their own."""

from notifications.rules.mail import (
    FAILED,
    IN_APP_ONLY,
    LONGEST_STAGE_DAYS,
    MAIL_FAILED,
    MAIL_JOB,
    SATURDAY,
    Wishes,
    comes_at_once,
    comes_with_digest,
    first_loud_day,
    is_quiet,
    mail_key,
    secret_digest,
)

__all__ = [
    "FAILED",
    "IN_APP_ONLY",
    "LONGEST_STAGE_DAYS",
    "MAIL_FAILED",
    "MAIL_JOB",
    "SATURDAY",
    "Wishes",
    "comes_at_once",
    "comes_with_digest",
    "first_loud_day",
    "is_quiet",
    "mail_key",
    "secret_digest",
]
