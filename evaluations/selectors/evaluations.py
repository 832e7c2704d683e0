"""Reads of evaluations, each bounded by what its reader may see."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from accounts.enums import Action
from accounts.models import Delegation, User
from accounts.permissions import has_action
from accounts.selectors import delegations_active, principals_for
from common.errors import NotVisible
from evaluations.enums import Capacity, EvaluationStatus
from evaluations.models import Evaluation, FormTemplate, SigningStep
from evaluations.permissions import ACTIONS, CAPACITY_OF_STATUS, can, standing_of
from evaluations.recusal_permissions import recusals_known
from workforce.enums import EmploymentStatus, ManagementLevel
from workforce.models import Employee

Status = EvaluationStatus


def evaluations_visible_to(user: User, on: date) -> QuerySet[Evaluation]:
    """What this person may read on that day.

    The Rater: always. The employee: once it is issued, never before. A signer and the signer's designee: from the
    moment the step is theirs. HR: what has been submitted, and drafts whose Rater has left. The auditor: everything. In
    every role, an evaluation of oneself stays unseen until it is issued.
    """
    return _visible_to(user, on, lambda ids: ids)


def evaluations_visible_in_order(user: User, on: date) -> QuerySet[Evaluation]:
    """The same for a list of many in some order: what a reader of nearly everything sees besides is read first.

    As a subquery it would be costed anew for each person along the order. The database then looks through all
    evaluations before it sorts any, where it could read the first page along an index and stop.
    """
    return _visible_to(user, on, lambda ids: [row["pk"] for row in ids])


def _visible_to(
    user: User, on: date, few: Callable[[QuerySet[Evaluation, Any]], Collection[int] | QuerySet[Evaluation, Any]]
) -> QuerySet[Evaluation]:
    visible = Evaluation.objects.exclude(pk__in=few(_about_me_before_issue(user)))
    if has_action(user, Action.EVALUATION_READ_ALL):
        return visible
    if has_action(user, Action.EVALUATION_READ_SUBMITTED):
        submitted = Q(submitted_at__isnull=False) & ~Q(status=Status.DRAFT.value)
        return visible.filter(submitted | Q(pk__in=few(_left_behind())) | Q(pk__in=few(_own(user, on))))
    return visible.filter(pk__in=_own(user, on))


def _about_me_before_issue(user: User) -> QuerySet[Evaluation, Any]:
    return Evaluation.objects.order_by().filter(employee__user=user, issued_on=None).values("pk")


def _own(user: User, on: date) -> QuerySet[Evaluation, Any]:
    """The ids of those in which the person has a part: narrow looks along an index each, put together."""
    steps = SigningStep.objects.order_by().filter(round=F("evaluation__signing_round"))
    steps = steps.exclude(Q(capacity=Capacity.RATER.value) | Q(evaluation__status=Status.DRAFT.value))
    waits = Q()
    for status, capacity in CAPACITY_OF_STATUS.items():
        waits |= Q(evaluation__status=status, capacity=capacity)
    mine = steps.filter(principal__user=user)
    # Read first, and mostly nobody: the database would look through every unsigned step for a designee's few.
    principals = principals_for(user, on)
    others = steps.filter(Exists(_delegations_to(user, on)), principal__user__in=principals)
    parts = [
        steps.filter(signature__user_id=user.pk),
        mine.filter(signature__isnull=False),
        mine.filter(waits, signature=None),
        others.filter(waits, signature=None),
    ]
    evaluations = Evaluation.objects.order_by()
    rated, about = evaluations.filter(rater__user=user), evaluations.filter(employee__user=user)
    return rated.values("pk").union(about.values("pk"), *(part.values("evaluation_id") for part in parts))


def _left_behind() -> QuerySet[Evaluation, Any]:
    """The ids of drafts whose Rater has left: nobody else could end them, and their days would stay taken (R5).

    A Rater who supervises somebody else by now still finishes the days that they saw (R1): that draft is theirs alone.
    """
    drafts = Evaluation.objects.order_by().filter(status=Status.DRAFT.value).values("pk")
    # Apart, or the database would join every account before it asks whether anybody has left.
    gone = Q(rater__status=EmploymentStatus.SEPARATED.value) | Q(rater__user=None)
    return drafts.filter(gone).union(drafts.filter(rater__user__is_active=False))


def _delegations_to(user: User, on: date) -> QuerySet[Delegation]:
    """This person's delegations for a step, without those that the employee or the Rater entered for somebody else."""
    return (
        delegations_active(on)
        .filter(delegate=user, principal=OuterRef("principal__user"))
        .exclude(~Q(created_by=F("principal")) & Q(created_by=OuterRef("evaluation__employee__user")))
        .exclude(~Q(created_by=F("principal")) & Q(created_by=OuterRef("evaluation__rater__user")))
    )


def evaluations_for_page(user: User, on: date) -> QuerySet[Evaluation]:
    """The visible evaluations with all that one page shows."""
    return _whole(evaluations_visible_to(user, on))


def evaluations_among(user: User, on: date, keys: QuerySet[Evaluation, Any]) -> QuerySet[Evaluation]:
    """The visible ones of those `keys`, with all that one page shows.

    In two steps: with a dozen tables to join, the database would join them all for everybody's evaluations first.
    """
    found = list(evaluations_visible_to(user, on).order_by().filter(pk__in=keys).values_list("pk", flat=True))
    return _whole(Evaluation.objects.filter(pk__in=found))


def _whole(evaluations: QuerySet[Evaluation]) -> QuerySet[Evaluation]:
    return evaluations.select_related(
        "employee__classification",
        "employee__org_unit",
        "employee__user",
        "rater__user",
        "rater__classification",
        "classification",
        "org_unit",
        "template",
        "follow_up",
        "corrects",
    ).prefetch_related(
        "concurrences",
        recusals_known("employee"),
        Prefetch(
            "steps", SigningStep.objects.select_related("principal__user", "principal__classification", "signature")
        ),
    )


def evaluation_get(public_id: uuid.UUID, user: User, on: date) -> Evaluation:
    """One evaluation. Raises NotVisible (404) where it is not there or not this person's to see."""
    evaluation = evaluations_for_page(user, on).filter(public_id=public_id).first()
    if evaluation is None:
        raise NotVisible
    return evaluation


def is_about(user: User, public_id: uuid.UUID) -> bool:
    """True where the person is the employee of that evaluation. Says nothing of whether they see it."""
    return Evaluation.objects.filter(public_id=public_id, employee__user=user).exists()


def own_streams(user: User, *, is_issued: bool) -> set[str]:
    """The audit streams of the person's own evaluations: those that were issued, or those that were not."""
    own = Evaluation.objects.filter(employee__user=user, issued_on__isnull=not is_issued).only("public_id")
    return {evaluation.stream for evaluation in own}


def actions_for(user: User, evaluation: Evaluation, on: date) -> tuple[str, ...]:
    """The names of the actions this person may take now, in the order of `permissions.ACTIONS`."""
    standing = standing_of(user, evaluation, on)
    return tuple(action for action in ACTIONS if can(user, action, evaluation, on, standing=standing))


def template_for(employee: Employee) -> FormTemplate:
    """The newest form for the employee's group: people who supervise have the supervisory form."""
    return template_newest(is_supervisory=employee.management_level != ManagementLevel.NONE.value)


def template_newest(*, is_supervisory: bool) -> FormTemplate:
    """The newest form of one of the two groups."""
    return FormTemplate.objects.filter(is_supervisory=is_supervisory).order_by("-version", "key")[0]
