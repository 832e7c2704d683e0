"""Every service by its exact command against a real PostgreSQL and a real Redis: health, a job, figures, a restart
without a failed request, a database that dies under load, and a clean end."""

from __future__ import annotations

import json
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.deploy.cluster import (
    APP,
    Installation,
    Service,
    command_of,
    compose,
    fetched,
    free_port,
    redis_server,
)
from tests.processes import until

pytestmark = pytest.mark.xdist_group("deploy")
LIBPQ = re.compile(r"(WARNING|DETAIL|HINT):  |\t")
TOKEN = "a-token-for-a-test-0123456789abcdef"


@dataclass
class Site:
    """A running installation; `ports` are those of its two web replicas."""

    installation: Installation
    services: dict[str, Service]
    ports: tuple[int, int]

    def url(self, path: str, *, replica: int = 0) -> str:
        return f"http://127.0.0.1:{self.ports[replica]}{path}"

    def is_ready(self, replica: int = 0) -> bool:
        return fetched(self.url("/readyz", replica=replica))[0] == 200

    @property
    def logs(self) -> list[Path]:
        return [service.log for service in self.services.values()]

    def done(self, key: str) -> bool:
        return self.installation.ask("SELECT status FROM jobs_job WHERE key = %s", key) == [("done",)]


