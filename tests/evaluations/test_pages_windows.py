"""A follow-up window on the employee's page: that it has ended is told with the final, never before (R15)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine

from evaluations.enums import EvaluationKind, EvaluationStatus, Rating
from evaluations.models import Evaluation
from tests.evaluations.journeys import agency, concurred, evaluation_in, issued, rated, signed, started, submitted
from tests.evaluations.pages import address, client_of, page_of, said
from tests.factories import Chain
from workforce.models import Employee

pytestmark = pytest.mark.django_db
# Monday, December 28, 2026, 9:00 in Los Angeles.
LATE = datetime(2026, 12, 28, 17, 0, tzinfo=UTC)
PERIOD = (date(2026, 7, 1), date(2026, 12, 27))
OPEN = ["Open", "July 6, 2026 to January 6, 2027", "Its last day: January 6, 2027 in 9 days"]
CLOSED = ["Closed: Unsatisfactory", "July 6, 2026 to January 6, 2027", "Ended on December 28, 2026."]


def window_on(evaluation: Evaluation, person: Employee) -> list[str]:
    """What the page of the Improvement Needed says of the window to that person."""
    with time_machine.travel(LATE, tick=False):
        page = page_of(client_of(person).get(address("detail", evaluation)))
    card = page.xpath("//section[starts-with(@aria-labelledby, 'window-')]")[0]
    return [said(line) for line in card.xpath(".//p")][:3]


def unissued_final(chain: Chain) -> Evaluation:
    draft = started(chain, period=PERIOD, kind=EvaluationKind.FOLLOW_UP_FINAL, at=LATE)
    evaluation = concurred(submitted(rated(draft, Rating.UNSATISFACTORY, at=LATE), at=LATE), at=LATE)
    return signed(signed(evaluation, at=LATE), at=LATE)


def test_the_employee_learns_how_the_window_ended_with_the_final_and_not_before():
    chain = agency()
    low = evaluation_in(EvaluationStatus.FINAL, chain, rating=Rating.IMPROVEMENT_NEEDED)
    final = unissued_final(chain)
    assert (window_on(low, chain.employee), window_on(low, chain.supervisor)) == (OPEN, CLOSED)
    issued(final, presented_on=LATE.date(), issued_on=LATE.date(), at=LATE)
    assert (window_on(low, chain.employee), window_on(low, chain.supervisor)) == (CLOSED, CLOSED)
