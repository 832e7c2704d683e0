"""A security key in a real browser, from being added to signing in and to a signature beside the form."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from audit.models import Signature
from evaluations.enums import EvaluationStatus
from tests.browser.conftest import faults_of
from tests.evaluations import journeys
from tests.evaluations.pages import address
from tests.factories import PASSWORD
from workforce.models import Employee

pytestmark = pytest.mark.django_db(transaction=True)
KEY = {
    "protocol": "ctap2", "transport": "usb", "hasResidentKey": False, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


def plug_in(context: BrowserContext, page: Page, key: dict | None = None) -> tuple:
    """A key that answers by itself; its handle, to take what it learnt along to another window."""
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})["authenticatorId"]
    for known in key or []:
        session.send("WebAuthn.addCredential", {"authenticatorId": made, "credential": known})
    return session, made


def learnt(session, made) -> list[dict]:
    return session.send("WebAuthn.getCredentials", {"authenticatorId": made})["credentials"]


def test_a_key_is_added_signs_in_and_stands_for_a_signature(
    live_server, context: BrowserContext, signed_in: Callable[[Employee], Page]
) -> None:
    chain = journeys.agency()
    evaluation = journeys.evaluation_in(EvaluationStatus.REVIEWER_REVIEW, chain)
    page = signed_in(chain.program_head)
    complaints: list[str] = []
    page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
    session, made = plug_in(context, page)
    page.goto(live_server.url + reverse("mfa_index"))
    page.get_by_role("link", name="Add a security key").click()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Name of the key").fill("Blue key")
    assert faults_of(page) == []
    page.get_by_role("button", name="Add the key").click()
    expect(page.get_by_role("heading", level=1, name="Recovery codes")).to_be_visible()
    expect(page.locator(".fs-codes li")).to_have_count(10)
    assert faults_of(page) == []
    page.get_by_role("link", name="I have kept them").click()
    expect(page.locator("main")).to_contain_text("Blue key")
    assert faults_of(page) == []
    assert Authenticator.objects.filter(user=chain.program_head.user, type="webauthn").count() == 1

    # Signed out and in again: the password, then the key.
    context.clear_cookies()
    page.goto(live_server.url + reverse("account_login"))
    page.fill("#id_login", chain.program_head.email)
    page.fill("#id_password", PASSWORD)
    page.press("#id_password", "Enter")
    expect(page.get_by_role("heading", level=1, name="Your second factor")).to_be_visible()
    assert faults_of(page) == []
    page.get_by_role("button", name="Use my security key").click()
    expect(page.get_by_role("heading", level=1, name="My work")).to_be_visible()

    # A signature without a password: confirmed by the key in another window.
    page.goto(live_server.url + address("sign", evaluation))
    key = learnt(session, made)
    with context.expect_page() as opened:
        page.get_by_role("link", name="Confirm with your security key").click()
    beside = opened.value
    plug_in(context, beside, key)
    expect(beside.get_by_role("heading", level=1, name="Confirm that it is you")).to_be_visible()
    assert faults_of(beside) == []
    beside.get_by_role("button", name="Use my security key").click()
    expect(beside.get_by_role("heading", level=1, name="You are signed in again")).to_be_visible()
    page.get_by_role("button", name="Sign as Reviewer").click()
    expect(page.get_by_role("heading", level=1, name="My work")).to_be_visible()
    assert Signature.objects.latest("pk").confirmed_by == "security_key"
    assert complaints == []


def test_a_key_that_does_not_answer_is_said_so(
    live_server, context: BrowserContext, signed_in: Callable[[Employee], Page]
) -> None:
    page = signed_in(journeys.agency().employee)
    session, made = plug_in(context, page)
    session.send("WebAuthn.setAutomaticPresenceSimulation", {"authenticatorId": made, "enabled": False})
    refuse = "navigator.credentials.create = async () => { throw new DOMException('no', 'NotAllowedError') }"
    page.add_init_script(refuse)
    page.goto(live_server.url + reverse("mfa_add_webauthn"))
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("button", name="Add the key").click()
    expect(page.locator("[data-key-words]")).to_have_text("The key did not answer, or you stopped it. Try again.")
    assert Authenticator.objects.count() == 0
