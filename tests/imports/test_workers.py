"""Workers that die at their work, and two people at once: all of an import or none of it, and never twice."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from audit.models import AuditEvent, ImportRun
from imports.models import Progress, Upload, UploadRow
from imports.services import upload_apply, upload_apply_run
from jobs.models import Job
from jobs.rules import LEASE
from jobs.services import drain
from tests.factories import make_classification
from tests.imports.acts import (
    address,
    administrator,
    checked,
    client_for,
    form_values,
    fresh,
    people_csv,
    person,
    uploaded,
)
from tests.processes import PATIENCE, until
from workforce.models import Employee

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def clock() -> None:
    """The real one: another process has no other."""


@pytest.fixture
def client() -> Client:
    make_classification(code="0617", title="Office Technician")
    return client_for(administrator())


@pytest.fixture
def worker() -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """Starts a worker on this test's database and files."""
    started: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        url = urlsplit(os.environ["DATABASE_URL"])
        own = {
            "DATABASE_URL": urlunsplit(url._replace(path="/" + connection.settings_dict["NAME"])),
            "DJANGO_SETTINGS_MODULE": "config.settings_test",
        }
        command = [sys.executable, "-m", "tests.imports.worker", str(settings.MEDIA_ROOT)]
        started.append(subprocess.Popen(command, env={**os.environ, **own}, cwd=settings.BASE_DIR, text=True))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait(timeout=PATIENCE)


def somebody_waits_for(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE relation = %s::regclass AND NOT granted", [table])
        return bool(cursor.fetchone()[0])


def killed_while_it_waits_for(table: str, start: Callable[[], subprocess.Popen[str]]) -> Progress:
    """Kill a worker that has come as far as writing to the table, and what it had told of its progress."""
    own = connection.copy()
    own.set_autocommit(False)
    try:
        with own.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
        process = start()
        until(lambda: somebody_waits_for(table), "a worker that waits")
        told = Progress.objects.get()
        process.kill()
        process.wait(timeout=PATIENCE)
    finally:
        own.close()
    until(lambda: not somebody_waits_for(table), "the end of the waiting")
    return told


def take_over() -> None:
    """The lease of the dead worker is over; another one comes."""
    assert drain(at=timezone.now()) == 0
    assert drain(at=timezone.now() + LEASE + timedelta(seconds=5), limit=1) == 1


def test_a_worker_killed_while_it_applies_leaves_nothing_and_another_one_applies_it_all(client, worker) -> None:
    upload = checked(client, uploaded(client, people_csv(person("000001"), person("000002", "000001"))))
    client.post(address("apply", upload), {"digest": upload.digest})
    told = killed_while_it_waits_for("audit_importrun", worker)
    assert (told.phase, told.total) == ("Writing", 2)
    assert (Employee.objects.count(), ImportRun.objects.count(), fresh(upload).status) == (0, 0, "applying")
    take_over()
    upload = fresh(upload)
    assert (upload.status, Employee.objects.count(), ImportRun.objects.count()) == ("applied", 2, 1)
    assert AuditEvent.objects.filter(stream=upload.stream).count() == 1
    assert Job.objects.get(name="imports.apply").attempts == 2


def test_a_worker_killed_while_it_checks_is_followed_by_one_that_begins_anew(client, worker) -> None:
    upload = uploaded(client, people_csv(person("000001"), person("000002", "000001")))
    values = form_values(client.get(address("columns", upload)), address("columns", upload))
    client.post(address("columns", upload), values)
    told = killed_while_it_waits_for("imports_uploadrow", worker)
    assert (told.phase, fresh(upload).status) == ("Comparing with what is stored", "checking")
    take_over()
    upload = fresh(upload)
    assert (upload.status, UploadRow.objects.count(), upload.counts["new"]) == ("checked", 2, 2)


def test_of_two_administrators_at_once_the_second_is_told_to_look_again(client) -> None:
    files = [people_csv(person("000001", last_name=name)) for name in ("One", "Two")]
    uploads = [checked(client, uploaded(client, data)) for data in files]
    by = administrator("Second Admin")
    for upload in uploads:
        upload_apply(public_id=upload.public_id, is_strict=False, digest=upload.digest, by=by)
    start = Barrier(2)

    def apply(upload: Upload) -> None:
        try:
            start.wait(timeout=PATIENCE)
            upload_apply_run(public_id=upload.public_id, round=fresh(upload).round, at=timezone.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(apply, upload) for upload in uploads]:
            done.result(timeout=PATIENCE)
    assert sorted(fresh(upload).status for upload in uploads) == ["applied", "checking"]
    assert (Employee.objects.count(), ImportRun.objects.count()) == (1, 1)
    drain(at=timezone.now() + timedelta(seconds=5))
    (second,) = [fresh(upload) for upload in uploads if fresh(upload).status == "checked"]
    assert second.error.startswith("The data have changed since this preview")
    assert second.counts == {"new": 0, "changed": 1, "unchanged": 0, "rejected": 0}


def test_two_workers_with_the_same_piece_of_work_do_it_once(client) -> None:
    upload = checked(client, uploaded(client, people_csv(*(person(f"{number:06d}") for number in range(50)))))
    upload_apply(public_id=upload.public_id, is_strict=False, digest=upload.digest, by=administrator())
    start = Barrier(2)

    def apply() -> None:
        try:
            start.wait(timeout=PATIENCE)
            upload_apply_run(public_id=upload.public_id, round=fresh(upload).round, at=timezone.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(apply) for _ in range(2)]:
            done.result(timeout=PATIENCE)
    assert (fresh(upload).status, Employee.objects.count(), ImportRun.objects.count()) == ("applied", 50, 1)
