"""The Rater's team."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from common.dates import in_words
from common.errors import NotVisible
from evaluations.enums import EvaluationStatus
from workforce.selectors import employee_of
from workspace.selectors.team import TeamMember, team_of
from workspace.views.access import user_of

COLUMNS = [
    {"label": "Employee"},
    {"label": "Evaluation"},
    {"label": "Rating period"},
    {"label": "Due"},
    {"label": "Next step"},
]


@require_safe
def team(request: HttpRequest) -> HttpResponse:
    """Each direct report with the evaluation at hand, its period, its due day. 404 for who supervises nobody."""
    me = employee_of(user_of(request))
    today = timezone.localdate(timezone.now())
    members = team_of(me, today) if me else []
    if not members:
        raise NotVisible
    rows = [_row(member, today) for member in members]
    return render(request, "workspace/team.html", {"columns": COLUMNS, "rows": rows, "today": today})


def _row(member: TeamMember, today: date) -> list[Any]:
    return [
        {
            "text": member.employee.full_name,
            "note": f"{member.employee.employee_no} · {member.employee.classification.title}",
        },
        _status(member),
        _period(member),
        _due(member, today),
        _next_step(member),
    ]


def _period(member: TeamMember) -> dict[str, Any]:
    """The period of what is under way, else of what comes next; open where nothing says when the last one ended."""
    if member.is_in_progress and member.evaluation is not None:
        return {"period_start": member.evaluation.period_start, "period_end": member.evaluation.period_end}
    if member.employee.is_management_plan:
        return {"text": "None"}
    if member.due is None:
        return {"text": "After the last one on paper"}
    return {"period_start": member.next_period.start, "period_end": member.next_period.end}


def _status(member: TeamMember) -> dict[str, Any]:
    if not member.is_in_progress or member.evaluation is None:
        return {"status": "not_started"}
    if member.is_unseen:
        return {"text": f"Under way with {member.evaluation.rater.full_name}"}
    return {"status": EvaluationStatus(member.evaluation.status)}


def _due(member: TeamMember, today: date) -> dict[str, Any]:
    person, evaluation = member.employee, member.evaluation
    is_issued = (
        member.is_in_progress
        and not member.is_unseen
        and evaluation is not None
        and evaluation.status == EvaluationStatus.ISSUED.value
    )
    # Once issued, the day is that of the employee's response, of which the reasons say nothing.
    why = {} if is_issued else {"why_url": reverse("due", args=[person.employee_no]), "why_of": person.full_name}
    if person.is_management_plan and not member.is_in_progress:
        return {"text": "", "note": "Under a management appraisal plan", **why}
    if member.due is None:
        return {"text": "", "note": "No evaluation on record yet", **why}
    note = ""
    if member.window is not None and member.due == member.window.ends_on:
        note = "Last day of the follow-up window"
    elif member.interim_advised_on is not None and member.interim_advised_on <= today <= member.due:
        note = "Half of probation is over: an interim report is advised for somebody doing poorly"
    return {"due": member.due, "today": today, "note": note, **why}


def _next_step(member: TeamMember) -> dict[str, Any]:
    """Open what is under way, where this Rater sees it; start what is not."""
    if not member.is_in_progress and member.employee.is_management_plan:
        return {"text": "Nothing: outside of these evaluations"}
    if not member.is_in_progress:
        query = urlencode({"employee": member.employee.employee_no})
        text = "Start the final of the window" if member.window else "Start an evaluation"
        return {"text": text, "url": f"{reverse('evaluations:start')}?{query}", "note": _last(member)}
    if member.evaluation is None or member.is_unseen:
        return {"text": "With the earlier Rater"}
    return {"text": "Open the evaluation", "url": member.evaluation.get_absolute_url()}


def _last(member: TeamMember) -> str:
    return f"The last one ended on {in_words(member.evaluation.period_end)}" if member.evaluation else ""
