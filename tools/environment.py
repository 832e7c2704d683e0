"""The settings that a development or test process gets; what the caller has set already wins."""

import os
import secrets
from pathlib import Path


def throwaway_environment(folder: Path, *, database_url: str) -> dict[str, str]:
    """The caller's environment, completed: keys are made up, files lie in `folder`, mail stays here, no Redis."""
    defaults = {
        "DATABASE_URL": database_url,
        "SECRET_KEY": secrets.token_urlsafe(48),
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "SITE_URL": "http://localhost:8000",
        "SECURE_COOKIES": "off",
        "REDIS_URL": "",
        "CELERY_BROKER_DIR": str(folder / "broker"),
        "EMAIL_URL": "consolemail://",
        "FILES_DIR": str(folder / "files"),
        "SEAL_DIR": str(folder / "seal"),
        "CHECKPOINT_KEY_FILE": str(folder / "checkpoint.key"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return {**defaults, **os.environ}
