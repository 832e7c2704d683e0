"""Starts `tests.notifications.worker` on this test's database."""

from __future__ import annotations

import subprocess

from tests import processes
from tests.processes import finish

__all__ = ["finish", "start"]


def start(mode: str, argument: object, **env: str) -> subprocess.Popen[str]:
    """The process; its stdin and stdout are ours."""
    return processes.start("tests.notifications.worker", mode, argument, **env)
