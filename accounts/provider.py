"""OpenID Connect and SAML as this site uses them. The library finds this file by its name.

A provider says who somebody is; which account that is, `accounts.provider_adapter` decides each time. Nothing is linked
or stored, and nothing in an address of ours can change what a provider is asked for.
"""

from __future__ import annotations

import secrets
import time
from typing import Any

import requests
from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import EmailAddress
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.saml.provider import SAMLProvider
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from accounts.oidc import OIDCAdapter
from common.errors import NotAllowed

STALE = "This sign-in was used already, belongs to another window, or took too long. Begin again on the sign-in page."


class AsksOnlyThis:
    """What a request may choose: where to go afterwards on this site, and whether it confirms who is signed in."""

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        is_confirming = request.GET.get("process") == AuthProcess.REDIRECT and request.user.is_authenticated
        kwargs = {"process": AuthProcess.REDIRECT if is_confirming else AuthProcess.LOGIN}
        next_url = get_next_redirect_url(request)
        return {**kwargs, "next_url": next_url} if next_url else kwargs


class OIDCProvider(AsksOnlyThis, OpenIDConnectProvider):
    """With PKCE and a nonce; a confirmation asks the provider to sign the person in afresh."""

    pkce_enabled_default = True
    oauth2_adapter_class = OIDCAdapter

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **kwargs: Any
    ) -> HttpResponse:
        nonce = secrets.token_urlsafe(24)
        asked = {**self.get_auth_params(), "nonce": nonce}
        if process == AuthProcess.REDIRECT:
            asked |= {"prompt": "login", "max_age": "0"}
        try:
            response: HttpResponse = super().redirect(
                request, process, next_url, data, auth_params=asked, nonce=nonce, asked_at=time.time()
            )
        except (requests.RequestException, KeyError) as error:
            return render_authentication_error(request, self, exception=error)
        return response

    def extract_uid(self, data: dict[str, Any]) -> str:
        """No account is stored under it; the library looks for one all the same, by signs that a column can hold."""
        uid = str(super().extract_uid(data))
        return uid if uid.isprintable() else "unnamed"

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        """Only a plain "yes" verifies an address: some providers write the word "false", which is not nothing."""
        addresses: list[EmailAddress] = super().extract_email_addresses(data)
        for address in addresses:
            address.verified = address.verified is True or address.verified == "true"
        return addresses


class OwnSAMLProvider(AsksOnlyThis, SAMLProvider):
    """Every answer belongs to a request of this very session, and is good once."""

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **kwargs: Any
    ) -> HttpResponse:
        from allauth.socialaccount.providers.saml.utils import build_auth

        auth = build_auth(request, self)
        url = auth.login(return_to="", force_authn=process == AuthProcess.REDIRECT)
        self.stash_redirect_state(
            request, process, next_url, data, state_id=auth.get_last_request_id(), asked_at=time.time()
        )
        return HttpResponseRedirect(url)

    def unstash_redirect_state(self, request: HttpRequest, state_id: str) -> dict[str, Any]:
        try:
            state: dict[str, Any] = super().unstash_redirect_state(request, state_id)
        except PermissionDenied as error:
            raise NotAllowed(STALE) from error
        return state

    def extract_uid(self, data: Any) -> str:
        """No account is stored under it; the library wants one."""
        return str(super().extract_uid(data) or "unnamed")[:191]

    def extract_extra_data(self, data: Any) -> dict[str, Any]:
        return {
            "attributes": data.get_attributes(),
            "contexts": data.get_last_authn_contexts(),
            "response": data.get_last_response_xml(),
        }


provider_classes = [OIDCProvider, OwnSAMLProvider]
