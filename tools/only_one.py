"""One demo per checkout: a file lock that the system releases however the holder ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.errors import CannotStart
from tools.paths import VAR

LOCK_FILE = VAR / "demo.lock"


@contextmanager
def only_one(url: str, *, path: Path = LOCK_FILE) -> Iterator[None]:
    """Hold the lock for the block; raises `CannotStart` that names the running demo's address and process."""
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise CannotStart(f"The demo already runs at {file.read().strip()}; stop it first.") from None
        file.truncate(0)
        file.write(f"{url} (process {os.getpid()})")
        file.flush()
        yield
