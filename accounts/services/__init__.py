"""The only writers of accounts, roles, delegations, sign-ins and access tokens; and who it is that signs."""

from accounts.services.answers import Answer, answer_once, answers_forget
from accounts.services.delegations import NO_DESIGNEE, delegation_create, delegation_end
from accounts.services.identity import Proof, identity_confirm
from accounts.services.messages import message_send, person_tell
from accounts.services.passwords import WrongPassword, password_confirm, password_failure_record
from accounts.services.roles import role_grant, role_revoke
from accounts.services.second_factor import code_spend, second_factor_remove
from accounts.services.sessions import (
    session_begin,
    session_end,
    session_forget,
    session_moved,
    session_seen,
    sessions_end_others,
    sessions_forget,
)
from accounts.services.tokens import (
    TokenRefused,
    TokenUnknown,
    access_token_create,
    access_token_revoke,
    access_token_use,
    access_tokens_end,
)
from accounts.services.users import (
    account_event_record,
    provider_refusal_record,
    user_activate,
    user_create,
    user_deactivate,
)

__all__ = [
    "NO_DESIGNEE",
    "Answer",
    "Proof",
    "TokenRefused",
    "TokenUnknown",
    "WrongPassword",
    "access_token_create",
    "access_token_revoke",
    "access_token_use",
    "access_tokens_end",
    "account_event_record",
    "answer_once",
    "answers_forget",
    "code_spend",
    "delegation_create",
    "delegation_end",
    "identity_confirm",
    "message_send",
    "password_confirm",
    "password_failure_record",
    "person_tell",
    "provider_refusal_record",
    "role_grant",
    "role_revoke",
    "second_factor_remove",
    "session_begin",
    "session_end",
    "session_forget",
    "session_moved",
    "session_seen",
    "sessions_end_others",
    "sessions_forget",
    "user_activate",
    "user_create",
    "user_deactivate",
]
