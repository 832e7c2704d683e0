"""Grievances and requests for reconsideration: filed, read, withdrawn, decided (R22)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from common.errors import Conflict, NotAllowed, NotVisible, RuleViolations
from evaluations.enums import FiledAs, GrievanceKind, GrievanceStatus
from evaluations.forms.grievances import DecisionForm, GrievanceForm, TakeBackForm
from evaluations.forms.steps import StepForm
from evaluations.grievance_permissions import check_can_decide, check_can_file, check_can_withdraw_grievance
from evaluations.models import Evaluation, Grievance
from evaluations.permissions import Standing, standing_of
from evaluations.recusal_permissions import check_can_record_recusal
from evaluations.selectors import evaluation_get
from evaluations.selectors.grievances import filing_of, grievance_get, part_words
from evaluations.selectors.turns import correction_under_way
from evaluations.services.grievances import grievance_decide, grievance_file, grievance_withdraw
from evaluations.views.access import user_of
from evaluations.views.step_view import facts_of_page

Context = dict[str, Any]


@require_http_methods(["GET", "HEAD", "POST"])
def grieve(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The employee files a grievance about an issued evaluation; HR enters one that came otherwise."""
    at, user = timezone.now(), user_of(request)
    on = timezone.localdate(at)
    evaluation = evaluation_get(public_id, user, on)
    standing = standing_of(user, evaluation, on)
    check_can_file(standing, evaluation)
    filing = filing_of(evaluation, on)
    form = GrievanceForm(
        request.POST if request.method == "POST" else None,
        initial={"filed_on": on, "kind": GrievanceKind.GRIEVANCE.value},
        filing=filing,
        is_employee=standing.is_employee,
    )
    if form.is_valid():
        try:
            kept = grievance_file(public_id=public_id, **form.asked, by=user, at=at)
        except RuleViolations as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("It is filed. HR decides, and the employee is told."))
            return redirect(kept)
    crumb = {"label": evaluation.employee.full_name, "url": evaluation.get_absolute_url()}
    context = {
        "evaluation": evaluation,
        "filing": filing,
        "form": form,
        "facts": facts_of_page(evaluation),
        "is_employee": standing.is_employee,
        "breadcrumbs": _breadcrumbs(crumb, {"label": _("File a grievance")}),
    }
    return render(request, "evaluations/grieve.html", context, status=422 if form.is_bound else 200)


