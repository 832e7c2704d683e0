"""Who is told what about a follow-up window, in the step's own transaction. Mail says less than the page (R6, R12)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from accounts.enums import Role
from accounts.models import User
from accounts.selectors import active_accounts_with_role
from evaluations.models import CheckIn, FollowUp, WindowExtension
from evaluations.recusal_permissions import recused_accounts
from evaluations.selectors.windows import askers_of, window_standing
from evaluations.services.engine import Step
from evaluations.services.window_engine import WindowStep
from evaluations.window_permissions import may_decide
from notifications.services import notice_add, notices_done


def window_subject(window: FollowUp) -> str:
    """What the notices about a window name as their subject."""
    return f"window:{window.evaluation.public_id}"


def window_reminders_done(window: FollowUp, *, at: datetime) -> None:
    """Nobody is reminded of the window's end any more. What the employee was told stays open: that it were done would
    say, days before the final is issued, that the window is over."""
    notices_done(subject=window_subject(window), kinds=("window_ends",), at=at)


def extension_subject(extension: WindowExtension) -> str:
    """What the notices about a request name as their subject."""
    return f"extension:{extension.public_id}"


def tell(
    window: FollowUp,
    user: User | None,
    kind: str,
    *,
    at: datetime,
    subject: str = "",
    due_on: date | None = None,
    stage: str = "",
    more: dict[str, str] | None = None,
    is_action: bool = False,
    is_immediate: bool = True,
    is_statutory: bool = False,
    path: str = "",
) -> bool:
    """One notice to one account, where there is one that is active. True where it is new."""
    if user is None or not user.is_active:
        return False
    return notice_add(
        recipient=user, kind=kind, subject=subject or window_subject(window), due_on=due_on, stage=stage,
        path=path or window.get_absolute_url(), words={"employee": window.employee.full_name, **(more or {})},
        is_action=is_action, is_immediate=is_immediate, is_statutory=is_statutory, at=at,
    )  # fmt: skip


def tell_extension_asked(s: WindowStep, extension: WindowExtension) -> None:
    """Everybody of HR who may decide it: it cannot wait beyond the window's last day."""
    # Afresh: what the step read before is without the request.
    rows = FollowUp.objects.select_related("employee__supervisor", "evaluation__rater", "evaluation__employee")
    window = rows.prefetch_related("extensions__asked_by").get(pk=s.window.pk)
    for user in active_accounts_with_role(Role.HR, Role.HR_MANAGER):
        if may_decide(window_standing(user, window, s.today, sees_case=True), window):
            tell(
                window, user, "extension_asked", subject=extension_subject(extension), due_on=extension.old_end,
                is_action=True, is_statutory=True, at=s.at,
            )  # fmt: skip


def tell_window_extended(s: WindowStep, extension: WindowExtension) -> None:
    """The employee first, whatever they have switched off (R14); the Rater and the managers above."""
    notices_done(subject=extension_subject(extension), at=s.at)
    # The reminders of the old end ask for nothing any more; those of the new one come in their time.
    window_reminders_done(s.window, at=s.at)
    end, stage = s.window.ends_on, str(extension.public_id)
    tell(s.window, s.window.employee.user, "window_moved_own", due_on=end, stage=stage, is_statutory=True, at=s.at)
    for user in _rater_and_chain(s.window, s.today, besides=s.by):
        tell(s.window, user, "window_moved", due_on=end, stage=stage, at=s.at)


def tell_extension_declined(s: WindowStep, extension: WindowExtension) -> None:
    """Whoever asked, and the Rater; the reason stands on the page."""
    notices_done(subject=extension_subject(extension), at=s.at)
    for user in _once([extension.asked_by.user, s.window.evaluation.rater.user], besides=s.by):
        subject = extension_subject(extension)
        tell(s.window, user, "extension_declined", subject=subject, due_on=s.window.ends_on, at=s.at)


def tell_reverted(s: WindowStep, owner: User | None) -> None:
    """The employee at once, whatever they have switched off; the owner of HR's alarm has something to do, and the Rater
    and everybody else of HR know."""
    window, day = s.window, s.window.reverted_on
    tell(window, window.employee.user, "window_reverted_own", due_on=day, is_statutory=True, at=s.at)
    subject, more = f"reverted:{window.public_id}", {"owner": owner.name if owner else ""}
    if owner is not None:
        tell(
            window, owner, "window_reverted_alarm", subject=subject, due_on=day, is_action=True, is_statutory=True,
            at=s.at,
        )  # fmt: skip
    supervisor = window.employee.supervisor.user if window.employee.supervisor else None
    of_hr = list(active_accounts_with_role(Role.HR, Role.HR_MANAGER))
    for user in _once([window.evaluation.rater.user, supervisor, *of_hr], besides=owner):
        if user.pk != window.employee.user_id:
            tell(window, user, "window_reverted", subject=subject, due_on=day, more=more, is_statutory=True, at=s.at)


def tell_final_overtaken(final: Step, window: FollowUp, signers: Iterable[User]) -> None:
    """The Rater decides what becomes of the unfinished final; whoever has signed knows that the signature is void."""
    evaluation = final.evaluation
    subject, day, rater = f"evaluation:{evaluation.public_id}", window.ends_on, evaluation.rater.user
    tell(
        window, rater, "final_overtaken", subject=subject, due_on=day, path=evaluation.get_absolute_url(),
        is_action=True, is_statutory=True, at=final.at,
    )  # fmt: skip
    for user in signers:
        # The draft is its Rater's alone again.
        tell(window, user, "final_overtaken_signed", subject=subject, due_on=day, path="/", at=final.at)


def tell_check_in(s: WindowStep, check_in: CheckIn) -> None:
    """The employee: what the Rater has recorded stands on the page, and a remark can be added."""
    stage = str(check_in.public_id)
    user = s.window.employee.user
    tell(s.window, user, "check_in_recorded", due_on=check_in.held_on, stage=stage, is_immediate=False, at=s.at)


def tell_remark(s: WindowStep, check_in: CheckIn) -> None:
    """The Rater: the employee's words stand on the page."""
    stage = str(check_in.public_id)
    user = s.window.evaluation.rater.user
    tell(s.window, user, "check_in_remarked", due_on=check_in.held_on, stage=stage, is_immediate=False, at=s.at)


def _rater_and_chain(window: FollowUp, on: date, besides: User | None) -> list[User]:
    managers = [one.user for one in askers_of(window.employee, on)]
    supervisor = window.employee.supervisor.user if window.employee.supervisor else None
    recused = recused_accounts(window.employee, on)
    told = [window.evaluation.rater.user, supervisor, *managers]
    return _once([user for user in told if user is not None and user.pk not in recused], besides=besides)


def _once(users: Iterable[User | None], besides: User | None) -> list[User]:
    found = {user.pk: user for user in users if user is not None}
    if besides is not None:
        found.pop(besides.pk, None)
    return list(found.values())
