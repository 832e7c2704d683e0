"""What a mail says, made of its notices when it is sent or looked at, in its recipient's language."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.plaintext import plain_line
from notifications.enums import MailKind, MailStatus
from notifications.models import Mail, Notice
from notifications.registry import Invitation, NoticeWords, day_words, words_of
from notifications.selectors import wishes_of

logger = logging.getLogger(__name__)
# A mail of more lines is read by nobody; the rest stands behind the link.
MOST_LINES = 60
LONGEST_SUBJECT = 150


@dataclass(frozen=True, slots=True)
class Line:
    """One notice as it stands in a mail or a list."""

    title: str
    sentence: str
    due: str
    is_overdue: bool
    action: str
    url: str


@dataclass(frozen=True, slots=True)
class MailText:
    """A mail in words. `body` is the inside of the HTML, for pages that show it."""

    language: str
    subject: str
    text: str
    html: str
    body: str
    invitation: Invitation | None


def mail_text(mail: Mail, *, today: date) -> MailText | None:
    """The mail's words as they are true today; None where everything that it was to say is done before it is sent."""
    carried = mail.notices.order_by("id")
    notices = latest_of_each(carried.filter(done_at=None) if mail.status == MailStatus.QUEUED.value else carried)
    if not notices:
        return None
    language = wishes_of(mail.recipient).language.value
    with translation.override(language):
        words = [safe_words(notice) for notice in notices]
        lines = [line_of(notice, said, today) for notice, said in zip(notices, words, strict=True)]
        context = _context(mail, notices, lines)
        subject = _subject(mail, notices, words)
        body = render_to_string("notifications/mail_body.html", context)
        return MailText(
            language=language,
            subject=subject,
            text=render_to_string("notifications/mail.txt", context).strip() + "\n",
            html=render_to_string("notifications/mail.html", {"language": language, "subject": subject, "body": body}),
            body=body,
            invitation=words[0].invitation if mail.kind == MailKind.INVITATION.value else None,
        )


def latest_of_each(notices: Iterable[Notice]) -> list[Notice]:
    """Of several reminders of one thing the latest; actions first, of these the soonest due first."""
    latest = {(notice.kind, notice.subject): notice for notice in notices}
    return sorted(latest.values(), key=lambda notice: (not notice.is_action, notice.due_on or date.max, notice.pk))


def safe_words(notice: Notice) -> NoticeWords:
    """The notice's words; plain ones where its own cannot be made, so that one fault keeps nobody from the rest."""
    try:
        return words_of(notice)
    except Exception:
        logger.exception("Notice %s (%s) has no words.", notice.pk, notice.kind)
        return NoticeWords(_("Something waits for you"), _("Open the page to see what it is."), _("Open the page"))


def line_of(notice: Notice, words: NoticeWords, today: date) -> Line:
    """The notice as a line, in the active language."""
    is_late = notice.is_action and notice.due_on is not None and notice.due_on < today
    due = due_words(notice.due_on, today) if notice.is_action and notice.due_on else ""
    url = settings.SITE_URL + notice.path
    return Line(plain_line(words.title), plain_line(words.sentence), due, is_late, words.action, url)


def due_words(day: date, today: date) -> str:
    """How far away a day is, in the active language."""
    days, name = (day - today).days, day_words(day)
    if days < 0:
        text = ngettext("Overdue since %(day)s: %(count)d day", "Overdue since %(day)s: %(count)d days", -days)
        return text % {"day": name, "count": -days}
    if days == 0:
        return _("Due today, %(day)s") % {"day": name}
    return ngettext("Due %(day)s, in %(count)d day", "Due %(day)s, in %(count)d days", days) % {
        "day": name, "count": days,
    }  # fmt: skip


def _context(mail: Mail, notices: list[Notice], lines: list[Line]) -> dict[str, object]:
    actions = sum(notice.is_action for notice in notices)
    return {
        "agency": settings.AGENCY_NAME,
        "name": plain_line(mail.recipient.name),
        "is_alone": mail.kind != MailKind.DIGEST.value,
        "is_statutory": any(notice.is_statutory for notice in notices),
        "actions": lines[: min(actions, MOST_LINES)],
        "news": lines[actions:MOST_LINES],
        "left_out": max(len(lines) - MOST_LINES, 0),
        "list_url": settings.SITE_URL + reverse("notifications:notices"),
        "settings_url": settings.SITE_URL + reverse("notifications:settings"),
    }


def _subject(mail: Mail, notices: list[Notice], words: list[NoticeWords]) -> str:
    if mail.kind != MailKind.DIGEST.value:
        return plain_line(words[0].title)[:LONGEST_SUBJECT]
    day = day_words(mail.day)
    actions = sum(notice.is_action for notice in notices)
    if not actions:
        return _("For your information, %(day)s") % {"day": day}
    return ngettext("%(count)d thing to do, %(day)s", "%(count)d things to do, %(day)s", actions) % {
        "count": actions, "day": day,
    }  # fmt: skip
