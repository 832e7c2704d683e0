"""What the notices of this room say. No rating, no comment and no reason stands in any of them.

Whoever adds a notice fills in its `words`; days are ISO strings, people are names:

| kind | words |
| --- | --- |
| due, due_own | employee, period_start, period_end, days; the notice's `due_on`; `stage` "overdue…" once it is late |
| due_escalated | the same, and waits_for |
| due_long | count, days |
| due_nobody | count |
| hr_review_waits | employee, days |
| issue_waits | employee, days |
| turn_waits | employee, capacity, days |
| record_outcome | employee, period_start, period_end, days |
| created | employee, period_start, period_end |
| your_turn_to_sign | employee, capacity, period_start, period_end; principal where a designee is asked |
| hr_review | employee |
| returned | employee, by, period_start, period_end |
| ready_to_issue | employee, period_start, period_end |
| issued, sign_receipt | period_start, period_end |
| response_until | the notice's `due_on` |
| outcome_recorded, response_filed | employee, period_start, period_end |
| window_ends | employee; the notice's `due_on` |
| handed_over_from | employee, to |
| handed_over_to | employee, by |
| closed_early | employee, period_end |
| closed_early_elsewhere | employee, period_end, by |
| rerouted | employee |
| discarded, to_discard | employee, period_start, period_end |
| meeting_invitation, meeting_changed, meeting_cancelled | employee, rater, starts_at, minutes, place; for calendars |
| | uid, sequence, stamp, attendees (pairs of name and address) |

The mail travels unprotected, so that a kind says less than its page: `hr_review` and `window_ends` say that there is
something, not what, since the rest would tell the rating.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from evaluations import meeting_words  # noqa: F401 - importing registers them
from evaluations.rules.reminder_plan import Phase, reminder_plan
from notifications.models import Notice
from notifications.registry import NoticeWords, day_words, words_for


def _day(value: str | date | None) -> str:
    """The day as the active language writes it."""
    if not value:
        return ""
    return day_words(value if isinstance(value, date) else date.fromisoformat(value))


def _said(notice: Notice) -> dict[str, Any]:
    """The notice's words, with its days written out."""
    words = dict(notice.words)
    for name in ("period_start", "period_end"):
        words[name] = _day(words.get(name))
    return {**words, "due_on": _day(notice.due_on)}


def _planned(notice: Notice, phase: Phase) -> tuple[str, str]:
    """Title and sentence as the policy set words that phase, in the active language."""
    plan = reminder_plan(settings.POLICY_SET)
    wording = plan.words["es" if (get_language() or "").startswith("es") else "en"][phase]
    said = _said(notice)
    return wording.title.format(**said), wording.sentence.format(**said)


@words_for("due")
def due(notice: Notice) -> NoticeWords:
    """To the Rater, or to whoever signs next: 90 to 0 days before, then weekly."""
    phase = Phase.OVERDUE if notice.stage.startswith("overdue") else Phase.TODAY if _is_today(notice) else Phase.AHEAD
    if phase is Phase.AHEAD and notice.due_on and notice.due_on < timezone.localdate(notice.created_at):
        phase = Phase.OVERDUE  # the day itself was missed by an outage
    return NoticeWords(*_planned(notice, phase), _("Open the evaluation"))


def _is_today(notice: Notice) -> bool:
    return notice.due_on == timezone.localdate(notice.created_at)


@words_for("due_own")
def due_own(notice: Notice) -> NoticeWords:
    """To the employee: the period ends, and can be prepared for."""
    return NoticeWords(*_planned(notice, Phase.OWN), _("See when you are due"))


@words_for("due_escalated")
def due_escalated(notice: Notice) -> NoticeWords:
    """To the next level above the Rater."""
    return NoticeWords(*_planned(notice, Phase.NEXT_LEVEL), _("See who is concerned"))


@words_for("due_long")
def due_long(notice: Notice) -> NoticeWords:
    """To HR, once a week and all in one."""
    return NoticeWords(*_planned(notice, Phase.HR), _("See what is overdue"))


@words_for("due_nobody")
def due_nobody(notice: Notice) -> NoticeWords:
    """To HR, once a week and all in one."""
    said = _said(notice)
    return NoticeWords(
        _("Nobody can be the Rater: %(count)s") % said,
        _("So many people are due, and nobody in their line is in service with an account. The list says why."),
        _("See who is concerned"),
    )


@words_for("hr_review_waits")
def hr_review_waits(notice: Notice) -> NoticeWords:
    """To everybody of HR who may review it, once a week; why HR reviews it stands on its page alone."""
    said = _said(notice)
    return NoticeWords(
        _("Still waiting for HR: %(employee)s") % said,
        _("The Rater submitted the evaluation, and HR has not passed it on. Days since then: %(days)s.") % said,
        _("Open the evaluation"),
    )


