"""When a failed job is tried again, and when it is given up."""

from datetime import datetime, timedelta

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


# What is done is kept for questions about yesterday, what failed until a person has looked at it.
DONE_KEPT = timedelta(days=30)
RUNS_KEPT = timedelta(days=90)
# Beat wakes the drain every 15 seconds; a worker at a long job is silent for as long as its lease at most.
SILENT_AFTER = timedelta(minutes=2)


def is_late(last_run: datetime, every: timedelta, at: datetime) -> bool:
    """True where scheduled work should have run again: a tenth of its interval is no matter, nor are ten minutes."""
    return at - last_run > every + max(every / 10, timedelta(minutes=10))


def kind_of_error(error: str) -> str:
    """What may be shown to anybody: the error's class. What follows it was said by a library about somebody's data;
    our own sentences hold no data and no colon."""
    head, colon, _rest = error.partition(": ")
    return head if colon else error
