"""What people do on the pages of an evaluation, each named after the act."""

from __future__ import annotations

import re
from collections.abc import Mapping

from playwright.sync_api import Page, expect

from tests.factories import PASSWORD

FACTORS = (
    "Quality of Work", "Quantity of Work", "Work Habits", "Personal Relations", "Adaptability", "Communication",
)  # fmt: skip


def choose(page: Page, group: str, word: str) -> None:
    """Choose one of a group's radio buttons by keyboard, whatever is drawn for it."""
    radio = page.get_by_role("group", name=group, exact=True).get_by_role("radio", name=word, exact=True)
    radio.focus()
    page.keyboard.press("Space")
    expect(radio).to_be_checked()


def rate_everything(page: Page, word: str = "Competent") -> None:
    """Give every factor and item the same word, with the helper for blank items."""
    for factor in FACTORS:
        section = page.get_by_role("region", name=factor, exact=True)
        choose(page, f"{factor} as a whole", word)
        section.get_by_label("Rate the items still blank here as").select_option(word)
        section.get_by_role("button", name="Fill in").click()
        expect(section.get_by_role("radio", name="Not rated", checked=True)).to_have_count(0)


def wait_until_saved(page: Page) -> None:
    """The status line says so; nobody pressed anything."""
    expect(page.locator("#save-status")).to_have_text(re.compile(r"^(Saved|All changes|Everything)"))


def sign(page: Page, button: str, password: str = PASSWORD) -> None:
    """Type the password and press the button that signs."""
    page.get_by_label("Your password").fill(password)
    page.get_by_role("button", name=button, exact=True).click()


def expect_home(page: Page) -> None:
    """Wait for My work, where a signature, a review and a return lead. (Its address alone matches every page's.)"""
    expect(page.get_by_role("heading", level=1)).to_have_text("My work")


def check_and_sign(page: Page, reasons: Mapping[str, str] | None = None) -> None:
    """From the rating form to the signed submission, with the reason for each rule that warns."""
    page.get_by_role("button", name="Check and sign").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Check and sign"))
    for rule, reason in (reasons or {}).items():
        page.get_by_label(f"Your reason for going on (rule {rule})").fill(reason)
    sign(page, "Sign and submit")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Evaluation of"))


def open_task(page: Page, task: str, name: str) -> None:
    """From home to the task that waits about that person."""
    page.goto("/")
    page.get_by_role("listitem").filter(has_text=name).get_by_role("link", name=task).click()


def state_of(page: Page) -> str:
    """The state among the key facts of an evaluation's page."""
    return page.locator("dt:text-is('Status') + dd").first.inner_text()
