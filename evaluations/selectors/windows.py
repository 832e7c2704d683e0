"""Follow-up windows as their reader may see them."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Case, CharField, DateField, Exists, F, OuterRef, Prefetch, Q, QuerySet, Value, When

from accounts.enums import Action
from accounts.models import User
from accounts.permissions import has_action
from common.errors import NotVisible
from evaluations.enums import EvaluationStatus, FollowUpStatus
from evaluations.models import CheckIn, Evaluation, FollowUp, WindowExtension
from evaluations.recusal_permissions import recused_accounts, recused_people
from evaluations.selectors.evaluations import evaluations_visible_to
from evaluations.selectors.recusals import acting_rater
from evaluations.window_permissions import WindowStanding
from workforce.enums import EmploymentStatus, ManagementLevel
from workforce.models import Employee
from workforce.selectors import below, chain_of_command

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

ASKING_LEVELS = (ManagementLevel.PROGRAM_HEAD.value, ManagementLevel.DIVISION_CHIEF.value)
UNFINISHED = [
    EvaluationStatus.DRAFT.value, EvaluationStatus.HR_REVIEW.value, EvaluationStatus.REVIEWER_REVIEW.value,
    EvaluationStatus.DEPARTMENT_HEAD_REVIEW.value, EvaluationStatus.READY_TO_ISSUE.value,
]  # fmt: skip


class Shown(TypedDict):
    """What a reader is told of a window's state."""

    shown_status: str
    shown_closed_on: date | None


def windows_shown_to(user: User) -> QuerySet[WithAnnotations[FollowUp, Shown]]:
    """Every window, each with `shown_status` and `shown_closed_on`: pages and filters use these two alone.

    The last agency signature ends a window (R15), days before its final is issued. Until then the end would tell the
    employee the rating, so to the employee the window is open.
    """
    untold = Q(employee__user=user, closed_by__isnull=False, closed_by__issued_on=None)
    is_extended = Q(ends_on__gt=F("original_ends_on"))
    return FollowUp.objects.annotate(
        shown_status=Case(
            When(untold & is_extended, then=Value(FollowUpStatus.EXTENDED.value)),
            When(untold, then=Value(FollowUpStatus.OPEN.value)),
            default=F("status"),
            output_field=CharField(),
        ),
        shown_closed_on=Case(When(untold, then=None), default=F("closed_on"), output_field=DateField()),
    )


def windows_of(user: User, evaluation: Evaluation) -> list[WithAnnotations[FollowUp, Shown]]:
    """The windows that the evaluation opened or is to end, the latest first."""
    own = Q(evaluation=evaluation) | Q(pk=evaluation.follow_up_id)
    return list(windows_shown_to(user).filter(own).order_by("-pk"))


def cases_visible_to(user: User, on: date) -> QuerySet[WithAnnotations[FollowUp, Shown]]:
    """The windows whose case somebody reads: with the evaluation that opened it, as its Rater now, or as the one who is
    to write the final. Nobody sees a window of their own before it is issued; there is none before."""
    finals = Evaluation.objects.filter(follow_up=OuterRef("pk"), rater__user=user)
    is_rater = Q(Exists(finals.exclude(status=EvaluationStatus.VOID.value))) | Q(employee__supervisor__user=user)
    seen = Q(evaluation__in=evaluations_visible_to(user, on).order_by().values("pk"))
    return windows_shown_to(user).filter(seen | (is_rater & ~Q(employee__user=user)))


def askers_of(employee: Employee, on: date) -> list[Employee]:
    """R14: the Program Heads and District/Division Chiefs of the employee's chain of command, nearest first.

    Where both posts are vacant, or their holders recused (R23), the next person above (domain §5: a vacant level goes
    up the chain).
    """
    recused = recused_people(employee, on)
    chain = [one for one in chain_of_command(employee) if one.pk not in recused]
    askers = [one for one in chain if one.management_level in ASKING_LEVELS]
    higher = [one for one in chain if ManagementLevel(one.management_level).reaches(ManagementLevel.DEPUTY_DIRECTOR)]
    return askers or higher[:1]


