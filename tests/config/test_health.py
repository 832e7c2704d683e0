"""/healthz and /readyz: without a sign-in, saying nothing that is not everybody's to know."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as installed
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from common import health

ASK = """
import django, json
django.setup()
from django.test import Client
for path in ("/healthz", "/readyz"):
    answer = Client().get(path)
    print(answer.status_code, answer.content.decode(), answer["Cache-Control"])
"""
ALL_WELL = {"database": "ok", "migrations": "ok", "files": "ok", "broker": "ok"}


@pytest.fixture(autouse=True)
def _nothing_known():
    """That everything is migrated is remembered by the process."""
    health._migrated.clear()
    yield
    health._migrated.clear()


def asked_elsewhere(**env: str) -> list[str]:
    """What /healthz and /readyz answer in a process with that environment."""
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings_test", **env}
    result = subprocess.run(
        [sys.executable, "-c", ASK], env=env, cwd=installed.BASE_DIR, capture_output=True, text=True, timeout=60
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.splitlines()


def ready(client) -> tuple[int, str, dict[str, str]]:
    response = client.get("/readyz")
    answer = json.loads(response.content)
    return response.status_code, answer["status"], answer["checks"]


def test_healthz_answers_anybody_in_one_word_and_asks_nobody(client):
    """Without a database mark: a query would fail this test."""
    response = client.get("/healthz")
    assert (response.status_code, response.content, response["Content-Type"]) == (200, b"ok", "text/plain")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_readyz_names_each_check_and_leaves_nothing_behind(client, settings):
    Path(settings.MEDIA_ROOT).mkdir(exist_ok=True)
    before = sorted(Path(settings.MEDIA_ROOT).iterdir())
    assert ready(client) == (200, "ready", ALL_WELL)
    assert sorted(Path(settings.MEDIA_ROOT).iterdir()) == before


@pytest.mark.django_db
def test_readyz_reads_once_per_process_what_is_migrated_and_nothing_else(client, django_assert_num_queries):
    with django_assert_num_queries(2):
        ready(client)
    with django_assert_num_queries(0):
        ready(client)


def test_without_its_database_it_says_so_within_seconds_and_not_why():
    answers = asked_elsewhere(DATABASE_URL="postgres://nobody:secret@127.0.0.1:1/nothing")
    checks = '{"database": "unreachable", "migrations": "unknown", "files": "ok", "broker": "ok"}'
    no_cache = "max-age=0, no-cache, no-store, must-revalidate, private"
    assert answers == [f"200 ok {no_cache}", f'503 {{"status": "unavailable", "checks": {checks}}} {no_cache}']


@pytest.mark.django_db(transaction=True)
def test_code_that_is_ahead_of_its_database_is_not_ready(client):
    row = MigrationRecorder.Migration.objects.get(app="jobs", name="0001_initial")
    row.delete()
    try:
        assert ready(client) == (503, "unavailable", ALL_WELL | {"migrations": "pending"})
    finally:
        MigrationRecorder(connection).record_applied("jobs", "0001_initial")
    assert ready(client) == (200, "ready", ALL_WELL)


@pytest.mark.django_db
def test_a_file_store_that_cannot_be_written_is_not_ready(client, settings, tmp_path):
    (tmp_path / "a-file").write_text("no folder")
    settings.MEDIA_ROOT = str(tmp_path / "a-file" / "files")
    assert ready(client) == (503, "unavailable", ALL_WELL | {"files": "not writable"})


@pytest.mark.django_db
@pytest.mark.parametrize("queue", ["redis", "files"])
def test_without_its_queue_it_is_degraded_and_ready(client, settings, tmp_path, queue):
    settings.REDIS_URL = "redis://127.0.0.1:1/0" if queue == "redis" else ""
    settings.BROKER_DIR = tmp_path / "gone"
    assert ready(client) == (200, "degraded", ALL_WELL | {"broker": "unreachable"})


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_they_only_read(client, path):
    assert client.post(path).status_code == 405


@pytest.mark.django_db
def test_they_are_asked_without_tls(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    statuses = [client.get(path).status_code for path in ("/healthz", "/readyz", "/sign-in/")]
    assert statuses == [200, 200, 301]
