"""What has to come from the system: checked first, installed where we are root, otherwise named with the command."""

import importlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tools.errors import CannotStart
from tools.steps import Steps, say


@dataclass(frozen=True)
class Need:
    """One thing that the system has to have: what it is for, how to see it, and what it is called by each family."""

    purpose: str
    is_met: Callable[[], bool]
    apt: tuple[str, ...]
    dnf: tuple[str, ...]


def _has_program(*names: str) -> Callable[[], bool]:
    return lambda: any(shutil.which(name) for name in names)


def _has_libraries(*names: str) -> Callable[[], bool]:
    """Whether the loader finds them, tried in a process of its own: they are heavy and stay loaded."""
    script = f"import ctypes\nfor name in {names!r}: ctypes.CDLL(name)"
    return lambda: subprocess.run([sys.executable, "-c", script], capture_output=True, check=False).returncode == 0


def _has_font() -> bool:
    lister = shutil.which("fc-list")
    return bool(lister and subprocess.run([lister], capture_output=True, check=False).stdout.strip())


def _has_ensurepip() -> bool:
    importlib.invalidate_caches()  # it may have been installed a moment ago
    return importlib.util.find_spec("ensurepip") is not None


FOR_DEMO = (
    Need(
        "virtual environments",
        _has_ensurepip,
        (f"python{sys.version_info.major}.{sys.version_info.minor}-venv",),
        ("python3",),
    ),
    Need(
        "Pango and HarfBuzz for PDF",
        _has_libraries(
            "libgobject-2.0.so.0",
            "libpango-1.0.so.0",
            "libpangoft2-1.0.so.0",
            "libharfbuzz.so.0",
            "libharfbuzz-subset.so.0",
            "libfontconfig.so.1",
        ),
        ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz0b", "libharfbuzz-subset0", "libfontconfig1"),
        ("pango", "harfbuzz", "fontconfig"),
    ),
    Need("fontconfig and a font", _has_font, ("fontconfig", "fonts-dejavu-core"), ("fontconfig", "dejavu-sans-fonts")),
    Need("setpriv", _has_program("setpriv"), ("util-linux",), ("util-linux",)),
    Need("gettext for translations", _has_program("msgfmt"), ("gettext",), ("gettext",)),
)
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
FOR_TESTS = (
    *FOR_DEMO,
    Need("chromium for the browser journeys", _has_program(*CHROMIUM_NAMES), ("chromium",), ("chromium",)),
    Need("redis-server", _has_program("redis-server", "valkey-server"), ("redis-server",), ("valkey",)),
    Need("poppler-utils to look into PDF", _has_program("pdftotext"), ("poppler-utils",), ("poppler-utils",)),
    Need("curl for the tour of the API", _has_program("curl"), ("curl",), ("curl",)),
)


def require(steps: Steps, needs: Sequence[Need]) -> None:
    """Make sure that every need is met; raises `CannotStart` with one sentence that holds the exact command.

    Only root installs, and only the packages of what is missing; nothing is skipped silently.
    """
    missing = [need for need in needs if not need.is_met()]
    if not missing:
        return
    commands = install_commands(missing)
    if os.getuid() != 0 or not commands:
        raise CannotStart(_sentence(missing, commands))
    say(f"Installing system packages for {_purposes(missing)} …")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in commands:
        steps.run(command, env=env, failure=_sentence(missing, commands))
    still_missing = [need for need in missing if not need.is_met()]
    if still_missing:
        raise CannotStart(_sentence(still_missing, install_commands(still_missing)))


def install_commands(missing: Sequence[Need]) -> list[list[str]]:
    """The commands for this system's package manager; none where it has neither apt-get nor dnf."""
    if shutil.which("apt-get"):
        names = dict.fromkeys(name for need in missing for name in need.apt)
        return [["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", *names]]
    if shutil.which("dnf"):
        return [["dnf", "install", "-y", *dict.fromkeys(name for need in missing for name in need.dnf)]]
    return []


def _sentence(missing: Sequence[Need], commands: Sequence[Sequence[str]]) -> str:
    if not commands:
        return f"This system lacks {_purposes(missing)}, and has neither apt-get nor dnf; install them and start again."
    sudo = "" if os.getuid() == 0 else "sudo "
    command = " && ".join(sudo + " ".join(command) for command in commands)
    return f"This system lacks {_purposes(missing)}; install them with `{command}` and start again."


def _purposes(needs: Sequence[Need]) -> str:
    return ", ".join(need.purpose for need in needs)
