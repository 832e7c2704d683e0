"""Reads for the sweep that follows changed facts of people's work."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from evaluations.enums import EvaluationKind, EvaluationStatus
from evaluations.models import (
    Attachment,
    Deficiency,
    Evaluation,
    FactorRating,
    FollowedChange,
    ItemRating,
    Meeting,
)
from evaluations.rules.content import SCALARS
from evaluations.rules.facts import Period
from evaluations.rules.moves import BEING_SIGNED, UnderWay
from workforce.enums import EmploymentStatus
from workforce.models import Employee, EmploymentChange
from workforce.selectors import below

Status = EvaluationStatus
SIGNING = [status.value for status in BEING_SIGNED]


def changes_to_follow(on: date) -> QuerySet[EmploymentChange]:
    """The changes in force by that day that nobody has acted on yet, oldest first."""
    followed = FollowedChange.objects.filter(change=OuterRef("pk"))
    return EmploymentChange.objects.filter(~Exists(followed), effective_on__lte=on).order_by("effective_on", "id")


def evaluations_before_issue(employees: Collection[int]) -> QuerySet[Evaluation]:
    """What is under way about these people, or by them as Rater, and not with the employee yet."""
    rows = Evaluation.objects.filter(Q(employee__in=employees) | Q(rater__in=employees))
    return rows.filter(status__in=[Status.DRAFT.value, *SIGNING]).select_related("employee", "rater").order_by("pk")


def evaluations_being_signed(people: Collection[int]) -> list[int]:
    """The ids of evaluations whose open places may depend on any of these people's work, in id order."""
    line = below(people)
    touched = Q(employee__in=line) | Q(rater__in=line) | Q(steps__principal__in=list(people), steps__signature=None)
    rows = Evaluation.objects.filter(touched, status__in=SIGNING).order_by("pk")
    return list(rows.values_list("pk", flat=True).distinct())


def evaluations_in_signing() -> list[int]:
    """The ids of everything that people sign right now, in id order."""
    return list(Evaluation.objects.filter(status__in=SIGNING).order_by("pk").values_list("pk", flat=True))


def drafts_after_service(on: date) -> list[int]:
    """The ids of drafts whose days all lie after the last day of somebody who has left by then, in id order."""
    gone = Q(employee__status=EmploymentStatus.SEPARATED.value, employee__separated_on__lte=on)
    rows = Evaluation.objects.filter(gone, status=Status.DRAFT.value, period_start__gt=F("employee__separated_on"))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def written_in(ids: Collection[int]) -> set[int]:
    """Those of these evaluations that are not blank: words, a rating, a file or a meeting. One query."""
    part = OuterRef("pk")
    rated = FactorRating.objects.filter(evaluation=part).exclude(rating="", comments="")
    items = ItemRating.objects.filter(evaluation=part).exclude(rating="")
    others = [model.objects.filter(evaluation=part) for model in (Deficiency, Attachment)]
    meetings = Meeting.objects.filter(evaluation=part, cancelled_at=None)
    parts = [Q(Exists(rows)) for rows in (rated, items, *others, meetings)]
    fields = [Q(**{f"{name}__isnull": False}) if name.endswith("_on") else ~Q(**{name: ""}) for name in SCALARS]
    rows = Evaluation.objects.filter(reduce(or_, [*parts, *fields]), pk__in=list(ids))
    return set(rows.values_list("pk", flat=True))


def under_way(evaluation: Evaluation, supervisor: Employee | None) -> UnderWay:
    """The evaluation as the rules about moves see it; `supervisor` is who supervises the employee now."""
    return under_way_with(
        evaluation,
        is_rater_in_service=evaluation.rater.status != EmploymentStatus.SEPARATED.value,
        has_other_supervisor=supervisor is not None
        and supervisor.pk not in (evaluation.rater_id, evaluation.employee_id),
        is_employee_in_service=evaluation.employee.status != EmploymentStatus.SEPARATED.value,
        is_blank=not written_in([evaluation.pk]),
    )


def under_way_with(
    evaluation: Evaluation,
    *,
    is_rater_in_service: bool,
    has_other_supervisor: bool,
    is_employee_in_service: bool,
    is_blank: bool,
) -> UnderWay:
    """The same where the people are as somebody says, such as a file that is not applied yet."""
    return UnderWay(
        status=EvaluationStatus(evaluation.status),
        kind=EvaluationKind(evaluation.kind),
        period=Period(evaluation.period_start, evaluation.period_end),
        is_correction=evaluation.corrects_id is not None,
        is_rater_in_service=is_rater_in_service,
        has_other_supervisor=has_other_supervisor,
        is_employee_in_service=is_employee_in_service,
        is_blank=is_blank,
    )
