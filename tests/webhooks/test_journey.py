"""Whole evaluations by the services, as webhooks hear of them: a low rating sounds like any other."""

from __future__ import annotations

import json

import pytest

from evaluations.enums import EvaluationStatus, Rating
from notifications.models import WebhookDelivery
from notifications.services.webhook_events import deliveries_make
from notifications.services.webhook_sending import body_of
from tests.evaluations import journeys
from tests.webhooks.rows import AT, hook

pytestmark = pytest.mark.django_db
# The route of each has a Reviewer and a Department Head.
SAME = [
    "evaluation.started", "evaluation.submitted", "evaluation.signed", "evaluation.signed", "evaluation.issued",
    "evaluation.outcome_recorded", "evaluation.final",
]  # fmt: skip


def heard():
    deliveries_make(at=AT)
    return list(WebhookDelivery.objects.order_by("event_id").values_list("kind", flat=True))


@pytest.mark.parametrize("rating", [Rating.OUTSTANDING, Rating.COMPETENT, Rating.IMPROVEMENT_NEEDED])
def test_every_rating_sounds_the_same(admin, rating):
    chain = journeys.agency()
    hook(admin)
    evaluation = journeys.evaluation_in(EvaluationStatus.FINAL, chain, rating=rating)
    assert heard() == SAME
    texts = [body_of(row) for row in WebhookDelivery.objects.all()]
    keys = {key for text in texts for key in json.loads(text)}
    assert keys == {"agency", "id", "occurred_at", "subject", "type", "url"}
    assert {json.loads(text)["subject"]["id"] for text in texts} == {str(evaluation.public_id)}
    employee = evaluation.employee
    private = (rating.value, rating.label, employee.last_name, employee.employee_no, "agency.example", "outcome:")
    assert [word for word in private if word in " ".join(texts)] == []


def test_a_return_and_a_withdrawal_are_heard(admin):
    chain = journeys.agency()
    hook(admin)
    evaluation = journeys.returned(journeys.submitted(journeys.rated(journeys.started(chain))))
    journeys.withdrawn(journeys.submitted(evaluation, at=AT + 4 * journeys.HOUR), at=AT + 5 * journeys.HOUR)
    assert heard() == [
        "evaluation.started", "evaluation.submitted", "evaluation.returned", "evaluation.submitted",
        "evaluation.withdrawn",
    ]  # fmt: skip


def test_a_correction_takes_the_place_of_what_it_corrects(admin):
    chain = journeys.agency()
    corrected = journeys.evaluation_in(EvaluationStatus.FINAL, chain)
    hook(admin)
    journeys.finished(journeys.correction_of(corrected))
    kinds = heard()
    assert kinds.count("evaluation.superseded") == 1
    superseded = WebhookDelivery.objects.get(kind="evaluation.superseded")
    assert superseded.subject == corrected.stream


def test_voiding_is_heard(admin):
    chain = journeys.agency()
    hook(admin)
    journeys.voided(journeys.started(chain))
    assert heard() == ["evaluation.started", "evaluation.voided"]
