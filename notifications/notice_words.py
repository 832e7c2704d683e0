"""The words of this room's own notices."""

from __future__ import annotations

from django.utils.translation import gettext as _

from notifications.enums import PauseReason
from notifications.models import Notice
from notifications.registry import NoticeWords, day_words, words_for
from notifications.rules import MAIL_FAILED
from notifications.rules.webhooks import WEBHOOK_PAUSED


@words_for(MAIL_FAILED)
def mail_failed(notice: Notice) -> NoticeWords:
    """To the system administrators, in the product alone."""
    day = day_words(notice.due_on)
    return NoticeWords(
        title=_("Mail did not arrive on %(day)s") % {"day": day},
        sentence=_("The mail server refused it, or it came back. Somebody has to see to it."),
        action=_("See which mail it is"),
    )


@words_for(WEBHOOK_PAUSED)
def webhook_paused(notice: Notice) -> NoticeWords:
    """To the system administrators. Words: `webhook`, its name; `reason`."""
    is_gone = notice.words.get("reason") == PauseReason.GONE.value
    sentence = (
        _("Its receiver says that it takes no more messages. What happens from now on waits until you resume it.")
        if is_gone
        else _("Nothing has reached it for three days. What happens from now on waits until you resume it.")
    )
    return NoticeWords(
        title=_("Webhook paused: %(webhook)s") % {"webhook": notice.words.get("webhook", "")},
        sentence=sentence,
        action=_("See the webhook"),
    )
