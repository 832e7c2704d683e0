"""Who asks: a browser's session, or a program with an access token; and whether the token was made for this."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from accounts.enums import Scope
from accounts.models import AccessToken, User
from accounts.services import TokenUnknown, access_token_use

KEYWORD = "bearer"
LONGEST_TOKEN = 200


class AccessTokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer fairstep_…` (RFC 6750)."""

    def authenticate(self, request: Request) -> tuple[User, AccessToken] | None:
        """None where the header names no token; raises AuthenticationFailed (401) where it opens nothing."""
        kind, _space, text = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != KEYWORD:
            return None
        text = text.strip()
        if not text.isascii() or len(text) > LONGEST_TOKEN:
            raise AuthenticationFailed(TokenUnknown().sentence)
        try:
            token = access_token_use(text=text, at=timezone.now())
        except TokenUnknown as unknown:
            raise AuthenticationFailed(unknown.sentence) from None
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class AccessTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # untyped there
    """How the description of the API speaks of it."""

    target_class = "accounts.api.sign_in.AccessTokenAuthentication"
    name = "accessToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "An access token from the page “Access tokens”."}


class IsSignedInFor(BasePermission):
    """Denies by default: a view says which scope each of its methods needs, or answers to nobody.

    A session has every scope. What the person may do at all is asked by the services, as everywhere.
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        if isinstance(request.user, AnonymousUser) or not request.user.is_active:
            return False
        scopes: dict[str, Scope | None] = getattr(view, "scopes", {})
        method = "GET" if request.method == "HEAD" else str(request.method)
        if not hasattr(view, method.lower()):
            return True  # there is no such method, which the view says itself (405)
        if method not in scopes:
            return False
        scope = scopes[method]
        if scope is None or request.auth is None or scope.value in request.auth.scopes:
            return True
        raise PermissionDenied(f"This access token was not made for that: it lacks the scope {scope.value}.")


class EachPerson(SimpleRateThrottle):
    """So many requests in a time, counted by person. Whoever is not signed in is refused before it is asked."""

    scope = "person"

    def get_cache_key(self, request: Request, view: Any) -> str:
        return self.cache_format % {"scope": self.scope, "ident": request.user.pk}


class EachWriter(EachPerson):
    """Writing costs more than reading: a tighter limit of its own."""

    scope = "writer"

    def allow_request(self, request: Request, view: Any) -> bool:
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return True
        return bool(super().allow_request(request, view))
