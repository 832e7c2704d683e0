"""The checklist of HR's propriety review: kept with the review, and what is out of the ordinary needs a tick."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import uuid4

import pytest
import time_machine
from django.core.cache import cache

from common.errors import RuleViolations
from evaluations.enums import EvaluationStatus, Rating
from evaluations.models import Evaluation, ReviewCheck
from evaluations.services import evaluation_concur, evaluation_return
from evaluations.services.checklist import Looked
from tests.api.asking import Program
from tests.evaluations import journeys
from tests.evaluations.journeys import AT, HOUR, all_ticked, fresh, hr_analyst, user_of
from tests.evaluations.pages import address, client_of, page_of, said
from tests.factories import Chain

pytestmark = pytest.mark.django_db
RULES = ["R1", "R5", "R7", "R8", "R9", "R10", "R37"]


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(AT + 2 * HOUR, tick=False):
        yield


@pytest.fixture
def chain() -> Chain:
    return journeys.agency()


def late(chain: Chain) -> Evaluation:
    """An Improvement Needed before HR, about which HR was contacted late: the Rater has given a reason (R10)."""
    draft = journeys.started(chain)
    journeys.contacted(draft, Rating.IMPROVEMENT_NEEDED.value, on=date(2026, 5, 20))
    return journeys.submitted(journeys.rated(draft, Rating.IMPROVEMENT_NEEDED))


def concur(evaluation: Evaluation, checklist: dict[str, Looked]) -> None:
    who = {"by": user_of(hr_analyst()), "at": AT + 2 * HOUR, "token": uuid4()}
    evaluation_concur(public_id=evaluation.public_id, note="", checklist=checklist, **who)


def kept() -> list[tuple[str, str, bool, str]]:
    rows = ReviewCheck.objects.order_by("pk")
    return [(row.rule, row.state, row.is_proper, row.finding) for row in rows]


def test_what_goes_on_with_a_reason_needs_a_tick_before_it_is_passed_on(chain: Chain) -> None:
    evaluation = late(chain)
    for checklist in ({}, {"R8": Looked(is_proper=True)}, {"R10": Looked(finding="Late.")}):
        with pytest.raises(RuleViolations) as refusal:
            concur(evaluation, checklist)
        assert [(one.code, one.field) for one in refusal.value.violations] == [("rule_not_ticked", "proper_R10")]
    concur(evaluation, {"R10": Looked(is_proper=True, finding="The reason holds."), "R8": Looked(is_proper=True)})
    assert fresh(evaluation).status == EvaluationStatus.REVIEWER_REVIEW.value
    states = {"R10": "warning"}
    ticked = {"R8": "", "R10": "The reason holds."}
    assert kept() == [(rule, states.get(rule, "met"), rule in ticked, ticked.get(rule, "")) for rule in RULES]


def test_a_rule_that_is_not_on_the_list_is_refused(chain: Chain) -> None:
    evaluation = late(chain)
    with pytest.raises(RuleViolations) as refusal:
        concur(evaluation, {**all_ticked(evaluation), "R16": Looked(is_proper=True)})
    assert [one.code for one in refusal.value.violations] == ["rule_not_listed"]
    assert kept() == []


def test_hr_returns_with_findings_and_the_rater_reads_them(chain: Chain) -> None:
    evaluation = late(chain)
    data = {"reason": "Mend the dates.", "finding_R8": "The second talk has no date.", "token": str(uuid4())}
    client_of(hr_analyst()).post(address("return", evaluation), data)
    assert fresh(evaluation).status == EvaluationStatus.DRAFT.value
    assert [row for row in kept() if row[3]] == [("R8", "met", False, "The second talk has no date.")]
    page = said(page_of(client_of(chain.supervisor).get(evaluation.get_absolute_url())).find(".//main"))
    assert "R8: The second talk has no date." in page


def test_a_reviewer_who_returns_it_keeps_no_checklist(chain: Chain) -> None:
    evaluation = journeys.concurred(late(chain))
    before = len(kept())
    who = {"by": user_of(chain.division_chief), "at": AT + 3 * HOUR, "token": uuid4()}
    evaluation_return(public_id=evaluation.public_id, reason="Name the dates.", checklist={"R8": Looked(True)}, **who)
    assert len(kept()) == before == len(RULES)


def test_the_page_lists_each_rule_and_says_which_tick_is_missing(chain: Chain) -> None:
    evaluation, client = late(chain), client_of(hr_analyst())
    page = page_of(client.get(address("concur", evaluation)))
    boxes = [box.get("name") for box in page.xpath("//form[@id='step-form']//input[@type='checkbox']")]
    assert boxes == [f"proper_{rule}" for rule in RULES]
    refused = client.post(address("concur", evaluation), {"finding_R7": "Kept as typed.", "token": str(uuid4())})
    assert refused.status_code == 422
    text = refused.content.decode()
    assert "R10 is not simply met." in text
    assert 'value="Kept as typed."' in text
    done = client.post(address("concur", evaluation), {"proper_R10": "on", "token": str(uuid4())})
    assert (done.status_code, fresh(evaluation).status) == (302, EvaluationStatus.REVIEWER_REVIEW.value)
    reader = said(page_of(client_of(chain.division_chief).get(address("sign", evaluation))).find(".//body"))
    assert "R10: looked at and found proper." in reader


def test_the_same_over_the_api(chain: Chain) -> None:
    evaluation, hr = late(chain), Program(user_of(hr_analyst()))
    refused = hr.post(f"evaluations/{evaluation.public_id}/concur/", {"note": ""})
    assert (hr.status, [row["code"] for row in refused["violations"]]) == (422, ["rule_not_ticked"])
    checklist = {"R10": {"is_proper": True, "finding": "The reason holds."}}
    told = hr.post(f"evaluations/{evaluation.public_id}/concur/", {"checklist": checklist})
    assert (hr.status, told["status"]) == (200, "reviewer_review")
    assert [row for row in kept() if row[2]] == [("R10", "warning", True, "The reason holds.")]
