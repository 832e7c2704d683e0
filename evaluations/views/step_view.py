"""The page of one step: GET shows what it means and asks, POST hands it to the service and leads on."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views import View

from accounts.selectors import ways_to_confirm
from accounts.services import WrongPassword
from common.errors import RuleViolations
from evaluations.enums import EvaluationStatus
from evaluations.forms.steps import StepForm
from evaluations.models import Evaluation
from evaluations.permissions import Standing, check_can
from evaluations.selectors import evaluation_get, evaluations_visible_to
from evaluations.views.access import user_of

Context = dict[str, Any]


class StepView(View):
    """One action of `evaluations.permissions.ACTIONS` on one evaluation.

    404, 403 and 409 come as the product's own errors. What the rules or a wrong password stop is shown beside the
    fields (422) with everything that was typed. A repeated post is harmless: the form's token says that it was done.
    """

    action: ClassVar[str]
    form_class: ClassVar[type[StepForm]] = StepForm
    template_name: ClassVar[str] = "evaluations/step.html"
    heading: ClassVar[str]
    submit_label: ClassVar[str]
    done: ClassVar[str]
    is_grave: ClassVar[bool] = False
    http_method_names = ["get", "head", "post", "options"]

    def take(self, form: StepForm, **who: Any) -> Evaluation:
        """Call the service; `who` holds public_id, by, at and token."""
        raise NotImplementedError

    def context(self, evaluation: Evaluation, standing: Standing, on: date) -> Context:
        """What the page shows beside the form."""
        return {}

    def initial(self, evaluation: Evaluation, context: Context, on: date) -> Context:
        """What a new form proposes."""
        return {}

    def form_options(self, request: HttpRequest, at: datetime) -> Context:
        """What the form wants to know of the person, or of the evaluation, besides what was posted."""
        return {}

    def get(self, request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
        at = timezone.now()
        on = timezone.localdate(at)
        evaluation, context = self._opened(request, public_id, on)
        form = self.form_class(initial=self.initial(evaluation, context, on), **self.form_options(request, at))
        return self._page(request, evaluation, form, context)

    def post(self, request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
        at = timezone.now()
        form = self.form_class(request.POST, **self.form_options(request, at))
        if form.is_valid():
            who = {"public_id": public_id, "by": user_of(request), "at": at, "token": form.cleaned_data["token"]}
            try:
                evaluation = self.take(form, **who)
            except (RuleViolations, WrongPassword) as refusal:
                form.refuse(refusal)
            else:
                messages.success(request, self.done.format(name=evaluation.employee.full_name))
                return redirect(self.next_url(request, evaluation, at))
        evaluation, context = self._opened(request, public_id, timezone.localdate(at))
        return self._page(request, evaluation, form, context, status=422)

    def next_url(self, request: HttpRequest, evaluation: Evaluation, at: datetime) -> str:
        """The evaluation, or home where the step took it out of the person's sight."""
        visible = evaluations_visible_to(user_of(request), timezone.localdate(at)).filter(pk=evaluation.pk)
        return evaluation.get_absolute_url() if visible.exists() else reverse("home")

    def _opened(self, request: HttpRequest, public_id: uuid.UUID, on: date) -> tuple[Evaluation, Context]:
        user = user_of(request)
        evaluation = evaluation_get(public_id, user, on)
        standing = check_can(user, self.action, evaluation, on)
        return evaluation, self.context(evaluation, standing, on)

    def _page(
        self, request: HttpRequest, evaluation: Evaluation, form: StepForm, context: Context, status: int = 200
    ) -> HttpResponse:
        words = {"heading": self.heading, "submit_label": self.submit_label, "is_grave": self.is_grave}
        page = {**words, **context, "evaluation": evaluation, "form": form, "facts": facts_of_page(evaluation)}
        return render(request, self.template_name, page, status=status)


class SigningView(StepView):
    """A step that signs: the form asks for what this person can show (`accounts.selectors.ways_to_confirm`)."""

    def form_options(self, request: HttpRequest, at: datetime) -> Context:
        return {"ways": ways_to_confirm(request.session, user_of(request), at)}


def facts_of_page(evaluation: Evaluation) -> list[Context]:
    """Whose evaluation it is, for the head of every step's page."""
    return [
        {
            "label": "Employee",
            "text": evaluation.employee.full_name,
            "note": f"Employee number {evaluation.employee.employee_no}",
        },
        {"label": "Rating period", "period_start": evaluation.period_start, "period_end": evaluation.period_end},
        {"label": "Overall rating", "rating": evaluation.shown_overall},
        {"label": "Status", "status": EvaluationStatus(evaluation.status)},
    ]
