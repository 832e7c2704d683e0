"""The only writers of accounts, roles, delegations, access tokens; and the check of a password before a signature."""

from accounts.services.answers import Answer, answer_once, answers_forget
from accounts.services.delegations import NO_DESIGNEE, delegation_create, delegation_end
from accounts.services.passwords import WrongPassword, password_confirm, password_failure_record
from accounts.services.roles import role_grant, role_revoke
from accounts.services.tokens import (
    TokenRefused,
    TokenUnknown,
    access_token_create,
    access_token_revoke,
    access_token_use,
)
from accounts.services.users import account_event_record, user_activate, user_create, user_deactivate

__all__ = [
    "NO_DESIGNEE",
    "Answer",
    "TokenRefused",
    "TokenUnknown",
    "WrongPassword",
    "access_token_create",
    "access_token_revoke",
    "access_token_use",
    "account_event_record",
    "answer_once",
    "answers_forget",
    "delegation_create",
    "delegation_end",
    "password_confirm",
    "password_failure_record",
    "role_grant",
    "role_revoke",
    "user_activate",
    "user_create",
    "user_deactivate",
]
