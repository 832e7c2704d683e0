"""A worker in a process of its own: `python -m tests.jobs.worker MODE FILE`, against the database of DATABASE_URL.

drain   runs what is due with the handler `tests.append`, which adds the job's key to FILE; prints how many it tried
hold    runs one job with the handler `tests.hold`, which prints "holding" and then waits for a line that never comes
enqueue asks for a job in a transaction and prints how many seconds that took
"""

from __future__ import annotations

import os
import sys
import time

import django


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(mode: str, path: str) -> None:
    django.setup()
    from django.db import transaction
    from django.utils import timezone

    from jobs.registry import handler
    from jobs.services import drain, enqueue

    @handler("tests.append")
    def append(payload, *, at):
        with open(path, "a") as file:
            file.write(f"{payload['key']} {os.getpid()}\n")

    @handler("tests.hold")
    def hold(payload, *, at):
        say("holding")
        sys.stdin.readline()

    if mode == "enqueue":
        started = time.monotonic()
        with transaction.atomic():
            enqueue(name="tests.append", key="from-afar", payload={"key": "from-afar"})
        say(f"{time.monotonic() - started:.3f}")
    else:
        say(str(drain(at=timezone.now(), limit=1 if mode == "hold" else 1000)))


if __name__ == "__main__":
    main(*sys.argv[1:])
