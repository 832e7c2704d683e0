"""How long a sign-in lasts, what shows that it is still you, and what a browser calls itself. Pure: no clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

WARNED_BEFORE = timedelta(minutes=5)
NOTED_EVERY = timedelta(minutes=1)  # activity is written down no more often: each writing is a row

# What a browser's line holds → its name; the first that fits, since most of them name their rivals as well.
BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("CriOS/", "Chrome"),
    ("Safari/", "Safari"), ("curl/", "curl"), ("python-requests", "a Python program"),
)  # fmt: skip
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


# How a person was confirmed before a signature, as the signature keeps it; a provider is named after the colon.
PASSWORD, CODE, KEY, PROVIDER = "password", "authenticator_app", "security_key", "provider"
CODE_DIGITS = 6


@dataclass(frozen=True, slots=True)
class FreshProof:
    """That this account's person was confirmed a moment ago by something that no form can ask for."""

    user_id: int
    by: str
    at: datetime


def is_code(typed: str) -> bool:
    """True for what an authenticator app shows, with or without a gap; no password is that short."""
    digits = "".join(typed.split())
    return len(digits) == CODE_DIGITS and digits.isascii() and digits.isdigit()


@dataclass(frozen=True, slots=True)
class Limits:
    """After how long without activity, and after how long at all, a sign-in is over."""

    idle: timedelta
    longest: timedelta


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """Until when the sign-in lasts; `may_stay`: activity would make it longer."""

    until: datetime
    may_stay: bool

    def seconds(self, now: datetime) -> int:
        """Whole seconds left, never less than none."""
        return max(0, int((self.until - now).total_seconds()))


def time_left(*, signed_in_at: datetime, active_at: datetime, limits: Limits) -> TimeLeft:
    """The earlier of the two ends; past the warning of the later one nothing helps but signing in again."""
    idle_end, end = active_at + limits.idle, signed_in_at + limits.longest
    return TimeLeft(min(idle_end, end), may_stay=idle_end < end)


def is_over(*, signed_in_at: datetime, active_at: datetime, limits: Limits, now: datetime) -> bool:
    """True where either limit is reached."""
    return now >= time_left(signed_in_at=signed_in_at, active_at=active_at, limits=limits).until


def device_words(user_agent: str) -> str:
    """Browser and system, as far as the line says: "Firefox on Windows"."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    if browser and system:
        return f"{browser} on {system}"
    return browser or system or "An unknown browser"
