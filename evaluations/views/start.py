"""Starting an evaluation, and moving its period while it is a draft."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common.errors import NotVisible, RuleViolations
from evaluations.enums import EvaluationKind
from evaluations.forms.fields import add_violations
from evaluations.forms.period import PeriodForm, StartForm
from evaluations.models import Evaluation
from evaluations.permissions import check_can_start
from evaluations.selectors import drafts_of, proposal_for
from evaluations.services import evaluation_change_period, evaluation_start
from evaluations.views.access import evaluation_for, user_of
from workforce.models import Employee


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """`?employee=<employee number>`: from the Rater's team to a new draft."""
    at = timezone.now()
    employee = _employee(request)
    rater = check_can_start(user_of(request), employee, timezone.localdate(at))
    drafts = drafts_of(employee, rater)
    form = _start_form(request, employee, at)
    if request.method == "POST" and form.is_valid():
        evaluation = _started(request, form, employee, drafts, at)
        if evaluation is not None:
            return redirect("evaluations:edit", evaluation.public_id)
    context = {
        "employee": employee,
        "drafts": drafts,
        "proposal": proposal_for(employee, timezone.localdate(at)),
        "form": form,
        "facts": _employee_facts(employee),
    }
    return render(request, "evaluations/start.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def period(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Another rating period for a draft."""
    at = timezone.now()
    evaluation = evaluation_for(request, public_id, "edit", at)
    if request.method == "POST":
        form = PeriodForm(request.POST)
        if form.is_valid() and _is_changed(request, form, evaluation, at):
            messages.success(request, _("The rating period has been changed."))
            return redirect("evaluations:edit", public_id)
    else:
        form = PeriodForm(initial={"period_start": evaluation.period_start, "period_end": evaluation.period_end})
    context = {"evaluation": evaluation, "form": form}
    return render(request, "evaluations/period.html", context, status=422 if form.errors else 200)


def _employee(request: HttpRequest) -> Employee:
    number = request.GET.get("employee", "")
    rows = Employee.objects.select_related("classification", "org_unit")
    employee = rows.filter(employee_no=number).first() if number.isprintable() else None
    if employee is None:
        raise NotVisible
    return employee


def _start_form(request: HttpRequest, employee: Employee, at: datetime) -> StartForm:
    if request.method == "POST":
        return StartForm(request.POST)
    proposal = proposal_for(employee, timezone.localdate(at))
    asked = request.GET.get("kind", "")
    kind = asked if asked in set(EvaluationKind) else proposal.kind.value
    values = {"period_start": proposal.period.start, "period_end": proposal.period.end, "kind": kind}
    return StartForm(initial=values)


def _started(
    request: HttpRequest, form: StartForm, employee: Employee, drafts: list[Evaluation], at: datetime
) -> Evaluation | None:
    """The new draft, or the one that the same form began a moment ago; None where the rules refuse the period."""
    data = form.cleaned_data
    asked = (data["period_start"], data["period_end"], data["kind"])
    for draft in drafts:
        if (draft.period_start, draft.period_end, draft.kind) == asked:
            return draft
    try:
        return evaluation_start(
            employee=employee,
            period_start=data["period_start"],
            period_end=data["period_end"],
            kind=EvaluationKind(data["kind"]),
            by=user_of(request),
            at=at,
        )
    except RuleViolations as refusal:
        add_violations(form, refusal.violations)
        return None


def _is_changed(request: HttpRequest, form: PeriodForm, evaluation: Evaluation, at: datetime) -> bool:
    data = form.cleaned_data
    try:
        evaluation_change_period(
            public_id=evaluation.public_id,
            period_start=data["period_start"],
            period_end=data["period_end"],
            by=user_of(request),
            at=at,
            token=data["token"],
        )
    except RuleViolations as refusal:
        add_violations(form, refusal.violations)
        return False
    return True


def _employee_facts(employee: Employee) -> list[dict[str, Any]]:
    return [
        {"label": _("Employee"), "text": employee.full_name, "note": employee.employee_no},
        {"label": _("Class"), "text": employee.classification.title, "note": employee.classification.code},
        {"label": _("Unit"), "text": employee.org_unit.path},
        {"label": _("Appointed"), "date": employee.appointed_on},
    ]
