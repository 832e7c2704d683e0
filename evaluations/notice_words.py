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
| letter_filed | employee, period_start, period_end, by, received_on |
| handed_over_from | employee, to |
| handed_over_to | employee, by |
| closed_early | employee, period_end |
| closed_early_elsewhere | employee, period_end, by |
| rerouted | employee |
| discarded, to_discard | employee, period_start, period_end |
| consultation_asked, consultation_answered, consultation_recorded, consultation_withdrawn | by |
| grievance_filed | kind: the word of `GrievanceKind` |
| grievance_decided | none |
| new_report | employee, period_start, period_end |
| recusal_to_decide | person |
| recusal_excepted | by |
| window_reverted_own, window_reverted_alarm | employee; the notice's `due_on`, as for all about windows below |
| window_reverted | employee, owner |
| final_overtaken, final_overtaken_signed | employee |
| extension_asked, extension_declined, window_moved, window_moved_own | employee |
| probation_moved, probation_moved_own | employee; the notice's `due_on` |
| check_in_recorded, check_in_remarked | employee |
| docket_assigned | by, count |
| docket_late | count |
| meeting_invitation, meeting_changed, meeting_cancelled | employee, rater, starts_at, minutes, place; for calendars |
| | uid, sequence, stamp, attendees (pairs of name and address) |
| steps_decided | held, released, changed, open: numbers of people |

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
| window_ends, contact_due, check_in | employee, days; the notice's `due_on` |

The mail travels unprotected, so that a kind says less than its page: `hr_review`, `contact_due` and everything about a
follow-up window say that there is something, not what; those of a consultation, a grievance or a recusal do not name
the employee: the rest would tell the rating, or who complains of whom.
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


@words_for("consultation_recorded")
def consultation_recorded(notice: Notice) -> NoticeWords:
    """To the manager who is said to have contacted HR."""
    said = said_by(notice)
    return NoticeWords(
        _("HR has recorded a contact with you"),
        _("%(by)s has entered that you contacted HR, and on which day. If that is not so, tell HR.") % said,
        _("Read what was recorded"),
    )


@words_for("consultation_withdrawn")
def consultation_withdrawn(notice: Notice) -> NoticeWords:
    """To the manager who asked and the Rater, unless they did it."""
    said = said_by(notice)
    return NoticeWords(
        _("A contact with HR has been withdrawn"),
        _("%(by)s has withdrawn it, so it counts no more. Whoever still needs one contacts HR anew.") % said,
        _("Read why"),
    )


@words_for("grievance_filed")
def grievance_filed(notice: Notice) -> NoticeWords:
    """To everybody of HR who may decide; about whom stands on its page alone."""
    is_grievance = notice.words.get("kind") != "reconsideration"
    title = _("A grievance waits for HR") if is_grievance else _("A request for reconsideration waits for HR")
    return NoticeWords(
        title,
        _(
            "Filing and distribution of an evaluation wait until HR has decided. Whoever of HR opens it first sees to "
            "it."
        ),
        _("Open it and decide"),
    )


@words_for("grievance_decided")
def grievance_decided(notice: Notice) -> NoticeWords:
    """To the employee."""
    return NoticeWords(
        _("HR has decided on what you filed"),
        _("The decision and its reason stand on the page."),
        _("Read the decision"),
    )


@words_for("new_report")
def new_report(notice: Notice) -> NoticeWords:
    """To the Rater: why there is a new version stands in the draft."""
    said = said_by(notice)
    return NoticeWords(
        _("A new version is to be written: %(employee)s") % said,
        _("The evaluation for %(period_start)s to %(period_end)s is corrected. The draft of the next version is ready "
          "for you.") % said,
        _("Open the draft"),
    )  # fmt: skip


@words_for("recusal_to_decide")
def recusal_to_decide(notice: Notice) -> NoticeWords:
    """To the next level; about whom stands on its page alone."""
    said = said_by(notice)
    return NoticeWords(
        _("Somebody below you takes no part in a matter: %(person)s") % said,
        _("Others act instead. Open it to see what waits, or to record an exception with your reason."),
        _("Open it"),
    )


