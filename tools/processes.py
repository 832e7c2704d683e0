"""One process that we started: in a session of its own, signalled once, never left behind."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

STOP_SECONDS = 10.0
POLL_SECONDS = 0.05


@dataclass(frozen=True)
class Account:
    """The user and group that a process runs as."""

    name: str
    uid: int
    gid: int


class Process:
    """A running child with a name for people.

    It leads its own session, so a Ctrl-C in the terminal reaches only the supervisor; and it gets its stop signal
    from the kernel (asked by util-linux's `setpriv`) should the supervisor itself be killed.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        env: Mapping[str, str],
        cwd: Path,
        account: Account | None = None,
        log: Path | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
    ) -> None:
        self.name = name
        self.log = log
        self.stop_signal = stop_signal
        with open(log, "ab", opener=_for_owner_alone) if log else nullcontext() as output:
            self._popen: subprocess.Popen[bytes] = subprocess.Popen(
                ["setpriv", "--pdeathsig", stop_signal.name, "--", *map(str, command)],
                env=dict(env),
                cwd=cwd,
                stdin=subprocess.DEVNULL if log else None,
                stdout=output,
                stderr=subprocess.STDOUT if log else None,
                start_new_session=True,
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
            )

    @property
    def pid(self) -> int:
        return self._popen.pid

    def exit_code(self) -> int | None:
        """The exit code, negative for a signal, or None while it runs."""
        if self._popen.returncode is None and self._has_ended():
            self._kill_session_group()
            self._popen.wait()
        return self._popen.returncode

    def wait(self, seconds: float) -> bool:
        """Whether it ended within the given time."""
        return wait_until(lambda: self.exit_code() is not None, seconds=seconds)

    def stop(self, *, signal_number: signal.Signals | None = None, seconds: float = STOP_SECONDS) -> bool:
        """Send the stop signal once, wait, then kill what is left of its group; whether it ended by itself."""
        if self.exit_code() is not None:
            return True
        os.kill(self.pid, signal_number or self.stop_signal)
        ended = self.wait(seconds)
        if not ended:
            self._kill_session_group()
            self._popen.wait()
        return ended

    def _has_ended(self) -> bool:
        # The ended leader stays a zombie until its group is swept: its number cannot go to a stranger meanwhile.
        return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def _kill_session_group(self) -> None:
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            return  # nobody left in it


def end_leftovers(mark: str, *, seconds: float = STOP_SECONDS) -> bool:
    """End what a killed supervisor left behind: the processes whose environment holds `mark`; whether there were any.

    The kernel gave them their stop signal when the supervisor died, so they get the usual time first.
    """
    if not _marked(mark):
        return False
    wait_until(lambda: not _marked(mark), seconds=seconds)
    for pid in _marked(mark):
        os.kill(pid, signal.SIGKILL)
    return True


def _marked(mark: str) -> list[int]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if os.fsencode(mark) in (process / "environ").read_bytes().split(b"\0"):
                found.append(int(process.name))
        except OSError:
            continue  # it ended, or belongs to somebody else
    return found


def _for_owner_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)  # mail that the demo only logs, and statements that failed, are nobody else's


def wait_until(condition: Callable[[], bool], *, seconds: float) -> bool:
    """Poll until the condition holds; False when the time is over."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True
