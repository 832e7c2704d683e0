"""The due dates that keep themselves: after each step for one person, every day for all, set-based."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from evaluations.enums import EvaluationKind, EvaluationStatus, Rating
from evaluations.models import DueDate
from evaluations.services.due_dates import due_dates_refresh
from tests.counting import queries_of
from tests.evaluations import journeys
from tests.evaluations.journeys import AT, HOUR
from tests.factories import Chain, make_chain, make_employee
from workforce.enums import ChangedFact
from workforce.models import Employee, EmploymentChange

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def row_of(employee: Employee) -> tuple[Any, ...]:
    """Kind, period, day, whether an evaluation is under way, sequence."""
    due = DueDate.objects.get(employee=employee)
    return due.kind, due.period_start, due.period_end, due.due_on, due.evaluation_id is not None, due.sequence


def refresh(at: datetime = AT, people: list[Employee] | None = None) -> dict[str, int]:
    return due_dates_refresh(employee_ids=None if people is None else [person.pk for person in people], at=at)


def test_every_step_of_an_evaluation_keeps_the_due_date() -> None:
    chain = journeys.agency()
    first, last = journeys.PERIOD
    draft = journeys.started(chain)
    assert row_of(chain.employee) == ("annual", first, last, last, True, 0)
    ready = journeys.agency_signed(journeys.rated(draft))
    assert row_of(chain.employee) == ("annual", first, last, last, True, 0)
    issued = journeys.issued(ready)
    # It waits for no Rater any more, so that the next year is due.
    following = ("annual", date(2026, 7, 1), date(2027, 6, 30), date(2027, 6, 30), False, 1)
    assert row_of(chain.employee) == following
    journeys.correction_of(journeys.waived(journeys.signed_by_employee(issued)))
    assert row_of(chain.employee) == following


def test_a_window_and_its_final() -> None:
    chain = journeys.agency()
    journeys.evaluation_in(EvaluationStatus.ISSUED, chain, rating=Rating.IMPROVEMENT_NEEDED)
    end = date(2027, 1, 6)
    assert row_of(chain.employee) == ("follow_up_final", date(2026, 7, 1), end, end, False, 1)
    period = (date(2026, 7, 1), date(2026, 12, 1))
    journeys.waived(journeys.signed_by_employee(journeys.fresh(chain.employee.evaluations.get())))
    draft = journeys.started(chain, period=period, kind=EvaluationKind.FOLLOW_UP_FINAL)
    assert row_of(chain.employee) == ("follow_up_final", *period, end, True, 2)
    journeys.voided(draft)
    assert row_of(chain.employee) == ("follow_up_final", date(2026, 7, 1), end, end, False, 3)


def test_the_rater_is_the_one_under_way_or_the_next_in_service_above() -> None:
    chain = journeys.agency()
    assert refresh() == {"people": 8, "added": 8, "changed": 0, "removed": 0}
    assert DueDate.objects.get(employee=chain.employee).rater == chain.supervisor
    assert DueDate.objects.get(employee=chain.director).rater is None
    journeys.started(chain)
    Employee.objects.filter(pk=chain.employee.pk).update(supervisor=chain.program_head)
    refresh()
    assert DueDate.objects.get(employee=chain.employee).rater == chain.supervisor
    Employee.objects.filter(pk=chain.program_head.pk).update(status="separated", separated_on=date(2026, 7, 1))
    assert refresh() == {"people": 8, "added": 0, "changed": 1, "removed": 1}
    assert DueDate.objects.get(employee=chain.supervisor).rater == chain.division_chief


def test_a_second_run_changes_nothing() -> None:
    make_chain()
    refresh()
    before = list(DueDate.objects.order_by("pk").values())
    assert refresh(AT + DAY) == {"people": 8, "added": 0, "changed": 0, "removed": 0}
    assert list(DueDate.objects.order_by("pk").values()) == before


def test_who_has_left_has_none_from_the_day_after() -> None:
    person = make_employee(appointed_on=date(2026, 1, 5), status="separated", separated_on=date(2026, 7, 6))
    refresh()
    assert row_of(person) == ("annual", date(2026, 1, 5), date(2026, 7, 6), date(2026, 7, 6), False, 0)
    assert refresh(AT + DAY) == {"people": 1, "added": 0, "changed": 0, "removed": 1}
    assert not DueDate.objects.exists()


def test_a_promotion_closes_the_period_and_raises_the_sequence() -> None:
    person = make_employee(appointed_on=date(2026, 1, 5))
    refresh()
    assert row_of(person) == ("annual", date(2026, 1, 5), date(2027, 1, 4), date(2027, 1, 4), False, 0)
    EmploymentChange.objects.create(
        employee=person, fact=ChangedFact.CLASSIFICATION.value, before="1200", after="1201",
        effective_on=date(2026, 7, 1), recorded_at=AT,
    )  # fmt: skip
    refresh()
    assert row_of(person) == ("annual", date(2026, 1, 5), date(2026, 6, 30), date(2026, 6, 30), False, 1)


@pytest.mark.parametrize("later", [1, 3, 200])
def test_a_day_that_was_told_is_not_lost_where_no_sweep_ran_for_days(later: int) -> None:
    """Of somebody of many years the first year on record is announced ninety days ahead; then nothing runs for days."""
    person = make_employee(appointed_on=date(2010, 9, 1))
    end = date(2026, 8, 31)
    refresh()
    assert row_of(person) == ("annual", date(2025, 9, 1), end, end, False, 0)
    refresh(AT + timedelta(days=56 + later))
    assert row_of(person) == ("annual", date(2025, 9, 1), end, end, False, 0)


def test_the_local_day_counts_also_when_the_clocks_change() -> None:
    """An hour before midnight in Los Angeles it is the next day in UTC, in summer and winter time alike."""
    person = make_employee(appointed_on=date(2026, 1, 5), status="separated", separated_on=date(2026, 11, 1))
    for moment, is_there in [("2026-11-02T07:30:00+00:00", True), ("2026-11-02T08:30:00+00:00", False)]:
        refresh(datetime.fromisoformat(moment))
        assert DueDate.objects.filter(employee=person).exists() is is_there


def test_queries_grow_with_the_batch_not_with_the_people() -> None:
    supervisor = make_employee()
    people = [make_employee(supervisor=supervisor, appointed_on=date(2026, 1, 5))]
    one = queries_of(refresh, AT, people)
    people += [make_employee(supervisor=supervisor, appointed_on=date(2026, 1, 5)) for _ in range(3)]
    assert queries_of(refresh, AT, people[1:]) == one <= 14


# --- two at once, on connections of their own -------------------------------------------------------------------------


def together(*calls: Callable[[], object]) -> list[object]:
    gate = threading.Barrier(len(calls))
    answers: list[object] = []

    def run(call: Callable[[], object]) -> None:
        try:
            gate.wait(timeout=10)
            answers.append(call())
        except Exception as error:
            answers.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers


@pytest.mark.django_db(transaction=True)
def test_two_refreshes_at_once_write_each_row_once() -> None:
    supervisor = make_employee(with_user=False)
    for _ in range(60):
        make_employee(supervisor=supervisor, with_user=False)
    answers = together(refresh, refresh, lambda: refresh(people=list(Employee.objects.order_by("-pk"))))
    assert sorted(answer["added"] for answer in answers) == [0, 0, 61]
    assert DueDate.objects.count() == 61


@pytest.mark.django_db(transaction=True)
def test_a_step_and_the_sweep_at_once_leave_what_the_step_did() -> None:
    chain: Chain = journeys.agency()
    ready = journeys.evaluation_in(EvaluationStatus.READY_TO_ISSUE, chain)
    answers = together(
        lambda: journeys.issued(ready).status, lambda: refresh()["people"], lambda: refresh()["people"]
    )  # fmt: skip
    assert sorted(map(str, answers)) == ["8", "8", "issued"]
    refresh(AT + 9 * HOUR)
    assert row_of(chain.employee)[3:5] == (date(2027, 6, 30), False)
