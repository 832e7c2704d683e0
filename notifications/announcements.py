"""Which events of the audit trail are told to webhooks, and as what, and which of these messages somebody who keeps
webhooks does not see: the room whose fact it is says so, in its `webhook_events.py`. This room lies below and tells
without knowing what it is about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils.module_loading import autodiscover_modules

from accounts.models import User
from notifications.enums import WebhookEvent


@dataclass(frozen=True, slots=True)
class Announcement:
    """Events with this `action`, in streams of this `family` (the word before their colon), are told as `kind`.

    `resource` is the path of the REST resource, in which `{id}` stands for what follows the colon. Where one action
    covers two things, `with_key` takes the events whose data have that key (it names the stream that they are about),
    `without_key` those whose data have not.
    """

    kind: WebhookEvent
    action: str
    family: str
    resource: str
    with_key: str = ""
    without_key: str = ""


_announcements: dict[WebhookEvent, Announcement] = {}


def announce(*announcements: Announcement) -> None:
    """Register them. Raises ValueError for a kind that has its events already."""
    for announcement in announcements:
        if announcement.kind in _announcements:
            raise ValueError(f"What {announcement.kind.value} stands for is said already.")
        _announcements[announcement.kind] = announcement


def announcements() -> Iterable[Announcement]:
    """What every room has registered."""
    autodiscover_modules("webhook_events")
    return tuple(_announcements.values())


Hides = Callable[[User], Q]
_hides: list[Hides] = []


def hides(which: Hides) -> Hides:
    """Register what a room hides from a reader: a condition on `WebhookDelivery`. The message is sent all the same."""
    _hides.append(which)
    return which


def hidden_from(user: User) -> Q:
    """The messages that are not there for this reader, in no list, no count and no step."""
    autodiscover_modules("webhook_events")
    return reduce(or_, (which(user) for which in _hides), Q(pk__in=[]))
