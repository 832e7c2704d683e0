"""`make test`: everything the tests need, then the whole suite beside a throwaway PostgreSQL.

Two runs, since Playwright's loop makes Django refuse the database in its process: everything but the browser
journeys on two processes, then `tests/browser` with DJANGO_ALLOW_ASYNC_UNSAFE=1. ARGS goes to pytest; paths in it
choose the run they belong to. The exit code is the worst of both.
"""

import os
import shlex
import shutil
from collections.abc import Sequence
from pathlib import Path

from tools.assets import build_assets
from tools.bootstrap import check_write_access, install, make_var
from tools.errors import run_main
from tools.launch import Command, launch
from tools.messages import build_messages
from tools.paths import VAR
from tools.steps import Steps
from tools.supervise import Signals
from tools.system_packages import CHROMIUM_NAMES, FOR_TESTS, require

BROWSER_TESTS = Path("tests/browser")
NOTHING_COLLECTED = 5  # pytest's exit code where ARGS selects nothing of this run


def main() -> int:
    """Prepare and run both runs."""
    with Signals() as signals:
        prepare(signals)
        return launch(test_commands(shlex.split(os.environ.get("ARGS", ""))), signals=signals)


def prepare(signals: Signals) -> None:
    """Everything that tests and linters need: system packages, locked dependencies, built assets."""
    check_write_access()
    make_var()
    steps = Steps(signals, log=VAR / "log" / "prepare.log")
    require(steps, FOR_TESTS)
    install(steps, ["base", "demo", "dev"])
    build_assets(steps)
    build_messages(steps)


def test_commands(args: Sequence[str]) -> list[Command]:
    """The pytest runs that the arguments ask for: both, or those that a named path belongs to."""
    paths = [arg for arg in args if Path(arg.split("::")[0]).is_relative_to("tests")]
    options = [arg for arg in args if arg not in paths]
    in_browser = [path for path in paths if Path(path).is_relative_to(BROWSER_TESTS)]
    others = [path for path in paths if path not in in_browser]
    holds_browser = not paths or any(BROWSER_TESTS.is_relative_to(path) for path in others)
    # Where options choose the tests, one of the runs may be left with none.
    harmless = {NOTHING_COLLECTED} if options else set()
    commands = []
    if others or not paths:
        # Tests that share what takes long to prepare name a group and stay together; the others go where there is room.
        run = ["-n", "2", "--dist", "loadgroup", f"--ignore={BROWSER_TESTS}", *options, *others]
        commands.append(Command(["python", "-m", "pytest", *run], harmless=harmless))
    if in_browser or holds_browser:
        run = [*options, *(in_browser or [str(BROWSER_TESTS)])]
        commands.append(Command(["python", "-m", "pytest", *run], env=browser_env(), harmless=harmless))
    return commands


def browser_env() -> dict[str, str]:
    """What the browser journeys need besides the database: the leave for Playwright's loop, and which Chromium."""
    found = next((path for path in map(shutil.which, CHROMIUM_NAMES) if path), "")
    return {"DJANGO_ALLOW_ASYNC_UNSAFE": "1", "CHROMIUM": found}


if __name__ == "__main__":
    run_main(main)
