"""Run one command beside a throwaway PostgreSQL.

    .venv/bin/python -m tools.launch -- python manage.py migrate
    .venv/bin/python -m tools.launch -- pytest tests/audit -n 2
    .venv/bin/python -m tools.launch -- bash

A server starts with an empty database, the command gets its DATABASE_URL and safe settings for everything else
(see `tools.environment`; whatever is set already stays), and when the command ends, or this is told to stop by
Ctrl-C or SIGTERM, both are gone and so are their files. The command's exit code is the exit code. `.venv/bin` stands
first on its PATH. Any number of launches may run beside each other. With DATABASE_URL set, that server is used
and none is started. The database's own programs (`psql`, `pg_dump`) lie in the folder that PG_BIN names.
"""

import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from tools.environment import throwaway_environment
from tools.errors import CannotStart, run_main
from tools.paths import VENV, private_folder
from tools.postgres import throwaway_database, wheel_binaries
from tools.processes import Process
from tools.supervise import Signals


def launch(commands: Sequence[Sequence[str]], *, extra: Mapping[str, str] | None = None) -> int:
    """Run the commands one after the other beside one throwaway database; the worst exit code.

    `extra` overrides the environment. A stop signal ends the running command and leaves the others out.
    """
    with ExitStack() as stack:
        signals = stack.enter_context(Signals())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="files-", dir=private_folder())))
        url = os.environ.get("DATABASE_URL") or stack.enter_context(throwaway_database()).url
        env = throwaway_environment(folder, database_url=url) | dict(extra or {})
        env["PATH"] = f"{VENV / 'bin'}{os.pathsep}{env.get('PATH', os.defpath)}"
        env["PG_BIN"] = str(wheel_binaries())
        codes = [0]
        for command in commands:
            if signals.received is None:
                codes.append(_run(command, env=env, signals=signals))
        return max(codes) if signals.received is None else 128 + signals.received


def _run(command: Sequence[str], *, env: Mapping[str, str], signals: Signals) -> int:
    program = shutil.which(command[0], path=env["PATH"])
    if program is None:
        raise CannotStart(f"There is no program named {command[0]} in .venv/bin or on the PATH.")
    process = Process(command[0], [program, *command[1:]], env=env, cwd=Path.cwd())
    if signals.wait_for(process) is None:
        process.stop(signal_number=signal.Signals(signals.received or signal.SIGTERM))
    code = process.exit_code() or 0
    return code if code >= 0 else 128 - code


def main() -> int:
    """Read the command after `--` and launch it."""
    command = sys.argv[1:]
    if command[:1] == ["--"]:
        command = command[1:]
    if not command:
        raise CannotStart("Say what to run, for example: .venv/bin/python -m tools.launch -- python manage.py migrate")
    return launch([command])


if __name__ == "__main__":
    run_main(main)
