"""Who imports what: each kind names the action of a role; for everybody else these pages do not exist."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from accounts.permissions import has_action
from common.errors import NotVisible
from imports.registry import Kind, kind_named, kinds


def kinds_of(user: User | AnonymousUser) -> list[Kind]:
    """The kinds that the person may import; what they see of them is people's personal data."""
    return [kind for kind in kinds() if has_action(user, kind.action)]


def check_can_import_any(user: User | AnonymousUser) -> list[Kind]:
    """The person's kinds; raises NotVisible (404) where there is none."""
    found = kinds_of(user)
    if not found:
        raise NotVisible
    return found


def can_import(user: User | AnonymousUser, name: str) -> bool:
    """True where there is a kind of this name and the person may import it."""
    kind = kind_named(name)
    return kind is not None and has_action(user, kind.action)


def check_can_import(user: User | AnonymousUser, name: str) -> Kind:
    """The kind; raises NotVisible (404) where there is none, or not for this person."""
    kind = kind_named(name)
    if kind is None or not has_action(user, kind.action):
        raise NotVisible
    return kind
