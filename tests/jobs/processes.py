"""Deployed processes on this test's database, and waiting for what they do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.db import connection

from tests.processes import url_of


def deployed_environment(folder: Path, **more: str) -> dict[str, str]:
    """The environment of a deployed process on this test's database, with its files in that folder."""
    return {
        **os.environ,
        "DATABASE_URL": url_of(connection.settings_dict["NAME"]),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "VAR_DIR": str(folder),
        "JOBS_DONE": str(folder / "done"),
        "ALLOWED_HOSTS": "localhost,127.0.0.1,testserver",
        **more,
    }


def wake_from_afar(deployed: dict[str, str]) -> None:
    """Ask for a job in a process whose broker is that of the deployed ones, as a page does."""
    command = [sys.executable, "-m", "tests.jobs.worker", "enqueue", "-"]
    subprocess.run(command, env=deployed, cwd=settings.BASE_DIR, check=True, capture_output=True, timeout=60)
