"""Messages about one's own account: a change of what lets somebody in is told to that person, whoever made it."""

from __future__ import annotations

from datetime import datetime
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import slugify

from accounts.enums import MESSAGE_JOB
from accounts.models import User
from accounts.selectors import accounts_with_mail
from common.dates import in_words
from common.plaintext import plain_line
from jobs.services import enqueue

SUBJECTS = {
    "second_factor_added": "A second factor was added to your Fairstep account",
    "second_factor_removed": "A second factor was removed from your Fairstep account",
    "second_factor_removed_by_admin": "An administrator removed the second factor of your Fairstep account",
    "recovery_codes_made": "New recovery codes were made for your Fairstep account",
    "access_token_made": "An access token was made for your Fairstep account",
}


def person_tell(*, user: User, kind: str, key: str, at: datetime) -> None:
    """Mail that person a word about the account, once per key; part of the caller's transaction, by the outbox."""
    if kind not in SUBJECTS:
        raise ValueError(kind)
    payload = {"user_id": user.pk, "kind": kind, "at": at.isoformat()}
    enqueue(name=MESSAGE_JOB, key=f"{kind}:{key}", payload=payload)


def message_send(*, user_id: int, kind: str, happened_at: datetime) -> None:
    """Hand the mail over; nothing where the person gets none any more. Sent twice, both bear one Message-ID."""
    user = accounts_with_mail().filter(pk=user_id).first()
    if user is None:
        return
    local = timezone.localtime(happened_at)
    context = {"name": user.name, "kind": kind, "day": in_words(local.date()), "time": f"{local:%H:%M}"}
    message = EmailMessage(
        subject=SUBJECTS[kind],
        body=render_to_string("account/email/security_message.txt", {**context, "site_url": settings.SITE_URL}),
        to=[formataddr((plain_line(user.name), user.email))],
        headers={
            "Message-ID": f"<account-{user.pk}-{slugify(kind)}-{int(happened_at.timestamp() * 1_000_000)}@fairstep>",
            "Auto-Submitted": "auto-generated",
        },
    )
    message.send()
