"""One's access tokens: listed, made, revoked. A new one's text stands on the answer to the form and nowhere else."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts.enums import Scope
from accounts.models import AccessToken, User
from accounts.selectors import access_token_get, access_tokens_of, is_vouched_for, ways_to_confirm
from accounts.services import TokenRefused, WrongPassword, access_token_create, access_token_revoke
from accounts.token_forms import AccessTokenForm
from accounts.token_tables import scope_words, token_rows
from common.errors import Conflict, NotVisible


@sensitive_post_parameters("password")
@sensitive_variables("text", "made")
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """The tokens that open something, and a form that makes another one. A new one is answered at once: 201."""
    user = _user_of(request)
    ways = ways_to_confirm(request.session, user, timezone.now())
    vouched = is_vouched_for(user, request.session)
    form = AccessTokenForm(request.POST if request.method == "POST" else None, ways=ways)
    status = 200
    if request.method == "POST":
        made, status = _make(user, form, is_vouched_for=vouched)
        if made is not None:
            token, text = made
            return render(request, "accounts/token_made.html", _told(token, text), status=201)
    context = {"form": form, "table": token_rows(access_tokens_of(user, timezone.localdate()))}
    return render(request, "accounts/tokens.html", context, status=status)


@sensitive_variables()
def _make(user: User, form: AccessTokenForm, *, is_vouched_for: bool) -> tuple[tuple[AccessToken, str] | None, int]:
    """The token with its text, or None and the status; the form then says why not."""
    if not form.is_valid():
        return None, 422
    values = {**form.cleaned_data, "scopes": [Scope(value) for value in form.cleaned_data["scopes"]]}
    values.pop("password", None)
    values |= {"proof": form.proof, "is_vouched_for": is_vouched_for}
    try:
        return access_token_create(user=user, **values, at=timezone.now()), 201
    except WrongPassword as error:
        form.add_error("password" if "password" in form.fields else None, error.sentence)
        return None, error.status_code
    except TokenRefused as error:
        form.add_error(error.field, error.sentence)
        return None, error.status_code
    except Conflict as error:
        form.add_error(None, error.sentence)
        return None, error.status_code


def _told(token: AccessToken, text: str) -> dict[str, Any]:
    address = f"{settings.SITE_URL}{reverse('api:me')}"
    return {
        "token": token,
        "text": text,
        "curl": f'curl -H "Authorization: Bearer {text}" {address}',
        "facts": [
            {"label": _("Name"), "text": token.name},
            {"label": _("May be used for"), "text": scope_words(token)},
            {"label": _("Last day"), "date": token.expires_on},
        ],
        "breadcrumbs": _breadcrumbs(_("New token")),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def token_revoke(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask, then revoke: one's own, and anybody's by a system administrator."""
    user = _user_of(request)
    token = access_token_get(public_id, user)
    is_own = token.user_id == user.pk
    back = reverse("accounts:tokens") if is_own else reverse("accounts:account", args=[token.user_id])
    if request.method == "POST":
        access_token_revoke(public_id=public_id, by=user, at=timezone.now())
        messages.success(request, _("The token %(name)s opens nothing any more.") % {"name": token.name})
        return redirect(back)
    facts = [
        {"label": _("Name"), "text": token.name},
        {"label": _("Begins with"), "text": f"{token.hint}…"},
        {"label": _("May be used for"), "text": scope_words(token)},
    ]
    owner = [] if is_own else [{"label": _("Of"), "text": str(token.user)}]
    context = {"facts": [*owner, *facts], "cancel_url": back, "breadcrumbs": _trail_of(token, is_own=is_own)}
    return render(request, "accounts/token_revoke.html", context)


def _trail_of(token: AccessToken, *, is_own: bool) -> list[dict[str, str]]:
    if is_own:
        return _breadcrumbs(_("Revoke"))
    account = {"label": str(token.user), "url": reverse("accounts:account", args=[token.user_id])}
    return [{"label": _("Accounts"), "url": reverse("accounts:accounts")}, account, {"label": _("Revoke")}]


def _breadcrumbs(here: str) -> list[dict[str, str]]:
    return [{"label": _("Access tokens"), "url": reverse("accounts:tokens")}, {"label": here}]


def _user_of(request: HttpRequest) -> User:
    """The person; the sign-in middleware has seen to it that there is one."""
    if not isinstance(request.user, User):
        raise NotVisible
    return request.user
