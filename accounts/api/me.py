"""Who the API takes the asker for, and the asker's own tokens."""

from __future__ import annotations

import uuid
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.views import ApiView, operation
from accounts.enums import Role, Scope
from accounts.models import AccessToken
from accounts.permissions import roles_of
from accounts.selectors import access_tokens_of
from accounts.services import access_token_revoke
from common.api.serializers import DayField, Shown
from common.errors import NotVisible


class MeShown(Shown):
    name = serializers.CharField()
    email = serializers.EmailField()
    employee_no = serializers.CharField(allow_null=True, help_text="Null for an account with nobody of the agency.")
    roles = serializers.ListField(child=serializers.ChoiceField(choices=[role.value for role in Role]))
    scopes = serializers.ListField(
        child=serializers.ChoiceField(choices=[scope.value for scope in Scope]),
        help_text="What this access token may be used for; of a session everything.",
    )


class Me(ApiView):
    scopes = {"GET": None}

    @operation(summary="Who am I?", answers=MeShown)
    def get(self, request: Request) -> Response:
        """The account behind the session or the access token."""
        self.no_query()
        token = request.auth
        scopes = token.scopes if isinstance(token, AccessToken) else sorted(scope.value for scope in Scope)
        employee = getattr(self.person, "employee", None)
        data = {
            "name": self.person.name,
            "email": self.person.email,
            "employee_no": employee.employee_no if employee else None,
            "roles": sorted(role.value for role in roles_of(self.person)),
            "scopes": scopes,
        }
        return self.one(data)


class TokenShown(Shown):
    public_id = serializers.UUIDField()
    name = serializers.CharField()
    hint = serializers.CharField(help_text="The first signs of the token; the rest is nowhere.")
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=[scope.value for scope in Scope]))
    created_at = serializers.DateTimeField()
    expires_on = DayField(help_text="The last day on which it opens anything.")
    last_used_at = serializers.DateTimeField(allow_null=True, help_text="To some minutes.")


def shown(rows: list[AccessToken]) -> list[dict[str, Any]]:
    """Tokens as their owner sees them."""
    return list(TokenShown(rows, many=True).data)


class Tokens(ApiView):
    scopes = {"GET": None}
    ordering = ("-id",)

    @operation(summary="List my access tokens", answers=TokenShown(many=True))
    def get(self, request: Request) -> Response:
        """One's own tokens that still open something. A new one is made on the page “Access tokens” alone."""
        self.no_query()
        return self.page(access_tokens_of(self.person, self.today), shown)


class OneToken(ApiView):
    scopes = {"DELETE": None}

    @operation(summary="Revoke an access token", status=204)
    def delete(self, request: Request, public_id: uuid.UUID) -> Response:
        """One's own: from now on it opens nothing; also the one that is used for asking this."""
        if not access_tokens_of(self.person, self.today).filter(public_id=public_id).exists():
            raise NotVisible
        access_token_revoke(public_id=public_id, by=self.person, at=self.at)
        return Response(status=204)
