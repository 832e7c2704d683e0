"""The database holds the promises of R17 and R35 against code that walks past the services."""

from __future__ import annotations

import pytest
from django.db import Error, transaction

from evaluations.enums import EvaluationStatus, Rating
from evaluations.models import Deficiency, Evaluation, FactorRating, ItemRating, Return, SignedDocument, SigningStep
from tests.evaluations.journeys import agency, evaluation_in, responded

pytestmark = pytest.mark.django_db
Status = EvaluationStatus


def refusal(change) -> str:
    """The first line of what the database says to the change; fails where it lets the change pass."""
    with pytest.raises(Error) as caught, transaction.atomic():
        change()
    return str(caught.value).splitlines()[0]


def test_content_changes_only_in_draft():
    evaluation = evaluation_in(Status.REVIEWER_REVIEW, agency(), rating=Rating.IMPROVEMENT_NEEDED)
    rows = Evaluation.objects.filter(pk=evaluation.pk)
    says = "R17: the content of an evaluation changes only in draft (it is reviewer_review)"
    assert refusal(lambda: rows.update(overall="competent")) == says
    assert refusal(lambda: rows.update(overall_comments="Softer words")) == says
    assert refusal(lambda: FactorRating.objects.filter(evaluation=evaluation).update(rating="competent")) == says
    assert refusal(lambda: ItemRating.objects.filter(evaluation=evaluation).update(rating="competent")) == says
    assert refusal(lambda: Deficiency.objects.filter(evaluation=evaluation).delete()) == says
    assert refusal(lambda: Deficiency.objects.create(evaluation=evaluation, position=9)) == says


def test_a_final_evaluation_is_immutable():
    evaluation = evaluation_in(Status.FINAL, agency())
    rows = Evaluation.objects.filter(pk=evaluation.pk)
    assert refusal(lambda: rows.update(response="Another response")) == "R35: a final evaluation is immutable"
    assert refusal(lambda: rows.update(filed_on="2026-01-01")) == "R35: a final evaluation is immutable"
    assert refusal(lambda: rows.update(status="draft")) == "R35: a final evaluation does not become draft"
    assert refusal(lambda: rows.update(status="void")) == "R35: a final evaluation does not become void"


@pytest.mark.parametrize(
    ("field", "value", "nothing"),
    [
        ("response", "I was never told.", ""),
        ("response_on", "2026-07-06", None),
        ("response_filed_at", "2026-07-06T12:00:00-07:00", None),
        ("response_filed_as", "employee", ""),
        ("response_by_name", "Avery Staff", ""),
        ("response_by_user_id", 1, None),
    ],
)
def test_a_response_says_whole_who_filed_it_as_what_and_when(field, value, nothing):
    evaluation = evaluation_in(Status.ISSUED, agency())
    rows = Evaluation.objects.filter(pk=evaluation.pk)
    assert '"evaluations_response_is_whole"' in refusal(lambda: rows.update(**{field: value}))
    responded(evaluation)
    assert '"evaluations_response_is_whole"' in refusal(lambda: rows.update(**{field: nothing}))
    assert '"evaluations_response_is_whole"' in refusal(lambda: rows.update(response_filed_as="reviewer"))


def test_no_evaluation_is_deleted():
    evaluation = evaluation_in(Status.DRAFT, agency())
    assert "Cannot delete rows" in refusal(lambda: Evaluation.objects.filter(pk=evaluation.pk).delete())


def test_what_was_signed_stays():
    evaluation = evaluation_in(Status.READY_TO_ISSUE, agency())
    step = SigningStep.objects.filter(evaluation=evaluation).last()
    says = "R17: a signing step takes its signature once and changes in nothing else"
    assert refusal(lambda: SigningStep.objects.filter(pk=step.pk).update(signature=None)) == says
    assert refusal(lambda: SigningStep.objects.filter(pk=step.pk).update(principal_id=evaluation.rater_id)) == says
    assert "Cannot update or delete rows" in refusal(
        lambda: SignedDocument.objects.filter(evaluation=evaluation).update(text="{}")
    )
    assert Return.objects.count() == 0
