"""Void, and the start of a correction (R35)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from evaluations.enums import EvaluationStatus
from evaluations.forms.steps import ReasonForm, StepForm
from evaluations.models import Evaluation
from evaluations.permissions import Standing
from evaluations.selectors import evaluations_visible_to
from evaluations.services import evaluation_correct, evaluation_void
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


class CorrectView(StepView):
    """A new version of a final evaluation."""

    action = "correct"
    form_class = ReasonForm
    heading = "Start a correction"
    submit_label = "Start the correction"
    done = "The correction is a draft of the Rater now. The final evaluation stands until the correction is final."

    def context(self, evaluation: Evaluation, standing: Standing, on: date) -> Context:
        return {
            "explanation": (
                f"A final evaluation never changes. {evaluation.rater.full_name} gets a draft with the same content, "
                "which is changed, signed and issued like any other; the reason stands in it, and the employee reads "
                "it. Until then this version stands."
            )
        }

    def take(self, form: StepForm, **who: Any) -> Evaluation:
        return evaluation_correct(reason=form.cleaned_data["reason"], **who)

    def next_url(self, request: HttpRequest, evaluation: Evaluation, at: datetime) -> str:
        """The correction where it is the person's own; HR, who sees no draft, stays with the final one."""
        visible = evaluations_visible_to(user_of(request), timezone.localdate(at)).filter(pk=evaluation.pk)
        shown = evaluation if visible.exists() else evaluation.corrects
        return shown.get_absolute_url() if shown else reverse("home")
