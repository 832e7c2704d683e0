"""The Rater reads what is about to be signed, gives reasons for warnings, and signs."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from accounts.selectors import Ways, ways_to_confirm
from accounts.services import Proof, WrongPassword
from common.errors import Conflict, RuleViolations
from evaluations.enums import Capacity, EvaluationStatus
from evaluations.forms.submit import REASON, SubmitForm
from evaluations.models import Evaluation
from evaluations.permissions import can
from evaluations.rules.statements import statement_for
from evaluations.rules.violation import Violation
from evaluations.selectors import evaluation_get, policy_of
from evaluations.services import evaluation_submit, reason_key, submission_preview
from evaluations.services.signing import Preview
from evaluations.views.access import evaluation_for, token_in, user_of
from evaluations.views.panel import hr_contact_shown, signer_rows

# Status after the Rater's signature → what comes next.
NEXT = {
    EvaluationStatus.HR_REVIEW: _lazy("HR reviews it next."),
    EvaluationStatus.REVIEWER_REVIEW: _lazy("The Reviewer reads and signs it next."),
    EvaluationStatus.DEPARTMENT_HEAD_REVIEW: _lazy("The Department Head reads and signs it next."),
    EvaluationStatus.READY_TO_ISSUE: _lazy("Everybody else has signed: present it to the employee next."),
}


@require_http_methods(["GET", "POST"])
def submit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Exactly the document that the signature will stand under, and the signature."""
    at = timezone.now()
    if request.method == "POST":
        return _signed(request, public_id, at)
    evaluation = evaluation_for(request, public_id, "submit", at)
    preview = submission_preview(evaluation, timezone.localdate(at))
    form = SubmitForm(warnings=_warnings(preview), ways=_ways(request, at), sha256=preview.sha256)
    return _page(request, evaluation, preview, form, status=200)


def _signed(request: HttpRequest, public_id: uuid.UUID, at: datetime) -> HttpResponse:
    on, user = timezone.localdate(at), user_of(request)
    evaluation = evaluation_get(public_id, user, on)
    if not can(user, "submit", evaluation, on):
        # A repeated form ends here: the service lets it through quietly and refuses everything else.
        proof = _ways(request, at).fresh or request.POST.get("password", "")
        return _done(request, _submitted(request, public_id, _posted_reasons(request), proof, at))
    preview = submission_preview(evaluation, on)
    form = SubmitForm(request.POST, warnings=_warnings(preview), ways=_ways(request, at))
    if not form.is_valid():
        return _page(request, evaluation, preview, form, status=422)
    try:
        return _done(request, _submitted(request, public_id, form.reasons, form.proof, at))
    except WrongPassword as refusal:
        form.add_error("password" if "password" in form.fields else None, refusal.sentence)
    except RuleViolations as refusal:
        _add(form, [violation for violation in refusal.violations if violation not in preview.violations])
    except Conflict as refusal:
        if not can(user, "submit", evaluation_get(public_id, user, on), on):
            raise
        return _page(
            request,
            evaluation,
            preview,
            _for_new_text(request, preview, form.ways),
            status=409,
            notice=refusal.sentence,
        )
    return _page(request, evaluation, preview, form, status=422)


def _ways(request: HttpRequest, at: datetime) -> Ways:
    return ways_to_confirm(request.session, user_of(request), at)


def _submitted(
    request: HttpRequest, public_id: uuid.UUID, reasons: Mapping[str, str], proof: Proof, at: datetime
) -> Evaluation:
    return evaluation_submit(
        public_id=public_id,
        content_sha256=request.POST.get("content_sha256", ""),
        password=proof,
        reasons=reasons,
        by=user_of(request),
        at=at,
        token=token_in(request),
    )


def _done(request: HttpRequest, evaluation: Evaluation) -> HttpResponse:
    messages.success(request, f"{_('You have signed.')} {NEXT[EvaluationStatus(evaluation.status)]}")
    return redirect(evaluation)


def _page(
    request: HttpRequest, evaluation: Evaluation, preview: Preview, form: SubmitForm, *, status: int, notice: str = ""
) -> HttpResponse:
    policy = policy_of(evaluation)
    context = {
        "evaluation": evaluation,
        "document": preview.document,
        "sha256": preview.sha256,
        "errors": [violation for violation in preview.violations if violation.is_error],
        "form": form,
        "statement": statement_for(Capacity.RATER.value, is_blank=not evaluation.overall),
        "signers": signer_rows(preview.route, policy.citation("R17")),
        "notice": notice,
        "hr_contact": hr_contact_shown(evaluation, preview.facts, policy, timezone.localdate()),
    }
    return render(request, "evaluations/submit.html", context, status=status)


def _warnings(preview: Preview) -> list[Violation]:
    return [violation for violation in preview.violations if violation.is_warning]


def _posted_reasons(request: HttpRequest) -> dict[str, str]:
    return {name.removeprefix(REASON): str(text) for name, text in request.POST.items() if name.startswith(REASON)}


def _for_new_text(request: HttpRequest, preview: Preview, ways: Ways) -> SubmitForm:
    """The same form with its reasons, now for the text that the page shows."""
    data = request.POST.copy()
    data["content_sha256"] = preview.sha256
    return SubmitForm(data, warnings=_warnings(preview), ways=ways)


def _add(form: SubmitForm, violations: Iterable[Violation]) -> None:
    """Beside the reason that a warning still wants, else above the form. What the page lists anyway is left out."""
    for violation in violations:
        name = REASON + reason_key(violation)
        form.add_error(name if violation.is_warning and name in form.fields else None, violation.message)
