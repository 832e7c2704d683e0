"""A name for each request: in its answer, in every line that is logged for it, and on the jobs that it asks for."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

HEADER = "X-Request-ID"
LONGEST = 64
# What somebody else named is taken over only in this shape: it is written to the log and to a column.
_SAFE = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._-]{{7,{LONGEST - 1}}}")
_current: ContextVar[str] = ContextVar("request_id", default="")


def request_id() -> str:
    """The name of the request, or of the request that asked for the job, that is worked on here; "" for neither."""
    return _current.get()


def safe_request_id(offered: str) -> str:
    """What was offered where it has a safe shape, else a new one."""
    return offered if _SAFE.fullmatch(offered) else uuid.uuid4().hex


@contextmanager
def named(name: str) -> Iterator[None]:
    """Everything inside belongs to the request of that name."""
    token = _current.set(name)
    try:
        yield
    finally:
        _current.reset(token)
