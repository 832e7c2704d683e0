"""Reads of accounts, roles and delegations."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet

from accounts.enums import Action, Role
from accounts.models import AccessToken, Delegation, OpenSession, User
from accounts.permissions import has_action, roles_of
from accounts.rules import NOTED_EVERY, FreshProof
from common.errors import NotVisible
from common.searchkeys import search_words


def hr_manager() -> User | None:
    """The HR Manager, who signs low ratings as Department Head (domain §5); None where nobody active holds the role."""
    return User.objects.filter(role_grants__role=Role.HR_MANAGER.value, is_active=True).first()


def accounts_that_may_sign_in() -> QuerySet[User]:
    """Active accounts, and nobody behind them who has left: the one answer for sessions, tokens and new sign-ins.

    Asked with each request, so a separation ends what is open at once (`docs/adr/0015`). Asked through the relation
    that the workforce declares: the accounts stand below it and do not import it.
    """
    return User.objects.filter(is_active=True).exclude(employee__status="separated")


def may_sign_in(user: User) -> bool:
    """True where the account is among them; asked afresh, whatever the instance says."""
    return accounts_that_may_sign_in().filter(pk=user.pk).exists()


def accounts_with_mail() -> QuerySet[User]:
    """The accounts that mail is sent to: those that may sign in and have an address."""
    return accounts_that_may_sign_in().exclude(email="")


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


def open_sessions_of(user: User, at: datetime) -> QuerySet[OpenSession]:
    """Where the account is signed in now, the last seen first; without what neither limit would let in again."""
    known = Session.objects.filter(expire_date__gt=at).values("session_key")
    seen_since = at - timedelta(minutes=settings.SESSION_IDLE_MINUTES) - NOTED_EVERY
    begun_since = at - timedelta(hours=settings.SESSION_MAX_HOURS)
    rows = OpenSession.objects.filter(user=user, session_key__in=known)
    return rows.filter(last_seen_at__gt=seen_since, signed_in_at__gt=begun_since)


# --- what somebody can show -------------------------------------------------------------------------------------------

# In the session: the account that a provider of sign-ins vouches for, with a second factor of its own.
VOUCHED_FOR = "second_factor_by_provider"
# In the session: the address that leads to the provider again, where one signed the person in.
SIGNED_IN_BY = "signed_in_by"


def has_second_factor(user: User) -> bool:
    """True where the account holds an authenticator app or a security key; recovery codes alone are none."""
    return bool(Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists())


def is_vouched_for(user: AbstractBaseUser, session: Mapping[str, Any]) -> bool:
    """True where the provider that signed this very account in says that it asked for a second factor."""
    return bool(session.get(VOUCHED_FOR) == user.pk)


def needs_second_factor(user: User) -> bool:
    """True where one of the account's roles does not work without (setting MFA_REQUIRED_ROLES)."""
    return any(role.value in settings.MFA_REQUIRED_ROLES for role in roles_of(user))


def lacks_second_factor(user: User, session: Mapping[str, Any]) -> bool:
    """True where a role needs one, and neither the account nor its provider has one. Costs nothing without a role."""
    return needs_second_factor(user) and not is_vouched_for(user, session) and not has_second_factor(user)


# In the session: that somebody was confirmed again, by what and when (`accounts.signals` writes it).
CONFIRMED = "confirmed_again"


def confirmation_lasts() -> timedelta:
    """For how long a confirmation that it is you holds (setting REAUTHENTICATION_MINUTES)."""
    return timedelta(seconds=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)


def fresh_proof(session: Mapping[str, Any], user: User, at: datetime) -> FreshProof | None:
    """What this session shows of the person's security key or provider, while it is fresh enough to sign with."""
    kept = session.get(CONFIRMED)
    if not kept or kept["user"] != user.pk:
        return None
    proof = FreshProof(user.pk, kept["by"], datetime.fromtimestamp(kept["at"], tz=UTC))
    return proof if at - proof.at <= confirmation_lasts() else None


@dataclass(frozen=True, slots=True)
class Ways:
    """By what this person can show again that it is them: on the form, or on a page beside it."""

    has_password: bool
    has_app: bool
    has_key: bool
    provider: str
    fresh: FreshProof | None

    @property
    def can_type(self) -> bool:
        """True where the form asks for something typed; what is fresh makes that needless."""
        return self.fresh is None and (self.has_password or self.has_app)


def ways_to_confirm(session: Mapping[str, Any], user: User, at: datetime) -> Ways:
    """How this person may sign now. One query."""
    kinds = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    return Ways(
        has_password=user.has_usable_password(),
        has_app=Authenticator.Type.TOTP in kinds,
        has_key=Authenticator.Type.WEBAUTHN in kinds,
        provider=session.get(SIGNED_IN_BY, ""),
        fresh=fresh_proof(session, user, at),
    )
