"""What the notices about a meeting say, to people and to their calendars. `notice_words` lists the words they take."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from common.calendars import Entry, Person, invitation_text
from notifications.models import Notice
from notifications.registry import Invitation, NoticeWords, day_words, words_for

MEETING_KINDS = ("meeting_invitation", "meeting_changed", "meeting_cancelled")


@words_for(*MEETING_KINDS)
def meeting(notice: Notice) -> NoticeWords:
    """To the employee and the Rater, with the part that calendars read."""
    said = dict(notice.words)
    starts = timezone.localtime(datetime.fromisoformat(said["starts_at"]))
    said["when"] = _("%(day)s at %(time)s") % {
        "day": day_words(starts.date()), "time": time_format(starts, "TIME_FORMAT"),
    }  # fmt: skip
    titles = {
        "meeting_invitation": _("Meeting on %(when)s: %(employee)s and %(rater)s"),
        "meeting_changed": _("Meeting changed, now on %(when)s: %(employee)s and %(rater)s"),
        "meeting_cancelled": _("Meeting cancelled: %(employee)s and %(rater)s, %(when)s"),
    }
    sentence = _("It takes %(minutes)d minutes. Place: %(place)s.") % said
    if notice.kind == "meeting_cancelled":
        sentence = _("It does not take place. Nothing else is to be done.")
    return NoticeWords(titles[notice.kind] % said, sentence, _("Open the meeting"), _invitation(notice, starts))


def _invitation(notice: Notice, starts: datetime) -> Invitation:
    said = notice.words
    is_cancelled = notice.kind == "meeting_cancelled"
    entry = Entry(
        uid=said["uid"],
        sequence=said["sequence"],
        summary=_("Meeting: %(employee)s and %(rater)s") % said,
        starts=starts,
        ends=starts + timedelta(minutes=said["minutes"]),
        stamp=datetime.fromisoformat(said["stamp"]),
        place=said["place"],
        url=settings.SITE_URL + notice.path,
        is_cancelled=is_cancelled,
    )
    method = "CANCEL" if is_cancelled else "REQUEST"
    organizer = Person(settings.AGENCY_NAME, parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
    attendees = [Person(name, email) for name, email in said["attendees"]]
    return Invitation(invitation_text(entry, method=method, organizer=organizer, attendees=attendees), method)
