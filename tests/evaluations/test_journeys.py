"""The helpers that other tests lean on reach what they promise."""

import pytest

from evaluations.enums import EvaluationStatus, FollowUpStatus, Rating
from evaluations.models import FollowUp
from tests.evaluations import journeys

pytestmark = pytest.mark.django_db

Status = EvaluationStatus


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.HR_REVIEW])
def test_a_competent_reaches_every_state_but_hr_review(status: EvaluationStatus) -> None:
    assert journeys.evaluation_in(status).status == status.value


@pytest.mark.parametrize("rating", [Rating.IMPROVEMENT_NEEDED, Rating.UNSATISFACTORY])
def test_low_ratings_pass_hr_first(rating: Rating) -> None:
    chain = journeys.agency()
    evaluation = journeys.evaluation_in(Status.HR_REVIEW, chain, rating=rating)
    assert journeys.concurred(evaluation).status == Status.REVIEWER_REVIEW.value


@pytest.mark.parametrize("rating", list(Rating))
def test_every_rating_can_be_finished(rating: Rating) -> None:
    evaluation = journeys.evaluation_in(Status.FINAL, rating=rating)
    assert (evaluation.status, evaluation.overall) == (Status.FINAL.value, rating.value)


def test_an_issued_improvement_needed_has_its_window() -> None:
    evaluation = journeys.evaluation_in(Status.ISSUED, rating=Rating.IMPROVEMENT_NEEDED)
    window = FollowUp.objects.get(evaluation=evaluation)
    assert (window.starts_on.isoformat(), window.ends_on.isoformat()) == ("2026-07-06", "2027-01-06")
    assert window.status == FollowUpStatus.OPEN.value


def test_a_blank_evaluation_of_a_long_leave_is_deemed_competent() -> None:
    evaluation = journeys.submitted(journeys.deemed_competent(journeys.agency()))
    document = journeys.signed_document(evaluation).as_document()
    assert (document["overall"], document["deemed_competent"]) == (None, True)
    assert evaluation.status == Status.REVIEWER_REVIEW.value


def test_returned_withdrawn_refused_and_responded() -> None:
    chain = journeys.agency()
    evaluation = journeys.returned(journeys.evaluation_in(Status.REVIEWER_REVIEW, chain))
    assert evaluation.status == Status.DRAFT.value
    evaluation = journeys.withdrawn(journeys.submitted(evaluation))
    assert evaluation.status == Status.DRAFT.value
    evaluation = journeys.responded(journeys.refused(journeys.issued(journeys.agency_signed(evaluation))))
    assert (evaluation.outcome, evaluation.status) == ("refused", Status.FINAL.value)
