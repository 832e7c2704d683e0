"""Runs one of our own modules as a process of its own, with limits of time and memory.

Layout and PDF parsing work on text and files that people bring. Whatever those make the libraries do (endless loops,
memory without bounds, a crash in native code) ends with that process and never takes a worker or the web server along.
The process gets no secrets: its environment is made here, not inherited.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from common.pdf.errors import LimitExceeded

CHECKOUT = Path(__file__).resolve().parents[2]
REFUSED = 3  # exit code of a helper that says on its error output, in one sentence, why it refuses
PASSED_ON = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "FONTCONFIG_FILE",
    "FONTCONFIG_PATH",
    "XDG_CACHE_HOME",
    "LD_LIBRARY_PATH",
)


@dataclass(frozen=True, slots=True)
class Limits:
    """`cpu_seconds` is the process's own work, `wall_seconds` the patience of whoever waits for it."""

    cpu_seconds: int
    wall_seconds: int
    memory_bytes: int


def run_limited(module: str, request: bytes, *, limits: Limits) -> bytes:
    """The standard output of `python -m module`, fed with the request.

    Raises `LimitExceeded` with the helper's own sentence where it refuses, and with ours where it goes beyond a limit
    or dies.
    """
    with tempfile.TemporaryDirectory(prefix="pdf-") as scratch:
        try:
            ended = subprocess.run(  # noqa: S603 - our own interpreter and module, no shell
                [sys.executable, "-m", module, str(limits.cpu_seconds), str(limits.memory_bytes)],
                input=request,
                capture_output=True,
                check=False,
                timeout=limits.wall_seconds,
                cwd=CHECKOUT,
                env=_environment(scratch),
                start_new_session=True,  # Ctrl-C at a terminal reaches the supervisor alone, which ends us in order
            )
        except subprocess.TimeoutExpired:
            raise LimitExceeded(f"It took longer than {limits.wall_seconds} seconds.") from None
    return _checked(ended.stdout, ended.stderr, ended.returncode)


def enter_limits() -> None:
    """Called first by a helper: takes the limits from its command line."""
    cpu_seconds, memory_bytes = int(sys.argv[1]), int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


def refuse(sentence: str) -> None:
    """Called by a helper that will not do it: says why and leaves."""
    sys.stderr.write(sentence)
    sys.exit(REFUSED)


def _environment(scratch: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return {"LANG": "C.UTF-8", **kept, "TMPDIR": scratch, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}


def _checked(answer: bytes, errors: bytes, code: int) -> bytes:
    if code == 0:
        return answer
    said = errors.decode(errors="replace").strip()
    if code == REFUSED:
        raise LimitExceeded(said)
    if code < 0:
        raise LimitExceeded(f"It was ended by signal {-code}: beyond its time or memory, or a crash.")
    last_line = said.splitlines()[-1] if said else "no message"
    raise LimitExceeded(f"It ended with code {code}: {last_line}")