@pytest.fixture(scope="module")
def site(prepared: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """web twice, worker, beat: as `docker compose up --scale web=2` starts them."""
    folder = tmp_path_factory.mktemp("site")
    for part in ("files", "keys"):
        shutil.copytree(prepared.folder / part, folder / part)
    (folder / "collected").symlink_to(prepared.folder / "collected")
    with ExitStack() as stack:
        database = stack.enter_context(prepared.cluster.copy_of("prepared", "site"))
        prepared.cluster.ask(f"GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {APP}")
        redis = stack.enter_context(redis_server(folder))
        more = {"REDIS_URL": redis, "METRICS_TOKEN": TOKEN, "WEB_CONCURRENCY": "2"}
        installation = Installation(prepared.cluster, database, folder, more)
        ports = (free_port(), free_port())
        services = {}
        for name, service, env in (
            ("beat", "beat", {}),
            ("worker", "worker", {}),
            ("web-1", "web", {"BIND": f"127.0.0.1:{ports[0]}"}),
            ("web-2", "web", {"BIND": f"127.0.0.1:{ports[1]}", "WEB_CONCURRENCY": "1"}),
        ):
            words = [word.replace("/data/var", str(folder)) for word in command_of(service)]
            started = Service.running(words, installation.environment(**env), folder / f"{name}.log")
            services[name] = stack.enter_context(started)
        found = Site(installation, services, ports)
        until(lambda: found.is_ready(0) and found.is_ready(1), "the start of the web servers", *found.logs)
        until(lambda: " ready." in services["worker"].said(), "the start of the worker", *found.logs)
        yield found
        codes = {name: service.stop(seconds=60) for name, service in services.items()}
        assert codes == dict.fromkeys(services, 0), [log.read_text()[-2000:] for log in found.logs]
        # Each line is JSON, but for what libpq says when its server dies, and what Celery prints when told to stop or
        # minds being root.
        told = {name: service.said().splitlines() for name, service in services.items()}
        assert [
            line for name in ("web-1", "web-2") for line in told[name] if not is_json(line) and not LIBPQ.match(line)
        ] == []
        assert [line for lines in told.values() for line in lines if line[:1] == "{" and not is_json(line)] == []


def is_json(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def test_each_replica_is_healthy_by_the_check_of_its_container(site: Site) -> None:
    words = compose()["services"]["web"]["healthcheck"]["test"]
    assert words[0] == "CMD"
    for port in site.ports:
        said = site.installation.run(*words[1:], BIND=f"0.0.0.0:{port}")
        assert json.loads(said)["status"] == "ready"
    refused = subprocess.run(
        words[1:], env=site.installation.environment(BIND=f"0.0.0.0:{free_port()}"), cwd=Path(__file__).parents[2],
        capture_output=True, text=True,
    )  # fmt: skip
    assert refused.returncode == 1


def test_the_worker_is_healthy_by_the_check_of_its_container(site: Site) -> None:
    kind, line = compose()["services"]["worker"]["healthcheck"]["test"]
    assert kind == "CMD-SHELL"
    assert "pong" in site.installation.run("sh", "-c", line.replace("$$", "$"))


def test_a_job_is_done_and_the_schedule_wakes(site: Site) -> None:
    program = "from jobs.services import enqueue\nenqueue(name='audit.verify', key='asked', payload={})"
    site.installation.python(program)
    until(lambda: site.done("asked"), "the job", *site.logs)
    found = site.installation.ask("SELECT error, finished_at IS NOT NULL FROM jobs_run WHERE name = 'audit.verify'")
    assert set(found) == {("", True)}
    seen = "SELECT count(*) FROM jobs_heartbeat WHERE name = 'schedule'"
    until(lambda: site.installation.ask(seen) == [(1,)], "a wake-up by the schedule", *site.logs)


def test_figures_are_those_of_all_processes_of_a_replica(site: Site) -> None:
    def counted() -> float:
        status, text = fetched(site.url("/metrics"), Authorization=f"Bearer {TOKEN}")
        assert status == 200
        samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
        wanted = {"method": "GET", "route": "account_login", "status": "200"}
        return sum(s.value for s in samples if s.name == "fairstep_requests_total" and s.labels == wanted)

    before = counted()
    for _ in range(20):
        assert fetched(site.url("/sign-in/"))[0] == 200
    # Whichever of the two processes answers, it knows of all twenty.
    assert [counted() - before for _ in range(6)] == [20.0] * 6


class Load:
    """Requests without a pause from several threads; what became of each."""

    def __init__(self, ask: Callable[[], int], threads: int = 3) -> None:
        self.ask, self.codes, self._stop = ask, Counter[int](), threading.Event()
        self._threads = [threading.Thread(target=self._work) for _ in range(threads)]

    def _work(self) -> None:
        while not self._stop.is_set():
            self.codes[self.ask()] += 1

    def __enter__(self) -> Load:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *args: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()


def children(pid: int) -> set[int]:
    """The gunicorn workers that are there now."""
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return {int(part) for part in text.split()}


def test_a_restart_fails_no_request(site: Site) -> None:
    """SIGHUP under load, with a form half sent: its other half arrives when the workers are others."""
    web = site.services["web-1"]
    former = children(web.process.pid)
    with half_a_form(site.ports[0]) as held, Load(lambda: fetched(site.url("/sign-in/"))[0]) as load:
        until(lambda: load.codes[200] > 20, "some answers")
        web.process.send_signal(signal.SIGHUP)
        until(lambda: len(children(web.process.pid) - former) == 2, "new workers", web.log)
        until(lambda: len(children(web.process.pid) & former) <= 1, "the end of an idle old worker", web.log)
        so_far = load.codes[200]
        until(lambda: load.codes[200] > so_far + 20, "answers by the new workers")
        held.sendall(b"x" * 100)
        answer = held.recv(65536).decode(errors="replace")
        until(lambda: children(web.process.pid) & former == set(), "the end of the old workers", web.log)
    assert set(load.codes) == {200}
    # Read to its end and answered by the worker that began it: a form without its token is refused by the product.
    assert answer.startswith("HTTP/1.1 403 ")


def half_a_form(port: int) -> socket.socket:
    held = socket.create_connection(("127.0.0.1", port), timeout=60)
    head = (
        "POST /sign-in/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: csrftoken=abc\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 200\r\n\r\n"
    )
    held.sendall(head.encode() + b"x" * 100)
    return held


WRITER = """
import sys, time
from django.db import OperationalError, InterfaceError, connection, transaction
from django.utils import timezone
from audit.services import event_record
from jobs.services import enqueue
told, stop = 0, time.monotonic() + 600
while time.monotonic() < stop:
    try:
        with transaction.atomic():
            at = timezone.now()
            event_record(stream="tests:load", action="tests_written", by=None, at=at, data={"number": told})
            enqueue(name="evaluations.follow_changes.none", key=f"load-{told}", payload={})
        told += 1
        sys.stdout.write(f"{told}\\n")
        sys.stdout.flush()
    except (OperationalError, InterfaceError):
        connection.close()
        time.sleep(0.05)
"""


def test_a_database_that_dies_under_load_is_found_again(site: Site, tmp_path: Path) -> None:
    """Killed without a farewell while pages are asked for and rows are written: web, worker and writer go on by
    themselves, and of each transaction there is all or nothing."""
    cluster = site.installation.cluster
    words = [sys.executable, "-c", f"import django; django.setup()\n{WRITER}"]
    env = site.installation.environment()
    log = tmp_path / "writer.log"
    with Service.running(words, env, log) as writer, Load(lambda: fetched(site.url("/readyz"))[0]) as load:
        until(lambda: written(log) > 20 and load.codes[200] > 20, "some work", log)
        cluster.stop(how=signal.SIGQUIT)
        until(lambda: load.codes[503] > 0, "an answer without the database")
        cluster.start()
        so_far, answered = written(log), load.codes[200]
        until(lambda: load.codes[200] > answered + 20, "answers again", *site.logs)
        until(lambda: written(log) > so_far + 20, "rows again", log)
        writer.stop(signal.SIGKILL)
    # Never a request without an answer, and never a fault: 503 is what a load balancer understands.
    assert set(load.codes) == {200, 503}
    events = site.installation.ask("SELECT count(*) FROM audit_auditevent WHERE stream = 'tests:load'")
    jobs = site.installation.ask("SELECT count(*) FROM jobs_job WHERE key LIKE 'load-%%'")
    assert events == jobs
    assert events[0][0] >= written(log)
    site.installation.python("from jobs.services import enqueue\nenqueue(name='audit.verify', key='after', payload={})")
    until(lambda: site.done("after"), "a job after it all", *site.logs)
    runs = site.installation.ask("SELECT error FROM jobs_run WHERE name = 'audit.verify' ORDER BY id DESC LIMIT 1")
    assert runs == [("",)]


def written(log: Path) -> int:
    lines = [line for line in log.read_text().splitlines() if line.isdigit()]
    return int(lines[-1]) if lines else 0
