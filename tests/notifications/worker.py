"""A process of its own on the test's database: `python -m tests.notifications.worker MODE ARGUMENT`.

digests  makes the digests of the time that ARGUMENT says; prints how many
digests_then_wait  does the same inside a transaction that it never ends: prints "made" and waits
send     sends the mail with the id ARGUMENT by the server of EMAIL_URL
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
    from django.conf import settings
    from django.db import transaction
    from django.utils import timezone

    from notifications.services import digests_make
    from notifications.services.sending import mail_send

    if mode == "send":
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        mail_send(mail_id=int(argument), at=timezone.now())
        say("sent")
    elif mode == "digests":
        sys.stdin.readline()  # everybody begins together
        say(str(digests_make(at=datetime.fromisoformat(argument)).digests))
    else:
        with transaction.atomic():
            digests_make(at=datetime.fromisoformat(argument))
            say("made")
            sys.stdin.readline()


if __name__ == "__main__":
    main(*sys.argv[1:])
