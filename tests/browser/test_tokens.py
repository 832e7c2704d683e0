"""A token is made by keyboard alone, copied, and gone from the page afterwards; the API's page opens part by part."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import faults_of
from tests.factories import PASSWORD, make_employee


def make_token(page: Page, url: str) -> None:
    """Fill the form in without a mouse."""
    page.goto(f"{url}/tokens/")
    page.get_by_label("Name").focus()
    page.keyboard.type("nightly report")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_label("Read classifications")).to_be_checked()
    page.get_by_label("Last day").fill(page.evaluate("new Date().toISOString().slice(0, 10)"))
    page.get_by_label("Your password").focus()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Your new token")).to_be_visible()


def test_a_token_is_made_copied_and_gone(live_server, signed_in) -> None:
    page = signed_in(make_employee(first_name="Ines", last_name="Owner"))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live_server.url)
    make_token(page, live_server.url)
    text = page.locator("#token-text").inner_text()
    assert (text.startswith("fairstep_"), len(text)) == (True, 52)
    page.get_by_role("button", name="Copy the token").press("Enter")
    expect(page.locator("#token-copied")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == text
    assert faults_of(page) == []
    assert text not in page.url
    page.get_by_role("link", name="I have copied it").press("Enter")
    expect(page.get_by_role("rowheader", name="nightly report")).to_be_visible()
    assert text not in page.content()
    page.go_back()
    assert text not in page.content()


def test_revoking_by_the_account_menu_and_the_keyboard(live_server, signed_in) -> None:
    page = signed_in(make_employee(first_name="Ines", last_name="Owner"))
    make_token(page, live_server.url)
    page.locator(".fs-usermenu summary").press("Enter")
    page.get_by_role("link", name="Access tokens").first.press("Enter")
    page.get_by_role("link", name="Revoke").press("Enter")
    page.get_by_role("button", name="Revoke").press("Enter")
    expect(page.get_by_text("The token nightly report opens nothing any more.")).to_be_visible()
    expect(page.get_by_text("No program acts in your name.")).to_be_visible()


def test_the_page_of_the_api_opens_part_by_part(live_server, signed_in) -> None:
    page = signed_in(make_employee(first_name="Ines", last_name="Reader"))
    page.goto(f"{live_server.url}/api/docs/")
    part = page.locator("#evaluations_content_partial_update")
    expect(part.get_by_text("If-Match", exact=True)).to_be_hidden()
    part.locator("summary").press("Enter")
    expect(part.get_by_text("If-Match", exact=True)).to_be_visible()
    part.get_by_role("link", name="FactorAsked").click()
    expect(page.locator("#object-FactorAsked")).to_be_in_viewport()
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    assert faults_of(page) == []
