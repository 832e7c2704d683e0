"""What every page of an evaluation begins with: who asks, for which evaluation, and whether the step is theirs."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from common.errors import NotAllowed, NotVisible
from evaluations.models import Evaluation
from evaluations.permissions import check_can
from evaluations.selectors import evaluation_get


def user_of(request: HttpRequest) -> User:
    """The person who is signed in; the sign-in middleware has seen to it that there is one."""
    if not isinstance(request.user, User):
        raise NotVisible
    return request.user


def evaluation_for(request: HttpRequest, public_id: uuid.UUID, action: str, at: datetime) -> Evaluation:
    """The evaluation, where this person may take that action now. Raises NotVisible, NotAllowed or Conflict."""
    on = timezone.localdate(at)
    user = user_of(request)
    check_same_account(request)
    evaluation = evaluation_get(public_id, user, on)
    check_can(user, action, evaluation, on)
    return evaluation


def check_same_account(request: HttpRequest) -> None:
    """Raises NotAllowed (403) for a form that somebody else opened who was signed in here before.

    In one browser a person may sign out and another one in while a form is open in a window; its words are not theirs.
    """
    opened_by = request.POST.get("account", "")
    if opened_by and opened_by != str(user_of(request).pk):
        raise NotAllowed(
            "Somebody else opened this form, who was signed in here before you. Nothing has been saved: "
            "it takes that person's sign-in to go on."
        )


def token_in(request: HttpRequest) -> uuid.UUID | None:
    """The one-time token of the posted form; None where it is missing or not readable."""
    try:
        return uuid.UUID(request.POST.get("token", ""))
    except ValueError:
        return None
