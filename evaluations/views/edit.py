"""The rating form: the page, its autosave, the panel beside it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from common.enums import choices
from common.errors import ProductError
from evaluations.enums import EvaluationKind, ItemRating
from evaluations.forms.rating import RATING_CHOICES, RatingForm, blanks_filled, row_removed
from evaluations.models import Evaluation
from evaluations.rules.content import DraftContent
from evaluations.rules.policy_shape import Policy
from evaluations.rules.violation import form_error
from evaluations.selectors import content_of, policy_of
from evaluations.services import StaleContent, evaluation_save_draft
from evaluations.services.attachments import ALLOWED_WORDS, MAX_BYTES, MAX_FILES
from evaluations.views.access import evaluation_for, user_of
from evaluations.views.conflict import brought_together, resolved
from evaluations.views.panel import panel_context
from evaluations.views.presence import presence_answer, refusal_answer, tab_in
from evaluations.views.words import place_in_form, saved_words

# The heads of the columns, with a place to break in the longest words.
SCALE_WORDS = [
    label.replace("Unsatis", "Unsatis\u00ad").replace("Improve", "Improve\u00ad") for _value, label in RATING_CHOICES
]


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The form. Every button of it saves first; without scripts this is all that there is."""
    at = timezone.now()
    evaluation = evaluation_for(request, public_id, "edit", at)
    if request.method == "GET":
        blank_rows = 1 if request.GET.get("rows") == "1" else 0
        form = RatingForm(evaluation=evaluation, content=content_of(evaluation), blank_rows=blank_rows)
        return edit_page(request, evaluation, form, at)
    try:
        is_choice = request.POST.get("do") == "resolve"
        return resolved(request, evaluation, at) if is_choice else _saved(request, evaluation, at)
    except StaleContent as stale:
        return brought_together(request, stale, at)


