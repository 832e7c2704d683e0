"""Refuses an unsafe start of the web server, the worker, the scheduler and migrations.

Commands that need neither secret nor database keep working without them, so these are no ordinary system checks:
`check --deploy` lists them, `config.wsgi`, `config.asgi` and `config.celery` refuse to start, `migrate` (which runs
the checks of the database) refuses to migrate a database that nobody named.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Tags, register
from django.core.exceptions import ImproperlyConfigured

from config.env import env
from evaluations.rules.policy import available_policies
from evaluations.rules.policy_table import PolicyError
from evaluations.rules.reminder_plan import reminder_plan
from notifications.rules import LONGEST_STAGE_DAYS
from notifications.rules.addresses import networks_of

LEAST_KEY_LENGTH = 50
LEAST_KEY_VARIETY = 5
LOOPBACK = {"localhost", "127.0.0.1", "[::1]", "testserver"}


def start_errors() -> list[CheckMessage]:
    """Everything that forbids a start, each with a sentence that says what to set."""
    errors = [_secret_key(), _hosts(), _debug(), _demo(), _site_url(), _kept(), _webhooks(), *database_errors()]
    return [error for error in errors if error]


def refuse_unsafe_start() -> None:
    """Raises ImproperlyConfigured with all sentences at once, so that one look at the log is enough."""
    errors = start_errors()
    if errors:
        raise ImproperlyConfigured("Fairstep does not start: " + " ".join(str(error.msg) for error in errors))


@register(Tags.security, deploy=True)
def check_start(**kwargs: Any) -> list[CheckMessage]:
    """For `check --deploy`: what forbids a start, and what a deployment ought to know."""
    return [*start_errors(), *_hints()]


@register(Tags.database)
def check_database(databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """For `migrate`, which asks for the checks of the database it is about to change."""
    return database_errors() if databases else []


@register()
def check_reminder_plans(**kwargs: Any) -> list[CheckMessage]:
    """For `check`: the file and the key of whatever an agency has written into a plan that cannot be said."""
    return [*filter(None, map(_plan, sorted({settings.POLICY_SET, *(key for key, _ in available_policies())})))]


def _plan(key: str) -> CheckMessage | None:
    try:
        reminder_plan(key)
    except PolicyError as error:
        return Error(f"The plan of reminders cannot be used: {error}.", id="fairstep.E008")
    return None


def database_errors() -> list[CheckMessage]:
    """Without DATABASE_URL the settings would quietly mean a local database."""
    if env.str("DATABASE_URL", default=""):
        return []
    return [Error("DATABASE_URL is missing: name the PostgreSQL database.", id="fairstep.E003")]


def _secret_key() -> CheckMessage | None:
    # Not settings.SECRET_KEY alone: Django raises on reading an empty one.
    key = getattr(settings._wrapped, "SECRET_KEY", "")
    is_strong = len(key) >= LEAST_KEY_LENGTH and len(set(key)) >= LEAST_KEY_VARIETY
    if is_strong and not key.startswith("django-insecure-"):
        return None
    return Error(
        f"SECRET_KEY is missing or weak: set a random one of at least {LEAST_KEY_LENGTH} characters.",
        id="fairstep.E001",
    )


def _kept() -> CheckMessage | None:
    if settings.NOTICES_KEPT_DAYS > LONGEST_STAGE_DAYS:
        return None
    return Error(
        f"NOTICES_KEPT_DAYS is {LONGEST_STAGE_DAYS} or less: what is taken away so early would be said a second time.",
        id="fairstep.E007",
    )


def _hosts() -> CheckMessage | None:
    if settings.ALLOWED_HOSTS and "*" not in settings.ALLOWED_HOSTS:
        return None
    return Error("ALLOWED_HOSTS is empty or “*”: name the hosts that this site answers to.", id="fairstep.E002")


def _debug() -> CheckMessage | None:
    if not (settings.DEBUG and settings.SESSION_COOKIE_SECURE):
        return None
    return Error(
        "DEBUG is on together with SECURE_COOKIES: a deployed site never shows its insides.", id="fairstep.E004"
    )


def _demo() -> CheckMessage | None:
    if not settings.DEMO or set(settings.ALLOWED_HOSTS) <= LOOPBACK:
        return None
    return Error("DEMO is on for hosts beyond this machine: its sign-in page shows passwords.", id="fairstep.E005")


def _site_url() -> CheckMessage | None:
    if not settings.SESSION_COOKIE_SECURE or settings.SITE_URL.startswith("https://"):
        return None
    return Error("SITE_URL does not begin with https://, and SECURE_COOKIES is on.", id="fairstep.E006")


def _webhooks() -> CheckMessage | None:
    try:
        networks_of(settings.WEBHOOK_ALLOWED_NETWORKS)
    except ValueError as error:
        return Error(f"WEBHOOK_ALLOWED_NETWORKS is no list of networks: {error}.", id="fairstep.E009")
    if settings.WEBHOOK_CA_FILE and not Path(settings.WEBHOOK_CA_FILE).is_file():
        return Error("WEBHOOK_CA_FILE names no file.", id="fairstep.E010")
    return None


def _hints() -> list[CheckMessage]:
    """No faults by themselves: a small installation may live with them and should know."""
    hints: list[CheckMessage] = []
    if not settings.REDIS_URL:
        hints.append(Info("Without REDIS_URL each web process counts sign-in attempts for itself.", id="fairstep.I001"))
    if settings.EMAIL_BACKEND.endswith("console.EmailBackend"):
        hints.append(
            Info(
                "EMAIL_URL sends mail to the log: nobody gets notices or a link for a new password.", id="fairstep.I002"
            )
        )
    return hints
