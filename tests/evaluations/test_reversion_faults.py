"""The reversion under fault: two workers, a race with the last signature, a worker killed half-way (R15).

Real connections and real processes; who waits for whom is seen in the server's own list of activity.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import psycopg2
import pytest
import time_machine
from django.db import connection

from audit.models import AuditEvent
from audit.selectors import events_of
from common.errors import ProductError
from evaluations.models import Evaluation, FollowUp, Return
from evaluations.services import evaluation_sign
from evaluations.services.reversion import windows_revert
from evaluations.tasks import daily
from notifications.models import Notice
from tests.evaluations.journeys import fresh, signed, signed_document, submitted, user_of
from tests.evaluations.windowing import (
    EARLY,
    END,
    LAST_SECOND,
    LATE,
    MIDNIGHT,
    REVERTS,
    afresh,
    final_of,
    in_window,
    low_given,
)
from tests.factories import PASSWORD, Chain, make_employee
from tests.processes import PATIENCE, start, url_of

pytestmark = pytest.mark.django_db(transaction=True)
SWEEPER = "tests.evaluations.sweeper"
MORNING = datetime(2027, 1, 7, 13, 10, tzinfo=UTC)


class Racers:
    """Calls in threads of their own, each on its own connection, begun one after the other."""

    def __init__(self) -> None:
        self.threads: list[threading.Thread] = []
        self.answers: dict[str, object] = {}

    def begin(self, name: str, call: Callable[[], object]) -> None:
        def run() -> None:
            try:
                self.answers[name] = call()
            except ProductError as refusal:
                self.answers[name] = type(refusal).__name__
            finally:
                connection.close()

        self.threads.append(threading.Thread(target=run))
        self.threads[-1].start()

    def finish(self) -> dict[str, object]:
        for thread in self.threads:
            thread.join(timeout=PATIENCE)
        return self.answers


@contextmanager
def held(evaluation: Evaluation) -> Iterator[Callable[[int], None]]:
    """Somebody holds the evaluation's row as long as the block lasts; gives a call that waits until so many wait."""
    other = psycopg2.connect(url_of(connection.settings_dict["NAME"]))
    watcher = psycopg2.connect(url_of(connection.settings_dict["NAME"]))
    watcher.autocommit = True
    try:
        with other, other.cursor() as cursor, watcher.cursor() as seen:
            cursor.execute("SELECT 1 FROM evaluations_evaluation WHERE id = %s FOR UPDATE", [evaluation.pk])
            yield lambda number: until_waiting(seen, number)
    finally:
        other.close()
        watcher.close()


