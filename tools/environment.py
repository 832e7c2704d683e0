"""The settings that our own processes get; `.env.example` explains each name."""

import os
import secrets
from pathlib import Path

from tools.paths import ROOT, VAR

SECRET_KEY_FILE = VAR / "secret_key"
# Tells the demo's processes of this checkout from all others.
DEMO_MARK_NAME = "FAIRSTEP_DEMO"
DEMO_MARK = f"{DEMO_MARK_NAME}={ROOT}"
# The invented agency that `manage.py load_demo` loads; its name stands on pages and documents.
DEMO_AGENCY = "Madrona County Department of Family Services"


def throwaway_environment(folder: Path, *, database_url: str) -> dict[str, str]:
    """For development and tests: the caller's environment, completed by made-up keys and files below `folder`.

    Temporary files of the commands lie there too, so that nothing of theirs stays in the system's temporary storage.
    """
    return {
        **_defaults(folder, database_url=database_url),
        "SECRET_KEY": secrets.token_urlsafe(48),
        **os.environ,
        "TMPDIR": str(folder),
    }


def demo_environment(*, database_url: str, port: int) -> dict[str, str]:
    """For the demo: services and keys of the caller's choice or our own in `var/`; always loopback, never debugging."""
    return {
        **_defaults(VAR, database_url=database_url),
        "SECRET_KEY": kept_secret(SECRET_KEY_FILE),
        "AGENCY_NAME": DEMO_AGENCY,
        **os.environ,
        "DEBUG": "off",
        "DEMO": "on",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "CSRF_TRUSTED_ORIGINS": "",
        "SITE_URL": f"http://localhost:{port}",
        # Browsers send no secure cookie over plain http, and nothing but this machine reaches the demo.
        "SECURE_COOKIES": "off",
        "PYTHONUNBUFFERED": "1",
        DEMO_MARK_NAME: str(ROOT),
    }


def kept_secret(path: Path) -> str:
    """The secret in the file; made on the first call, readable by its owner alone from its first byte on."""
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
    return path.read_text()


def _defaults(folder: Path, *, database_url: str) -> dict[str, str]:
    broker = folder / "broker"
    broker.mkdir(mode=0o700, exist_ok=True)
    (broker / "data").mkdir(exist_ok=True)  # the filesystem transport makes no folder but its own control folder
    return {
        "DATABASE_URL": database_url,
        "REDIS_URL": "",
        "CELERY_BROKER_DIR": str(broker),
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "SITE_URL": "http://localhost:8000",
        "SECURE_COOKIES": "off",
        "EMAIL_URL": "consolemail://",
        "LOG_FORMAT": "line",
        "FILES_DIR": str(folder / "files"),
        "SEAL_DIR": str(folder / "seal"),
        "CHECKPOINT_KEY_FILE": str(folder / "checkpoint.key"),
        "STATIC_ROOT": str(folder / "static"),
    }
