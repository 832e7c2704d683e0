"""Somebody's probation: when it ends and why, and HR's record of what extends it (R2, R3)."""

from __future__ import annotations

import uuid
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

from common.errors import NotVisible, RuleViolations
from evaluations.forms.probation import ExtendForm, WithdrawExtensionForm
from evaluations.forms.steps import StepForm
from evaluations.models import ProbationExtension
from evaluations.permissions import check_can_extend_probation
from evaluations.selectors.probation_page import ProbationShown, probation_shown
from evaluations.services.probation import probation_extend, probation_extension_withdraw
from evaluations.views.access import user_of
from workforce.models import Employee
from workforce.selectors import employee_visible_to

Context = dict[str, Any]


@require_safe
def probation(request: HttpRequest, employee_no: str) -> HttpResponse:
    """For the person, everybody above, HR and the auditor; to others it does not exist."""
    user, on = user_of(request), timezone.localdate(timezone.now())
    person = employee_visible_to(user, employee_no)
    shown = probation_shown(user, person, on)
    context = {
        "person": person,
        "shown": shown,
        "is_own": person.user_id == user.pk,
        "is_over": shown.end is not None and not shown.supports_release(on),
        "facts": _facts(shown, on),
        "extensions": [_extension(one, shown) for one in shown.extensions],
        "actions": _buttons(shown, person),
        "breadcrumbs": _breadcrumbs(person),
    }
    return render(request, "evaluations/probation.html", context)


def _facts(shown: ProbationShown, on: date) -> list[Context]:
    if shown.end is None:
        return []
    rows: list[Context] = [
        {"label": _("Probation ends on"), "due": shown.end, "today": on, "is_done": shown.issued is not None}
    ]
    if shown.issued is not None:
        rows.append({"label": _("Evaluation issued on"), "date": shown.issued.issued_on})
    else:
        rows.append({"label": _("Evaluation"), "text": _("None issued yet")})
    if shown.counts_paid_days:
        rows.append(_paid_days(shown))
    return rows


def _paid_days(shown: ProbationShown) -> Context:
    if shown.reached_on is not None:
        return {"label": _("Paid days complete on"), "date": shown.reached_on}
    if shown.paid_days is None:
        return {"label": _("Paid days"), "text": _("None on record: HR loads them")}
    days = {"label": _("Paid days counted"), "text": str(shown.paid_days.count)}
    return {**days, "note": _("up to %(day)s") % {"day": shown.paid_days.counted_on.isoformat()}}


def _extension(one: ProbationExtension, shown: ProbationShown) -> Context:
    url = reverse("evaluations:probation_withdraw", args=[one.public_id])
    return {"row": one, "withdraw_url": url if shown.can_extend and not one.is_withdrawn else ""}


def _buttons(shown: ProbationShown, person: Employee) -> list[Context]:
    buttons: list[Context] = []
    if shown.is_interim_advised:
        query = urlencode({"employee": person.employee_no, "kind": "interim"})
        url = f"{reverse('evaluations:start')}?{query}"
        buttons.append({"label": _("Start an interim report"), "icon": "edit", "url": url})
    if shown.can_extend:
        url = reverse("evaluations:probation_extend", args=[person.employee_no])
        kind = "outline" if buttons else ""
        buttons.append({"label": _("Record an extension"), "icon": "event", "kind": kind, "url": url})
    return buttons


@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: HttpRequest, employee_no: str) -> HttpResponse:
    """HR records the absence, the new end, and the day on which the employee was notified."""
    at, user = timezone.now(), user_of(request)
    person = employee_visible_to(user, employee_no)
    check_can_extend_probation(user, person)
    form = ExtendForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            probation_extend(employee=person, asked=form.asked, reasons=form.reasons, by=user, at=at)
        except RuleViolations as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The extension is recorded, and the due day has moved with it."))
            return redirect("evaluations:probation", person.employee_no)
    words = {
        "heading": _("Record an extension of probation"),
        "submit_label": _("Record the extension"),
        "explanation": _(
            "Absence without pay may extend probation, where the employee is notified before it ends (rule R3). After "
            "that day nothing extends it: the end stands."
        ),
    }
    return _step_page(request, person, form, words)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """An extension counts no more, and stays on record."""
    at, user = timezone.now(), user_of(request)
    row = ProbationExtension.objects.filter(public_id=public_id).select_related("employee").first()
    if row is None:
        raise NotVisible
    person = employee_visible_to(user, row.employee.employee_no)
    check_can_extend_probation(user, person)
    form = WithdrawExtensionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            probation_extension_withdraw(public_id=public_id, reason=form.cleaned_data["reason"], by=user, at=at)
        except RuleViolations as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The extension is withdrawn; the end is what it was before."))
            return redirect("evaluations:probation", person.employee_no)
    words = {
        "heading": _("Withdraw the extension of probation"),
        "submit_label": _("Withdraw it"),
        "explanation": _("It stays on record with your reason and moves the end of probation no more."),
        "is_grave": True,
    }
    return _step_page(request, person, form, words)


def _step_page(request: HttpRequest, person: Employee, form: StepForm, words: Context) -> HttpResponse:
    on = timezone.localdate(timezone.now())
    shown = probation_shown(user_of(request), person, on)
    back = reverse("evaluations:probation", args=[person.employee_no])
    context = {
        **words,
        "person": person,
        "form": form,
        "shown": shown,
        "facts": _facts(shown, on),
        "evaluation": {"get_absolute_url": back},
        "breadcrumbs": [*_breadcrumbs(person, back), {"label": words["heading"]}],
    }
    return render(request, "evaluations/probation_step.html", context, status=422 if form.is_bound else 200)


def _breadcrumbs(person: Employee, url: str = "") -> list[dict[str, str]]:
    here = {"label": _("Probation"), **({"url": url} if url else {})}
    return [
        {"label": _("People"), "url": reverse("workforce:people")},
        {"label": person.full_name, "url": person.get_absolute_url()},
        here,
    ]
