"""Check-ins of the Plan for Improvement: recorded once, read by the employee, reminded of until then (R9)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import Error, transaction
from django.urls import reverse

from audit.models import AuditEvent
from common.errors import Conflict, NotAllowed, NotVisible, RuleViolations
from evaluations.enums import CheckInProgress
from evaluations.models import CheckIn, FollowUp
from evaluations.services.check_ins import check_in_record, check_in_remark
from evaluations.services.reminders import reminders_make
from evaluations.services.reversion import windows_revert
from notifications.models import Notice
from tests.evaluations.journeys import correction_of, finished, hr_analyst, user_of
from tests.evaluations.pages import client_of, errors_of, page_of, said, values_of
from tests.evaluations.windowing import EARLY, MIDNIGHT, codes, in_window
from tests.factories import Chain
from workforce.models import Employee

pytestmark = pytest.mark.django_db
PLANNED = [date(2026, 8, 7), date(2026, 9, 4), date(2026, 10, 2)]
AUGUST = datetime(2026, 8, 7, 17, 0, tzinfo=UTC)
NOTES = "Three of fifty letters came back in July; the list is used."


@pytest.fixture
def scene() -> tuple[Chain, FollowUp]:
    return in_window(away=None)


def recorded(
    window: FollowUp, by: Employee, *, planned_on: date | None = PLANNED[0], held_on: date = PLANNED[0],
    notes: str = NOTES, at: datetime = AUGUST,
) -> CheckIn:  # fmt: skip
    return check_in_record(
        public_id=window.public_id, planned_on=planned_on, held_on=held_on, progress=CheckInProgress.PARTLY,
        notes=notes, by=user_of(by), at=at, token=uuid4(),
    )  # fmt: skip


def remarked(check_in: CheckIn, by: Employee, remark: str = "The list came on July 20.") -> CheckIn:
    return check_in_remark(check_in_id=check_in.public_id, remark=remark, by=user_of(by), at=AUGUST, token=uuid4())


def reminded(at: datetime) -> set[tuple[str, date, str]]:
    """Whom the open reminders of check-ins go to, for which day and at which stage."""
    reminders_make(at=at)
    rows = Notice.objects.filter(kind="check_in", done_at=None).select_related("recipient")
    return {(row.recipient.name, row.due_on, row.stage) for row in rows}


def test_the_rater_records_the_employee_reads_and_remarks(scene):
    chain, window = scene
    check_in = recorded(window, chain.supervisor)
    assert (check_in.progress, check_in.recorded_by_name) == ("partly", chain.supervisor.full_name)
    told = Notice.objects.get(kind="check_in_recorded")
    assert (told.recipient_id, told.path) == (chain.employee.user_id, window.get_absolute_url())
    remarked(check_in, chain.employee)
    assert Notice.objects.get(kind="check_in_remarked").recipient_id == chain.supervisor.user_id
    with pytest.raises(Conflict):
        remarked(check_in, chain.employee, "And one more.")
    actions = AuditEvent.objects.filter(action__startswith="check_in").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == ["check_in_recorded", "check_in_remarked"]
    assert NOTES not in str(list(actions.values_list("data", flat=True)))


def test_who_may(scene):
    chain, window = scene
    for person in (chain.employee, chain.program_head, chain.division_chief, hr_analyst()):
        with pytest.raises(NotAllowed):
            recorded(window, person)
    check_in = recorded(window, chain.supervisor)
    for person in (chain.supervisor, chain.division_chief, hr_analyst()):
        with pytest.raises(NotAllowed):
            remarked(check_in, person)
    with pytest.raises(NotVisible):
        remarked(check_in, chain.deputy_director)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"held_on": date(2026, 7, 5)}, ["held_out_of_window"]),
        ({"held_on": date(2026, 8, 8)}, ["held_out_of_window"]),
        ({"planned_on": date(2026, 8, 8)}, ["not_planned"]),
        ({"notes": " \n"}, ["notes_empty"]),
        ({"held_on": date(2026, 8, 8), "planned_on": date(2026, 8, 8), "notes": ""},
         ["held_out_of_window", "not_planned", "notes_empty"]),
    ],
)  # fmt: skip
def test_what_is_refused(scene, changes, found):
    chain, window = scene
    with pytest.raises(RuleViolations) as refusal:
        recorded(window, chain.supervisor, **changes)
    assert codes(refusal.value) == [("form", code) for code in found]


def test_a_day_of_the_plan_is_recorded_once_and_others_besides(scene):
    chain, window = scene
    recorded(window, chain.supervisor)
    with pytest.raises(Conflict):
        recorded(window, chain.supervisor)
    for _twice in range(2):
        recorded(window, chain.supervisor, planned_on=None)
    assert window.check_ins.count() == 3
    windows_revert(at=MIDNIGHT)
    with pytest.raises(Conflict):
        recorded(window, chain.supervisor, planned_on=PLANNED[1], at=MIDNIGHT)


def test_the_rater_is_reminded_ahead_on_the_day_and_when_it_was_missed(scene):
    chain, _window = scene
    name = chain.supervisor.full_name
    assert reminded(AUGUST - timedelta(days=4)) == set()
    assert reminded(AUGUST - timedelta(days=3)) == {(name, PLANNED[0], "3")}
    assert reminded(AUGUST) == {(name, PLANNED[0], "3"), (name, PLANNED[0], "0")}
    late = reminded(AUGUST + timedelta(days=8)) - {(name, PLANNED[0], "3"), (name, PLANNED[0], "0")}
    assert late == {(name, PLANNED[0], "overdue:7")}


def test_a_record_and_the_end_of_the_window_end_the_reminders(scene):
    chain, window = scene
    reminded(AUGUST)
    recorded(window, chain.supervisor)
    assert reminded(AUGUST + timedelta(days=9)) == set()
    assert {row[1] for row in reminded(EARLY)} == {PLANNED[1], PLANNED[2]}
    windows_revert(at=MIDNIGHT)
    assert reminded(MIDNIGHT) == set()


def test_the_plan_of_a_final_correction_is_the_one_in_force(scene):
    chain, window = scene
    assert {row[1] for row in reminded(EARLY)} == set(PLANNED)
    finished(correction_of(window.evaluation))
    assert {row[1] for row in reminded(EARLY)} == set(PLANNED)
    assert recorded(window, chain.supervisor).planned_on == PLANNED[0]


def test_the_pages(scene):
    chain, window = scene
    url = reverse("evaluations:window_record_check_in", args=[window.public_id])
    with time_machine.travel(AUGUST, tick=False):
        client = client_of(chain.supervisor)
        form = values_of(client.get(url), "step-form")
        assert (form["planned_on"], form["held_on"]) == ("2026-08-07", "2026-08-07")
        empty = client.post(url, {**form, "notes": ""})
        assert [href for href, _words in errors_of(empty)] == ["#field-progress", "#id_notes"]
        done = client.post(url, {**form, "progress": "on_track", "notes": NOTES})
        assert done["Location"] == window.get_absolute_url()
        employee = client_of(chain.employee)
        page = page_of(employee.get(window.get_absolute_url()))
        [link] = [a.get("href") for a in page.xpath("//main//a") if "Add a remark" in said(a)]
        remark = employee.post(link, {**values_of(employee.get(link), "step-form"), "remark": "I use it daily."})
        assert remark.status_code == 302
        again = employee.get(link)
        assert again.status_code == 409
        words = said(page_of(client.get(window.get_absolute_url())).xpath("//section[@aria-labelledby='check-ins']")[0])
    assert "held on August 7, 2026, recorded by Avery Supervisor" in words
    assert "I use it daily." in words


def test_the_database_keeps_it_as_it_was_recorded(scene):
    chain, window = scene
    check_in = remarked(recorded(window, chain.supervisor), chain.employee)
    for change in ({"notes": "Softer words"}, {"remark": "Another remark"}):
        with pytest.raises(Error) as caught, transaction.atomic():
            CheckIn.objects.filter(pk=check_in.pk).update(**change)
        assert str(caught.value).startswith("R9: a check-in stays as it was recorded")
