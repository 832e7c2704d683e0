"""Step increases as they are decided day by day (R18): once, as of the anniversary, and never rewritten."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.utils import timezone

from audit.models import AuditEvent
from evaluations.enums import EvaluationStatus
from evaluations.models import ComingStep, FollowUp, StepIncrease, StepSweep
from evaluations.rules.policy import load_policy
from evaluations.rules.policy_shape import LateEvaluation
from evaluations.selectors import steps as selectors
from evaluations.services.steps import steps_decide
from notifications.models import Notice
from notifications.registry import words_of
from tests.counting import queries_of
from tests.evaluations import journeys
from tests.evaluations.stepping import A, begun, corrected, decided, morning, on_file, person, told
from tests.factories import make_employee
from workforce.models import Employee

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
COUNTY = load_policy("county")


@pytest.fixture
def policy(monkeypatch: pytest.MonkeyPatch):
    """Let the county set say something else about steps."""

    def change(**steps: object) -> None:
        changed = replace(COUNTY, steps=replace(COUNTY.steps, **steps))
        monkeypatch.setattr(selectors.Policies, "of", lambda self, employee_id, anniversary: changed)
        monkeypatch.setattr(selectors, "policy_named", lambda key, version: changed)

    return change


# --- the decision -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "state", "code"),
    [
        # the worked examples of the handbook
        ([("competent", date(2025, 10, 5))], "granted", "granted"),
        ([("competent", date(2025, 9, 20))], "held", "none_filed"),
        ([("competent", date(2025, 10, 5)), ("improvement_needed", date(2026, 8, 10))], "granted", "granted"),
        ([("improvement_needed", date(2026, 8, 10))], "held", "below_competent"),
        # the edges of the twelve months
        ([("competent", date(2025, 10, 1))], "granted", "granted"),
        ([("competent", date(2025, 9, 30))], "held", "none_filed"),
        ([("competent", date(2026, 9, 30))], "granted", "granted"),
        ([], "held", "none_filed"),
        ([("", date(2026, 3, 1))], "granted", "granted"),
    ],
)
def test_an_anniversary_is_decided_on_its_day(files, state, code):
    begun()
    employee = person()
    for overall, filed_on in files:
        on_file(employee, overall, filed_on)
    assert decided(A - DAY) == {}
    assert decided(A) == {state: 1}
    assert told(employee) == [(A, state, code, A if state == "granted" else None)]


def test_where_the_latest_decides(policy):
    policy(is_latest_decisive=True)
    begun()
    employee = person()
    on_file(employee, "competent", date(2025, 10, 5))
    low = on_file(employee, "improvement_needed", date(2026, 8, 10))
    decided(A)
    assert told(employee) == [(A, "held", "below_competent", None)]
    assert StepIncrease.objects.get().evaluation == low


def test_a_window_that_lapsed_is_disregarded_from_the_day_after_it(policy):
    policy(is_latest_decisive=True)
    begun()
    before, after = person(date(2026, 9, 30)), person(date(2026, 10, 1))
    for one in (before, after):
        on_file(one, "competent", date(2025, 12, 1))
        low = on_file(one, "improvement_needed", date(2026, 3, 30))
        FollowUp.objects.create(
            evaluation=low, employee=one, starts_on=date(2026, 3, 30), original_ends_on=date(2026, 9, 30),
            ends_on=date(2026, 9, 30), prior_status="permanent", status="reverted",
            reverted_on=date(2026, 10, 1), reverted_at=morning(date(2026, 10, 1)),
        )  # fmt: skip
    # Also a run that comes days later decides as of the anniversary.
    decided(date(2026, 10, 5))
    assert told(before) == [(date(2026, 9, 30), "held", "below_competent", None)]
    assert told(after) == [(date(2026, 10, 1), "granted", "granted", date(2026, 10, 1))]


def test_an_evaluation_counts_from_the_day_of_its_outcome_before_it_is_final():
    chain = journeys.agency()
    Employee.objects.filter(pk=chain.employee.pk).update(anniversary=date(2026, 7, 7))
    steps_decide(at=journeys.AT - 2 * DAY)
    waiting = journeys.signed_by_employee(journeys.evaluation_in(EvaluationStatus.ISSUED, chain))
    assert (waiting.status, waiting.filed_on) == ("issued", date(2026, 7, 6))
    steps_decide(at=journeys.AT + DAY)
    assert told(chain.employee) == [(date(2026, 7, 7), "granted", "granted", date(2026, 7, 7))]


def test_nothing_counts_that_is_not_filed():
    chain = journeys.agency()
    Employee.objects.filter(pk=chain.employee.pk).update(anniversary=date(2026, 7, 7))
    steps_decide(at=journeys.AT - 2 * DAY)
    journeys.evaluation_in(EvaluationStatus.ISSUED, chain)
    steps_decide(at=journeys.AT + DAY)
    assert told(chain.employee) == [(date(2026, 7, 7), "held", "none_filed", None)]


# --- what happens afterwards ------------------------------------------------------------------------------------------


def test_a_later_filing_releases_the_hold_and_the_hold_stays_on_record():
    begun()
    employee = person()
    decided(A)
    late = on_file(employee, "competent", date(2026, 11, 20))
    assert decided(date(2026, 11, 21)) == {"released": 1}
    assert told(employee) == [
        (A, "held", "none_filed", None),
        (A, "released", "none_filed", date(2026, 11, 20)),
    ]
    held, released = StepIncrease.objects.order_by("pk")
    assert (released.replaces, released.released_by, released.is_paid_back) == (held, late, False)
    assert "November 20, 2026" in released.reason


def test_a_release_is_paid_back_where_the_set_says_so(policy):
    policy(late_evaluation=LateEvaluation.PAY_BACK)
    begun()
    employee = person()
    decided(A)
    on_file(employee, "competent", date(2026, 11, 20))
    decided(date(2026, 11, 21))
    assert told(employee)[-1] == (A, "released", "none_filed", A)
    assert StepIncrease.objects.latest("pk").is_paid_back


def test_a_hold_of_which_nobody_was_told_is_recorded_with_its_release():
    begun()
    employee = person()
    on_file(employee, "competent", date(2026, 11, 20))
    assert decided(date(2026, 12, 1)) == {"released": 1}
    assert told(employee) == [(A, "released", "none_filed", date(2026, 11, 20))]


def test_a_correction_that_lifts_an_improvement_needed_voids_its_effect():
    begun()
    employee = person()
    low = on_file(employee, "improvement_needed", date(2026, 8, 10))
    decided(A)
    better = corrected(low, "competent", date(2026, 12, 1))
    assert decided(date(2026, 12, 2)) == {"changed": 1}
    assert told(employee) == [(A, "held", "below_competent", None), (A, "granted", "granted", A)]
    assert StepIncrease.objects.latest("pk").evaluation == better


def test_a_correction_that_lowers_the_rating_takes_the_support_away():
    begun()
    employee = person()
    good = on_file(employee, "competent", date(2026, 8, 10))
    decided(A)
    corrected(good, "improvement_needed", date(2026, 12, 1))
    assert decided(date(2026, 12, 2)) == {"changed": 1}
    assert told(employee)[-1] == (A, "held", "below_competent", None)


def test_a_correction_of_a_release_holds_again():
    begun()
    employee = person()
    decided(A)
    late = on_file(employee, "competent", date(2026, 11, 20))
    decided(date(2026, 11, 21))
    corrected(late, "unsatisfactory", date(2026, 12, 15))
    decided(date(2026, 12, 16))
    assert [row[1] for row in told(employee)] == ["held", "released", "held"]


def test_a_correction_under_way_changes_nothing():
    begun()
    employee = person()
    good = on_file(employee, "competent", date(2026, 8, 10))
    on_file(
        employee, "improvement_needed", date(2026, 9, 28), corrects=good, version=2, status="issued",
        finalized_at=None, period_start=good.period_start, period_end=good.period_end,
    )  # fmt: skip
    decided(A)
    assert told(employee) == [(A, "granted", "granted", A)]


def test_a_separation_that_is_told_late_takes_the_step_back():
    begun()
    employee = person()
    on_file(employee, "competent", date(2026, 8, 10))
    decided(A)
    Employee.objects.filter(pk=employee.pk).update(status="separated", separated_on=A)
    assert decided(A + 3 * DAY) == {"changed": 1}
    assert told(employee)[-1] == (A, "none", "separated", None)
    Employee.objects.filter(pk=employee.pk).update(status="permanent", separated_on=None)
    decided(A + 4 * DAY)
    assert told(employee)[-1] == (A, "granted", "granted", A)


def test_nothing_is_released_for_somebody_who_has_left_by_then():
    begun()
    employee = person()
    decided(A)
    Employee.objects.filter(pk=employee.pk).update(status="separated", separated_on=date(2026, 11, 1))
    on_file(employee, "competent", date(2026, 11, 20))
    decided(date(2026, 11, 21))
    assert told(employee) == [(A, "held", "none_filed", None)]


def test_a_separation_after_the_anniversary_changes_nothing():
    begun()
    employee = person()
    on_file(employee, "competent", date(2026, 8, 10))
    decided(A)
    Employee.objects.filter(pk=employee.pk).update(status="separated", separated_on=A + DAY)
    assert decided(A + 3 * DAY) == {}


# --- which anniversaries ----------------------------------------------------------------------------------------------


def test_it_comes_round_every_year():
    begun()
    employee = person(date(2026, 3, 1))
    for year in (2026, 2027, 2028):
        decided(date(year, 3, 1))
    assert [row[0] for row in told(employee)] == [date(2026, 3, 1), date(2027, 3, 1), date(2028, 3, 1)]


def test_a_leap_day_is_the_last_of_february():
    begun(date(2024, 1, 1))
    employee = person(date(2024, 2, 29))
    decided(date(2024, 2, 29))
    decided(date(2025, 2, 27))
    decided(date(2025, 2, 28))
    assert [row[0] for row in told(employee)] == [date(2024, 2, 29), date(2025, 2, 28)]


def test_a_people_file_that_names_the_next_one_already_does_not_lose_the_day():
    begun()
    employee = person()
    decided(A - DAY)
    Employee.objects.filter(pk=employee.pk).update(anniversary=date(2027, 10, 1))
    decided(A + 2 * DAY)
    assert told(employee) == [(A, "held", "none_filed", None)]
    assert ComingStep.objects.get(employee=employee).anniversary == date(2027, 10, 1)


def test_an_anniversary_that_is_moved_before_it_comes_is_not_decided():
    begun()
    employee = person()
    decided(date(2026, 9, 1))
    Employee.objects.filter(pk=employee.pk).update(anniversary=date(2027, 4, 1))
    for day in (date(2026, 9, 2), A, date(2027, 3, 31), date(2027, 4, 1)):
        decided(day)
    assert [row[0] for row in told(employee)] == [date(2027, 4, 1)]


def test_an_anniversary_that_is_moved_just_before_it_comes_is_not_decided():
    """No run between the file and the day: what was kept of the day that the file has moved is not decided."""
    begun()
    employee = person()
    decided(A - DAY)
    Employee.objects.filter(pk=employee.pk).update(anniversary=date(2026, 12, 1))
    for day in (A, date(2026, 11, 1), date(2026, 12, 1)):
        decided(day)
    assert [row[0] for row in told(employee)] == [date(2026, 12, 1)]


def test_an_anniversary_that_is_told_late_is_decided_as_of_itself():
    begun()
    employee = person(anniversary=None)
    decided(A)
    Employee.objects.filter(pk=employee.pk).update(anniversary=date(2026, 9, 20))
    on_file(employee, "competent", date(2026, 9, 25))
    decided(A + DAY)
    assert told(employee) == [(date(2026, 9, 20), "released", "none_filed", date(2026, 9, 25))]


def test_nothing_before_the_first_day_is_decided(settings):
    employee = person(date(2026, 9, 30))
    settings.STEPS_FROM = date(2026, 10, 1)
    decided(date(2026, 9, 30))
    decided(A)
    assert told(employee) == []
    other = person(date(2026, 10, 2))
    decided(date(2026, 10, 2))
    assert [row[0] for row in told(other)] == [date(2026, 10, 2)]


def test_without_the_setting_it_begins_on_the_day_of_the_first_run():
    employee, other = person(A - DAY), person(A)
    decided(A)
    assert (told(employee), [row[0] for row in told(other)]) == ([], [A])


def test_people_of_no_rule_and_newcomers_have_no_decision(settings):
    begun()
    gone = person(status="separated", separated_on=date(2026, 6, 1))
    person(A, appointed_on=A)
    settings.POLICY_SET = "school"
    assert decided(A) == {}
    assert told(gone) == []
    assert not StepIncrease.objects.exists()


# --- late, twice, at once ---------------------------------------------------------------------------------------------


def test_twice_is_once_and_a_late_run_makes_up_for_an_outage():
    begun()
    people = [person(A + number * DAY) for number in range(5)]
    assert decided(A + 10 * DAY) == {"held": 5}
    assert decided(A + 10 * DAY) == {}
    assert [told(one) for one in people] == [
        [(A + number * DAY, "held", "none_filed", None)] for number in range(5)
    ]  # fmt: skip
    sweep = StepSweep.objects.get()
    assert (sweep.begun_on, sweep.through_on) == (date(2026, 1, 1), A + 10 * DAY)


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_decide_once():
    begun()
    employee = person()
    threads = [threading.Thread(target=_in_a_thread) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told(employee) == [(A, "held", "none_filed", None)]
    assert AuditEvent.objects.filter(action="step_decided").count() == 1


def _in_a_thread() -> None:
    try:
        decided(A)
    finally:
        connection.close()


def test_the_number_of_queries_does_not_depend_on_the_number_of_people():
    begun()
    counts = []
    for number in (1, 3):
        for _ in range(number):
            employee = person()
            on_file(employee, "competent", date(2026, 3, 1))
            person()
        counts.append(queries_of(decided, A))
        Employee.objects.update(anniversary=None)
    assert counts[0] == counts[1]


# --- the record -------------------------------------------------------------------------------------------------------


def test_a_decision_is_never_rewritten_nor_taken_away():
    begun()
    person()
    decided(A)
    row = StepIncrease.objects.get()
    for act in (lambda: StepIncrease.objects.update(code="granted"), row.delete):
        with pytest.raises(InternalError, match="Cannot"), transaction.atomic():
            act()
    again = {"employee": row.employee, "anniversary": A, "decision": "grant", "code": "granted", "policy_version": 1}
    with pytest.raises(IntegrityError, match="step_decided_once"), transaction.atomic():
        StepIncrease.objects.create(**again, decided_at=timezone.now())


def test_each_decision_is_an_event_without_a_rating():
    begun()
    employee = person()
    low = on_file(employee, "improvement_needed", date(2026, 8, 10))
    decided(A)
    event = AuditEvent.objects.get(action="step_decided")
    assert (event.stream, event.actor_id) == (f"steps:{employee.employee_no}", None)
    assert event.data == {
        "anniversary": "2026-10-01", "state": "held", "code": "below_competent", "released_on": None,
        "evaluation": str(low.public_id), "released_by": None, "policy": "county-1", "replaces": False,
    }  # fmt: skip


def test_hr_has_one_notice_for_the_day_and_the_earlier_one_is_done():
    chain = journeys.agency()
    begun()
    for number in range(3):
        person(A + (number // 2) * DAY)
    decided(A)
    notice = Notice.objects.get(kind="steps_decided")
    assert (notice.recipient, notice.path) == (chain.hr_manager.user, "/steps/?state=held")
    assert notice.words == {"held": 2, "released": 0, "changed": 0, "open": 2}
    assert words_of(notice).title == "Step increases: 2 held, 0 released"
    decided(A + DAY)
    first, second = Notice.objects.filter(kind="steps_decided").order_by("pk")
    assert (first.done_at is None, second.done_at) == (False, None)
    assert second.words == {"held": 1, "released": 0, "changed": 0, "open": 3}


def test_nobody_is_told_of_grants_alone():
    journeys.agency()
    begun()
    on_file(person(), "competent", date(2026, 3, 1))
    decided(A)
    assert not Notice.objects.filter(kind="steps_decided").exists()


def test_it_is_part_of_the_morning():
    from evaluations.services.daily import daily_work

    make_employee(anniversary=A)
    assert daily_work(at=morning(A))["steps.held"] == 1
