"""A window without a final that counted returns the employee to the prior status on the next day (R15)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from accounts.enums import Role
from audit.models import AuditEvent
from common.errors import Conflict, NotAllowed, RuleViolations
from evaluations.enums import Rating
from evaluations.models import DueDate, Evaluation, FollowUp, Return
from evaluations.rules import policy
from evaluations.selectors.steps import on_file, step_of
from evaluations.services import evaluation_continue
from evaluations.services.reversion import WindowsNotReverted, windows_revert
from notifications.models import Notice
from tests.evaluations.journeys import (
    agency,
    complete_content,
    concurred,
    correction_of,
    fresh,
    hr_analyst,
    issued,
    rated,
    signed,
    signed_by_employee,
    submitted,
    user_of,
    voided,
    waived,
)
from tests.evaluations.windowing import (
    EARLY,
    END,
    LAST_SECOND,
    LATE,
    MIDNIGHT,
    NEW_END,
    REVERTS,
    afresh,
    approved,
    asked,
    codes,
    final_of,
    in_window,
    low_given,
)
from tests.factories import make_employee
from tests.rules.cases import COUNTY
from workforce.models import Employee, EmploymentChange
from workspace.selectors.tasks import tasks_of

pytestmark = pytest.mark.django_db
MORNING = datetime(2027, 1, 7, 13, 10, tzinfo=UTC)  # ten past five in Los Angeles
WEEKS_LATER = MORNING + timedelta(weeks=3)
NEWS = ["window_reverted_own", "window_reverted_alarm", "window_reverted", "final_overtaken", "final_overtaken_signed"]


def told() -> set[tuple[str, str, bool]]:
    """The notices of a reversion: kind, to whom, and whether something is to be done."""
    rows = Notice.objects.filter(kind__in=NEWS).select_related("recipient")
    return {(row.kind, row.recipient.name, row.is_action) for row in rows}


def correction_issued(original: Evaluation, rating: Rating, *, at: datetime) -> Evaluation:
    """The next version, given to the employee and signed; final once the response is waived or its time is over."""
    draft = correction_of(fresh(original), at=at)
    evaluation = submitted(rated(draft, content=complete_content(draft, rating), at=at), at=at)
    if evaluation.status == "hr_review":
        evaluation = concurred(evaluation, at=at)
    while evaluation.status != "ready_to_issue":
        evaluation = signed(evaluation, at=at)
    day = timezone.localdate(at)
    return signed_by_employee(issued(evaluation, presented_on=day, issued_on=day, at=at), at=at)


@pytest.mark.parametrize("at", [MIDNIGHT, MORNING, WEEKS_LATER, MORNING + timedelta(days=400)])
def test_nobody_acted(at):
    chain, window = in_window()
    analyst = hr_analyst()
    assert windows_revert(at=at) == {"reverted": 1, "overtaken": 0}
    window = afresh(window)
    # The true legal day, whenever this ran.
    assert (window.status, window.reverted_on, window.reverted_at) == ("reverted", REVERTS, at)
    assert (window.ends_on, window.closed_on, window.closed_by_id) == (END, None, None)
    event = AuditEvent.objects.get(stream=window.evaluation.stream, action="follow_up_reverted")
    assert (event.actor_id, event.at) == (None, at)
    assert (event.data["ends_on"], event.data["reverted_on"]) == ("2027-01-06", "2027-01-07")
    assert (event.data["prior_status"], event.data["owner"]) == ("permanent", chain.hr_manager.full_name)
    assert told() == {
        ("window_reverted_own", chain.employee.full_name, False),
        ("window_reverted_alarm", chain.hr_manager.full_name, True),
        ("window_reverted", chain.supervisor.full_name, False),
        ("window_reverted", analyst.full_name, False),
    }
    assert window.alarm_owner_id == chain.hr_manager.user_id
    # Nothing about the employment is new: the status was never another one.
    assert not EmploymentChange.objects.exists()
    assert DueDate.objects.get(employee=chain.employee).kind == "annual"


def test_not_before_the_last_day_is_over():
    _chain, window = in_window()
    assert windows_revert(at=LAST_SECOND) == {"reverted": 0, "overtaken": 0}
    assert afresh(window).status == "open"
    assert windows_revert(at=MIDNIGHT) == {"reverted": 1, "overtaken": 0}


def test_run_twice_and_with_a_clock_that_jumps_back_it_is_done_once():
    in_window()
    windows_revert(at=MORNING)
    before = (FollowUp.objects.values().get(), AuditEvent.objects.count(), Notice.objects.count())
    for at in (MORNING, WEEKS_LATER, EARLY, LAST_SECOND):
        assert windows_revert(at=at) == {"reverted": 0, "overtaken": 0}
    assert (FollowUp.objects.values().get(), AuditEvent.objects.count(), Notice.objects.count()) == before


def test_an_extended_window_reverts_after_its_new_end_alone():
    chain, window = in_window()
    asked(window, chain.program_head)
    approved(window)
    assert windows_revert(at=WEEKS_LATER) == {"reverted": 0, "overtaken": 0}
    windows_revert(at=datetime(2027, 4, 1, 13, 0, tzinfo=UTC))
    assert (afresh(window).status, afresh(window).reverted_on) == ("reverted", NEW_END + timedelta(days=1))


def test_a_request_that_nobody_decided_lapses():
    chain, window = in_window()
    request = asked(window, chain.program_head)
    windows_revert(at=MORNING)
    request.refresh_from_db()
    assert request.status == "lapsed"
    assert not Notice.objects.filter(kind="extension_asked", done_at=None).exists()
    with pytest.raises(Conflict):
        approved(window, at=MORNING)


def test_the_night_of_the_change_of_clocks():
    """In 2027 daylight saving time begins on March 14, a window's last day: it has 23 hours."""
    chain = agency()
    given = datetime(2026, 9, 14, 17, 0, tzinfo=UTC)
    window = low_given(chain, chain.employee, given)
    assert window.ends_on == date(2027, 3, 14)
    after = datetime(2027, 3, 15, 7, 0, tzinfo=UTC)
    assert windows_revert(at=after - timedelta(seconds=1))["reverted"] == 0
    assert windows_revert(at=after)["reverted"] == 1
    assert afresh(window).reverted_on == date(2027, 3, 15)


