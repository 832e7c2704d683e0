"""What the tests of this folder start: a PostgreSQL with the two roles of a deployment, a Redis, and the services as
docker-compose.yml says them. Everything listens on the loopback or a socket, and ends with the test that started it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg2
import yaml
from django.conf import settings

from tests.processes import until
from tools.postgres import FAST, Place, start, wheel_binaries
from tools.processes import Process

ROOT = Path(settings.BASE_DIR)
# A crash of the server, not of the machine, loses nothing that was committed.
SURVIVES = {**FAST, "synchronous_commit": "on"}
OWNER, APP = "fairstep_owner", "fairstep_app"
# What a deployment would set and these processes cannot have: TLS in front, a mail server, a name.
LOCAL = {
    "SECURE_COOKIES": "off",
    "ALLOWED_HOSTS": "localhost,127.0.0.1",
    "SITE_URL": "http://localhost:8000",
    "LOG_FORMAT": "json",
    "EMAIL_URL": "consolemail://",
    "PYTHONUNBUFFERED": "1",
}


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@dataclass
class Cluster:
    """A PostgreSQL that may be stopped and started again."""

    place: Place
    process: Process

    def url(self, role: str, database: str) -> str:
        return f"postgres://{role}@/{database}?host={self.place.socket}"

    def ask(
        self, statement: str, *params: Any, role: str = "postgres", database: str = "postgres"
    ) -> list[tuple[Any, ...]]:
        """Run one statement by itself; its rows where it has any."""
        connection = psycopg2.connect(host=str(self.place.socket), user=role, dbname=database)
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement, params or None)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def stop(self, *, how: signal.Signals = signal.SIGINT) -> None:
        self.process.stop(signal_number=how)

    def start(self) -> None:
        self.process = start(self.place, settings=SURVIVES)

    @contextmanager
    def copy_of(self, template: str, name: str) -> Iterator[str]:
        """A database of its own, as `template` is now."""
        # By files: copied through the log, a sequence counts what its template had reserved without logging it anew,
        # so that a crash soon after would hand out the same numbers twice.
        self.ask(f'CREATE DATABASE "{name}" TEMPLATE "{template}" OWNER "{OWNER}" STRATEGY file_copy')
        try:
            yield name
        finally:
            self.ask(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@dataclass
class Installation:
    """One installation: a database, its folders, and the environment of its processes."""

    cluster: Cluster
    database: str
    folder: Path
    more: dict[str, str] = field(default_factory=dict)

    def environment(self, *, role: str = APP, **more: str) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
        broker = self.folder / "broker" / "data"
        broker.mkdir(parents=True, exist_ok=True)
        return {
            **inherited,
            **LOCAL,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "DATABASE_URL": self.cluster.url(role, self.database),
            "APP_DATABASE_URL": self.cluster.url(APP, self.database),
            "CELERY_BROKER_DIR": str(broker.parent),
            "FILES_DIR": str(self.folder / "files"),
            "SEAL_DIR": str(self.folder / "keys" / "seal"),
            "CHECKPOINT_KEY_FILE": str(self.folder / "keys" / "checkpoint.key"),
            "VAR_DIR": str(self.folder),
            "STATIC_ROOT": str(self.folder / "collected"),
            "SHARED_STATIC": str(self.folder / "static"),
            "PG_BIN": str(wheel_binaries()),
            **self.more,
            **more,
        }

    def run(self, *words: str, role: str = APP, code: int = 0, **env: str) -> str:
        """Run to its end; what it said. Fails where it ends otherwise than expected."""
        done = subprocess.run(
            words, env=self.environment(role=role, **env), cwd=ROOT, capture_output=True, text=True, timeout=180
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout if code == 0 else done.stderr

    def manage(self, *words: str, role: str = APP, code: int = 0, **env: str) -> str:
        return self.run(sys.executable, "manage.py", *words, role=role, code=code, **env)

    def python(self, program: str, **env: str) -> str:
        """A few lines as one of its processes would run them."""
        return self.run(sys.executable, "-c", f"import django; django.setup()\n{program}", **env)

    def ask(self, statement: str, *params: Any, role: str = APP) -> list[tuple[Any, ...]]:
        return self.cluster.ask(statement, *params, role=role, database=self.database)


class Service:
    """One process of an installation, in a session of its own, with its log."""

    def __init__(self, words: list[str], env: Mapping[str, str], log: Path) -> None:
        self.log = log
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                words, env=dict(env), cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                start_new_session=True,
            )  # fmt: skip

    def said(self) -> str:
        return self.log.read_text()

    def stop(self, how: signal.Signals = signal.SIGTERM, *, seconds: float = 30) -> int:
        """Its exit code; whatever of its session is left is killed."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        try:
            return self.process.wait(timeout=seconds)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(timeout=10)

    @classmethod
    @contextmanager
    def running(cls, words: list[str], env: Mapping[str, str], log: Path) -> Iterator[Service]:
        service = cls(words, env, log)
        try:
            yield service
        finally:
            service.stop(signal.SIGKILL)


def compose() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def command_of(service: str) -> list[str]:
    """The service's command as a shell of its container would get it: `$$` is how the file writes a `$`."""
    words = compose()["services"][service]["command"]
    return [re.sub(r"\$\{(\w+):-([^}]*)\}", r"\2", word).replace("$$", "$") for word in words]


@contextmanager
def redis_server(folder: Path) -> Iterator[str]:
    """A Redis started by the compose file's own command, but for where it listens; its address."""
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    assert program, "redis-server is among the system packages that the tests need: make test names the command"
    port = free_port()
    words = [program, *command_of("queue")[1:], "--bind", "127.0.0.1", "--port", str(port), "--dir", str(folder)]
    with Service.running(words, os.environ, folder / "redis.log"):
        until(lambda: _connects(port), "the start of Redis", folder / "redis.log")
        yield f"redis://127.0.0.1:{port}/0"


def _connects(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def fetched(url: str, *, seconds: float = 30, **headers: str) -> tuple[int, str]:
    """Status and text; 0 where nobody answered."""
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(url, headers=told)  # noqa: S310 - addresses of our own servers
    try:
        with urllib.request.urlopen(request, timeout=seconds) as answer:  # noqa: S310
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(errors="replace")
    except OSError as error:
        return 0, str(error)
