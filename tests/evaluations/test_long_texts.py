"""A very long text in any field is answered at once: nobody can stop the site by pasting."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.http import QueryDict

from common.templatetags.ui import text_diff
from evaluations.forms.fields import DayListField
from evaluations.forms.rating import RatingForm
from evaluations.models import Evaluation
from evaluations.rules.mentions import mentions
from evaluations.templatetags.packet import blocks
from evaluations.views.panel import panel_context
from tests.evaluations import journeys
from tests.evaluations.pages import address, client_of, values_of
from tests.factories import Chain

SIZE = 200_000
SECONDS = 20
# Each makes another careless expression go back and forth: one word, one number, space without end, and mixtures.
PIECES = ["a", "6", " ", "\n", "July ", "6 ", "6 of ", "July 6, ", "7/6/", ("6" + " " * 300), ("a" * 599 + " "), "\n "]
NAMES = ["word", "number", "space", "lines", "month", "day", "of", "date", "figures", "gaps", "long-words", "blank"]
hard = pytest.mark.parametrize("piece", PIECES, ids=NAMES)
DAYS = (date(2026, 7, 6), date(2026, 9, 30))


class TooSlow(Exception):
    """The alarm has rung."""


@pytest.fixture(autouse=True)
def alarm() -> Iterator[None]:
    """Rings long after everything here is done, and long before a quadratic expression is."""

    def ring(*_: object) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


def filled(piece: str) -> str:
    return (piece * (SIZE // len(piece) + 1))[:SIZE]


@pytest.fixture
def chain(db: None) -> Chain:
    return journeys.agency()


@pytest.fixture
def draft(chain: Chain) -> Evaluation:
    return journeys.started(chain)


@hard
def test_the_rating_form_reads_any_text_in_every_field(draft: Evaluation, piece: str) -> None:
    data = QueryDict(mutable=True)
    text = filled(piece)
    data.update(dict.fromkeys(RatingForm(evaluation=draft).fields, text) | {"overall": "improvement_needed"})
    form = RatingForm(data, evaluation=draft)
    context = panel_context(draft, form, form.to_content(), journeys.TODAY)
    content = form.to_content()
    assert (content.overall, content.overall_comments) == ("improvement_needed", text if text.strip() else "")
    assert "R9" in {violation.rule for violation in context["violations"]}


@time_machine.travel(journeys.AT, tick=False)
def test_a_list_of_dates_without_end_is_refused_in_the_panel_the_autosave_and_the_form(
    draft: Evaluation, chain: Chain
) -> None:
    rater = client_of(chain.supervisor)
    typed = values_of(rater.get(address("edit", draft))) | {"improvement_plan:0:check_ins": "a" * 1_000_000}
    assert rater.post(address("panel", draft), typed).status_code == 200
    sentence = "This is too long to be a list of dates. Write it like 10/31/2026."
    problems = rater.post(address("autosave", draft), typed).json()["problems"]
    form = rater.post(address("edit", draft), typed).context["form"]
    for messages in ([row["message"] for row in problems], [row["message"] for row in form.problems()]):
        assert len(messages) == 1
        assert messages[0].startswith("Check-in dates, “aaa")
        assert messages[0].endswith(f"…”: {sentence}")
        assert len(messages[0]) < 500


def test_a_list_of_dates_as_people_write_it_is_understood() -> None:
    days = (date(2026, 7, 6), date(2026, 8, 7), date(2026, 9, 30), date(2026, 10, 2), date(2026, 11, 3))
    assert DayListField().clean("Sep 30, 2026; July 6, 2026, 8/7/2026\nOctober  2, 2026,November 3 2026") == days


@hard
def test_dates_are_looked_for_in_any_text(piece: str) -> None:
    text = filled(piece)
    assert [mentions(f"{text} 7/6/2026", day) for day in DAYS] == [True, False]


@hard
def test_the_packet_takes_any_text_apart(piece: str) -> None:
    found = blocks(f"{filled(piece)}\n\nThe end.")
    assert found[-1].lines[-1].endswith("The end.")


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [("a " * 5_000, "b a " * 2_500), ("a b " * 2_500, "b a a " * 1_600), ("a b c d " * 1_250, "d a c b " * 1_250)],
)
def test_two_texts_of_the_same_few_words_are_compared_at_once(mine: str, theirs: str) -> None:
    diff = text_diff(mine, theirs)
    assert ("".join(run for run, _ in diff["mine"]), "".join(run for run, _ in diff["theirs"])) == (mine, theirs)
