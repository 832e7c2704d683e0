"""The daily run as a whole: killed anywhere, twice at once or not for days, it leaves what one undisturbed run leaves.

Each run is the task in a process of its own, each scene its own copy of one small agency.
"""

from __future__ import annotations

import json
import random
import re
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from subprocess import Popen
from typing import Any

import psycopg2
import pytest
from django.db import connection, transaction

from evaluations.models import Evaluation, FollowedChange
from evaluations.services.changes import changes_follow
from notifications.models import Notice
from tests.evaluations.mornings import MORNINGS, evening_before
from tests.processes import PATIENCE, copy_of_database, finish, start, url_of

pytestmark = pytest.mark.django_db(transaction=True)
SWEEPER = "tests.evaluations.sweeper"
FIRST = MORNINGS[0]
QUARTER = timedelta(minutes=15)
State = dict[str, Any]
# Before or after the n-th statement that holds these words.
WITHIN = {
    "the changes of one person": 'after:1:INSERT INTO "evaluations_followedchange"',
    "an evaluation begun for the days before a move": 'after:1:INSERT INTO "evaluations_itemrating"',
    "other people asked to sign": 'after:1:UPDATE "evaluations_signingstep"',
    "the mail to whoever signs now": 'after:1:INSERT INTO "jobs_job"',
    "the due dates": "after:5:INSERT INTO evaluations_duedate AS kept",
    "the coming evaluations": 'after:2:INSERT INTO "evaluations_evaluation"',
    "the reminders": "after:1:'due_escalated'",
    "the digests": "after:1:WITH coming AS MATERIALIZED",
}
BETWEEN = {
    "one person and another": 'before:1:UPDATE "evaluations_evaluation" SET "kind"',
    "changes and signers": 'before:1:SELECT "evaluations_signingstep"."principal_id"',
    "changes and due dates": 'before:1:SELECT "workforce_employee"."id" AS "pk" FROM "workforce_employee" ORDER BY 1',
    "due dates and coming evaluations": 'before:1:SELECT "evaluations_duedate"."employee_id" AS "employee" FROM',
    "coming evaluations and reminders": 'before:1:SELECT DISTINCT "evaluations_evaluation"."policy_key"',
    "reminders and digests": "before:1:SET LOCAL enable_nestloop = off",
    "the work and the note that it is done": 'before:1:UPDATE "jobs_run"',
}


@dataclass
class Agency:
    """The evening before, from which every run starts on a copy of its own, and what one undisturbed run leaves."""

    evening: str
    process: Popen[str]
    undisturbed: State = field(default_factory=dict)

    def run(self, database: str, mode: str, *arguments: str) -> tuple[int, str]:
        """Exit code and output of one mode of the sweeper, in a process of its own."""
        self.process.stdin.write(json.dumps([database, mode, *arguments]) + "\n")
        self.process.stdin.flush()
        output = self.process.stdout.readline()
        return int(self.process.stdout.readline()), output.strip()


@pytest.fixture(scope="module")
def agency(django_db_setup: None, django_db_blocker: Any) -> Iterator[Agency]:
    with django_db_blocker.unblock(), copy_of_database("evening") as evening:
        made = Agency(evening, start(SWEEPER, "serve"))
        try:
            assert made.run(evening, "evening_before") == (0, "")
            with copy_of_database("undisturbed", of=evening) as database:
                made.undisturbed = after(made, database, FIRST)
            yield made
        finally:
            finish(made.process)


def after(agency: Agency, database: str, *times: datetime) -> State:
    """The state of that database once the task has run at these times."""
    code, output = agency.run(database, "state", *(at.isoformat() for at in times))
    assert code == 0, agency.process.stderr.read1()
    return json.loads(output)


def kill(agency: Agency, database: str, where: str, at: datetime = FIRST) -> None:
    assert (where, agency.run(database, "daily_killed", where, at.isoformat())) == (where, (-signal.SIGKILL, ""))


def differences(found: State, expected: State) -> dict[str, Any]:
    """By table: the rows that are missing, and those that are too many."""
    return {
        name: (missing, many)
        for name in expected
        if found[name] != expected[name]
        for missing, many in [(besides(expected[name], found[name]), besides(found[name], expected[name]))]
    }


def besides(rows: Any, others: Any) -> list[str]:
    rows, others = (table.items() if isinstance(table, dict) else table for table in (rows, others))
    return list((Counter(map(json.dumps, rows)) - Counter(map(json.dumps, others))).elements())


def test_the_morning_has_something_of_everything_to_do(agency: Agency) -> None:
    """Else the other tests would prove little."""
    left = agency.undisturbed
    effects = {row["effect"] for row in left["FollowedChange"]}
    assert effects == {"nothing", "closed_early", "handed_over", "started", "discarded", "rerouted"}
    begun = [row["kind"] for row in left["Evaluation"] if row["created_by_id"] is None]
    assert begun == ["annual"] * 4  # one for the days before a move, and the coming ones of three people
    today = [row for row in left["Notice"] if row["created_at"] == "2026-07-31"]
    assert {row["kind"] for row in today} == {
        "closed_early", "closed_early_elsewhere", "discarded", "docket_late", "due", "due_escalated",
        "due_long", "due_nobody",
        "handed_over_from", "handed_over_to", "hr_review_waits", "issue_waits", "record_outcome", "rerouted",
        "sign_receipt", "turn_waits", "your_turn_to_sign",
    }  # fmt: skip
    digests = [row["recipient_id"] for row in left["Mail"] if row["kind"] == "digest"]
    assert len(digests) == len(set(digests)) == 9
    assert [row["day"] for row in left["Mail"] if row["kind"] == "immediate"].count("2026-07-31") == 1
    jobs = [row["payload"] for row in left["Job"] if row["name"] == "notifications.mail_send"]
    assert sorted(jobs) == sorted(row["carries"] for row in left["Mail"])