def test_an_unsatisfactory_in_time_does_not_revert_even_if_the_discharge_is_effective_later():
    chain, window = in_window()
    draft = final_of(chain, Rating.UNSATISFACTORY)
    evaluation = submitted(draft, at=LATE)
    signed(signed(concurred(evaluation, at=LATE), at=LATE), at=LATE)
    assert windows_revert(at=WEEKS_LATER) == {"reverted": 0, "overtaken": 0}
    assert afresh(window).status == "closed_unsatisfactory"


def test_a_correction_given_in_time_lifts_the_window_when_it_is_final():
    """R22: until then nothing reverts, however late the job runs; its response time may end after the window."""
    _chain, window = in_window()
    correction = correction_issued(window.evaluation, Rating.COMPETENT, at=LATE)
    assert windows_revert(at=MORNING) == {"reverted": 0, "overtaken": 0}
    assert waived(correction, at=MORNING + timedelta(hours=1)).status == "final"
    assert afresh(window).status == "lifted"


def test_a_correction_that_came_to_nothing_does_not_save_the_window():
    _chain, window = in_window()
    voided(correction_of(window.evaluation, at=LATE), at=LATE)
    same = correction_issued(window.evaluation, Rating.IMPROVEMENT_NEEDED, at=LATE)
    assert windows_revert(at=WEEKS_LATER)["reverted"] == 1
    assert (afresh(window).reverted_on, fresh(same).status) == (REVERTS, "issued")


@pytest.mark.parametrize("ending", ["reverted", "closed_competent"])
def test_a_correction_with_the_same_rating_opens_no_second_window(ending):
    """R12, R15: the window began when the Improvement Needed was first given, and its ending is one for good."""
    chain, window = in_window()
    if ending == "closed_competent":
        signed(signed(submitted(final_of(chain), at=LATE), at=LATE), at=LATE)
    windows_revert(at=MORNING)
    waived(correction_issued(window.evaluation, Rating.IMPROVEMENT_NEEDED, at=WEEKS_LATER), at=WEEKS_LATER)
    assert [(row.pk, row.status) for row in FollowUp.objects.all()] == [(window.pk, ending)]


# --- the status -------------------------------------------------------------------------------------------------------


