"""Follow-up windows as their reader may see them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Case, DateField, F, Q, QuerySet, Value, When

from accounts.models import User
from evaluations.enums import FollowUpStatus
from evaluations.models import Evaluation, FollowUp

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


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
    return FollowUp.objects.annotate(
        shown_status=Case(When(untold, then=Value(FollowUpStatus.OPEN.value)), default=F("status")),
        shown_closed_on=Case(When(untold, then=None), default=F("closed_on"), output_field=DateField()),
    )


def windows_of(user: User, evaluation: Evaluation) -> list[WithAnnotations[FollowUp, Shown]]:
    """The windows that the evaluation opened or is to end, the latest first."""
    own = Q(evaluation=evaluation) | Q(pk=evaluation.follow_up_id)
    return list(windows_shown_to(user).filter(own).order_by("-pk"))
