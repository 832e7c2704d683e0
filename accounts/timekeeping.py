"""What a session remembers of its own age, and what the settings make of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

from accounts.rules import NOTED_EVERY, Limits, TimeLeft, is_over, time_left

SIGNED_IN, ACTIVE = "signed_in_at", "active_at"


def limits() -> Limits:
    """As the settings say."""
    return Limits(timedelta(minutes=settings.SESSION_IDLE_MINUTES), timedelta(hours=settings.SESSION_MAX_HOURS))


def begin(session: SessionBase, at: datetime) -> None:
    """A sign-in begins: both clocks start."""
    session[SIGNED_IN] = session[ACTIVE] = at.timestamp()


def has_begun(session: SessionBase) -> bool:
    """False for a session that was made without a sign-in of ours."""
    return SIGNED_IN in session and ACTIVE in session


def left(session: SessionBase, at: datetime) -> TimeLeft:
    """Until when this sign-in lasts."""
    if not has_begun(session):
        begin(session, at)
    return time_left(signed_in_at=_time(session, SIGNED_IN), active_at=_time(session, ACTIVE), limits=limits())


def is_done(session: SessionBase, at: datetime) -> bool:
    """True where it was idle too long, or is simply too old."""
    return is_over(
        signed_in_at=_time(session, SIGNED_IN), active_at=_time(session, ACTIVE), limits=limits(), now=at
    )  # fmt: skip


def note_activity(session: SessionBase, at: datetime) -> bool:
    """The person did something. True where that was worth writing down."""
    if at - _time(session, ACTIVE) < NOTED_EVERY:
        return False
    session[ACTIVE] = at.timestamp()
    return True


def _time(session: SessionBase, name: str) -> datetime:
    return datetime.fromtimestamp(session[name], tz=UTC)
