"""The database's side: one moment of it, its programs, and whether it is empty."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import FileField
from psycopg2 import sql

# Sessions are nobody's to bring back: they are counted as none, and left out.
LEFT_OUT = "django_session"


class ProgramFailed(Exception):
    """pg_dump or pg_restore did not do it; the sentence is its own."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What the database holds at one snapshot: its name for pg_dump, and every file that a row names."""

    snapshot: str
    server: str
    cursor: CursorWrapper
    files: set[str]

    def rows(self) -> dict[str, int]:
        return row_counts(self.cursor)

    def migrations(self) -> list[str]:
        self.cursor.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1")
        return [row[0] for row in self.cursor.fetchall()]


@contextmanager
def one_moment() -> Iterator[Moment]:
    """Everything inside is about one and the same moment; other work on the database goes on."""
    reader = connection.copy()
    try:
        with reader.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot(), current_setting('server_version')")
            snapshot, server = cursor.fetchone()
            yield Moment(snapshot, server, cursor, named_files(cursor))
    finally:
        reader.close()


def row_counts(cursor: CursorWrapper) -> dict[str, int]:
    """The rows of every table, counted one by one."""
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    counts = {}
    for (table,) in cursor.fetchall():
        cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
        counts[table] = 0 if table == LEFT_OUT else cursor.fetchone()[0]
    return counts


def named_files(cursor: CursorWrapper) -> set[str]:
    """The path of every file that a row names, in any room."""
    found: set[str] = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, FileField):
                names = {"column": sql.Identifier(field.column), "table": sql.Identifier(model._meta.db_table)}
                cursor.execute(sql.SQL("SELECT {column} FROM {table} WHERE {column} <> ''").format(**names))
                found.update(row[0] for row in cursor.fetchall())
    return found


def is_empty() -> bool:
    """Whether nobody has made a table yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')")
        return bool(cursor.fetchone()[0] == 0)


def dump(path: Path, *, snapshot: str) -> None:
    """The whole database at the snapshot. Raises ProgramFailed."""
    options = ["--format=custom", "--no-owner", "--no-privileges", "--no-comments", f"--snapshot={snapshot}"]
    _run("pg_dump", [*options, f"--exclude-table-data={LEFT_OUT}", f"--file={path}"])


def load(path: Path) -> None:
    """All of the dump or nothing. Raises ProgramFailed."""
    options = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
    _run("pg_restore", [*options, f"--dbname={connection.settings_dict['NAME']}", str(path)])


def _run(program: str, arguments: Sequence[str]) -> None:
    found = shutil.which(program, path=settings.PG_BIN or None)
    if found is None:
        raise ProgramFailed(f"{program} of PostgreSQL 18 is not there: install it, or name its folder in PG_BIN.")
    done = subprocess.run([found, *arguments], env=_environment(), capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise ProgramFailed(f"{program} says: {done.stderr.strip()}")


def _environment() -> dict[str, str]:
    """How to reach the database, in variables: what stands on a command line is everybody's to read."""
    told = connection.settings_dict
    options = told.get("OPTIONS", {})
    wanted = {
        "PGDATABASE": told["NAME"],
        "PGUSER": told.get("USER"),
        "PGPASSWORD": told.get("PASSWORD"),
        "PGHOST": told.get("HOST") or options.get("host"),
        "PGPORT": told.get("PORT"),
        "PGSSLMODE": options.get("sslmode"),
        "PGSSLROOTCERT": options.get("sslrootcert"),
        "PGCONNECT_TIMEOUT": options.get("connect_timeout"),
    }
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "HOME", "TMPDIR") if name in os.environ}
    return {**kept, "LC_ALL": "C", **{name: str(value) for name, value in wanted.items() if value}}
