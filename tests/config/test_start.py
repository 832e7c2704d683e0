"""An unsafe start is refused with a sentence; what needs neither secret nor database still runs without them."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from config.checks import check_reminder_plans, start_errors
from evaluations.rules import reminder_plan

SAFE = {
    "DEBUG": "off",
    "DEMO": "off",
    "SECRET_KEY": "a-test-of-the-start-and-nothing-but-a-test-0123456789-abcdef",
    "ALLOWED_HOSTS": "fairstep.example.org",
    "SITE_URL": "https://fairstep.example.org",
    "CSRF_TRUSTED_ORIGINS": "https://fairstep.example.org",
    "SECURE_COOKIES": "on",
    "DATABASE_URL": "postgres://nobody@localhost:1/nothing",
    "REDIS_URL": "redis://localhost:1/0",
    "EMAIL_URL": "smtp://localhost:25",
    "MAIL_TO_LOG": "off",
    "LOG_FORMAT": "line",
}
START = [sys.executable, "-c", "import config.wsgi"]
SECRET = "SECRET_KEY is missing or weak"
HOSTS = "ALLOWED_HOSTS is empty"
CONSOLE = "django.core.mail.backends.console.EmailBackend"


def run(command, **changed):
    """The command in an environment of SAFE and nothing else of ours; a value of None leaves the name out."""
    env = {name: value for name, value in os.environ.items() if name not in SAFE and name != "DJANGO_SETTINGS_MODULE"}
    env |= {name: value for name, value in {**SAFE, **changed}.items() if value is not None}
    return subprocess.run(command, env=env, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=120)


def manage(*words):
    return [sys.executable, "manage.py", *words]


@pytest.mark.parametrize("module", ["config.wsgi", "config.asgi"])
def test_a_safe_environment_starts(module):
    result = run([sys.executable, "-c", f"import {module}; print('ready')"])
    assert (result.returncode, result.stdout) == (0, "ready\n")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"SITE_URL": "https://elsewhere.example.org"}, "SITE_URL names a host that is none"),
        ({"METRICS_TOKEN": "short"}, "METRICS_TOKEN is weak"),
        ({"METRICS_TOKEN": "x" * 40}, "METRICS_TOKEN is weak"),
        ({"EMAIL_BACKEND": CONSOLE}, "EMAIL_URL sends mail to the log"),
        ({"TRUSTED_PROXIES": ["proxy.example.org"]}, "TRUSTED_PROXIES has to name addresses"),
        ({"TRUSTED_PROXIES": ["0.0.0.0/0"]}, "TRUSTED_PROXIES has to name addresses"),
        ({"LOG_FORMAT": "xml"}, "LOG_FORMAT has to be"),
        ({"BACKUP_DIR": "/backup"}, "BACKUP_KEYS_DIR has to name a folder apart"),
        ({"BACKUP_DIR": "/backup", "BACKUP_KEYS_DIR": "/backup/keys"}, "BACKUP_KEYS_DIR has to name a folder apart"),
        ({"BACKUP_DIR": "/backup/all", "BACKUP_KEYS_DIR": "/backup"}, "BACKUP_KEYS_DIR has to name a folder apart"),
        ({"DEBUG": True, "SESSION_COOKIE_SECURE": False}, "DEBUG is on for hosts beyond this machine"),
        ({"SECRET_KEY": ""}, SECRET),
        ({"SECRET_KEY": "too-short"}, SECRET),
        ({"SECRET_KEY": "x" * 60}, SECRET),
        ({"SECRET_KEY": "django-insecure-" + "abcdefghij" * 5}, SECRET),
        ({"ALLOWED_HOSTS": []}, HOSTS),
        ({"ALLOWED_HOSTS": ["fairstep.example.org", "*"]}, HOSTS),
        ({"DEBUG": True}, "DEBUG is on together with SECURE_COOKIES"),
        ({"DEMO": True}, "DEMO is on for hosts beyond this machine"),
        ({"WEBHOOK_ALLOWED_NETWORKS": ["10.0.0.1/8"]}, "WEBHOOK_ALLOWED_NETWORKS is no list of networks: 10.0.0.1/8"),
        ({"WEBHOOK_ALLOWED_NETWORKS": ["inside"]}, "WEBHOOK_ALLOWED_NETWORKS is no list of networks: 'inside'"),
        ({"WEBHOOK_CA_FILE": "/nowhere/ca.pem"}, "WEBHOOK_CA_FILE names no file."),
        ({"SITE_URL": "http://fairstep.example.org"}, "SITE_URL does not begin with https://"),
        ({"NOTICES_KEPT_DAYS": 366}, "NOTICES_KEPT_DAYS is 366 or less"),
    ],
)
def test_each_fault_is_an_error_of_its_own(settings, changed, sentence):
    deployed = {"SECRET_KEY": SAFE["SECRET_KEY"], "ALLOWED_HOSTS": ["fairstep.example.org"], "DEBUG": False}
    deployed |= {"DEMO": False, "SITE_URL": SAFE["SITE_URL"], "SESSION_COOKIE_SECURE": True, "MAIL_TO_LOG": False}
    deployed |= {"LOG_FORMAT": "json", "METRICS_TOKEN": "", "TRUSTED_PROXIES": [], "BACKUP_DIR": ""}
    for name, value in deployed.items():
        setattr(settings, name, value)
    assert start_errors() == []
    for name, value in changed.items():
        setattr(settings, name, value)
    assert [str(error.msg).startswith(sentence) for error in start_errors()] == [True]


@pytest.mark.parametrize(
    "allowed",
    [
        {"EMAIL_BACKEND": CONSOLE, "MAIL_TO_LOG": True},
        {"EMAIL_BACKEND": CONSOLE, "DEMO": True, "ALLOWED_HOSTS": ["localhost"], "SITE_URL": "https://localhost"},
        {"METRICS_TOKEN": "0123456789abcdefghijklmnopqrstuv"},
        {"TRUSTED_PROXIES": ["10.0.0.0/8", "192.0.2.7", "fc00::/7"]},
        {"BACKUP_DIR": "/backup/files", "BACKUP_KEYS_DIR": "/backup/keys"},
        {"DEBUG": True, "SESSION_COOKIE_SECURE": False, "ALLOWED_HOSTS": ["localhost", "127.0.0.1"]},
    ],
)
def test_what_is_said_on_purpose_may_start(settings, allowed):
    settings.SECRET_KEY, settings.ALLOWED_HOSTS = SAFE["SECRET_KEY"], ["fairstep.example.org"]
    settings.SITE_URL, settings.SESSION_COOKIE_SECURE, settings.MAIL_TO_LOG = SAFE["SITE_URL"], True, False
    for name, value in allowed.items():
        setattr(settings, name, value)
    assert start_errors() == []


def test_an_address_for_errors_needs_the_library(settings, monkeypatch):
    settings.SENTRY_DSN = "https://key@errors.example.org/1"
    assert start_errors() == []
    monkeypatch.setattr("config.checks.is_installed", lambda: False)
    assert [error.id for error in start_errors()] == ["fairstep.E026"]


def test_the_demo_on_this_machine_may_start(settings):
    settings.DEMO, settings.ALLOWED_HOSTS = True, ["localhost", "127.0.0.1"]
    assert start_errors() == []


def test_no_secret_at_all_is_refused_with_the_same_sentence():
    result = run(START, SECRET_KEY=None)
    assert (result.returncode, SECRET in result.stderr) == (1, True)


def test_all_faults_are_said_at_once():
    result = run(START, SECRET_KEY="x", ALLOWED_HOSTS="*", DATABASE_URL=None)
    last = result.stderr.strip().splitlines()[-1]
    assert [words in last for words in (SECRET, HOSTS, "DATABASE_URL is missing")] == [True, True, True]


@pytest.mark.parametrize(("password", "code"), [("password", 1), ("x7Gq-not-one-that-is-tried", 0)])
def test_a_password_that_everybody_tries_is_refused(password, code):
    result = run(START, DATABASE_URL=f"postgres://fairstep:{password}@localhost:1/fairstep")
    said = "DATABASE_URL has a password that everybody would try first" in result.stderr
    assert (result.returncode, said) == (code, bool(code))


@pytest.mark.parametrize("part", ["worker", "beat"])
def test_worker_and_scheduler_refuse(part, tmp_path):
    command = [sys.executable, "-m", "celery", "-A", "config", part]
    result = run(command, SECRET_KEY="x", VAR_DIR=str(tmp_path))
    assert (result.returncode, f"Fairstep does not start: {SECRET}" in result.stderr) == (1, True)


def test_migrations_refuse_a_database_that_nobody_named():
    result = run(manage("migrate"), DATABASE_URL=None)
    assert (result.returncode, "DATABASE_URL is missing" in result.stderr) == (1, True)


@pytest.mark.parametrize("words", [["check"], ["collectstatic", "--dry-run", "--noinput"], ["help"]])
def test_what_needs_neither_runs_without_them(words, tmp_path):
    result = run(manage(*words), SECRET_KEY=None, DATABASE_URL=None, VAR_DIR=str(tmp_path))
    assert (result.returncode, result.stderr) == (0, "")


def test_the_settings_are_read_without_them():
    command = [sys.executable, "-W", "error", "-c", "import config.settings; print('read')"]
    result = run(command, **dict.fromkeys(SAFE))
    assert (result.returncode, result.stdout) == (0, "read\n")


def test_a_deployment_has_nothing_to_put_right():
    result = run(manage("check", "--deploy", "--fail-level", "INFO"))
    assert (result.returncode, result.stderr) == (0, "")


def test_a_deployment_is_told_what_it_ought_to_know():
    command = manage("check", "--deploy", "--fail-level", "WARNING")
    result = run(command, REDIS_URL="", EMAIL_URL="consolemail://", MAIL_TO_LOG="on")
    assert result.returncode == 0
    assert ["fairstep.I001" in result.stderr, "fairstep.I002" in result.stderr] == [True, True]


def test_check_names_file_and_key_of_what_an_agency_wrote_into_a_plan(tmp_path, monkeypatch):
    assert check_reminder_plans() == []
    for key in ("county", "school"):
        text = (reminder_plan.PLAN_FOLDER / f"{key}.toml").read_text()
        (tmp_path / f"{key}.toml").write_text(text.replace("{employee} aún no ha firmado", "{rating}", key == "school"))
    monkeypatch.setattr(reminder_plan, "PLAN_FOLDER", tmp_path)
    reminder_plan.reminder_plan.cache_clear()
    found = [(error.id, error.msg) for error in check_reminder_plans()]
    reminder_plan.reminder_plan.cache_clear()
    assert found == [
        ("fairstep.E008", "The plan of reminders cannot be used: school.toml: words.es.record_outcome.title names "
         "{rating}, which is not filled in here; known: {days}, {employee}, {period_end}, {period_start}.")
    ]  # fmt: skip
