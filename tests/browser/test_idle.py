"""The warning before a sign-in ends: in two windows, answered by a button, a key or by going on writing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import OpenSession
from tests.browser.conftest import faults_of
from tests.evaluations import journeys
from workforce.models import Employee

pytestmark = pytest.mark.django_db(transaction=True)
WARNING = "dialog[data-idle]"
REASON = "#id_reason"


@pytest.fixture
def soon(settings) -> None:
    """The warning comes four seconds after the page, which is five minutes before the end."""
    settings.SESSION_IDLE_MINUTES = 5 + 4 / 60


def test_the_warning_comes_in_every_window_and_one_answer_is_enough(
    live_server, context: BrowserContext, signed_in: Callable[[Employee], Page], soon: None
) -> None:
    page = signed_in(journeys.agency().employee)
    page.goto(live_server.url + "/designees/")
    page.fill(REASON, "away")
    page.focus(REASON)
    other = context.new_page()
    other.goto(live_server.url + "/designees/")
    for window in (page, other):
        expect(window.locator(WARNING)).to_be_visible()
        expect(window.locator("[data-idle-words]")).to_have_text(
            "You will be signed out in 5 minutes. What you wrote stays on this page."
        )
    assert faults_of(page) == []
    page.get_by_role("button", name="Stay signed in").click()
    expect(page.locator(WARNING)).to_be_hidden()
    assert page.evaluate("document.activeElement.id") == "id_reason"
    assert page.input_value(REASON) == "away"
    other.bring_to_front()
    other.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(other.locator(WARNING)).to_be_hidden()


def test_escape_says_that_one_is_there(live_server, signed_in: Callable[[Employee], Page], soon: None) -> None:
    page = signed_in(journeys.agency().employee)
    page.goto(live_server.url + "/designees/")
    expect(page.locator(WARNING)).to_be_visible()
    with page.expect_response("**/session/stay/") as answer:
        page.keyboard.press("Escape")
    assert answer.value.status == 200
    expect(page.locator(WARNING)).to_be_hidden()


def test_what_was_written_outlives_the_end_and_goes_on_at_the_same_field_after_signing_in_again(
    live_server, context: BrowserContext, signed_in: Callable[[Employee], Page], settings
) -> None:
    settings.SESSION_IDLE_MINUTES = 5 + 5 / 60
    person = journeys.agency().employee
    page = signed_in(person)
    page.goto(live_server.url + "/designees/")
    page.fill(REASON, "away")
    page.focus(REASON)
    settings.SESSION_IDLE_MINUTES = 12 / 60  # the page hears of it when it is about to warn
    expect(page.locator("[data-idle-words]")).to_contain_text("You will be signed out within a minute.")
    expect(page.locator("[data-idle-words]")).to_contain_text("You are signed out.", timeout=20_000)
    assert OpenSession.objects.count() == 0
    settings.SESSION_IDLE_MINUTES = 30
    with context.expect_page() as opened:
        page.get_by_role("link", name="Sign in again").click()
    beside = opened.value
    beside.fill("#id_login", person.email)
    beside.fill("#id_password", "four quiet walnut trees")
    beside.press("#id_password", "Enter")
    expect(beside.get_by_role("heading", level=1, name="You are signed in again")).to_be_visible()
    page.bring_to_front()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.locator(WARNING)).to_be_hidden()
    assert (page.input_value(REASON), page.evaluate("document.activeElement.id")) == ("away", "id_reason")
