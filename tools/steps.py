"""Commands that have to be done before anything can start: run one after another, their output kept in a log."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from tools.errors import CannotStart, Stopped
from tools.paths import ROOT
from tools.processes import Process
from tools.supervise import Signals

TAIL_LINES = 20


class Steps:
    """Runs commands with their output in `log`; a stop signal ends the running one and raises `Stopped`."""

    def __init__(self, signals: Signals, *, log: Path) -> None:
        self.signals = signals
        self.log = log
        log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        log.write_bytes(b"")

    def run(self, command: Sequence[str | Path], *, failure: str, env: Mapping[str, str] | None = None) -> str:
        """Run one command in the checkout and return what it printed.

        Raises `CannotStart` with the given sentence and the end of the output, or `Stopped`.
        """
        begin = self.log.stat().st_size
        process = Process(Path(command[0]).name, command, env=env or os.environ, cwd=ROOT, log=self.log)
        code = self.signals.wait_for(process)
        if code is None:
            process.stop()
            raise Stopped(self.signals.received or 0)
        output = self._output_since(begin)
        if code:
            tail = "\n".join(output.splitlines()[-TAIL_LINES:])
            raise CannotStart(f"{tail}\n{failure} The whole output is in {self.log}.")
        return output

    def _output_since(self, begin: int) -> str:
        with self.log.open("rb") as log:
            log.seek(begin)
            return log.read().decode(errors="replace")


def say(sentence: str) -> None:
    """Tell the person what happens now; shown at once, also in a pipe."""
    print(sentence, flush=True)
