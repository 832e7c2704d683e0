"""R22 as people meet it: what a grievance holds and what not, who files, reads and decides, and the new report."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from accounts.enums import Role
from audit.models import AuditEvent
from common.errors import Conflict, NotAllowed, NotVisible, RuleViolations
from evaluations.enums import DocketKind, EvaluationStatus, GrievanceKind, GrievanceStatus, PacketKind, Rating
from evaluations.grievance_permissions import is_held, may_be_given
from evaluations.models import FollowUp, Grievance
from evaluations.selectors.docket import DocketQuery, docket_listed, entries_of
from evaluations.selectors.grievances import filing_of, grievance_get
from evaluations.selectors.steps import on_file
from evaluations.selectors.turns import correction_under_way
from evaluations.services.grievances import grievance_decide, grievance_file, grievance_withdraw
from evaluations.services.issue import evaluations_finalize_due
from evaluations.services.recusals import recusal_record
from evaluations.services.reversion import windows_revert
from jobs.models import Job
from notifications.models import Notice
from tests.evaluations import journeys
from tests.evaluations.journeys import AT, HOUR, TODAY, hr_analyst, user_of
from tests.factories import Chain, make_employee
from workforce.models import Employee, EmploymentChange

pytestmark = pytest.mark.django_db
LATER = AT + 8 * HOUR
DAY = timedelta(days=1)
WORDS = "The log of March is incomplete; the letters came back for another reason."


@pytest.fixture
def chain() -> Chain:
    return journeys.agency()


@pytest.fixture
def issued(chain):
    hr_analyst()
    return journeys.evaluation_in(EvaluationStatus.ISSUED, chain)


def filed(
    evaluation, *, by=None, about=("overall",), at=LATER, kind=GrievanceKind.GRIEVANCE, filed_on=None, text=WORDS
):
    return grievance_file(
        public_id=evaluation.public_id, kind=kind, about=about, text=text, by=user_of(by or evaluation.employee), at=at,
        filed_on=filed_on,
    )  # fmt: skip


def decided(kept, outcome=GrievanceStatus.STANDS, *, by=None, at=LATER + HOUR, reason="The log was looked at again."):
    by = user_of(by or hr_analyst())
    return grievance_decide(public_id=kept.public_id, outcome=outcome, reason=reason, by=by, at=at)


@contextmanager
def refused(*codes: str):
    with pytest.raises(RuleViolations) as refusal:
        yield
    assert [one.code for one in refusal.value.violations] == list(codes)


def on_record(chain, on=TODAY):
    return on_file(Employee.objects.filter(pk=chain.employee.pk), on).get(chain.employee.pk, [])


# --- what it holds ----------------------------------------------------------------------------------------------------


def test_it_holds_filing_until_it_stands_and_the_day_of_filing_is_the_one_that_ended_it(issued, chain):
    kept = filed(issued)
    evaluation = journeys.waived(journeys.signed_by_employee(issued, at=LATER), at=LATER)
    assert evaluation.status == EvaluationStatus.ISSUED.value
    assert evaluations_finalize_due(at=AT + 60 * DAY) == 0
    assert on_record(chain)[0].is_held(TODAY + DAY)
    decided(kept, at=AT + 3 * DAY)
    evaluation = journeys.fresh(evaluation)
    assert (evaluation.status, evaluation.filed_on) == (EvaluationStatus.FINAL.value, TODAY + 3 * DAY)
    assert not on_record(chain, TODAY + 3 * DAY)[0].is_held(TODAY + 4 * DAY)


def test_what_was_filed_before_keeps_its_day_and_does_not_count_while_it_is_held(issued, chain):
    final = journeys.waived(journeys.signed_by_employee(issued))
    assert final.status == EvaluationStatus.FINAL.value
    kept = filed(final, at=AT + DAY)
    [held] = on_record(chain, TODAY + DAY)
    # an anniversary of the day of the grievance was decided before it; a later one waits
    assert [held.is_held(TODAY + days * DAY) for days in (0, 1, 2)] == [False, False, True]
    decided(kept, at=AT + 5 * DAY)
    assert journeys.fresh(final).filed_on == TODAY
    assert not on_record(chain, TODAY + 5 * DAY)[0].is_held(TODAY + 2 * DAY)


def test_the_packet_of_record_is_withheld_from_all_but_the_employee(issued, chain):
    final = journeys.waived(journeys.signed_by_employee(issued))
    people = (chain.supervisor, chain.program_head, hr_analyst(), chain.employee)
    assert [may_be_given(final, user_of(one)) for one in people] == [True] * 4
    kept = filed(final)
    assert [may_be_given(final, user_of(one)) for one in people] == [False, False, False, True]
    decided(kept)
    assert [may_be_given(final, user_of(one)) for one in people] == [True] * 4


def test_the_record_is_not_even_made_while_it_waits_and_the_copy_is(issued):
    kept = filed(issued)
    evaluation = journeys.waived(journeys.signed_by_employee(issued, at=LATER), at=LATER)
    names = [f"{evaluation.public_id}:{kind.value}" for kind in (PacketKind.EMPLOYEE_COPY, PacketKind.RECORD)]
    assert [Job.objects.filter(key=name).exists() for name in names] == [True, False]
    decided(kept)
    assert [Job.objects.filter(key=name).exists() for name in names] == [True, True]


def test_the_follow_up_clock_goes_on_and_reverts(chain):
    low = journeys.evaluation_in(EvaluationStatus.ISSUED, chain, rating=Rating.IMPROVEMENT_NEEDED)
    window = FollowUp.objects.get(evaluation=low)
    filed(low)
    assert (FollowUp.objects.get().ends_on, FollowUp.objects.get().status) == (window.ends_on, "open")
    windows_revert(at=AT + (window.ends_on - TODAY + DAY))
    assert FollowUp.objects.get().status == "reverted"


def test_withdrawn_what_waited_goes_on(issued):
    kept = filed(issued)
    evaluation = journeys.waived(journeys.signed_by_employee(issued, at=LATER), at=LATER)
    by = user_of(issued.employee)
    grievance_withdraw(public_id=kept.public_id, reason="Talked it over.", by=by, at=LATER)
    grievance_withdraw(public_id=kept.public_id, reason="Talked it over.", by=by, at=LATER)
    assert journeys.fresh(evaluation).status == EvaluationStatus.FINAL.value
    assert filed(journeys.fresh(evaluation), text="Another matter.").status == GrievanceStatus.OPEN.value


# --- the new report ---------------------------------------------------------------------------------------------------


def test_a_new_report_lifts_an_improvement_needed_with_its_window_and_its_effect_on_steps(chain):
    low = journeys.evaluation_in(EvaluationStatus.FINAL, chain, rating=Rating.IMPROVEMENT_NEEDED)
    kept = filed(low, at=LATER)
    decided(kept, GrievanceStatus.NEW_REPORT, at=LATER)
    correction = correction_under_way(journeys.fresh(low))
    assert (correction.version, correction.rater_id) == (2, low.rater_id)
    assert "A new report after the grievance of July 6, 2026" in correction.correction_reason
    assert Notice.objects.filter(kind="new_report", recipient=user_of(chain.supervisor)).count() == 1
    # held until the new one is final: not the old rating counts, nor is its record given away
    assert is_held(journeys.fresh(low))
    assert not may_be_given(low, user_of(hr_analyst()))
    assert FollowUp.objects.get().status == "open"
    final = journeys.finished(journeys.rated(journeys.fresh(correction), Rating.COMPETENT, at=LATER))
    assert final.status == EvaluationStatus.FINAL.value
    assert journeys.fresh(low).status == EvaluationStatus.SUPERSEDED.value
    assert FollowUp.objects.get().status == "lifted"
    [counted] = on_record(chain)
    assert (counted.evaluation.overall, counted.is_held(TODAY + DAY)) == (Rating.COMPETENT, False)


def test_a_new_report_about_one_that_is_not_final_begins_when_it_is(issued):
    kept = filed(issued)
    decided(kept, GrievanceStatus.NEW_REPORT)
    assert correction_under_way(journeys.fresh(issued)) is None
    final = journeys.waived(
        journeys.signed_by_employee(journeys.fresh(issued), at=LATER + 2 * HOUR), at=LATER + 2 * HOUR
    )
    assert final.status == EvaluationStatus.FINAL.value
    assert correction_under_way(final).version == 2
    assert is_held(final)


# --- who --------------------------------------------------------------------------------------------------------------


def test_who_files(issued, chain):
    for person in (chain.supervisor, chain.program_head):
        with pytest.raises(NotAllowed, match="The employee files it"):
            filed(issued, by=person)
    with pytest.raises(NotVisible):
        filed(issued, by=make_employee())
    kept = filed(issued, by=hr_analyst(), filed_on=TODAY)
    assert (kept.filed_as, kept.filed_on) == ("hr", TODAY)
    with pytest.raises(Conflict, match="waits already"):
        filed(issued)
    with pytest.raises(NotAllowed, match="somebody else in HR decides"):
        decided(kept)
    assert decided(kept, by=chain.hr_manager).status == GrievanceStatus.STANDS.value
    with pytest.raises(Conflict, match="has been decided"):
        filed(journeys.fresh(issued))


def test_only_what_was_issued_is_grieved(chain):
    ready = journeys.evaluation_in(EvaluationStatus.READY_TO_ISSUE, chain)
    with pytest.raises(Conflict, match="was issued"):
        filed(ready, by=hr_analyst(), filed_on=TODAY)
    with pytest.raises(NotVisible):
        filed(ready)


def test_who_reads_and_decides(issued, chain):
    kept = filed(issued)
    auditor = make_employee(first_name="Aud", last_name="Itor", roles=[Role.AUDITOR])
    for person in (chain.employee, hr_analyst(), chain.hr_manager, auditor):
        assert grievance_get(kept.public_id, user_of(person), TODAY)[0] == kept
    for person in (chain.supervisor, chain.program_head, chain.division_chief, make_employee()):
        with pytest.raises(NotVisible):
            grievance_get(kept.public_id, user_of(person), TODAY)
    for person in (chain.employee, auditor):
        with pytest.raises(NotAllowed, match="Somebody in HR decides"):
            decided(kept, by=person)
    told = set(Notice.objects.filter(kind="grievance_filed").values_list("recipient", flat=True))
    assert told == {user_of(hr_analyst()).pk, user_of(chain.hr_manager).pk}
    decided(kept)
    decided(kept)
    assert not Notice.objects.filter(kind="grievance_filed", done_at=None).exists()
    assert Notice.objects.get(kind="grievance_decided").recipient == user_of(chain.employee)


def test_hr_that_is_recused_or_signed_decides_on_nothing(chain):
    low = journeys.evaluation_in(EvaluationStatus.ISSUED, chain, rating=Rating.IMPROVEMENT_NEEDED)
    kept = filed(low)
    # the HR Manager signed as Department Head
    with pytest.raises(NotAllowed, match="no part"):
        decided(kept, by=chain.hr_manager)
    recusal_record(
        employee=chain.employee, against=hr_analyst(), since=TODAY, reference="", by=user_of(chain.hr_manager), at=LATER
    )
    with pytest.raises(NotVisible):
        decided(kept)
    assert lines(hr_analyst()) == []


def lines(person):
    rows = entries_of(list(docket_listed(user_of(person), TODAY, DocketQuery())))
    return [one for one in rows if one.kind is DocketKind.GRIEVANCE]


def test_it_stands_on_the_docket_until_it_has_ended(issued, chain):
    kept = filed(issued)
    [entry] = lines(hr_analyst())
    found = (entry.subject, entry.person, entry.other, entry.since, entry.due_on)
    assert found == (kept.public_id, chain.employee.pk, chain.supervisor.pk, TODAY, TODAY + 7 * DAY)
    decided(kept)
    assert lines(hr_analyst()) == []


def test_the_trail_holds_digests_and_no_words(issued):
    kept = filed(issued)
    assert filed(issued) == kept  # the same again is filed once
    decided(kept)
    events = AuditEvent.objects.filter(stream=kept.stream).order_by("pk")
    assert [one.action for one in events] == ["grievance_filed", "grievance_ended"]
    kept_words = str([one.data for one in events])
    assert WORDS not in kept_words
    assert "looked at again" not in kept_words


def test_an_overall_unsatisfactory_names_the_appeal_and_its_items_may_be_grieved(chain):
    evaluation = journeys.evaluation_in(EvaluationStatus.ISSUED, chain, rating=Rating.UNSATISFACTORY)
    filing = filing_of(evaluation, TODAY)
    assert (filing.is_unsatisfactory, filing.appeal) == (True, "proposed discharge")
    assert "overall" not in filing.parts
    with refused("unsatisfactory_is_appealed"):
        filed(evaluation)
    assert filed(evaluation, about=[next(iter(filing.parts))]).status == GrievanceStatus.OPEN.value


# --- reconsideration --------------------------------------------------------------------------------------------------


def left(chain, *, before: str = "permanent", on: date = TODAY - DAY) -> None:
    """The employee has left; the people file says what they were before."""
    Employee.objects.filter(pk=chain.employee.pk).update(status="separated", separated_on=on)
    EmploymentChange.objects.create(
        employee=chain.employee, fact="separation", before=before, after="separated", effective_on=on, recorded_at=AT
    )


def test_a_former_permanent_employee_asks_for_reconsideration(chain):
    low = journeys.evaluation_in(EvaluationStatus.ISSUED, chain, rating=Rating.IMPROVEMENT_NEEDED)
    left(chain)
    asked = {"by": hr_analyst(), "kind": GrievanceKind.RECONSIDERATION, "about": ()}
    with refused("reconsideration_late"):
        filed(low, **asked, filed_on=date(2026, 7, 21), at=AT + 20 * DAY)
    kept = filed(low, **asked, filed_on=date(2026, 7, 20), at=AT + 20 * DAY)
    assert [one.subject for one in lines(hr_analyst())] == [kept.public_id]
    other = make_employee(first_name="Ines", last_name="Second", roles=[Role.HR])
    assert decided(kept, by=other, at=AT + 21 * DAY).status == GrievanceStatus.STANDS.value


@pytest.mark.parametrize(("before", "on"), [("probationary", TODAY - DAY), ("permanent", TODAY)])
def test_others_are_not_reconsidered(chain, before, on):
    low = journeys.evaluation_in(EvaluationStatus.ISSUED, chain, rating=Rating.IMPROVEMENT_NEEDED)
    left(chain, before=before, on=on)
    with refused("not_reconsidered"):
        filed(low, by=hr_analyst(), kind=GrievanceKind.RECONSIDERATION, about=(), filed_on=TODAY)


# --- two at once ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_at_once_one_counts():
    chain = journeys.agency()
    evaluation = journeys.evaluation_in(EvaluationStatus.ISSUED, chain)
    kept = filed(evaluation)
    people = {GrievanceStatus.STANDS: hr_analyst(), GrievanceStatus.NEW_REPORT: chain.hr_manager}
    barrier, said = Barrier(2), []

    def decide(outcome, person):
        try:
            barrier.wait()
            decided(kept, outcome, by=person)
            said.append("decided")
        except Conflict:
            said.append("conflict")
        finally:
            connection.close()

    threads = [Thread(target=decide, args=pair) for pair in people.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["conflict", "decided"]
    assert Grievance.objects.get().status in {one.value for one in people}
