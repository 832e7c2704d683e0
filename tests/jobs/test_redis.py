"""The outbox over a real Redis: a worker and beat in processes of their own, Redis killed between them."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from django.conf import settings
from django.core.cache import caches
from django.test import override_settings

from common.caching import StandbyRedisCache
from jobs.models import Heartbeat, Job
from tests.factories import PASSWORD, make_user
from tests.jobs.processes import deployed_environment, wake_from_afar
from tests.processes import until


class RedisServer:
    """A Redis of the test's own: on the loopback alone, keeping nothing on disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        program = shutil.which("redis-server") or shutil.which("valkey-server")
        assert program, "redis-server is among the system packages that the tests need: make test names the command"
        options = ["--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--appendonly", "no"]
        command = [program, *options, "--dir", str(self.folder)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until(self.answers, "the start of Redis")

    def answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.url, socket_timeout=1) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(timeout=10)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path)
    yield server
    server.kill()


@pytest.fixture
def deployed(server: RedisServer, tmp_path: Path) -> dict[str, str]:
    """The environment of a deployed process on this test's database and Redis."""
    return deployed_environment(tmp_path, REDIS_URL=server.url)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "celery.log"


@pytest.fixture
def machinery(deployed: dict[str, str], log: Path, tmp_path: Path) -> Iterator[None]:
    """A worker and beat, as docker-compose.yml starts them."""
    celery = [sys.executable, "-m", "celery", "-A", "config"]
    worker = [*celery, "worker", "--loglevel", "INFO", "--include", "tests.jobs.redis_handlers", "--concurrency", "1"]
    beat = [*celery, "beat", "--loglevel", "INFO", "--schedule", str(tmp_path / "schedule")]
    with log.open("w") as file:
        processes = [
            subprocess.Popen(command, env=deployed, cwd=settings.BASE_DIR, stdout=file, stderr=file)
            for command in (worker, beat)
        ]
        try:
            until(lambda: " ready." in log.read_text(), "the start of the worker", log)
            yield
        finally:
            end(processes)


def end(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(timeout=10)


def status_of(key: str) -> str:
    return Job.objects.get(key=key).status


@pytest.mark.django_db(transaction=True)
def test_jobs_are_drained_over_redis_and_wait_while_it_is_gone(
    server: RedisServer, deployed: dict[str, str], machinery: None, log: Path, tmp_path: Path
) -> None:
    wake_from_afar(deployed)
    until(lambda: status_of("from-afar") == "done", "the job that a page asked for", log)
    until(lambda: Heartbeat.objects.filter(name="schedule").exists(), "the first wake-up by beat", log)

    server.kill()
    user = make_user(email="keeper@agency.example")
    command = [sys.executable, "-m", "tests.jobs.pages", user.email, PASSWORD]
    env = {**deployed, "DJANGO_SETTINGS_MODULE": "tests.jobs.settings_redis"}
    pages = subprocess.run(command, env=env, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=120)
    assert pages.returncode == 0, pages.stderr
    *statuses, took = pages.stdout.split()
    assert (statuses, float(took) < 20) == (["200", "200", "302", "200"], True)
    assert "this process counts for itself" in pages.stderr
    assert status_of("while-gone") == "queued"

    server.start()
    until(lambda: status_of("while-gone") == "done", "the job that waited for Redis", log)
    assert (tmp_path / "done").read_text().split() == ["from-afar", "while-gone"]


def test_tries_are_counted_without_redis_and_again_in_it_once_it_is_back(
    server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend = {"BACKEND": "common.caching.StandbyRedisCache", "LOCATION": server.url}
    with override_settings(CACHES={"default": backend}):
        cache = caches["default"]
        assert isinstance(cache, StandbyRedisCache)
        cache.add("tries", 0, 60)
        assert [cache.incr("tries"), cache.incr("tries")] == [1, 2]
        server.kill()
        assert (cache.get("tries", 0), cache.add("tries", 0, 60), cache.incr("tries")) == (0, True, 1)
        server.start()
        assert cache.incr("tries") == 2  # still here: nobody asks again before the pause is over
        monkeypatch.setattr(cache, "_again_at", 0.0)
        assert (cache.get("tries", "none"), cache.add("tries", 7, 60), cache.get("tries")) == ("none", True, 7)
        cache.set_many({"a": 1, "b": 2})
        assert (cache.get_many(["a", "b"]), cache.has_key("a"), cache.touch("a", 5)) == ({"a": 1, "b": 2}, True, True)
        cache.delete_many(["a"])
        assert (cache.get("a"), cache.delete("b"), cache.get("b")) == (None, True, None)
        cache.clear()
        assert cache.get("tries") is None
