"""Why somebody's next evaluation is due when it is, and what would move that day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from common.dates import in_words
from evaluations.enums import EvaluationStatus, Rating
from evaluations.models import Consultation
from evaluations.rules.reminder_plan import reminder_plan
from evaluations.rules.schedule_facts import Due
from evaluations.selectors.consultations import consultations_of, is_contact_open_to
from evaluations.selectors.turns import Turn, turn_of
from workforce.enums import EmploymentStatus
from workforce.models import Employee
from workforce.selectors import employee_visible_to
from workspace.selectors.due import PersonDue, due_shown_to
from workspace.views.access import user_of


@require_safe
def due(request: HttpRequest, employee_no: str) -> HttpResponse:
    """For the person, everybody above, HR and the auditor; to others it does not exist."""
    user, today = user_of(request), timezone.localdate(timezone.now())
    person = employee_visible_to(user, employee_no)
    told = due_shown_to(user, person, today)
    context = {
        "person": person,
        "told": told,
        "facts": [] if told.due is None else _facts(told, told.due, today),
        "is_on_probation": person.status == EmploymentStatus.PROBATIONARY.value,
        "turn": _turn(told, person, today),
        "today": today,
        "breadcrumbs": _breadcrumbs(told, person),
        "contacts": [_contact(one) for one in consultations_of(user, person, today)],
        "contact_url": _contact_url(user, person, today),
    }
    return render(request, "workspace/due.html", context)


def _breadcrumbs(told: PersonDue, person: Employee) -> list[dict[str, str]]:
    here = {"label": _("Next evaluation")}
    if told.is_own:
        return [{"label": _("My evaluations"), "url": reverse("own_evaluations")}, here]
    people = {"label": _("People"), "url": reverse("workforce:people")}
    return [people, {"label": person.full_name, "url": person.get_absolute_url()}, here]


def _facts(told: PersonDue, due: Due, today: date) -> list[dict[str, Any]]:
    day = {"due": due.due_on, "today": today} if due.due_on else {"text": _("Not known yet")}
    facts: list[dict[str, Any]] = [
        {"label": _("Due"), **day},
        {"label": _("Kind"), "text": due.kind.label},
        {"label": _("Rating period"), "period_start": due.period.start, "period_end": due.period.end},
        {"label": _("Rater"), "text": told.rater.full_name if told.rater else _("Nobody yet")},
    ]
    if told.evaluation is not None:
        status = {"label": _("Status"), "status": EvaluationStatus(told.evaluation.status)}
        facts.append(status)
    elif not told.is_own and not told.is_unseen:
        facts.append({"label": _("Status"), "status": "not_started"})
    return facts


def _contact(one: Consultation) -> dict[str, Any]:
    label, note = Rating(one.likely_rating).label, _("answered") if one.answered_on else _("waits for HR")
    return {"label": label, "date": one.contacted_on, "url": one.get_absolute_url(), "note": note}


def _contact_url(user: User, person: Employee, today: date) -> str:
    if not is_contact_open_to(user, person, today):
        return ""
    return f"{reverse('evaluations:consultation_new')}?{urlencode({'employee': person.employee_no})}"


def _turn(told: PersonDue, person: Employee, today: date) -> Turn:
    """Who does what next."""
    if told.due is None:
        return Turn("", _("Nothing: no evaluation is due any more."))
    if told.evaluation is not None:
        return turn_of(told.evaluation, today)
    if told.rater is None:
        return Turn(_("HR"), _("sees to it that somebody can be the Rater: nobody above in service has an account."))
    if told.is_own:
        return Turn(told.rater.full_name, _("writes it. You see it on the day on which it is issued to you."))
    if told.is_unseen:
        return Turn(told.rater.full_name, _("has it under way."))
    return Turn(told.rater.full_name, _when_created(told.due, told.policy_key, today))


def _when_created(due: Due, policy_key: str, today: date) -> str:
    if due.due_on is None:
        return _("starts the first evaluation recorded here, for the period that follows the last one on paper.")
    ahead = timedelta(days=reminder_plan(policy_key).created_ahead_days)
    day = max(due.due_on - ahead, due.period.start)
    if day <= today:
        return _("finds a draft made ready by the next daily run, or starts it before.")
    return _("finds a draft made ready on %(day)s, or starts it before.") % {"day": in_words(day)}
