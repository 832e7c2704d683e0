"""While a correction is under way, a second one is not offered, and its refusal leads to the first (R35)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.cache import cache

from evaluations.enums import EvaluationStatus
from evaluations.models import Evaluation
from tests.evaluations import journeys
from tests.evaluations.journeys import AT, HOUR, TODAY, fresh, hr_analyst
from tests.evaluations.pages import address, client_of, page_of, said
from tests.factories import Chain
from workforce.models import Employee
from workspace.selectors.tasks import tasks_of

pytestmark = pytest.mark.django_db
REFUSAL = "Version 2 is under way already. There is one correction at a time."


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(AT + 9 * HOUR, tick=False):
        yield


@pytest.fixture
def chain() -> Chain:
    return journeys.agency()


@pytest.fixture
def final(chain: Chain) -> Evaluation:
    return journeys.evaluation_in(EvaluationStatus.FINAL, chain)


@pytest.fixture
def correction(final: Evaluation) -> Evaluation:
    return journeys.correction_of(final)


def main_of(reader: Employee, evaluation: Evaluation) -> Any:
    return page_of(client_of(reader).get(evaluation.get_absolute_url())).find(".//main")


def under_way(main: Any) -> list[str]:
    return main.xpath(".//a[normalize-space()='Version 2 is under way']/@href")


def test_the_rater_is_led_to_the_correction_under_way(chain: Chain, final: Evaluation, correction: Evaluation) -> None:
    main = main_of(chain.supervisor, final)
    assert under_way(main) == [correction.get_absolute_url()]
    assert "Start a correction" not in said(main)


def test_hr_is_told_of_a_draft_that_it_does_not_see(final: Evaluation, correction: Evaluation) -> None:
    main = main_of(hr_analyst(), final)
    assert ("Version 2 is under way." in said(main), under_way(main)) == (True, [])
    assert "Start a correction" not in said(main)


def test_the_employee_is_told_nothing_before_its_issue(chain: Chain, final: Evaluation, correction: Evaluation) -> None:
    assert "under way" not in said(main_of(chain.employee, final))
    issued = journeys.issued(journeys.agency_signed(journeys.rated(correction)))
    assert under_way(main_of(chain.employee, final)) == [issued.get_absolute_url()]


def test_a_discarded_correction_makes_room_for_another(
    chain: Chain, final: Evaluation, correction: Evaluation
) -> None:  # fmt: skip
    journeys.voided(correction)
    main = main_of(chain.supervisor, final)
    assert (under_way(main), "Start a correction" in said(main)) == ([], True)


def test_the_refusal_of_a_second_correction_leads_to_the_first(
    chain: Chain, final: Evaluation, correction: Evaluation
) -> None:
    form = {"token": str(uuid4()), "reason": "Again."}
    for reader, way in ((chain.supervisor, [correction.get_absolute_url()]), (hr_analyst(), [])):
        client = client_of(reader)
        for response in (client.get(address("correct", final)), client.post(address("correct", final), form)):
            main = page_of(response).find(".//main")
            assert (response.status_code, REFUSAL in said(main)) == (409, True)
            assert main.xpath(".//a[normalize-space()='Open version 2']/@href") == way
    assert fresh(final).corrections.count() == 1


def test_the_raters_task_names_the_correction(chain: Chain, correction: Evaluation) -> None:
    tasks = tasks_of(journeys.user_of(chain.supervisor), TODAY)
    assert [task.url for task in tasks if task.what == "Finish the correction and submit it"] == [
        address("edit", correction)
    ]
