"""The log as one JSON object a line, for machines that collect it; it holds nobody's words.

What our own rooms say is written to hold numbers and names of things only. What a library says may quote what it was
given (an address with its query, the row that broke a constraint), so of it the sentence is kept and what was to be
put in is not; where it put it in by itself, the place in its code has to do. Of an error the classes and the places are
kept: its message was often made from somebody's data.
"""

from __future__ import annotations

import logging
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from common.request_ids import request_id

ROOT = Path(__file__).resolve().parent.parent
OURS = frozenset(path.parent.name for path in ROOT.glob("*/__init__.py"))
# Which process starts, listens and stops, and which task came and went; what goes wrong there may quote.
TELL_THEIR_WORK = frozenset({"gunicorn", "celery"})
EXTRAS = ("method", "route", "status", "milliseconds", "user_id")
MOST_FRAMES = 25


class PrivateJsonFormatter(JsonFormatter):
    """`time`, `level`, `logger`, `message`, where there is one `request_id`, `error` and what `EXTRAS` names."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": message_of(record),
        }
        if named := request_id():
            told["request_id"] = named
        told |= {name: getattr(record, name) for name in EXTRAS if hasattr(record, name)}
        if record.exc_info and record.exc_info[1]:
            told["error"] = error_told(record.exc_info[1])
        return self.serialize_log_record(told)


def message_of(record: logging.LogRecord) -> str:
    """The whole message of our own rooms, of everybody else the bare sentence, or where it was said."""
    room = record.name.split(".")[0]
    if room in OURS or (room in TELL_THEIR_WORK and record.levelno <= logging.INFO):
        return record.getMessage()
    if record.args and isinstance(record.msg, str):
        return record.msg
    return f"said at {_short(record.pathname)}:{record.lineno}"


def error_told(error: BaseException) -> list[dict[str, Any]]:
    """The error and what led to it, the last one first: class and places, without message and values."""
    found: list[dict[str, Any]] = []
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        kind = type(cause)
        found.append({"class": f"{kind.__module__}.{kind.__qualname__}", "at": _places(cause.__traceback__)})
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return found


def _places(trace: TracebackType | None) -> list[str]:
    frames = [(frame.f_code, line) for frame, line in traceback.walk_tb(trace)]
    return [f"{_short(code.co_filename)}:{line} {code.co_name}" for code, line in frames[-MOST_FRAMES:]]


def _short(path: str) -> str:
    """As in our tree, or as below the installed packages."""
    text = path.removeprefix(f"{ROOT}/")
    return text.rsplit("/site-packages/", 1)[-1]
