"""From a person to their evaluations."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from evaluations.enums import EvaluationStatus
from tests.evaluations import journeys
from tests.evaluations.journeys import hr_analyst
from tests.evaluations.pages import client_of, page_of, said
from tests.factories import Chain, make_employee
from workforce.models import Employee

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain() -> Chain:
    return journeys.agency()


def links(client: Client, person: Employee) -> list[tuple[str, str]]:
    page = page_of(client.get(person.get_absolute_url()))
    return [(said(link), link.get("href")) for link in page.xpath("//div[contains(@class,'fs-heading__actions')]//a")]


def test_a_persons_page_leads_to_their_evaluations(chain: Chain) -> None:
    journeys.evaluation_in(EvaluationStatus.FINAL, chain)
    other = make_employee(first_name="Ana", last_name="Petrov", supervisor=chain.supervisor)
    journeys.submitted(journeys.rated(journeys.started(chain, employee=other)))
    for reader in (chain.supervisor, hr_analyst()):
        client = client_of(reader)
        url = f"{reverse('evaluations:list')}?q={other.employee_no}"
        assert links(client, other) == [("Evaluations of Ana Petrov", url)]
        rows = page_of(client.get(url)).xpath("//tbody/tr/th")
        assert [said(row).split(" 0")[0] for row in rows] == ["Ana Petrov"]


def test_who_has_no_list_of_evaluations_is_led_nowhere(chain: Chain) -> None:
    assert links(client_of(chain.employee), chain.employee) == []
