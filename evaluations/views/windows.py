"""A follow-up window: its case on one page, the steps of its extension, and its check-ins (R9, R12 to R15)."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views import View
from django.views.decorators.http import require_http_methods, require_safe

from common.errors import Conflict, RuleViolations
from evaluations.enums import EvaluationStatus, FollowUpStatus
from evaluations.forms.steps import ReasonForm, StepForm
from evaluations.forms.windows import ApproveForm, AskForm, CheckInForm, RemarkForm, proposed
from evaluations.models import FollowUp
from evaluations.selectors.window_case import WAITING, Case, absences_in, case_of, open_days_of
from evaluations.selectors.windows import check_in_get, window_get
from evaluations.services.check_ins import check_in_record, check_in_remark
from evaluations.services.extensions import extension_approve, extension_ask, extension_decline
from evaluations.views.access import check_same_account, user_of
from evaluations.window_permissions import (
    WINDOW_ACTIONS,
    WindowStanding,
    can_window,
    check_can_window,
    pending_extension,
)

Context = dict[str, Any]
ICONS = {
    "ask_extension": "update", "approve_extension": "check", "decline_extension": "cancel", "record_check_in": "event",
}  # fmt: skip

ABOUT_EXTENSION = (
    "A follow-up window is extended only for absence from duties (rule R14). HR approves it and tells the employee on "
    "or before the last day; after that nobody can. The new end lies after the present one."
)


@require_safe
def case(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Everything about one window, as far as its reader may know it."""
    today = timezone.localdate(timezone.now())
    user = user_of(request)
    window, standing = window_get(public_id, user, today)
    told = case_of(window, standing, today)
    context = {
        "window": window,
        "today": today,
        "case": told,
        "facts": _facts(told, window),
        "breadcrumbs": breadcrumbs(window, standing),
        "actions": _buttons(window, standing, today),
    }
    return render(request, "evaluations/window.html", context)


def _facts(told: Case, window: FollowUp) -> list[Context]:
    """When and how it began, what it returns to, and the evaluations at both ends."""
    opened: Context = {"label": "Opened by", "text": "Improvement Needed"}
    if told.evaluation is not None:
        opened |= {"text": "The Improvement Needed", "url": told.evaluation.get_absolute_url()}
    rows: list[Context] = [
        {"label": "Given or mailed", "date": window.starts_on, "note": told.given},
        opened,
        {"label": "Prior status", "text": told.prior_status},
        {"label": "Rater", "text": window.evaluation.rater.full_name},
    ]
    if told.final is not None:
        status = EvaluationStatus(told.final.status)
        link = {"text": status.label, "url": told.final.get_absolute_url()}
        rows.append({"label": "Final evaluation", **(link if told.is_final_visible else {"status": status})})
    return rows


def _buttons(window: FollowUp, standing: WindowStanding, today: date) -> list[Context]:
    possible = [name for name in ICONS if can_window(standing, name, window, today)]
    return [
        {
            "label": WINDOW_ACTIONS[name].label,
            "icon": ICONS[name],
            "kind": "outline" if place else "",
            "url": reverse(f"evaluations:window_{name}", args=[window.public_id]),
        }
        for place, name in enumerate(possible)
    ]


def breadcrumbs(window: FollowUp, standing: WindowStanding, page_label: str = "") -> list[Context]:
    """The way to the window: for HR by the list of all."""
    items: list[Context] = [{"label": "My work", "url": reverse("home")}]
    if standing.is_hr:
        items.append({"label": "Follow-up windows", "url": reverse("follow_ups")})
    here = {"label": f"Follow-up window of {window.employee.full_name}"}
    if page_label:
        return [*items, {**here, "url": window.get_absolute_url()}, {"label": page_label}]
    return [*items, here]