@words_for("issue_waits")
def issue_waits(notice: Notice) -> NoticeWords:
    """To HR, once a week: the Rater cannot issue it any more."""
    said = _said(notice)
    return NoticeWords(
        _("Nobody has issued it yet: %(employee)s") % said,
        _("Everybody has signed the evaluation (days ago: %(days)s), and its Rater is no longer there. HR presents it "
          "to the employee, gives or mails the copy, and records both days.") % said,
        _("Open the evaluation"),
    )  # fmt: skip


@words_for("turn_waits")
def turn_waits(notice: Notice) -> NoticeWords:
    """To whoever signs next, once a week."""
    said = _said(notice)
    said["capacity"] = _capacity(said["capacity"])
    return NoticeWords(
        _("Still waiting for your signature: %(employee)s") % said,
        _("You sign this evaluation as %(capacity)s. Days since it was submitted: %(days)s.") % said,
        _("Read and sign"),
    )


@words_for("record_outcome")
def record_outcome(notice: Notice) -> NoticeWords:
    """To the Rater, or to HR for a Rater who has left: the employee has neither signed nor refused yet."""
    said = _said(notice)
    return NoticeWords(
        _("Not signed yet by %(employee)s") % said,
        _("The evaluation for %(period_start)s to %(period_end)s has been issued (days ago: %(days)s). See that the "
          "employee signs, or record a refusal or an absence.") % said,
        _("Open the evaluation"),
    )  # fmt: skip


@words_for("created")
def created(notice: Notice) -> NoticeWords:
    """To the Rater: the sweep has begun the coming evaluation."""
    said = _said(notice)
    return NoticeWords(
        _("The next evaluation is ready for you: %(employee)s") % said,
        _("It is for the rating period from %(period_start)s to %(period_end)s. The form is empty; what you write in "
          "it saves itself.") % said,
        _("Open the form"),
    )  # fmt: skip


@words_for("your_turn_to_sign")
def your_turn_to_sign(notice: Notice) -> NoticeWords:
    """To the person of the route, and to the designee."""
    said = _said(notice)
    said["capacity"] = _capacity(said["capacity"])
    title = _("Your turn to sign as %(capacity)s: %(employee)s") % said
    sentence = _("The evaluation for %(period_start)s to %(period_end)s waits for your signature, or for its return.")
    if said.get("principal"):
        sentence = _(
            "The evaluation for %(period_start)s to %(period_end)s waits for the signature of %(principal)s, whose "
            "designee you are, or for its return."
        )
    return NoticeWords(title, sentence % said, _("Read and sign"))


def _capacity(value: str) -> str:
    return {
        "rater": pgettext("capacity", "Rater"),
        "reviewer": pgettext("capacity", "Reviewer"),
        "department_head": pgettext("capacity", "Department Head"),
    }[value]


@words_for("hr_review")
def hr_review(notice: Notice) -> NoticeWords:
    """To everybody of HR who may review it; why HR reviews it stands on its page alone."""
    said = _said(notice)
    return NoticeWords(
        _("An evaluation waits for HR: %(employee)s") % said,
        _("The Rater has submitted it. Whoever of HR opens it first sees to it."),
        _("Open the evaluation"),
    )


@words_for("returned")
def returned(notice: Notice) -> NoticeWords:
    """To the Rater; the reason stands on the page."""
    said = _said(notice)
    return NoticeWords(
        _("An evaluation came back to you: %(employee)s") % said,
        _("%(by)s has returned the evaluation for %(period_start)s to %(period_end)s. The reason stands beside it.")
        % said,
        _("See why"),
    )


@words_for("ready_to_issue")
def ready_to_issue(notice: Notice) -> NoticeWords:
    """To the Rater, or to HR for a Rater who has left: everybody else has signed."""
    said = _said(notice)
    return NoticeWords(
        _("Ready to issue: %(employee)s") % said,
        _("Everybody else has signed the evaluation for %(period_start)s to %(period_end)s. Present it to the "
          "employee, give or mail the copy, and record both days.") % said,
        _("Record the issue"),
    )  # fmt: skip


@words_for("issued")
def issued(notice: Notice) -> NoticeWords:
    """To the employee; statutory (R19, R25)."""
    said = _said(notice)
    return NoticeWords(
        _("An evaluation of yours has been issued"),
        _("It is for the rating period from %(period_start)s to %(period_end)s. Read it, and sign that you received "
          "it. To sign is not to agree.") % said,
        _("Read your evaluation"),
    )  # fmt: skip


