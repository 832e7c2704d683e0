"""Who else has the rating form open: what a form is told, and what is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evaluations.models import Evaluation, FormPresence
from evaluations.tasks import sweep
from jobs.models import Run
from tests.evaluations import journeys
from tests.evaluations.pages import address, client_of, values_of
from tests.factories import Chain, make_employee

pytestmark = pytest.mark.django_db
HERE, THERE = uuid4().hex, uuid4().hex
GONE = "This evaluation is no longer yours to write in: it has been handed over or taken away."


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(journeys.AT, tick=False) as clock:
        yield clock


@pytest.fixture
def chain() -> Chain:
    return journeys.agency()


@pytest.fixture
def draft(chain: Chain) -> Evaluation:
    return journeys.started(chain)


@pytest.fixture
def rater(chain: Chain) -> Client:
    return client_of(chain.supervisor)


def said(client: Client, draft: Evaluation, tab: str = HERE, **more: str) -> tuple[int, dict[str, object]]:
    response = client.post(address("presence", draft), {"tab": tab, **more})
    return response.status_code, response.json()


def others(client: Client, draft: Evaluation, tab: str = HERE, **more: str) -> object:
    return said(client, draft, tab, **more)[1]["others"]


def test_alone_a_form_is_told_the_version_and_nothing_else(rater: Client, draft: Evaluation) -> None:
    answer = {"version": 1, "others": "", "newer": "Newer words were saved elsewhere at 9:00 a.m."}
    assert said(rater, draft) == (200, answer)


def test_two_windows_are_told_of_each_other(rater: Client, draft: Evaluation, clock: time_machine.Coordinates) -> None:
    said(rater, draft, HERE)
    clock.shift(timedelta(minutes=1))
    assert others(rater, draft, THERE) == "Also open: you, in another window (since 9:00 a.m.)"
    assert others(rater, draft, HERE) == "Also open: you, in another window (since 9:01 a.m.)"


def test_a_save_says_that_the_form_is_there_and_is_told_to_the_other(
    rater: Client, draft: Evaluation, clock: time_machine.Coordinates
) -> None:
    shown = values_of(rater.get(address("edit", draft))) | {"tab": HERE}
    said(rater, draft, THERE)
    clock.shift(timedelta(minutes=1))
    saved = rater.post(address("autosave", draft), shown | {"overall": "competent"}).json()
    assert (saved["version"], saved["others"]) == (2, "Also open: you, in another window (since 9:00 a.m.)")
    assert said(rater, draft, THERE)[1] == {
        "version": 2,
        "others": "Also open: you, in another window (saved at 9:01 a.m.)",
        "newer": "Newer words were saved elsewhere at 9:01 a.m.",
    }


def test_the_same_field_is_said_and_another_one_is_not(rater: Client, draft: Evaluation) -> None:
    said(rater, draft, HERE, field="comments:work_habits")
    assert others(rater, draft, THERE, field="overall") == "Also open: you, in another window (since 9:00 a.m.)"
    assert others(rater, draft, THERE, field="comments:work_habits") == (
        "Also open: you, in another window (since 9:00 a.m., in the same field as you here)"
    )


def test_who_has_gone_without_a_word_is_ignored_after_a_minute_and_a_half_and_swept_away_later(
    rater: Client, draft: Evaluation, clock: time_machine.Coordinates
) -> None:
    said(rater, draft, HERE)
    clock.shift(timedelta(seconds=90))
    assert others(rater, draft, THERE) == "Also open: you, in another window (since 9:00 a.m.)"
    clock.shift(timedelta(seconds=1))
    assert others(rater, draft, THERE) == ""
    clock.shift(timedelta(minutes=59))
    sweep()
    assert [row.tab.hex for row in FormPresence.objects.all()] == [THERE]
    assert [(row.name, row.counts, row.error) for row in Run.objects.all()] == [("evaluations.sweep", {"filed": 0}, "")]


def test_leaving_is_noted_and_only_by_who_was_there(rater: Client, draft: Evaluation, chain: Chain) -> None:
    said(rater, draft, HERE)
    stranger = client_of(chain.program_head)
    gone = {"tab": HERE, "left": "1"}
    assert stranger.post(address("presence", draft), gone).status_code == 204
    assert FormPresence.objects.count() == 1
    assert rater.post(address("presence", draft), gone).status_code == 204
    assert FormPresence.objects.count() == 0


def test_a_form_that_was_handed_over_is_told_so(rater: Client, draft: Evaluation, chain: Chain) -> None:
    successor = make_employee(first_name="Dana", last_name="Ruiz", supervisor=chain.program_head)
    said(rater, draft, HERE)
    Evaluation.objects.filter(pk=draft.pk).update(rater=successor)
    assert others(client_of(successor), draft, THERE) == "Also open: Avery Supervisor (since 9:00 a.m.)"
    assert said(rater, draft, HERE) == (404, {"is_stale": False, "message": GONE})


def test_readers_are_not_announced(rater: Client, draft: Evaluation) -> None:
    rater.get(address("detail", draft))
    rater.get(address("edit", draft))
    assert FormPresence.objects.count() == 0


@pytest.mark.parametrize("tab", ["", "no tab at all"])
def test_a_page_that_does_not_say_which_one_it_is_is_refused(rater: Client, draft: Evaluation, tab: str) -> None:
    answer = {"message": "This page does not say which one it is. Load it again."}
    assert said(rater, draft, tab) == (422, answer)


@pytest.mark.parametrize("name", ["edit", "autosave", "presence", "panel"])
def test_a_form_that_somebody_else_opened_is_not_this_persons(
    rater: Client, draft: Evaluation, chain: Chain, name: str
) -> None:
    shown = values_of(rater.get(address("edit", draft))) | {"overall": "competent", "tab": HERE}
    successor = make_employee(first_name="Dana", last_name="Ruiz", supervisor=chain.program_head)
    Evaluation.objects.filter(pk=draft.pk).update(rater=successor)
    response = client_of(successor).post(address(name, draft), shown)
    sentence = "Somebody else opened this form, who was signed in here before you. Nothing has been saved"
    assert (response.status_code, sentence in response.content.decode()) == (403, True)
    assert (journeys.fresh(draft).overall, FormPresence.objects.count()) == ("", 0)


def test_the_number_of_queries_does_not_grow_with_the_windows(rater: Client, draft: Evaluation) -> None:
    said(rater, draft, HERE)
    counts = []
    for _ in range(3):
        said(rater, draft, uuid4().hex)
        with CaptureQueriesContext(connection) as captured:
            said(rater, draft, HERE)
        counts.append(len(captured))
    assert (counts[0], others(rater, draft, HERE).count("another window")) == (counts[2], 3)
