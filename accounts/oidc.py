"""What an OpenID provider answers, checked: the ID token's signature, issuer, audience, times, and whose it is."""

from __future__ import annotations

from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView, OAuth2View
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse

# With a public key; what a token's own head names is held against this list.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
SECONDS_OFF = 60  # how far the provider's clock may be from ours


class OIDCAdapter(OpenIDConnectOAuth2Adapter):
    """The library trusts a token that came straight from the provider; here its signature is checked all the same."""

    def complete_login(self, request: HttpRequest, app: Any, token: SocialToken, **kwargs: Any) -> SocialLogin:
        id_token = kwargs["response"].get("id_token")
        if not id_token:
            raise OAuth2Error("The provider sent no ID token.")
        data = {"id_token": self._decode_id_token(app, id_token)}
        if app.settings.get("fetch_userinfo"):
            told = self._fetch_user_info(token.token)
            if told.get("sub") != data["id_token"]["sub"]:  # OpenID Connect Core §5.3.2
                raise OAuth2Error("The provider spoke of two different people.")
            data["userinfo"] = told
        return self.get_provider().sociallogin_from_response(request, data)

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        try:
            claims: dict[str, Any] = jwt.decode(
                id_token,
                key=self._key_of(id_token),
                algorithms=ALGORITHMS,
                audience=app.client_id,
                issuer=self.openid_config["issuer"],
                leeway=SECONDS_OFF,
                options={"require": ["exp", "iat", "iss", "aud", "sub"]},
            )
        except (jwt.PyJWTError, KeyError, ValueError) as error:
            raise OAuth2Error(f"The ID token is not acceptable: {error}") from error
        return claims

    def _key_of(self, id_token: str) -> Any:
        """The provider's key that the token names; the only one where it names none."""
        name = jwt.get_unverified_header(id_token).get("kid")
        with get_adapter().get_requests_session() as session:
            response = session.get(self.openid_config["jwks_uri"])
            response.raise_for_status()
        keys = jwt.PyJWKSet.from_dict(response.json()).keys
        fitting = [key for key in keys if key.key_id == name] if name else keys
        if len(fitting) != 1:
            raise OAuth2Error("The ID token names a key that the provider does not publish.")
        return fitting[0].key


@login_not_required
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """To the provider."""
    return _answer(OAuth2LoginView, request, provider_id)


@login_not_required
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from it. The library's own address would check less."""
    return _answer(OAuth2CallbackView, request, provider_id)


def _answer(view: type[OAuth2View], request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        response: HttpResponse = view.adapter_view(OIDCAdapter(request, provider_id))(request)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    return response
