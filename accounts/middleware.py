"""Around every request: how long a sign-in lasts, who still has to set up a second factor, what no cache keeps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts import timekeeping
from accounts.places import network_of_request
from accounts.services import session_moved, session_seen

Answer = Callable[[HttpRequest], HttpResponse]


class NoStoreMiddleware:
    """What a signed-in person sees is kept by no cache: the next person at a shared desk finds nothing by "back"."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "Cache-Control" not in response and request.user.is_authenticated:
            response["Cache-Control"] = "no-store, private"
        return response


class SessionLimitsMiddleware:
    """Ends a sign-in that was idle too long or is too old, and notes what a person does meanwhile.

    What pages ask by themselves is no activity (`common.background`); a view says so of itself.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            at = timezone.now()
            if not timekeeping.has_begun(request.session):
                timekeeping.begin(request.session, at)
            if timekeeping.is_done(request.session, at):
                auth.logout(request)
        before = request.session.session_key
        response = self.get_response(request)
        after = request.session.session_key
        if before and after and before != after:
            session_moved(old_key=before, new_key=after)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        if not request.user.is_authenticated or _is_background(request, view):
            return
        at = timezone.now()
        if timekeeping.note_activity(request.session, at):
            key = request.session.session_key or ""
            session_seen(session_key=key, network=network_of_request(request), at=at)


def _is_background(request: HttpRequest, view: Any) -> bool:
    """A view says so of itself; a part of a page that asks for the whole page again says so in its request."""
    return getattr(view, "is_background", False) or "X-Background" in request.headers
