"""Reads of the trail."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from audit.models import AuditEvent, ImportRun, Signature, StreamHead


def events_of(stream: str) -> QuerySet[AuditEvent]:
    """The stream's events, oldest first."""
    return AuditEvent.objects.filter(stream=stream).order_by("sequence")


def head_of(stream: str) -> StreamHead | None:
    """The last link of the stream's chain: its sequence and hash; None where nothing has happened yet."""
    return StreamHead.objects.filter(stream=stream).first()


def import_run_of(stream: str) -> ImportRun:
    """The applied import that the stream `import:<public id>` is about. Raises DoesNotExist."""
    return ImportRun.objects.get(public_id=stream.partition(":")[2])


def signatures_of(stream: str) -> QuerySet[Signature]:
    """Every signature ever given in the stream, voided rounds included, in the order they were given."""
    return Signature.objects.filter(stream=stream).order_by("id")


def events_listed(
    *,
    stream: str = "",
    actor: str = "",
    action: str = "",
    since: date | None = None,
    until: date | None = None,
    without: Collection[str] = (),
    among: Collection[str] | None = None,
) -> QuerySet[AuditEvent]:
    """Events for the auditor's list, the latest first; both days belong to the span, as local calendar dates.

    `stream` is the beginning of a stream's name, `actor` words of a name, `action` a part of its name; `without`
    names streams that are left out, `among` the only ones that are asked for.
    """
    events = AuditEvent.objects.exclude(stream__in=without).order_by("-id")
    if among is not None:
        events = events.filter(stream__in=among)
    if stream:
        events = events.filter(stream__startswith=stream)
    if action:
        events = events.filter(action__icontains=action.strip().replace(" ", "_"))
    for word in actor.split():
        events = events.filter(actor_name__icontains=word)
    if since:
        events = events.filter(at__gte=_midnight(since))
    if until:
        events = events.filter(at__lt=_midnight(until + timedelta(days=1)))
    return events


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
