"""Whose account a provider's answer is for: somebody who may sign in, found by the number or a verified address.

Nobody signs up by a provider, and nothing is remembered of it: an address or number that changes hands in the people
file changes hands here.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Any, NoReturn

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, _build_apps_from_settings
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthProcess
from django.http import HttpRequest
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from lxml import etree

from accounts.models import User
from accounts.selectors import SIGNED_IN_BY, VOUCHED_FOR, accounts_that_may_sign_in
from accounts.services import provider_refusal_record

UNKNOWN = "You are known there, but no open account here goes with that. Accounts come from the people file: ask HR."
NOT_YOU = "Somebody else has signed in there. Sign in there as yourself, or sign out here first."
NOT_FRESH = "Your provider did not ask you to sign in again, so it does not show that it is you. Nothing was signed."
WRONG_ANSWER = "The answer does not belong to this request. Begin again on the sign-in page."
SECONDS_OFF = 60
INSTANT = "//*[local-name()='AuthnStatement']/@AuthnInstant"


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Providers come from the environment alone, never from the database."""

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[SocialApp]:
        found = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for apps in found.values() for app in apps]

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def on_authentication_error(self, request: HttpRequest, provider: Any, **kwargs: Any) -> None:
        provider_refusal_record(user=None, provider=provider.sub_id, why="no_valid_answer", at=timezone.now())

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Either the person is signed in now, or somebody who is signed in shows that it is still them."""
        _check_nonce(request, sociallogin)
        user = account_of(sociallogin)
        if user is None:
            _refuse(request, sociallogin, "unknown_or_closed", UNKNOWN)
        if sociallogin.state.get("process") == AuthProcess.REDIRECT:
            _confirm(request, sociallogin, user)
        else:
            _sign_in(request, sociallogin, user)


def account_of(login: SocialLogin) -> User | None:
    """The account, by the one way that the provider's settings name; None also where it may not sign in."""
    accounts, claim = accounts_that_may_sign_in(), login.provider.app.settings.get("claim")
    if claim:
        number = _first(claims_of(login).get(claim))
        return accounts.filter(employee__employee_no=number).first() if number else None
    emails = [address.email.lower() for address in login.email_addresses if address.verified]
    found = list(accounts.filter(email__in=emails)[:2])
    return found[0] if len(found) == 1 else None


def claims_of(login: SocialLogin) -> dict[str, Any]:
    """What the provider says of the person; of what two sources say, the signed one counts."""
    told = login.account.extra_data
    if "attributes" in told:
        return dict(told["attributes"])
    return {**told.get("userinfo", {}), **told.get("id_token", {})}


def _first(value: Any) -> str:
    """SAML gives each attribute as a list. Nobody has a number with signs that no file could hold, such as NUL."""
    if isinstance(value, list):
        value = value[0] if len(value) == 1 else ""
    text = str(value).strip() if isinstance(value, (str, int)) else ""
    return text if text.isprintable() else ""


def _check_nonce(request: HttpRequest, login: SocialLogin) -> None:
    """OpenID Connect Core §3.1.3.7: the token was made for this very request. SAML has its InResponseTo."""
    asked = login.state.get("nonce")
    if asked is None:
        return
    told = login.account.extra_data.get("id_token", {}).get("nonce", "")
    if not secrets.compare_digest(str(told).encode(errors="replace"), asked.encode()):
        _refuse(request, login, "wrong_nonce", WRONG_ANSWER)


def _sign_in(request: HttpRequest, login: SocialLogin, user: User) -> None:
    if request.user.is_authenticated:
        get_account_adapter(request).logout(request)
    request.session.pop(VOUCHED_FOR, None)
    if has_second_factor_there(login):
        request.session[VOUCHED_FOR] = user.pk
    request.session[SIGNED_IN_BY] = login.provider.get_login_url(request)
    login.user = user


def has_second_factor_there(login: SocialLogin) -> bool:
    """True where the provider says so by a value that its settings accept: `acr` and `amr`, or SAML's contexts."""
    accepted = set(login.provider.app.settings.get("second_factor") or [])
    token = login.account.extra_data.get("id_token", {})
    told = {*_texts(token.get("amr")), *_texts(token.get("acr")), *_texts(login.account.extra_data.get("contexts"))}
    return bool(accepted & told)


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [text for text in values if isinstance(text, str)]


def _confirm(request: HttpRequest, login: SocialLogin, user: User) -> None:
    """Somebody who is signed in has signed in there again, just now."""
    if request.user != user:
        _refuse(request, login, "somebody_else", NOT_YOU)
    signed_in_at, asked_at = _signed_in_there_at(login), login.state.get("asked_at", 0)
    if signed_in_at is None or signed_in_at.timestamp() < asked_at - SECONDS_OFF:
        _refuse(request, login, "not_fresh", NOT_FRESH)
    login.user = user
    record_authentication(
        request, user, "socialaccount", provider=login.provider.sub_id, uid=login.account.uid, reauthenticated=True
    )


def _signed_in_there_at(login: SocialLogin) -> datetime | None:
    """When the provider says that the person last signed in: `auth_time`, or SAML's AuthnInstant."""
    told = login.account.extra_data
    if "response" not in told:
        at = told.get("id_token", {}).get("auth_time")
        try:
            return datetime.fromtimestamp(at, tz=UTC) if isinstance(at, (int, float)) else None
        except (OverflowError, OSError, ValueError):  # no time that there is
            return None
    instants = etree.fromstring(told["response"], _STRICT).xpath(INSTANT)
    return parse_datetime(str(instants[0])) if len(instants) == 1 else None


_STRICT = etree.XMLParser(resolve_entities=False, no_network=True)


def _refuse(request: HttpRequest, login: SocialLogin, why: str, sentence: str) -> NoReturn:
    known = request.user if isinstance(request.user, User) else None
    provider_refusal_record(user=known, provider=login.provider.sub_id, why=why, at=timezone.now())
    page = render(request, "accounts/provider_refused.html", {"sentence": sentence}, status=403)
    raise ImmediateHttpResponse(page)
