"""Two sweeps, a sweep and a Rater, a sweep that is killed: on connections and in processes of their own."""

from __future__ import annotations

import subprocess
import time
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from audit.models import AuditEvent
from evaluations.enums import EvaluationKind
from evaluations.models import Evaluation, FactorRating
from evaluations.services import evaluation_start, form_templates_load
from evaluations.services.coming import coming_evaluations_create
from evaluations.services.due_dates import due_dates_refresh
from tests.evaluations.journeys import AT, user_of
from tests.evaluations.test_concurrency import together
from tests.factories import make_classification, make_employee
from tests.processes import finish, start
from workforce.models import Employee

pytestmark = pytest.mark.django_db(transaction=True)
APPOINTED, END = date(2025, 10, 1), date(2026, 9, 30)
PEOPLE = 30


@pytest.fixture
def people() -> list[Employee]:
    form_templates_load()
    rater, classification = make_employee(), make_classification()
    made = [
        make_employee(supervisor=rater, appointed_on=APPOINTED, classification=classification, with_user=False)
        for _ in range(PEOPLE)
    ]
    due_dates_refresh(employee_ids=None, at=AT)
    return made


def process(batch: int = 5) -> subprocess.Popen[str]:
    return start("tests.evaluations.sweeper", "coming", AT.isoformat(), batch)


def assert_everybody_has_one(people: list[Employee]) -> None:
    """One draft each, whole, with its one event, and the trail without a fault."""
    rows = list(Evaluation.objects.order_by("employee").values_list("employee", "period_start", "period_end"))
    assert rows == [(person.pk, APPOINTED, END) for person in people]
    parts = FactorRating.objects.filter(evaluation__employee=people[0]).count()
    assert FactorRating.objects.count() == parts * PEOPLE > 0
    assert AuditEvent.objects.filter(action="evaluation_started").count() == PEOPLE
    call_command("verify_audit")


def test_two_workers_at_once_create_each_one_once(people: list[Employee]) -> None:
    counts = [int(finish(worker)) for worker in [process(), process()]]
    assert sum(counts) == PEOPLE
    assert_everybody_has_one(people)


def test_a_worker_that_is_killed_leaves_whole_batches_and_the_next_one_does_the_rest(people: list[Employee]) -> None:
    """It waits in its third batch for a person whom we hold, with two batches done; there it is killed."""
    with transaction.atomic():
        Employee.objects.select_for_update().get(pk=people[12].pk)
        worker = process()
        try:
            wait_until_somebody_waits()
        finally:
            worker.kill()
            worker.communicate(timeout=60)
    assert Evaluation.objects.count() == 10
    assert coming_evaluations_create(at=AT, batch=7)["created"] == PEOPLE - 10
    assert_everybody_has_one(people)


def test_a_worker_that_is_killed_while_it_writes_leaves_nothing_of_its_batch(people: list[Employee]) -> None:
    """It has written the drafts and waits for the trail, whose heads we hold; nothing of it is ever seen."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE audit_streamhead IN EXCLUSIVE MODE")
        worker = process(batch=PEOPLE)
        try:
            wait_until_somebody_waits()
        finally:
            worker.kill()
            worker.communicate(timeout=60)
    assert coming_evaluations_create(at=AT)["created"] == PEOPLE
    assert_everybody_has_one(people)


def wait_until_somebody_waits() -> None:
    deadline = time.monotonic() + 30
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            # Within a transaction the activity is read once, unless one asks again.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity "
                "WHERE datname = current_database() AND wait_event_type = 'Lock' AND pid <> pg_backend_pid()"
            )
            if cursor.fetchone()[0]:
                return
            time.sleep(0.05)
    raise AssertionError("nobody waits for a lock")


def test_a_rater_who_starts_one_at_that_moment_wins_or_loses_cleanly(people: list[Employee]) -> None:
    rater = user_of(Employee.objects.get(pk=people[0].supervisor_id))
    for person in people[:8]:
        answers = together(
            lambda person=person: evaluation_start(
                employee=person, period_start=APPOINTED, period_end=END, kind=EvaluationKind.ANNUAL, by=rater, at=AT
            ),
            lambda: coming_evaluations_create(at=AT),
        )
        assert answers in (["done", "done"], ["RuleViolations", "done"])
    assert_everybody_has_one(people)
