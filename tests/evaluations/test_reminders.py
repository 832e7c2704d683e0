"""The daily reminders: who is told what at which stage, once, whoever runs them and however often."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time as clock
from datetime import UTC, date, timedelta
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evaluations.enums import EvaluationStatus, Rating
from evaluations.models import DueDate, FollowUp
from evaluations.rules.reminder_plan import reminder_plan, stage_on
from evaluations.services.reminders import reminders_make
from notifications.models import Notice
from notifications.registry import words_of
from tests.evaluations.journeys import (
    AT,
    TODAY,
    agency,
    evaluation_in,
    hr_analyst,
    issued,
    rated,
    signed_by_employee,
    started,
    submitted,
)
from tests.evaluations.reminding import due, morning
from tests.factories import Chain, make_employee
from workforce.enums import EmploymentStatus
from workforce.models import Employee

pytestmark = pytest.mark.django_db
PLAN = reminder_plan("county")


def told(kind: str | None = None) -> list[tuple[str, str, str]]:
    """(kind, who, stage) of every notice, in order."""
    rows = Notice.objects.select_related("recipient").order_by("kind", "recipient__name", "stage")
    rows = rows.filter(kind=kind) if kind else rows
    return [(row.kind, row.recipient.name, row.stage) for row in rows]


# --- the stages ------------------------------------------------------------------------------------------------------


def test_the_statement_and_the_rule_know_the_same_stages():
    chain = agency()
    day = date(2028, 2, 29)
    due(chain.employee, day)
    for offset in [*range(-95, 1), 1, 3, 6, 7, 8, 13, 14, 20, 21, 200, 365]:
        today = day + timedelta(days=offset)
        Notice.objects.all().delete()
        reminders_make(at=morning(today))
        expected = stage_on(today, day, PLAN.stages, PLAN.overdue_every_days)
        assert [stage for _, _, stage in told("due")] == ([expected] if expected else []), today


def test_every_stage_is_said_once_though_the_sweep_runs_every_day_and_twice():
    chain = agency()
    day = date(2026, 11, 1)  # the clocks go back on this very day
    due(chain.employee, day)
    for offset in range(-100, 16):
        reminders_make(at=morning(day + timedelta(days=offset)))
        reminders_make(at=morning(day + timedelta(days=offset)) + timedelta(hours=14))
    rater = chain.supervisor.full_name
    stages = ["0", "14", "30", "60", "7", "90", "overdue:14", "overdue:7"]
    assert told("due") == [("due", rater, stage) for stage in stages]


@pytest.mark.parametrize("first", [date(2026, 3, 6), date(2026, 10, 30), date(2028, 2, 27)])
def test_three_days_without_a_sweep_leave_nobody_out(first):
    """Over both changes of the clocks and over a leap day: whatever fell into the outage is said on the first day."""
    chain = agency()
    people = [chain.employee, *(make_employee(supervisor=chain.supervisor) for _ in range(3))]
    for number, person in enumerate(people):
        due(person, first + timedelta(days=7 + number))  # the stage "7" falls on each day of the outage
    reminders_make(at=morning(first - timedelta(days=1)))
    back = first + timedelta(days=4)
    reminders_make(at=morning(back))
    expected = {
        (f"due:{person.employee_no}", stage_on(back, first + timedelta(days=7 + number), PLAN.stages, 7))
        for number, person in enumerate(people)
    }
    found = set(Notice.objects.filter(kind="due", created_at=morning(back)).values_list("subject", "stage"))
    assert found == expected
    assert {stage for _, stage in expected} == {"7"}


# --- who is told -----------------------------------------------------------------------------------------------------


def test_the_rater_then_the_next_level_then_hr():
    chain = agency()
    analyst = hr_analyst()
    day = date(2026, 6, 30)
    due(chain.employee, day)
    rater, above = chain.supervisor.full_name, chain.program_head.full_name
    reminders_make(at=morning(day + timedelta(days=6)))
    assert told("due_escalated") == []
    reminders_make(at=morning(day + timedelta(days=7)))
    assert told("due_escalated") == [("due_escalated", above, "overdue:7")]
    assert told("due_long") == []
    reminders_make(at=morning(day + timedelta(days=21)))
    assert told("due_long") == [
        ("due_long", chain.hr_manager.full_name, "week:2026-07-20"),
        ("due_long", analyst.full_name, "week:2026-07-20"),
    ]
    assert ("due", rater, "overdue:21") in told("due")
    notice = Notice.objects.filter(kind="due_long").first()
    assert words_of(notice).title == "Evaluations long overdue: 1"


def test_the_next_level_is_whoever_is_there_to_be_told():
    chain = agency()
    Employee.objects.filter(pk=chain.program_head.pk).update(
        status=EmploymentStatus.SEPARATED.value, separated_on=date(2026, 1, 1)
    )
    chain.division_chief.user.is_active = False
    chain.division_chief.user.save()
    due(chain.employee, date(2026, 6, 30))
    reminders_make(at=morning(date(2026, 7, 8)))
    assert told("due_escalated") == [("due_escalated", chain.deputy_director.full_name, "overdue:7")]


def test_an_evaluation_that_is_being_signed_waits_for_whoever_signs():
    chain = agency()
    evaluation = submitted(rated(started(chain)))
    DueDate.objects.filter(employee=chain.employee).update(
        period_start=evaluation.period_start, period_end=evaluation.period_end, due_on=evaluation.period_end,
        evaluation=evaluation, rater=chain.supervisor,
    )  # fmt: skip
    Notice.objects.all().delete()
    reminders_make(at=morning(TODAY + timedelta(days=10)))
    assert told("due") == [("due", chain.program_head.full_name, "overdue:14")]
    assert told("turn_waits") == [("turn_waits", chain.program_head.full_name, "round:1:reviewer:7")]


def test_a_review_that_waits_is_said_to_hr_every_week_and_to_nobody_who_has_a_part_in_it():
    chain = agency()
    analyst = hr_analyst()
    submitted(rated(started(chain), Rating.IMPROVEMENT_NEEDED))
    Notice.objects.all().delete()
    for days in (1, 6, 7, 13, 14):
        reminders_make(at=morning(TODAY + timedelta(days=days)))
    expected = {(analyst.full_name, "round:1:7"), (analyst.full_name, "round:1:14")}
    expected |= {(chain.hr_manager.full_name, "round:1:7"), (chain.hr_manager.full_name, "round:1:14")}
    assert {(who, stage) for _, who, stage in told("hr_review_waits")} == expected
    assert told("due_escalated") == []  # it waits for HR, not for the Rater


def test_what_waits_for_a_signature_is_escalated_above_whoever_signs():
    chain = agency()
    evaluation = submitted(rated(started(chain)))
    DueDate.objects.filter(employee=chain.employee).update(due_on=evaluation.period_end, evaluation=evaluation)
    Notice.objects.all().delete()
    reminders_make(at=morning(evaluation.period_end + timedelta(days=8)))
    assert told("due_escalated") == [("due_escalated", chain.division_chief.full_name, "overdue:7")]
    said = words_of(Notice.objects.get(kind="due_escalated")).sentence
    assert said == f"It waits for {chain.program_head.full_name}, and was due on June 30, 2026."


def test_nothing_that_somebody_set_by_hand_tells_the_employee_that_somebody_writes():
    chain = agency()
    special = due(chain.employee, TODAY + timedelta(days=20))
    for kind, start in (("special", 364), ("annual", 100), ("follow_up_final", 364)):
        special.kind, special.period_start = kind, special.period_end - timedelta(days=start)
        special.save()
        reminders_make(at=morning(TODAY))
    assert told("due_own") == []


def test_hr_is_not_told_the_rating_by_being_reminded():
    chain = agency()
    evaluation = submitted(rated(started(chain), Rating.IMPROVEMENT_NEEDED))
    assert evaluation.status == EvaluationStatus.HR_REVIEW.value
    DueDate.objects.filter(employee=chain.employee).update(due_on=evaluation.period_end, evaluation=evaluation)
    Notice.objects.all().delete()
    reminders_make(at=morning(TODAY))
    assert told("due") == []


def test_nobody_without_an_active_account_and_nobody_without_a_due_day_is_told():
    chain = agency()
    quiet = make_employee(supervisor=make_employee(with_user=False))
    due(quiet, TODAY)
    undated = due(chain.employee, TODAY)
    undated.due_on = None
    undated.save()
    reminders_make(at=morning(TODAY))
    # HR hears that nobody can be told; the employee, that the period ends.
    assert told() == [
        ("due_nobody", chain.hr_manager.full_name, "week:2026-07-06"),
        ("due_own", quiet.full_name, "30"),
    ]


def test_the_employee_hears_that_the_period_ends_and_nothing_else():
    chain = agency()
    due(chain.employee, TODAY + timedelta(days=30))
    reminders_make(at=morning(TODAY))
    assert told("due_own") == [("due_own", chain.employee.full_name, "30")]
    mine = Notice.objects.filter(recipient=chain.employee.user)
    assert [row.kind for row in mine] == ["due_own"]
    assert (mine[0].is_action, mine[0].is_statutory) == (False, False)


def test_a_window_is_said_to_hr_and_the_rater_never_to_the_employee_and_cannot_be_switched_off():
    chain = agency()
    evaluation_in(EvaluationStatus.ISSUED, chain, rating=Rating.IMPROVEMENT_NEEDED)
    window = FollowUp.objects.get()
    Notice.objects.all().delete()
    reminders_make(at=morning(window.ends_on - timedelta(days=14)))
    people = {who for _, who, _ in told("window_ends")}
    assert people == {chain.supervisor.full_name, chain.hr_manager.full_name, hr_analyst().full_name}
    assert {stage for _, _, stage in told("window_ends")} == {"14"}
    assert all(Notice.objects.filter(kind="window_ends").values_list("is_statutory", flat=True))


def test_a_receipt_and_a_response_are_asked_for_until_they_are_there():
    chain = agency()
    evaluation = issued(evaluation_in(EvaluationStatus.READY_TO_ISSUE, chain))
    Notice.objects.all().delete()
    reminders_make(at=morning(evaluation.issued_on + timedelta(days=7)))
    assert told("sign_receipt") == [("sign_receipt", chain.employee.full_name, "waiting:7")]
    assert told("record_outcome") == [("record_outcome", chain.supervisor.full_name, "waiting:7")]
    reminders_make(at=morning(evaluation.response_due_on - timedelta(days=2)))
    assert told("response_until") == [("response_until", chain.employee.full_name, "3")]
    signed_by_employee(evaluation)
    Notice.objects.all().delete()
    reminders_make(at=morning(evaluation.issued_on + timedelta(days=14)))
    assert told("sign_receipt") == []


def test_no_rating_no_comment_and_no_leave_stands_in_any_words():
    chain = agency()
    for rating in (Rating.IMPROVEMENT_NEEDED, Rating.OUTSTANDING):
        assert rating.value  # both would be in the row below
    evaluation_in(EvaluationStatus.ISSUED, chain, rating=Rating.IMPROVEMENT_NEEDED)
    for days in (0, 7, 10, 14, 100, 180, 200):
        reminders_make(at=morning(TODAY + timedelta(days=days)))
    for notice in Notice.objects.all():
        text = f"{notice.words} {words_of(notice)}".casefold()
        assert not [word for rating in Rating for word in (rating.label.casefold(), rating.value) if word in text]
        assert "412 of 420" not in text  # what Comments say


def test_the_number_of_statements_does_not_depend_on_the_number_of_people():
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            reminders_make(at=morning(TODAY))
        return len(queries)

    chain = agency()
    due(chain.employee, TODAY)
    one = count()
    for _ in range(2):
        due(make_employee(supervisor=chain.supervisor), TODAY)
    assert count() == one


# --- two at once, and one that dies ----------------------------------------------------------------------------------


def crowd(number: int) -> Chain:
    chain = agency()
    for _ in range(number):
        due(make_employee(supervisor=chain.supervisor), TODAY)
    return chain


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_write_each_row_once():
    crowd(30)
    counts: list[dict[str, int]] = []
    gate = threading.Barrier(2)

    def work() -> None:
        try:
            gate.wait(timeout=30)
            counts.append(reminders_make(at=morning(TODAY)))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)
    assert sum(count["due"] for count in counts) == 30
    assert len(told("due")) == 30


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_leaves_nothing_half_said():
    crowd(10)
    script = (
        "import django; django.setup(); import sys; from datetime import datetime\n"
        "from django.db import transaction; from evaluations.services.reminders import reminders_make\n"
        "with transaction.atomic():\n"
        "    reminders_make(at=datetime.fromisoformat(sys.argv[1])); print('written', flush=True); sys.stdin.read()\n"
    )
    url = urlsplit(os.environ["DATABASE_URL"])
    env = {
        **os.environ,
        "DATABASE_URL": urlunsplit(url._replace(path="/" + connection.settings_dict["NAME"])),
        "DJANGO_SETTINGS_MODULE": "config.settings_test",
    }
    process = subprocess.Popen(
        [sys.executable, "-c", script, morning(TODAY).isoformat()], env=env, cwd=settings.BASE_DIR, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout.readline() == "written\n"
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    # The server notices the broken connection and takes back what was not committed.
    deadline = clock.monotonic() + 30
    made = reminders_make(at=morning(TODAY))
    assert clock.monotonic() < deadline
    assert made["due"] == 10
    assert len(told("due")) == 10
    assert AT.tzinfo == UTC
