"""Who may do what with a follow-up window: what a person is to it, when each step is possible, and what is said else.

Which windows somebody sees at all is `selectors.windows`; here `sees_case` tells whether they see the Plan for
Improvement and what became of it, or only the window's days, which a manager who may ask for an extension sees (R14).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from accounts.models import User
from common.dates import in_words
from common.errors import Conflict, NotAllowed
from evaluations.enums import ExtensionStatus
from evaluations.models import FollowUp, WindowExtension
from evaluations.recusal_permissions import REFUSAL
from workforce.models import Employee


@dataclass(frozen=True, slots=True)
class WindowStanding:
    """What a person is to one window. `askers`: who of the employee's chain asks for an extension (R14); nobody who is
    recused (R23), as `is_recused` says of this person."""

    user: User
    is_employee: bool
    is_rater: bool
    is_hr: bool
    askers: tuple[Employee, ...]
    sees_case: bool
    is_recused: bool = False

    @property
    def own_asker(self) -> Employee | None:
        """The person behind the account, where they may ask for an extension."""
        return next((one for one in self.askers if one.user_id == self.user.pk), None)


def pending_extension(window: FollowUp) -> WindowExtension | None:
    """The request that waits for HR; there is one at a time."""
    return next((one for one in window.extensions.all() if one.status == ExtensionStatus.ASKED.value), None)


def may_ask(standing: WindowStanding, window: FollowUp) -> bool:
    """R14: a Program Head or District/Division Chief of the employee's chain, or HR, who records the contact."""
    has_part = standing.is_employee or standing.is_recused
    return not has_part and (standing.own_asker is not None or standing.is_hr)


def may_decide(standing: WindowStanding, window: FollowUp) -> bool:
    """R14: HR alone; nobody about themselves, nor what they asked for, nor about whom they rate, nor recused (R23). Nor
    does a manager of the chain decide what he or she has recorded for another one."""
    pending = pending_extension(window)
    me = standing.user.pk
    is_own = pending is not None and (
        pending.asked_by.user_id == me or (pending.recorded_by_user_id == me and standing.own_asker is not None)
    )
    has_part = standing.is_employee or standing.is_rater or is_own
    return standing.is_hr and not (has_part or standing.is_recused)


def may_record(standing: WindowStanding, window: FollowUp) -> bool:
    return standing.is_rater and not (standing.is_employee or standing.is_recused)


def may_remark(standing: WindowStanding, window: FollowUp) -> bool:
    return standing.is_employee


@dataclass(frozen=True, slots=True)
class WindowRule:
    """`who`: the predicate; `refusal`: said to a person who sees the window but may not."""

    label: str
    who: Callable[[WindowStanding, FollowUp], bool]
    refusal: str


WINDOW_ACTIONS: dict[str, WindowRule] = {
    "ask_extension": WindowRule(
        "Ask for an extension",
        may_ask,
        "A Program Head or District/Division Chief of the employee's chain of command asks for an extension; HR "
        "records it for them.",
    ),
    "approve_extension": WindowRule(
        "Approve the extension",
        may_decide,
        "HR decides on an extension: somebody who is neither the employee nor the Rater, and has not asked for it.",
    ),
    "decline_extension": WindowRule(
        "Decline the extension",
        may_decide,
        "HR decides on an extension: somebody who is neither the employee nor the Rater, and has not asked for it.",
    ),
    "record_check_in": WindowRule("Record a check-in", may_record, "The Rater records a check-in."),
    "remark": WindowRule("Add a remark", may_remark, "Only the employee adds a remark to a check-in."),
}


def check_can_window(standing: WindowStanding, action: str, window: FollowUp, on: date) -> None:
    """Raises NotAllowed (403) for the wrong person, Conflict (409) for the wrong moment."""
    rule = WINDOW_ACTIONS[action]
    if not rule.who(standing, window):
        raise NotAllowed(REFUSAL if standing.is_recused else rule.refusal)
    # To the employee a window is over once its final is issued: a remark in between tells nobody anything.
    if action != "remark" and not window.is_in_force:
        raise Conflict("This follow-up window has ended. Nothing is extended or recorded in it any more.")
    pending = pending_extension(window)
    if action == "ask_extension" and pending is not None:
        raise Conflict(
            f"A request of {in_words(pending.contacted_on)} waits for HR already. One is decided before the next."
        )
    if action in ("approve_extension", "decline_extension") and pending is None:
        raise Conflict("No request to extend this window waits for HR. Look at the window again first.")


def can_window(standing: WindowStanding, action: str, window: FollowUp, on: date) -> bool:
    """True where `check_can_window` would pass."""
    try:
        check_can_window(standing, action, window, on)
    except (NotAllowed, Conflict):
        return False
    return True
