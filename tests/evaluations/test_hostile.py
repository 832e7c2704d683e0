"""What a hostile insider tried, and what stands in the way now."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from accounts.enums import Role
from accounts.models import Delegation, RoleGrant, User
from accounts.services import WrongPassword
from audit.models import AuditEvent
from common.errors import Conflict, NotAllowed, NotVisible, RuleViolations
from evaluations.enums import EmployeeOutcome, EvaluationKind, EvaluationStatus, IssueMethod, PacketKind, Rating
from evaluations.models import Evaluation, FollowUp
from evaluations.selectors import evaluations_visible_to, route_of
from evaluations.services import (
    attachment_remove,
    evaluation_change_period,
    evaluation_issue,
    evaluation_record_outcome,
    evaluation_sign,
    evaluation_void,
    evaluations_finalize_due,
)
from evaluations.services.documents import packet_document
from tests.evaluations import journeys
from tests.evaluations.journeys import (
    AT,
    TODAY,
    agency,
    agency_signed,
    complete_content,
    concurred,
    correction_of,
    evaluation_in,
    finished,
    fresh,
    hr_analyst,
    issued,
    rated,
    returned,
    signed,
    signed_by_employee,
    started,
    submitted,
    user_of,
)
from tests.evaluations.test_services import PDF, attach
from tests.factories import PASSWORD, make_employee, make_user
from workforce.models import Employee, Leave

pytestmark = pytest.mark.django_db
Status = EvaluationStatus
NEXT_YEAR = (date(2026, 7, 1), date(2026, 7, 31))
AUGUST = datetime(2026, 8, 3, 16, 0, tzinfo=UTC)


def codes(error: RuleViolations) -> list[tuple[str, str]]:
    return [(violation.rule, violation.code) for violation in error.violations]


def delegation(principal: Employee, delegate: User, *, by: User | None = None) -> Delegation:
    return Delegation.objects.create(
        principal=principal.user, delegate=delegate, starts_on=TODAY, ends_on=TODAY + timedelta(days=400),
        reason="away", created_at=AT, created_by=by or principal.user,
    )  # fmt: skip


# --- periods ----------------------------------------------------------------------------------------------------------


def test_the_days_of_an_unfinished_correction_are_taken():
    chain = agency()
    original = evaluation_in(Status.FINAL, chain)
    correction = correction_of(original)
    evaluation_change_period(
        public_id=correction.public_id, period_start=date(2025, 7, 1), period_end=NEXT_YEAR[1],
        by=user_of(chain.supervisor), at=AUGUST, token=uuid4(),
    )  # fmt: skip
    with pytest.raises(RuleViolations) as refusal:
        started(chain, period=NEXT_YEAR, at=AUGUST)
    assert codes(refusal.value) == [("R5", "period_overlaps")]


def test_one_evaluation_that_cannot_be_filed_keeps_nobody_elses_from_it():
    chain = agency()
    first = signed_by_employee(evaluation_in(Status.ISSUED, chain))
    colleague = make_employee(supervisor=chain.supervisor)
    second = signed_by_employee(issued(agency_signed(rated(started(chain, employee=colleague)))))
    # A forged event takes the next place of the first one's chain, so its own cannot be written.
    AuditEvent.objects.bulk_create(
        [
            AuditEvent(
                stream=first.stream, sequence=AuditEvent.objects.filter(stream=first.stream).count() + 1, at=AT,
                actor_name="Somebody", action="forged", previous_hash="x", hash="x",
            )
        ]
    )  # fmt: skip
    assert evaluations_finalize_due(at=datetime(2026, 7, 22, 17, 0, tzinfo=UTC)) == 1
    assert (fresh(first).status, fresh(second).status) == ("issued", "final")


def test_work_that_is_not_done_is_not_rated():
    chain = agency()
    draft = rated(started(chain, period=(date(2090, 1, 1), date(2090, 12, 31))))
    with pytest.raises(RuleViolations) as refusal:
        submitted(draft)
    assert ("form", "period_in_future") in codes(refusal.value)
    early = rated(started(chain, period=(date(2019, 8, 1), date(2020, 7, 30))))
    with pytest.raises(RuleViolations) as refusal:
        submitted(early, reasons={})
    assert ("form", "period_before_appointment") in codes(refusal.value)


# --- capacities -------------------------------------------------------------------------------------------------------


def test_whoever_found_a_rating_proper_does_not_sign_it_too():
    chain = agency()
    evaluation = evaluation_in(Status.HR_REVIEW, chain, rating=Rating.UNSATISFACTORY)
    analyst = user_of(hr_analyst())
    delegation(chain.hr_manager, analyst, by=chain.hr_manager.user)
    evaluation = signed(concurred(evaluation))
    with pytest.raises(NotAllowed):
        signed(evaluation, by=user_of(hr_analyst()))
    assert fresh(evaluation).status == "department_head_review"


def test_nobody_chooses_who_signs_their_own_evaluation():
    chain = agency()
    friend = make_employee()
    delegation(chain.program_head, friend.user, by=chain.employee.user)
    evaluation = evaluation_in(Status.REVIEWER_REVIEW, chain)
    assert not evaluations_visible_to(user_of(friend), TODAY).filter(pk=evaluation.pk).exists()
    with pytest.raises(NotVisible):
        signed(evaluation, by=user_of(friend))


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.SYSTEM_ADMIN])
def test_an_account_without_an_employee_signs_nothing(role):
    chain = agency()
    evaluation = evaluation_in(Status.REVIEWER_REVIEW, chain)
    outsider = make_user(roles=[role])
    delegation(chain.program_head, outsider)
    with pytest.raises((NotVisible, NotAllowed)):
        signed(evaluation, by=User.objects.get(pk=outsider.pk))
    assert fresh(evaluation).status == "reviewer_review"


def test_who_is_no_hr_manager_any_more_does_not_sign_as_one():
    chain = agency()
    evaluation = evaluation_in(Status.DEPARTMENT_HEAD_REVIEW, chain, rating=Rating.UNSATISFACTORY)
    RoleGrant.objects.all().filter(role="hr_manager").delete()
    make_employee(roles=[Role.HR_MANAGER], supervisor=chain.director)
    with pytest.raises(Conflict) as refusal:
        signed(evaluation, by=user_of(chain.hr_manager))
    assert "the signing route has changed" in refusal.value.sentence
    again = submitted(returned(evaluation))
    assert again.signing_round == 2


def test_a_designee_of_somebody_who_left_does_not_sign():
    chain = agency()
    evaluation = evaluation_in(Status.REVIEWER_REVIEW, chain)
    designee = make_employee()
    delegation(chain.program_head, designee.user)
    Employee.objects.filter(pk=chain.program_head.pk).update(status="separated", separated_on=TODAY)
    with pytest.raises(NotVisible):
        signed(evaluation, by=user_of(designee))


def test_a_person_without_an_account_is_passed_over():
    chain = agency()
    User.objects.filter(pk=chain.program_head.user_id).update(is_active=False)
    route = route_of(rated(started(chain)), today=TODAY)
    assert [signer.principal for signer in route.signers] == [
        chain.supervisor.pk, chain.division_chief.pk, chain.deputy_director.pk,
    ]  # fmt: skip
    assert "has no account to sign with" in route.signers[1].reason


def test_an_hr_manager_who_is_away_without_a_designee_is_replaced_by_the_deputy_director():
    chain = agency()
    Leave.objects.create(employee=chain.hr_manager, starts_on=TODAY, ends_on=TODAY)
    draft = rated(started(chain), Rating.UNSATISFACTORY)
    assert route_of(draft, today=TODAY).signers[-1].principal == chain.deputy_director.pk
    designee = make_employee()
    delegation(chain.hr_manager, designee.user)
    last = route_of(draft, today=TODAY).signers[-1]
    assert (last.principal, last.person) == (chain.hr_manager.pk, designee.pk)


def test_hr_does_not_void_what_it_rated_nor_what_the_employee_has_answered():
    chain = agency()
    chain.supervisor.user.role_grants.create(role="hr", granted_at=AT)
    evaluation = signed_by_employee(evaluation_in(Status.ISSUED, chain))
    void = {"public_id": evaluation.public_id, "reason": "Regret", "at": AT}
    with pytest.raises(NotAllowed):
        evaluation_void(by=user_of(chain.supervisor), token=uuid4(), **void)
    with pytest.raises(Conflict):
        evaluation_void(by=user_of(hr_analyst()), token=uuid4(), **void)


def test_a_returned_draft_is_the_raters_alone():
    chain = agency()
    evaluation = returned(evaluation_in(Status.DEPARTMENT_HEAD_REVIEW, chain))
    for person in (chain.program_head, chain.division_chief, hr_analyst()):
        assert not evaluations_visible_to(user_of(person), TODAY).filter(pk=evaluation.pk).exists()


def test_hr_ends_a_draft_whose_rater_has_gone():
    chain = agency()
    draft = started(chain)
    successor = make_employee(supervisor=chain.program_head)
    Employee.objects.filter(pk=chain.employee.pk).update(supervisor=successor)
    # A draft is its Rater's own for as long as the Rater can finish it, whoever supervises now.
    with pytest.raises(NotVisible):
        evaluation_void(public_id=draft.public_id, reason="Moved.", by=user_of(hr_analyst()), at=AT, token=uuid4())
    Employee.objects.filter(pk=chain.supervisor.pk).update(status="separated", separated_on=date(2026, 7, 1))
    evaluation_void(
        public_id=draft.public_id, reason="The Rater has left.", by=user_of(hr_analyst()), at=AT, token=uuid4()
    )
    chain.employee.refresh_from_db()
    assert started(chain).rater == successor


# --- the window -------------------------------------------------------------------------------------------------------


def test_a_chain_of_corrections_ends_the_window_that_the_first_version_opened():
    chain = agency()
    first = evaluation_in(Status.FINAL, chain, rating=Rating.IMPROVEMENT_NEEDED)
    second = finished(correction_of(first))
    assert packet_document(second, PacketKind.RECORD, AT)["follow_up"] == {
        "starts_on": "2026-07-06", "ends_on": "2027-01-06",
    }  # fmt: skip
    third = correction_of(second)
    finished(rated(third, content=complete_content(third, Rating.COMPETENT)))
    assert [window.status for window in FollowUp.objects.all()] == ["lifted"]


def test_an_ordinary_evaluation_does_not_stand_beside_an_open_window():
    chain = agency()
    evaluation_in(Status.FINAL, chain, rating=Rating.IMPROVEMENT_NEEDED)
    with pytest.raises(RuleViolations) as refusal:
        started(chain, period=NEXT_YEAR, at=AUGUST)
    assert codes(refusal.value) == [("form", "window_open")]
    interim = started(chain, period=NEXT_YEAR, kind=EvaluationKind.INTERIM, at=AUGUST)
    with pytest.raises(RuleViolations) as refusal:
        submitted(rated(interim, Rating.VERY_GOOD, at=AUGUST), reasons={}, at=AUGUST)
    assert codes(refusal.value) == [("R13", "beside_open_window")]
    with pytest.raises(RuleViolations) as refusal:
        submitted(rated(interim, Rating.IMPROVEMENT_NEEDED, at=AUGUST), at=AUGUST)
    assert codes(refusal.value) == [("R13", "window_open_already")]


def test_a_second_improvement_needed_is_refused_at_issue_too():
    chain = agency()
    first = agency_signed(
        rated(started(chain, period=(date(2024, 7, 1), date(2025, 6, 30))), Rating.IMPROVEMENT_NEEDED)
    )
    second = agency_signed(rated(started(chain), Rating.IMPROVEMENT_NEEDED))
    issued(first)
    with pytest.raises(RuleViolations) as refusal:
        issued(second)
    assert codes(refusal.value) == [("R13", "window_open_already")]
    assert (fresh(second).status, FollowUp.objects.count()) == ("ready_to_issue", 1)


def test_one_window_has_one_final():
    chain = agency()
    evaluation_in(Status.FINAL, chain, rating=Rating.IMPROVEMENT_NEEDED)
    final = EvaluationKind.FOLLOW_UP_FINAL
    one = rated(started(chain, period=NEXT_YEAR, kind=final, at=AUGUST), at=AUGUST)
    other = started(chain, period=(date(2026, 8, 1), date(2026, 8, 3)), kind=final, at=AUGUST)
    other = rated(other, Rating.UNSATISFACTORY, at=AUGUST)
    signed(signed(submitted(one, at=AUGUST), at=AUGUST), at=AUGUST)
    with pytest.raises(RuleViolations) as refusal:
        submitted(other, at=AUGUST)
    assert codes(refusal.value) == [("R13", "window_ended")]


def test_a_corrected_final_ends_the_window_the_other_way():
    chain = agency()
    evaluation_in(Status.FINAL, chain, rating=Rating.IMPROVEMENT_NEEDED)
    draft = rated(started(chain, period=NEXT_YEAR, kind=EvaluationKind.FOLLOW_UP_FINAL, at=AUGUST), at=AUGUST)
    ready = signed(signed(submitted(draft, at=AUGUST), at=AUGUST), at=AUGUST)
    in_august = {"presented_on": AUGUST.date(), "issued_on": AUGUST.date(), "at": AUGUST}
    final = journeys.waived(signed_by_employee(issued(ready, **in_august), at=AUGUST), at=AUGUST)
    correction = correction_of(final, at=AUGUST)
    correction = rated(correction, content=complete_content(correction, Rating.UNSATISFACTORY), at=AUGUST)
    ready = signed(signed(concurred(submitted(correction, at=AUGUST), at=AUGUST), at=AUGUST), at=AUGUST)
    last = journeys.waived(signed_by_employee(issued(ready, **in_august), at=AUGUST), at=AUGUST)
    window = FollowUp.objects.get()
    assert (window.status, window.closed_by_id, window.closed_on) == (
        "closed_unsatisfactory", last.pk, date(2026, 8, 3),
    )  # fmt: skip


def test_the_rater_does_not_backdate_the_employees_time_away():
    chain = agency()
    ready = evaluation_in(Status.READY_TO_ISSUE, chain, rating=Rating.IMPROVEMENT_NEEDED)
    at = datetime(2027, 1, 8, 17, 0, tzinfo=UTC)
    with pytest.raises(RuleViolations) as refusal:
        issued(ready, presented_on=TODAY, issued_on=TODAY, at=at)
    assert ("R25", "term_over") in codes(refusal.value)
    with pytest.raises(RuleViolations) as refusal:
        issued(ready, presented_on=date(2027, 1, 7), issued_on=date(2027, 1, 7), at=at)
    assert codes(refusal.value) == [("R19", "recorded_late")]
    evaluation_issue(
        public_id=ready.public_id, method=IssueMethod.MAILED, issued_on=TODAY, presented_on=TODAY,
        reasons={"R25:term_over:presented_on": "The paper copy of July 6 was found with its receipt."},
        by=user_of(hr_analyst()), at=at, token=uuid4(),
    )  # fmt: skip
    assert FollowUp.objects.get().ends_on == date(2027, 1, 6)


# --- the rest ---------------------------------------------------------------------------------------------------------


def test_a_correction_has_its_own_copy_of_each_file():
    chain = agency()
    draft = rated(started(chain))
    original_file = attach(draft, "log.pdf", PDF)
    correction = correction_of(finished(draft))
    copy = correction.attachments.get()
    assert (copy.name, copy.sha256) == (original_file.name, original_file.sha256)
    assert copy.file.name != original_file.file.name
    attachment_remove(public_id=correction.public_id, attachment_id=copy.public_id, by=user_of(chain.supervisor), at=AT)
    assert original_file.file.storage.exists(original_file.file.name)


def test_a_wrong_password_leaves_its_mark_although_the_step_is_undone():
    chain = agency()
    evaluation = evaluation_in(Status.REVIEWER_REVIEW, chain)
    with pytest.raises(WrongPassword):
        evaluation_sign(
            public_id=evaluation.public_id, content_sha256=journeys.signed_document(evaluation).sha256,
            password=PASSWORD + "!", by=user_of(chain.program_head), at=AT, token=uuid4(),
        )  # fmt: skip
    stream = f"account:{chain.program_head.user_id}"
    assert [event.action for event in AuditEvent.objects.filter(stream=stream)] == ["password_confirm_failed"]
    assert fresh(evaluation).status == "reviewer_review"


def test_separated_later_is_not_unavailable_today():
    chain = agency()
    evaluation = evaluation_in(Status.ISSUED, chain)
    Employee.objects.filter(pk=chain.employee.pk).update(status="separated", separated_on=date(2026, 8, 1))
    with pytest.raises(RuleViolations) as refusal:
        evaluation_record_outcome(
            public_id=evaluation.public_id, outcome=EmployeeOutcome.UNAVAILABLE, on=date(2026, 7, 7), note="Not seen",
            witness="", reasons={}, by=user_of(chain.supervisor), at=AUGUST, token=uuid4(),
        )  # fmt: skip
    assert codes(refusal.value) == [("R20", "not_unavailable")]
    assert Evaluation.objects.get().outcome == ""
