"""Small real processes for the supervisor to own; each keeps a journal of the signals that reach it."""

import os
import sys
from pathlib import Path

from tools.processes import Process, wait_until

POLITE = """
import signal, sys, time
name, journal = sys.argv[1:]
def note(number, frame):
    with open(journal, "a") as file:
        file.write(f"{name} {signal.Signals(number).name}\\n")
    sys.exit(0)
signal.signal(signal.SIGTERM, note)
signal.signal(signal.SIGINT, note)
open(f"{journal}.{name}.ready", "w").close()
time.sleep(60)
"""
STUBBORN = """
import signal, sys, time
name, journal = sys.argv[1:]
def note(number, frame):
    with open(journal, "a") as file:
        file.write(f"{name} {signal.Signals(number).name}\\n")
signal.signal(signal.SIGTERM, note)
open(f"{journal}.{name}.ready", "w").close()
while True:
    time.sleep(60)
"""
# Leaves a grandchild in its group that outlives it.
PARENT = """
import subprocess, sys, time
name, journal = sys.argv[1:]
child = subprocess.Popen(["sleep", "60"])
with open(journal, "a") as file:
    file.write(f"{child.pid}\\n")
open(f"{journal}.{name}.ready", "w").close()
time.sleep(60)
"""


def started(name: str, script: str, journal: Path) -> Process:
    """The running child, once it listens to signals."""
    command = [sys.executable, "-c", script, name, journal]
    child = Process(name, command, env=os.environ, cwd=journal.parent, log=journal.with_suffix(".log"))
    assert wait_until(lambda: Path(f"{journal}.{name}.ready").exists(), seconds=10) is True
    return child


def is_alive(pid: int) -> bool:
    """Whether the process runs; a zombie that nobody has collected yet does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
