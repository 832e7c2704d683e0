"""Contact with HR about a likely low rating: asked, recorded, read, answered, withdrawn (R10, R11)."""

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
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from common.errors import Conflict, NotAllowed, NotVisible, RuleViolations
from common.paging import page_of
from evaluations.enums import ContactWay
from evaluations.forms.consultations import AnswerForm, ConsultationFilterForm, ContactForm, RecordForm, WithdrawForm
from evaluations.forms.steps import StepForm
from evaluations.models import Consultation
from evaluations.permissions import check_can_answer
from evaluations.selectors.consultations import (
    Asking,
    asking_about,
    check_can_list_consultations,
    check_can_withdraw_contact,
    consultation_get,
    consultations_listed,
)
from evaluations.services.consultations import (
    consultation_answer,
    consultation_record,
    consultation_request,
    consultation_withdraw,
)
from evaluations.views.access import user_of
from evaluations.views.contacts import contact_fact
from workforce.models import Employee

Context = dict[str, Any]
COLUMNS = ["Employee", "Likely rating", "Rating period", "Contacted HR", "By", "HR's answer"]


@require_safe
def consultations(request: HttpRequest) -> HttpResponse:
    """Those that the person may see, the latest first."""
    user, on = user_of(request), timezone.localdate(timezone.now())
    check_can_list_consultations(user)
    form = ConsultationFilterForm(request.GET)
    form.is_valid()
    asked = form.cleaned_data
    found = consultations_listed(user, on, search=asked.get("q", ""), state=asked.get("state", ""))
    page = page_of(found, request.GET)
    context = {
        "form": form,
        "page": page,
        "columns": [{"label": label} for label in COLUMNS],
        "rows": [_row(one, on) for one in page],
        "is_narrowed": any(asked.values()),
    }
    return render(request, "evaluations/consultations.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def consultation_new(request: HttpRequest) -> HttpResponse:
    """`?employee=<employee number>`: a manager asks; HR records a contact of elsewhere."""
    at, user = timezone.now(), user_of(request)
    employee = _employee(request)
    asking = asking_about(user, employee, timezone.localdate(at))
    form = _new_form(request, asking)
    if request.method == "POST" and form.is_valid():
        try:
            if isinstance(form, RecordForm):
                kept = consultation_record(employee=employee, contact=form.contact, by=user, at=at, **form.recorded)
                done = _("The contact is recorded.")
            else:
                kept = consultation_request(employee=employee, contact=form.contact, by=user, at=at)
                done = _("HR is asked. You are told when there is an answer.")
        except RuleViolations as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, done)
            return redirect(kept)
    is_record = asking.manager is None
    context = {
        "employee": employee,
        "form": form,
        "facts": _employee_facts(employee),
        "earlier": [contact_fact(one) for one in asking.earlier],
        "breadcrumbs": _breadcrumbs({"label": _("Record a contact") if is_record else _("Contact HR")}),
        "heading": _("Record a contact with HR") if is_record else _("Contact HR"),
        "explanation": RECORD if is_record else ASK,
        "submit_label": _("Record the contact") if is_record else _("Ask HR"),
    }
    return render(request, "evaluations/consultation_new.html", context, status=422 if form.is_bound else 200)


ASK = (
    "HR is contacted well ahead of an Improvement Needed or Unsatisfactory (rules R10 and R11). Today counts as the "
    "day of the contact. HR, you and the Rater read what stands here; the employee does not."
)
RECORD = (
    "A manager has called, written or come by about a likely low rating. The day of the contact counts; it is kept "
    "who entered it, and when. The employee does not read this."
)


