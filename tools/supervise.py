"""One supervisor owns SIGINT and SIGTERM; children are stopped in the reverse of the order they were started in."""

import signal
from types import FrameType, TracebackType
from typing import Self

from tools.processes import STOP_SECONDS, Process, wait_until

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
FOREVER = float("inf")


class Signals:
    """Notes the first stop signal while the block lasts; later ones change nothing, so no clean-up is cut short.

    A handler that only takes a note cannot interrupt a start half-way: everybody who waits looks at `received`.
    """

    def __init__(self) -> None:
        self.received: int | None = None
        self._former: dict[signal.Signals, object] = {}

    def __enter__(self) -> Self:
        for number in STOP_SIGNALS:
            if number is signal.SIGHUP and signal.getsignal(number) is signal.SIG_IGN:
                continue  # started with nohup: the terminal may go
            self._former[number] = signal.signal(number, self._note)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._former.items():
            signal.signal(number, handler)  # type: ignore[arg-type]  # what signal.signal gave us

    def _note(self, number: int, frame: FrameType | None) -> None:
        if self.received is None:
            self.received = number

    def wait_for(self, process: Process, *, seconds: float = FOREVER) -> int | None:
        """The process's exit code, or None when a stop signal came (or the time was over) before it ended."""
        wait_until(lambda: process.exit_code() is not None or self.received is not None, seconds=seconds)
        return process.exit_code()


class Supervisor:
    """Children in the order of their start; leaving the block stops the last one first and leaves nothing running."""

    def __init__(self, signals: Signals, *, stop_seconds: float = STOP_SECONDS) -> None:
        self.signals = signals
        self.stop_seconds = stop_seconds
        self.children: list[Process] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for child in reversed(self.children):
            child.stop(seconds=self.stop_seconds)

    def add(self, child: Process) -> Process:
        """Own a started child from now on."""
        self.children.append(child)
        return child

    def wait(self) -> Process | None:
        """Wait for a stop signal (None) or for the first child that ends on its own, which is returned."""
        wait_until(lambda: self.signals.received is not None or self._first_ended() is not None, seconds=FOREVER)
        return None if self.signals.received is not None else self._first_ended()

    def _first_ended(self) -> Process | None:
        return next((child for child in self.children if child.exit_code() is not None), None)
