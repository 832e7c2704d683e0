"""Whoever's role needs a second factor and has none reaches only the pages that set one up, and the way out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.selectors import lacks_second_factor

# By the names of addresses. Healthz and static files ask nobody who they are.
OPEN = {
    "mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_view_recovery_codes", "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn", "account_reauthenticate", "account_logout", "accounts:session", "accounts:stay",
    "openid_connect_login", "openid_connect_callback", "saml_login", "saml_acs",
    "saml_finish_acs", "healthz", "readyz",
}  # fmt: skip
SENTENCE = "Your role needs a second factor, and your account has none yet. Set one up; then everything is open to you."


class SecondFactorMiddleware:
    """Refuses with a sentence and the way to mend it: pages 403, the address after the sign-in leads there itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        is_open = match is not None and match.view_name in OPEN
        if is_open or settings.DEMO or not isinstance(request.user, User):
            return None
        if not lacks_second_factor(request.user, request.session):
            return None
        return _refusal(request)


def _refusal(request: HttpRequest) -> HttpResponse:
    url = reverse("mfa_index")
    if request.path == reverse("home") and request.method == "GET":
        return HttpResponseRedirect(url)
    if not request.accepts("text/html") or request.path.startswith("/api/"):
        return JsonResponse({"title": _("A second factor is missing"), "detail": SENTENCE, "url": url}, status=403)
    context = {"title": _("A second factor is missing"), "sentence": SENTENCE, "url": url, "url_label": _("Set it up")}
    return render(request, "accounts/second_factor_missing.html", context, status=403)
