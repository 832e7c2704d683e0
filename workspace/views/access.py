"""Who is signed in."""

from __future__ import annotations

from django.http import HttpRequest

from accounts.models import User
from common.errors import NotVisible


def user_of(request: HttpRequest) -> User:
    """The person; the sign-in middleware has seen to it that there is one."""
    if not isinstance(request.user, User):
        raise NotVisible
    return request.user
