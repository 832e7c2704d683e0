"""Chromium beside a server. One browser for the run, a fresh context for each test.

Two kinds of tests: those of single pages make their own rows beside pytest's `live_server`, whose database is emptied
after each of them; journeys share a `site` that holds the demo agency for the rest of the run. Journeys therefore come
last, and bring people of their own (`districts.py`), so that they may run in any order beside the demo's evaluations.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import override_settings
from django.test.utils import setup_databases, teardown_databases
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from common.pdf.keys import make_key
from jobs.models import Job
from tests.browser.site import Site, Watch
from tests.factories import PASSWORD
from tools.environment import DEMO_AGENCY
from tools.paths import VAR
from workforce.models import Employee
from workspace.demo.agency import agency_load, agency_told, signins_write

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
NARROW = {"width": 390, "height": 844}
FAILURES = VAR / "browser-failures"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = str(Path(__file__).parent)
    for item in items:
        if str(item.path).startswith(here):
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: "site" in getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


# --- single pages -----------------------------------------------------------------------------------------------------


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(15_000)
    yield context
    # A form that is closed says so; that word would meet the emptying of the database.
    context.set_offline(True)
    context.close()
    wait_until_idle()


def wait_until_idle() -> None:
    """Requests that are still being answered hold locks on tables that are about to be emptied."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
            )
            if cursor.fetchone() == (0,):
                return
        time.sleep(0.05)


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


# --- journeys ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def journeys_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The test database, which pytest-django makes only where a marked test asks for it; open to this process."""
    with django_db_blocker.unblock():
        is_made = connection.settings_dict["NAME"].startswith("test_")
        made = [] if is_made else setup_databases(verbosity=0, interactive=False, aliases={"default"})
        yield
        if made:
            teardown_databases(made, verbosity=0)


@pytest.fixture(scope="session")
def address(journeys_database: None) -> Iterator[str]:
    """The address of a server whose database holds the demo agency."""
    with override_settings(DEMO=True, AGENCY_NAME=DEMO_AGENCY):
        now = timezone.now()
        make_key(Path(settings.SEAL_DIR), agency=DEMO_AGENCY, at=now)
        agency_load(at=now)
        signins_write(agency_told())
        # The demo's forty packets are the worker's; here each journey drains what it asked for itself.
        Job.objects.all().delete()
        live = LiveServer("localhost")
        yield live.url
        live.stop()
        _end_other_sessions()


def _end_other_sessions() -> None:
    """Threads of the server that still wait for a browser would keep the database from being removed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture
def site(address: str, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Site]:
    """The site with nobody signed in; after the test no page may have complained."""
    cache.clear()
    opened = Site(address, browser, Watch())
    yield opened
    if getattr(request.node, "has_failed", False):
        _keep_pictures(opened.pages, request.node.name)
    opened.close()
    assert opened.watch.complaints == []


def _keep_pictures(pages: list[Page], name: str) -> None:
    FAILURES.mkdir(parents=True, exist_ok=True)
    for number, page in enumerate(pages, start=1):
        page.screenshot(path=FAILURES / f"{name}-{number}.png", full_page=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    if report.when == "call":
        item.has_failed = report.failed  # type: ignore[attr-defined]  # ours
    return report
