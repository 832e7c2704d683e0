"""Starts modules of the tests in processes of their own, on this test's database or on a copy of it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest
from django.conf import settings
from django.db import connection
from psycopg2 import sql

PATIENCE = 120


def url_of(database: str) -> str:
    """The address of a database on the server of the tests."""
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path="/" + database))


def start(module: str, *arguments: object, database: str = "", **env: str) -> subprocess.Popen[str]:
    """The process; its stdin and stdout are ours."""
    own = {
        "DATABASE_URL": url_of(database or connection.settings_dict["NAME"]),
        "DJANGO_SETTINGS_MODULE": "config.settings_test",
        **env,
    }
    command = [sys.executable, "-m", module, *(str(argument) for argument in arguments)]
    return subprocess.Popen(
        command, env={**os.environ, **own}, cwd=settings.BASE_DIR, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def finish(process: subprocess.Popen[str]) -> str:
    """What it printed; fails with its errors where it did not end well."""
    out, err = process.communicate("\n", timeout=PATIENCE)
    assert process.returncode == 0, err
    return out.strip()


@contextmanager
def copy_of_database(name: str, *, of: str = "") -> Iterator[str]:
    """Another database with all that `of`, or else this test's one, holds, for as long as the block lasts; its name."""
    connection.close()
    original = of or connection.settings_dict["NAME"]
    copy = f"{connection.settings_dict['NAME']}_{name}"
    _on_server(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(copy), sql.Identifier(original)))
    try:
        yield copy
    finally:
        _on_server(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(copy)))


def _on_server(statement: sql.Composed) -> None:
    """Nobody may be at a database while it is copied: whoever has just ended there is waited for."""
    server = psycopg2.connect(url_of("postgres"))
    server.autocommit = True  # a database is made and dropped outside any transaction
    deadline = time.monotonic() + PATIENCE
    with server.cursor() as cursor:
        while True:
            try:
                cursor.execute(statement)
                break
            except psycopg2.errors.ObjectInUse:
                assert time.monotonic() < deadline, "somebody stays at the database"
                time.sleep(0.1)
    server.close()


def until(is_so: Callable[[], bool], what: str, *logs: Path) -> None:
    """Wait for something that another process does; fails with its logs after two minutes."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > deadline:
            said = "\n".join(log.read_text() for log in logs)
            pytest.fail(f"{what} did not happen within {PATIENCE} seconds\n{said}")
        time.sleep(0.05)
