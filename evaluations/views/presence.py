"""Who else has the rating form open, and whether newer words than those on the page have been saved."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from common.background import background
from common.errors import NotVisible, ProductError
from evaluations.models import Evaluation, FormPresence
from evaluations.selectors.presence import others_at_form
from evaluations.services import presence_end, presence_note
from evaluations.views.access import evaluation_for, user_of
from evaluations.views.words import time_words


@require_POST
@background
def presence(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """An open form says that it is there (`left`: that it goes) and is told about the others. Answers in JSON.

    It is no activity of a person, so an open page keeps nobody signed in.
    """
    at, tab = timezone.now(), tab_in(request)
    try:
        if tab is not None and "left" in request.POST:
            presence_end(public_id=public_id, by=user_of(request), tab=tab)
            return HttpResponse(status=204)
        evaluation = evaluation_for(request, public_id, "edit", at)
    except ProductError as refusal:
        return refusal_answer(refusal)
    if tab is None:
        return JsonResponse({"message": _("This page does not say which one it is. Load it again.")}, status=422)
    return JsonResponse(presence_answer(request, evaluation, tab, at))


def presence_answer(
    request: HttpRequest, evaluation: Evaluation, tab: uuid.UUID, at: datetime, *, has_saved: bool = False
) -> dict[str, Any]:
    """Note that this tab is there; the version that is saved, and in words who else is at the form."""
    user, field = user_of(request), request.POST.get("field", "")
    presence_note(evaluation=evaluation, by=user, tab=tab, field=field, at=at, has_saved=has_saved)
    others = others_at_form(evaluation, tab, at)
    return {
        "version": evaluation.content_version,
        "others": _words(others, user, field),
        "newer": _("Newer words were saved elsewhere at %(time)s") % {"time": time_words(evaluation.content_saved_at)},
    }


def tab_in(request: HttpRequest) -> uuid.UUID | None:
    """The tab that the form was posted from; None where it does not say so readably."""
    try:
        return uuid.UUID(request.POST.get("tab", ""))
    except ValueError:
        return None


def refusal_answer(refusal: ProductError) -> JsonResponse:
    """The refusal for the script beside the form, which keeps the words on the page."""
    sentence = refusal.sentence
    if isinstance(refusal, NotVisible):
        # The page was open, so its evaluation was this person's to write in a moment ago.
        sentence = _("This evaluation is no longer yours to write in: it has been handed over or taken away.")
    return JsonResponse({"is_stale": False, "message": sentence}, status=refusal.status_code)


def _words(others: Iterable[FormPresence], user: User, field: str) -> str:
    """Also open: you, in another window (saved at 2:41 p.m.); empty where nobody else is there."""
    told = [_one(row, user, field) for row in others]
    return _("Also open: %(others)s") % {"others": "; ".join(told)} if told else ""


def _one(row: FormPresence, user: User, field: str) -> str:
    who = _("you, in another window") if row.user_id == user.pk else str(row.user)
    if row.saved_at is None:
        facts = [_("since %(time)s") % {"time": time_words(row.opened_at)}]
    else:
        facts = [_("saved at %(time)s") % {"time": time_words(row.saved_at)}]
    if field and row.field == field:
        facts.append(_("in the same field as you here"))
    return f"{who} ({', '.join(facts)})"
