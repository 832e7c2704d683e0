"""The school set's scale and chart are placeholders, and every screen that rests on them says so (§5)."""

from __future__ import annotations

import pytest

from evaluations.enums import EvaluationStatus
from tests.evaluations.journeys import agency, evaluation_in
from tests.evaluations.pages import address, client_of, page_of, said

pytestmark = pytest.mark.django_db
SENTENCE = "The rating scale and the signing chart are placeholders"


@pytest.mark.parametrize(("policy", "is_said"), [("school", True), ("county", False)])
@pytest.mark.parametrize(
    ("status", "name"),
    [(EvaluationStatus.DRAFT, "edit"), (EvaluationStatus.DRAFT, "submit"), (EvaluationStatus.ISSUED, "detail")],
)
def test_the_screen_says_so(settings, policy, is_said, status, name):
    settings.POLICY_SET = policy
    chain = agency()
    evaluation = evaluation_in(status, chain)
    page = said(page_of(client_of(chain.supervisor).get(address(name, evaluation))))
    assert (SENTENCE in page) is is_said