@require_safe
def grievance(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One grievance: what it says, what it holds, what was decided."""
    user, on = user_of(request), timezone.localdate(timezone.now())
    found, evaluation, standing = grievance_get(public_id, user, on)
    context = {
        "grievance": found,
        "kind_label": GrievanceKind(found.kind).label,
        "status": GrievanceStatus(found.status),
        "evaluation": evaluation,
        "parts": part_words(found.about, evaluation),
        "facts": _facts(found, evaluation, on),
        "actions": _buttons(user, found, evaluation, standing, on),
        "correction": correction_under_way(evaluation) if found.status == GrievanceStatus.NEW_REPORT.value else None,
        "breadcrumbs": _crumbs(evaluation, {"label": GrievanceKind(found.kind).label}),
    }
    return render(request, "evaluations/grievance.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """HR decides."""
    user, on = user_of(request), timezone.localdate(timezone.now())
    found, evaluation, standing = grievance_get(public_id, user, on)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    words = {
        "heading": _("Decide"),
        "submit_label": _("Record the decision"),
        "explanation": _("If it stands, what waited goes on: the evaluation is filed. For a new report the Rater gets "
                         "the next version as a draft; it takes this one's place once it is signed and final."),
    }  # fmt: skip

    def take(data: Context) -> Grievance:
        outcome = GrievanceStatus(data["outcome"])
        return grievance_decide(public_id=public_id, outcome=outcome, reason=data["reason"], by=user, at=timezone.now())

    answer = _taken(request, form, take, _("The decision is on record, and the employee is told."))
    if answer is None:
        check_can_decide(standing, found)
    return answer or _step_page(request, found, evaluation, form, words)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The employee takes it back."""
    user, on = user_of(request), timezone.localdate(timezone.now())
    found, evaluation, standing = grievance_get(public_id, user, on)
    form = TakeBackForm(request.POST if request.method == "POST" else None)
    words = {
        "heading": _("Withdraw it"),
        "submit_label": _("Withdraw it"),
        "explanation": _("What waited goes on, as if HR had decided that the evaluation stands."),
        "is_grave": True,
    }

    def take(data: Context) -> Grievance:
        return grievance_withdraw(public_id=public_id, reason=data["reason"], by=user, at=timezone.now())

    answer = _taken(request, form, take, _("It is withdrawn."))
    if answer is None:
        check_can_withdraw_grievance(standing, found)
    return answer or _step_page(request, found, evaluation, form, words)


def _taken(
    request: HttpRequest, form: StepForm, take: Callable[[Context], Grievance], done: str
) -> HttpResponse | None:
    """The answer to a step that was taken; None where the form is to be shown."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        kept = take(form.cleaned_data)
    except RuleViolations as refusal:
        form.refuse(refusal)
        return None
    messages.success(request, done)
    return redirect(kept)


def _step_page(
    request: HttpRequest, found: Grievance, evaluation: Evaluation, form: StepForm, words: Context
) -> HttpResponse:
    on = timezone.localdate(timezone.now())
    crumb = {"label": GrievanceKind(found.kind).label, "url": found.get_absolute_url()}
    context = {
        **words,
        "grievance": found,
        "evaluation": evaluation,
        "parts": part_words(found.about, evaluation),
        "form": form,
        "facts": _facts(found, evaluation, on),
        "breadcrumbs": _crumbs(evaluation, crumb, {"label": words["heading"]}),
    }
    return render(request, "evaluations/grievance_step.html", context, status=422 if form.is_bound else 200)


def _buttons(
    user: User, found: Grievance, evaluation: Evaluation, standing: Standing, on: date
) -> list[Context]:  # fmt: skip
    recusal = f"{reverse('evaluations:recusal_new')}?{urlencode({'employee': evaluation.employee.employee_no})}"
    wanted: list[tuple[Callable[[], None], Context]] = [
        (
            lambda: check_can_decide(standing, found),
            {
                "label": _("Decide"),
                "icon": "check",
                "url": reverse("evaluations:grievance_decide", args=[found.public_id]),
            },
        ),
        (
            lambda: check_can_withdraw_grievance(standing, found),
            {
                "label": _("Withdraw it"),
                "icon": "undo",
                "kind": "outline",
                "url": reverse("evaluations:grievance_withdraw", args=[found.public_id]),
            },
        ),
        (
            lambda: check_can_record_recusal(user, evaluation.employee, on),
            {"label": _("Record a recusal"), "icon": "person", "kind": "outline", "url": recusal},
        ),
    ]
    return [button for check, button in wanted if _may(check)]


def _may(check: Callable[[], None]) -> bool:
    try:
        check()
    except (NotVisible, NotAllowed, Conflict):
        return False
    return True


def _facts(found: Grievance, evaluation: Evaluation, on: date) -> list[Context]:
    status = GrievanceStatus(found.status)
    by = "" if found.filed_as == FiledAs.EMPLOYEE.value else _("Entered by %(name)s") % {"name": found.recorded_by_name}
    facts: list[Context] = [
        *facts_of_page(evaluation)[:3],
        {"label": _("Filed"), "date": found.filed_on, "note": by},
        {"label": _("State"), "text": status.label},
    ]
    if status is GrievanceStatus.OPEN:
        facts.append({"label": _("Decision due"), "due": found.decide_by, "today": on})
    elif found.ended_on:
        facts.append({"label": _("Ended"), "date": found.ended_on, "note": found.ended_by_name})
    return facts


def _crumbs(evaluation: Evaluation, *more: dict[str, str]) -> list[dict[str, str]]:
    return _breadcrumbs({"label": evaluation.employee.full_name, "url": evaluation.get_absolute_url()}, *more)


def _breadcrumbs(*more: dict[str, str]) -> list[dict[str, str]]:
    return [{"label": _("My work"), "url": reverse("home")}, *more]
