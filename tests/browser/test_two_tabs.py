"""One rating form in two windows, and in one that lost its connection or its session: nobody's words are lost."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from evaluations.models import Evaluation, FormPresence
from evaluations.selectors import content_of
from tests.browser.conftest import NARROW, faults_of
from tests.browser.test_rating_form import COMMENTS, OFFLINE, SAVE, SIGNED_OUT, STALE, STATUS, is_saved, is_unsaved
from tests.evaluations import journeys
from tests.evaluations.pages import address
from tests.factories import PASSWORD, Chain, make_employee
from tests.processes import until
from workforce.models import Employee

pytestmark = pytest.mark.django_db(transaction=True)
QUALITY, HABITS = "[name='comments:quality_of_work']", "[name='comments:work_habits']"
OTHERS, NEWER, BRING = "#also-open", "#newer-words", "#bring-in"
SignIn = Callable[[Employee], Page]


@pytest.fixture
def chain() -> Chain:
    return journeys.agency()


@pytest.fixture
def draft(chain: Chain) -> Evaluation:
    return journeys.started(chain)


@pytest.fixture
def page(live_server, chain: Chain, draft: Evaluation, signed_in: SignIn) -> Page:
    page = signed_in(chain.supervisor)
    opened(page, live_server.url + address("edit", draft))
    return page


@pytest.fixture
def other(page: Page, context: BrowserContext) -> Page:
    """The same form in a second window of the same browser."""
    return opened(context.new_page(), page.url)


def opened(page: Page, url: str) -> Page:
    """The form has announced itself once it is open."""
    with page.expect_response(re.compile("/presence/")):
        page.goto(url)
    return page


def looked_at(page: Page) -> None:
    """The person comes back to the window, which then asks who else is there."""
    with page.expect_response(re.compile("/presence/")):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def saved_as(page: Page, place: str, text: str) -> None:
    """Type and wait until the record holds it."""
    with page.expect_response(re.compile("/autosave/")):
        page.fill(place, text)
    is_saved(page)


def stored(draft: Evaluation, factor: str) -> str:
    return content_of(journeys.fresh(draft)).factors[factor].comments


# --- who else is there ------------------------------------------------------------------------------------------------


def test_each_window_sees_the_other_and_when_it_saved(page: Page, draft: Evaluation, other: Page) -> None:
    expect(other.locator(OTHERS)).to_have_text(
        re.compile(r"^Also open: you, in another window \(since \d+(:\d+)? [ap]\.m\.\)$")
    )
    saved_as(other, QUALITY, "From the second window")
    looked_at(page)
    expect(page.locator(OTHERS)).to_have_text(re.compile(r"^Also open: you, in another window \(saved at [^,]+\)$"))
    page.focus(QUALITY)
    looked_at(page)
    expect(page.locator(OTHERS)).to_contain_text("in the same field as you here")
    assert faults_of(page) == []


def test_a_window_that_is_closed_is_there_no_longer(page: Page, draft: Evaluation, other: Page) -> None:
    there = FormPresence.objects.filter(evaluation=draft)
    assert there.count() == 2
    other.goto("about:blank")
    # The farewell is sent from a page that is gone: only the record tells that it has come.
    until(lambda: there.count() == 1, "the farewell")
    looked_at(page)
    expect(page.locator(OTHERS)).to_have_text("")


def test_a_form_handed_over_shows_the_new_rater_who_still_has_it_open_and_tells_the_other_one(
    page: Page, draft: Evaluation, chain: Chain, live_server, browser
) -> None:
    successor = make_employee(first_name="Dana", last_name="Ruiz", supervisor=chain.program_head)
    Evaluation.objects.filter(pk=draft.pk).update(rater=successor)
    theirs = browser.new_context().new_page()
    theirs.goto(live_server.url + reverse("account_login"))
    theirs.fill("#id_login", successor.email)
    theirs.fill("#id_password", PASSWORD)
    with theirs.expect_event("load"):
        theirs.press("#id_password", "Enter")
    opened(theirs, live_server.url + address("edit", draft))
    expect(theirs.locator(OTHERS)).to_contain_text("Also open: Avery Supervisor (since")
    page.fill(COMMENTS, "Written too late")
    words = (
        "This evaluation is no longer yours to write in: it has been handed over or taken away. "
        "What you wrote stays on this page: copy what you need before you leave."
    )
    is_unsaved(page, words)
    page.click(SAVE)
    is_unsaved(page, words)
    assert (page.input_value(COMMENTS), journeys.fresh(draft).overall_comments) == ("Written too late", "")
    theirs.context.close()


# --- newer words ------------------------------------------------------------------------------------------------------


def test_newer_words_come_in_when_asked_and_the_own_ones_stay(page: Page, draft: Evaluation, other: Page) -> None:
    saved_as(other, QUALITY, "From the second window")
    other.click("label[for=overall-very_good]")
    is_saved(other)
    looked_at(page)
    expect(page.locator(NEWER)).to_have_text(re.compile(r"^Newer words were saved elsewhere at "))
    assert (page.input_value(QUALITY), page.is_checked("#overall-very_good")) == ("", False)
    page.fill(HABITS, "From the first window")
    is_unsaved(page, STALE)
    page.press(BRING, "Enter")
    expect(page.locator(STATUS)).to_contain_text(
        "Newer words came in: Comments on Quality of Work, Overall rating. What you wrote yourself is saved."
    )
    assert (page.input_value(QUALITY), page.is_checked("#overall-very_good")) == ("From the second window", True)
    assert page.input_value(HABITS) == "From the first window"
    assert (page.locator(BRING).is_visible(), page.locator(NEWER).text_content()) == (False, "")
    expect(page.locator(HABITS)).to_be_focused()
    assert (stored(draft, "quality_of_work"), stored(draft, "work_habits")) == (
        "From the second window", "From the first window",
    )  # fmt: skip
    saved_as(page, COMMENTS, "And on it goes")
    assert (stored(draft, "quality_of_work"), journeys.fresh(draft).overall) == ("From the second window", "very_good")


def test_a_deficiency_more_comes_in_with_the_newer_words(page: Page, draft: Evaluation, other: Page) -> None:
    other.click("label[for=overall-improvement_needed]")
    other.fill("[name='improvement_plan:0:standard']", "First")
    other.click("#add-deficiency")
    expect(other.locator(".fs-deficiency")).to_have_count(2)
    other.fill("[name='improvement_plan:1:standard']", "Second")
    is_saved(other)
    page.fill(HABITS, "Mine")
    is_unsaved(page, STALE)
    page.click(BRING)
    expect(page.locator(".fs-deficiency")).to_have_count(2)
    assert page.input_value("[name='improvement_plan:1:standard']") == "Second"
    saved_as(page, HABITS, "Mine again")
    assert [row.standard for row in content_of(journeys.fresh(draft)).deficiencies] == ["First", "Second"]


def test_a_save_brings_them_in_as_well(page: Page, draft: Evaluation, other: Page) -> None:
    saved_as(other, QUALITY, "From the second window")
    page.fill(HABITS, "From the first window")
    is_unsaved(page, STALE)
    with page.expect_event("load"):
        page.click(SAVE)
    expect(page.locator(".fs-messages")).to_contain_text("Newer words came in: Comments on Quality of Work.")
    assert (page.input_value(QUALITY), page.input_value(HABITS)) == (
        "From the second window", "From the first window",
    )  # fmt: skip
    expect(page.locator(HABITS)).to_be_focused()


def test_only_the_field_that_both_changed_is_asked(page: Page, draft: Evaluation, other: Page) -> None:
    saved_as(other, QUALITY, "From the second window")
    saved_as(other, COMMENTS, "Their summary")
    page.fill(HABITS, "From the first window")
    page.fill(COMMENTS, "My summary")
    is_unsaved(page, STALE)
    page.set_viewport_size(NARROW)
    with page.expect_event("load"):
        page.press(BRING, "Enter")
    assert page.locator(".fs-compare h3").all_inner_texts() == ["Comments on the overall rating"]
    assert page.locator("#brought ~ ul li, section:has(#brought) li").all_inner_texts() == [
        "Comments on Quality of Work"
    ]
    assert faults_of(page) == []
    page.press("#keep-overall_comments-both", "Space")
    with page.expect_event("load"):
        page.press("button[value=resolve]", "Enter")
    content = content_of(journeys.fresh(draft))
    assert content.overall_comments == "My summary\n\nTheir summary"
    assert (content.factors["quality_of_work"].comments, content.factors["work_habits"].comments) == (
        "From the second window", "From the first window",
    )  # fmt: skip


def test_a_choice_outlives_the_session(
    page: Page, draft: Evaluation, other: Page, chain: Chain, context: BrowserContext, signed_in: SignIn
) -> None:
    saved_as(other, COMMENTS, "Their summary")
    page.fill(COMMENTS, "My summary")
    is_unsaved(page, STALE)
    with page.expect_event("load"):
        page.click(SAVE)
    Session.objects.all().delete()
    page.click("button[value=resolve]")
    expect(page.locator("[data-keep-words]")).to_contain_text("You are signed out.")
    signed_in(chain.program_head)
    page.click("button[value=resolve]")
    expect(page.locator("[data-keep-words]")).to_contain_text(
        "Somebody else is signed in here now. Sign in as Avery Supervisor in another tab"
    )
    context.clear_cookies(name="sessionid")
    signed_in(chain.supervisor)
    with page.expect_event("load"):
        page.click("button[value=resolve]")
    assert journeys.fresh(draft).overall_comments == "My summary\n\nTheir summary"


# --- without a connection ---------------------------------------------------------------------------------------------


def test_a_lost_connection_is_said_at_once_and_its_return_too(
    page: Page, draft: Evaluation, context: BrowserContext
) -> None:
    saved_as(page, COMMENTS, "Before")
    before = page.inner_text(STATUS)
    context.set_offline(True)
    is_unsaved(page, "No connection at the moment. Go on writing: your words stay on this page until it is back.")
    page.fill(HABITS, "Written offline")
    is_unsaved(page, OFFLINE)
    page.click(SAVE)
    is_unsaved(page, OFFLINE)
    assert page.input_value(HABITS) == "Written offline"
    context.set_offline(False)
    expect(page.locator(STATUS)).to_have_text(re.compile(r"^Saved at "))
    assert (stored(draft, "work_habits"), before.startswith("Saved at")) == ("Written offline", True)


def test_the_words_are_in_no_storage_of_the_browser(page: Page, context: BrowserContext) -> None:
    context.set_offline(True)
    page.fill(COMMENTS, "Nobody else's to find")
    is_unsaved(page, OFFLINE)
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, history.state, location.href])")
    assert "Nobody" not in kept
    context.set_offline(False)


# --- without a session ------------------------------------------------------------------------------------------------


def test_signing_in_beside_it_saves_what_was_written_meanwhile(page: Page, draft: Evaluation, chain: Chain) -> None:
    Session.objects.all().delete()
    page.fill(HABITS, "Written signed out")
    is_unsaved(page, SIGNED_OUT)
    assert faults_of(page) == []
    page.focus("#sign-in-again a")
    with page.context.expect_page() as opening:
        page.keyboard.press("Enter")
    sign_in = opening.value
    sign_in.fill("#id_login", chain.supervisor.email)
    sign_in.fill("#id_password", PASSWORD)
    with sign_in.expect_event("load"):
        sign_in.press("#id_password", "Enter")
    expect(sign_in.get_by_role("heading", level=1)).to_have_text("You are signed in again")
    assert faults_of(sign_in) == []
    sign_in.close()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.locator(STATUS)).to_have_text(re.compile(r"^Saved at "))
    assert (stored(draft, "work_habits"), page.is_visible("#sign-in-again")) == ("Written signed out", False)


def test_somebody_elses_sign_in_saves_nothing(
    page: Page, draft: Evaluation, chain: Chain, context: BrowserContext, signed_in: SignIn
) -> None:
    successor = make_employee(first_name="Dana", last_name="Ruiz", supervisor=chain.program_head)
    context.clear_cookies(name="sessionid")
    signed_in(successor)
    Evaluation.objects.filter(pk=draft.pk).update(rater=successor)
    page.fill(HABITS, "Not Dana's words")
    words = (
        "Somebody else is signed in here now. Your words stay on this page and are saved as soon as Avery Supervisor "
        "is signed in again."
    )
    is_unsaved(page, words)
    page.click(SAVE)
    is_unsaved(page, words)
    assert (stored(draft, "work_habits"), page.input_value(HABITS)) == ("", "Not Dana's words")
    Evaluation.objects.filter(pk=draft.pk).update(rater=chain.supervisor)
    context.clear_cookies(name="sessionid")
    signed_in(chain.supervisor)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.locator(STATUS)).to_have_text(re.compile(r"^Saved at "))
    assert stored(draft, "work_habits") == "Not Dana's words"


@pytest.mark.parametrize("place", [HABITS, "[name='improvement_plan:0:evidence']", "#overall-improvement_needed"])
def test_an_expired_session_leads_back_to_the_same_field(
    page: Page, draft: Evaluation, chain: Chain, place: str
) -> None:
    page.set_viewport_size(NARROW)
    page.click("label[for=overall-improvement_needed]")
    page.focus(place)
    page.keyboard.press("Space")
    is_saved(page)
    expect(page).to_have_url(re.compile(r"\?field="))
    Session.objects.all().delete()
    page.reload()
    page.fill("#id_login", chain.supervisor.email)
    page.fill("#id_password", PASSWORD)
    with page.expect_event("load"):
        page.press("#id_password", "Enter")
    expect(page.locator(place)).to_be_focused()
    box, bar = page.locator(place).bounding_box(), page.locator(".fs-savebar").bounding_box()
    assert (box["y"] >= 0, box["y"] + box["height"] <= bar["y"]) == (True, True)


def test_a_place_in_a_page_survives_the_sign_in(page: Page, chain: Chain) -> None:
    form = page.url.split("?")[0]
    page.goto("about:blank")
    Session.objects.all().delete()
    page.goto(form + "#section-overall")
    page.fill("#id_login", chain.supervisor.email)
    page.fill("#id_password", PASSWORD)
    with page.expect_event("load"):
        page.press("#id_password", "Enter")
    expect(page).to_have_url(re.compile(r"/edit/#section-overall$"))
    expect(page.locator("#section-overall")).to_be_in_viewport()


def test_the_panel_never_shows_a_sign_in_page(page: Page) -> None:
    Session.objects.all().delete()
    with page.expect_response(re.compile("/panel/")):
        page.click("label[for=overall-very_good]")
    is_unsaved(page, SIGNED_OUT)
    expect(page.locator("#panel input[type=password]")).to_have_count(0)
