"""How the log looks: one JSON object a line for machines (the default), or a line for people (the demo)."""

from __future__ import annotations

from typing import Any

FORMATS = ("json", "line")


def logging_settings(log_format: str, *, level: str) -> dict[str, Any]:
    """LOGGING, of Django and Celery alike. A format that there is none of is JSON; `config.checks` refuses it."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
            "json": {"()": "common.json_log.PrivateJsonFormatter"},
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": log_format if log_format in FORMATS else "json",
            }
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # Errors only: what was refused has its line by route, and these would name whole addresses.
            "django.request": {"level": "ERROR"},
            # They write what they were asked and told: statements with values, mail, what a server answered.
            "django.db.backends": {"level": "INFO"},
            "urllib3": {"level": "INFO"},
            # What it draws is no matter of ours, and it is told by the thousand.
            "fontTools": {"level": "WARNING"},
            "weasyprint": {"level": "ERROR"},
        },
    }
