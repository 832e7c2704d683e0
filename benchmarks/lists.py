"""How long each list takes at 38,000 people, beside the plainest SQL that could answer it.

    .venv/bin/python -m tools.launch -- python -m benchmarks.lists [--employees 38000] [--seed 1] [--only WORD]

A line for each list and question: the whole request, its queries and their time in the database, and the time of two
bare statements, the count and one page. The database is filled in sets first; each time is the best of several, since
the machine has other things to do. A request reads more than its list: the session, the roles, and for the menu what
waits for the reader.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks.filled import fill, prepare

REPETITIONS = 7
PEOPLE = """FROM workforce_employee e JOIN workforce_orgunit u ON u.id = e.org_unit_id
            JOIN competencies_classification c ON c.id = e.classification_id"""
EVALUATIONS = "FROM evaluations_evaluation v JOIN workforce_employee e ON e.id = v.employee_id"
CLASSES, WINDOWS, ACCOUNTS = (
    "FROM competencies_classification c", "FROM evaluations_followup w", "FROM accounts_user u",
)  # fmt: skip
DUE = "FROM evaluations_duedate d JOIN workforce_employee e ON e.id = d.employee_id"
# The bare count of the trail would read all of it; nobody needs more than this of it.
EVENTS = "FROM (SELECT * FROM audit_auditevent {} ORDER BY id DESC LIMIT 10001) a"
RATED = "WHERE v.rater_id = (SELECT id FROM workforce_employee WHERE user_id = {me})"
BELOW = """
    WHERE e.id IN (WITH RECURSIVE line (id) AS (
        SELECT id FROM workforce_employee WHERE user_id = {me}
        UNION SELECT b.id FROM workforce_employee b JOIN line ON b.supervisor_id = line.id) SELECT id FROM line)
