"""The case of a follow-up window on its page and in the API: to each reader what they may know; and its forms."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse

from evaluations.enums import Rating
from evaluations.models import FollowUp
from tests.counting import queries_of
from tests.evaluations.journeys import concurred, hr_analyst, issued, signed, submitted
from tests.evaluations.pages import client_of, errors_of, page_of, said, values_of
from tests.evaluations.windowing import (
    EARLY,
    END,
    LATE,
    NEW_END,
    REASONS,
    afresh,
    approved,
    asked,
    declined,
    final_of,
    in_window,
)
from tests.factories import Chain
from workforce.models import Employee

pytestmark = pytest.mark.django_db
LATE_KEY, LONG_KEY = (f"reason:{key}" for key in REASONS)


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(EARLY, tick=False):
        yield


@pytest.fixture
def scene() -> tuple[Chain, FollowUp]:
    return in_window()


def address(name: str, window: FollowUp) -> str:
    return reverse(f"evaluations:{name}", args=[window.public_id])


def words(window: FollowUp, person: Employee, at: datetime = EARLY) -> str:
    """What the page says to that person."""
    with time_machine.travel(at, tick=False):
        page = page_of(client_of(person).get(window.get_absolute_url()))
    return said(page.xpath("//main")[0])


def machine(window: FollowUp, person: Employee, at: datetime = EARLY) -> dict[str, Any]:
    """What the API says to that person."""
    with time_machine.travel(at, tick=False):
        answer = client_of(person).get(reverse("api:window", args=[window.public_id]))
    return json.loads(answer.content)


def test_the_clock_the_endings_and_what_happens_if_nobody_acts(scene):
    chain, window = scene
    page = words(window, chain.employee)
    assert "65 days of 184 left: the last one is January 6, 2027." in page
    assert "Given or mailedJuly 6, 2026 Given in person" in page
    assert "There are two lawful endings. Each is a final evaluation that counts on the day of its last agency" in page
    assert (
        "Without such an evaluation by January 6, 2027 the employee reverts to the status held before, Permanent, on "
        "January 7, 2027."
    ) in page
    assert "A Program Head or District/Division Chief contacts HR by December 7, 2026" in page
    assert "September 1, 2026 to October 31, 2026" in page
    assert "Deficiency 1" in page
    assert "no more than 2 of 50 letters" in page
    told = machine(window, chain.employee)
    assert (told["status"], told["ends_on"], told["reverts_on"]) == ("open", "2027-01-06", "2027-01-07")
    assert (told["extension_contact_by"], told["absences"]) == (
        "2026-12-07", [{"start": "2026-09-01", "end": "2026-10-31"}],
    )  # fmt: skip
    assert [one["on"] for one in told["planned_check_ins"]] == ["2026-08-07", "2026-09-04", "2026-10-02"]


@pytest.mark.parametrize(
    ("at", "says"),
    [
        (datetime(2027, 1, 7, 7, 59, tzinfo=EARLY.tzinfo), "Today is the last day."),
        (datetime(2027, 1, 6, 7, 59, tzinfo=EARLY.tzinfo), "1 day of 184 left: the last one is January 6, 2027."),
        (datetime(2027, 1, 7, 8, 0, tzinfo=EARLY.tzinfo), "The last day, January 6, 2027, is over."),
    ],
)
def test_the_clock_at_its_ends(scene, at, says):
    chain, window = scene
    assert says in words(window, chain.supervisor, at)


def test_a_manager_who_may_ask_sees_the_days_and_nothing_of_the_case(scene):
    chain, window = scene
    page = words(window, chain.program_head)
    assert "65 days of 184 left" in page
    assert "Plan for Improvement" not in page
    assert "letters" not in page
    told = machine(window, chain.program_head)
    assert (told["evaluation"], told["final"], told["planned_check_ins"]) == (None, None, [])
    assert told["actions"] == ["ask_extension"]
    # The Reviewer, who signed it, reads all of it.
    assert "Plan for Improvement" in words(window, chain.division_chief)
    assert client_of(chain.deputy_director).get(window.get_absolute_url()).status_code == 404


def test_a_manager_who_sees_the_days_alone_does_not_learn_how_the_window_ended(scene):
    """Nor that it has: the last agency signature ends it days before the employee is told."""
    chain, window = scene
    final = signed(
        signed(concurred(submitted(final_of(chain, Rating.UNSATISFACTORY), at=LATE), at=LATE), at=LATE), at=LATE
    )
    for status in ("ready_to_issue", "issued"):
        final.refresh_from_db()
        assert (final.status, afresh(window).status) == (status, "closed_unsatisfactory")
        assert "Closed: Unsatisfactory" in words(window, chain.division_chief, LATE)
        with time_machine.travel(LATE, tick=False):
            client = client_of(chain.program_head)
            assert client.get(window.get_absolute_url()).status_code == 404
            assert client.get(address("window_ask_extension", window)).status_code == 404
            answer = client.get(reverse("api:window", args=[window.public_id]))
        assert answer.status_code == 404
        assert "nsatisfactory" not in answer.content.decode()
        if status == "ready_to_issue":
            issued(final, presented_on=LATE.date(), issued_on=LATE.date(), at=LATE)


def test_the_employee_learns_of_the_final_with_its_issue(scene):
    chain, window = scene
    final = submitted(final_of(chain), at=LATE)
    for _signature in range(2):
        assert "Final evaluation" not in words(window, chain.employee, LATE)
        assert "Final evaluationWith the" in words(window, hr_analyst(), LATE)
        final = signed(final, at=LATE)
    assert "9 days of 184 left" in words(window, chain.employee, LATE)
    assert machine(window, chain.employee, LATE)["status"] == "open"
    assert "Ended on December 28, 2026." in words(window, chain.supervisor, LATE)
    issued(final, presented_on=LATE.date(), issued_on=LATE.date(), at=LATE)
    assert "Ended on December 28, 2026." in words(window, chain.employee, LATE)
    assert machine(window, chain.employee, LATE)["final"] == str(final.public_id)


def test_the_employee_reads_what_hr_has_approved_and_not_what_was_only_asked(scene):
    chain, window = scene
    asked(window, chain.program_head)
    assert machine(window, chain.employee)["extensions"] == []
    assert [one["status"] for one in machine(window, chain.supervisor)["extensions"]] == ["asked"]
    declined(window)
    assert machine(window, chain.employee)["extensions"] == []
    asked(window, chain.program_head)
    approved(window)
    [told] = machine(window, chain.employee)["extensions"]
    assert (told["old_end"], told["new_end"], told["told_on"]) == ("2027-01-06", "2027-03-08", "2026-11-02")
    assert "New last dayMarch 8, 2027 Employee told onNovember 2, 2026" in words(window, chain.employee)


def test_the_employee_does_not_read_why_the_manager_and_hr_went_on(scene):
    chain, window = scene
    asked(window, chain.program_head, new_end=NEW_END + timedelta(days=1))
    approved(window, new_end=NEW_END + timedelta(days=1))
    reason = REASONS["R14:longer_than_absence:new_end"]
    for reader in (chain.supervisor, chain.division_chief, hr_analyst()):
        assert reason in words(window, reader)
    page = words(window, chain.employee)
    assert "New last dayMarch 9, 2027" in page
    assert reason not in page
    assert "recorded" not in page.partition("New last dayMarch 9, 2027")[2].partition("Employee told on")[2][:200]


def post(person: Employee, name: str, window: FollowUp, **values: str) -> Any:
    """The form as the page shows it, with these values."""
    client, url = client_of(person), address(name, window)
    return client.post(url, {**values_of(client.get(url), "step-form"), **values})


def test_a_manager_asks_by_the_form_and_is_told_what_the_rule_wants(scene):
    chain, window = scene
    refusal = post(chain.program_head, "window_ask_extension", window, for_absence="other", new_end="2027-01-06")
    assert refusal.status_code == 422
    assert [href for href, _words in errors_of(refusal)] == ["#field-for_absence", "#id_new_end"]
    too_long = post(chain.program_head, "window_ask_extension", window, for_absence="absence", new_end="2027-03-09")
    [(_href, sentence)] = errors_of(too_long)
    assert sentence.startswith("The extension gives 62 more days, and 61 days of absence are recorded")
    assert "Write nothing about the kind of a leave or its reason: dates only (R6)." in said(page_of(too_long))
    assert not window.extensions.exists()
    values = {"for_absence": "absence", "new_end": "2027-03-09", LONG_KEY: "Her class begins anew in March."}
    done = post(chain.program_head, "window_ask_extension", window, **values)
    assert (done.status_code, done["Location"]) == (302, window.get_absolute_url())
    assert window.extensions.get().warning_reasons.get().reason == "Her class begins anew in March."


def test_hr_records_approves_and_declines_by_the_forms(scene):
    chain, window = scene
    analyst = hr_analyst()
    contact = {"asked_by": chain.program_head.employee_no, "contacted_on": "2026-10-30"}
    post(analyst, "window_ask_extension", window, for_absence="absence", new_end="2027-03-08", **contact)
    assert window.extensions.get().contacted_on.isoformat() == "2026-10-30"
    empty = post(analyst, "window_decline_extension", window)
    assert errors_of(empty) == [
        ("#id_reason", "Reason: Say why in a sentence: the Rater and the record need the reason.")
    ]
    page = client_of(analyst).get(address("window_approve_extension", window))
    form = values_of(page, "step-form")
    assert (form["new_end"], form["told_on"]) == ("2027-03-08", "2026-11-02")
    assert "contacted HR on October 30, 2026 and asks that the window ends on March 8, 2027" in said(page_of(page))
    assert post(analyst, "window_approve_extension", window).status_code == 302
    assert (afresh(window).status, afresh(window).ends_on) == ("extended", NEW_END)


def test_the_api_takes_the_same_steps_and_refuses_alike(scene):
    chain, window = scene
    client = client_of(chain.program_head)

    def ask(**values: object) -> Any:
        url = reverse("api:window_ask_extension", args=[window.public_id])
        return client.post(url, json.dumps(values), content_type="application/json")

    refusal = ask(new_end=END.isoformat(), for_absence=False)
    found = [(one["rule"], one["code"], one["field"]) for one in json.loads(refusal.content)["violations"]]
    assert (refusal.status_code, found) == (
        422, [("R14", "not_for_absence", "for_absence"), ("R14", "new_end_not_later", "new_end")],
    )  # fmt: skip
    forged = ask(new_end=NEW_END.isoformat(), for_absence=True, contacted_on="2026-10-01")
    assert forged.status_code == 422
    assert [(one["code"], one["field"]) for one in json.loads(forged.content)["violations"]] == [
        ("not_yours", "contacted_on")
    ]
    told = json.loads(ask(new_end=NEW_END.isoformat(), for_absence=True).content)
    assert ([one["status"] for one in told["extensions"]], told["actions"]) == (["asked"], [])
    url = reverse("api:window_approve_extension", args=[window.public_id])
    values = {"new_end": NEW_END.isoformat(), "told_on": EARLY.date().isoformat()}
    answer = client_of(hr_analyst()).post(url, json.dumps(values), content_type="application/json")
    assert json.loads(answer.content)["ends_on"] == "2027-03-08"


def test_the_page_costs_the_same_with_many_extensions(scene):
    chain, window = scene
    client = client_of(hr_analyst())
    asked(window, chain.program_head)
    declined(window)
    one = queries_of(client.get, window.get_absolute_url())
    for _more in range(2):
        asked(window, chain.program_head, new_end=NEW_END + timedelta(days=3))
        declined(window)
    assert queries_of(client.get, window.get_absolute_url()) == one
