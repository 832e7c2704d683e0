"""An evaluation left blank for a long leave reads "Deemed competent" wherever a rating stands (R6)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from evaluations.models import Evaluation
from tests.evaluations import journeys
from tests.evaluations.journeys import AT, HOUR, hr_analyst
from tests.evaluations.pages import address, client_of, page_of, said
from tests.factories import Chain

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(AT + 9 * HOUR, tick=False):
        yield


@pytest.fixture
def chain() -> Chain:
    return journeys.agency()


@pytest.fixture
def draft(chain: Chain) -> Evaluation:
    return journeys.deemed_competent(chain)


def overall(client: Client, url: str) -> str:
    """The overall rating among the key facts of a page."""
    page = page_of(client.get(url))
    return said(page.xpath("//dl/div[dt='Overall rating']/dd")[0])


def listed(client: Client, **query: str) -> list[str]:
    page = page_of(client.get(reverse("evaluations:list"), query))
    return [said(row.xpath("./th | ./td")[5]) for row in page.xpath("//tbody/tr")]


def test_the_page_says_it_once_it_is_submitted(chain: Chain, draft: Evaluation) -> None:
    rater = client_of(chain.supervisor)
    assert overall(rater, draft.get_absolute_url()) == "Not rated"
    submitted = journeys.submitted(draft)
    assert overall(rater, submitted.get_absolute_url()) == "Deemed competent"
    assert overall(client_of(chain.program_head), address("sign", submitted)) == "Deemed competent"
    assert overall(rater, journeys.returned(submitted).get_absolute_url()) == "Not rated"


def test_the_list_says_it_and_can_be_asked_for_it(chain: Chain, draft: Evaluation) -> None:
    rater, hr = client_of(chain.supervisor), client_of(hr_analyst())
    assert (listed(rater, rating="not_rated"), listed(rater, rating="deemed_competent")) == (["Not rated"], [])
    journeys.submitted(draft)
    assert listed(hr) == ["Deemed competent"]
    assert (listed(hr, rating="not_rated"), listed(hr, rating="deemed_competent")) == ([], ["Deemed competent"])


def test_the_employee_reads_it_among_the_own_evaluations(chain: Chain, draft: Evaluation) -> None:
    journeys.issued(journeys.agency_signed(draft))
    page = page_of(client_of(chain.employee).get(reverse("own_evaluations")))
    assert [said(cell) for cell in page.xpath("//tbody/tr/*")][3] == "Deemed competent"