@require_safe
def consultation(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One contact, with HR's answer."""
    user, on = user_of(request), timezone.localdate(timezone.now())
    found = consultation_get(public_id, user, on)
    buttons = []
    if _may(check_can_answer, request, found, on):
        url = reverse("evaluations:consultation_answer", args=[public_id])
        buttons.append({"label": _("Answer"), "icon": "edit", "url": url})
    if _may(check_can_withdraw_contact, request, found, on):
        url = reverse("evaluations:consultation_withdraw", args=[public_id])
        buttons.append({"label": _("Withdraw"), "icon": "undo", "kind": "outline", "url": url})
    context = {
        "consultation": found,
        "facts": _facts(found, on),
        "actions": buttons,
        "breadcrumbs": _breadcrumbs({"label": found.employee.full_name, "url": found.get_absolute_url()}),
    }
    return render(request, "evaluations/consultation.html", context)


def _may(
    check: Callable[[User, Consultation, date], None], request: HttpRequest, found: Consultation, on: date
) -> bool:
    try:
        check(user_of(request), found, on)
    except (NotAllowed, Conflict):
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """HR writes what it advises."""
    at, user = timezone.now(), user_of(request)
    found = consultation_get(public_id, user, timezone.localdate(at))
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            consultation_answer(public_id=public_id, advice=form.cleaned_data["advice"], by=user, at=at)
        except RuleViolations as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The answer is given, and the manager is told."))
            return redirect(found)
    check_can_answer(user, found, timezone.localdate(at))
    words = {"heading": _("Answer the manager"), "submit_label": _("Give the answer")}
    return _step_page(request, found, form, words)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """It counts no more."""
    at, user = timezone.now(), user_of(request)
    found = consultation_get(public_id, user, timezone.localdate(at))
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            consultation_withdraw(public_id=public_id, reason=form.cleaned_data["reason"], by=user, at=at)
        except RuleViolations as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The contact is withdrawn and counts no more."))
            return redirect(found)
    check_can_withdraw_contact(user, found, timezone.localdate(at))
    words = {
        "heading": _("Withdraw the contact"),
        "submit_label": _("Withdraw it"),
        "explanation": _("It stays on record with your reason, and the rules count it no more."),
        "is_grave": True,
    }
    return _step_page(request, found, form, words)


def _step_page(request: HttpRequest, found: Consultation, form: StepForm, words: Context) -> HttpResponse:
    on = timezone.localdate(timezone.now())
    crumb = {"label": found.employee.full_name, "url": found.get_absolute_url()}
    context = {
        **words,
        "consultation": found,
        "form": form,
        "facts": _facts(found, on),
        "breadcrumbs": _breadcrumbs(crumb, {"label": words["heading"]}),
    }
    return render(request, "evaluations/consultation_step.html", context, status=422 if form.is_bound else 200)


def _employee(request: HttpRequest) -> Employee:
    number = request.GET.get("employee", "")
    rows = Employee.objects.select_related("classification", "org_unit", "user")
    employee = rows.filter(employee_no=number).first() if number.isprintable() else None
    if employee is None:
        raise NotVisible
    return employee


def _new_form(request: HttpRequest, asking: Asking) -> ContactForm:
    period = asking.period
    initial: Context = {"likely_rating": request.GET.get("rating", "")}
    if period is not None:
        initial |= {"period_start": period.start, "period_end": period.end, "anticipated_issue_on": asking.due_on}
    values: Context = {"initial": initial, "data": request.POST if request.method == "POST" else None}
    return ContactForm(**values) if asking.manager is not None else RecordForm(managers=asking.managers, **values)


def _breadcrumbs(*more: dict[str, str]) -> list[dict[str, str]]:
    here = {"label": _("Contacts with HR"), "url": reverse("evaluations:consultations")}
    return [{"label": _("My work"), "url": reverse("home")}, here, *more]


def _employee_facts(employee: Employee) -> list[Context]:
    return [
        {"label": _("Employee"), "text": employee.full_name, "note": employee.employee_no},
        {"label": _("Class"), "text": employee.classification.title},
        {"label": _("Unit"), "text": employee.org_unit.path},
    ]


def _facts(one: Consultation, on: date) -> list[Context]:
    way = ContactWay(one.way)
    facts: list[Context] = [
        *_employee_facts(one.employee),
        {"label": _("Likely rating"), "rating": one.likely_rating},
        {"label": _("Rating period"), "period_start": one.period_start, "period_end": one.period_end},
        {"label": _("Contacted HR"), "date": one.contacted_on, "note": f"{one.contacted_by.full_name}, {way.label}"},
        {"label": _("Issue expected on"), "date": one.anticipated_issue_on},
    ]
    if way is not ContactWay.HERE:
        recorded_on = timezone.localdate(one.recorded_at)
        facts.append({"label": _("Entered"), "date": recorded_on, "note": one.recorded_by_name})
    if one.is_waiting:
        facts.append({"label": _("Answer due"), "due": one.answer_due_on, "today": on})
    return facts


def _row(one: Consultation, on: date) -> list[Any]:
    note = f"{one.employee.employee_no} · {one.employee.classification.title}"
    return [
        {"text": one.employee.full_name, "url": one.get_absolute_url(), "note": note},
        {"rating": one.likely_rating},
        {"period_start": one.period_start, "period_end": one.period_end},
        {"date": one.contacted_on},
        one.contacted_by.full_name,
        _state(one, on),
    ]


def _state(one: Consultation, on: date) -> Any:
    if one.is_withdrawn:
        return _("Withdrawn")
    return {"date": one.answered_on} if one.answered_on else {"due": one.answer_due_on, "today": on}
