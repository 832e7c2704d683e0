"""Roles: granted and revoked, each as an event of the account's stream."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.enums import Action, Role
from accounts.models import RoleGrant, User
from accounts.permissions import check_has_action, forget_roles
from accounts.services.users import ONLY_ADMIN, account_event_record, check_not_last_admin
from common.errors import Conflict, NotAllowed


@transaction.atomic
def role_grant(*, user: User, role: Role, by: User | None, at: datetime) -> RoleGrant:
    """Give the account a role; `by` None: the system or its command line.

    Raises NotAllowed (no system administrator, or one's own account), Conflict (held already, deactivated account,
    or there is another HR Manager).
    """
    _check_may_change(user, by=by)
    role = Role(role)
    locked = User.objects.select_for_update().get(pk=user.pk)
    if not locked.is_active:
        raise Conflict("This account is deactivated; activate it before it gets a role.")
    if locked.role_grants.filter(role=role.value).exists():
        raise Conflict(f"{user} holds the role {role.label} already.")
    if role is Role.HR_MANAGER:
        _check_no_other_hr_manager()
    grant = _granted(user, role, by=by, at=at)
    account_event_record(user=user, action="role_granted", by=by, at=at, data={"role": role.value})
    forget_roles(user)
    return grant


def _granted(user: User, role: Role, *, by: User | None, at: datetime) -> RoleGrant:
    try:
        with transaction.atomic():
            return RoleGrant.objects.create(user=user, role=role.value, granted_by=by, granted_at=at)
    except IntegrityError as error:  # somebody was faster
        raise Conflict(f"The role {role.label} was granted in this moment by somebody else.") from error


def _check_no_other_hr_manager() -> None:
    """There is one HR Manager, since the signing chart names that person (domain §5)."""
    holder = RoleGrant.objects.filter(role=Role.HR_MANAGER.value).select_related("user").first()
    if holder:
        raise Conflict(f"{holder.user} is HR Manager, and there is only one; revoke that role first.")


@transaction.atomic
def role_revoke(*, user: User, role: Role, by: User | None, at: datetime) -> None:
    """Take a role away. Raises NotAllowed, Conflict (not held, or the last system administrator)."""
    if by is not None:
        check_has_action(by, Action.ACCOUNT_MANAGE, ONLY_ADMIN)
    role = Role(role)
    if role is Role.SYSTEM_ADMIN:
        check_not_last_admin(user)
    grant = RoleGrant.objects.select_for_update().filter(user=user, role=role.value).first()
    if grant is None:
        raise Conflict(f"{user} does not hold the role {role.label}.")
    grant.delete()
    account_event_record(user=user, action="role_revoked", by=by, at=at, data={"role": role.value})
    forget_roles(user)


def _check_may_change(user: User, *, by: User | None) -> None:
    if by is None:
        return
    check_has_action(by, Action.ACCOUNT_MANAGE, ONLY_ADMIN)
    if by.pk == user.pk:
        raise NotAllowed("Nobody grants a role to themselves; another system administrator does it.")
