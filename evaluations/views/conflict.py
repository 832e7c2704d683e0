"""Two versions of the rating form brought together: by themselves where nobody's words stand against the other's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluations.forms.conflict import KEEP, Comparison, base_content, base_fields
from evaluations.forms.rating import RatingForm
from evaluations.models import Evaluation
from evaluations.selectors import content_of
from evaluations.services import StaleContent, evaluation_save_draft
from evaluations.views.access import user_of
from evaluations.views.words import place_in_form, saved_words

MOST_NAMED = 6


def brought_together(request: HttpRequest, stale: StaleContent, at: datetime) -> HttpResponse:
    """What a save on top of a newer one comes to.

    Where each field was changed by one of the two alone, both are saved and the form shows it, whatever the button
    was: nobody signs newer words unseen. Otherwise, and where a choice has been overtaken, the page that asks.
    """
    comparison = _comparison(request, stale)
    if request.POST.get("do") == "resolve" or not comparison.is_clear:
        return _conflict_page(request, stale, comparison, at)
    return _saved(request, stale.evaluation, comparison, {}, at)


def resolved(request: HttpRequest, evaluation: Evaluation, at: datetime) -> HttpResponse:
    """The choice between two versions. Where a third has been saved meanwhile, the choice is asked again."""
    form = RatingForm(request.POST, evaluation=evaluation)
    mine, theirs = form.to_content(), content_of(evaluation)
    if form.cleaned_data.get("content_version") != evaluation.content_version:
        raise StaleContent(evaluation=evaluation, yours=mine, theirs=theirs)
    kept = {name.removeprefix(KEEP): str(choice) for name, choice in request.POST.items() if name.startswith(KEEP)}
    return _saved(request, evaluation, Comparison(form, base_content(request.POST, evaluation), mine, theirs), kept, at)


def _comparison(request: HttpRequest, stale: StaleContent) -> Comparison:
    """The form as it was typed, to be posted again on top of the newer version."""
    data = request.POST.copy()
    data["content_version"] = str(stale.evaluation.content_version)
    form = RatingForm(data, evaluation=stale.evaluation)
    return Comparison(form, base_content(request.POST, stale.evaluation), stale.yours, stale.theirs)


def _saved(
    request: HttpRequest, evaluation: Evaluation, comparison: Comparison, kept: dict[str, str], at: datetime
) -> HttpResponse:
    try:
        evaluation_save_draft(
            public_id=evaluation.public_id,
            content=comparison.merged(kept),
            expected_version=evaluation.content_version,
            by=user_of(request),
            at=at,
        )
    except StaleContent as newer:
        # Once more, with the words of before: what was chosen was chosen against another text.
        newer.yours = comparison.mine
        return _conflict_page(request, newer, _comparison(request, newer), at)
    if comparison.brought:
        messages.success(request, _brought_words(comparison.brought))
    here = reverse("evaluations:edit", args=[evaluation.public_id])
    return redirect(here + place_in_form(request, comparison.form))


def _brought_words(labels: Sequence[str]) -> str:
    """Newer words came in: Overall rating, Comments on Communication."""
    named, more = ", ".join(labels[:MOST_NAMED]), len(labels) - MOST_NAMED
    if more <= 0:
        return _("Newer words came in: %(fields)s. What you wrote yourself is saved.") % {"fields": named}
    return ngettext(
        "Newer words came in: %(fields)s and %(count)d more field. What you wrote yourself is saved.",
        "Newer words came in: %(fields)s and %(count)d more fields. What you wrote yourself is saved.",
        more,
    ) % {"fields": named, "count": more}


def _conflict_page(request: HttpRequest, stale: StaleContent, comparison: Comparison, at: datetime) -> HttpResponse:
    context = {
        "evaluation": stale.evaluation,
        "form": comparison.form,
        "fields": comparison.asked,
        "brought": comparison.brought,
        "base": base_fields(request.POST),
        "place": request.POST.get("field", ""),
        "keep_name": KEEP,
        "problems": comparison.form.problems(),
        "saved": saved_words(stale.evaluation.content_saved_at, at),
    }
    return render(request, "evaluations/conflict.html", context, status=409)
