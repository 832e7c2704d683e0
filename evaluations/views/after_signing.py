"""Issue and what the employee does with it: sign, respond, waive; and what is recorded otherwise (R19, R20, R25)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest

from evaluations.enums import EmployeeOutcome, IssueMethod, Rating
from evaluations.forms.steps import IssueForm, OutcomeForm, RespondForm, SignForm, StepForm, days_on
from evaluations.models import Evaluation
from evaluations.permissions import Standing
from evaluations.rules.deadlines import follow_up_window
from evaluations.rules.statements import EMPLOYEE, statement_for
from evaluations.selectors import is_about, policy_of
from evaluations.selectors.review import check_signed_text, signed_document_of
from evaluations.services import (
    evaluation_issue,
    evaluation_record_outcome,
    evaluation_respond,
    evaluation_sign_as_employee,
    evaluation_waive_response,
)
from evaluations.views.access import user_of
from evaluations.views.step_view import Context, SigningView, StepView


class IssueView(StepView):
    """The Rater or HR records how and when the employee was shown it and received the copy."""

    action = "issue"
    form_class = IssueForm
    template_name = "evaluations/issue.html"
    heading = "Issue to the employee"
    submit_label = "Record the issue"
    done = "The evaluation is issued. The employee sees it now, and the sealed copy is being prepared."

    def context(self, evaluation: Evaluation, standing: Standing, on: date) -> Context:
        policy = policy_of(evaluation)
        opens_window = evaluation.overall == Rating.IMPROVEMENT_NEEDED.value
        return {
            "copy_days": policy.deadlines.copy_days,
            "response_days": policy.deadlines.response_business_days,
            "signed_on": evaluation.last_agency_signature_on,
            "window": follow_up_window(on, policy) if opens_window else None,
            "window_months": policy.follow_up.window_months,
        }

    def initial(self, evaluation: Evaluation, context: Context, on: date) -> Context:
        return days_on(on)

    def take(self, form: StepForm, **who: Any) -> Evaluation:
        data = form.cleaned_data
        return evaluation_issue(
            method=IssueMethod(data["method"]),
            issued_on=data["issued_on"],
            presented_on=data["presented_on"],
            reasons=form.reasons,
            **who,
        )


class OutcomeView(StepView):
    """The Rater or HR records that the employee refused or is unavailable (R20)."""

    action = "record_outcome"
    form_class = OutcomeForm
    heading = "Record a refusal or an absence"
    submit_label = "Record it"
    done = "It is recorded."

    def context(self, evaluation: Evaluation, standing: Standing, on: date) -> Context:
        return {
            "explanation": (
                "Only the employee signs, in their own account. Record here that the employee refused, or cannot sign "
                "because of leave or separation; people who were reassigned are available. The day that you record "
                "counts for the filing of the evaluation."
            )
        }

    def initial(self, evaluation: Evaluation, context: Context, on: date) -> Context:
        return days_on(on)

    def take(self, form: StepForm, **who: Any) -> Evaluation:
        data = form.cleaned_data
        return evaluation_record_outcome(
            outcome=EmployeeOutcome(data["outcome"]),
            on=data["outcome_on"],
            note=data["outcome_note"],
            witness=data["outcome_witness"],
            reasons=form.reasons,
            **who,
        )


class EmployeeSignView(SigningView):
    """The employee signs: received, not agreed (R20)."""

    action = "sign_as_employee"
    form_class = SignForm
    template_name = "evaluations/sign_as_employee.html"
    heading = "Sign that you received it"
    submit_label = "Sign that I received it"
    done = "You have signed. That says that you received the evaluation, not that you agree with it."

    def context(self, evaluation: Evaluation, standing: Standing, on: date) -> Context:
        signed = signed_document_of(evaluation)
        if signed is None:
            raise ValueError("an issued evaluation has a signed document")
        return {"signed": signed, "document": signed.as_document(), "statement": statement_for(EMPLOYEE)}

    def initial(self, evaluation: Evaluation, context: Context, on: date) -> Context:
        return {"content_sha256": context["signed"].sha256}

    def take(self, form: SignForm, **who: Any) -> Evaluation:  # type: ignore[override]  # a narrower form
        check_signed_text(who["public_id"])
        content_sha256 = form.cleaned_data["content_sha256"]
        return evaluation_sign_as_employee(content_sha256=content_sha256, password=form.proof, **who)


class RespondView(StepView):
    """The employee's written response (R25), or a letter of somebody who has left."""

    action = "respond"
    form_class = RespondForm
    template_name = "evaluations/respond.html"
    heading = "Respond in writing"
    submit_label = "File my response"
    done = "The response is filed and belongs to the evaluation from now on."

    def context(self, evaluation: Evaluation, standing: Standing, on: date) -> Context:
        if standing.is_employee:
            return {}
        return {"is_by_letter": True, "heading": "File the employee's letter", "submit_label": "File the response"}

    def form_options(self, request: HttpRequest, at: datetime) -> Context:
        return {"is_letter": not is_about(user_of(request), self.kwargs["public_id"])}

    def take(self, form: StepForm, **who: Any) -> Evaluation:
        data = form.cleaned_data
        return evaluation_respond(text=data["response"], received_on=data.get("received_on"), **who)


class WaiveView(StepView):
    """The employee says that no response will come."""

    action = "waive"
    heading = "No written response"
    submit_label = "I will not respond in writing"
    done = "It is recorded that you will not respond in writing."

    def context(self, evaluation: Evaluation, standing: Standing, on: date) -> Context:
        return {
            "explanation": (
                "You need not respond, and silence is not agreement. If you say so now, the evaluation need not wait "
                "for the end of the response time. You cannot take this back."
            )
        }

    def take(self, form: StepForm, **who: Any) -> Evaluation:
        return evaluation_waive_response(**who)
