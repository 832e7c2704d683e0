"""How a person wants to be told, and the secret address of their calendar."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from accounts.services import account_event_record
from notifications.models import CalendarFeed, Preference, new_secret
from notifications.rules import Wishes, secret_digest

# When a calendar was last read is a hint for its owner, not a log: written once in a while.
READ_NOTED_EVERY = timedelta(hours=1)


def preference_save(*, user: User, wishes: Wishes) -> Preference:
    """Keep what the person wishes; the row is made with the first wish."""
    values = {
        "language": wishes.language.value,
        "has_digest": wishes.has_digest,
        "has_immediate": wishes.has_immediate,
        "is_quiet_on_weekends": wishes.is_quiet_on_weekends,
        "quiet_until": wishes.quiet_until,
    }
    return Preference.objects.update_or_create(user=user, defaults=values)[0]


@transaction.atomic
def calendar_feed_make(*, user: User, at: datetime) -> str:
    """The secret of a new address, told this once; an address made before ends with it."""
    secret = new_secret()
    values = {"secret_sha256": secret_digest(secret), "created_at": at, "last_read_at": None}
    CalendarFeed.objects.update_or_create(user=user, defaults=values)
    account_event_record(user=user, action="calendar_address_made", by=user, at=at)
    return secret


@transaction.atomic
def calendar_feed_revoke(*, user: User, at: datetime) -> bool:
    """From now on the address leads nowhere; False where there was none."""
    count, _rows = CalendarFeed.objects.filter(user=user).delete()
    if count:
        account_event_record(user=user, action="calendar_address_revoked", by=user, at=at)
    return bool(count)


def calendar_feed_read(*, feed: CalendarFeed, at: datetime) -> None:
    """Note that a calendar program has read it."""
    if feed.last_read_at is None or at - feed.last_read_at >= READ_NOTED_EVERY:
        CalendarFeed.objects.filter(pk=feed.pk).update(last_read_at=at)
