"""A follow-up window in the browser: extended, then ended by a Competent; and one that nobody ended (R12 to R15)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from common.dates import in_words
from evaluations.enums import EvaluationKind, Rating
from evaluations.models import FollowUp
from evaluations.services.reversion import windows_revert
from tests.browser.acts import choose, sign
from tests.browser.conftest import faults_of, wait_until_idle
from tests.evaluations.journeys import agency, hr_analyst, issued, rated, signed, started, submitted
from tests.evaluations.windowing import afresh, low_given
from tests.factories import PASSWORD, Chain
from workforce.models import Employee, Leave

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[Employee], Page]


@pytest.fixture
def signed_in(live_server: LiveServer, browser: Browser) -> Iterator[SignIn]:
    """Signs a person in, each in a browser of their own; a script that fails fails the test."""
    contexts = []

    def sign_in(person: Employee) -> Page:
        contexts.append(browser.new_context(viewport={"width": 1280, "height": 900}, base_url=live_server.url))
        contexts[-1].set_default_timeout(15_000)
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: pytest.fail(f"a script failed: {error}"))
        page.goto(reverse("account_login"))
        page.fill("#id_login", person.email)
        page.fill("#id_password", PASSWORD)
        with page.expect_navigation():
            page.press("#id_password", "Enter")
        return page

    yield sign_in
    for context in contexts:
        context.set_offline(True)
        context.close()
    wait_until_idle()


@pytest.fixture
def chain() -> Chain:
    found = agency()
    hr_analyst()
    return found


def given(chain: Chain, days_ago: int) -> FollowUp:
    """The window of an Improvement Needed that was given so many days ago."""
    return low_given(chain, chain.employee, timezone.now() - timedelta(days=days_ago))


def opened(page: Page, window: FollowUp) -> Page:
    """The case, without a fault at 1280 and at 390 pixels."""
    page.goto(window.get_absolute_url())
    assert faults_of(page) == []
    return page


def button(page: Page, name: str) -> None:
    """Press it by the keyboard."""
    page.get_by_role("button", name=name, exact=True).focus()
    page.keyboard.press("Enter")


def test_extended_for_absence_and_ended_by_a_competent(chain: Chain, signed_in: SignIn) -> None:
    window, today = given(chain, 120), timezone.localdate()
    Leave.objects.create(
        employee=chain.employee, starts_on=today - timedelta(days=60), ends_on=today - timedelta(days=31)
    )  # fmt: skip
    old_end, new_end = window.ends_on, window.ends_on + timedelta(days=30)
    manager = opened(signed_in(chain.program_head), window)
    assert manager.get_by_text("Plan for Improvement").count() == 0
    ask(manager, old_end, new_end)
    approve(signed_in(hr_analyst()), window, new_end)
    employee = opened(signed_in(chain.employee), window)
    expect(employee.locator("main")).to_contain_text(f"the last one is {in_words(new_end)}")
    expect(employee.get_by_role("region", name="Extensions")).to_contain_text(f"Employee told on{in_words(today)}")
    record_a_check_in(opened(signed_in(chain.supervisor), window))
    remark(employee)
    end_with_competent(chain, window, signed_in)
    employee.reload()
    # The employee learns of the ending with its issue.
    expect(employee.locator("main")).to_contain_text("Extended")
    final = window.finals.get()
    issued(final, presented_on=today, issued_on=today, at=timezone.now())
    employee.reload()
    expect(employee.locator("main")).to_contain_text(f"Ended on {in_words(today)}.")


def ask(page: Page, old_end: object, new_end: object) -> None:
    """First without a ground, which is refused beside the field; then for absence."""
    page.get_by_role("link", name="Ask for an extension").click()
    assert faults_of(page) == []
    page.get_by_label("New last day of the window").fill(str(old_end))
    button(page, "Send the request to HR")
    expect(page.locator("[data-error-summary]")).to_contain_text("Choose why more time is needed.")
    choose(page, "Why is more time needed?", "Absence from duties, as recorded below")
    button(page, "Send the request to HR")
    expect(page.locator("[data-error-summary]")).to_contain_text("An extension never shortens a window")
    assert faults_of(page) == []
    page.get_by_label("New last day of the window").fill(str(new_end))
    button(page, "Send the request to HR")
    expect(page.get_by_role("region", name="Extensions")).to_contain_text("Waiting for HR")


def approve(page: Page, window: FollowUp, new_end: object) -> None:
    """HR finds it in the list of requests and approves it as it was asked for."""
    page.goto(f"{reverse('follow_ups')}?state=asked")
    page.get_by_role("link", name=window.employee.full_name).click()
    page.get_by_role("link", name="Approve the extension").click()
    assert faults_of(page) == []
    expect(page.get_by_label("New last day of the window")).to_have_value(str(new_end))
    button(page, "Approve and tell the employee")
    expect(page.locator("main")).to_contain_text("Extended")
    assert (afresh(window).status, afresh(window).ends_on) == ("extended", new_end)


def record_a_check_in(page: Page) -> None:
    page.get_by_role("link", name="Record a check-in").click()
    assert faults_of(page) == []
    choose(page, "How far has the work come?", "On track")
    page.get_by_label("Notes").fill("Two of fifty letters came back; the list is used every day.")
    button(page, "Record it")
    expect(page.locator("main")).to_contain_text("Two of fifty letters came back")


def remark(page: Page) -> None:
    page.reload()
    page.get_by_role("link", name="Add a remark").click()
    assert faults_of(page) == []
    page.get_by_label("Your remark").fill("I check each letter twice now.")
    button(page, "Add it")
    expect(page.locator("main")).to_contain_text("I check each letter twice now.")


def end_with_competent(chain: Chain, window: FollowUp, signed_in: SignIn) -> None:
    """The last agency signature, given in the browser, ends the window that day."""
    at, today = timezone.now(), timezone.localdate()
    period = (window.starts_on, today - timedelta(days=1))
    draft = rated(started(chain, period=period, kind=EvaluationKind.FOLLOW_UP_FINAL, at=at), Rating.COMPETENT, at=at)
    final = signed(submitted(draft, at=at), at=at)
    page = signed_in(chain.division_chief)
    page.goto(reverse("evaluations:sign", args=[final.public_id]))
    sign(page, "Sign as Department Head")
    expect(page.get_by_role("heading", level=1)).to_have_text("My work")
    window = afresh(window)
    assert (window.status, window.closed_on) == ("closed_competent", today)


def test_nobody_acts_and_the_employee_reverts(chain: Chain, signed_in: SignIn) -> None:
    window = given(chain, 200)
    reverts = window.ends_on + timedelta(days=1)
    before = opened(signed_in(chain.employee), window)
    expect(before.get_by_role("region", name="How it ends")).to_contain_text(
        f"reverts to the status held before, Permanent, on {in_words(reverts)}"
    )
    assert windows_revert(at=timezone.now()) == {"reverted": 1, "overtaken": 0}
    before.reload()
    clock = before.get_by_role("region", name="The clock")
    expect(clock).to_contain_text(f"On {in_words(reverts)} the employee reverted to the prior status: Permanent.")
    assert faults_of(before) == []
    page = signed_in(hr_analyst())
    page.goto(f"{reverse('follow_ups')}?state=reverted")
    assert faults_of(page) == []
    page.get_by_role("link", name=window.employee.full_name).click()
    expect(page.get_by_role("region", name="The clock")).to_contain_text("Reverted")
    expect(page.get_by_role("link", name="Ask for an extension")).to_have_count(0)
