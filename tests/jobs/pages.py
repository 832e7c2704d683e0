"""`python -m tests.jobs.pages EMAIL PASSWORD`: signs in and opens home as a deployed process would, and prints the
statuses and how long it took; then asks for a job as a page does."""

from __future__ import annotations

import sys
import time

import django


def main(email: str, password: str) -> None:
    django.setup()
    from django.db import transaction
    from django.test import Client

    from jobs.services import enqueue

    started, client = time.monotonic(), Client(enforce_csrf_checks=False)
    answers = [
        client.get("/sign-in/"),
        client.post("/sign-in/", {"login": email, "password": "wrong"}),
        client.post("/sign-in/", {"login": email, "password": password}),
        client.get("/"),
    ]
    with transaction.atomic():
        enqueue(name="tests.append", key="while-gone", payload={"key": "while-gone"})
    statuses = " ".join(str(answer.status_code) for answer in answers)
    sys.stdout.write(f"{statuses} {time.monotonic() - started:.1f}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
