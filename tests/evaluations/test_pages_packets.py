"""What the page of an evaluation says of a packet that is not there yet, or will not come by itself."""

from __future__ import annotations

import pytest

from evaluations.enums import EvaluationStatus
from evaluations.selectors.packets import PACKET_JOB
from jobs.models import Job
from tests.evaluations.journeys import agency, evaluation_in
from tests.evaluations.pages import client_of, page_of, said

pytestmark = pytest.mark.django_db


def test_a_packet_is_awaited_and_one_that_was_given_up_is_said_to_be():
    chain = agency()
    evaluation = evaluation_in(EvaluationStatus.ISSUED, chain)
    client = client_of(chain.supervisor)
    page = said(page_of(client.get(evaluation.get_absolute_url())))
    assert "It is being prepared and will be here in a moment." in page
    job = Job.objects.get(name=PACKET_JOB)
    job.status = "failed"
    job.save()
    page = said(page_of(client.get(evaluation.get_absolute_url())))
    assert "It could not be made." in page
    assert "It is being prepared" not in page
