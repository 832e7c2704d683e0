"""The rating form in Chromium: saved in the background, answered live, and nothing lost when something goes wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from evaluations.enums import Rating
from evaluations.models import Evaluation
from evaluations.selectors import content_of
from tests.browser.conftest import NARROW, faults_of
from tests.evaluations import journeys
from tests.evaluations.pages import address
from tests.factories import Chain, make_employee
from workforce.models import Employee

pytestmark = pytest.mark.django_db(transaction=True)
COMMENTS = "#id_overall_comments"
STATUS = "#save-status"
SAVE = ".fs-savebar button[value=save]"
OFFLINE = "Not saved: no connection. Go on writing: your words stay on this page, and saving is tried again."
SIGNED_OUT = "You are signed out. Your words stay on this page and are saved as soon as you are signed in again."
STALE = (
    "Not saved: newer words were saved elsewhere. Bring them in here; where a field was changed here and there, "
    "you choose."
)


@pytest.fixture
def chain() -> Chain:
    return journeys.agency()


@pytest.fixture
def draft(chain: Chain) -> Evaluation:
    return journeys.started(chain)


@pytest.fixture
def page(live_server, chain: Chain, draft: Evaluation, signed_in: Callable[[Employee], Page]) -> Page:
    page = signed_in(chain.supervisor)
    page.goto(live_server.url + address("edit", draft))
    return page


def is_saved(page: Page) -> None:
    expect(page.locator(STATUS)).to_contain_text("Saved at")


def is_unsaved(page: Page, words: str) -> None:
    expect(page.locator(STATUS)).to_have_text(words)


def typed(page: Page, text: str, place: str = COMMENTS) -> None:
    page.fill(place, text)
    expect(page.locator(STATUS)).not_to_contain_text("Saved at")


def test_typing_is_saved_and_the_version_follows(page: Page, draft: Evaluation) -> None:
    for number, text in enumerate(["First words", "Second words"], start=2):
        typed(page, text)
        is_saved(page)
        assert (page.input_value("#content-version"), journeys.fresh(draft).overall_comments) == (str(number), text)


def test_choosing_a_rating_shows_at_once_who_signs_and_what_it_asks(page: Page) -> None:
    page.click("label[for=overall-very_good]")
    expect(page.locator("#panel .fs-signer__name")).to_have_text(
        ["Avery Supervisor", "Avery DistrictDivisionChief", "Avery DeputyDirector"]
    )
    expect(page.locator("#section-improvement")).to_be_hidden()
    page.click("label[for=overall-improvement_needed]")
    expect(page.locator("#panel .fs-signer__name").nth(1)).to_have_text("HR, Performance Management Unit")
    expect(page.locator("#section-improvement")).to_be_visible()
    page.fill("#id_improvement_informed", "Told in March.")
    page.click("label[for=overall-competent]")
    expect(page.locator("#section-improvement")).to_be_hidden()
    assert page.input_value("#id_improvement_informed") == "Told in March."


def test_parts_are_replaced_without_losing_what_stands_elsewhere(page: Page, draft: Evaluation) -> None:
    page.fill(COMMENTS, "Stays")
    page.select_option("#fill-work_habits", "competent")
    page.click("#section-work_habits button[data-replaces]")
    expect(page.locator("#section-work_habits input[value=competent]:checked")).to_have_count(5)
    page.click("label[for=overall-improvement_needed]")
    page.fill("[name='improvement_plan:0:standard']", "First")
    page.click("#add-deficiency")
    expect(page.locator(".fs-deficiency")).to_have_count(2)
    expect(page.locator("[name='improvement_plan:1:factor']")).to_be_focused()
    page.fill("[name='improvement_plan:1:standard']", "Second")
    page.click("button[value='remove:0']")
    expect(page.locator(".fs-deficiency")).to_have_count(1)
    is_saved(page)
    assert page.input_value(COMMENTS) == "Stays"
    content = content_of(journeys.fresh(draft))
    assert ([row.standard for row in content.deficiencies], content.overall_comments) == (["Second"], "Stays")


def test_without_a_connection_the_words_stay_and_are_saved_later(
    page: Page, draft: Evaluation, context: BrowserContext
) -> None:
    context.set_offline(True)
    typed(page, "Written offline")
    is_unsaved(page, OFFLINE)
    context.set_offline(False)
    is_saved(page)
    assert journeys.fresh(draft).overall_comments == "Written offline"


def test_after_signing_out_the_words_stay_until_the_next_sign_in(
    page: Page, draft: Evaluation, chain: Chain, context: BrowserContext, signed_in: Callable[[Employee], Page]
) -> None:
    context.clear_cookies(name="sessionid")
    typed(page, "Written signed out")
    is_unsaved(page, SIGNED_OUT)
    page.click(SAVE)
    is_unsaved(page, SIGNED_OUT)
    assert page.input_value(COMMENTS) == "Written signed out"
    signed_in(chain.supervisor)
    with page.expect_event("load"):
        page.click(SAVE)
    assert journeys.fresh(draft).overall_comments == "Written signed out"


def test_dates_that_cannot_be_read_are_named_and_not_lost_unasked(page: Page, draft: Evaluation) -> None:
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.click("label[for=overall-improvement_needed]")
    typed(page, "8/7/2026, soon", "[name='improvement_plan:0:check_ins']")
    is_unsaved(
        page,
        "Everything else is saved. Not saved, and lost when you leave this page: Check-in dates, “8/7/2026, soon”: "
        "“soon” is not a date. Write it like 10/31/2026.",
    )
    page.evaluate("setTimeout(() => location.reload(), 0)")
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    assert page.input_value("[name='improvement_plan:0:check_ins']") == "8/7/2026, soon"
    assert journeys.fresh(draft).overall == "improvement_needed"


def test_more_than_can_be_saved_is_said_and_stays_on_the_page(page: Page, draft: Evaluation) -> None:
    words = (
        "Not saved: this form holds more text than can be saved. Shorten it, and attach long texts as files; "
        "your words stay on this page."
    )
    long = "word " * 500_000
    page.fill(COMMENTS, long)
    is_unsaved(page, words)
    page.click(SAVE)
    is_unsaved(page, words)
    assert (address("edit", draft) in page.url, page.input_value(COMMENTS) == long) == (True, True)
    page.fill(COMMENTS, "Short again")
    with page.expect_event("load"):
        page.click(SAVE)
    assert journeys.fresh(draft).overall_comments == "Short again"


def test_two_tabs_end_in_a_choice(page: Page, draft: Evaluation, context: BrowserContext) -> None:
    other = context.new_page()
    other.goto(page.url)
    typed(other, "Second tab")
    is_saved(other)
    typed(page, "First tab")
    is_unsaved(page, STALE)
    with page.expect_event("load"):
        page.click(SAVE)
    assert faults_of(page) == []
    with page.expect_event("load"):
        page.click("button[value=resolve]")
    assert journeys.fresh(draft).overall_comments == "First tab\n\nSecond tab"


def test_enter_in_a_field_saves_and_presses_no_other_button(page: Page, draft: Evaluation) -> None:
    page.click("label[for=overall-improvement_needed]")
    page.fill("[name='improvement_plan:0:check_ins']", "8/7/2026")
    with page.expect_event("load"):
        page.press("[name='improvement_plan:0:check_ins']", "Enter")
    content = content_of(journeys.fresh(draft))
    assert [day.isoformat() for day in content.deficiencies[0].check_ins] == ["2026-08-07"]
    assert {word for factor in content.factors.values() for word in factor.items.values()} == {""}


COVERED = """() => {
  const field = document.activeElement.getBoundingClientRect();
  const bar = document.querySelector(".fs-savebar").getBoundingClientRect();
  return field.bottom > bar.top || field.top < 0;
}"""


@pytest.mark.parametrize("size", [{"width": 1280, "height": 900}, {"width": 390, "height": 844}])
def test_by_keyboard_no_field_hides_behind_the_bar(page: Page, size: ViewportSize) -> None:
    page.set_viewport_size(size)
    page.click("label[for=overall-improvement_needed]")
    page.focus("#rating-form input[type=radio] >> nth=0")
    passed: list[str] = []
    covered: list[str] = []
    while not passed or passed[-1] != "id_attachment":
        page.keyboard.press("Tab")
        here = page.evaluate("document.activeElement.id || document.activeElement.value || ''")
        passed.append(here)
        if page.evaluate(COVERED) and page.evaluate("!document.activeElement.closest('.fs-savebar')"):
            covered.append(here)
        assert len(passed) < 150
    comments = [place for place in passed if place.startswith("id_comments:")]
    assert (len(comments), "id_overall_comments" in passed, covered) == (6, True, [])


def test_on_a_narrow_screen_the_parts_stand_closed_before_the_first(page: Page) -> None:
    parts, aside = page.locator("#rating-form .fs-parts"), page.locator("#panel .fs-sections")
    assert (parts.is_visible(), aside.is_visible()) == (False, True)
    page.set_viewport_size(NARROW)
    assert (parts.is_visible(), aside.is_visible(), parts.get_attribute("open")) == (True, False, None)
    assert parts.bounding_box()["y"] < page.locator("#section-quality_of_work").bounding_box()["y"]
    parts.locator("summary").click()
    page.select_option("#fill-work_habits", "competent")
    page.click("#section-work_habits button[data-replaces]")
    expect(parts.locator("li", has_text="Work Habits")).to_contain_text("5 of 6")
    parts.get_by_role("link", name="Overall rating").click()
    expect(page.locator("#section-overall")).to_be_in_viewport()


def test_axe_finds_nothing_on_the_raters_pages(live_server, page: Page, draft: Evaluation, chain: Chain) -> None:
    other = make_employee(supervisor=chain.supervisor, last_name="Hernández-Villanueva-Montgomery")
    low = journeys.rated(journeys.started(chain, employee=other), Rating.IMPROVEMENT_NEEDED)
    places = [
        f"{reverse('evaluations:start')}?employee={chain.employee.employee_no}",
        address("edit", draft),
        address("edit", low),
        address("period", draft),
        address("submit", draft),
        address("submit", low),
    ]
    faults = {}
    for place in places:
        page.goto(live_server.url + place)
        faults[place] = faults_of(page)
    assert faults == {place: [] for place in places}
