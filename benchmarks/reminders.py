"""How long a morning's reminders take beside the bare INSERT … SELECT that they need.

    .venv/bin/python -m tools.launch -- python -m benchmarks.reminders [--employees 38000] [--seed 1]

Due dates are spread over the stages of the reminder plan, so that nearly every one of them is told to somebody. The
bare statements are the same SELECTs, inserted plainly; beside them stands the insertion of rows that lie ready.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

from django.db import connection, transaction

from benchmarks.filled import made_agency, prepare

AT = datetime(2026, 7, 6, 16, 0, tzinfo=UTC)
# What the sweep may cost beside the bare statement.
MOST = 1.5
ROUNDS = 3
COLUMNS = "recipient_id, kind, subject, due_on, stage, words, path, is_action, is_immediate, is_statutory, created_at"


def main() -> None:
    """Prepare, measure side by side, print one line each; exit code 1 where the sweep costs more than it may."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--employees", type=int, default=38_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    prepare()
    _fill(options.employees, options.seed)
    sweeps, bares, copies, again = [], [], [], []
    for _ in range(ROUNDS):
        seconds, notices = _emptied_and(_sweep)
        sweeps.append(seconds)
        again.append(_seconds(_sweep)[0])
        _keep_aside()
        bares.append(_emptied_and(_bare)[0])
        copies.append(_emptied_and(_copied)[0])
    sweep, bare, copy = min(sweeps), min(bares), min(copies)
    say = sys.stdout.write
    say(f"{options.employees} people, {notices} notices: sweep {sweep:.2f} s, bare INSERT … SELECT {bare:.2f} s\n")
    say(f"The sweep takes {sweep / bare:.2f} times the bare statements; it may take {MOST} times as long.\n")
    say(f"Rows that lie ready are inserted in {copy:.2f} s: the sweep takes {sweep / copy:.2f} times that.\n")
    say(f"A second sweep on the same day: {min(again):.2f} s.\n")
    if sweep > MOST * bare:
        sys.exit(1)


def _fill(size: int, seed: int) -> None:
    """The agency, with a due date for everybody who has a supervisor: from 28 days ago to 90 days ahead."""
    from evaluations.services import form_templates_load
    from workforce.services import people_import

    people_import(data=made_agency(size, seed), file_name="people.csv", by=None, at=AT)
    form_templates_load()
    _execute(
        """
        INSERT INTO evaluations_duedate
               (employee_id, kind, period_start, period_end, due_on, rater_id, sequence, computed_at)
        SELECT id, 'annual', day - 364, day, day, supervisor_id, 0, now()
          FROM (SELECT id, supervisor_id, date '2026-07-06' - 28 + (id % 119)::int AS day
                  FROM workforce_employee WHERE supervisor_id IS NOT NULL AND status <> 'separated') AS people
        """
    )
    _execute("VACUUM ANALYZE")


def _sweep() -> int:
    from evaluations.services.reminders import reminders_make

    return sum(reminders_make(at=AT).values())


def _keep_aside() -> None:
    """The rows that the sweep wrote, as the bare statement reads their stage and words from."""
    _execute("DROP TABLE IF EXISTS written")
    _execute("CREATE TABLE written AS SELECT * FROM notifications_notice")
    _execute("ANALYZE written")


def _bare() -> int:
    """The SELECTs that the reminders need, inserted plainly: no look for what was said before."""
    from evaluations.rules.reminder_plan import reminder_plan
    from evaluations.selectors.reminders import reminder_selects

    with transaction.atomic(), connection.cursor() as cursor:
        count = 0
        plan = reminder_plan("county")
        for select, params in reminder_selects(key="county", plan=plan, usual="county", at=AT).values():
            cursor.execute(f"INSERT INTO notifications_notice ({COLUMNS}) {select}", params)
            count += cursor.rowcount
        return count


def _copied() -> int:
    """The very same rows out of a table that holds them ready."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO notifications_notice ({COLUMNS}) SELECT {COLUMNS} FROM written")  # noqa: S608 - ours
        return int(cursor.rowcount)


def _emptied_and(work: Callable[[], int]) -> tuple[float, int]:
    _execute("TRUNCATE notifications_notice CASCADE")
    return _seconds(work)


def _seconds(work: Callable[[], int]) -> tuple[float, int]:
    start = time.perf_counter()
    count = work()
    return time.perf_counter() - start, count


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


if __name__ == "__main__":
    main()
