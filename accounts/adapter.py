from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse

from accounts.models import User
from accounts.selectors import may_sign_in
from common.rates import network_of

ANYWHERE = "login_failed_anywhere"


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come from the people file or an administrator: nobody signs up.

    Failed sign-ins are counted for an account together with the place that they come from, so that nobody locks
    somebody else out by guessing; and, within a wider limit, for the account from everywhere (`ACCOUNT_RATE_LIMITS`).
    """

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_stages(self) -> list[str]:
        own = {"allauth.mfa.stages.AuthenticateStage": "accounts.second_factor.SecondFactorStage"}
        return [own.get(stage, stage) for stage in super().get_login_stages()]

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Also after a second factor or a provider: whoever has left meanwhile is told that the account is closed."""
        if not may_sign_in(user):
            clear_login(request)
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        key = _account_key(credentials)
        if not ratelimit.consume(request, action=ANYWHERE, key=key, dry_run=True):
            raise self.validation_error("too_many_login_attempts")
        super().pre_authenticate(request, **credentials)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        super().authentication_failed(request, **credentials)
        ratelimit.consume(request, action=ANYWHERE, key=_account_key(credentials))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """The library's key for the narrow limit; a password set by the mailed link clears it."""
        return f"{_account_key(credentials)} {network_of(self.get_client_ip(request))}"


def _account_key(credentials: dict[str, Any]) -> str:
    return str(credentials.get("email", "")).strip().lower()