@words_for("recusal_excepted")
def recusal_excepted(notice: Notice) -> NoticeWords:
    """To whoever of HR recorded the recusal."""
    said = said_by(notice)
    return NoticeWords(
        _("An exception to a recusal is on record"),
        _("%(by)s has recorded it, with a reason.") % said,
        _("Open it"),
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


@words_for("letter_filed")
def letter_filed(notice: Notice) -> NoticeWords:
    """Of somebody who has left: to everybody of HR where the Rater has entered it, to the Rater where HR has."""
    said = said_by(notice)
    return NoticeWords(
        _("A letter was filed as the written response of %(employee)s") % said,
        _("%(by)s has entered it for the evaluation for %(period_start)s to %(period_end)s; it was received on "
          "%(received_on)s. The employee has left the service and cannot look whether it stands there word for word.")
        % said,
        _("Read the response"),
    )  # fmt: skip


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


@words_for("steps_decided")
def steps_decided(notice: Notice) -> NoticeWords:
    """To HR, at most once a day and all in one: step increases that were held, released, or turned out otherwise."""
    said = said_by(notice)
    sentence = _(
        "Held in all: %(open)s. Each waits for an evaluation of Competent or better; the list says with whom it is."
    )
    if said.get("changed"):
        sentence = _(
            "Earlier decisions that turned out otherwise: %(changed)s. Held in all: %(open)s. The next export tells "
            "payroll."
        )
    return NoticeWords(
        _("Step increases: %(held)s held, %(released)s released") % said, sentence % said, _("See who is concerned")
    )


@words_for("extension_asked")
def extension_asked(notice: Notice) -> NoticeWords:
    """To everybody of HR who may decide it; statutory, since it cannot be decided later (R14)."""
    said = said_by(notice)
    return NoticeWords(
        _("A request waits for HR until %(due_on)s: %(employee)s") % said,
        _("Whoever of HR opens it first decides. After that day nobody can."),
        _("Open the request"),
    )


@words_for("window_moved_own")
def window_moved_own(notice: Notice) -> NoticeWords:
    """To the employee; statutory (R14)."""
    said = said_by(notice)
    return NoticeWords(
        _("A term of yours now ends on %(due_on)s") % said,
        _("HR has moved its end to that day. The page says what it is about and what follows."),
        _("See the term"),
    )


@words_for("window_moved")
def window_moved(notice: Notice) -> NoticeWords:
    """To the Rater and the managers above."""
    said = said_by(notice)
    return NoticeWords(
        _("A term now ends on %(due_on)s: %(employee)s") % said,
        _("HR has moved its end to that day. What must be done by the end is due then."),
        _("See the term"),
    )


@words_for("extension_declined")
def extension_declined(notice: Notice) -> NoticeWords:
    """To whoever asked, and the Rater; the reason stands on the page."""
    said = said_by(notice)
    return NoticeWords(
        _("A request was declined: %(employee)s") % said,
        _("The term ends on %(due_on)s as before. The reason stands on its page.") % said,
        _("See why"),
    )


@words_for("probation_moved_own")
def probation_moved_own(notice: Notice) -> NoticeWords:
    """To the employee; the absence that it is for stands on the page (R3)."""
    said = said_by(notice)
    return NoticeWords(
        _("Your probation ends on %(due_on)s") % said,
        _("HR has changed what the end of your probation follows from. The page says what, and why."),
        _("See the end and why"),
    )


@words_for("probation_moved")
def probation_moved(notice: Notice) -> NoticeWords:
    """To whoever supervises (R3)."""
    said = said_by(notice)
    return NoticeWords(
        _("Probation ends on %(due_on)s: %(employee)s") % said,
        _("HR has changed what it follows from. The evaluation is due by that day."),
        _("See the end and why"),
    )


@words_for("check_in_recorded")
def check_in_recorded(notice: Notice) -> NoticeWords:
    """To the employee; what was recorded stands on the page."""
    said = said_by(notice)
    return NoticeWords(
        _("Your supervisor has recorded the meeting of %(due_on)s") % said,
        _("Read what was written down; you may add a remark of your own."),
        _("Read it"),
    )


@words_for("check_in_remarked")
def check_in_remarked(notice: Notice) -> NoticeWords:
    """To the Rater; the remark stands on the page."""
    said = said_by(notice)
    return NoticeWords(
        _("%(employee)s has added a remark") % said,
        _("It stands beside what you recorded of the meeting of %(due_on)s.") % said,
        _("Read it"),
    )


@words_for("window_reverted_own")
def window_reverted_own(notice: Notice) -> NoticeWords:
    """To the employee; statutory (R15)."""
    said = said_by(notice)
    return NoticeWords(
        _("A term of yours has ended"),
        _("From %(due_on)s on you hold the status again that you held before it. The page says why, and what that "
          "means.") % said,
        _("See what has changed"),
    )  # fmt: skip


@words_for("window_reverted_alarm")
def window_reverted_alarm(notice: Notice) -> NoticeWords:
    """To the one of HR who sees to it."""
    said = said_by(notice)
    return NoticeWords(
        _("A term ended and nobody had acted: %(employee)s") % said,
        _("You see to it. What follows by law has followed on %(due_on)s; the page says what is left to do.") % said,
        _("See what is left to do"),
    )


@words_for("window_reverted")
def window_reverted(notice: Notice) -> NoticeWords:
    """To the Rater, and to everybody else of HR."""
    said = said_by(notice)
    sentence = _("What follows by law has followed on %(due_on)s.")
    if said.get("owner"):
        sentence = _("What follows by law has followed on %(due_on)s. In HR %(owner)s sees to it.")
    return NoticeWords(
        _("A term ended and nobody had acted: %(employee)s") % said, sentence % said, _("See what happened")
    )  # fmt: skip


@words_for("final_overtaken")
def final_overtaken(notice: Notice) -> NoticeWords:
    """To the Rater: an evaluation that was not finished in time."""
    said = said_by(notice)
    return NoticeWords(
        _("Your evaluation came too late: %(employee)s") % said,
        _("The term ended on %(due_on)s before it counted, and it can no longer do what it was begun for. Discard it, "
          "or go on with it as an ordinary evaluation.") % said,
        _("Open the evaluation"),
    )  # fmt: skip


@words_for("final_overtaken_signed")
def final_overtaken_signed(notice: Notice) -> NoticeWords:
    """To whoever had signed it."""
    said = said_by(notice)
    return NoticeWords(
        _("Your signature is void: %(employee)s") % said,
        _("The term ended on %(due_on)s before the evaluation counted. It is back with its Rater.") % said,
        _("See who is concerned"),
    )
