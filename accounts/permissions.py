"""What each granted role may do, in one screen; everything that is not here is denied.

Employee, rater and signer are no granted roles: what they may do follows from the work itself.
"""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from accounts.enums import Action, Role
from accounts.models import Delegation, User
from common.errors import NotAllowed, NotVisible

_HR = frozenset(
    {
        Action.EVALUATION_READ_SUBMITTED,
        Action.EVALUATION_HR_REVIEW,
        Action.EVALUATION_VOID,
        Action.EVALUATION_CORRECT,
        Action.EVALUATION_ISSUE,
        Action.PEOPLE_READ,
        Action.DELEGATION_MANAGE,
        Action.REFERENCE_READ,
        Action.EQUITY_READ,
        Action.STEPS_READ,
        Action.PAYROLL_EXPORT,
        Action.COMPLIANCE_READ,
    }
)
ROLE_ACTIONS: dict[Role, frozenset[Action]] = {
    Role.HR: _HR,
    Role.HR_MANAGER: _HR,
    Role.CLASSIFICATION_ADMIN: frozenset(
        {Action.CLASSIFICATION_MANAGE, Action.POLICY_MANAGE, Action.PEOPLE_IMPORT, Action.REFERENCE_READ}
    ),
    Role.AUDITOR: frozenset(
        {
            Action.EVALUATION_READ_ALL,
            Action.PEOPLE_READ,
            Action.AUDIT_READ,
            Action.REFERENCE_READ,
            Action.EQUITY_READ,
            Action.STEPS_READ,
            Action.COMPLIANCE_READ,
        }
    ),
    # Takes the files for payroll and sees neither an evaluation nor why a step is held.
    Role.PAYROLL: frozenset({Action.PAYROLL_EXPORT}),
    # Runs the installation and sees no evaluation.
    Role.SYSTEM_ADMIN: frozenset(
        {
            Action.ACCOUNT_MANAGE,
            Action.OPERATIONS_READ,
            Action.MAIL_MANAGE,
            Action.WEBHOOK_MANAGE,
            Action.REFERENCE_READ,
        }
    ),
}


def roles_of(user: User | AnonymousUser) -> frozenset[Role]:
    """The roles granted to the account; none for a deactivated one or somebody not signed in.

    Read once per instance, that is once per request; granting and revoking drop what was read.
    """
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    kept: dict[str, frozenset[Role]] = user.__dict__
    if "_roles" not in kept:
        kept["_roles"] = frozenset(Role(grant.role) for grant in user.role_grants.all())
    return kept["_roles"]


def forget_roles(user: User) -> None:
    """To be called after a change of the account's roles: the instance reads them afresh."""
    user.__dict__.pop("_roles", None)


def remember_roles(user: User, roles: frozenset[Role]) -> None:
    """The instance holds these without asking the database: for saying what a role may do, never for a request."""
    user.__dict__["_roles"] = roles


def has_action(user: User | AnonymousUser, action: Action) -> bool:
    """True where one of the account's roles may do the action."""
    return any(action in ROLE_ACTIONS[role] for role in roles_of(user))


def roles_with(action: Action) -> tuple[Role, ...]:
    """The roles that may do the action."""
    return tuple(role for role, actions in ROLE_ACTIONS.items() if action in actions)


def check_has_action(user: User | AnonymousUser, action: Action, sentence: str) -> None:
    """Raises NotAllowed (403) with the sentence where no role of the account may do the action."""
    if not has_action(user, action):
        raise NotAllowed(sentence)


def check_can_manage_accounts(user: User | AnonymousUser) -> None:
    """Raises NotVisible: for everybody but a system administrator these pages do not exist."""
    if not has_action(user, Action.ACCOUNT_MANAGE):
        raise NotVisible


def can_manage_delegation_of(user: User, principal: User) -> bool:
    """One's own designee, and HR for anybody."""
    return user.pk == principal.pk or has_action(user, Action.DELEGATION_MANAGE)


def check_can_manage_delegation_of(user: User, principal: User) -> None:
    """Raises NotAllowed (403) where the person may not name a designee for the principal."""
    if not can_manage_delegation_of(user, principal):
        raise NotAllowed("You can name a designee for yourself; for somebody else HR does it.")


def check_can_see_delegation(user: User, delegation: Delegation) -> None:
    """Raises NotVisible (404) for everybody but the two people of it and HR."""
    is_party = user.pk in (delegation.principal_id, delegation.delegate_id)
    if not is_party and not has_action(user, Action.DELEGATION_MANAGE):
        raise NotVisible
