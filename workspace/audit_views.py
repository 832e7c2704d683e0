"""The audit trail for its readers: recent events, and the timeline of one stream. Nothing here writes."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.enums import Action
from accounts.models import User
from accounts.permissions import has_action
from accounts.selectors import accounts_found
from audit.models import AuditEvent
from audit.selectors import events_listed, events_of, head_of
from common.errors import NotVisible
from common.looks import words
from common.paging import is_narrowed, page_of
from common.templatetags.ui import full_datetime
from workspace.audit_forms import EventFilterForm
from workspace.selectors.own import own_requests, streams_unseen_by
from workspace.selectors.trail import meant, sentence_of, streams_about, subjects_of
from workspace.views.access import user_of

# The trail grows for ever: it is looked through by asking, not by leafing to its end.
MOST_LISTED = 10_000
# The list shows how a digest begins; the stream's own page shows all of it.
SHA256 = re.compile(r"\b([0-9a-f]{12})[0-9a-f]{52}\b")


@require_safe
def streams(request: HttpRequest) -> HttpResponse:
    """Events of every stream, the latest first, filtered by stream, person, action and days."""
    user = _reader(request)
    form = EventFilterForm(request.GET)
    events = _events(form, user)
    page = page_of(events, request.GET, most=MOST_LISTED)
    subjects = subjects_of({event.stream for event in page.object_list})
    rows = [_row(event, subjects[event.stream]) for event in page.object_list]
    context = {"form": form, "page": page, "columns": _columns(), "rows": rows}
    context["is_narrowed"] = is_narrowed(form.cleaned_data)
    return render(request, "audit/streams.html", context, status=200 if form.is_valid() else 422)


@require_safe
def stream(request: HttpRequest, stream: str) -> HttpResponse:
    """One stream from its latest event back to its first, with the head of its chain."""
    user = _reader(request)
    head = head_of(stream)
    if head is None or stream in streams_unseen_by(user):
        raise NotVisible
    page = page_of(events_of(stream).exclude(own_requests(user)).reverse(), request.GET)
    subject = subjects_of([stream])[stream]
    kind, _separator, subject_id = stream.partition(":")
    context = {
        "stream": stream,
        "subject": subject,
        "kind": kind,
        "subject_id": subject_id,
        "page": page,
        "events": [_timeline_entry(event) for event in page.object_list],
        "facts": [
            {"label": _("Events"), "text": str(head.sequence)},
            {"label": _("Hash of the last event (SHA-256)"), "text": head.hash},
        ],
        "breadcrumbs": [{"label": _("Audit trail"), "url": reverse("audit:streams")}, {"label": subject}],
    }
    return render(request, "audit/stream.html", context)


def _events(form: EventFilterForm, user: User) -> QuerySet[AuditEvent]:
    if not form.is_valid():
        return AuditEvent.objects.none()
    asked = dict(form.cleaned_data)
    about, actor = asked.pop("about"), asked.pop("actor")
    events = events_listed(
        **asked,
        actor=actor,
        actors=meant(accounts_found(actor).order_by().values_list("pk", flat=True)) if actor else None,
        without=streams_unseen_by(user),
        among=streams_about(about) if about else None,
    )
    return events.exclude(own_requests(user))


def _reader(request: HttpRequest) -> User:
    """Who reads. For everybody who may not read the trail it does not exist."""
    user = user_of(request)
    if not has_action(user, Action.AUDIT_READ):
        raise NotVisible
    return user


def _columns() -> list[dict[str, str]]:
    return [{"label": label} for label in (_("When"), _("Who"), _("What"), _("About"), _("Details"))]


def _row(event: AuditEvent, subject: str) -> list[dict[str, Any]]:
    return [
        {"text": full_datetime(event.at)},
        {"text": event.actor_name},
        {"text": sentence_of(event)},
        {
            "text": subject,
            "url": reverse("audit:stream", args=[event.stream]),
            "note": f"{event.stream} #{event.sequence}",
        },
        {"text": SHA256.sub(r"\1…", details(event))},
    ]


def _timeline_entry(event: AuditEvent) -> dict[str, Any]:
    what = f"{event.sequence}. {sentence_of(event)}"
    return {"at": event.at, "actor": event.actor_name, "what": what, "text": details(event)}


def details(event: AuditEvent) -> str:
    """The event's data in one line: names and digests, as they were recorded."""
    return "; ".join(f"{words(name)}: {_plain(value)}" for name, value in sorted(event.data.items()))


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{words(name)} {_plain(part)}" for name, part in sorted(value.items()))
    if isinstance(value, list):
        return ", ".join(_plain(part) for part in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "–" if value is None or value == "" else str(value)