def test_killed_in_the_middle_of_anything_and_run_again_it_leaves_what_one_run_leaves(agency: Agency) -> None:
    chance = random.Random("daily").sample(range(5, 420), 3)  # noqa: S311 - the same places every time
    places = WITHIN | {f"statement {number}": f"before:{number}:" for number in chance}
    wrong = {}
    for place, where in places.items():
        with copy_of_database("killed", of=agency.evening) as database:
            kill(agency, database, where)
            wrong[place] = differences(after(agency, database, FIRST + QUARTER), agency.undisturbed)
            assert (place, runs(database)) == (place, [False, True])
    assert {place: wrong_there for place, wrong_there in wrong.items() if wrong_there} == {}


def test_killed_between_its_parts_again_and_again_it_leaves_what_one_run_leaves(agency: Agency) -> None:
    with copy_of_database("again", of=agency.evening) as database:
        for number, where in enumerate(BETWEEN.values()):
            kill(agency, database, where, FIRST + number * QUARTER)
        assert differences(after(agency, database, FIRST + len(BETWEEN) * QUARTER), agency.undisturbed) == {}
        assert runs(database) == [False] * len(BETWEEN) + [True]


def test_two_at_once_leave_what_one_leaves(agency: Agency) -> None:
    """Both stand at the same door until it opens: neither has read yet whether the other has run."""
    with copy_of_database("two", of=agency.evening) as database:
        with door(database) as closed:
            workers = [start(SWEEPER, "daily", FIRST.isoformat(), database=database) for _ in range(2)]
            wait_for(2, closed)
        for worker in workers:
            finish(worker)
        assert runs(database) == [True, True]
        assert differences(after(agency, database), agency.undisturbed) == {}


def test_while_another_is_at_somebody_it_waits_and_reminds_by_how_that_ended() -> None:
    """Another worker has followed what changed and has not ended: the earlier Rater is reminded of nothing."""
    chain = evening_before()
    with transaction.atomic():
        assert changes_follow(at=FIRST).changes > 0
        worker = start(SWEEPER, "daily", FIRST.isoformat())
        with server(connection.settings_dict["NAME"]) as cursor:
            wait_for(1, cursor)
    finish(worker)
    draft = Evaluation.objects.get(employee__last_name="Passed")
    assert draft.rater.last_name == "Successor"
    told = Notice.objects.filter(kind="due", subject=f"due:{draft.employee.employee_no}")
    assert [notice.recipient for notice in told] == [draft.rater.user] != [chain.supervisor.user]
    assert FollowedChange.objects.filter(effect="handed_over", evaluation=draft).count() == 1


def test_not_run_for_three_days_nobody_is_missed_and_nothing_is_said_twice(agency: Agency) -> None:
    """The first morning and the fifth come to what five mornings in a row come to, but for the days that were lost."""
    with copy_of_database("everyday", of=agency.evening) as database:
        everyday = after(agency, database, *MORNINGS)
    with copy_of_database("outage", of=agency.evening) as database:
        outage = after(agency, database, MORNINGS[0], MORNINGS[-1])
    for table in ("DueDate", "Evaluation", "SigningStep", "FollowedChange", "AuditEvent"):
        assert (table, without_days(outage[table])) == (table, without_days(everyday[table]))
    assert still_asked(outage) == still_asked(everyday)
    # On August 1 it was thirty days to the due day of the first year, and that morning was lost.
    assert "30" in still_asked(outage).values()
    for state in (outage, everyday):
        assert max(Counter(map(json.dumps, map(identity, state["Notice"]))).values()) == 1
        assert max(Counter(json.dumps(row["payload"]) for row in state["Job"]).values()) == 1


def without_days(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without the day on which something was done, and the reason that names it."""
    days = {"at", "created_at", "content_saved_at", "computed_at", "voided_at", "reason"}
    left = [{name: value for name, value in row.items() if name not in days} for row in rows]
    return sorted(left, key=json.dumps)


def identity(notice: dict[str, Any]) -> list[Any]:
    """What is said once: to whom, what, about what, for which due day, at which stage."""
    return [notice[name] for name in ("recipient_id", "kind", "subject", "due_on", "stage")]


def still_asked(state: State) -> dict[tuple[Any, ...], str]:
    """What is not done yet, to whom it was said and about what: the stage that was said last, without a move's day."""
    said = sorted((row for row in state["Notice"] if row["done_at"] is None), key=lambda row: row["created_at"])
    return {tuple(identity(row)[:-1]): re.sub(r":\d{4}-\d\d-\d\d$", "", row["stage"]) for row in said}


def runs(database: str) -> list[bool]:
    """Of each run of the task whether it came to its end without an error."""
    with server(database) as cursor:
        cursor.execute("SELECT finished_at IS NOT NULL AND error = '' FROM jobs_run ORDER BY id")
        return [is_done for (is_done,) in cursor.fetchall()]


@contextmanager
def server(database: str) -> Iterator[Any]:
    connection = psycopg2.connect(url_of(database))
    try:
        with connection, connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


@contextmanager
def door(database: str) -> Iterator[Any]:
    """Nobody reads what has run, as long as the block lasts."""
    with server(database) as cursor:
        cursor.execute("LOCK TABLE jobs_run IN ACCESS EXCLUSIVE MODE")
        yield cursor


def wait_for(number: int, cursor: Any) -> None:
    """Until so many wait for a lock in the cursor's database."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        if cursor.fetchone()[0] == number:
            return
        time.sleep(0.05)
    raise AssertionError("nobody came to the door")
