"""Meetings: planned from the evaluation's page; shown, changed and cancelled on a page of their own."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import dateformat, timezone
from django.views.decorators.http import require_http_methods, require_safe

from common.errors import RuleViolations
from common.templatetags.ui import full_datetime
from evaluations.forms.meetings import MeetingForm, appointment_shown
from evaluations.forms.steps import StepForm
from evaluations.models import Evaluation, Meeting
from evaluations.permissions import Standing, can, check_can
from evaluations.selectors import evaluation_get, evaluations_visible_to
from evaluations.selectors.meetings import meeting_get
from evaluations.services.meetings import meeting_cancel, meeting_change, meeting_plan
from evaluations.views.access import user_of
from evaluations.views.step_view import Context, StepView

ABOUT = (
    "Both of you get an invitation by mail that your calendars take over. It says nothing of what the evaluation says, "
    "so a meeting can be planned at any time."
)


class PlanView(StepView):
    """A meeting with the employee."""

    action = "plan_meeting"
    form_class = MeetingForm
    heading = "Plan a meeting"
    submit_label = "Plan it and invite"
    done = "The meeting with {name} is planned, and both of you are invited."

    def context(self, evaluation: Evaluation, standing: Standing, on: date) -> Context:
        return {"explanation": ABOUT}

    def initial(self, evaluation: Evaluation, context: Context, on: date) -> Context:
        return {"starts_on": on + timedelta(days=7)}

    def take(self, form: StepForm, **who: Any) -> Evaluation:
        return meeting_plan(appointment=_meeting_form(form).appointment, **who).evaluation


def _meeting_form(form: StepForm) -> MeetingForm:
    if not isinstance(form, MeetingForm):
        raise TypeError("meetings have their own form")
    return form


@require_safe
def meeting(request: HttpRequest, meeting_id: uuid.UUID) -> HttpResponse:
    """The meeting for the two who meet, and for whoever sees the evaluation."""
    on = timezone.localdate(timezone.now())
    user = user_of(request)
    found = meeting_get(meeting_id, user, on)
    sees = evaluations_visible_to(user, on).filter(pk=found.evaluation_id).exists()
    evaluation = evaluation_get(found.evaluation.public_id, user, on) if sees else None
    context = {
        "meeting": found,
        "breadcrumbs": _breadcrumbs(found, evaluation),
        "facts": _facts(found),
        "evaluation_url": evaluation.get_absolute_url() if evaluation else "",
        "can_change": found.cancelled_at is None
        and evaluation is not None
        and can(user, "plan_meeting", evaluation, on),
    }
    return render(request, "evaluations/meeting.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, meeting_id: uuid.UUID) -> HttpResponse:
    """Another time or place."""
    found = _changeable(request, meeting_id)
    form = MeetingForm(request.POST) if request.method == "POST" else MeetingForm(initial=appointment_shown(found))
    if form.is_valid():
        who = {"by": user_of(request), "at": timezone.now(), "token": form.cleaned_data["token"]}
        try:
            meeting_change(meeting_id=meeting_id, appointment=form.appointment, **who)
        except RuleViolations as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "The meeting is changed, and both of you are told.")
            return redirect(found)
    words = {"heading": "Change the meeting", "submit_label": "Change it", "explanation": ABOUT}
    return _form_page(request, found, form, words)


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, meeting_id: uuid.UUID) -> HttpResponse:
    """It does not take place."""
    found = _changeable(request, meeting_id)
    form = StepForm(request.POST) if request.method == "POST" else StepForm()
    if form.is_valid():
        token = form.cleaned_data["token"]
        meeting_cancel(meeting_id=meeting_id, by=user_of(request), at=timezone.now(), token=token)
        messages.success(request, "The meeting is cancelled, and both of you are told.")
        return redirect(found)
    words = {
        "heading": "Cancel the meeting",
        "submit_label": "Cancel the meeting",
        "explanation": "Both of you get a mail that takes it out of your calendars.",
        "is_grave": True,
        "back_label": "Keep the meeting",
    }
    return _form_page(request, found, form, words)


def _changeable(request: HttpRequest, meeting_id: uuid.UUID) -> Meeting:
    """Raises NotVisible (404), NotAllowed (403: such as the employee), Conflict (409)."""
    on = timezone.localdate(timezone.now())
    user = user_of(request)
    found = meeting_get(meeting_id, user, on)
    check_can(user, "plan_meeting", found.evaluation, on)
    return found


def _form_page(request: HttpRequest, found: Meeting, form: StepForm, words: Context) -> HttpResponse:
    here = {"label": words["heading"]}
    breadcrumbs = [*_breadcrumbs(found, found.evaluation), here]
    context = {**words, "meeting": found, "form": form, "facts": _facts(found), "breadcrumbs": breadcrumbs}
    return render(request, "evaluations/meeting_form.html", context, status=422 if form.is_bound else 200)


def _breadcrumbs(found: Meeting, evaluation: Evaluation | None) -> list[dict[str, str]]:
    """To the meeting; by way of the evaluation for those who may see it."""
    crumbs = [{"label": "My work", "url": reverse("home")}]
    if evaluation is not None:
        crumbs.append({"label": evaluation.employee.full_name, "url": evaluation.get_absolute_url()})
    return [*crumbs, {"label": "Meeting", "url": found.get_absolute_url()}]


def _facts(found: Meeting) -> list[Context]:
    ends = found.starts_at + timedelta(minutes=found.minutes)
    facts: list[Context] = [
        {"label": "When", "text": full_datetime(found.starts_at), "note": f"until {clock_time(ends)}"},
        {"label": "Place", "text": found.place},
        {"label": "Who", "text": f"{found.evaluation.employee.full_name} and {found.evaluation.rater.full_name}"},
    ]
    if found.note:
        facts.append({"label": "Note", "text": found.note})
    return facts


def clock_time(moment: datetime) -> str:
    """10:45 a.m., by the agency's clock."""
    return dateformat.format(timezone.localtime(moment), "g:i a")


def meeting_rows(meetings: list[Meeting]) -> list[Context]:
    """The meetings as a list of facts for the evaluation's page."""
    return [
        {
            "label": full_datetime(row.starts_at),
            "text": row.place,
            "url": reverse("evaluations:meeting", args=[row.public_id]),
        }
        for row in meetings
    ]
