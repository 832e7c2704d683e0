"""What several views of the rating form say in the same words, and the way back to its field."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.utils import dateformat, timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from evaluations.forms.rating import RatingForm


def saved_words(saved_at: datetime, at: datetime) -> str:
    """Saved at 2:41 p.m.; with the date where that was another day than `at`."""
    local = timezone.localtime(saved_at)
    if local.date() == timezone.localdate(at):
        return _("Saved at %(time)s") % {"time": time_words(saved_at)}
    return _("Saved on %(date)s at %(time)s") % {
        "date": dateformat.format(local, "F j, Y"),
        "time": time_words(saved_at),
    }


def time_words(moment: datetime) -> str:
    """2:41 p.m., in the local time zone."""
    return dateformat.format(timezone.localtime(moment), "g:i a")


def place_in_form(request: HttpRequest, form: RatingForm) -> str:
    """The query that leads back to the field that had the focus; empty where the post names none."""
    name = request.POST.get("field", "")
    return f"?{urlencode({'field': name})}" if name in form.fields else ""
