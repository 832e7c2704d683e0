"""Handlers by name: a room registers what it can do in its `tasks.py`, others ask for it by name alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol, TypeVar

from django.utils.module_loading import autodiscover_modules


class Handler(Protocol):
    """Does one kind of job. Idempotent: delivery is at least once."""

    def __call__(self, payload: dict[str, Any], *, at: datetime) -> object: ...


class Mourner(Protocol):
    """Told that a job was given up, in the transaction that says so on the job."""

    def __call__(self, payload: dict[str, Any], *, error: str, at: datetime) -> object: ...


class Feeder(Protocol):
    """Puts work into the outbox that follows from facts, not from anybody's asking. Idempotent."""

    def __call__(self, *, at: datetime) -> object: ...


Registered = TypeVar("Registered", bound=Handler)
Told = TypeVar("Told", bound=Mourner)
Feeding = TypeVar("Feeding", bound=Feeder)
_feeders: list[Feeder] = []
_handlers: dict[str, Handler] = {}
_mourners: dict[str, Mourner] = {}


def handler(name: str) -> Callable[[Registered], Registered]:
    """`@handler("evaluations.packet_render")` on a callable(payload, *, at). Raises ValueError for a taken name."""

    def register(function: Registered) -> Registered:
        if name in _handlers:
            raise ValueError(f"Two handlers are named {name}.")
        _handlers[name] = function
        return function

    return register


def when_given_up(name: str) -> Callable[[Told], Told]:
    """`@when_given_up("notifications.mail_send")` on a callable(payload, *, error, at): somebody has to know."""

    def register(function: Told) -> Told:
        if name in _mourners:
            raise ValueError(f"Two are told when {name} is given up.")
        _mourners[name] = function
        return function

    return register


def feeder(function: Feeding) -> Feeding:
    """`@feeder` on a callable(*, at): it is called each time that the schedule drains the outbox, before that."""
    _feeders.append(function)
    return function


def feeders() -> tuple[Feeder, ...]:
    """Every room's feeders."""
    autodiscover_modules("tasks")
    return tuple(_feeders)


def mourner_named(name: str) -> Mourner | None:
    """Who is told when a job of this name is given up, or None."""
    handler_named(name)
    return _mourners.get(name)


def handlers() -> dict[str, Handler]:
    """Every handler by its name, those of rooms included that this process has not used yet."""
    autodiscover_modules("tasks")
    return dict(sorted(_handlers.items()))


def handler_named(name: str) -> Handler | None:
    """The handler, or None where no room has one of this name.

    Celery reads every `tasks.py` when a worker starts; a process that drains by itself does so here.
    """
    if name not in _handlers:
        autodiscover_modules("tasks")
    return _handlers.get(name)
