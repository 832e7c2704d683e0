"""What every journey does: sign in, look for complaints, ask axe."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from django.utils import timezone
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from jobs.services import drain

DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
SECONDS = 20
# The browser reports a refused form as an error of its own; which refusals a test expects, it says.
_REFUSED = re.compile(r"the server responded with a status of (\d+)")
_REPORT_CSP = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""


@dataclass
class Watch:
    """Collects what a browser's console says is wrong, policy violations among it."""

    complaints: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=set)

    def hear(self, message: ConsoleMessage) -> None:
        refused = _REFUSED.search(message.text)
        if message.type != "error" or (refused and int(refused[1]) in self.expected):
            return
        self.complaints.append(f"{message.text} ({message.location.get('url', '')})")

    def follow(self, page: Page) -> None:
        page.on("console", self.hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))


@dataclass
class Site:
    """A running site and the browser windows that a test opened on it."""

    url: str
    browser: Browser
    watch: Watch
    pages: list[Page] = field(default_factory=list)

    def window(self, viewport: dict[str, int] = DESKTOP) -> Page:
        """A browser of its own: no cookies shared with the others."""
        context = self.browser.new_context(
            base_url=self.url, viewport=viewport, locale="en-US", timezone_id="America/Los_Angeles"
        )  # type: ignore[arg-type]  # a dict that has the two keys of a viewport
        context.set_default_timeout(SECONDS * 1000)
        context.add_init_script(_REPORT_CSP)
        return self.tab(context.new_page())

    def tab(self, page: Page) -> Page:
        """Watch that page, too."""
        self.watch.follow(page)
        self.pages.append(page)
        return page

    def sign_in(self, email: str, password: str, *, viewport: dict[str, int] = DESKTOP) -> Page:
        """A window in which that person is signed in, at home."""
        page = self.window(viewport)
        page.goto("/sign-in/")
        page.get_by_label("E-mail address").fill(email)
        page.get_by_label("Password", exact=True).fill(password)
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.get_by_role("heading", level=1, name="My work")).to_be_visible()
        return page

    def close(self) -> None:
        for context in {page.context for page in self.pages}:
            context.close()


def worker_drains() -> int:
    """The worker's part, in a thread of its own: Playwright's loop would stand in the way of the seal's."""

    def work() -> int:
        try:
            return drain(at=timezone.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(work).result()


def axe_violations(page: Page) -> list[str]:
    """What axe finds on the page as it is now: rule, and the beginning of each element."""
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [f"{row['id']}: {node['html'][:160]}" for row in found for node in row["nodes"]]


def is_wider_than_its_window(page: Page) -> bool:
    """True where one would have to scroll sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


def title_and_sentence(page: Page) -> str:
    """The heading of the page."""
    return page.get_by_role("heading", level=1).inner_text()
