"""Workers in processes of their own: no job twice at once, none lost with a worker, no request with the broker."""

import os
import socket
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from jobs import registry
from jobs.models import Job
from jobs.registry import handler, handler_named
from jobs.rules import LEASE
from jobs.services import drain, enqueue

pytestmark = pytest.mark.django_db(transaction=True)


def start(mode, path="-", **env):
    """A worker process on this test's database; its stdin and stdout are ours."""
    url = urlsplit(os.environ["DATABASE_URL"])
    own = {
        "DATABASE_URL": urlunsplit(url._replace(path="/" + connection.settings_dict["NAME"])),
        "DJANGO_SETTINGS_MODULE": "config.settings_test",
        **env,
    }
    command = [sys.executable, "-m", "tests.jobs.worker", mode, str(path)]
    return subprocess.Popen(
        command, env={**os.environ, **own}, cwd=settings.BASE_DIR, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def finish(process):
    """What it printed; fails with its errors where it did not end well."""
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    return out.strip()


@pytest.fixture
def holder():
    """A worker that has claimed the job `tests.hold` and works on it."""
    job = enqueue(name="tests.hold", key="1", payload={})
    process = start("hold")
    assert process.stdout.readline() == "holding\n"
    yield job, process
    process.kill()
    process.communicate(timeout=60)


def test_many_jobs_and_several_workers_each_job_once(tmp_path):
    keys = [f"job-{number}" for number in range(60)]
    for key in keys:
        enqueue(name="tests.append", key=key, payload={"key": key})
    path = tmp_path / "done"
    workers = [start("drain", path) for _ in range(3)]
    tried = [int(finish(worker)) for worker in workers]
    done = Counter(line.split()[0] for line in path.read_text().splitlines())
    assert (sum(tried), done) == (60, Counter(keys))
    assert set(Job.objects.values_list("status", "attempts", "leased_until")) == {("done", 1, None)}


def test_what_one_worker_holds_no_other_one_takes(holder, tmp_path):
    job, _process = holder
    assert finish(start("drain", tmp_path / "done")) == "0"
    job.refresh_from_db()
    assert (job.status, job.attempts) == ("queued", 1)


def test_a_worker_killed_at_its_work_loses_its_lease_not_the_job(holder):
    job, process = holder
    process.kill()
    process.wait(timeout=60)
    done = []
    handler_named("none")  # whatever the rooms register is there before the test adds its own
    before = dict(registry._handlers)
    handler("tests.hold")(lambda payload, *, at: done.append(at))
    try:
        now = timezone.now()
        assert (drain(at=now), done) == (0, [])
        assert drain(at=now + LEASE + timedelta(seconds=1)) == 1
    finally:
        registry._handlers.clear()
        registry._handlers.update(before)
    job.refresh_from_db()
    assert (len(done), job.status, job.attempts, job.last_error) == (1, "done", 2, "")


def test_without_a_broker_the_request_goes_on_and_the_job_is_kept():
    with socket.socket() as nobody_listens:
        nobody_listens.bind(("127.0.0.1", 0))
        port = nobody_listens.getsockname()[1]
        env = {"DJANGO_SETTINGS_MODULE": "config.settings", "REDIS_URL": f"redis://127.0.0.1:{port}/0"}
        process = start("enqueue", **env)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, "No worker could be woken" in err) == (0, True)
    assert float(out) < 3
    assert list(Job.objects.values_list("key", "status")) == [("from-afar", "queued")]


def test_a_broker_that_never_answers_holds_nobody_up():
    """The queue for connections is full, so that connecting hangs: as with a broker behind a closed firewall."""
    with socket.socket() as mute, socket.socket() as first, socket.socket() as second:
        mute.bind(("127.0.0.1", 0))
        mute.listen(0)
        for client in (first, second):
            client.setblocking(False)
            client.connect_ex(mute.getsockname())
        port = mute.getsockname()[1]
        env = {"DJANGO_SETTINGS_MODULE": "config.settings", "REDIS_URL": f"redis://127.0.0.1:{port}/0"}
        process = start("enqueue", **env)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, "No worker could be woken" in err) == (0, True)
    assert float(out) < 5