def window_standing(user: User, window: FollowUp, on: date, *, sees_case: bool) -> WindowStanding:
    """What the person is to the window."""
    employee = window.employee
    raters = {window.evaluation.rater.user_id, employee.supervisor.user_id if employee.supervisor else None}
    recused = recused_accounts(employee, on)
    is_instead = _rates_instead(user, window, on)
    is_final_rater = window.finals.filter(rater__user=user).exclude(status=EvaluationStatus.VOID.value).exists()
    return WindowStanding(
        user=user,
        is_employee=employee.user_id == user.pk,
        is_rater=user.pk in raters or is_final_rater or is_instead,
        is_hr=has_action(user, Action.EVALUATION_HR_REVIEW),
        askers=tuple(askers_of(employee, on)),
        sees_case=sees_case,
        is_recused=user.pk in recused,
    )


def _rates_instead(user: User, window: FollowUp, on: date) -> bool:
    """R23: whether this person rates since whoever would is recused."""
    employee = window.employee
    recused = recused_people(employee, on)
    if not recused & {window.evaluation.rater_id, employee.supervisor_id}:
        return False
    instead = acting_rater(employee, on)
    return instead is not None and instead.user_id == user.pk


def window_get(public_id: uuid.UUID, user: User, on: date) -> tuple[WithAnnotations[FollowUp, Shown], WindowStanding]:
    """The window and what the person is to it. Raises NotVisible (404).

    Who may ask for an extension sees the window's days (`sees_case` False), whether or not they see the evaluation: as
    long as there is something to extend, since how it ended is the final's rating.
    """
    shown = _with_people(windows_shown_to(user)).filter(public_id=public_id).first()
    if shown is None:
        raise NotVisible
    sees_case = cases_visible_to(user, on).filter(pk=shown.pk).exists() or _rates_instead(user, shown, on)
    standing = window_standing(user, shown, on, sees_case=sees_case)
    if not sees_case and (standing.own_asker is None or standing.is_employee or not shown.is_in_force):
        raise NotVisible
    return shown, standing


def check_in_get(
    public_id: uuid.UUID, user: User, on: date
) -> tuple[CheckIn, WithAnnotations[FollowUp, Shown], WindowStanding]:
    """One check-in with its window. Raises NotVisible (404), also for who sees nothing but the window's days."""
    check_in = CheckIn.objects.filter(public_id=public_id).select_related("follow_up").first()
    if check_in is None:
        raise NotVisible
    window, standing = window_get(check_in.follow_up.public_id, user, on)
    if not standing.sees_case:
        raise NotVisible
    return check_in, window, standing


def _with_people(windows: QuerySet[WithAnnotations[FollowUp, Shown]]) -> QuerySet[WithAnnotations[FollowUp, Shown]]:
    asked = WindowExtension.objects.select_related("asked_by").prefetch_related("warning_reasons")
    return windows.select_related(
        "employee__user", "employee__supervisor", "employee__classification", "evaluation__rater__user",
        "evaluation__employee", "evaluation__template",
    ).prefetch_related(Prefetch("extensions", asked), "check_ins")  # fmt: skip


def windows_asked_of(user: User) -> QuerySet[FollowUp]:
    """The windows in force for which this person may ask for an extension (R14)."""
    me = Employee.objects.filter(user=user).exclude(status=EmploymentStatus.SEPARATED.value).first()
    if me is None or me.management_level not in ASKING_LEVELS:
        return FollowUp.objects.none()
    rows = FollowUp.objects.filter(status__in=WAITING, employee__in=below([me.pk]))
    return rows.exclude(employee=me).select_related("employee").order_by("ends_on", "pk")


WAITING = [FollowUpStatus.OPEN.value, FollowUpStatus.EXTENDED.value]
