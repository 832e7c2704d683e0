"""From the Rater's signature to the Reviewer's: the bell, the notice, the mail, the page to sign."""

from __future__ import annotations

import re

from django.utils import timezone
from playwright.sync_api import expect

from notifications.models import Mail
from notifications.selectors import calendar_feed_for
from notifications.services import digests_make, notice_add
from tests.browser.districts import DEMO_PASSPHRASE
from tests.browser.site import Site, axe_violations, worker_drains
from workforce.models import Employee

RATER = "yolanda.reyes-whitfield@madrona.example"


def test_what_somebody_is_told_rings_the_bell_comes_by_mail_and_leads_to_its_place(site: Site) -> None:
    rater = Employee.objects.select_related("user").get(email=RATER).user
    at = timezone.now()
    words = {"employee": "Thùy Linh Nguyễn", "period_start": "2025-11-01", "period_end": "2026-10-31"}
    notice_add(recipient=rater, kind="created", subject="test:bell", path="/team/", words=words, at=at)
    page = site.sign_in(RATER, DEMO_PASSPHRASE)
    bell = page.get_by_role("link", name=re.compile("^Notices"))
    before = int(re.search(r"\d+", bell.inner_text())[0])
    bell.click()
    page.get_by_role("link", name="The next evaluation is ready for you: Thùy Linh Nguyễn").click()
    expect(page.get_by_role("heading", level=1, name="My team")).to_be_visible()
    assert int((re.search(r"\d+", bell.inner_text()) or ["0"])[0]) == before - 1

    digests_make(at=at)
    worker_drains()
    mail = Mail.objects.filter(recipient=rater, kind="digest").latest("pk")
    assert mail.status == "sent"
    page.get_by_role("link", name="Outbox").click()
    page.get_by_label("Name or e-mail address").fill("reyes-whitfield")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Yolanda Reyes-Whitfield").first.click()
    shown = page.get_by_role("region", name=re.compile("things? to do"))
    expect(shown.get_by_text("The next evaluation is ready for you: Thùy Linh Nguyễn")).to_be_visible()
    assert axe_violations(page) == []


def test_wishes_in_spanish_and_a_calendar_at_a_secret_address(site: Site) -> None:
    page = site.sign_in("tomasz.wojcik@madrona.example", DEMO_PASSPHRASE)
    page.get_by_role("link", name=re.compile("^Notices")).click()
    page.get_by_role("link", name="How you are told").click()
    page.get_by_text("Español").click()
    page.get_by_text("No mail on Saturdays and Sundays").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved. From now on you are told like this.")).to_be_visible()
    expect(page.get_by_label("Español")).to_be_checked()
    page.get_by_role("button", name="Make an address").click()
    address = page.locator("code").inner_text()
    assert axe_violations(page) == []
    secret = address.rsplit("/", 1)[1].removesuffix(".ics")
    assert str(calendar_feed_for(secret).user) == "Tomasz Wójcik"
    answer = page.request.get(f"{site.url}/calendar/{secret}.ics")
    assert (answer.status, answer.text().startswith("BEGIN:VCALENDAR\r\n")) == (200, True)
    page.goto("/notices/settings/")
    page.get_by_role("button", name="Revoke the address").click()
    expect(page.get_by_role("button", name="Make an address")).to_be_visible()
    assert page.request.get(f"{site.url}/calendar/{secret}.ics").status == 404
