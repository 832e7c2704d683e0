"""What the notices of this room say. No rating, no comment and no reason stands in any of them.

Whoever adds a notice fills in its `words`; days are ISO strings, people are names:

| kind | words |
| --- | --- |
| created | employee, period_start, period_end |
| your_turn_to_sign | employee, capacity, period_start, period_end; principal where a designee is asked |
| hr_review | employee |
| returned | employee, by, period_start, period_end |
| ready_to_issue | employee, period_start, period_end |
| issued | period_start, period_end |
| outcome_recorded, response_filed | employee, period_start, period_end |
| handed_over_from | employee, to |
| handed_over_to | employee, by |
| closed_early | employee, period_end |
| closed_early_elsewhere | employee, period_end, by |
| rerouted | employee |
| discarded, to_discard | employee, period_start, period_end |
| consultation_asked, consultation_answered | by |
| docket_assigned | by, count |
| docket_late | count |
| meeting_invitation, meeting_changed, meeting_cancelled | employee, rater, starts_at, minutes, place; for calendars |
| | uid, sequence, stamp, attendees (pairs of name and address) |

Reminders (`reminder_words`) are worded by the plan of a policy set, the one that their word `plan` names:

| kind | words, each with plan |
| --- | --- |
| due, due_own | employee, period_start, period_end, days; the notice's `due_on`; `stage` "overdue…" once it is late |
| due_escalated | the same, and waits_for |
| due_long | count, days |
| due_nobody | count |
| hr_review_waits | employee, days |
| turn_waits | employee, capacity, days; principal where a designee is reminded |
| record_outcome, sign_receipt | employee, period_start, period_end, days |
| response_until | period_start, period_end, days; the notice's `due_on` |
| window_ends, contact_due | employee, days; the notice's `due_on` |

The mail travels unprotected, so that a kind says less than its page: `hr_review`, `window_ends` and `contact_due` say
that there is something, not what; those of a consultation do not name the employee: the rest would tell the rating.
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluations import meeting_words  # noqa: F401 - importing registers them
from evaluations.reminder_words import said_by
from notifications.models import Notice
from notifications.registry import NoticeWords, words_for


@words_for("created")
def created(notice: Notice) -> NoticeWords:
    """To the Rater: the sweep has begun the coming evaluation."""
    said = said_by(notice)
    return NoticeWords(
        _("The next evaluation is ready for you: %(employee)s") % said,
        _("It is for the rating period from %(period_start)s to %(period_end)s. The form is empty; what you write in "
          "it saves itself.") % said,
        _("Open the form"),
    )  # fmt: skip


@words_for("your_turn_to_sign")
def your_turn_to_sign(notice: Notice) -> NoticeWords:
    """To the person of the route, and to the designee."""
    said = said_by(notice)
    title = _("Your turn to sign as %(capacity)s: %(employee)s") % said
    sentence = _("The evaluation for %(period_start)s to %(period_end)s waits for your signature, or for its return.")
    if said.get("principal"):
        sentence = _(
            "The evaluation for %(period_start)s to %(period_end)s waits for the signature of %(principal)s, whose "
            "designee you are, or for its return."
        )
    return NoticeWords(title, sentence % said, _("Read and sign"))


@words_for("hr_review")
def hr_review(notice: Notice) -> NoticeWords:
    """To everybody of HR who may review it; why HR reviews it stands on its page alone."""
    said = said_by(notice)
    return NoticeWords(
        _("An evaluation waits for HR: %(employee)s") % said,
        _("The Rater has submitted it. Whoever of HR opens it first sees to it."),
        _("Open the evaluation"),
    )


@words_for("consultation_asked")
def consultation_asked(notice: Notice) -> NoticeWords:
    """To everybody of HR who may answer; about whom, and why, stands on its page alone."""
    said = said_by(notice)
    return NoticeWords(
        _("A manager asks HR for advice: %(by)s") % said,
        _("Whoever of HR opens it first answers it."),
        _("Open it and answer"),
    )


@words_for("consultation_answered")
def consultation_answered(notice: Notice) -> NoticeWords:
    """To the manager who asked."""
    said = said_by(notice)
    return NoticeWords(
        _("HR has answered you"),
        _("%(by)s has written what HR advises.") % said,
        _("Read the answer"),
    )


@words_for("docket_assigned")
def docket_assigned(notice: Notice) -> NoticeWords:
    """To whoever of HR is the owner now."""
    said = said_by(notice)
    return NoticeWords(
        ngettext("%(count)s matter of HR is yours now", "%(count)s matters of HR are yours now", said["count"]) % said,
        _("Assigned by %(by)s.") % said,
        _("Open the docket"),
    )


@words_for("docket_late")
def docket_late(notice: Notice) -> NoticeWords:
    """To the HR Manager and to owners: past its day, or without an owner though its last day comes near."""
    said = said_by(notice)
    return NoticeWords(
        ngettext("%(count)s matter of HR is late or without an owner",
                 "%(count)s matters of HR are late or without an owner", said["count"]) % said,
        _("Nobody has finished them by their day, or nobody has taken them on. Assign them, or see to them now."),
        _("Open the docket"),
    )  # fmt: skip


@words_for("returned")
def returned(notice: Notice) -> NoticeWords:
    """To the Rater; the reason stands on the page."""
    said = said_by(notice)
    return NoticeWords(
        _("An evaluation came back to you: %(employee)s") % said,
        _("%(by)s has returned the evaluation for %(period_start)s to %(period_end)s. The reason stands beside it.")
        % said,
        _("See why"),
    )


@words_for("ready_to_issue")
def ready_to_issue(notice: Notice) -> NoticeWords:
    """To the Rater, or to HR for a Rater who has left: everybody else has signed."""
    said = said_by(notice)
    return NoticeWords(
        _("Ready to issue: %(employee)s") % said,
        _("Everybody else has signed the evaluation for %(period_start)s to %(period_end)s. Present it to the "
          "employee, give or mail the copy, and record both days.") % said,
        _("Record the issue"),
    )  # fmt: skip


@words_for("issued")
def issued(notice: Notice) -> NoticeWords:
    """To the employee; statutory (R19, R25)."""
    said = said_by(notice)
    return NoticeWords(
        _("An evaluation of yours has been issued"),
        _("It is for the rating period from %(period_start)s to %(period_end)s. Read it, and sign that you received "
          "it. To sign is not to agree.") % said,
        _("Read your evaluation"),
    )  # fmt: skip


@words_for("outcome_recorded")
def outcome_recorded(notice: Notice) -> NoticeWords:
    """To the Rater: the employee has signed."""
    said = said_by(notice)
    return NoticeWords(
        _("%(employee)s has received the evaluation") % said,
        _("For the evaluation for %(period_start)s to %(period_end)s it is recorded how the employee received it.")
        % said,
        _("Open the evaluation"),
    )


@words_for("response_filed")
def response_filed(notice: Notice) -> NoticeWords:
    """To the Rater: the employee has responded; what was written stands on the page."""
    said = said_by(notice)
    return NoticeWords(
        _("%(employee)s has filed a written response") % said,
        _("It belongs to the evaluation for %(period_start)s to %(period_end)s from now on.") % said,
        _("Read the response"),
    )


@words_for("handed_over_from")
def handed_over_from(notice: Notice) -> NoticeWords:
    """To the earlier Rater of somebody who has moved."""
    said = said_by(notice)
    return NoticeWords(
        _("%(employee)s is no longer yours to evaluate") % said,
        _("The evaluation that was under way is now with %(to)s, who may ask you for your input.") % said,
        _("See who is concerned"),
    )


@words_for("handed_over_to")
def handed_over_to(notice: Notice) -> NoticeWords:
    """To the new Rater of somebody who has moved."""
    said = said_by(notice)
    return NoticeWords(
        _("You now evaluate %(employee)s") % said,
        _("The evaluation that was under way came to you from %(by)s. Ask for input on the time before.") % said,
        _("Open the evaluation"),
    )


@words_for("closed_early")
def closed_early(notice: Notice) -> NoticeWords:
    """To the Rater who finishes it: a promotion, transfer or reclassification ends the period (R1)."""
    said = said_by(notice)
    return NoticeWords(
        _("A rating period ends early: %(employee)s") % said,
        _("Because of a change of work the rating period ends on %(period_end)s and is evaluated up to that day "
          "(rule R1).") % said,
        _("Open the evaluation"),
    )  # fmt: skip


@words_for("closed_early_elsewhere")
def closed_early_elsewhere(notice: Notice) -> NoticeWords:
    """To the new supervisor of somebody who has come from another post."""
    said = said_by(notice)
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
    said = said_by(notice)
    return NoticeWords(
        _("The signing route has changed: %(employee)s") % said,
        _("Somebody who was to sign does so no more, because of a change of work. Whoever holds that post now has been "
          "asked instead; signatures already given stand."),
        _("Open the evaluation"),
    )  # fmt: skip


@words_for("discarded")
def discarded(notice: Notice) -> NoticeWords:
    """To the Rater: a blank draft about days after the last day of service."""
    said = said_by(notice)
    return NoticeWords(
        _("Nothing to evaluate any more: %(employee)s") % said,
        _("The employee left before %(period_start)s, the first day of the rating period. The draft was blank and has "
          "been discarded; there is nothing to do.") % said,
        _("See what was discarded"),
    )  # fmt: skip


@words_for("to_discard")
def to_discard(notice: Notice) -> NoticeWords:
    """To the Rater, who has written something about days after the last day of service."""
    said = said_by(notice)
    return NoticeWords(
        _("Please discard this draft: %(employee)s") % said,
        _("The employee left before %(period_start)s, the first day of the rating period, so there is no work to "
          "evaluate. Keep what you still need of what you have written, then discard the draft.") % said,
        _("Open the evaluation"),
    )  # fmt: skip
