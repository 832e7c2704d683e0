"""One mail handed to the mail server: at least once, and twice only where we died before we could note it."""

from __future__ import annotations

import smtplib
from datetime import datetime
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from accounts.selectors import accounts_with_mail
from common.plaintext import plain_line
from notifications.enums import MailStatus
from notifications.models import Mail
from notifications.services.failures import mail_fail
from notifications.services.mail_text import MailText, mail_text

PERMANENT = 500  # RFC 5321 §4.2.1: from 500 on it is of no use to try the same again


class Refused(Exception):
    """The mail server will never take this mail as it is."""


def mail_send(*, mail_id: int, at: datetime, connection: BaseEmailBackend | None = None) -> None:
    """Send the mail if it still waits; nothing where it was sent, failed, or is not needed any more.

    The row is locked from before the server is asked until its acceptance is committed: two workers never send one
    mail beside each other, and after a crash in between it is sent again with the same Message-ID. What may pass by
    itself (no connection, no answer, a temporary refusal) is raised, so that the outbox tries again. `connection`
    replaces the mail server of the settings.
    """
    with transaction.atomic():
        waiting = Mail.objects.select_for_update(nowait=True, of=("self",)).select_related("recipient")
        mail = waiting.filter(pk=mail_id).first()
        if mail is None or mail.status != MailStatus.QUEUED.value:  # None: made room long ago
            return
        is_reachable = accounts_with_mail().filter(pk=mail.recipient_id).exists()
        text = mail_text(mail, today=timezone.localdate(at)) if is_reachable else None
        if text is None:
            mail.status = MailStatus.DROPPED.value
            mail.save(update_fields=["status"])
            return
        try:
            _hand_over(mail, text, connection)
        except Refused as refusal:
            mail_fail(mail=mail, error=str(refusal), at=at)
            return
        mail.status, mail.sent_at, mail.sent_to = MailStatus.SENT.value, at, mail.recipient.email
        mail.save(update_fields=["status", "sent_at", "sent_to"])


def mail_given_up(*, mail_id: int, error: str, at: datetime) -> None:
    """The outbox has tried for the last time: the mail counts as failed, and its failure gets an owner."""
    with transaction.atomic():
        mail = Mail.objects.select_for_update().filter(pk=mail_id).first()
        if mail is not None and mail.status == MailStatus.QUEUED.value:
            mail_fail(mail=mail, error=error, at=at)


def message_of(mail: Mail, text: MailText) -> EmailMultiAlternatives:
    """The mail as it travels: text, HTML and, where it invites, the meeting."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    message = EmailMultiAlternatives(
        subject=text.subject,
        body=text.text,
        from_email=settings.BOUNCE_ADDRESS or address,  # the envelope: where a mail that is not delivered comes back to
        to=[formataddr((plain_line(mail.recipient.name), mail.recipient.email))],
        headers={
            "From": formataddr((name or settings.AGENCY_NAME, address)),
            "Message-ID": mail.message_id,
            # RFC 3834 §5: no automatic reply is wanted, and none is to be answered by one.
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "Content-Language": text.language,
        },
    )
    message.attach_alternative(text.html, "text/html")
    if text.invitation is not None:
        calendar = text.invitation.text.decode()
        message.attach_alternative(calendar, f"text/calendar; method={text.invitation.method}")
    return message


def _hand_over(mail: Mail, text: MailText, connection: BaseEmailBackend | None) -> None:
    """Raises Refused for what no further try would change, and lets everything else pass."""
    try:
        message = message_of(mail, text)
        message.connection = connection
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        _raise_if_permanent(code, said, error)
    except smtplib.SMTPAuthenticationError:
        raise  # the settings are wrong, not this mail: it waits until they are put right
    except smtplib.SMTPResponseException as error:
        _raise_if_permanent(error.smtp_code, error.smtp_error, error)
    except (smtplib.SMTPNotSupportedError, ValueError) as error:  # an address that cannot be written to
        raise Refused(str(error)) from error


def _raise_if_permanent(code: int, said: bytes | str, error: Exception) -> None:
    if code < PERMANENT:
        raise error
    words = said.decode(errors="replace") if isinstance(said, bytes) else said
    raise Refused(plain_line(f"{code} {words}")) from error
