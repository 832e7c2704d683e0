"""A process of its own on the test's database: `python -m tests.webhooks.worker MODE AT`.

make            turns what has happened into messages, once it is told to begin; prints how many
make_then_wait  does the same inside a transaction that it never ends: prints "made" and waits
drain           runs the outbox as a worker does, once it is told to begin; prints how many jobs it tried
"""

from __future__ import annotations

import sys
from datetime import datetime

import django


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(mode: str, argument: str) -> None:
    django.setup()
    from django.db import transaction

    from jobs.services import drain
    from notifications.services.webhook_events import deliveries_make

    at = datetime.fromisoformat(argument)
    if mode == "make_then_wait":
        with transaction.atomic():
            deliveries_make.__wrapped__(at=at)
            say("made")
            sys.stdin.readline()
        return
    sys.stdin.readline()  # everybody begins together
    say(str(deliveries_make(at=at) if mode == "make" else drain(at=at)))


if __name__ == "__main__":
    main(*sys.argv[1:])
