"""How many queries something takes: compared between one row and three, since what is around a page may change."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext


def queries_of(action: Callable[..., object], *args: object) -> int:
    """The number of queries that the action makes with these arguments."""
    with CaptureQueriesContext(connection) as captured:
        action(*args)
    return len(captured)
