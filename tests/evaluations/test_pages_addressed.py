"""Pages speak to their reader: to the employee about the own evaluation, to whoever goes on in spite of a warning."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.core.cache import cache

from evaluations.enums import EvaluationStatus
from evaluations.models import Evaluation
from tests.evaluations import journeys
from tests.evaluations.journeys import AT, HOUR
from tests.evaluations.pages import address, client_of, errors_of, page_of, said, values_of
from tests.factories import Chain
from workforce.models import Employee

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
def issued(chain: Chain) -> Evaluation:
    return journeys.evaluation_in(EvaluationStatus.ISSUED, chain)


def next_of(reader: Employee, evaluation: Evaluation) -> str:
    """What the page says that happens next."""
    page = page_of(client_of(reader).get(evaluation.get_absolute_url()))
    return said(
        page.xpath("//section[@aria-labelledby='what-happens-next']//p | //*[@id='what-happens-next']/..//p")[0]
    )


def place_of_employee(reader: Employee, evaluation: Evaluation) -> str:
    page = page_of(client_of(reader).get(evaluation.get_absolute_url()))
    return said(page.xpath("//ol[contains(@class,'fs-signers')]/li")[-1])


def test_the_employee_is_told_what_they_do_next(chain: Chain, issued: Evaluation) -> None:
    assert next_of(chain.employee, issued) == "You sign that you received it. To sign is not to agree."
    assert next_of(chain.supervisor, issued) == (
        "Avery Staff signs that it was received. A refusal or an absence is recorded by the Rater or HR."
    )
    signed = journeys.signed_by_employee(issued)
    assert next_of(chain.employee, signed) == (
        "You may respond in writing until the day below; after that the evaluation becomes final."
    )


def test_the_employees_place_says_whose_turn_it_is(chain: Chain, issued: Evaluation) -> None:
    name = f"Employee Avery Staff {issued.classification.title}"
    assert place_of_employee(chain.employee, issued) == f"{name} It is your turn"
    assert place_of_employee(chain.supervisor, issued) == f"{name} It is this person's turn"


def test_a_warning_without_a_reason_is_said_in_its_own_words(chain: Chain, issued: Evaluation) -> None:
    client = client_of(chain.supervisor)
    form = values_of(client.get(address("record_outcome", issued)), "step-form")
    response = client.post(
        address("record_outcome", issued), form | {"outcome": "refused", "outcome_note": "Would not sign."}
    )
    name = "id_reason:R20:refusal_without_witness:outcome_witness"
    sentence = (
        "No witness of the refusal is named. Name one where possible, or say why there is none. "
        "To go on all the same, give a reason."
    )
    assert (response.status_code, errors_of(response)) == (422, [(f"#{name}", sentence)])
    labels = page_of(response).xpath(f"//label[@for='{name}']")
    assert [said(label) for label in labels] == ["Your reason for going on (rule R20)"]
