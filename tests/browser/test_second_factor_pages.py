"""Every page of the second factor that one reaches after being asked again: axe finds nothing, nothing runs over."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page

from accounts.enums import Role
from tests.browser.conftest import faults_of
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def entered(live_server, context: BrowserContext) -> Callable[..., Page]:
    """A window in which that account is signed in and was asked again."""

    def enter(user) -> Page:
        client = Client()
        client.force_login(user)
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        key = client.cookies[configured.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": configured.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"a script failed: {error}"))
        return page

    return enter


def walk(page: Page, live_server, places: dict[str, str]) -> dict[str, list[str]]:
    """The faults of each page by its address, where its heading is not the one named or something is wrong."""
    faults = {}
    for path, heading in places.items():
        page.goto(live_server.url + path)
        said = page.locator("h1").inner_text()
        found = faults_of(page) + ([] if said == heading else [f"says {said}"])
        faults |= {path: found} if found else {}
    return faults


def test_before_and_after_setting_one_up(live_server, entered: Callable[..., Page]) -> None:
    user = make_user()
    page = entered(user)
    places = {
        reverse("mfa_activate_totp"): "Set up an authenticator app",
        reverse("mfa_add_webauthn"): "Add a security key",
    }
    assert walk(page, live_server, places) == {}
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    key = Authenticator.objects.create(user=user, type="webauthn", data={"name": "Blue key", "credential": {}})
    places = {
        reverse("mfa_reauthenticate"): "Confirm that it is you",
        reverse("mfa_index"): "Second factor",
        reverse("mfa_deactivate_totp"): "Remove the authenticator app",
        reverse("mfa_view_recovery_codes"): "Recovery codes",
        reverse("mfa_generate_recovery_codes"): "Make recovery codes",
        reverse("mfa_edit_webauthn", args=[key.pk]): "Rename a security key",
        reverse("mfa_remove_webauthn", args=[key.pk]): "Remove a security key",
    }
    assert walk(page, live_server, places) == {}


def test_what_is_refused_and_what_an_administrator_sees(live_server, entered: Callable[..., Page], settings) -> None:
    other = make_user()
    TOTP.activate(other, generate_totp_secret())
    page = entered(make_user(roles=[Role.SYSTEM_ADMIN]))
    account = reverse("accounts:account", args=[other.pk])
    assert walk(page, live_server, {f"{account}?ask=remove_second_factor": "Remove a second factor"}) == {}
    settings.MFA_REQUIRED_ROLES = ["system_admin"]
    places = {reverse("mfa_index"): "Second factor", account: "A second factor is missing"}
    assert walk(page, live_server, places) == {}
