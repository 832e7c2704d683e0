"""For a worker under test (`--include tests.jobs.redis_handlers`): `tests.append` adds the job's key to a file, which
JOBS_DONE names; `tests.hold_once` never ends the first time, and does the same the second time."""

import os
import threading
from pathlib import Path

from jobs.registry import handler


@handler("tests.append")
def append(payload, *, at):
    with open(os.environ["JOBS_DONE"], "a") as file:
        file.write(f"{payload['key']}\n")


@handler("tests.hold_once")
def hold_once(payload, *, at):
    held = Path(os.environ["JOBS_DONE"]).with_name("held")
    if not held.exists():
        held.touch()
        threading.Event().wait()
    append(payload, at=at)