@words_for("sign_receipt")
def sign_receipt(notice: Notice) -> NoticeWords:
    """To the employee, as long as the signature is missing."""
    said = _said(notice)
    return NoticeWords(
        _("Please sign that you received your evaluation"),
        _("It is for the rating period from %(period_start)s to %(period_end)s. Your signature says that you received "
          "it, not that you agree with it.") % said,
        _("Read and sign"),
    )  # fmt: skip


@words_for("response_until")
def response_until(notice: Notice) -> NoticeWords:
    """To the employee; statutory (R25)."""
    said = _said(notice)
    return NoticeWords(
        _("Your written response is possible until %(due_on)s") % said,
        _("If you wish to respond to your evaluation in writing, file it by the end of that day. You need not."),
        _("Respond, or say that you will not"),
    )


@words_for("outcome_recorded")
def outcome_recorded(notice: Notice) -> NoticeWords:
    """To the Rater: the employee has signed."""
    said = _said(notice)
    return NoticeWords(
        _("%(employee)s has received the evaluation") % said,
        _("For the evaluation for %(period_start)s to %(period_end)s it is recorded how the employee received it.")
        % said,
        _("Open the evaluation"),
    )


@words_for("response_filed")
def response_filed(notice: Notice) -> NoticeWords:
    """To the Rater: the employee has responded; what was written stands on the page."""
    said = _said(notice)
    return NoticeWords(
        _("%(employee)s has filed a written response") % said,
        _("It belongs to the evaluation for %(period_start)s to %(period_end)s from now on.") % said,
        _("Read the response"),
    )


@words_for("window_ends")
def window_ends(notice: Notice) -> NoticeWords:
    """To the Rater and HR; which term it is stands on the page alone."""
    said = _said(notice)
    return NoticeWords(
        _("A term ends on %(due_on)s: %(employee)s") % said,
        _("Open it to see what must be done by then."),
        _("See what is left to do"),
    )


@words_for("handed_over_from")
def handed_over_from(notice: Notice) -> NoticeWords:
    """To the earlier Rater of somebody who has moved."""
    said = _said(notice)
    return NoticeWords(
        _("%(employee)s is no longer yours to evaluate") % said,
        _("The evaluation that was under way is now with %(to)s, who may ask you for your input.") % said,
        _("See who is concerned"),
    )


@words_for("handed_over_to")
def handed_over_to(notice: Notice) -> NoticeWords:
    """To the new Rater of somebody who has moved."""
    said = _said(notice)
    return NoticeWords(
        _("You now evaluate %(employee)s") % said,
        _("The evaluation that was under way came to you from %(by)s. Ask for input on the time before.") % said,
        _("Open the evaluation"),
    )


@words_for("closed_early")
def closed_early(notice: Notice) -> NoticeWords:
    """To the Rater who finishes it: a promotion, transfer or reclassification ends the period (R1)."""
    said = _said(notice)
    return NoticeWords(
        _("A rating period ends early: %(employee)s") % said,
        _("Because of a change of work the rating period ends on %(period_end)s and is evaluated up to that day "
          "(rule R1).") % said,
        _("Open the evaluation"),
    )  # fmt: skip


@words_for("closed_early_elsewhere")
def closed_early_elsewhere(notice: Notice) -> NoticeWords:
    """To the new supervisor of somebody who has come from another post."""
    said = _said(notice)
    return NoticeWords(
        _("%(employee)s now works under you") % said,
        _(
            "The time up to %(period_end)s is evaluated by %(by)s (rule R1). The next rating period begins the day "
            "after."
        )
        % said,
        _("See who is concerned"),
    )


@words_for("rerouted")
def rerouted(notice: Notice) -> NoticeWords:
    """To the Rater: somebody of the signing route has changed."""
    said = _said(notice)
    return NoticeWords(
        _("The signing route has changed: %(employee)s") % said,
        _("Somebody who was to sign does so no more, because of a change of work. Whoever holds that post now has been "
          "asked instead; signatures already given stand."),
        _("Open the evaluation"),
    )  # fmt: skip


@words_for("discarded")
def discarded(notice: Notice) -> NoticeWords:
    """To the Rater: a blank draft about days after the last day of service."""
    said = _said(notice)
    return NoticeWords(
        _("Nothing to evaluate any more: %(employee)s") % said,
        _("The employee left before %(period_start)s, the first day of the rating period. The draft was blank and has "
          "been discarded; there is nothing to do.") % said,
        _("See what was discarded"),
    )  # fmt: skip


@words_for("to_discard")
def to_discard(notice: Notice) -> NoticeWords:
    """To the Rater, who has written something about days after the last day of service."""
    said = _said(notice)
    return NoticeWords(
        _("Please discard this draft: %(employee)s") % said,
        _("The employee left before %(period_start)s, the first day of the rating period, so there is no work to "
          "evaluate. Keep what you still need of what you have written, then discard the draft.") % said,
        _("Open the evaluation"),
    )  # fmt: skip
