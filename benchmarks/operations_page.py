"""How long each query of the operations page takes in a large installation.

    .venv/bin/python -m tools.launch -- python -m benchmarks.operations_page [--people 38000] [--jobs 1000000]

Of the jobs all but a few thousand are done; every person has an account and a session, and a mail for each day of a
month.
"""

from __future__ import annotations

import argparse
import os
import sys
import time

import django
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

ROWS = """
    INSERT INTO accounts_user (email, name, password, is_active, created_at, sessions_epoch, last_login)
    SELECT 'person' || n || '@agency.example', 'Person ' || n, '!', true, now(), 0, now() - n * interval '3 seconds'
    FROM generate_series(1, %(people)s) AS n;
    INSERT INTO django_session (session_key, session_data, expire_date)
    SELECT md5(n::text), repeat('x', 200), now() + (n %% 24 - 12) * interval '1 hour'
    FROM generate_series(1, %(people)s) AS n;
    INSERT INTO jobs_job (name, key, payload, status, attempts, created_at, available_at, finished_at, last_error,
        request_id)
    SELECT 'name.' || n %% 20, n::text, '{}', CASE WHEN n %% 500 = 0 THEN 'queued' WHEN n %% 5001 = 0 THEN 'failed'
        ELSE 'done' END, 1, now(), now(), now() - n * interval '2 seconds', '', ''
    FROM generate_series(1, %(jobs)s) AS n;
    INSERT INTO jobs_run (name, started_at, finished_at, counts, error)
    SELECT (ARRAY['audit.checkpoint', 'evaluations.sweep', 'jobs.tidy', 'audit.verify'])[n %% 4 + 1],
        now() - n * interval '1 hour', now(), '{}', ''
    FROM generate_series(1, 8640) AS n;
    INSERT INTO notifications_mail (recipient_id, kind, day, message_id, status, created_at, sent_at, sent_to, error,
        settled_note)
    SELECT u.id, 'digest', current_date - d, u.id || '-' || d,
        CASE WHEN d = 0 THEN 'queued' WHEN u.id %% 997 = 0 THEN 'failed' ELSE 'sent' END, now(), now(), '', '', ''
    FROM accounts_user AS u, generate_series(0, 29) AS d;
    ANALYZE;
"""


def main() -> None:
    """Fill, look three times, print the slowest of each query's quickest."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=38_000)
    parser.add_argument("--jobs", type=int, default=1_000_000)
    size = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    call_command("migrate", verbosity=0)
    from accounts.models import User

    if User.objects.exists():
        raise SystemExit("This database is in use: run it beside a throwaway one.")
    with connection.cursor() as cursor:
        cursor.execute(ROWS, vars(size))
    looks = [_look() for _ in range(3)]
    best = [min(times) for times in zip(*(times for _whole, times, _sql in looks), strict=True)]
    for milliseconds, sql in sorted(zip(best, looks[0][2], strict=True), reverse=True):
        sys.stdout.write(f"{milliseconds:6.0f} ms  {' '.join(sql.split())[:110]}\n")
    sys.stdout.write(f"Everything: {min(whole for whole, _t, _s in looks):.0f} ms in {len(best)} queries.\n")


def _look() -> tuple[float, list[float], list[str]]:
    from workspace.selectors.operations import operations_now

    started = time.perf_counter()
    with CaptureQueriesContext(connection) as captured:
        operations_now(timezone.now())
    queries = [query for query in captured.captured_queries if "django_migrations" not in query["sql"]]
    queries = [query for query in queries if "pg_catalog" not in query["sql"]]
    whole = (time.perf_counter() - started) * 1000
    return whole, [float(query["time"]) * 1000 for query in queries], [query["sql"] for query in queries]


if __name__ == "__main__":
    main()
