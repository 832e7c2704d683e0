"""Work of the sweeps in a process of its own, on the database of DATABASE_URL: `python -m tests.evaluations.sweeper …`

coming ISO-TIME BATCH             creates the coming evaluations and prints how many
reminders_then_wait ISO-TIME      writes the reminders, says "written" and waits with the transaction open
daily ISO-TIME …                  the daily task at these times, one after the other
daily_killed WHERE ISO-TIME       the same, killed by SIGKILL at the statement that WHERE names
state ISO-TIME …                  the daily task, too; then everything that it leaves, after an audit of the trail
evening_before                    makes the small agency of `tests.evaluations.mornings`
serve                             for each line of stdin, a JSON list of a database and one of the above, forks a
                                  process, prints its output as one line and then its exit code; ends with a blank
"""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from datetime import datetime
from typing import Any

import django


def coming(at: str, batch: str) -> None:
    from evaluations.services.coming import coming_evaluations_create

    counts = coming_evaluations_create(at=datetime.fromisoformat(at), batch=int(batch))
    sys.stdout.write(f"{counts['created']}\n")


def reminders_then_wait(at: str) -> None:
    from django.db import transaction

    from evaluations.services.reminders import reminders_make

    with transaction.atomic():
        reminders_make(at=datetime.fromisoformat(at))
        sys.stdout.write("written\n")
        sys.stdout.flush()
        sys.stdin.read()


def daily(*times: str) -> None:
    import time_machine

    from evaluations import tasks

    for at in times:
        with time_machine.travel(datetime.fromisoformat(at), tick=False):
            tasks.daily()


def daily_killed(where: str, at: str) -> None:
    """`where` is "before:<n>:<words>": at the n-th statement that holds the words; "after" once it was carried out."""
    from django.db import connection

    moment, number, words = where.split(":", 2)
    seen = 0

    def watch(execute: Callable[..., Any], statement: str, *rest: Any) -> Any:
        nonlocal seen
        is_it = words in statement
        seen += is_it
        if is_it and seen == int(number) and moment == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = execute(statement, *rest)
        if is_it and seen == int(number):
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    with connection.execute_wrapper(watch):
        daily(at)


def state(*times: str) -> None:
    from django.core.management import call_command

    from tests.evaluations.whole_state import whole_state

    daily(*times)
    call_command("verify_audit", stdout=sys.stderr)
    json.dump(whole_state(), sys.stdout)


def evening_before() -> None:
    from tests.evaluations import mornings

    mornings.evening_before()


def serve() -> None:
    """What takes longest, to begin, is done once for many processes; each has a connection of its own."""
    from django.db import connection

    for line in iter(sys.stdin.readline, "\n"):
        database, mode, *arguments = json.loads(line)
        sys.stdout.flush()
        pid = os.fork()
        if not pid:
            connection.settings_dict["NAME"] = database
            code = 1
            try:
                MODES[mode](*arguments)
                sys.stdout.flush()
                code = 0
            except Exception:
                traceback.print_exc()
            os._exit(code)
        _, status = os.waitpid(pid, 0)
        sys.stdout.write(f"\n{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


MODES = {mode.__name__: mode for mode in (coming, reminders_then_wait, daily, daily_killed, state, evening_before)}

if __name__ == "__main__":
    django.setup()
    {**MODES, "serve": serve}[sys.argv[1]](*sys.argv[2:])