def until_waiting(cursor: Any, number: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        if cursor.fetchone()[0] >= number:
            return
        time.sleep(0.05)
    raise AssertionError(f"not {number} came to wait")


def about_to_be_signed() -> tuple[Chain, FollowUp, Evaluation]:
    """The final waits for the last agency signature alone."""
    chain, window = in_window()
    return chain, window, signed(submitted(final_of(chain), at=LATE), at=LATE)


def last_signature(chain: Chain, final: Evaluation, at: datetime) -> Callable[[], object]:
    sha256, by = signed_document(final).sha256, user_of(chain.division_chief)
    return lambda: (
        evaluation_sign(
            public_id=final.public_id, content_sha256=sha256, password=PASSWORD, by=by, at=at, token=uuid4()
        ).status
    )


def test_a_signature_of_the_last_second_that_comes_first_closes_the_window():
    chain, window, final = about_to_be_signed()
    racers = Racers()
    with held(final) as until:
        racers.begin("signature", last_signature(chain, final, LAST_SECOND))
        until(1)
        racers.begin("job", lambda: windows_revert(at=MIDNIGHT))
        until(2)
    assert racers.finish() == {"signature": "ready_to_issue", "job": {"reverted": 0, "overtaken": 0}}
    window = afresh(window)
    assert (window.status, window.closed_on, window.closed_by_id) == ("closed_competent", END, final.pk)
    assert fresh(final).last_agency_signature_on == END


def test_where_the_job_comes_first_the_signature_finds_a_draft():
    chain, window, final = about_to_be_signed()
    racers = Racers()
    with held(final) as until:
        racers.begin("job", lambda: windows_revert(at=MIDNIGHT))
        until(1)
        racers.begin("signature", last_signature(chain, final, LAST_SECOND))
        until(2)
    answers = racers.finish()
    # The draft is its Rater's alone: to whoever was to sign, there is nothing any more.
    assert answers == {"job": {"reverted": 1, "overtaken": 1}, "signature": "NotVisible"}
    assert (afresh(window).status, afresh(window).reverted_on) == ("reverted", REVERTS)
    assert (fresh(final).status, fresh(final).last_agency_signature_on) == ("draft", None)


def test_a_signature_after_midnight_closes_nothing_even_before_the_job():
    """The signature's own local date counts, whoever comes first."""
    chain, window, final = about_to_be_signed()
    racers = Racers()
    with held(final) as until:
        racers.begin("signature", last_signature(chain, final, MIDNIGHT))
        until(1)
        racers.begin("job", lambda: windows_revert(at=MIDNIGHT))
        until(2)
    assert racers.finish() == {"signature": "RuleViolations", "job": {"reverted": 1, "overtaken": 1}}
    assert afresh(window).status == "reverted"


def test_two_workers_at_once_revert_once():
    _chain, window, final = about_to_be_signed()
    racers = Racers()
    with held(final) as until:
        for name in ("one", "other"):
            racers.begin(name, lambda: windows_revert(at=MORNING))
        until(2)
    done = sorted(str(answer) for answer in racers.finish().values())
    assert done == [str({"reverted": 0, "overtaken": 0}), str({"reverted": 1, "overtaken": 1})]
    assert AuditEvent.objects.filter(action="follow_up_reverted").count() == 1
    assert Return.objects.count() == 1
    kept = Notice.objects.filter(kind__startswith="window_reverted").values_list("recipient", "kind")
    assert len(kept) == len(set(kept)) > 0
    assert afresh(window).status == "reverted"


@pytest.mark.parametrize(
    ("where", "left"),
    [
        # The first window is whole, the second untouched.
        ('before:2:UPDATE "evaluations_followup" SET "status"', ["reverted", "open"]),
        # Within the second one: nothing of it stays.
        ('after:2:UPDATE "evaluations_followup" SET "status"', ["reverted", "open"]),
        ("after:2:INSERT INTO notifications_notice", ["open", "open"]),
    ],
)
def test_killed_half_way_and_made_up_for_the_next_quarter_of_an_hour(where, left):
    chain, window = in_window()
    other = low_given(chain, make_employee(supervisor=chain.supervisor), EARLY - timedelta(days=119))
    assert (window.ends_on, other.ends_on) == (END, END)
    killed = start(SWEEPER, "daily_killed", where, MORNING.isoformat())
    killed.communicate(timeout=PATIENCE)
    assert killed.returncode == -signal.SIGKILL
    statuses = list(FollowUp.objects.order_by("pk").values_list("status", flat=True))
    assert statuses == left
    again = start(SWEEPER, "daily", (MORNING + timedelta(minutes=15)).isoformat())
    out, errors = again.communicate(timeout=PATIENCE)
    assert (again.returncode, out) == (0, ""), errors
    for one in (window, other):
        one = afresh(one)
        assert (one.status, one.reverted_on) == ("reverted", REVERTS)
        events = [event.action for event in events_of(one.evaluation.stream)]
        assert events.count("follow_up_reverted") == 1
        own = Notice.objects.filter(recipient=one.employee.user, kind="window_reverted_own")
        assert own.count() == 1


def test_after_three_weeks_without_a_morning_the_day_is_the_lawful_one():
    _chain, window = in_window()
    with time_machine.travel(MORNING + timedelta(weeks=3), tick=False):
        daily()
    window = afresh(window)
    assert (window.status, window.reverted_on) == ("reverted", REVERTS)
    assert window.reverted_at == MORNING + timedelta(weeks=3)
