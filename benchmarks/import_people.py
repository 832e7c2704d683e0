"""How long import_people takes beside a bare COPY of the same rows.

    .venv/bin/python -m tools.launch -- python -m benchmarks.import_people [--employees 38000]

The first measurement starts from a database without people; the second brings the same people in with another unit
and class for everybody, which records what changed about their work. The bare COPY writes the rows
that each ends with into tables of the same shape, constraints and indexes included, and checks nothing.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
import time
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from benchmarks.filled import made_agency, prepare

# What the import may cost beside the bare COPY.
MOST = 12


def main() -> None:
    """Prepare, measure and print one line each; exit code 1 where the import costs more than it may."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--employees", type=int, default=38_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    prepare()
    data = made_agency(options.employees, options.seed)
    first = _seconds(lambda: _import(data))
    again = _seconds(lambda: _import(data))
    bare = _seconds_of_bare_copy()
    _say(f"{options.employees} people", first, bare, f"again without effect {again:.2f} s")
    second = _seconds(lambda: _import(_moved(data)))
    bare_second = _seconds_of_bare_copy()
    _say("Everybody moved to another unit and class", second, bare_second, f"{_facts()} recorded facts")
    if first > MOST * bare or second > MOST * bare_second:
        sys.exit(1)


def _say(what: str, seconds: float, bare: float, more: str) -> None:
    sys.stdout.write(f"{what}: import {seconds:.2f} s, {more}, bare COPY {bare:.2f} s\n")
    sys.stdout.write(f"The import takes {seconds / bare:.1f} times the bare COPY; it may take {MOST} times as long.\n")


def _moved(data: bytes) -> bytes:
    """The same people, each in the class of the next row, under another top unit."""
    rows = list(csv.DictReader(io.StringIO(data.decode())))
    classes = [row["class_code"] for row in rows]
    for row, code in zip(rows, [*classes[1:], classes[0]], strict=True):
        row["class_code"], row["org_unit"] = code, f"County / {row['org_unit']}"
    lines = io.StringIO()
    writer = csv.DictWriter(lines, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    return lines.getvalue().encode()


def _facts() -> int:
    from workforce.models import EmploymentChange

    return EmploymentChange.objects.count()


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
