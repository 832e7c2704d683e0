"""Chromium beside the live server. One browser for the run, a fresh context for each test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.factories import PASSWORD
from workforce.models import Employee

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
NARROW = {"width": 390, "height": 844}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def signed_in(live_server, context: BrowserContext) -> Callable[[Employee], Page]:
    """Signs a person in through the page and gives the page; a script that fails fails the test."""

    def sign_in(person: Employee) -> Page:
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"a script failed: {error}"))
        page.goto(live_server.url + reverse("account_login"))
        page.fill("#id_login", person.email)
        page.fill("#id_password", PASSWORD)
        with page.expect_navigation():
            page.press("#id_password", "Enter")
        return page

    return sign_in


def faults_of(page: Page) -> list[str]:
    """What axe finds on the page, and whether it runs over the edge at 390 pixels."""
    found = [violation["id"] for violation in Axe().run(page).response["violations"]]
    wide = page.viewport_size
    page.set_viewport_size(NARROW)
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    found += [f"narrow: {violation['id']}" for violation in Axe().run(page).response["violations"]]
    page.set_viewport_size(wide)
    return found + ([f"{over} pixels too wide"] if over > 0 else [])
