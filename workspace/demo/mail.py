"""The demo's mail of the past: sent when it was made, as far as anybody can tell, or come back."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.core.mail import get_connection

from accounts.models import User
from notifications.enums import Language, MailStatus
from notifications.models import Mail, Notice
from notifications.rules import Wishes
from notifications.services import notices_read
from notifications.services.failures import mail_bounce
from notifications.services.preferences import preference_save
from notifications.services.sending import mail_send
from workspace.demo.days import moment

Row = dict[str, Any]
NEWS_LASTS = timedelta(days=10)
# Nobody is written to about what happened months ago, whatever mail server this demo has.
NOWHERE = "django.core.mail.backends.dummy.EmailBackend"


def mail_goes_out(*, at: datetime) -> None:
    """Send what waits, as of that moment of the past; what is still to come stays in the queue."""
    connection = get_connection(NOWHERE)
    waiting = Mail.objects.filter(status=MailStatus.QUEUED.value, created_at__lte=at)
    for mail_id in waiting.order_by("pk").values_list("pk", flat=True):
        mail_send(mail_id=mail_id, at=at, connection=connection)


def wishes_kept(rows: list[Row]) -> None:
    """Who wants to be told in which language."""
    for row in rows:
        user = User.objects.get(email=row["email"])
        preference_save(user=user, wishes=Wishes(language=Language(row["language"])))


def old_news_is_read(*, at: datetime) -> None:
    """What people were told long ago they have read by now."""
    old = Notice.objects.filter(created_at__lt=at - NEWS_LASTS, read_at=None)
    for user in User.objects.filter(notices__in=old).distinct():
        ids = list(old.filter(recipient=user).values_list("pk", flat=True))
        notices_read(recipient=user, at=at - NEWS_LASTS, ids=ids)


def mail_comes_back(rows: list[Row], today: date) -> None:
    """The latest mail to that person was not delivered."""
    for row in rows:
        mail = Mail.objects.filter(recipient__email=row["email"], status=MailStatus.SENT.value).order_by("pk").last()
        if mail is None:  # this person's part of the story is not told
            continue
        at = max(moment(row["days_ago"], today=today, seed=90), mail.created_at)
        mail_bounce(message_id=mail.message_id, reason=row["reason"], at=at)
