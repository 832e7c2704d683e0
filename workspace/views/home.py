"""My work: everything that waits for the person who signed in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from evaluations.selectors.turns import LAST_STEP
from workspace.context_processors import tasks_for
from workspace.selectors.own import own_window
from workspace.views.access import user_of


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The task list, overdue first."""
    user = user_of(request)
    tasks = tasks_for(request, user)
    today = timezone.localdate(timezone.now())
    overdue = sum(1 for task in tasks if task.due is not None and task.due < today)
    context = {"tasks": tasks, "today": today, "overdue": overdue, "window": own_window(user)}
    # After a signature or a review: the next of the same kind.
    step = request.session.pop(LAST_STEP, None)
    context["following"] = next((task for task in tasks if task.page == step), None)
    return render(request, "workspace/home.html", context)
