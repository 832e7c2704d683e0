"""The daily work of the room, in its order, and that a lost morning is made up for once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from evaluations import tasks
from evaluations.models import DueDate, Evaluation
from evaluations.services.daily import DailyWorkFailed, daily_work
from jobs.models import Job, Run
from jobs.services import drain
from notifications.models import Mail, Notice
from tests.evaluations.journeys import agency
from tests.factories import make_employee
from workforce.models import Employee, EmploymentChange
from workforce.services import people_import

pytestmark = pytest.mark.django_db
# Friday, July 31, 2026, six in the morning in Los Angeles; the employee below was appointed a year before Sunday.
MORNING = datetime(2026, 7, 31, 13, 0, tzinfo=UTC)


def newcomer(chain):
    return make_employee(supervisor=chain.supervisor, appointed_on=date(2025, 9, 1))


def test_in_one_morning_somebody_is_due_has_a_draft_and_their_rater_a_mail():
    chain = agency()
    person = newcomer(chain)
    counts = daily_work(at=MORNING)
    row = DueDate.objects.get(employee=person)
    draft = Evaluation.objects.get(employee=person)
    assert (row.due_on, row.evaluation, row.rater) == (date(2026, 8, 31), draft, chain.supervisor)
    assert (draft.rater, draft.created_by_id, draft.status) == (chain.supervisor, None, "draft")
    notice = Notice.objects.get(kind="due", subject=f"due:{person.employee_no}")
    assert (notice.recipient, notice.stage, notice.path) == (chain.supervisor.user, "60", draft.get_absolute_url())
    mail = Mail.objects.get(recipient=chain.supervisor.user)
    assert notice.mail == mail
    assert Job.objects.filter(name="notifications.mail_send", key=f"mail:{mail.pk}").exists()
    assert counts["coming.created"] == Evaluation.objects.count()


def test_a_second_run_the_same_morning_adds_nothing():
    newcomer(agency())
    daily_work(at=MORNING)
    before = (Evaluation.objects.count(), Notice.objects.count(), Mail.objects.count(), Job.objects.count())
    assert {k: v for k, v in daily_work(at=MORNING).items() if not k.endswith("people")} == {}
    assert (Evaluation.objects.count(), Notice.objects.count(), Mail.objects.count(), Job.objects.count()) == before


def test_the_task_runs_once_a_day_from_five_on_and_makes_up_for_a_lost_morning():
    newcomer(agency())
    with time_machine.travel(datetime(2026, 7, 31, 11, 59, tzinfo=UTC), tick=False):  # 4:59 local
        tasks.daily()
    assert not Run.objects.exists()
    for at in (MORNING, MORNING + timedelta(minutes=15), MORNING + timedelta(hours=9)):
        with time_machine.travel(at, tick=False):
            tasks.daily()
    assert list(Run.objects.values_list("name", "error")) == [("evaluations.daily", "")]
    with time_machine.travel(MORNING + timedelta(days=3, hours=5), tick=False):
        tasks.daily()
    assert Run.objects.count() == 2


def test_a_part_that_fails_is_said_holds_nothing_up_and_is_done_again(monkeypatch):
    chain = agency()
    person = newcomer(chain)

    def broken(**_kwargs):
        raise RuntimeError("no due dates today")

    with monkeypatch.context() as patched:
        patched.setattr("evaluations.services.daily.due_dates_refresh", broken)
        with time_machine.travel(MORNING, tick=False), pytest.raises(DailyWorkFailed) as failure:
            tasks.daily()
    assert str(failure.value) == "These parts of the daily work failed: due_dates. See the log."
    assert "DailyWorkFailed" in Run.objects.get().error
    with time_machine.travel(MORNING + timedelta(minutes=15), tick=False):
        tasks.daily()
    assert DueDate.objects.filter(employee=person).exists()


def test_a_people_file_that_moves_somebody_moves_the_draft_and_tells_both_raters():
    """From the file to the new Rater's mail, by way of the outbox alone."""
    chain = agency()
    person = newcomer(chain)
    new = make_employee(first_name="Robin", last_name="Successor", supervisor=chain.program_head)
    daily_work(at=MORNING)
    heading = "employee_no,first_name,last_name,class_code,org_unit,supervisor_no,status,appointed_on,email\n"
    line = (
        f"{person.employee_no},{person.first_name},{person.last_name},{person.classification.code},"
        f"{person.org_unit.path},{new.employee_no},permanent,2025-09-01,{person.email}\n"
    )
    at = MORNING + timedelta(hours=3)
    result = people_import(data=(heading + line).encode(), file_name="people.csv", by=None, at=at)
    assert result.is_applied, result.difference.rejected
    change = EmploymentChange.objects.get()
    assert (change.fact, change.before, change.after) == ("supervisor", chain.supervisor.employee_no, new.employee_no)
    assert drain(at=datetime.now(tz=UTC) + timedelta(minutes=1)) >= 1
    draft = Evaluation.objects.get(employee=person)
    assert draft.rater == new
    assert DueDate.objects.get(employee=person).rater == new
    told = set(Notice.objects.filter(kind__startswith="handed").values_list("kind", "recipient__name"))
    assert told == {("handed_over_to", "Robin Successor"), ("handed_over_from", chain.supervisor.full_name)}
    assert Employee.objects.get(pk=person.pk).supervisor == new