class WindowStepView(View):
    """One action of `window_permissions.WINDOW_ACTIONS`: GET shows what it means and asks, POST hands it on."""

    action: ClassVar[str]
    form_class: ClassVar[type[StepForm]]
    heading: ClassVar[str]
    submit_label: ClassVar[str]
    done: ClassVar[str]
    is_grave: ClassVar[bool] = False
    http_method_names = ["get", "head", "post", "options"]

    def take(self, form: Any, **who: Any) -> object:
        """Call the service; `who` holds public_id, by, at and token."""
        raise NotImplementedError

    def context(self, window: FollowUp, standing: WindowStanding, on: date) -> Context:
        """What the page shows beside the form."""
        return {}

    def initial(self, window: FollowUp, on: date) -> Context:
        """What a new form proposes."""
        return {}

    def form_options(self, window: FollowUp, standing: WindowStanding) -> Context:
        """What the form wants to know besides what was posted."""
        return {}

    def get(self, request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
        on = timezone.localdate(timezone.now())
        window, standing = self._opened(request, public_id, on)
        form = self.form_class(initial=self.initial(window, on), **self.form_options(window, standing))
        return self._page(request, window, standing, form, on)

    def post(self, request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
        at = timezone.now()
        on, user = timezone.localdate(at), user_of(request)
        check_same_account(request)
        window, standing = window_get(public_id, user, on)
        form = self.form_class(request.POST, **self.form_options(window, standing))
        if form.is_valid():
            who = {"public_id": public_id, "by": user, "at": at, "token": form.cleaned_data["token"]}
            try:
                self.take(form, **who)
            except RuleViolations as refusal:
                form.refuse(refusal)
            else:
                messages.success(request, self.done.format(name=window.employee.full_name))
                return redirect(window)
        check_can_window(standing, self.action, window, on)
        return self._page(request, window, standing, form, on, status=422)

    def _opened(self, request: HttpRequest, public_id: uuid.UUID, on: date) -> tuple[FollowUp, WindowStanding]:
        window, standing = window_get(public_id, user_of(request), on)
        check_can_window(standing, self.action, window, on)
        return window, standing

    def _page(
        self, request: HttpRequest, window: FollowUp, standing: WindowStanding, form: StepForm, on: date,
        status: int = 200,
    ) -> HttpResponse:  # fmt: skip
        context = {
            "heading": self.heading,
            "submit_label": self.submit_label,
            "is_grave": self.is_grave,
            "window": window,
            "today": on,
            "form": form,
            "facts": facts_of_window(window, on),
            "breadcrumbs": breadcrumbs(window, standing, self.heading),
            **self.context(window, standing, on),
        }
        return render(request, "evaluations/window_step.html", context, status=status)


def facts_of_window(window: FollowUp, on: date) -> list[Context]:
    """Whose window it is, for the head of every step's page."""
    shown = window.shown_status  # type: ignore[attr-defined]  # by the selector
    return [
        {
            "label": "Employee",
            "text": window.employee.full_name,
            "note": f"Employee number {window.employee.employee_no}",
        },
        {"label": "Follow-up window", "period_start": window.starts_on, "period_end": window.ends_on},
        {"label": "Last day", "due": window.ends_on, "today": on, "is_done": shown not in WAITING},
        {"label": "Status", "status": FollowUpStatus(shown)},
    ]


class AskView(WindowStepView):
    """A manager asks HR for an extension, or HR records that one did."""

    action = "ask_extension"
    form_class = AskForm
    heading = "Ask for an extension"
    submit_label = "Send the request to HR"
    done = "The request for {name} is with HR."

    def context(self, window: FollowUp, standing: WindowStanding, on: date) -> Context:
        more = {}
        if standing.own_asker is None:
            more = {"heading": "Record a request for an extension", "submit_label": "Record the request"}
        return {
            "explanation": ABOUT_EXTENSION,
            "absences": absences_in(window),
            "shows_absences": True,
            **more,
        }

    def form_options(self, window: FollowUp, standing: WindowStanding) -> Context:
        return {"askers": standing.askers, "is_for_others": standing.own_asker is None}

    def take(self, form: AskForm, **who: Any) -> FollowUp:
        return extension_ask(**form.asked, **who)


class ApproveView(WindowStepView):
    """HR approves with the new end."""

    action = "approve_extension"
    form_class = ApproveForm
    heading = "Approve the extension"
    submit_label = "Approve and tell the employee"
    done = "The window of {name} is extended, and the employee has been told."

    def context(self, window: FollowUp, standing: WindowStanding, on: date) -> Context:
        return {
            "explanation": ABOUT_EXTENSION, "absences": absences_in(window), "shows_absences": True,
            "asked": pending_extension(window),
        }  # fmt: skip

    def initial(self, window: FollowUp, on: date) -> Context:
        pending = pending_extension(window)
        return dict(proposed(pending.asked_end, on)) if pending else {}

    def take(self, form: ApproveForm, **who: Any) -> FollowUp:
        return extension_approve(**form.approved, **who)


class DeclineView(WindowStepView):
    """HR declines with a reason."""

    action = "decline_extension"
    form_class = ReasonForm
    heading = "Decline the extension"
    submit_label = "Decline it"
    done = "The request is declined; the window of {name} ends as before."
    is_grave = True

    def context(self, window: FollowUp, standing: WindowStanding, on: date) -> Context:
        explanation = "The window ends as before. Whoever asked and the Rater are told, and read your reason."
        return {"explanation": explanation, "asked": pending_extension(window)}

    def take(self, form: ReasonForm, **who: Any) -> FollowUp:
        return extension_decline(reason=form.cleaned_data["reason"], **who)


class CheckInView(WindowStepView):
    """The Rater records a check-in that was held."""

    action = "record_check_in"
    form_class = CheckInForm
    heading = "Record a check-in"
    submit_label = "Record it"
    done = "The check-in is recorded, and {name} is told."

    def context(self, window: FollowUp, standing: WindowStanding, on: date) -> Context:
        return {"explanation": "It stays as you record it. The employee reads it and may add a remark."}

    def form_options(self, window: FollowUp, standing: WindowStanding) -> Context:
        return {"planned": open_days_of(window)}

    def initial(self, window: FollowUp, on: date) -> Context:
        """The earliest day of the plan that has come and has no record yet."""
        due = next((day for day in open_days_of(window) if day <= on), None)
        return {"held_on": on, "planned_on": due.isoformat() if due else ""}

    def take(self, form: CheckInForm, **who: Any) -> object:
        return check_in_record(**form.recorded, **who)


@require_http_methods(["GET", "HEAD", "POST"])
def remark(request: HttpRequest, check_in_id: uuid.UUID) -> HttpResponse:
    """The employee's remark on a check-in."""
    at = timezone.now()
    on, user = timezone.localdate(at), user_of(request)
    check_same_account(request)
    check_in, window, standing = check_in_get(check_in_id, user, on)
    check_can_window(standing, "remark", window, on)
    form = RemarkForm(request.POST) if request.method == "POST" else RemarkForm()
    if form.is_valid():
        who = {"by": user, "at": at, "token": form.cleaned_data["token"]}
        check_in_remark(check_in_id=check_in_id, remark=form.cleaned_data["remark"], **who)
        messages.success(request, "Your remark stands beside the check-in.")
        return redirect(window)
    if check_in.remark:
        raise Conflict("A remark stands beside this check-in already. It stays as it was written.")
    context = {
        "heading": "Add a remark", "submit_label": "Add it", "window": window, "today": on, "form": form,
        "facts": facts_of_window(window, on), "breadcrumbs": breadcrumbs(window, standing, "Add a remark"),
        "check_in": check_in,
    }  # fmt: skip
    return render(request, "evaluations/window_step.html", context, status=422 if form.is_bound else 200)
