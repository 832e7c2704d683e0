"""What reminders say: title and sentence from the plan of the policy set that the notice names, in the active language.

What a link does is said by the product, as in `notice_words`, which lists the words that each kind takes.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from evaluations.rules.policy_table import PolicyError
from evaluations.rules.reminder_plan import ReminderPlan, reminder_plan
from evaluations.rules.reminder_wording import Phase
from notifications.models import Notice
from notifications.registry import NoticeWords, day_words, words_for


def said_by(notice: Notice) -> dict[str, Any]:
    """The notice's words, with its days and the capacity written out."""
    words = dict(notice.words)
    for name in ("period_start", "period_end", "received_on"):
        words[name] = _day(words.get(name))
    if words.get("capacity"):
        words["capacity"] = _capacity(words["capacity"])
    return {**words, "due_on": _day(notice.due_on)}


def _day(value: str | date | None) -> str:
    """The day as the active language writes it."""
    if not value:
        return ""
    return day_words(value if isinstance(value, date) else date.fromisoformat(value))


def _capacity(value: str) -> str:
    return {
        "rater": pgettext("capacity", "Rater"),
        "reviewer": pgettext("capacity", "Reviewer"),
        "department_head": pgettext("capacity", "Department Head"),
    }[value]


def _planned(notice: Notice, phase: Phase, action: str) -> NoticeWords:
    """The notice as its plan words that occasion."""
    language = "es" if (get_language() or "").startswith("es") else "en"
    wording = _plan_of(notice).words[language][phase]
    said = said_by(notice)
    return NoticeWords(wording.title.format(**said), wording.sentence.format(**said), action)


def _plan_of(notice: Notice) -> ReminderPlan:
    """The plan that the notice was written by; the installation's where that one is gone."""
    try:
        return reminder_plan(notice.words.get("plan") or settings.POLICY_SET)
    except PolicyError:
        return reminder_plan(settings.POLICY_SET)


@words_for("due")
def due(notice: Notice) -> NoticeWords:
    """To the Rater, or to whoever signs next and the designee: 90 to 0 days before, then weekly."""
    return _planned(notice, _phase_of(notice), _("Open the evaluation"))


def _phase_of(notice: Notice) -> Phase:
    """Told from the day on which it was written: after an outage a day may be said when it is past already."""
    written_on = timezone.localdate(notice.created_at)
    if notice.stage.startswith("overdue") or (notice.due_on and notice.due_on < written_on):
        return Phase.OVERDUE
    return Phase.TODAY if notice.due_on == written_on else Phase.AHEAD


@words_for("due_own")
def due_own(notice: Notice) -> NoticeWords:
    """To the employee: the period ends, and can be prepared for."""
    return _planned(notice, Phase.OWN, _("See when you are due"))


@words_for("due_escalated")
def due_escalated(notice: Notice) -> NoticeWords:
    """To the next level above the Rater, or above whoever signs."""
    return _planned(notice, Phase.NEXT_LEVEL, _("See who is concerned"))


@words_for("due_long")
def due_long(notice: Notice) -> NoticeWords:
    """To HR, once a week and all of a policy set in one."""
    return _planned(notice, Phase.HR, _("See what is overdue"))


@words_for("due_nobody")
def due_nobody(notice: Notice) -> NoticeWords:
    """To HR, once a week and all in one."""
    return _planned(notice, Phase.NOBODY, _("See who is concerned"))


@words_for("hr_review_waits")
def hr_review_waits(notice: Notice) -> NoticeWords:
    """To everybody of HR who may review it, once a week; why HR reviews it stands on its page alone."""
    return _planned(notice, Phase.HR_REVIEW, _("Open the evaluation"))


@words_for("turn_waits")
def turn_waits(notice: Notice) -> NoticeWords:
    """To whoever signs next and the designee, once a week."""
    phase = Phase.TURN_FOR if notice.words.get("principal") else Phase.TURN
    return _planned(notice, phase, _("Read and sign"))


@words_for("issue_waits")
def issue_waits(notice: Notice) -> NoticeWords:
    """To HR, once a week: everybody has signed, and the Rater who would issue it has left."""
    return _planned(notice, Phase.ISSUE, _("Open the evaluation"))


@words_for("contact_due")
def contact_due(notice: Notice) -> NoticeWords:
    """To the nearest manager who may contact HR, and to HR; which rating it is about stands on the page alone."""
    return _planned(notice, Phase.CONTACT, _("See what is to be done"))


@words_for("record_outcome")
def record_outcome(notice: Notice) -> NoticeWords:
    """To the Rater, or to HR for a Rater who has left: the employee has neither signed nor refused yet."""
    return _planned(notice, Phase.OUTCOME, _("Open the evaluation"))


@words_for("sign_receipt")
def sign_receipt(notice: Notice) -> NoticeWords:
    """To the employee, as long as the signature is missing."""
    return _planned(notice, Phase.RECEIPT, _("Read and sign"))


@words_for("response_until")
def response_until(notice: Notice) -> NoticeWords:
    """To the employee; statutory (R25)."""
    return _planned(notice, Phase.RESPONSE, _("Respond, or say that you will not"))


@words_for("check_in")
def check_in(notice: Notice) -> NoticeWords:
    """To the Rater: a check-in of the Plan for Improvement comes, or nothing is recorded of it (R9)."""
    is_missed = _phase_of(notice) is Phase.OVERDUE
    return _planned(notice, Phase.CHECK_IN_MISSED if is_missed else Phase.CHECK_IN, _("Open its page"))


@words_for("window_ends")
def window_ends(notice: Notice) -> NoticeWords:
    """To the Rater and HR; which term it is stands on the page alone."""
    return _planned(notice, Phase.WINDOW, _("See what is left to do"))
