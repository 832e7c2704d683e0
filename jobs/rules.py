"""When a failed job is tried again, and when it is given up."""

from datetime import timedelta

MAX_ATTEMPTS = 8
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
# Longer than any handler takes: after it the worker counts as dead and another one takes over.
LEASE = timedelta(minutes=5)


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many failed attempts: 30 seconds, doubled each time, an hour at most."""
    doublings = max(attempts, 1) - 1
    # 2 ** 7 pauses of 30 seconds are beyond an hour; no number is ever larger than that.
    factor: int = 2 ** min(doublings, 7)
    return min(FIRST_PAUSE * factor, LONGEST_PAUSE)


def is_given_up(attempts: int) -> bool:
    """True after the last attempt: the job stays, failed and visible, until a person looks at it."""
    return attempts >= MAX_ATTEMPTS
