"""The outbox as the demo drains it: one worker with beat inside, its broker a folder, killed and stopped."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from jobs.models import Heartbeat, Job
from jobs.services import enqueue
from tests.jobs.processes import deployed_environment, wake_from_afar
from tests.processes import until
from tools.demo import worker_command

pytestmark = pytest.mark.django_db(transaction=True)
# How long a worker without work may take to stop; the demo's supervisor waits no longer by much.
SHUTDOWN_SECONDS = 20
Start = Callable[[], subprocess.Popen[bytes]]


@pytest.fixture
def deployed(tmp_path: Path) -> dict[str, str]:
    """No Redis: what wakes the worker is a file in a folder of the test's own."""
    (tmp_path / "broker" / "data").mkdir(parents=True)
    return deployed_environment(tmp_path, REDIS_URL="", CELERY_BROKER_DIR=str(tmp_path / "broker"))


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "celery.log"


@pytest.fixture
def start(deployed: dict[str, str], log: Path, tmp_path: Path) -> Iterator[Start]:
    """Starts the worker as `make demo` does, with the tests' handlers; whatever is left of it ends with the test."""
    command = [*worker_command(tmp_path / "schedule"), "--include", "tests.jobs.redis_handlers"]
    workers = []

    def start() -> subprocess.Popen[bytes]:
        with log.open("w") as file:
            worker = subprocess.Popen(
                command, env=deployed, cwd=settings.BASE_DIR, stdout=file, stderr=file, start_new_session=True
            )
        workers.append(worker)
        until(lambda: " ready." in log.read_text(), "the start of the worker", log)
        return worker

    yield start
    for worker in workers:
        kill(worker)


def kill(worker: subprocess.Popen[bytes]) -> None:
    """The worker and all its children at once, as where a machine loses its power."""
    with suppress(ProcessLookupError):
        os.killpg(worker.pid, signal.SIGKILL)
    worker.wait(timeout=10)
    until(lambda: not is_alive(worker), "the end of the worker's children")


def is_alive(worker: subprocess.Popen[bytes]) -> bool:
    """True while a process of its group is there."""
    try:
        os.killpg(worker.pid, 0)
    except ProcessLookupError:
        return False
    return True


def job_of(key: str) -> Job:
    return Job.objects.get(key=key)


def test_a_job_is_drained_and_the_worker_stops_when_it_is_told_to(
    start: Start, deployed: dict[str, str], log: Path, tmp_path: Path
) -> None:
    worker = start()
    wake_from_afar(deployed)
    until(lambda: job_of("from-afar").status == "done", "the job that a page asked for", log)
    until(lambda: Heartbeat.objects.filter(name="schedule").exists(), "the first wake-up by beat", log)
    assert ((tmp_path / "done").read_text(), job_of("from-afar").attempts) == ("from-afar\n", 1)
    worker.terminate()
    assert worker.wait(timeout=SHUTDOWN_SECONDS) == 0
    assert "Warm shutdown" in log.read_text()
    until(lambda: not is_alive(worker), "the end of the worker's children", log)


def test_what_a_killed_worker_held_is_drained_by_the_next_one_after_its_lease(
    start: Start, deployed: dict[str, str], log: Path, tmp_path: Path
) -> None:
    enqueue(name="tests.hold_once", key="held", payload={"key": "held"})
    worker = start()
    until((tmp_path / "held").exists, "the beginning of the job", log)
    kill(worker)
    held = job_of("held")
    assert (held.status, held.attempts, held.leased_until is not None) == ("queued", 1, True)

    start()
    wake_from_afar(deployed)
    until(lambda: job_of("from-afar").status == "done", "a job that came later", log)
    held.refresh_from_db()
    assert (held.status, held.attempts) == ("queued", 1)  # its lease is not over

    Job.objects.filter(pk=held.pk).update(leased_until=timezone.now() - timedelta(seconds=1))
    until(lambda: job_of("held").status == "done", "the job of the killed worker", log)
    assert (job_of("held").attempts, (tmp_path / "done").read_text().split()) == (2, ["from-afar", "held"])
