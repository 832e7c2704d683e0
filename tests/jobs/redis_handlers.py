"""For a worker under test (`--include tests.jobs.redis_handlers`): `tests.append` adds the job's key to a file, which
JOBS_DONE names."""

import os

from jobs.registry import handler


@handler("tests.append")
def append(payload, *, at):
    with open(os.environ["JOBS_DONE"], "a") as file:
        file.write(f"{payload['key']}\n")
