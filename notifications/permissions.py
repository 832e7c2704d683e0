"""Who sees and keeps webhooks: whoever runs the installation. For everybody else there are none."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from accounts.enums import Action
from accounts.models import User
from accounts.permissions import has_action
from common.errors import NotVisible


def can_manage_webhooks(user: User | AnonymousUser) -> bool:
    """True for system administrators."""
    return has_action(user, Action.WEBHOOK_MANAGE)


def check_can_manage_webhooks(user: User | AnonymousUser) -> None:
    """Raises NotVisible (404) for everybody but system administrators."""
    if not can_manage_webhooks(user):
        raise NotVisible
