"""Recusals: HR records and ends them, the next level excepts or rates instead (R23)."""

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
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from common.errors import Conflict, NotAllowed, NotVisible, RuleViolations
from common.paging import page_of
from evaluations.forms.recusals import EndForm, ExceptionForm, RecusalFilterForm, RecusalForm
from evaluations.forms.steps import StepForm
from evaluations.models import Recusal
from evaluations.recusal_permissions import (
    check_can_end_recusal,
    check_can_except,
    check_can_hand_over,
    check_can_withdraw_exception,
    is_excepted,
    may_keep_recusals,
)
from evaluations.rules.recusals import RecusalSpan
from evaluations.selectors.recusals import drafts_of_recused, heir_of, recusal_get, recusals_listed
from evaluations.services.recusals import (
    exception_record,
    exception_withdraw,
    rating_hand_over,
    recusal_end,
    recusal_record,
)
from evaluations.views.access import user_of
from workforce.models import Employee

Context = dict[str, Any]
COLUMNS = ["Employee", "Takes no part", "Since", "Last day", "State"]


@require_safe
def recusals(request: HttpRequest) -> HttpResponse:
    """Those on record, the latest first; for HR and the auditor."""
    user, on = user_of(request), timezone.localdate(timezone.now())
    form = RecusalFilterForm(request.GET)
    form.is_valid()
    asked = form.cleaned_data
    found = recusals_listed(user, on, search=asked.get("q", ""), state=asked.get("state", ""))
    page = page_of(found, request.GET)
    new = {"label": _("Record a recusal"), "icon": "add", "url": reverse("evaluations:recusal_new")}
    context = {
        "form": form,
        "page": page,
        "columns": [{"label": label} for label in COLUMNS],
        "rows": [_row(one, on) for one in page],
        "is_narrowed": any(asked.values()),
        "actions": [new] if may_keep_recusals(user) else [],
    }
    return render(request, "evaluations/recusals.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def recusal_new(request: HttpRequest) -> HttpResponse:
    """HR records one; `?employee=<employee number>` fills in who has the grievance."""
    at, user = timezone.now(), user_of(request)
    if not may_keep_recusals(user):
        raise NotVisible
    form = RecusalForm(
        request.POST if request.method == "POST" else None, initial={"employee": request.GET.get("employee", "")}
    )
    if form.is_valid():
        data = {name: form.cleaned_data[name] for name in ("employee", "against", "since", "reference")}
        try:
            kept = recusal_record(**data, by=user, at=at)
        except RuleViolations as refusal:
            form.refuse(refusal)
        except NotVisible:
            form.add_error("employee", _("This is about you, so somebody else in HR records it."))
        else:
            messages.success(request, _("The recusal is recorded. What was theirs to do is with others from now on."))
            return redirect(kept)
    context = {"form": form, "breadcrumbs": _breadcrumbs({"label": _("Record a recusal")}, user=user)}
    return render(request, "evaluations/recusal_new.html", context, status=422 if form.is_bound else 200)


@require_safe
def recusal(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One recusal: to HR with all that is kept, to the next level with what it decides on."""
    user, on = user_of(request), timezone.localdate(timezone.now())
    found, deciders = recusal_get(public_id, user, on)
    heir, is_drafted = heir_of(found, on), drafts_of_recused(found).exists()
    checks: list[tuple[Callable[[], None], Context]] = [
        (lambda: check_can_except(user, found, deciders, on), _button("except", _("Record an exception"), "edit")),
        (
            lambda: check_can_withdraw_exception(user, found, deciders),
            _button("unexcept", _("Withdraw the exception"), "undo", kind="outline"),
        ),
        (lambda: _check_hand_over(user, found, heir, on), _button("hand_over", _("Let the next level rate"), "people")),
        (lambda: check_can_end_recusal(user, found), _button("end", _("End it"), "event_available", kind="outline")),
    ]
    buttons = []
    for check, button in checks:
        if _may(check):
            buttons.append({**button, "url": reverse(f"evaluations:recusal_{button['url']}", args=[public_id])})
    context = {
        "recusal": found,
        "state": _state(found, on),
        "facts": _facts(found, on, is_hr=may_keep_recusals(user)),
        "exceptions": list(found.exceptions.all()),
        "deciders": [one.full_name for one in deciders],
        "heir": heir.full_name if heir is not None and is_drafted and not is_excepted(found) else "",
        "actions": buttons,
        "breadcrumbs": _breadcrumbs({"label": found.against.full_name}, user=user),
    }
    return render(request, "evaluations/recusal.html", context)


def _check_hand_over(user: User, found: Recusal, heir: Employee | None, on: date) -> None:
    """A button only where there is something to hand over."""
    check_can_hand_over(user, found, heir, on)
    if not drafts_of_recused(found).exists():
        raise Conflict("Nothing is being rated.")


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """HR ends it."""
    user, on = user_of(request), timezone.localdate(timezone.now())
    found, _deciders = recusal_get(public_id, user, on)
    form = EndForm(request.POST if request.method == "POST" else None, initial={"until": on})
    done = _("The recusal is ended. The person may act again from the next day on.")
    words = {"heading": _("End the recusal"), "submit_label": _("End it")}
    kept = _take(request, form, lambda data, at: recusal_end(**data, public_id=public_id, by=user, at=at), done)
    if kept is None:
        check_can_end_recusal(user, found)
    return kept or _step_page(request, found, form, words)


@require_http_methods(["GET", "HEAD", "POST"])
def exception(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The next level lets the person act."""
    user, on = user_of(request), timezone.localdate(timezone.now())
    found, deciders = recusal_get(public_id, user, on)
    form = ExceptionForm(request.POST if request.method == "POST" else None)
    words = {
        "heading": _("Record an exception"),
        "submit_label": _("Record the exception"),
        "explanation": _("The person may then rate, review and sign about this employee all the same, in every "
                         "capacity, until you withdraw the exception or HR ends the recusal."),
        "is_grave": True,
    }  # fmt: skip
    done = _("The exception is on record.")
    kept = _take(request, form, lambda data, at: exception_record(**data, public_id=public_id, by=user, at=at), done)
    if kept is None:
        check_can_except(user, found, deciders, on)
    return kept or _step_page(request, found, form, words)


@require_http_methods(["GET", "HEAD", "POST"])
def unexcept(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The next level takes the exception back."""
    user, on = user_of(request), timezone.localdate(timezone.now())
    found, deciders = recusal_get(public_id, user, on)
    form = ExceptionForm(request.POST if request.method == "POST" else None)
    words = {"heading": _("Withdraw the exception"), "submit_label": _("Withdraw it")}
    done = _("The exception is withdrawn: others act from now on.")
    kept = _take(request, form, lambda data, at: exception_withdraw(**data, public_id=public_id, by=user, at=at), done)
    if kept is None:
        check_can_withdraw_exception(user, found, deciders)
    return kept or _step_page(request, found, form, words)


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The next level rates instead."""
    user, at = user_of(request), timezone.now()
    on = timezone.localdate(at)
    found, _deciders = recusal_get(public_id, user, on)
    heir = heir_of(found, on)
    form = StepForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        count = rating_hand_over(public_id=public_id, by=user, at=at)
        said = ngettext("%(count)d draft is handed over.", "%(count)d drafts are handed over.", count)
        messages.success(request, said % {"count": count})
        return redirect(found)
    check_can_hand_over(user, found, heir, on)
    words = {
        "heading": _("Let the next level rate"),
        "submit_label": _("Hand it over"),
        "explanation": _("%(name)s becomes the Rater of what has been begun about %(employee)s and not submitted. Both "
                         "Raters are told who rates, and nothing else.")
        % {"name": heir.full_name if heir else "", "employee": found.employee.full_name},
    }  # fmt: skip
    return _step_page(request, found, form, words)


def _take(
    request: HttpRequest, form: StepForm, step: Callable[[Context, Any], Recusal], done: str
) -> HttpResponse | None:
    """The answer to a step that was taken; None where the form is to be shown."""
    if request.method != "POST" or not form.is_valid():
        return None
    data = {name: value for name, value in form.cleaned_data.items() if name in ("until", "reason")}
    try:
        kept = step(data, timezone.now())
    except RuleViolations as refusal:
        form.refuse(refusal)
        return None
    messages.success(request, done)
    return redirect(kept)


def _step_page(request: HttpRequest, found: Recusal, form: StepForm, words: Context) -> HttpResponse:
    on = timezone.localdate(timezone.now())
    user = user_of(request)
    crumb = {"label": found.against.full_name, "url": found.get_absolute_url()}
    context = {
        **words,
        "recusal": found,
        "form": form,
        "facts": _facts(found, on, is_hr=may_keep_recusals(user)),
        "breadcrumbs": _breadcrumbs(crumb, {"label": words["heading"]}, user=user),
    }
    return render(request, "evaluations/recusal_step.html", context, status=422 if form.is_bound else 200)


def _may(check: Callable[[], None]) -> bool:
    try:
        check()
    except (NotAllowed, Conflict):
        return False
    return True


def _button(url: str, label: str, icon: str, **more: str) -> Context:
    return {"url": url, "label": label, "icon": icon, **more}


def _breadcrumbs(*more: dict[str, str], user: User) -> list[dict[str, str]]:
    here = {"label": _("Recusals"), "url": reverse("evaluations:recusals")}
    return [{"label": _("My work"), "url": reverse("home")}, *([here] if may_keep_recusals(user) else []), *more]


def _state(one: Recusal, on: date) -> str:
    if not RecusalSpan(one.since, one.until).is_in_force(on):
        return _("Ended")
    return _("Exception on record") if is_excepted(one) else _("In force")


def _facts(one: Recusal, on: date, *, is_hr: bool) -> list[Context]:
    """To the next level: who, about whom, since when. The file and who entered it are HR's."""
    facts: list[Context] = [
        {"label": _("Employee"), "text": one.employee.full_name, "note": one.employee.employee_no},
        {"label": _("Takes no part"), "text": one.against.full_name, "note": one.against.employee_no},
        {"label": _("Since"), "date": one.since},
    ]
    if one.until is not None:
        facts.append({"label": _("Last day"), "date": one.until, "note": one.ended_by_name})
    facts.append({"label": _("State"), "text": _state(one, on)})
    if is_hr:
        if one.reference:
            facts.append({"label": _("File"), "text": one.reference})
        recorded_on = timezone.localdate(one.recorded_at)
        facts.append({"label": _("Entered"), "date": recorded_on, "note": one.recorded_by_name})
    return facts


def _row(one: Recusal, on: date) -> list[Any]:
    return [
        {"text": one.employee.full_name, "url": one.get_absolute_url(), "note": one.employee.employee_no},
        {"text": one.against.full_name, "note": one.against.employee_no},
        {"date": one.since},
        {"date": one.until} if one.until else "",
        _state(one, on),
    ]
