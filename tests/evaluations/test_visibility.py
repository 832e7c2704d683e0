"""Who sees an evaluation, and when: a leaked draft is a grievance."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from accounts.enums import Role
from accounts.models import Delegation, User
from common.errors import NotAllowed, NotVisible
from evaluations.enums import EvaluationStatus, Rating
from evaluations.selectors import actions_for, evaluation_get, evaluations_visible_to
from evaluations.selectors.listing import ListQuery, evaluations_listed
from evaluations.services import evaluation_concur, evaluation_void
from tests.evaluations.journeys import (
    AT,
    TODAY,
    agency,
    evaluation_in,
    fresh,
    rated,
    returned,
    signed,
    started,
    submitted,
    user_of,
    voided,
)
from tests.factories import make_employee
from workforce.models import Employee

pytestmark = pytest.mark.django_db
Status = EvaluationStatus


def sees(person: Employee, evaluation, on: date = TODAY) -> bool:
    """Alone and in the list alike."""
    user = user_of(person)
    is_seen = evaluations_visible_to(user, on).filter(pk=evaluation.pk).exists()
    assert evaluations_listed(user, on, ListQuery(sort="name")).filter(pk=evaluation.pk).exists() is is_seen
    return is_seen


def delegate(principal: Employee, to: Employee, start: date = TODAY, end: date = TODAY) -> Delegation:
    return Delegation.objects.create(
        principal=principal.user, delegate=to.user, starts_on=start, ends_on=end, reason="annual leave",
        created_at=AT, created_by=principal.user,
    )  # fmt: skip


def void(evaluation, by: Employee) -> None:
    evaluation_void(public_id=evaluation.public_id, reason="Nobody finishes it.", by=user_of(by), at=AT, token=uuid4())


@pytest.mark.parametrize("status", [Status.DRAFT, Status.REVIEWER_REVIEW, Status.READY_TO_ISSUE])
def test_before_the_issue_the_employee_sees_nothing_in_any_role(status):
    chain = agency()
    evaluation = evaluation_in(status, chain)
    for role in Role:
        if role is not Role.HR_MANAGER:
            chain.employee.user.role_grants.create(role=role.value, granted_at=AT)
    assert not sees(chain.employee, evaluation)
    with pytest.raises(NotVisible):
        evaluation_get(evaluation.public_id, user_of(chain.employee), TODAY)


def test_from_the_issue_on_the_employee_sees_it():
    chain = agency()
    assert sees(chain.employee, evaluation_in(Status.ISSUED, chain))


def test_an_employee_who_is_the_signers_designee_gains_nothing():
    chain = agency()
    evaluation = evaluation_in(Status.REVIEWER_REVIEW, chain)
    delegate(chain.program_head, chain.employee)
    assert not sees(chain.employee, evaluation)


def test_a_reviewer_sees_it_when_the_step_comes_and_not_before_nor_after_a_return():
    chain = agency()
    evaluation = evaluation_in(Status.DRAFT, chain)
    assert not sees(chain.program_head, evaluation)
    evaluation = submitted(evaluation)
    assert sees(chain.program_head, evaluation)
    assert not sees(chain.division_chief, evaluation)
    evaluation = returned(evaluation)
    assert not sees(chain.program_head, evaluation)


def test_hr_sees_what_was_submitted_and_no_drafts():
    chain = agency()
    analyst = make_employee(roles=[Role.HR])
    draft = evaluation_in(Status.DRAFT, chain)
    assert not sees(analyst, draft)
    assert not sees(analyst, voided(draft))
    other = make_employee(supervisor=chain.supervisor)
    assert sees(analyst, submitted(rated(started(chain, employee=other))))


def test_a_designee_signs_for_the_principal_within_the_days():
    chain = agency()
    evaluation = evaluation_in(Status.REVIEWER_REVIEW, chain)
    designee = make_employee(first_name="Dara", last_name="Designee")
    assert not sees(designee, evaluation)
    delegate(chain.program_head, designee)
    assert sees(designee, evaluation)
    evaluation = signed(evaluation, by=user_of(designee), at=AT)
    signature = evaluation.steps.get(capacity="reviewer").signature
    assert (signature.name, signature.acting_for) == ("Dara Designee", chain.program_head.full_name)
    # What one has signed stays in sight, also after the delegation.
    assert sees(designee, evaluation, TODAY + timedelta(days=30))


def test_a_delegation_of_yesterday_or_tomorrow_opens_nothing():
    chain = agency()
    evaluation = evaluation_in(Status.REVIEWER_REVIEW, chain)
    designee = make_employee()
    delegate(chain.program_head, designee, TODAY - timedelta(days=9), TODAY - timedelta(days=1))
    delegate(chain.program_head, designee, TODAY + timedelta(days=1), TODAY + timedelta(days=9))
    assert not sees(designee, evaluation)


def test_the_rater_as_designee_of_the_reviewer_does_not_sign_twice():
    chain = agency()
    evaluation = evaluation_in(Status.REVIEWER_REVIEW, chain)
    delegate(chain.program_head, chain.supervisor)
    assert "sign" not in actions_for(user_of(chain.supervisor), fresh(evaluation), TODAY)
    with pytest.raises(NotAllowed):
        signed(evaluation, by=user_of(chain.supervisor))


def test_another_signer_of_the_route_does_not_sign_for_the_reviewer():
    chain = agency()
    evaluation = evaluation_in(Status.REVIEWER_REVIEW, chain)
    delegate(chain.program_head, chain.division_chief)
    with pytest.raises(NotAllowed):
        signed(evaluation, by=user_of(chain.division_chief))


def test_hr_never_reviews_an_evaluation_it_rated_or_signs():
    chain = agency()
    chain.supervisor.user.role_grants.create(role="hr", granted_at=AT)
    evaluation = evaluation_in(Status.HR_REVIEW, chain, rating=Rating.IMPROVEMENT_NEEDED)
    for person in (chain.supervisor, chain.hr_manager):
        with pytest.raises(NotAllowed):
            evaluation_concur(public_id=evaluation.public_id, note="", by=user_of(person), at=AT, token=uuid4())
    assert fresh(evaluation).status == "hr_review"


@pytest.mark.parametrize("supervisor", ["supervisor", "program_head", None])
def test_a_draft_stays_its_raters_own_after_the_employee_has_moved_on(supervisor):
    # An early close (R1) leaves the days that are over with the Rater who saw them.
    chain = agency()
    draft = evaluation_in(Status.DRAFT, chain)
    now = getattr(chain, supervisor) if supervisor else None
    Employee.objects.filter(pk=chain.employee.pk).update(supervisor=now)
    analyst = make_employee(roles=[Role.HR])
    assert not sees(analyst, draft)
    assert not sees(chain.program_head, draft)
    assert sees(chain.supervisor, draft)
    with pytest.raises(NotVisible):
        void(draft, by=analyst)
    assert list(evaluations_listed(user_of(analyst), TODAY, ListQuery())) == []


def separated(rater: Employee) -> None:
    Employee.objects.filter(pk=rater.pk).update(status="separated", separated_on=TODAY)


def account_closed(rater: Employee) -> None:
    User.objects.filter(pk=rater.user_id).update(is_active=False)


def account_gone(rater: Employee) -> None:
    Employee.objects.filter(pk=rater.pk).update(user=None)


@pytest.mark.parametrize("leaves", [separated, account_closed, account_gone])
def test_hr_sees_a_draft_whose_rater_has_left_and_ends_it(leaves):
    chain = agency()
    draft = evaluation_in(Status.DRAFT, chain)
    leaves(chain.supervisor)
    analyst = make_employee(roles=[Role.HR])
    assert sees(analyst, draft)
    assert not sees(make_employee(), draft)
    assert list(evaluations_listed(user_of(analyst), TODAY, ListQuery())) == [draft]
    assert actions_for(user_of(analyst), fresh(draft), TODAY) == ("plan_meeting", "void")
    void(draft, by=analyst)
    assert fresh(draft).status == "void"


def test_hr_does_not_see_the_draft_about_themselves_whose_rater_has_left():
    chain = agency()
    draft = evaluation_in(Status.DRAFT, chain)
    chain.employee.user.role_grants.create(role=Role.HR.value, granted_at=AT)
    separated(chain.supervisor)
    assert not sees(chain.employee, draft)
