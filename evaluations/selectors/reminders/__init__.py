"""Who has to be reminded of what today: whole SELECT statements over everybody, for `notices_add_from`.

Each gives recipient_id, kind, subject, due_on, stage, words, path, is_action, is_immediate, is_statutory, created_at.
The stage is that of `rules.reminder_plan.stage_on`, in SQL; a test holds the two against each other. Words hold names,
dates and counts: never a rating, never a comment, and of an evaluation the employee learns nothing before its issue.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from evaluations.enums import EvaluationStatus, FollowUpStatus
from evaluations.models import DueDate, Evaluation, FollowUp
from evaluations.rules.consultation import RULE_OF
from evaluations.rules.immutability import CLOSED
from evaluations.rules.reminder_plan import ReminderPlan
from evaluations.selectors.policies import policy_of_set
from evaluations.selectors.reminders import contact, due, waiting
from workforce.enums import ManagementLevel

Select = tuple[str, dict[str, Any]]
_ANY = uuid.UUID(int=0)
_NEVER = -1  # a plan without stages says nothing ahead, nor on the day itself
TO_REMIND_OF = [status.value for status in EvaluationStatus if status not in CLOSED]
OPEN_WINDOWS = [FollowUpStatus.OPEN.value, FollowUpStatus.EXTENDED.value]
STATEMENTS = {
    "due": due.DUE,
    "due_designees": due.DUE_DESIGNEES,
    "due_own": due.OWN,
    "due_escalated": due.NEXT_LEVEL,
    "due_long": due.HR,
    "due_nobody": due.NOBODY,
    "hr_review_waits": waiting.HR_REVIEW,
    "window_ends": waiting.WINDOW,
    "contact_due": contact.CONTACT,
    "check_in": waiting.CHECK_IN,
    "issue_waits": waiting.ISSUE,
    "receipt": waiting.RECEIPT,
    "response_until": waiting.RESPONSE,
    "turn_waits": waiting.TURN,
}
# What is of the installation's plan alone, since it is about no evaluation in particular.
OF_NO_EVALUATION = frozenset({"due_nobody"})


def policy_keys_reminded() -> set[str]:
    """The policy sets of everything that somebody may have to be reminded of, besides the installation's. Three
    queries."""
    open_ones = Evaluation.objects.filter(status__in=TO_REMIND_OF).order_by()
    windows = FollowUp.objects.filter(status__in=OPEN_WINDOWS).order_by()
    keys = open_ones.values_list("policy_key", flat=True).distinct()
    of_people = DueDate.objects.exclude(policy_key="").order_by().values_list("policy_key", flat=True).distinct()
    return {*keys, *windows.values_list("evaluation__policy_key", flat=True).distinct(), *of_people}


def reminder_selects(*, key: str, plan: ReminderPlan, usual: str, at: datetime) -> dict[str, Select]:
    """What there is to remind of at that time by the plan of one policy set: a statement with its parameters for each
    kind. `usual` is the installation's policy set, which serves whomever no narrower one names."""
    params = {**_days(plan), **_pages(), **_contact(key, timezone.localdate(at)), "plan": key, "usual": usual, "at": at}
    params |= {"today": timezone.localdate(at), "zone": timezone.get_current_timezone_name()}
    return {
        kind: (statement, params)
        for kind, statement in STATEMENTS.items()
        if key == usual or kind not in OF_NO_EVALUATION
    }


def _days(plan: ReminderPlan) -> dict[str, Any]:
    return {
        "every": plan.overdue_every_days,
        "stages": list(plan.stages),
        "earliest": max(plan.stages, default=_NEVER),
        "own_stages": list(plan.employee_stages),
        "own_earliest": max(plan.employee_stages, default=_NEVER),
        "window_stages": list(plan.window_stages),
        "window_earliest": max(plan.window_stages, default=_NEVER),
        "contact_stages": list(plan.contact_stages),
        "contact_earliest": max(plan.contact_stages, default=_NEVER),
        "check_in_stages": list(plan.check_in_stages),
        "check_in_earliest": max(plan.check_in_stages, default=_NEVER),
        "response_stages": list(plan.response_stages),
        "response_earliest": max(plan.response_stages, default=_NEVER),
        "next_level": plan.next_level_after_days,
        "hr": plan.hr_after_days,
        "waiting": plan.waiting_every_days,
    }


def _contact(key: str, today: date) -> dict[str, Any]:
    """R10, R11: who contacts HR, about which ratings, and how long ahead."""
    policy = policy_of_set(key, today)
    days = {"R10": policy.consultation.improvement_needed_days, "R11": policy.consultation.unsatisfactory_days}
    asked = [rating for rating, rule in RULE_OF.items() if policy.is_on(rule)]
    level = policy.consultation.from_level
    return {
        "contact_levels": [one.value for one in ManagementLevel if one.reaches(level)],
        "contact_ratings": [rating.value for rating in asked],
        "contact_days": [days[RULE_OF[rating]] for rating in asked],
    }


def _pages() -> dict[str, str]:
    return {
        "detail": reverse("evaluations:detail", args=[_ANY]).removesuffix(f"{_ANY}/"),
        "start": f"{reverse('evaluations:start')}?employee=",
        "own": reverse("own_evaluations"),
        "people": reverse("workforce:employee", args=["X"]).removesuffix("X/"),
        "contact": f"{reverse('evaluations:consultation_new')}?employee=",
        "follow_ups": reverse("follow_ups"),
        "windows": reverse("evaluations:window", args=[_ANY]).removesuffix(f"{_ANY}/"),
        "calendar": f"{reverse('calendar_list')}?state=overdue",
        "nobody": f"{reverse('calendar_list')}?state=without_rater",
    }
