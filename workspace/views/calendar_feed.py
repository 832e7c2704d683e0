"""A person's calendar at its secret address: for calendar programs, which do not sign in."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.calendars import feed_text
from common.errors import NotVisible
from common.rates import check_rate, network_of
from notifications.selectors import calendar_feed_for, wishes_of
from notifications.services.preferences import calendar_feed_read
from workspace.selectors.calendar_feed import calendar_entries

TRIES, TRIES_SECONDS = 60, 60


@require_safe
@login_not_required
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar. An address that is unknown, revoked or of a closed account is simply not there (404)."""
    feed = calendar_feed_for(secret)
    # Calendar services ask for thousands of people from one place: each calendar is counted for itself, and only who
    # asks for what is not there by where they come from.
    visitor = network_of(request.META.get("REMOTE_ADDR") or "0.0.0.0")  # noqa: S104 - no socket is bound
    asked = f"calendar:{feed.pk}" if feed else f"no-calendar:{visitor}"
    sentence = _("This address was asked too often. Wait a minute, then try again.")
    check_rate(asked, limit=TRIES, seconds=TRIES_SECONDS, sentence=sentence)
    if feed is None:
        raise NotVisible
    at = timezone.now()
    calendar_feed_read(feed=feed, at=at)
    with translation.override(wishes_of(feed.user).language.value):
        body = feed_text(calendar_entries(feed.user, timezone.localdate(at)), name=settings.AGENCY_NAME)
    etag = f'"{hashlib.sha256(body).hexdigest()}"'
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="calendar.ics"'
    response["Cache-Control"] = "private, max-age=300"
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response
