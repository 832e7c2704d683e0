"""A person's own notices, and how they want to be told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from common.errors import NotVisible
from common.templatetags.ui import full_datetime
from notifications.forms import WishesForm
from notifications.models import Notice
from notifications.selectors import calendar_feed_of, notices_listed, wishes_of
from notifications.services import notices_read
from notifications.services.mail_text import safe_words
from notifications.services.preferences import calendar_feed_make, calendar_feed_revoke, preference_save

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class Row:
    """One notice as the list shows it; its words are in the person's language."""

    title: str
    sentence: str
    url: str
    due: date | None
    said_on: date
    is_new: bool
    is_done: bool


def user_of(request: HttpRequest) -> User:
    """The person who is signed in; the sign-in middleware has seen to it that there is one."""
    if not isinstance(request.user, User):
        raise NotVisible
    return request.user


@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: HttpRequest) -> HttpResponse:
    """One's own notices, the unread first; posting marks all as read."""
    user = user_of(request)
    if request.method == "POST":
        notices_read(recipient=user, at=timezone.now())
        return redirect("notifications:notices")
    page = Paginator(notices_listed(user), PAGE_SIZE).get_page(request.GET.get("page"))
    language = wishes_of(user).language.value
    with translation.override(language):
        rows = [_row(notice) for notice in page.object_list]
    context = {
        "page": page,
        "rows": rows,
        "language": language,
        "today": timezone.localdate(),
        "has_new": any(row.is_new for row in rows),  # the unread stand first
    }
    return render(request, "notifications/notices.html", context)


def _row(notice: Notice) -> Row:
    words = safe_words(notice)
    return Row(
        title=words.title,
        sentence=words.sentence,
        url=reverse("notifications:open", args=[notice.pk]),
        due=notice.due_on if notice.is_action else None,
        said_on=timezone.localdate(notice.created_at),
        is_new=notice.read_at is None and notice.done_at is None,
        is_done=notice.done_at is not None,
    )


@require_safe
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to what the notice is about; from then on it is read."""
    user = user_of(request)
    notice = Notice.objects.filter(pk=pk, recipient=user).first()
    if notice is None:
        raise NotVisible
    notices_read(recipient=user, at=timezone.now(), ids=[notice.pk])
    return HttpResponseRedirect(notice.path)


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """How one wants to be told, and the secret address of one's calendar, which is shown once."""
    user, at = user_of(request), timezone.now()
    do = request.POST.get("do", "") if request.method == "POST" else ""
    if do == "calendar_make":
        address = settings.SITE_URL + reverse("calendar_feed", args=[calendar_feed_make(user=user, at=at)])
        return _preferences_page(request, user, WishesForm.showing(wishes_of(user)), address=address)
    if do == "calendar_revoke":
        if calendar_feed_revoke(user=user, at=at):
            messages.success(request, _("The calendar's address leads nowhere any more."))
        return redirect("notifications:settings")
    if request.method != "POST":
        return _preferences_page(request, user, WishesForm.showing(wishes_of(user)))
    form = WishesForm(request.POST)
    if not form.is_valid():
        return _preferences_page(request, user, form, status=422)
    preference_save(user=user, wishes=form.wishes)
    messages.success(request, _("Saved. From now on you are told like this."))
    return redirect("notifications:settings")


def _preferences_page(
    request: HttpRequest, user: User, form: WishesForm, *, address: str = "", status: int = 200
) -> HttpResponse:
    feed = calendar_feed_of(user)
    breadcrumbs = [{"label": _("Notices"), "url": reverse("notifications:notices")}, {"label": _("How you are told")}]
    context: dict[str, Any] = {"form": form, "feed": feed, "address": address}
    context["breadcrumbs"] = breadcrumbs
    if feed is not None:
        read = full_datetime(feed.last_read_at) or _("Not yet")
        context["facts"] = [
            {"label": _("Address made"), "text": full_datetime(feed.created_at)},
            {"label": _("Last read by a calendar program"), "text": read},
        ]
    return render(request, "notifications/settings.html", context, status=status)
