"""What every page shows around its content."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts import timekeeping
from accounts.models import User
from accounts.permissions import roles_of
from accounts.rules import WARNED_BEFORE
from accounts.selectors import lacks_second_factor
from notifications.selectors import unread_count
from workspace.selectors.navigation import Place, places_of
from workspace.selectors.tasks import Task, tasks_of

Items = Callable[[], list[dict[str, Any]]]


def site(request: HttpRequest) -> dict[str, Any]:
    """Agency, menu and roles. The menu is a callable, so that parts of pages that show none read nothing for it."""
    context: dict[str, Any] = {"agency_name": settings.AGENCY_NAME, "is_demo": settings.DEMO}
    user = getattr(request, "user", None)
    if isinstance(user, User):
        context["nav_items"] = _menu(request, user)
        context["notices_url"] = reverse("notifications:notices")
        context["unread_notices"] = _kept(request, "_unread_notices", lambda: unread_count(user))
        context["is_second_factor_advised"] = lambda: settings.DEMO and lacks_second_factor(user, request.session)
        context["seconds_left"] = lambda: _seconds_left(request)
        context["warn_seconds"] = int(WARNED_BEFORE.total_seconds())
        context["role_words"] = sorted(role.label for role in roles_of(user))
    return context


def _seconds_left(request: HttpRequest) -> int:
    """For how long the sign-in lasts; the page warns before."""
    at = timezone.now()
    return timekeeping.left(request.session, at).seconds(at)


def _kept(request: HttpRequest, name: str, read: Callable[[], int]) -> Callable[[], int]:
    """A number that a page may show, read when it does and once."""

    def number() -> int:
        if name not in request.__dict__:
            request.__dict__[name] = read()
        kept: int = request.__dict__[name]
        return kept

    return number


def tasks_for(request: HttpRequest, user: User) -> list[Task]:
    """The person's tasks, read once per request: the menu counts them, the home page lists them."""
    kept: dict[str, list[Task]] = request.__dict__
    if "_tasks" not in kept:
        kept["_tasks"] = tasks_of(user, timezone.localdate(timezone.now()))
    return kept["_tasks"]


def _menu(request: HttpRequest, user: User) -> Items:
    def items() -> list[dict[str, Any]]:
        if "_menu" not in request.__dict__:
            request.__dict__["_menu"] = [_item(request, user, place) for place in places_of(user)]
        kept: list[dict[str, Any]] = request.__dict__["_menu"]
        return kept

    return items


def _item(request: HttpRequest, user: User, place: Place) -> dict[str, Any]:
    url = reverse(place.url_name)
    is_home = place.url_name == "home"
    is_counted = is_home and "is_refused" not in request.__dict__
    return {
        "label": place.label,
        "url": url,
        "about": place.about,
        "is_current": request.path == url if is_home else request.path.startswith(url),
        "count": len(tasks_for(request, user)) if is_counted else 0,
    }
