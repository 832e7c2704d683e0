"""Reads of the trail."""

from __future__ import annotations

from django.db.models import QuerySet

from audit.models import AuditEvent, Signature, StreamHead


def events_of(stream: str) -> QuerySet[AuditEvent]:
    """The stream's events, oldest first."""
    return AuditEvent.objects.filter(stream=stream).order_by("sequence")


def head_of(stream: str) -> StreamHead | None:
    """The last link of the stream's chain: its sequence and hash; None where nothing has happened yet."""
    return StreamHead.objects.filter(stream=stream).first()


def signatures_of(stream: str) -> QuerySet[Signature]:
    """Every signature ever given in the stream, voided rounds included, in the order they were given."""
    return Signature.objects.filter(stream=stream).order_by("id")
