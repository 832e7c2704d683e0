"""The sweep that creates the coming evaluations: who gets one, from whom, on which form, and exactly once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from audit.models import AuditEvent
from evaluations.enums import EvaluationStatus, Rating
from evaluations.models import DueDate, Evaluation, FactorRating, ItemRating
from evaluations.selectors.due_dates import people_without_rater
from evaluations.services import form_templates_load
from evaluations.services.coming import coming_evaluations_create
from evaluations.services.due_dates import due_dates_refresh
from tests.counting import queries_of
from tests.evaluations import journeys
from tests.evaluations.journeys import AT
from tests.factories import make_employee, make_user
from workforce.enums import ManagementLevel
from workforce.models import Employee

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
# Appointed a year before: the first period ends on September 30, 2026, within ninety days of AT.
APPOINTED = date(2025, 10, 1)
NEAR = (APPOINTED, date(2026, 9, 30))
NOTHING = {"created": 0, "without_rater": 0, "taken": 0, "failed": 0}


@pytest.fixture
def supervisor() -> Employee:
    form_templates_load()
    return make_employee(last_name="Rater", level=ManagementLevel.SUPERVISOR)


def sweep(at: datetime = AT, **how: Any) -> dict[str, int]:
    """As the daily sweep does it: first the due dates, then the evaluations."""
    due_dates_refresh(employee_ids=None, at=at)
    return coming_evaluations_create(at=at, **how)


def created(**counts: int) -> dict[str, int]:
    return NOTHING | counts


def test_a_draft_like_one_that_was_started_by_hand_but_by_the_system(supervisor: Employee) -> None:
    person = make_employee(supervisor=supervisor, appointed_on=APPOINTED)
    other = make_employee(supervisor=supervisor, appointed_on=APPOINTED)
    assert sweep() == created(created=2)
    draft = Evaluation.objects.get(employee=person)
    Evaluation.objects.get(employee=other)
    by_hand = journeys.started(
        journeys.make_chain(), employee=make_employee(supervisor=supervisor, appointed_on=APPOINTED), period=NEAR
    )  # fmt: skip
    taken = {"id", "public_id", "employee_id", "created_by_id", "classification_id"}
    assert {name: value for name, value in values(draft).items() if name not in taken} == {
        name: value for name, value in values(by_hand).items() if name not in taken
    }
    assert (draft.created_by_id, draft.rater, draft.classification_id) == (None, supervisor, person.classification_id)
    for model in (FactorRating, ItemRating):
        part = "factor" if model is FactorRating else "item"
        assert set(model.objects.filter(evaluation=draft).values_list(part, "rating")) == set(
            model.objects.filter(evaluation=by_hand).values_list(part, "rating")
        )
    event = AuditEvent.objects.get(stream=draft.stream)
    assert (event.sequence, event.actor_id, event.actor_name, event.action, event.data) == (
        1, None, "System", "evaluation_started",
        {
            "employee_no": person.employee_no,
            "period": ["2025-10-01", "2026-09-30"],
            "kind": "annual",
            "policy": "county-1",
        },
    )  # fmt: skip
    call_command("verify_audit")
    due = DueDate.objects.get(employee=person)
    assert (due.evaluation, due.rater, due.due_on, due.sequence) == (draft, supervisor, date(2026, 9, 30), 0)


def values(evaluation: Evaluation) -> dict[str, Any]:
    return Evaluation.objects.filter(pk=evaluation.pk).values().get()


def test_a_second_run_creates_nothing(supervisor: Employee) -> None:
    make_employee(supervisor=supervisor, appointed_on=APPOINTED)
    assert [sweep(), sweep(), sweep(AT + DAY)] == [created(created=1), NOTHING, NOTHING]
    assert AuditEvent.objects.filter(action="evaluation_started").count() == 1


@pytest.mark.parametrize(
    ("at", "is_there"),
    [
        # ninety days before the last day of February 2028; the local day counts
        (datetime(2027, 12, 1, 7, 59, tzinfo=UTC), False),
        (datetime(2027, 12, 1, 8, 1, tzinfo=UTC), True),
        # not run for three days, nor for three months
        (datetime(2027, 12, 4, 8, 1, tzinfo=UTC), True),
        (datetime(2028, 3, 5, 8, 1, tzinfo=UTC), True),
    ],
)
def test_ninety_days_ahead_over_a_leap_day(supervisor: Employee, at: datetime, is_there: bool) -> None:
    make_employee(supervisor=supervisor, appointed_on=date(2027, 3, 1))
    due_dates_refresh(employee_ids=None, at=datetime(2027, 4, 1, 16, 0, tzinfo=UTC))
    sweep(at)
    found = list(Evaluation.objects.values_list("period_start", "period_end"))
    assert found == ([(date(2027, 3, 1), date(2028, 2, 29))] if is_there else [])


@pytest.mark.parametrize(
    ("at", "is_there"),
    [
        (datetime(2026, 10, 31, 6, 59, tzinfo=UTC), False),
        (datetime(2026, 10, 31, 7, 0, tzinfo=UTC), True),
        # the night of November 1, 2026 has the hour from one to two twice
        (datetime(2026, 11, 1, 8, 30, tzinfo=UTC), True),
        (datetime(2026, 11, 1, 9, 30, tzinfo=UTC), True),
    ],
)
def test_the_night_when_the_clocks_go_back(supervisor: Employee, at: datetime, is_there: bool) -> None:
    make_employee(supervisor=supervisor, appointed_on=date(2026, 1, 30))
    assert sweep(at) == created(created=int(is_there))
    assert sweep(at + timedelta(hours=1)) == created(created=int(not is_there))


@pytest.mark.parametrize(("days", "count"), [(86, 1), (85, 0), (0, 0)])
def test_how_long_ahead_is_the_callers(supervisor: Employee, days: int, count: int) -> None:
    make_employee(supervisor=supervisor, appointed_on=APPOINTED)
    assert sweep(created_ahead_days=days) == created(created=count)


def test_nothing_that_is_under_way_unknown_or_far(supervisor: Employee) -> None:
    chain = journeys.agency()
    journeys.started(chain)
    make_employee(supervisor=supervisor, appointed_on=date(2026, 6, 1))
    make_employee(supervisor=supervisor, appointed_on=date(2010, 6, 1))
    make_employee(
        supervisor=supervisor, appointed_on=date(2026, 8, 1), status="probationary", probation_ends_on=date(2026, 9, 1)
    )
    assert sweep() == NOTHING


def test_kind_and_form_follow_the_person(supervisor: Employee) -> None:
    probationer = make_employee(
        supervisor=supervisor,
        appointed_on=date(2026, 2, 17),
        status="probationary",
        probation_ends_on=date(2026, 8, 16),
    )
    head = make_employee(supervisor=supervisor, appointed_on=APPOINTED, level=ManagementLevel.PROGRAM_HEAD)
    sweep()
    rows = Evaluation.objects.order_by("employee").values_list(
        "employee", "kind", "period_end", "template__is_supervisory", "follow_up"
    )  # fmt: skip
    assert list(rows) == [
        (probationer.pk, "probation", date(2026, 8, 16), False, None),
        (head.pk, "annual", date(2026, 9, 30), True, None),
    ]


def test_the_final_of_a_window_is_created_for_it() -> None:
    chain = journeys.agency()
    journeys.evaluation_in(EvaluationStatus.FINAL, chain, rating=Rating.IMPROVEMENT_NEEDED)
    window = chain.employee.follow_ups.get()
    assert sweep(datetime(2026, 10, 7, 16, 0, tzinfo=UTC)) == NOTHING
    assert sweep(datetime(2026, 10, 8, 16, 0, tzinfo=UTC)) == created(created=1)
    final = Evaluation.objects.latest("pk")
    assert (final.kind, final.follow_up, final.period_start, final.period_end) == (
        "follow_up_final", window, date(2026, 7, 1), date(2027, 1, 6),
    )  # fmt: skip
    assert DueDate.objects.get(employee=chain.employee).due_on == window.ends_on


def test_the_rater_is_the_next_in_service_above(supervisor: Employee) -> None:
    gone = make_employee(supervisor=supervisor, status="separated", separated_on=date(2026, 6, 1))
    make_employee(supervisor=gone, appointed_on=APPOINTED)
    assert sweep() == created(created=1)
    assert Evaluation.objects.get().rater == supervisor


def test_nobody_without_a_rater_is_lost(supervisor: Employee) -> None:
    without_account = make_employee(supervisor=supervisor, last_name="Nobody", with_user=False)
    inactive = make_employee(supervisor=supervisor, last_name="Off", user=make_user(is_active=False))
    gone = make_employee(last_name="Gone", status="separated", separated_on=date(2026, 6, 1))
    people = [
        make_employee(supervisor=boss, appointed_on=APPOINTED, last_name=f"Report {number}")
        for number, boss in enumerate([without_account, inactive, gone, None])
    ]
    assert sweep() == created(without_rater=4)
    assert not Evaluation.objects.exists()
    # The Rater's own supervisor stands above nobody here, so it is listed with them.
    assert [row.employee for row in people_without_rater()] == [supervisor, *people]
    without_account.user = make_user()
    without_account.save()
    Employee.objects.filter(pk__in=[person.pk for person in people[1:]]).update(supervisor=supervisor)
    assert sweep() == created(created=4)
    assert [row.employee for row in people_without_rater()] == [supervisor]


def test_days_that_another_evaluation_holds_are_left_alone() -> None:
    """A window beside a draft that covers it to the end: R5 leaves no day for its final."""
    chain = journeys.agency()
    journeys.evaluation_in(EvaluationStatus.FINAL, chain, rating=Rating.IMPROVEMENT_NEEDED)
    special = journeys.started(
        chain, period=(date(2026, 7, 1), date(2027, 6, 30)), kind=journeys.EvaluationKind.SPECIAL
    )
    at = datetime(2027, 1, 6, 16, 0, tzinfo=UTC)
    assert sweep(at) == created(taken=1)
    assert DueDate.objects.get(employee=chain.employee).due_on == date(2027, 1, 6)
    journeys.voided(special)
    assert sweep(at) == created(created=1)


def test_one_whom_the_database_refuses_keeps_nobody_else_waiting(supervisor: Employee) -> None:
    people = [make_employee(supervisor=supervisor, appointed_on=APPOINTED) for _ in range(5)]
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF NEW.employee_id = {people[2].pk} THEN RAISE EXCEPTION 'not this one'; END IF; RETURN NEW; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER refuse BEFORE INSERT ON evaluations_evaluation FOR EACH ROW EXECUTE FUNCTION refuse()"
        )
    assert sweep() == created(created=4, failed=1)
    assert {row.employee for row in Evaluation.objects.all()} == set(people) - {people[2]}


def test_queries_grow_with_the_batch_not_with_the_people(supervisor: Employee) -> None:
    def several(count: int) -> int:
        for _ in range(count):
            make_employee(supervisor=supervisor, appointed_on=APPOINTED)
        due_dates_refresh(employee_ids=None, at=AT)
        return queries_of(lambda: coming_evaluations_create(at=AT))

    assert several(1) == several(3)
