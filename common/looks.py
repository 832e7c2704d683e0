"""How values look: the word, the icon and the tone of each status, for the tags in `templatetags.ui`.

Colour never speaks alone, so every status has an icon and a word beside its tone. The words of an
enumeration's own `label` win; those here serve values that come as plain strings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

RATING_STEPS = {
    "outstanding": 5,
    "very_good": 4,
    "competent": 3,
    "improvement_needed": 2,
    "unsatisfactory": 1,
}


# Stored values whose words are names, so that a capital letter stands where the rule would not put one.
NAMES = {
    "department_head": _("Department Head"),
    "hr_manager": _("HR Manager"),
    "improvement_needed": _("Improvement Needed"),
    "very_good": _("Very Good"),
}
STORED_VALUE = re.compile(r"[a-z0-9_]+")


@dataclass(frozen=True)
class Look:
    """What stands in a tag; `tone` is info, success, warning, error or empty for neutral."""

    label: Any
    icon: str
    tone: str = ""


LOOKS = {
    # an evaluation on its way
    "draft": Look(_("Draft"), "edit"),
    "hr_review": Look(_("HR propriety review"), "verified_user", "info"),
    "reviewer_review": Look(_("With the Reviewer"), "visibility", "info"),
    "department_head_review": Look(_("With the Department Head"), "visibility", "info"),
    "ready_to_issue": Look(_("Ready to issue"), "send", "warning"),
    "issued": Look(_("Issued"), "mail", "info"),
    "final": Look(_("Final"), "lock", "success"),
    "void": Look(_("Void"), "do_not_disturb"),
    "superseded": Look(_("Superseded"), "history"),
    "returned": Look(_("Returned"), "undo", "warning"),
    # something still to come
    "not_started": Look(_("Not started"), "radio_button_unchecked"),
    "in_progress": Look(_("In progress"), "edit"),
    "signing": Look(_("Being signed or issued"), "visibility", "info"),
    "no_day": Look(_("No due day yet"), "help_outline"),
    "without_rater": Look(_("Nobody can be the Rater"), "report", "warning"),
    "waiting": Look(_("Waiting"), "hourglass_empty"),
    "current": Look(_("Now"), "arrow_forward", "info"),
    "due_soon": Look(_("Due soon"), "schedule", "warning"),
    "overdue": Look(_("Overdue"), "error", "error"),
    "done": Look(_("Done"), "check_circle", "success"),
    "skipped": Look(_("Not needed"), "remove"),
    # a version of a policy set
    "in_force_now": Look(_("In force now"), "check_circle", "success"),
    "published": Look(_("Published"), "lock"),
    # how the employee's outcome or a signature stands
    "signed": Look(_("Signed"), "check_circle", "success"),
    "refused": Look(_("Refused to sign"), "remove_circle", "warning"),
    "unavailable": Look(_("Unavailable to sign"), "event", "warning"),
    "voided": Look(_("Signature voided"), "highlight_off", "error"),
    # a follow-up window
    "open": Look(_("Open"), "hourglass_empty", "warning"),
    "extended": Look(_("Extended"), "update", "warning"),
    "closed_competent": Look(_("Closed: Competent"), "check_circle", "success"),
    "closed_unsatisfactory": Look(_("Closed: Unsatisfactory"), "error", "error"),
    "lifted": Look(_("Lifted"), "check", "success"),
    "reverted": Look(_("Reverted"), "undo"),
    # a step increase
    "granted": Look(_("Granted"), "check_circle", "success"),
    "held": Look(_("Held"), "do_not_disturb", "warning"),
    "released": Look(_("Released"), "check", "success"),
    "none": Look(_("No step"), "remove"),
    "supported": Look(_("Supported so far"), "check", "success"),
    "at_risk": Look(_("At risk"), "warning", "warning"),
    # a request to extend it
    "asked": Look(_("Waiting for HR"), "hourglass_empty", "warning"),
    "approved": Look(_("Approved"), "check_circle", "success"),
    "declined": Look(_("Declined"), "cancel"),
    "lapsed": Look(_("Lapsed"), "remove"),
    # how far the work has come, at a check-in
    "on_track": Look(_("On track"), "check_circle", "success"),
    "partly": Look(_("Partly"), "hourglass_empty", "warning"),
    "not_yet": Look(_("Not yet"), "error", "error"),
    # a file that was looked at
    "intact": Look(_("Intact"), "verified", "success"),
    "altered": Look(_("Altered"), "error", "error"),
    "unknown": Look(_("Unknown"), "help_outline", "warning"),
    # a mail
    "queued": Look(_("Waiting to be sent"), "hourglass_empty"),
    "sent": Look(_("Handed to the mail server"), "check_circle", "success"),
    "failed": Look(_("Not accepted by the mail server"), "error", "error"),
    "bounced": Look(_("Came back"), "undo", "error"),
    "dropped": Look(_("Not needed any more"), "remove"),
    # a webhook, and a message to one
    "failing": Look(_("Failing"), "error", "error"),
    "paused": Look(_("Paused"), "do_not_disturb", "warning"),
    "delivered": Look(_("Delivered"), "check_circle", "success"),
    "given_up": Look(_("Given up"), "error", "error"),
    # an uploaded file on its way
    "uploaded": Look(_("Uploaded"), "upload_file"),
    "checking": Look(_("Being checked"), "hourglass_empty", "info"),
    "checked": Look(_("Checked"), "visibility", "warning"),
    "applying": Look(_("Being applied"), "hourglass_empty", "info"),
    "applied": Look(_("Applied"), "check_circle", "success"),
    "undoing": Look(_("Being undone"), "hourglass_empty", "info"),
    "undone": Look(_("Undone"), "undo"),
    "unusable": Look(_("Could not be used"), "error", "error"),
    "discarded": Look(_("Discarded"), "remove"),
    # how the installation is
    "works": Look(_("Works"), "check_circle", "success"),
    "late": Look(_("Late"), "schedule", "warning"),
    "has_failed": Look(_("Failed"), "error", "error"),
    # what a rule says
    "error": Look(_("Must be put right"), "error", "error"),
    "warning": Look(_("Needs a reason"), "warning", "warning"),
    "info": Look(_("For information"), "info", "info"),
}


def words(value: object) -> str:
    """The words for a value: its own label, else a table's, else the stored value made readable.

    What is not a stored value (it holds a space or a capital) is words already.
    """
    own, text = getattr(value, "label", ""), str(value)
    if own:
        return str(own)
    if text in NAMES:
        return str(NAMES[text])
    if text in LOOKS:
        return str(LOOKS[text].label)
    return text.replace("_", " ").capitalize() if STORED_VALUE.fullmatch(text) else text


def look_of(value: object) -> Look:
    """The look of a status; an unknown one is neutral, with its own words.

    An enumeration of another kind may reuse a value (a follow-up window is "open"), so its label is
    taken from the member, the icon and tone from the table.
    """
    look = LOOKS.get(str(value), Look("", "info_outline"))
    return Look(words(value), look.icon, look.tone)
