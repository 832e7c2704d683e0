"""A new version of the agency's policy set: copied, edited, compared, simulated, published, wide and narrow."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.enums import Role
from evaluations import tasks
from evaluations.models import PolicyVersion
from evaluations.selectors.policies import policy_choice
from evaluations.services.simulations import SIMULATE_JOB
from jobs.models import Job
from tests.browser.conftest import faults_of
from tests.evaluations.journeys import PERIOD, agency, finished, rated, started
from tests.factories import PASSWORD, make_employee
from workforce.models import Employee

pytestmark = pytest.mark.django_db(transaction=True)


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)
    assert faults_of(page) == []


def worker_simulates() -> None:
    """The worker's part, in a thread of its own, and nothing of the other jobs."""

    def work() -> None:
        try:
            for job in Job.objects.filter(name=SIMULATE_JOB):
                tasks.simulate_policy(job.payload, at=timezone.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=1) as pool:
        pool.submit(work).result()


def test_from_a_copy_to_a_version_in_force(signed_in: Callable[[Employee], Page]) -> None:
    chain = agency()
    finished(rated(started(chain)))
    page = signed_in(make_employee(first_name="Casey", roles=[Role.CLASSIFICATION_ADMIN, Role.HR]))
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Policy sets").click()
    heading(page, "Policy sets")
    page.get_by_role("row", name="Version 1").first.get_by_role("link", name="Version 1").click()
    heading(page, "County, version 1")
    page.get_by_role("link", name="Make a new version").click()
    heading(page, "New version")
    page.get_by_role("button", name="Make the draft").press("Enter")
    heading(page, "County, version 101")

    page.get_by_role("link", name="Numbers and switches").first.click()
    field = page.get_by_label("Employee's copy, in calendar days (R19)")
    field.fill("0")
    page.get_by_role("button", name="Save").press("Enter")
    error = "Employee's copy, in calendar days (R19): Enter a number from 1 to 366."
    expect(page.get_by_role("link", name=error)).to_be_visible()
    heading(page, "Numbers and switches")
    field.fill("5")
    page.get_by_role("button", name="Save").press("Enter")
    heading(page, "County, version 101")
    page.get_by_role("link", name="Signing chart").first.click()
    page.get_by_label("Competent: Reviewer", exact=True).select_option(label="Deputy Director")
    page.get_by_label("Competent: Department Head", exact=True).select_option(label="Director")
    page.get_by_role("button", name="Save").click()

    page.get_by_role("link", name="Differences", exact=True).click()
    heading(page, "Differences")
    expect(page.get_by_role("row", name="Employee's copy, in calendar days")).to_contain_text("20")
    expect(page.get_by_text("changes 3 values of County, version 1.")).to_be_visible()

    page.get_by_role("link", name="Simulate").click()
    heading(page, "Simulate")
    page.get_by_label("Periods that ended from").fill(PERIOD[1].isoformat())
    page.get_by_label("Periods that ended to").fill(PERIOD[1].isoformat())
    page.get_by_role("button", name="Simulate").click()
    heading(page, "The simulation is running")
    worker_simulates()
    expect(page.get_by_role("heading", level=1)).to_have_text("What would have changed")
    heading(page, "What would have changed")
    expect(page.get_by_text("Reviewer (R17): Avery ProgramHead → Avery DeputyDirector")).to_be_visible()
    expect(page.get_by_text("Employee's copy due (R19): July 26, 2026 → July 11, 2026")).to_be_visible()
    page.get_by_role("link", name="Dates 1").click()
    expect(page.get_by_text("Reviewer (R17)")).to_have_count(0)

    page.get_by_role("link", name="Publish…").click()
    heading(page, "Publish County, version 101")
    tomorrow = timezone.localdate(timezone.now()) + timedelta(days=1)
    page.get_by_label("First day in force").fill(tomorrow.isoformat())
    page.get_by_label("I have looked at the differences.").focus()
    page.keyboard.press("Space")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Publish").press("Enter")
    expect(page.get_by_text("Published: it never changes again.")).to_be_visible()
    heading(page, "County, version 101")
    assert PolicyVersion.objects.get().status == "published"
    assert policy_choice().agency(tomorrow).deadlines.copy_days == 5
