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
import shlex
import shutil
import signal
import sys
import tempfile
from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tools.environment import throwaway_environment
from tools.errors import CannotStart, run_main
from tools.paths import VENV, private_folder
from tools.postgres import throwaway_database, wheel_binaries
from tools.processes import Process
from tools.steps import say
from tools.supervise import Signals


@dataclass(frozen=True)
class Command:
    """A program with its arguments, what it needs in the environment, and exit codes of it that are no failure."""

    words: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)
    harmless: Collection[int] = ()


def launch(commands: Sequence[Command], *, signals: Signals) -> int:
    """Run the commands one after the other beside one throwaway database; the worst exit code.

    A stop signal ends the running command and leaves the others out. Several commands each get a heading.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="files-", dir=private_folder())))
        url = os.environ.get("DATABASE_URL") or stack.enter_context(throwaway_database()).url
        env = throwaway_environment(folder, database_url=url)
        env["PATH"] = f"{VENV / 'bin'}{os.pathsep}{env.get('PATH', os.defpath)}"
        env["PG_BIN"] = str(wheel_binaries())
        codes = [0]
        for command in commands:
            if signals.received is None:
                if len(commands) > 1:
                    say(f"\n$ {shlex.join(command.words)}")
                codes.append(_run(command, env={**env, **command.env}, signals=signals))
        return max(codes) if signals.received is None else 128 + signals.received


def _run(command: Command, *, env: Mapping[str, str], signals: Signals) -> int:
    program = shutil.which(command.words[0], path=env["PATH"])
    if program is None:
        raise CannotStart(f"There is no program named {command.words[0]} in .venv/bin or on the PATH.")
    process = Process(command.words[0], [program, *command.words[1:]], env=env, cwd=Path.cwd())
    code = signals.wait_for(process)
    if code is None:
        process.stop(signal_number=signal.Signals(signals.received or signal.SIGTERM))
        code = process.exit_code() or 0
    if code in command.harmless:
        return 0
    return code if code >= 0 else 128 - code


def main() -> int:
    """Read the command after `--` and launch it."""
    words = sys.argv[1:]
    if words[:1] == ["--"]:
        words = words[1:]
    if not words:
        raise CannotStart("Say what to run, for example: .venv/bin/python -m tools.launch -- python manage.py migrate")
    with Signals() as signals:
        return launch([Command(words)], signals=signals)


if __name__ == "__main__":
    run_main(main)
