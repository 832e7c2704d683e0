"""Reads of accounts, roles and delegations."""

from __future__ import annotations

import json
import uuid
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db.models import Q, QuerySet

from accounts.enums import Action, Role
from accounts.models import AccessToken, Delegation, User
from accounts.permissions import has_action
from common.errors import NotVisible
from common.searchkeys import search_words


def hr_manager() -> User | None:
    """The HR Manager, who signs low ratings as Department Head (domain §5); None where nobody active holds the role."""
    return User.objects.filter(role_grants__role=Role.HR_MANAGER.value, is_active=True).first()


def accounts_with_mail() -> QuerySet[User]:
    """The accounts that mail is sent to: active, with an address, and nobody behind them who has left.

    Asked through the relation that the workforce declares, as below.
    """
    return User.objects.filter(is_active=True).exclude(email="").exclude(employee__status="separated")


def active_accounts_with_role(*roles: Role) -> QuerySet[User]:
    """The active accounts that hold one of the roles, each once."""
    held = [role.value for role in roles]
    return User.objects.filter(is_active=True, role_grants__role__in=held).distinct().order_by("pk")


def delegations_active(on: date) -> QuerySet[Delegation]:
    """The delegations in force on that day, both ends included.

    Left out: withdrawn ones, and those where the principal or the designee has left or has no active account. A
    designee is a person of the agency: an account without an employee behind it signs nothing.
    """
    in_force = Delegation.objects.filter(starts_on__lte=on, ends_on__gte=on, ended_at__isnull=True)
    present = in_force.filter(
        principal__is_active=True, delegate__is_active=True, delegate__employee__isnull=False
    ).exclude(Q(principal__employee__status="separated") | Q(delegate__employee__status="separated"))
    return present.select_related("principal", "delegate")


def principals_for(user: User, on: date) -> set[int]:
    """The ids of the users whose designee this user is on that day."""
    return set(delegations_active(on).filter(delegate=user).values_list("principal_id", flat=True))


def can_stand_in(user: User) -> bool:
    """True where the account is active and there is a person of the agency behind it who has not left.

    Asked through the relation that the workforce declares: the accounts stand below it and do not import it.
    """
    present = User.objects.filter(pk=user.pk, is_active=True, employee__isnull=False)
    return present.exclude(employee__status="separated").exists()


def delegations_listed(user: User, *, is_everybodys: bool, search: str = "") -> QuerySet[Delegation]:
    """What the delegations page lists: given and received by the user, or everybody's; the latest first.

    Every searched word stands in the principal's or the delegate's name or address, accents and case apart.
    """
    rows = Delegation.objects.select_related("principal", "delegate")
    for word in search_words(search):
        rows = rows.filter(Q(principal__search_key__contains=word) | Q(delegate__search_key__contains=word))
    if not is_everybodys:
        rows = rows.filter(Q(principal=user) | Q(delegate=user))
    return rows.order_by("-starts_on", "-id")


def accounts_listed(*, search: str = "", role: str = "", is_active: bool | None = None) -> QuerySet[User]:
    """Accounts whose name or e-mail address holds every searched word, with their roles; by name, accents apart."""
    rows = accounts_found(search).prefetch_related("role_grants")
    if role:
        rows = rows.filter(role_grants__role=role)
    if is_active is not None:
        rows = rows.filter(is_active=is_active)
    return rows.order_by("search_key", "id")


def accounts_found(search: str) -> QuerySet[User]:
    """Accounts whose name and e-mail address hold every searched word or part of one, in any order."""
    rows = User.objects.all()
    for word in search_words(search):
        rows = rows.filter(search_key__contains=word)
    return rows


def access_tokens_of(user: User, on: date) -> QuerySet[AccessToken]:
    """The account's tokens that still open something on that day, the latest first."""
    alive = AccessToken.objects.filter(user=user, revoked_at=None, expires_on__gte=on)
    return alive.filter(sessions_epoch=user.sessions_epoch).order_by("-id")


def access_token_get(public_id: uuid.UUID, user: User) -> AccessToken:
    """One's own token, anybody's for a system administrator; revoked ones, too. Raises NotVisible."""
    token = AccessToken.objects.select_related("user").filter(public_id=public_id).first()
    if token is None or (token.user_id != user.pk and not has_action(user, Action.ACCOUNT_MANAGE)):
        raise NotVisible
    return token


def demo_signins() -> list[dict[str, str]]:
    """Name, role, email and password of the demo's people, as `load_demo` wrote them; nothing outside a demo."""
    path = Path(settings.VAR_DIR) / "demo-signins.json"
    if not settings.DEMO or not path.exists():
        return []
    people: list[dict[str, str]] = json.loads(path.read_text())
    return people
