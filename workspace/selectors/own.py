"""What an employee sees of their own evaluations."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from accounts.models import User
from evaluations.models import Evaluation, FollowUp
from evaluations.rules.facts import Period
from evaluations.selectors import next_period
from evaluations.selectors.windows import windows_shown_to
from workforce.models import Employee
from workspace.selectors.windows import WAITING


def own_evaluations(employee: Employee) -> QuerySet[Evaluation]:
    """Those that were issued, newest first; what is being written about somebody is nothing to see before."""
    issued = Evaluation.objects.filter(employee=employee, issued_on__isnull=False)
    return issued.select_related("rater").prefetch_related("packets").order_by("-period_end", "-pk")


def streams_unseen_by(user: User) -> set[str]:
    """The audit streams of the person's own evaluations before the issue: whoever reads the trail does not read these.

    Evaluations are unseen to the person whom they are about until they are issued, an auditor among them.
    """
    own = Evaluation.objects.filter(employee__user=user, issued_on=None).only("public_id")
    return {evaluation.stream for evaluation in own}


def own_window(user: User) -> FollowUp | None:
    """The follow-up window that is open as far as the person knows: it stays open until its final is issued."""
    return windows_shown_to(user).filter(employee__user=user, shown_status__in=WAITING).order_by("-pk").first()


def own_next_period(
    employee: Employee, evaluations: list[Evaluation], window: FollowUp | None, on: date
) -> Period:  # fmt: skip
    """The rating period after the last one that the employee knows of (R1); in a window to its last day (R15)."""
    last = max((row.period_end for row in evaluations), default=None)
    return next_period(employee, last, window, window.ends_on if window else on)
