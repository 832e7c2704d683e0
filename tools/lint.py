"""`make lint`: style, templates, types, import contracts, security, migrations, reference documents, deployment checks.

All of them run, so that one look shows everything; the exit code is the worst.
"""

import secrets
import sys

from tools.errors import run_main
from tools.launch import Command, launch
from tools.paths import ROOT
from tools.supervise import Signals
from tools.test import prepare

# What a real deployment would set: the checks are to find faults in the settings, not in the demo's ease.
DEPLOYED = {
    "DEBUG": "off",
    "DEMO": "off",
    "SECRET_KEY": secrets.token_urlsafe(64),
    "ALLOWED_HOSTS": "fairstep.example.org",
    "SITE_URL": "https://fairstep.example.org",
    "CSRF_TRUSTED_ORIGINS": "https://fairstep.example.org",
    "SECURE_COOKIES": "on",
    "EMAIL_URL": "smtp+tls://mail.example.org:587",
}
# Types are a promise where decisions are made; elsewhere they are welcome.
TYPED = ("rules", "services", "permissions", "selectors")


def main() -> int:
    """Run every check."""
    with Signals() as signals:
        prepare(signals)
        return launch(lint_commands(), signals=signals)


def lint_commands() -> list[Command]:
    """Every check as a command."""
    rooms = sorted(path.parent.name for path in ROOT.glob("*/__init__.py") if path.parent.name != "tests")
    kinds = [path for room in rooms for name in TYPED for path in (ROOT / room / name, ROOT / room / f"{name}.py")]
    typed = [str(path.relative_to(ROOT)) for path in kinds if path.exists()]
    return [
        Command(["ruff", "check", "."]),
        Command(["ruff", "format", "--check", "."]),
        Command(["djlint", "templates", "--lint", "--quiet"]),
        Command(
            ["mypy", "--follow-imports", "silent", "tools", "common", "workspace/demo", "workspace/reference", *typed]
        ),
        Command(["lint-imports"]),
        # ruff runs bandit's rules too, with a reason beside each exception; this leaves none for grave findings.
        Command(["bandit", "--quiet", "--recursive", "-lll", *rooms]),
        Command(["python", "manage.py", "makemigrations", "--check", "--dry-run"]),
        Command(["python", "manage.py", "make_reference", "--check"]),
        Command(["python", "manage.py", "check", "--deploy", "--fail-level", "WARNING"], env=DEPLOYED),
    ]


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]  # headings stand before their output
    run_main(main)
