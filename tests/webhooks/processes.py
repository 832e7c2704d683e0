"""Starts `tests.webhooks.worker` on this test's database."""

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
        "WEBHOOK_ALLOWED_NETWORKS": ",".join(settings.WEBHOOK_ALLOWED_NETWORKS),
        "WEBHOOK_PORTS": ",".join(map(str, settings.WEBHOOK_PORTS)),
        "WEBHOOK_CA_FILE": settings.WEBHOOK_CA_FILE,
        **env,
    }
    command = [sys.executable, "-m", "tests.webhooks.worker", mode, str(argument)]
    return subprocess.Popen(
        command, env={**os.environ, **own}, cwd=settings.BASE_DIR, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
