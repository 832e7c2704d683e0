"""Open sign-ins: begun, seen, ended one by one or all the others. Each end by a person is an event of the account."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction

from accounts.models import OpenSession, User
from accounts.rules import device_words
from accounts.services.users import account_event_record
from common.errors import NotVisible


def session_begin(*, user: User, session_key: str, user_agent: str, network: str, at: datetime) -> OpenSession:
    """Put a new sign-in on the list, and take from it what is over: whose session has run out or was ended."""
    known = OpenSession.objects.filter(user=user)
    known.exclude(session_key__in=Session.objects.filter(expire_date__gt=at).values("session_key")).delete()
    row, _is_new = OpenSession.objects.update_or_create(
        session_key=session_key,
        defaults={
            "user": user,
            "device": device_words(user_agent),
            "network": network,
            "signed_in_at": at,
            "last_seen_at": at,
        },
    )
    return row


def session_moved(*, old_key: str, new_key: str) -> None:
    """The same sign-in under a new key, as after a change of the password."""
    OpenSession.objects.filter(session_key=old_key).update(session_key=new_key)


def session_seen(*, session_key: str, network: str, at: datetime) -> None:
    """Note when and where it was last seen."""
    OpenSession.objects.filter(session_key=session_key).update(last_seen_at=at, network=network)


@transaction.atomic
def session_end(*, session: int, by: User, at: datetime) -> None:
    """End one of one's own sign-ins, at once. Raises NotVisible: it is somebody else's, or over already."""
    row = OpenSession.objects.select_for_update().filter(pk=session, user=by).first()
    if row is None:
        raise NotVisible
    _end([row.session_key])
    account_event_record(user=by, action="session_ended", by=by, at=at, data={"device": row.device})


@transaction.atomic
def sessions_end_others(*, keep: str, by: User, at: datetime) -> int:
    """End every sign-in of one's own but the one with the key `keep`; how many."""
    keys = list(OpenSession.objects.filter(user=by).exclude(session_key=keep).values_list("session_key", flat=True))
    _end(keys)
    account_event_record(user=by, action="other_sessions_ended", by=by, at=at, data={"sessions": len(keys)})
    return len(keys)


def session_forget(*, session_key: str) -> None:
    """Take a sign-in from the list that is over: signed out, or a limit was reached."""
    OpenSession.objects.filter(session_key=session_key).delete()


def sessions_forget(*, user: User, keep: Collection[str] = ()) -> None:
    """Take from the list what ended with the password, the epoch or the account."""
    OpenSession.objects.filter(user=user).exclude(session_key__in=keep).delete()


def _end(keys: list[str]) -> None:
    Session.objects.filter(session_key__in=keys).delete()
    OpenSession.objects.filter(session_key__in=keys).delete()
