"""Refuses an unsafe start of the web server, the worker, the scheduler and migrations.

Commands that need neither secret nor database keep working without them, so these are no ordinary system checks:
`check --deploy` lists them, `config.wsgi`, `config.asgi` and `config.celery` refuse to start, `migrate` (which runs
the checks of the database) refuses to migrate a database that nobody named.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.http.request import validate_host

from common.proxies import networks
from config.env import env
from config.logs import FORMATS
from config.sentry import is_installed
from evaluations.rules.policy import available_policies
from evaluations.rules.policy_table import PolicyError
from evaluations.rules.reminder_plan import reminder_plan
from notifications.rules import LONGEST_STAGE_DAYS
from notifications.rules.addresses import networks_of

LEAST_KEY_LENGTH = 50
LEAST_KEY_VARIETY = 5
LEAST_TOKEN_LENGTH = 32
# What stands in .env.example, and what people type first.
EXAMPLE_PASSWORDS = {"password", "fairstep", "postgres", "secret", "changeme", "change-me"}
LOOPBACK = {"localhost", "127.0.0.1", "[::1]", "testserver"}


def start_errors() -> list[CheckMessage]:
    """Everything that forbids a start, each with a sentence that says what to set."""
    errors = [
        _secret_key(), _hosts(), _debug(), _demo(), _site_url(), _kept(), _webhooks(), *database_errors(),
        _database_password(), _metrics_token(), _mail(), _proxies(), _log_format(), _sentry(), _backup(),
    ]  # fmt: skip
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
    if not settings.DEBUG:
        return None
    if settings.SESSION_COOKIE_SECURE:
        return Error(
            "DEBUG is on together with SECURE_COOKIES: a deployed site never shows its insides.", id="fairstep.E004"
        )
    if set(settings.ALLOWED_HOSTS) <= LOOPBACK:
        return None
    return Error("DEBUG is on for hosts beyond this machine: it shows the insides of the site.", id="fairstep.E004")


def _demo() -> CheckMessage | None:
    if not settings.DEMO or set(settings.ALLOWED_HOSTS) <= LOOPBACK:
        return None
    return Error("DEMO is on for hosts beyond this machine: its sign-in page shows passwords.", id="fairstep.E005")


def _site_url() -> CheckMessage | None:
    if not settings.SESSION_COOKIE_SECURE:
        return None
    if not settings.SITE_URL.startswith("https://"):
        return Error("SITE_URL does not begin with https://, and SECURE_COOKIES is on.", id="fairstep.E006")
    host = urlsplit(settings.SITE_URL).hostname or ""
    if not settings.ALLOWED_HOSTS or validate_host(host, settings.ALLOWED_HOSTS):
        return None
    return Error(
        "SITE_URL names a host that is none of ALLOWED_HOSTS: links in mail would lead nowhere.",
        id="fairstep.E020",
    )


def _database_password() -> CheckMessage | None:
    if settings.DATABASES["default"].get("PASSWORD") not in EXAMPLE_PASSWORDS:
        return None
    return Error(
        "DATABASE_URL has a password that everybody would try first: give the role a random one.", id="fairstep.E021"
    )


def _metrics_token() -> CheckMessage | None:
    token = settings.METRICS_TOKEN
    if not token or (len(token) >= LEAST_TOKEN_LENGTH and len(set(token)) >= LEAST_KEY_VARIETY):
        return None
    return Error(
        f"METRICS_TOKEN is weak: set a random one of at least {LEAST_TOKEN_LENGTH} characters, or none.",
        id="fairstep.E022",
    )


def _mail() -> CheckMessage | None:
    if settings.DEMO or not settings.SESSION_COOKIE_SECURE or settings.MAIL_TO_LOG or not _mail_goes_to_the_log():
        return None
    return Error(
        "EMAIL_URL sends mail to the log, where everybody who may read it finds links for new passwords: name a mail "
        "server, or say MAIL_TO_LOG=on.",
        id="fairstep.E023",
    )


def _mail_goes_to_the_log() -> bool:
    return bool(settings.EMAIL_BACKEND.endswith("console.EmailBackend"))


def _proxies() -> CheckMessage | None:
    try:
        networks(settings.TRUSTED_PROXIES)
    except ValueError as error:
        return Error(
            f"TRUSTED_PROXIES has to name addresses or networks of your proxies, separated by commas: {error}.",
            id="fairstep.E024",
        )
    return None


def _log_format() -> CheckMessage | None:
    if settings.LOG_FORMAT in FORMATS:
        return None
    return Error("LOG_FORMAT has to be json or line.", id="fairstep.E025")


def _sentry() -> CheckMessage | None:
    if not settings.SENTRY_DSN or is_installed():
        return None
    return Error(
        "SENTRY_DSN is set and sentry-sdk is not installed: install requirements/sentry.txt.", id="fairstep.E026"
    )


def _backup() -> CheckMessage | None:
    files, keys = settings.BACKUP_DIR, settings.BACKUP_KEYS_DIR
    if not files or (keys and not _is_inside(keys, files) and not _is_inside(files, keys)):
        return None
    return Error(
        "BACKUP_KEYS_DIR has to name a folder apart from BACKUP_DIR: keys beside what they seal prove nothing.",
        id="fairstep.E027",
    )


def _is_inside(one: str, other: str) -> bool:
    return Path(one).resolve().is_relative_to(Path(other).resolve())


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
    if _mail_goes_to_the_log():
        hints.append(
            Info(
                "EMAIL_URL sends mail to the log: nobody gets notices or a link for a new password.", id="fairstep.I002"
            )
        )
    return hints
