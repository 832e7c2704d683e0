"""The steps of an evaluation, one address each. What the rules stop is answered with all violations (422)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.views import operation
from accounts.enums import Scope
from common.api.serializers import Asked, Nothing
from evaluations.api import asked, shown
from evaluations.api.views import EvaluationView
from evaluations.enums import EmployeeOutcome, IssueMethod
from evaluations.models import Evaluation
from evaluations.selectors.review import check_signed_text
from evaluations.services import (
    evaluation_concur,
    evaluation_continue,
    evaluation_correct,
    evaluation_issue,
    evaluation_record_outcome,
    evaluation_respond,
    evaluation_return,
    evaluation_sign,
    evaluation_sign_as_employee,
    evaluation_submit,
    evaluation_void,
    evaluation_waive_response,
    evaluation_withdraw,
)
from evaluations.services.checklist import Looked

Take = Callable[..., Evaluation]
Said = dict[str, dict[str, Any]]


class StepOfEvaluation(EvaluationView):
    """One step. First whether it is the person's to take now, then what was sent: a field's error tells nobody else."""

    scopes = {"POST": Scope.EVALUATIONS_WRITE}

    def taken(
        self, public_id: uuid.UUID, action: str, wanted: type[Asked], take: Take, **more: Any
    ) -> Evaluation:  # fmt: skip
        """Take the step with what was sent, in the version that If-Match names."""
        self.found(public_id, action)
        data = {**self.body(wanted), **more}
        who = {"public_id": public_id, "by": self.person, "at": self.at}
        return self.in_version(public_id, self.tag_of_whole, lambda: take(**data, **who))


def step_operation(summary: str, wanted: type[Asked], *, status: int = 200) -> Callable[[Any], Any]:
    """How every step is declared."""
    return operation(
        summary=summary, asked=wanted, answers=shown.EvaluationShown, status=status, versions=True, may_be_gone=True
    )


def _looked(said: Said | None) -> dict[str, Looked]:
    """What HR says of each rule, as the service takes it."""
    return {rule: Looked(**one) for rule, one in (said or {}).items()}


class Submit(StepOfEvaluation):
    @step_operation("Sign as Rater and submit", asked.SubmitAsked)
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """The Rater signs what the preview showed; the route is laid. `content_sha256` is the preview's."""
        self.taken(public_id, "submit", asked.SubmitAsked, evaluation_submit)
        return self.answer(public_id)


class Withdraw(StepOfEvaluation):
    @step_operation("Take it back", asked.ReasonAsked)
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """The Rater takes it back before it is issued; the signatures given so far are void (R17)."""
        self.taken(public_id, "withdraw", asked.ReasonAsked, evaluation_withdraw)
        return self.answer(public_id)


class Concur(StepOfEvaluation):
    @step_operation("Find a low rating proper", asked.NoteAsked)
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """HR's propriety review of an Improvement Needed or Unsatisfactory; it goes on to the next signature."""

        def take(*, note: str = "", checklist: Said | None = None, **data: Any) -> Evaluation:
            check_signed_text(public_id)
            return evaluation_concur(note=note, checklist=_looked(checklist), **data)

        self.taken(public_id, "concur", asked.NoteAsked, take)
        return self.answer(public_id)


class Return(StepOfEvaluation):
    @step_operation("Return it to the Rater", asked.ReturnAsked)
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """Whoever reviews it now returns it with the reason; every signature of the round is void (R17)."""

        def take(*, checklist: Said | None = None, **data: Any) -> Evaluation:
            return evaluation_return(checklist=_looked(checklist), **data)

        self.taken(public_id, "return", asked.ReturnAsked, take)
        return self.answer(public_id)


class Sign(StepOfEvaluation):
    @step_operation("Sign as Reviewer or Department Head", asked.SignAsked)
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """In person or as designee. `content_sha256` is that of the document which was read."""
        self.taken(public_id, "sign", asked.SignAsked, evaluation_sign)
        return self.answer(public_id)


class Issue(StepOfEvaluation):
    @step_operation("Record the issue", asked.IssueAsked)
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """When it was shown to the employee, and when and how the copy was given or mailed (R12, R19)."""

        def take(*, method: str, **data: Any) -> Evaluation:
            return evaluation_issue(method=IssueMethod(method), **data)

        self.taken(public_id, "issue", asked.IssueAsked, take)
        return self.answer(public_id)


class SignAsEmployee(StepOfEvaluation):
    @step_operation("Sign as the employee", asked.SignAsked)
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """The employee signs: it says received, not agreed (R20)."""
        self.taken(public_id, "sign_as_employee", asked.SignAsked, evaluation_sign_as_employee)
        return self.answer(public_id)


class RecordOutcome(StepOfEvaluation):
    @step_operation("Record a refusal or an absence", asked.OutcomeAsked)
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """The Rater or HR records that the employee refused to sign or is unavailable (R20)."""

        def take(*, outcome: str, **data: Any) -> Evaluation:
            return evaluation_record_outcome(outcome=EmployeeOutcome(outcome), **data)

        self.taken(public_id, "record_outcome", asked.OutcomeAsked, take)
        return self.answer(public_id)


class Respond(StepOfEvaluation):
    @step_operation("Respond in writing", asked.ResponseAsked)
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """The written response is attached (R25). Once the employee has left, the Rater or HR enters the letter."""
        self.taken(public_id, "respond", asked.ResponseAsked, evaluation_respond)
        return self.answer(public_id)


class Waive(StepOfEvaluation):
    @step_operation("Say that no response will come", Nothing)
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """The evaluation need not wait for the end of the response time. This cannot be taken back."""
        self.taken(public_id, "waive", Nothing, evaluation_waive_response)
        return self.answer(public_id)


class Void(StepOfEvaluation):
    @step_operation("Void it", asked.ReasonAsked)
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """A Rater discards an own draft; HR voids what has gone further. It never counts."""
        self.taken(public_id, "void", asked.ReasonAsked, evaluation_void)
        return self.answer(public_id)


class Continue(StepOfEvaluation):
    @step_operation("Go on as an ordinary evaluation", Nothing)
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """The Rater goes on with a final that came too late for its follow-up window (R15)."""
        self.taken(public_id, "continue", Nothing, evaluation_continue)
        return self.answer(public_id)


class Correct(StepOfEvaluation):
    @step_operation("Start a correction", asked.ReasonAsked, status=201)
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """A new version of a final evaluation, as the Rater's draft (R35). HR, who sees no draft, is answered 204."""
        correction = self.taken(public_id, "correct", asked.ReasonAsked, evaluation_correct)
        return self.answer(correction.public_id, status=201)
