"""The supervisor with real processes: order of the stop, one signal each, and nobody left running."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tools.children import PARENT, POLITE, STUBBORN, is_alive, started
from tools.paths import ROOT
from tools.processes import end_leftovers, wait_until
from tools.supervise import Signals, Supervisor


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "journal"


def test_children_stop_in_the_reverse_order_of_their_start_with_one_signal_each(journal: Path) -> None:
    with Signals() as signals, Supervisor(signals) as supervisor:
        children = [supervisor.add(started(name, POLITE, journal)) for name in ("database", "worker", "web")]
    assert journal.read_text().splitlines() == ["web SIGTERM", "worker SIGTERM", "database SIGTERM"]
    assert [child.exit_code() for child in children] == [0, 0, 0]


def test_a_child_that_does_not_listen_is_killed_after_its_time_and_the_others_still_stop_in_order(
    journal: Path,
) -> None:
    with Signals() as signals, Supervisor(signals, stop_seconds=0.3) as supervisor:
        database = supervisor.add(started("database", POLITE, journal))
        worker = supervisor.add(started("worker", STUBBORN, journal))
        web = supervisor.add(started("web", POLITE, journal))
    assert journal.read_text().splitlines() == ["web SIGTERM", "worker SIGTERM", "database SIGTERM"]
    assert [child.exit_code() for child in (web, worker, database)] == [0, -signal.SIGKILL, 0]


def test_what_a_child_started_itself_ends_with_it(journal: Path) -> None:
    with Signals() as signals, Supervisor(signals) as supervisor:
        child = supervisor.add(started("worker", PARENT, journal))
        grandchild = int(journal.read_text())
        assert is_alive(grandchild) is True
    assert child.exit_code() == -signal.SIGTERM
    assert wait_until(lambda: not is_alive(grandchild), seconds=5) is True


def test_a_child_gets_the_stop_signal_it_asked_for(journal: Path) -> None:
    child = started("database", POLITE, journal)
    assert child.stop(signal_number=signal.SIGINT) is True
    assert journal.read_text().splitlines() == ["database SIGINT"]


def test_each_child_leads_a_session_of_its_own(journal: Path) -> None:
    with Signals() as signals, Supervisor(signals) as supervisor:
        child = supervisor.add(started("web", POLITE, journal))
        assert (os.getsid(child.pid), os.getpgid(child.pid)) == (child.pid, child.pid)
        assert os.getsid(0) != child.pid


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_waiting_ends_with_a_stop_signal(number: signal.Signals, journal: Path) -> None:
    with Signals() as signals, Supervisor(signals) as supervisor:
        supervisor.add(started("web", POLITE, journal))
        os.kill(os.getpid(), number)
        assert supervisor.wait() is None
        assert signals.received == number


def test_only_the_first_stop_signal_counts() -> None:
    with Signals() as signals:
        os.kill(os.getpid(), signal.SIGTERM)
        os.kill(os.getpid(), signal.SIGINT)
        assert signals.received == signal.SIGTERM


def test_handlers_are_as_before_afterwards() -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]
    with Signals():
        assert signal.getsignal(signal.SIGTERM) != before[1]
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)] == before


def test_waiting_names_the_child_that_ended_on_its_own(journal: Path) -> None:
    with Signals() as signals, Supervisor(signals) as supervisor:
        supervisor.add(started("database", POLITE, journal))
        worker = supervisor.add(started("worker", POLITE, journal))
        os.kill(worker.pid, signal.SIGKILL)
        assert supervisor.wait() is worker
        assert worker.exit_code() == -signal.SIGKILL


def test_waiting_for_a_process_gives_its_exit_code_or_none_when_the_time_is_over(journal: Path) -> None:
    with Signals() as signals, Supervisor(signals) as supervisor:
        child = supervisor.add(started("web", POLITE, journal))
        assert signals.wait_for(child, seconds=0.1) is None
        os.kill(child.pid, signal.SIGTERM)
        assert signals.wait_for(child, seconds=10) == 0


def test_children_of_a_killed_supervisor_get_their_stop_signal(journal: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from tests.tools.children import POLITE, started; "
        "started('web', POLITE, Path(sys.argv[1])); print('up', flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", script, str(journal)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as supervisor:
        assert supervisor.stdout is not None
        assert supervisor.stdout.readline() == "up\n"
        supervisor.kill()
    assert wait_until(lambda: journal.exists() and journal.read_text() == "web SIGTERM\n", seconds=10) is True


def test_leftovers_are_found_by_their_mark_and_ended(journal: Path) -> None:
    mark = f"FAIRSTEP_TEST={journal}"
    assert end_leftovers(mark) is False
    env = {**os.environ, "FAIRSTEP_TEST": str(journal)}
    with subprocess.Popen(["sh", "-c", "echo up; sleep 60; :"], env=env, stdout=subprocess.PIPE) as leftover:
        assert leftover.stdout is not None
        assert leftover.stdout.readline() == b"up\n"
        assert end_leftovers(mark, seconds=0.1) is True
        assert leftover.wait(timeout=10) == -signal.SIGKILL
