"""What the list of evaluations is searched and filtered by. An unknown value asks for everything."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms

from common.enums import Labelled, choices
from evaluations.enums import EvaluationKind, EvaluationStatus, Rating
from evaluations.selectors.listing import DEEMED_COMPETENT, DEFAULT_SORT, LOW, NOT_RATED, ListQuery

ORDERS = [
    ("-end", "Latest period first"),
    ("end", "Earliest period first"),
    ("name", "Name"),
    ("-name", "Name, from the end"),
]


def _any(label: str, enum: type[Labelled], *, first: Iterable[tuple[str, str]] = ()) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", "Any"), *first, *choices(enum)])


class EvaluationFilterForm(forms.Form):
    """A GET form; `query` is what it asks for."""

    q = forms.CharField(
        label="Name, number or e-mail address",
        required=False,
        max_length=200,
        widget=forms.TextInput({"type": "search"}),
    )
    status = _any("Status", EvaluationStatus)
    rating = _any(
        "Overall rating",
        Rating,
        first=[
            (LOW, "Improvement Needed or Unsatisfactory"),
            (DEEMED_COMPETENT, "Deemed competent"),
            (NOT_RATED, "Not rated"),
        ],
    )
    kind = _any("Kind", EvaluationKind)
    sort = forms.ChoiceField(label="Sorted by", required=False, choices=ORDERS)

    @property
    def query(self) -> ListQuery:
        """The valid part of what was asked."""
        self.is_valid()
        asked = self.cleaned_data
        return ListQuery(
            search=asked.get("q", ""),
            status=asked.get("status", ""),
            rating=asked.get("rating", ""),
            kind=asked.get("kind", ""),
            sort=asked.get("sort") or DEFAULT_SORT,
        )
