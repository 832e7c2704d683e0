"""From submission to the last agency signature: HR's review, signing, returning, taking back (R17)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from evaluations.enums import Capacity
from evaluations.forms.steps import ConcurForm, ReasonForm, ReturnForm, SignForm, StepForm
from evaluations.models import Evaluation
from evaluations.permissions import Standing, can, pending_step
from evaluations.rules.statements import statement_for
from evaluations.selectors import evaluations_for_page
from evaluations.selectors.review import (
    changes_of,
    check_signed_text,
    checks_of,
    looked_at,
    signed_document_of,
    surprises_of,
)
from evaluations.selectors.turns import LAST_STEP
from evaluations.services import evaluation_concur, evaluation_return, evaluation_sign, evaluation_withdraw
from evaluations.views.access import user_of
from evaluations.views.contacts import contacts_shown
from evaluations.views.step_view import Context, SigningView, StepView


def review_context(evaluation: Evaluation, on: date) -> Context:
    """What a reviewer has before them: the document, what changed, what the rules ask of this rating."""
    signed = signed_document_of(evaluation)
    if signed is None:
        raise ValueError("an evaluation under review has a signed document")
    return {
        "signed": signed,
        "document": signed.as_document(),
        "changes": changes_of(evaluation, signed),
        "checks": checks_of(evaluation, on),
    }


def to_my_work(request: HttpRequest, action: str) -> str:
    """My work, which leads on to the next step of the same kind once: some people sign forty a day."""
    request.session[LAST_STEP] = action
    return reverse("home")


class SignView(SigningView):
    """The Reviewer or the Department Head signs, in person or for a principal."""

    action = "sign"
    form_class = SignForm
    template_name = "evaluations/sign.html"
    heading = "Sign the evaluation"
    submit_label = "Sign"
    done = "You have signed the evaluation of {name}."

    def context(self, evaluation: Evaluation, standing: Standing, on: date) -> Context:
        step = pending_step(evaluation)
        capacity = Capacity(step.capacity if step else Capacity.REVIEWER)
        return {
            **review_context(evaluation, on),
            "heading": f"Sign as {capacity.label}",
            "submit_label": f"Sign as {capacity.label}",
            "statement": statement_for(capacity.value),
            "signs_for": standing.signs_for,
            "reason": step.reason if step else "",
            "looked": looked_at(evaluation),
            "findings": [row for row in evaluation.concurrences.all() if row.round == evaluation.signing_round],
        }

    def initial(self, evaluation: Evaluation, context: Context, on: date) -> Context:
        return {"content_sha256": context["signed"].sha256}

    def take(self, form: SignForm, **who: Any) -> Evaluation:  # type: ignore[override]  # a narrower form
        check_signed_text(who["public_id"])
        content_sha256 = form.cleaned_data["content_sha256"]
        return evaluation_sign(content_sha256=content_sha256, password=form.proof, **who)

    def next_url(self, request: HttpRequest, evaluation: Evaluation, at: datetime) -> str:
        return to_my_work(request, self.action)


class ChecklistView(StepView):
    """A step of HR's propriety review: its form holds the checklist of the rules that the rating brings into play."""

    def form_options(self, request: HttpRequest, at: datetime) -> Context:
        on, user = timezone.localdate(at), user_of(request)
        evaluation = evaluations_for_page(user, on).filter(public_id=self.kwargs["public_id"]).first()
        is_review = evaluation is not None and can(user, "concur", evaluation, on)
        return {"checks": checks_of(evaluation, on) if evaluation is not None and is_review else ()}


class ConcurView(ChecklistView):
    """HR finds a low rating proper and passes it on (§5)."""

    action = "concur"
    form_class = ConcurForm
    template_name = "evaluations/concur.html"
    heading = "Propriety review"
    submit_label = "Find it proper and pass it on"
    done = "You have found the rating of {name} proper. The evaluation has moved on to the next signature."

    def context(self, evaluation: Evaluation, standing: Standing, on: date) -> Context:
        contacts = contacts_shown(standing.user, evaluation, on)
        return {**review_context(evaluation, on), "contacts": contacts, "surprises": surprises_of(evaluation, on)}

    def take(self, form: StepForm, **who: Any) -> Evaluation:
        check_signed_text(who["public_id"])
        if not isinstance(form, ConcurForm):
            raise TypeError("the review has its own form")
        return evaluation_concur(note=form.cleaned_data["note"], checklist=form.checklist, **who)

    def next_url(self, request: HttpRequest, evaluation: Evaluation, at: datetime) -> str:
        return to_my_work(request, self.action)


class ReturnView(ChecklistView):
    """Whoever reviews it now returns it to the Rater, with the reason; HR with its findings on each rule."""

    action = "return"
    form_class = ReturnForm
    template_name = "evaluations/return.html"
    heading = "Return it to the Rater"
    submit_label = "Return to the Rater"
    done = "The evaluation is with the Rater again, with your reason."

    def context(self, evaluation: Evaluation, standing: Standing, on: date) -> Context:
        return {
            "explanation": (
                f"{evaluation.rater.full_name} gets it back as a draft and reads your reason. HR and the auditor read "
                "it, too; the employee never does. Every signature of this round becomes void, and after the changes "
                "it takes the whole way again."
            )
        }

    def take(self, form: StepForm, **who: Any) -> Evaluation:
        if not isinstance(form, ReturnForm):
            raise TypeError("a return has its own form")
        return evaluation_return(reason=form.cleaned_data["reason"], checklist=form.checklist, **who)


class WithdrawView(StepView):
    """The Rater takes it back before the employee has seen it."""

    action = "withdraw"
    form_class = ReasonForm
    heading = "Take the evaluation back"
    submit_label = "Take it back"
    done = "The evaluation is a draft again. Whatever was signed in that round is void."

    def context(self, evaluation: Evaluation, standing: Standing, on: date) -> Context:
        return {
            "explanation": (
                "It becomes your draft again. Every signature given in this round becomes void, your own included, "
                "and after your changes it takes the whole way again."
            )
        }

    def take(self, form: StepForm, **who: Any) -> Evaluation:
        return evaluation_withdraw(reason=form.cleaned_data["reason"], **who)
