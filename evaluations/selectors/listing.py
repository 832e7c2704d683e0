"""The list of evaluations that a person may see, searched and filtered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from accounts.models import User
from common.searchkeys import search_words
from evaluations.enums import EvaluationStatus, Rating
from evaluations.models import Evaluation
from evaluations.selectors.evaluations import evaluations_visible_in_order

LOW = "low"
DEEMED_COMPETENT = "deemed_competent"
NOT_RATED = "not_rated"
# What a list may be sorted by; the id makes the order one and the same on every page.
SORTS = {
    "name": ("employee__sort_key", "employee__employee_no", "-period_end", "-id"),
    "-name": ("-employee__sort_key", "-employee__employee_no", "-period_end", "-id"),
    "end": ("period_end", "employee__sort_key", "id"),
    "-end": ("-period_end", "employee__sort_key", "-id"),
}
DEFAULT_SORT = "-end"


@dataclass(frozen=True, slots=True)
class ListQuery:
    """What is looked for; empty strings ask for everything."""

    search: str = ""
    status: str = ""
    rating: str = ""
    kind: str = ""
    sort: str = DEFAULT_SORT


def evaluations_listed(user: User, on: date, query: ListQuery) -> QuerySet[Evaluation]:
    """The visible evaluations that match. Words are found in names and numbers in any order, without accents."""
    rows = evaluations_visible_in_order(user, on)
    for word in search_words(query.search):
        rows = rows.filter(employee__search_key__contains=word)
    if query.status:
        rows = rows.filter(status=query.status)
    if query.kind:
        rows = rows.filter(kind=query.kind)
    rows = _rated(rows, query.rating)
    return rows.order_by(*SORTS[query.sort])


def evaluations_shown() -> QuerySet[Evaluation]:
    """Evaluations with what a row of the list says of each."""
    return Evaluation.objects.select_related("employee", "rater", "classification")


def _rated(rows: QuerySet[Evaluation], rating: str) -> QuerySet[Evaluation]:
    if rating == LOW:
        return rows.filter(overall__in=[word.value for word in Rating if word.is_low])
    # As `Evaluation.shown_overall` says it.
    is_open = Q(submitted_at=None) | Q(status=EvaluationStatus.DRAFT.value)
    if rating == DEEMED_COMPETENT:
        return rows.filter(~is_open, overall="")
    if rating == NOT_RATED:
        return rows.filter(is_open, overall="")
    return rows.filter(overall=rating) if rating else rows
