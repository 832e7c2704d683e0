"""Starts `tests.webhooks.worker` on this test's database."""

from __future__ import annotations

import subprocess

from django.conf import settings

from tests import processes


def start(mode: str, argument: object, **env: str) -> subprocess.Popen[str]:
    """The process; its stdin and stdout are ours. It may send where this test may."""
    own = {
        "WEBHOOK_ALLOWED_NETWORKS": ",".join(settings.WEBHOOK_ALLOWED_NETWORKS),
        "WEBHOOK_PORTS": ",".join(map(str, settings.WEBHOOK_PORTS)),
        "WEBHOOK_CA_FILE": settings.WEBHOOK_CA_FILE,
        **env,
    }
    return processes.start("tests.webhooks.worker", mode, argument, **own)