def test_what_the_people_file_has_said_since_stays():
    chain = agency()
    chain.employee.status = "probationary"
    chain.employee.save(update_fields=["status"])
    window = low_given(chain, chain.employee, datetime(2026, 7, 6, 17, 0, tzinfo=UTC))
    chain.employee.status = "permanent"
    chain.employee.save(update_fields=["status"])
    windows_revert(at=WEEKS_LATER)
    chain.employee.refresh_from_db()
    assert (window.prior_status, chain.employee.status) == ("probationary", "permanent")
    event = AuditEvent.objects.get(action="follow_up_reverted")
    assert (event.data["prior_status"], event.data["reverted_on"]) == ("probationary", "2027-01-07")


def test_whoever_has_left_stays_separated():
    chain, window = in_window()
    chain.employee.status, chain.employee.separated_on = "separated", date(2026, 12, 1)
    chain.employee.save(update_fields=["status", "separated_on"])
    windows_revert(at=MORNING)
    chain.employee.refresh_from_db()
    assert (afresh(window).status, chain.employee.status) == ("reverted", "separated")
    assert (told(), afresh(window).alarm_owner_id) == (set(), None)
    assert not EmploymentChange.objects.exists()


def test_the_alarm_is_owned_by_nobody_whose_case_it_is():
    chain, window = in_window()
    analyst = hr_analyst()
    chain.hr_manager.user.role_grants.all().delete()
    chain.supervisor.user.role_grants.create(role="hr_manager", granted_at=EARLY)
    windows_revert(at=MORNING)
    assert afresh(window).alarm_owner_id == analyst.user_id


# --- an unfinished final ----------------------------------------------------------------------------------------------


def test_a_final_that_was_being_signed_is_back_with_its_rater():
    chain, window = in_window()
    waiting = signed(submitted(final_of(chain), at=LATE), at=LATE)
    assert waiting.status == "department_head_review"
    assert windows_revert(at=MORNING) == {"reverted": 1, "overtaken": 1}
    draft = fresh(waiting)
    assert (draft.status, draft.kind, draft.follow_up_id) == ("draft", "follow_up_final", window.pk)
    back = Return.objects.get(evaluation=draft)
    assert (back.by_name, back.by_user_id, back.from_status) == ("The system", None, "department_head_review")
    assert {row for row in told() if row[0].startswith("final")} == {
        ("final_overtaken", chain.supervisor.full_name, True),
        ("final_overtaken_signed", chain.program_head.full_name, False),
    }
    assert not Notice.objects.filter(kind="your_turn_to_sign", done_at=None).exists()
    [task] = [one for one in tasks_of(user_of(chain.supervisor), MORNING.date()) if one.page == "continue"]
    assert task.note == "It came too late and can no longer end the follow-up window"
    with pytest.raises(RuleViolations) as refusal:
        submitted(draft, at=MORNING)
    assert ("R15", "window_over") in codes(refusal.value)


def test_the_rater_goes_on_with_it_as_an_ordinary_evaluation():
    chain, _window = in_window()
    draft = final_of(chain)
    with pytest.raises(Conflict) as early:
        evaluation_continue(public_id=draft.public_id, by=user_of(chain.supervisor), at=LATE, token=uuid4())
    assert "no follow-up window that ended without it" in early.value.sentence
    windows_revert(at=MORNING)
    auditor = make_employee(roles=[Role.AUDITOR])
    with pytest.raises(NotAllowed):
        evaluation_continue(public_id=draft.public_id, by=user_of(auditor), at=MORNING, token=uuid4())
    token = uuid4()
    for _twice in range(2):
        evaluation_continue(public_id=draft.public_id, by=user_of(chain.supervisor), at=MORNING, token=token)
    draft = fresh(draft)
    assert (draft.kind, draft.follow_up_id, draft.content_version) == ("annual", None, 3)
    assert AuditEvent.objects.filter(action="continued_as_ordinary").count() == 1
    assert not Notice.objects.filter(kind="final_overtaken", done_at=None).exists()
    # Every rating is open to it again.
    done = signed(signed(submitted(rated(draft, Rating.VERY_GOOD, at=MORNING), at=MORNING), at=MORNING), at=MORNING)
    assert done.status == "ready_to_issue"


