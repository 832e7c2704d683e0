"""How long the figures take at 38,000 people, beside the plainest SQL that counts the same rows.

    .venv/bin/python -m tools.launch -- python -m benchmarks.figures [--employees 38000] [--seed 1]

The equity view the first time (its release is computed then, and kept), and again; the compliance board of the whole
agency and of one unit, its files and its PDF. Each time is the best of several, but for what happens once. The bare
statements read the same evaluations and due days in one pass each and judge nothing about what may be shown.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks.filled import fill, prepare
from benchmarks.lists import readers

REPETITIONS = 5
# Everybody's latest final evaluation of a year, and how many there are of each unit, class, Rater and rating.
LATEST = """
    SELECT org_unit_id, classification_id, rater_id, overall, count(*) FROM (
        SELECT DISTINCT ON (employee_id) * FROM evaluations_evaluation
        WHERE status IN ('final', 'superseded') AND finalized_at >= '{year}-01-01' AND finalized_at < '{next}-01-01'
        ORDER BY employee_id, period_end DESC, version DESC, id DESC) latest
    GROUP BY GROUPING SETS (org_unit_id, classification_id, rater_id), overall
"""
# What was due in two years, by unit, month and whether it was filed by then; and what has not begun.
DUE = """
    SELECT org_unit_id, date_trunc('month', period_end), filed_on <= period_end, count(*)
    FROM evaluations_evaluation WHERE corrects_id IS NULL AND status <> 'void'
    AND period_end BETWEEN '{first}' AND '{last}' GROUP BY 1, 2, 3
"""
OPEN = """
    SELECT e.org_unit_id, date_trunc('month', due_on), count(*) FROM evaluations_duedate d
    JOIN workforce_employee e ON e.id = d.employee_id
    WHERE evaluation_id IS NULL AND due_on BETWEEN '{first}' AND '{last}' GROUP BY 1, 2
"""


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--employees", type=int, default=38_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    prepare()
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.SECURE_SSL_REDIRECT = False
    settings.MFA_REQUIRED_ROLES = []
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    fill(options.employees, options.seed)
    from evaluations.services.due_dates import due_dates_refresh

    due_dates_refresh(employee_ids=None, at=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    client = Client()
    client.force_login(readers()["hr"])
    _equity(client)
    _compliance(client)


def _equity(client: Client) -> None:
    year = timezone.localdate().year - 1
    bare = _best(lambda: _run(LATEST.format(year=year, next=year + 1)))
    first = _milliseconds(lambda: _read(client, f"/equity/?year={year}"))
    _say("equity, the first time", first, bare)
    for query in ("", "&by=class", "&by=tenure", "&by=rater"):
        _measured(client, f"/equity/?year={year}{query}", bare)
    _measured(client, f"/equity/figures.csv?year={year}&by=rater", bare)


def _compliance(client: Client) -> None:
    from workforce.models import OrgUnit

    today = timezone.localdate()
    days = {"first": f"{today.year - 1}-01-01", "last": f"{today.year}-12-31"}
    bare = _best(lambda: (_run(DUE.format(**days)), _run(OPEN.format(**days))))
    asked = f"first={days['first']}&last={days['last']}"
    inner = OrgUnit.objects.filter(parent=None, children__isnull=False).order_by("path")[0]
    leaf = OrgUnit.objects.filter(children=None, parent__isnull=False).order_by("path")[0]
    for unit in ("", f"&unit={inner.pk}", f"&unit={leaf.pk}"):
        _measured(client, f"/compliance/?{asked}{unit}", bare)
    for name in ("figures.csv", "evaluations.csv", "probation.csv", "report.pdf"):
        _measured(client, f"/compliance/{name}?{asked}", bare)


def _measured(client: Client, url: str, bare: float) -> None:
    with CaptureQueriesContext(connection) as captured:
        _read(client, url)
    number, inside = len(captured), sum(float(query["time"]) for query in captured) * 1000
    taken = _best(lambda: _read(client, url))
    _say(url, taken, bare, f", {number} queries {inside:5.0f} ms")


def _say(what: str, taken: float, bare: float, more: str = "") -> None:
    told = f"{taken:6.0f} ms{more}, bare {bare:5.0f} ms, ratio {taken / bare:5.1f}"
    sys.stdout.write(f"{what:72}{told}\n")
    sys.stdout.flush()


def _read(client: Client, url: str) -> None:
    answer = client.get(url)
    if answer.streaming:
        b"".join(answer.streaming_content)
    if answer.status_code != 200:
        raise RuntimeError(f"{url} answered {answer.status_code}.")


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        cursor.fetchall()


def _best(work: Callable[[], Any]) -> float:
    return min(_milliseconds(work) for _ in range(REPETITIONS))


def _milliseconds(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main()
