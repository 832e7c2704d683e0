"""Reads of the trail."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from audit.models import AuditEvent, ImportRun, Signature, StreamHead

# Ids or names: written out where they are few, so that an index leads to each; as a query where they are many.
Meant = Collection[Any] | QuerySet[Any, Any]
# Some dozens of actions among millions of events: from one name to the next along the index.
_ACTIONS = """
    WITH RECURSIVE names (action) AS (
        (SELECT action FROM audit_auditevent ORDER BY action LIMIT 1)
        UNION ALL
        SELECT (SELECT action FROM audit_auditevent WHERE action > names.action ORDER BY action LIMIT 1)
        FROM names WHERE names.action IS NOT NULL
    )
    SELECT action FROM names WHERE action IS NOT NULL
"""


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
    actors: Meant | None = None,
    action: str = "",
    since: date | None = None,
    until: date | None = None,
    without: Collection[str] = (),
    among: Sequence[Meant] | None = None,
) -> QuerySet[AuditEvent]:
    """Events for the auditor's list, the latest first; both days belong to the span, as local calendar dates.

    `stream` is the beginning of a stream's name, `actor` words of the name that somebody had then, `actors` the ids
    of the accounts that are meant as well, `action` words of its name; `without` names streams that are left out,
    `among` are the only ones that are asked for.
    """
    events = AuditEvent.objects.exclude(stream__in=without).order_by("-id")
    if among is not None:
        events = events.filter(_any_of(Q(stream__in=streams) for streams in among))
    if stream:
        events = events.filter(stream__startswith=stream)
    if action:
        events = events.filter(action__in=_actions_with(action.casefold().split()))
    if actor:
        events = events.filter(_named(actor) | (Q() if actors is None else Q(actor_id__in=actors)))
    if since:
        events = events.filter(at__gte=_midnight(since))
    if until:
        events = events.filter(at__lt=_midnight(until + timedelta(days=1)))
    return events


def _any_of(conditions: Iterable[Q]) -> Q:
    found = Q(pk__in=[])
    for condition in conditions:
        found |= condition
    return found


def _named(actor: str) -> Q:
    named = Q()
    for word in actor.split():
        named &= Q(actor_name__icontains=word)
    return named


def _actions_with(wanted: Sequence[str]) -> list[str]:
    """The actions that have happened and whose name holds all the words."""
    with connection.cursor() as cursor:
        cursor.execute(_ACTIONS)
        names = [name for (name,) in cursor.fetchall()]
    return [name for name in names if all(word in name.replace("_", " ") for word in wanted)]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
