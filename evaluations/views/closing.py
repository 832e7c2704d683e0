"""Void, going on with a final that came too late (R15), and the start of a correction (R35)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from common.dates import in_words
from common.errors import Conflict
from evaluations.enums import EvaluationStatus
from evaluations.forms.steps import ReasonForm, StepForm
from evaluations.models import Evaluation
from evaluations.permissions import Standing
from evaluations.selectors import evaluation_get, evaluations_visible_to
from evaluations.selectors.turns import correction_under_way
from evaluations.services import evaluation_continue, evaluation_correct, evaluation_void
from evaluations.views.access import user_of
from evaluations.views.step_view import Context, StepView


class VoidView(StepView):
    """A Rater discards an own draft; HR voids what has gone further."""

    action = "void"
    form_class = ReasonForm
    heading = "Void the evaluation"
    submit_label = "Void it"
    done = "The evaluation is void. It stays readable and never counts; its rating period is free again."
    is_grave = True

    def context(self, evaluation: Evaluation, standing: Standing, on: date) -> Context:
        explanation = (
            "It never counts. This cannot be taken back. It stays readable with its trail, and its "
            "rating period is free for another evaluation."
        )
        if evaluation.status == EvaluationStatus.DRAFT.value:
            return {"explanation": explanation, "heading": "Discard the draft", "submit_label": "Discard it"}
        return {"explanation": explanation}

    def take(self, form: StepForm, **who: Any) -> Evaluation:
        return evaluation_void(reason=form.cleaned_data["reason"], **who)


class ContinueView(StepView):
    """The Rater goes on with a final that came too late for its window."""

    action = "continue"
    heading = "Go on as an ordinary evaluation"
    submit_label = "Go on with it"
    done = "It is an ordinary evaluation of its days now."

    def context(self, evaluation: Evaluation, standing: Standing, on: date) -> Context:
        ended_on = in_words(evaluation.follow_up.ends_on) if evaluation.follow_up else ""
        return {
            "explanation": (
                f"The follow-up window ended on {ended_on}, before this evaluation counted, and the employee has "
                "reverted to the prior status (rule R15). It can no longer end the window. What you have written "
                "stays; rated like any other evaluation, it may have each of the five ratings. If you do not need it, "
                "discard it instead."
            )
        }

    def take(self, form: StepForm, **who: Any) -> Evaluation:
        return evaluation_continue(**who)


class CorrectView(StepView):
    """A new version of a final evaluation."""

    action = "correct"
    form_class = ReasonForm
    heading = "Start a correction"
    submit_label = "Start the correction"
    done = "The correction is a draft of the Rater now. The final evaluation stands until the correction is final."

    def context(self, evaluation: Evaluation, standing: Standing, on: date) -> Context:
        correction = correction_under_way(evaluation)
        if correction is not None:
            raise _under_way(correction, standing.user, on)
        return {
            "explanation": (
                f"A final evaluation never changes. {evaluation.rater.full_name} gets a draft with the same content, "
                "which is changed, signed and issued like any other; the reason stands in it, and the employee reads "
                "it. Until then this version stands."
            )
        }

    def take(self, form: StepForm, **who: Any) -> Evaluation:
        try:
            return evaluation_correct(reason=form.cleaned_data["reason"], **who)
        except Conflict:
            on = timezone.localdate(who["at"])
            correction = correction_under_way(evaluation_get(who["public_id"], who["by"], on))
            if correction is None:
                raise
            raise _under_way(correction, who["by"], on) from None

    def next_url(self, request: HttpRequest, evaluation: Evaluation, at: datetime) -> str:
        """The correction where it is the person's own; HR, who sees no draft, stays with the final one."""
        visible = evaluations_visible_to(user_of(request), timezone.localdate(at)).filter(pk=evaluation.pk)
        shown = evaluation if visible.exists() else evaluation.corrects
        return shown.get_absolute_url() if shown else reverse("home")


def _under_way(correction: Evaluation, user: User, on: date) -> Conflict:
    """One correction at a time (R35): the refusal leads to it where the person sees it."""
    sentence = f"Version {correction.version} is under way already. There is one correction at a time."
    if not evaluations_visible_to(user, on).filter(pk=correction.pk).exists():
        return Conflict(sentence)
    return Conflict(sentence, url=correction.get_absolute_url(), url_label=f"Open version {correction.version}")