"""
NAME, LATEST = "e.sort_key, e.employee_no", "v.period_end DESC, e.sort_key"
NUNEZ = "WHERE e.search_key LIKE '%nunez%'"


@dataclass(frozen=True)
class Question:
    """A list as somebody opens it; what is counted and in which order it is read, in bare SQL."""

    reader: str
    url: str
    rows: str
    order: str


QUESTIONS = (
    Question("hr", "/people/", PEOPLE, NAME),
    Question("hr", "/people/?page=1500", PEOPLE, NAME),
    Question("hr", "/people/?q=nunez", f"{PEOPLE} {NUNEZ}", NAME),
    Question("hr", "/people/?q=jose+garcia", f"{PEOPLE} {NUNEZ}", NAME),
    Question("hr", "/people/?q=0512", f"{PEOPLE} WHERE e.search_key LIKE '%0512%'", NAME),
    Question("hr", "/people/?q=a", f"{PEOPLE} WHERE e.search_key LIKE '%a%'", NAME),
    Question("hr", "/people/?status=separated", f"{PEOPLE} WHERE e.status = 'separated'", NAME),
    Question("hr", "/people/?unit=harbor", f"{PEOPLE} WHERE u.search_key LIKE '%harbor%'", NAME),
    Question("hr", "/people/?class_code=engineer", f"{PEOPLE} WHERE c.search_key LIKE '%engineer%'", NAME),
    Question("hr", "/people/?sort=unit", PEOPLE, f"u.path, {NAME}"),
    Question("hr", "/people/?sort=-class", PEOPLE, "lower(c.title) DESC, e.sort_key DESC"),
    Question("director", "/people/", PEOPLE + BELOW, NAME),
    Question("director", "/people/?q=nunez", PEOPLE + BELOW + NUNEZ.replace("WHERE", "AND"), NAME),
    Question("chief", "/people/", PEOPLE + BELOW, NAME),
    Question("hr", "/classifications/", CLASSES, "lower(c.title)"),
    Question("hr", "/classifications/?q=engineer+ii", f"{CLASSES} WHERE c.search_key LIKE '%engineer%'", "1"),
    Question("hr", "/evaluations/", EVALUATIONS, LATEST),
    Question("hr", "/evaluations/?page=2500", EVALUATIONS, LATEST),
    Question("hr", "/evaluations/?sort=name", EVALUATIONS, NAME),
    Question("hr", "/evaluations/?q=nunez", f"{EVALUATIONS} {NUNEZ}", LATEST),
    Question("hr", "/evaluations/?status=draft", f"{EVALUATIONS} WHERE v.status = 'draft'", LATEST),
    Question("hr", "/evaluations/?rating=low", f"{EVALUATIONS} WHERE v.overall = 'improvement_needed'", LATEST),
    Question("auditor", "/evaluations/", EVALUATIONS, LATEST),
    Question("director", "/evaluations/", f"{EVALUATIONS} {RATED}", LATEST),
    Question("rater", "/evaluations/", f"{EVALUATIONS} {RATED}", LATEST),
    Question("rater", "/team/", f"{EVALUATIONS} {RATED}", LATEST),
    Question("rater", "/", f"{EVALUATIONS} {RATED}", LATEST),
    Question("hr", "/", f"{EVALUATIONS} WHERE v.status = 'hr_review'", LATEST),
    Question("hr", "/follow-ups/", WINDOWS, "w.ends_on"),
    Question("system", "/accounts/", ACCOUNTS, "u.search_key, u.id"),
    Question("system", "/accounts/?q=nunez", f"{ACCOUNTS} WHERE u.search_key LIKE '%nunez%'", "u.search_key"),
    Question("auditor", "/audit/", EVENTS.format(""), "a.id DESC"),
    Question("auditor", "/audit/?page=150", EVENTS.format(""), "a.id DESC"),
    Question("auditor", "/audit/?about=nunez", f"{EVALUATIONS} {NUNEZ}", "1"),
    Question("auditor", "/audit/?actor=nunez", EVENTS.format("WHERE upper(actor_name) LIKE '%NUNEZ%'"), "a.id DESC"),
    Question("auditor", "/audit/?action=signed", EVENTS.format("WHERE action = 'signed'"), "a.id DESC"),
    Question("hr", "/api/v1/people/?page_size=25", PEOPLE, "e.employee_no"),
    Question("hr", "/api/v1/people/?page_size=25&q=nunez", f"{PEOPLE} {NUNEZ}", "e.employee_no"),
    Question("director", "/api/v1/people/?page_size=25", PEOPLE + BELOW, "e.employee_no"),
    Question("hr", "/api/v1/evaluations/?page_size=25", EVALUATIONS, "v.id DESC"),
    Question("rater", "/api/v1/evaluations/?page_size=25", f"{EVALUATIONS} {RATED}", "v.id DESC"),
    Question("hr", "/api/v1/calendar/?page_size=25", DUE, "e.employee_no"),
    Question("director", "/api/v1/calendar/?page_size=25", DUE + BELOW, "e.employee_no"),
    Question("hr", "/api/v1/classifications/?page_size=25", CLASSES, "c.code"),
)


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--employees", type=int, default=38_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="a part of the addresses to measure")
    options = parser.parse_args()
    prepare()
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.SECURE_SSL_REDIRECT = False
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    fill(options.employees, options.seed)
    people = readers()
    for question in QUESTIONS:
        if options.only in question.url:
            measure(question, people[question.reader])


def readers() -> dict[str, Any]:
    """Accounts of the agency with a role each, and some of the line of command."""
    from accounts.models import RoleGrant, User

    present = User.objects.filter(employee__status="permanent").order_by("id")
    staff = present.filter(employee__management_level="none")[:3]
    found = dict(zip(("hr", "auditor", "system"), staff, strict=True))
    for reader, role in (("hr", "hr"), ("auditor", "auditor"), ("system", "system_admin")):
        RoleGrant.objects.create(user=found[reader], role=role, granted_at=timezone.now())
    levels = (("director", "director"), ("chief", "division_chief"), ("rater", "supervisor"))
    return found | {reader: present.filter(employee__management_level=level)[0] for reader, level in levels}


def measure(question: Question, reader: Any) -> None:
    """One line: the request, its statements, and the bare ones."""
    client = Client()
    client.force_login(reader)
    requests, databases, number = [], [], 0
    for _ in range(REPETITIONS):
        with CaptureQueriesContext(connection) as captured:
            requests.append(_milliseconds(lambda: client.get(question.url)))
        databases.append(sum(float(query["time"]) for query in captured) * 1000)
        number = len(captured)
    bare = min(_milliseconds(lambda: _bare(question, reader.pk)) for _ in range(REPETITIONS))
    told = f"request {min(requests):5.0f} ms, {number} queries {min(databases):5.0f} ms, bare {bare:5.1f} ms"
    sys.stdout.write(f"{question.reader:9}{question.url:34} {told}\n")
    sys.stdout.flush()


def _bare(question: Question, me: int) -> None:
    rows = question.rows.replace("{me}", str(me))
    with connection.cursor() as cursor:
        # Nothing here comes from outside.
        cursor.execute(f"SELECT count(*) {rows}")
        cursor.execute(f"SELECT * {rows} ORDER BY {question.order} LIMIT 25")
        cursor.fetchall()


def _milliseconds(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main()
