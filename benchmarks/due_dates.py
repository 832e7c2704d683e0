"""How long the due dates of a whole agency take beside a bare COPY of the same rows.

    .venv/bin/python -m tools.launch -- python -m benchmarks.due_dates [--employees 38000]

Three of four people have last year's evaluation on record; every tenth is on probation. The bare COPY writes the due
dates that the refresh ends with into their table, constraints and indexes included, and decides nothing.
"""

from __future__ import annotations

import argparse
import io
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from benchmarks.filled import made_agency, prepare

AT = datetime(2026, 7, 6, 16, 0, tzinfo=UTC)
TABLE = "evaluations_duedate"


def main() -> None:
    """Prepare, measure and print one line each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--employees", type=int, default=38_000)
    size = parser.parse_args().employees
    prepare()
    agency_prepare(size)
    say = sys.stdout.write
    first, queries = _measured(AT)
    again, _ = _measured(AT + timedelta(days=1))
    created, creation = _created(AT + timedelta(days=1))
    bare = _seconds_of_bare_copy()
    say(f"{size} people: all due dates {first:.2f} s in {queries} queries, a second run {again:.2f} s\n")
    say(f"A bare COPY takes {bare:.2f} s: the first run is {first / bare:.1f} times that.\n")
    say(f"{created} coming evaluations created in {creation:.2f} s\n")


def agency_prepare(size: int) -> None:
    """An agency of that size without evaluations under way."""
    from evaluations.services import form_templates_load
    from workforce.services import people_import

    people_import(data=made_agency(size, seed=1), file_name="people.csv", by=None, at=AT)
    form_templates_load()
    _records_write()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _records_write() -> None:
    """Last year's evaluation, final, for three of four people who have a supervisor."""
    from evaluations.models import Evaluation, FormTemplate
    from workforce.models import Employee

    template = FormTemplate.objects.order_by("pk")[0]
    people = Employee.objects.exclude(supervisor=None).order_by("pk").values_list(
        "pk", "supervisor", "classification", "org_unit"
    )  # fmt: skip
    rows = [
        Evaluation(
            employee_id=pk, rater_id=supervisor, classification_id=classification, org_unit_id=unit, template=template,
            policy_key="county", policy_version=1, status="final", created_at=AT, content_saved_at=AT,
            period_start=date(2025, 1, 1) + timedelta(days=pk % 365),
            period_end=date(2025, 12, 31) + timedelta(days=pk % 365),
            overall="competent", issued_on=date(2026, 7, 1), presented_on=date(2026, 7, 1), issue_method="given",
            filed_on=date(2026, 7, 1), finalized_at=AT, submitted_at=AT,
        )
        for pk, supervisor, classification, unit in people
        if pk % 4
    ]  # fmt: skip
    Evaluation.objects.bulk_create(rows, batch_size=2000)


def _measured(at: datetime) -> tuple[float, int]:
    from evaluations.services.due_dates import due_dates_refresh

    with CaptureQueriesContext(connection) as captured:
        seconds = _seconds(lambda: due_dates_refresh(employee_ids=None, at=at))
    return seconds, len(captured)


def _created(at: datetime) -> tuple[int, float]:
    from evaluations.services.coming import coming_evaluations_create

    counts: dict[str, int] = {}
    seconds = _seconds(lambda: counts.update(coming_evaluations_create(at=at)))
    return counts["created"], seconds


def _seconds_of_bare_copy() -> float:
    """The same rows out of the table, the table emptied, and the rows back in."""
    lines = io.StringIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {TABLE} TO STDOUT", lines)
        cursor.execute(f"TRUNCATE {TABLE}")

    def copy_in() -> None:
        lines.seek(0)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.copy_expert(f"COPY {TABLE} FROM STDIN", lines)

    return _seconds(copy_in)


def _seconds(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
