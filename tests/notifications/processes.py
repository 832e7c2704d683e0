"""Starts `tests.notifications.worker` on this test's database."""

from __future__ import annotations

import os
import subprocess
import sys
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connection


def start(mode: str, argument: object, **env: str) -> subprocess.Popen[str]:
    """The process; its stdin and stdout are ours."""
    url = urlsplit(os.environ["DATABASE_URL"])
    own = {
        "DATABASE_URL": urlunsplit(url._replace(path="/" + connection.settings_dict["NAME"])),
        "DJANGO_SETTINGS_MODULE": "config.settings_test",
        **env,
    }
    command = [sys.executable, "-m", "tests.notifications.worker", mode, str(argument)]
    return subprocess.Popen(
        command, env={**os.environ, **own}, cwd=settings.BASE_DIR, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def finish(process: subprocess.Popen[str]) -> str:
    """What it printed; fails with its errors where it did not end well."""
    out, err = process.communicate("\n", timeout=120)
    assert process.returncode == 0, err
    return out.strip()
