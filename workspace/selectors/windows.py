"""Follow-up windows for those who watch over all of them: none lapses unseen."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, QuerySet, When
from django.db.models.functions import Coalesce

from accounts.enums import Action
from accounts.models import User
from accounts.permissions import has_action
from common.errors import NotVisible
from common.searchkeys import search_words
from evaluations.enums import EvaluationStatus, ExtensionStatus, FollowUpStatus
from evaluations.models import Evaluation, FollowUp, WindowExtension
from evaluations.selectors import evaluations_visible_to
from evaluations.selectors.windows import windows_shown_to

OPEN = "open"
CLOSED = "closed"
REVERTED = "reverted"
ASKED = "asked"
NO_FINAL = "no_final"
_ASKED = ExtensionStatus.ASKED.value
WAITING = [FollowUpStatus.OPEN.value, FollowUpStatus.EXTENDED.value]


def check_can_read_windows(user: User) -> None:
    """Raises NotVisible (404) for everybody but HR and the auditor: to others the page does not exist."""
    actions = (Action.EVALUATION_READ_SUBMITTED, Action.EVALUATION_READ_ALL)
    if not any(has_action(user, action) for action in actions):
        raise NotVisible


def windows_listed(
    user: User, on: date, *, search: str = "", state: str = "", within: int | None = None
) -> QuerySet[FollowUp]:
    """The windows whose evaluation the user sees: those that wait by the days left, then the ended.

    `state` is one of the words above, or empty; `within`: those that wait and end within so many days.

    Of a window of one's own, neither the final nor that it has ended shows before the final is issued, and that an
    extension is asked for not at all: HR's decision is told.
    """
    finals = (
        Evaluation.objects.exclude(status=EvaluationStatus.VOID.value)
        .exclude(employee__user=user, issued_on=None)
        .order_by("-pk")
    )
    rows = (
        windows_shown_to(user)
        .filter(evaluation__in=evaluations_visible_to(user, on))
        .select_related("employee__classification", "evaluation__rater")
        .prefetch_related(Prefetch("finals", finals, to_attr="finals_under_way"))
    )
    for word in search_words(search):
        rows = rows.filter(employee__search_key__contains=word)
    if state == OPEN:
        rows = rows.filter(shown_status__in=WAITING)
    elif state == CLOSED:
        rows = rows.exclude(shown_status__in=WAITING)
    elif state == REVERTED:
        rows = rows.filter(shown_status=FollowUpStatus.REVERTED.value)
    elif state == ASKED:
        asked = WindowExtension.objects.filter(follow_up=OuterRef("pk"), status=_ASKED)
        rows = rows.filter(Exists(asked)).exclude(employee__user=user)
    elif state == NO_FINAL:
        rows = rows.filter(~Exists(finals.filter(follow_up=OuterRef("pk"))), shown_status__in=WAITING)
    if within is not None:
        rows = rows.filter(shown_status__in=WAITING, ends_on__lte=on + timedelta(days=within))
    is_waiting = Q(shown_status__in=WAITING)
    return rows.order_by(
        Case(When(is_waiting, then=0), default=1),
        Case(When(is_waiting, then=F("ends_on"))),
        Coalesce("reverted_on", "shown_closed_on").desc(nulls_last=True),
        "employee__sort_key",
        "pk",
    )