def test_or_discards_it():
    chain, window = in_window()
    draft = final_of(chain)
    windows_revert(at=MORNING)
    assert voided(draft, at=MORNING).status == "void"
    assert afresh(window).status == "reverted"


# --- steps (R18) ------------------------------------------------------------------------------------------------------


def decision_on(chain, day: date) -> str:
    filed = on_file(Employee.objects.filter(pk=chain.employee.pk), day).get(chain.employee.pk, ())
    return step_of(None, filed, day, COUNTY).code


def test_a_reverted_improvement_needed_is_disregarded_for_steps():
    chain, _window = in_window()
    day = date(2027, 4, 1)
    assert decision_on(chain, day) == "below_competent"
    windows_revert(at=MORNING)
    assert decision_on(chain, day) == "none_filed"


def test_what_replaces_a_reverted_improvement_needed_counts_for_steps():
    """R22: a new report of another rating voids what the Improvement Needed did."""
    chain, window = in_window()
    windows_revert(at=MORNING)
    waived(correction_issued(window.evaluation, Rating.COMPETENT, at=WEEKS_LATER), at=WEEKS_LATER)
    assert decision_on(chain, date(2027, 4, 1)) == "granted"


# --- final_counts_on = "given" ----------------------------------------------------------------------------------------


@pytest.fixture
def given_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The county set of an agency in which a final counts on the day on which it is given or mailed."""
    folder = tmp_path / "policies"
    shutil.copytree(policy.POLICY_FOLDER, folder)
    file = folder / "county-1.toml"
    text = file.read_text()
    assert 'final_counts_on = "signed"' in text
    file.write_text(text.replace('final_counts_on = "signed"', 'final_counts_on = "given"'))
    monkeypatch.setattr(policy, "POLICY_FOLDER", folder)
    clear()
    yield
    monkeypatch.undo()
    clear()


def clear() -> None:
    for found in vars(policy).values():
        if hasattr(found, "cache_clear"):
            found.cache_clear()


def test_where_giving_counts_it_ends_the_window_and_not_the_signature(given_counts: None):
    chain, window = in_window()
    ready = signed(signed(submitted(final_of(chain), at=LATE), at=LATE), at=LATE)
    assert (ready.status, afresh(window).status) == ("ready_to_issue", "open")
    last_day = LAST_SECOND - timedelta(hours=9)
    issued(ready, presented_on=END, issued_on=END, at=last_day)
    window = afresh(window)
    assert (window.status, window.closed_on, window.closed_by_id) == ("closed_competent", END, ready.pk)
    assert windows_revert(at=MORNING)["reverted"] == 0


def test_where_giving_counts_a_final_that_was_only_signed_reverts(given_counts: None):
    chain, window = in_window()
    ready = signed(signed(submitted(final_of(chain), at=LATE), at=LATE), at=LATE)
    with pytest.raises(RuleViolations) as refusal:
        issued(ready, presented_on=REVERTS, issued_on=REVERTS, at=MIDNIGHT)
    assert codes(refusal.value) == [("R15", "window_over")]
    assert windows_revert(at=MORNING) == {"reverted": 1, "overtaken": 1}
    assert (afresh(window).status, fresh(ready).status) == ("reverted", "draft")
    assert fresh(ready).last_agency_signature_on is None


# --- faults -----------------------------------------------------------------------------------------------------------


def test_one_window_that_fails_keeps_no_other_from_its_reversion():
    chain, window = in_window()
    other = low_given(chain, make_employee(supervisor=chain.supervisor), EARLY - timedelta(days=60))
    statement = """
        CREATE FUNCTION refuse_one() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN IF NEW.id = %s THEN RAISE EXCEPTION 'a fault of one row'; END IF; RETURN NEW; END $$;
        CREATE TRIGGER a_fault BEFORE UPDATE ON evaluations_followup FOR EACH ROW EXECUTE FUNCTION refuse_one();
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [window.pk])
    later = datetime(2027, 6, 1, 13, 0, tzinfo=UTC)
    with pytest.raises(WindowsNotReverted):
        windows_revert(at=later)
    assert (afresh(window).status, afresh(other).status) == ("open", "reverted")
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER a_fault ON evaluations_followup")
    assert windows_revert(at=later) == {"reverted": 1, "overtaken": 0}
    assert afresh(window).reverted_on == REVERTS
