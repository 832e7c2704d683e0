"""The words of each kind of notice: the room whose fact it is says them, in its `notice_words.py`.

This room lies below and carries notices without knowing what they are about.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from django.utils.formats import date_format
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import pgettext

if TYPE_CHECKING:
    from notifications.models import Notice


@dataclass(frozen=True, slots=True)
class Invitation:
    """A meeting as calendars take it: the iCalendar text, and what it asks of them (REQUEST, CANCEL)."""

    text: bytes
    method: str


@dataclass(frozen=True, slots=True)
class NoticeWords:
    """What a notice says: a title of one line, a sentence, and what its link does."""

    title: str
    sentence: str
    action: str
    invitation: Invitation | None = None


def day_words(day: date | None) -> str:
    """The day in full, as the active language writes it: July 6, 2026; 6 de julio de 2026. Empty for None."""
    return date_format(day, pgettext("date format", "F j, Y")) if day else ""


Words = Callable[["Notice"], NoticeWords]
Registered = TypeVar("Registered", bound=Words)
_words: dict[str, Words] = {}


def words_for(*kinds: str) -> Callable[[Registered], Registered]:
    """`@words_for("issued")` on a callable(notice) that gives its words.

    It is called with the recipient's language active, so that gettext and Django's date formats speak it. Raises
    ValueError for a kind that has words already.
    """

    def register(function: Registered) -> Registered:
        for kind in kinds:
            if kind in _words:
                raise ValueError(f"Notices of the kind {kind} have their words already.")
            _words[kind] = function
        return function

    return register


def known_kinds() -> frozenset[str]:
    """Every kind that some room has words for."""
    autodiscover_modules("notice_words")
    return frozenset(_words)


def words_of(notice: Notice) -> NoticeWords:
    """The notice's words in the active language. Raises LookupError where no room has words for its kind."""
    if notice.kind not in _words:
        autodiscover_modules("notice_words")
    if notice.kind not in _words:
        raise LookupError(f"No room has words for notices of the kind {notice.kind}.")
    return _words[notice.kind](notice)
