"""How long import_people takes beside a bare COPY of the same rows.

    .venv/bin/python -m tools.launch -- python -m benchmarks.import_people [--employees 38000]

The first measurement starts from a database without people; the second brings the same people in with another unit
and class for everybody, which records what changed about their work. The bare COPY writes the rows
that each ends with into tables of the same shape, constraints and indexes included, and checks nothing.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import time
from collections.abc import Callable
from typing import Any

import django
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from benchmarks.agency_file import agency_file

CLASSES = 1100


def main() -> None:
    """Prepare, measure and print one line each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--employees", type=int, default=38_000)
    size = parser.parse_args().employees
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    call_command("migrate", verbosity=0)
    _refuse_unless_empty()
    codes = _classes()
    data = agency_file(size, codes)
    first = _seconds(lambda: _import(data))
    again = _seconds(lambda: _import(data))
    bare = _seconds_of_bare_copy()
    say = sys.stdout.write
    say(f"{size} people: import {first:.2f} s, again without effect {again:.2f} s, bare COPY {bare:.2f} s\n")
    say(f"The import takes {first / bare:.1f} times the bare COPY.\n")
    moved = agency_file(size, codes[7:], top="County Agency")
    second = _seconds(lambda: _import(moved))
    facts = _facts()
    bare = _seconds_of_bare_copy()
    say(f"Everybody moved: import {second:.2f} s with {facts} recorded facts, bare COPY {bare:.2f} s\n")
    say(f"The import takes {second / bare:.1f} times the bare COPY.\n")


def _facts() -> int:
    from workforce.models import EmploymentChange

    return EmploymentChange.objects.count()


def _refuse_unless_empty() -> None:
    from workforce.models import Employee

    if Employee.objects.exists():
        raise SystemExit(
            "This database holds people, and the measurement empties tables: run it beside a throwaway one."
        )


def _classes() -> list[str]:
    from competencies.services import classifications_import

    codes = [f"{number:04d}" for number in range(CLASSES)]
    lines = "".join(f"{code},Class {code}\n" for code in codes)
    classifications_import(data=f"code,title\n{lines}".encode(), file_name="classes.csv", by=None, at=timezone.now())
    return codes


def _import(data: bytes) -> Any:
    from workforce.services import people_import

    return people_import(data=data, file_name="people.csv", by=None, at=timezone.now())


def _seconds_of_bare_copy() -> float:
    """The same rows out of the tables, the tables emptied, and the rows back in."""
    from accounts.models import User
    from workforce.models import Employee, EmploymentChange, Leave, OrgUnit

    tables = [model._meta.db_table for model in (User, OrgUnit, Employee, Leave, EmploymentChange)]
    rows = {table: _copied_out(table) for table in tables}
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")

    def copy_in() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            for table in tables:
                cursor.copy_expert(f"COPY {table} FROM STDIN", io.StringIO(rows[table]))

    return _seconds(copy_in)


def _copied_out(table: str) -> str:
    lines = io.StringIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} TO STDOUT", lines)
    return lines.getvalue()


def _seconds(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
