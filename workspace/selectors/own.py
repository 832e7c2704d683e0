"""What an employee sees of their own evaluations."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from accounts.models import User
from evaluations.models import Consultation, Evaluation, FollowUp
from evaluations.selectors.evaluations import own_streams
from evaluations.selectors.windows import windows_shown_to
from workforce.models import Employee
from workspace.selectors.windows import WAITING


def own_evaluations(employee: Employee) -> QuerySet[Evaluation]:
    """Those that were issued, newest first; what is being written about somebody is nothing to see before."""
    issued = Evaluation.objects.filter(employee=employee, issued_on__isnull=False)
    return issued.select_related("rater").prefetch_related("packets").order_by("-period_end", "-pk")


def streams_unseen_by(user: User) -> set[str]:
    """The audit streams of the person's own evaluations before the issue, and of contacts with HR about them.

    Whoever reads the trail does not read these: evaluations are unseen to the person whom they are about until they
    are issued, and what was asked of HR about somebody stays so, to an auditor as well.
    """
    asked = Consultation.objects.filter(employee__user=user).only("public_id")
    return own_streams(user, is_issued=False) | {contact.stream for contact in asked}


def own_requests(user: User) -> Q:
    """Events of the person's own evaluations that nobody tells them of: that an extension of the window is asked for,
    and that HR declines it or nobody decides. What HR approves is told at once (R14)."""
    streams = own_streams(user, is_issued=True)
    return Q(stream__in=streams, action__in=["extension_asked", "extension_declined", "extension_lapsed"])


def own_window(user: User) -> FollowUp | None:
    """The follow-up window that is open as far as the person knows: it stays open until its final is issued."""
    return windows_shown_to(user).filter(employee__user=user, shown_status__in=WAITING).order_by("-pk").first()
