"""Signing in, staying signed in, and where one is signed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.views import LoginView
from allauth.mfa.base.views import IndexView
from allauth.socialaccount.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import timekeeping
from accounts.forms import SessionEndForm
from accounts.models import User
from accounts.selectors import demo_signins, lacks_second_factor, open_sessions_of, ways_to_confirm
from accounts.services import session_end, sessions_end_others
from accounts.tables import session_rows
from common.background import background


class SignInView(LoginView):
    """The library's sign-in; the agency's own providers stand beside it, and in the demo its people."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        request, wanted = self.request, self.get_success_url() or ""
        after = {"next": wanted} if wanted else {}
        offered = [
            {"name": provider.name, "url": provider.get_login_url(request, **after)}
            for provider in get_adapter().list_providers(request)
        ]
        return {**super().get_context_data(**kwargs), "providers": offered, "demo_signins": demo_signins()}


class SecondFactorView(IndexView):
    """What one has as second factor; whose role needs one and has none reads that first."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_missing = not settings.DEMO and lacks_second_factor(self.request.user, self.request.session)
        return {**super().get_context_data(**kwargs), "is_missing": is_missing}


@require_safe
@never_cache
@login_not_required
@background
def session(request: HttpRequest) -> HttpResponse:
    """For scripts: who is signed in, a form token, and for how long yet; otherwise 401.

    Asking keeps nobody signed in.
    """
    if not isinstance(request.user, User):
        return JsonResponse({}, status=401)
    return JsonResponse({"token": get_token(request), "account": str(request.user.pk), **_time_left(request)})


@require_POST
@never_cache
def stay(request: HttpRequest) -> HttpResponse:
    """The person is there: they said so, or wrote something in a form that is not saved by itself."""
    request.session[timekeeping.ACTIVE] = timezone.now().timestamp()
    return JsonResponse(_time_left(request))


def _time_left(request: HttpRequest) -> dict[str, Any]:
    at = timezone.now()
    left = timekeeping.left(request.session, at)
    return {"seconds_left": left.seconds(at), "may_stay": left.may_stay}


@require_safe
def signed_in(request: HttpRequest) -> HttpResponse:
    """Where a window leads that was opened to sign in, or to be confirmed, beside one in which somebody writes."""
    return render(request, "accounts/signed_in.html")


@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """Where one is signed in; posting ends one of them, or all the others."""
    at, user, key = timezone.now(), request.user, request.session.session_key or ""
    form = SessionEndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["do"] == "end":
            session_end(session=form.cleaned_data["session"], by=user, at=at)
            messages.success(request, _("That session has ended."))
        else:
            count = sessions_end_others(keep=key, by=user, at=at)
            ended = ngettext("%(count)s other session has ended.", "%(count)s other sessions have ended.", count)
            messages.success(request, ended % {"count": count})
        return redirect("accounts:sessions")
    rows = session_rows(open_sessions_of(user, at), current=key)
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/sessions.html", {"rows": rows, "form": form}, status=status)


def confirmed_by_provider(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Whoever has neither password nor factor is asked again by their provider before a change of what signs them in.

    The library would ask them nothing.
    """

    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if isinstance(request.user, User):
            ways = ways_to_confirm(request.session, request.user, timezone.now())
            can_be_asked = ways.has_password or ways.has_app or ways.has_key
            if ways.provider and not can_be_asked and ways.fresh is None:
                asked = urlencode({"process": "redirect", "next": request.get_full_path()})
                return HttpResponseRedirect(f"{ways.provider}?{asked}")
        return view(request, *args, **kwargs)

    return guarded
