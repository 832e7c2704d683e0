"""The virtual environment `.venv` with the locked dependencies, and whether we may write at all."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.errors import CannotStart
from tools.paths import ROOT, VAR, VENV, VENV_PYTHON
from tools.stamps import Stamp, fingerprint
from tools.steps import Steps, say

REQUIREMENTS = ROOT / "requirements"
WRITTEN = (ROOT, VENV, VAR, ROOT / "node_modules", ROOT / "static" / "dist")


def check_write_access() -> None:
    """Raise `CannotStart` where a folder that the commands fill cannot be written by this user."""
    for folder in WRITTEN:
        if folder.exists() and not os.access(folder, os.W_OK | os.X_OK):
            raise CannotStart(
                f"{folder} cannot be written by this user; work in a copy of your own, "
                "or run `make clean` as its owner first."
            )


def make_var() -> None:
    """Make `var/`: others may pass through (the database's account has to) but neither list nor write it."""
    VAR.mkdir(exist_ok=True)
    VAR.chmod(0o711)


def install(steps: Steps, groups: Sequence[str]) -> None:
    """Make `.venv` if it is absent or broken, and install the named lock files where they changed."""
    _make_environment(steps)
    changed = [group for group in groups if not _stamp(group).matches(_wanted(group))]
    if not changed:
        return
    say("Installing the locked Python packages …")
    for group in changed:
        _stamp(group).clear()
    files = [part for group in groups for part in ("-r", REQUIREMENTS / f"{group}.txt")]
    steps.run(
        [VENV_PYTHON, "-m", "pip", "install", "--quiet", "--no-input", "--require-hashes", *files],
        failure="The Python packages could not be installed.",
    )
    for group in changed:
        _stamp(group).set(_wanted(group))


def _make_environment(steps: Steps) -> None:
    if _works():
        return
    say("Making the virtual environment .venv …")
    shutil.rmtree(VENV, ignore_errors=True)
    steps.run([sys.executable, "-m", "venv", VENV], failure="The virtual environment could not be made.")


def _works() -> bool:
    """Whether `.venv` has an interpreter that still runs (its Python may have been removed) and pip."""
    if not VENV_PYTHON.exists():
        return False
    asked: list[str | Path] = [VENV_PYTHON, "-c", "import pip, sys; sys.exit(sys.version_info < (3, 11))"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def _stamp(group: str) -> Stamp:
    return Stamp(VENV / f"installed-{group}.stamp")


def _wanted(group: str) -> str:
    return fingerprint([REQUIREMENTS / f"{group}.txt"])
