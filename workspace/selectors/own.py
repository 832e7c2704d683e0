"""What an employee sees of their own evaluations."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from accounts.models import User
from evaluations.models import Evaluation
from evaluations.rules.facts import Period
from evaluations.selectors import next_period
from workforce.models import Employee


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


def own_next_period(employee: Employee, evaluations: list[Evaluation], on: date) -> Period:
    """The rating period after the last one that the employee knows of (R1)."""
    last = max((row.period_end for row in evaluations), default=None)
    return next_period(employee, last, None, on)
