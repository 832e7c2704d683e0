"""The words of this room's own notices."""

from __future__ import annotations

from django.utils.translation import gettext as _

from notifications.models import Notice
from notifications.registry import NoticeWords, day_words, words_for
from notifications.rules import MAIL_FAILED


@words_for(MAIL_FAILED)
def mail_failed(notice: Notice) -> NoticeWords:
    """To the system administrators, in the product alone."""
    day = day_words(notice.due_on)
    return NoticeWords(
        title=_("Mail did not arrive on %(day)s") % {"day": day},
        sentence=_("The mail server refused it, or it came back. Somebody has to see to it."),
        action=_("See which mail it is"),
    )
