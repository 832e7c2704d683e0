"""Whose words reach whom: HR's note and HR's reason for a void are not for everybody who sees the evaluation."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
import time_machine

from accounts.enums import Role
from accounts.models import Delegation
from evaluations.enums import EvaluationStatus, Rating
from evaluations.models import Evaluation
from evaluations.services import evaluation_concur, evaluation_void
from tests.evaluations.journeys import (
    AT,
    HOUR,
    TODAY,
    agency,
    evaluation_in,
    fresh,
    hr_analyst,
    issued,
    signed,
    user_of,
)
from tests.evaluations.pages import client_of, page_of, said
from tests.factories import Chain, make_employee
from workforce.models import Employee

pytestmark = pytest.mark.django_db
NOTE = "Compared with the list of March; two more of this unit come."
REASON = "The Rater had no right to rate; grievance 2026-14 is pending."


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(AT + 9 * HOUR, tick=False):
        yield


@pytest.fixture
def chain() -> Chain:
    return agency()


def words_on_page(person: Employee, evaluation: Evaluation) -> str:
    response = client_of(person).get(evaluation.get_absolute_url())
    assert response.status_code == 200
    return said(page_of(response))


def concurred(chain: Chain) -> Evaluation:
    evaluation = evaluation_in(EvaluationStatus.HR_REVIEW, chain, rating=Rating.IMPROVEMENT_NEEDED)
    evaluation_concur(
        public_id=evaluation.public_id, note=NOTE, by=user_of(hr_analyst()), at=AT + 2 * HOUR, token=uuid4()
    )
    return fresh(evaluation)


def test_hrs_note_is_for_those_who_review_after_hr(chain: Chain) -> None:
    evaluation = concurred(chain)
    assert (NOTE in words_on_page(chain.division_chief, evaluation)) is True
    evaluation = signed(evaluation)
    readers = {
        "Rater": chain.supervisor,
        "Reviewer": chain.division_chief,
        "Department Head": chain.hr_manager,
        "HR": hr_analyst(),
        "auditor": make_employee(roles=[Role.AUDITOR]),
    }
    assert {name: NOTE in words_on_page(person, evaluation) for name, person in readers.items()} == {
        "Rater": False,
        "Reviewer": True,
        "Department Head": True,
        "HR": True,
        "auditor": True,
    }


def test_a_designee_of_the_reviewer_reads_hrs_note(chain: Chain) -> None:
    designee = make_employee(first_name="Dee", last_name="Designee")
    Delegation.objects.create(
        principal=chain.division_chief.user, delegate=designee.user, starts_on=TODAY, ends_on=TODAY,
        reason="annual leave", created_at=AT, created_by=chain.division_chief.user,
    )  # fmt: skip
    assert (NOTE in words_on_page(designee, concurred(chain))) is True


def test_a_rater_or_employee_with_a_role_in_hr_reads_no_note_on_the_own_evaluation(chain: Chain) -> None:
    for person in (chain.supervisor, chain.employee):
        person.user.role_grants.create(role=Role.HR.value, granted_at=AT)
    evaluation = issued(signed(signed(concurred(chain)), at=AT + 4 * HOUR))
    assert (NOTE in words_on_page(chain.supervisor, evaluation)) is False
    assert (NOTE in words_on_page(chain.employee, evaluation)) is False


def test_the_employee_reads_that_it_was_voided_and_when_but_not_hrs_reason(chain: Chain) -> None:
    evaluation = evaluation_in(EvaluationStatus.ISSUED, chain)
    evaluation_void(
        public_id=evaluation.public_id, reason=REASON, by=user_of(hr_analyst()), at=AT + 8 * HOUR, token=uuid4()
    )
    banner = "It was voided on July 6, 2026 and never counts."
    mine, raters = words_on_page(chain.employee, evaluation), words_on_page(chain.supervisor, evaluation)
    assert (banner in mine, REASON in mine) == (True, False)
    assert (f"{banner} {REASON}" in raters) is True
