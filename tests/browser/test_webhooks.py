"""A system administrator makes a webhook, copies its secret, and sees the test message fail."""

from __future__ import annotations

from playwright.sync_api import expect

from notifications.models import WebhookDelivery, WebhookEndpoint
from notifications.services.webhook_secrets import secret_open
from tests.browser.districts import DEMO_PASSPHRASE
from tests.browser.site import PHONE, Site, axe_violations, is_wider_than_its_window, worker_drains


def test_a_webhook_is_made_and_tested(site: Site) -> None:
    site.watch.expected |= {422}
    page = site.sign_in("hyun-woo.park@madrona.example", DEMO_PASSPHRASE)
    page.get_by_role("link", name="Webhooks", exact=True).first.click()
    page.get_by_role("link", name="New webhook").click()
    page.get_by_role("button", name="Make it and show the secret").click()
    expect(page.get_by_role("alert")).to_contain_text("There are 3 things to put right")
    assert axe_violations(page) == []
    page.get_by_label("Name").fill("Payroll")
    page.get_by_label("Address").fill("https://payroll.invalid/hooks")
    page.get_by_text("It became final").click()
    page.get_by_role("button", name="Make it and show the secret").click()
    expect(page.get_by_role("heading", level=1, name="Secret of Payroll")).to_be_visible()
    assert page.locator("code").inner_text() == secret_open(WebhookEndpoint.objects.get(name="Payroll").secret)
    assert axe_violations(page) == []
    page.set_viewport_size(PHONE)
    assert (axe_violations(page), is_wider_than_its_window(page)) == ([], False)
    page.get_by_role("link", name="I have copied it").click()
    page.get_by_role("button", name="Send a test message").click()
    expect(page.get_by_text("The test message is on its way")).to_be_visible()
    worker_drains()
    assert WebhookDelivery.objects.get(endpoint__name="Payroll").status == "given_up"
    page.reload()
    expect(page.get_by_text("Its host name is not known.")).to_be_visible()
    page.get_by_role("button", name="Make another secret").click()
    expect(page.get_by_text("each message carries a second signature")).to_be_visible()
    assert axe_violations(page) == []
