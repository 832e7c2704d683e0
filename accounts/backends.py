"""Who is somebody to this site: asked with each request, and before each new sign-in."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User
from accounts.selectors import accounts_that_may_sign_in, may_sign_in


class AccountBackend(AuthenticationBackend):
    """The library's, by our rule: a closed account or one whose person has left is nobody from the next request on."""

    def user_can_authenticate(self, user: User | None) -> bool:
        return user is not None and may_sign_in(user)

    def get_user(self, user_id: Any) -> User | None:
        return accounts_that_may_sign_in().filter(pk=user_id).first()