@require_POST
def autosave(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The same save for the script beside the form; answers in JSON, also what went wrong."""
    at = timezone.now()
    try:
        evaluation = evaluation_for(request, public_id, "edit", at)
        form = RatingForm(request.POST, evaluation=evaluation)
        evaluation = _save(request, evaluation, form, form.to_content(), at)
    except StaleContent as stale:
        return JsonResponse({"is_stale": True, "message": stale.sentence}, status=409)
    except ProductError as refusal:
        return refusal_answer(refusal)
    answer = {
        "version": evaluation.content_version,
        "message": saved_words(evaluation.content_saved_at, at),
        "problems": form.problems(),
    }
    tab = tab_in(request)
    if tab is not None:
        answer |= presence_answer(request, evaluation, tab, at, has_saved=True)
    return JsonResponse(answer)


@require_POST
def panel(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What the rules ask and who signs, for the form as it stands on the screen; nothing is saved."""
    at = timezone.now()
    evaluation = evaluation_for(request, public_id, "edit", at)
    form = RatingForm(request.POST, evaluation=evaluation)
    context = panel_context(evaluation, form, form.to_content(), timezone.localdate(at))
    return render(request, "evaluations/_panel.html", {**context, "is_update": True})


def edit_page(
    request: HttpRequest, evaluation: Evaluation, form: RatingForm, at: datetime, file_errors: Sequence[str] = ()
) -> HttpResponse:
    """The whole page; 422 where something on it, or about a file, has to be put right."""
    on = timezone.localdate(at)
    content = form.to_content() if form.is_bound else content_of(evaluation)
    policy = policy_of(evaluation)
    context = {
        **panel_context(evaluation, form, content, on),
        "form": form,
        "facts": _facts(evaluation, on),
        "scale_words": SCALE_WORDS,
        "fill_choices": choices(ItemRating),
        "is_placeholder": policy.is_placeholder,
        "overall_options": _overall_options(policy),
        "overall_value": content.overall,
        "leaves": [leave for leave in evaluation.employee.leaves.all() if _is_in_period(leave, evaluation)],
        "returns": evaluation.returns.all() if evaluation.signing_round else [],
        "files": file_rows(evaluation),
        "limits": {"files": MAX_FILES, "megabytes": MAX_BYTES // 1024 // 1024, "types": ALLOWED_WORDS},
        "saved": saved_words(evaluation.content_saved_at, at),
        "file_errors": file_errors,
        "file_violations": [form_error(code="file", message=message, field="attachment") for message in file_errors],
    }
    is_wrong = bool(form.errors or file_errors)
    return render(request, "evaluations/edit.html", context, status=422 if is_wrong else 200)


def file_rows(evaluation: Evaluation) -> list[dict[str, Any]]:
    """The attachments for `components/file_list.html`, with the way to remove each."""
    return [
        {
            "name": file.name,
            "url": reverse("evaluations:attachment", args=[evaluation.public_id, file.public_id]),
            "size": file.size,
            "sha256": file.sha256,
            "added_at": file.added_at,
            "remove_url": reverse("evaluations:attachment_remove", args=[evaluation.public_id, file.public_id]),
        }
        for file in evaluation.attachments.all()
    ]


def _facts(evaluation: Evaluation, on: date) -> list[dict[str, Any]]:
    return [
        {"label": _("Employee"), "text": evaluation.employee.full_name, "note": evaluation.employee.employee_no},
        {"label": _("Class"), "text": evaluation.classification.title, "note": evaluation.classification.code},
        {"label": _("Unit"), "text": evaluation.org_unit.path},
        {"label": _("Kind"), "text": EvaluationKind(evaluation.kind).label},
        {
            "label": _("Rating period"),
            "period_start": evaluation.period_start,
            "period_end": evaluation.period_end,
            "note": _("not over yet") if evaluation.period_end > on else "",
        },
        {"label": _("Form"), "text": str(evaluation.template)},
    ]


def _overall_options(policy: Policy) -> list[dict[str, str]]:
    """The five words with what they mean, and the blank that a long leave may ask for (R6)."""
    rows = [{"value": row.rating.value, "label": row.label, "note": row.definition} for row in policy.ratings]
    note = _("Not chosen yet; or left blank for good because of a long leave, together with every other rating.")
    return [*rows, {"value": "", "label": _("Not rated"), "note": note}]


def _saved(request: HttpRequest, evaluation: Evaluation, at: datetime) -> HttpResponse:
    """Save, then go where the button leads; what could not be read stays on the screen as it was typed."""
    action, _colon, which = request.POST.get("do", "save").partition(":")
    data = request.POST.copy()
    if action == "fill":
        blanks_filled(data, evaluation, which)
    elif action == "remove":
        row_removed(data, which)
    form = RatingForm(data, evaluation=evaluation)
    evaluation = _save(request, evaluation, form, form.to_content(), at)
    if form.errors:
        return edit_page(request, evaluation, _with_version(data, evaluation), at)
    here = reverse("evaluations:edit", args=[evaluation.public_id])
    goals = {
        "fill": f"{here}#section-{which}" if which in form.factor_keys else here,
        "add": f"{here}?rows=1#section-improvement",
        "remove": f"{here}#section-improvement",
        "submit": reverse("evaluations:submit", args=[evaluation.public_id]),
    }
    return redirect(goals.get(action, here + place_in_form(request, form)))


def _with_version(data: QueryDict, evaluation: Evaluation) -> RatingForm:
    """The form as it was typed, to be posted again on top of what has just been saved."""
    data["content_version"] = str(evaluation.content_version)
    return RatingForm(data, evaluation=evaluation)


def _save(
    request: HttpRequest, evaluation: Evaluation, form: RatingForm, content: DraftContent, at: datetime
) -> Evaluation:
    return evaluation_save_draft(
        public_id=evaluation.public_id,
        content=content,
        expected_version=form.cleaned_data.get("content_version", -1),
        by=user_of(request),
        at=at,
    )


def _is_in_period(leave: Any, evaluation: Evaluation) -> bool:
    return bool(leave.starts_on <= evaluation.period_end and leave.ends_on >= evaluation.period_start)
