"""The second factor: set up, asked for, good once, required of roles, lost and removed; audited and mailed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core import mail
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import OpenSession
from accounts.second_factor_middleware import OPEN, SENTENCE
from accounts.selectors import has_second_factor
from accounts.services import second_factor_remove
from audit.selectors import events_of
from common.errors import Conflict, NotAllowed
from config.sign_in import ROLES_WITH_SECOND_FACTOR
from jobs.services import drain
from tests.access.test_access import some_url
from tests.factories import PASSWORD, make_user

START = datetime(2026, 7, 6, 16, 0, tzinfo=UTC)
STEP = timedelta(seconds=30)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def user():
    return make_user(email="rita@agency.example", name="Rita Rater")


def code_of(secret, steps=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def with_app(user):
    """An authenticator app; its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def sign_in(client, user, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": user.email, "password": password})


def is_signed_in(client):
    return client.get(reverse("accounts:session")).status_code == 200


def actions(user):
    return [event.action for event in events_of(f"account:{user.pk}")]


def mails():
    """What the worker sends: to whom, and about what."""
    drain(at=timezone.now())
    return [(message.to, message.subject) for message in mail.outbox]


def confirmed(client):
    answer = client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert answer.status_code == 302


class TestSettingUp:
    def test_an_app_after_the_password_was_asked_again(self, client, user, django_capture_on_commit_callbacks):
        client.force_login(user)
        asked = client.get(reverse("mfa_activate_totp"))
        assert asked["Location"] == "/password/confirm/?next=%2Fsecond-factor%2Fapp%2F"
        confirmed(client)
        page = client.get(reverse("mfa_activate_totp"))
        secret = page.context["form"].secret
        assert page.context["totp_svg_data_uri"].startswith("data:image/svg+xml;base64,")
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
        assert answer["Location"] == reverse("mfa_view_recovery_codes")
        codes = client.get(answer["Location"]).context["unused_codes"]
        assert (len(codes), {len(code) for code in codes}, has_second_factor(user)) == (10, {10}, True)
        assert set(client.get(answer["Location"]).context["unused_codes"]) == {"****"}
        assert [(event.action, event.data) for event in events_of(f"account:{user.pk}")][1:] == [
            ("second_factor_added", {"kind": "totp"}), ("second_factor_added", {"kind": "recovery_codes"}),
        ]  # fmt: skip
        assert mails() == [(["Rita Rater <rita@agency.example>"], "A second factor was added to your Fairstep account")]
        assert "on July 6, 2026 at 09:00 a second factor was added" in mail.outbox[0].body

    def test_the_secret_does_not_stand_readable_in_the_database(self, user):
        secret = with_app(user)
        kept = Authenticator.objects.get().data["secret"]
        assert (secret in kept, Authenticator.objects.get().wrap().validate_code(code_of(secret))) == (False, True)

    def test_a_wrong_first_code_sets_nothing_up(self, client, user):
        client.force_login(user)
        confirmed(client)
        client.get(reverse("mfa_activate_totp"))
        answer = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
        assert list(answer.context["form"].errors["code"]) == [
            "This is not the right code. Wait for the next one and type that."
        ]
        assert has_second_factor(user) is False

    def test_a_wrong_password_confirms_nothing_and_leaves_a_trail(self, client, user):
        client.force_login(user)
        answer = client.post(reverse("account_reauthenticate"), {"password": "wrong password altogether"})
        assert list(answer.context["form"].errors["password"]) == [
            "This is not your password. Nothing has been changed."
        ]
        assert actions(user)[-1] == "password_confirm_failed"

    def test_the_app_is_removed_after_being_asked_again_and_the_person_is_told(self, client, user):
        with_app(user)
        client.force_login(user)
        assert client.post(reverse("mfa_deactivate_totp")).status_code == 302
        assert has_second_factor(user) is True
        confirmed(client)
        assert client.post(reverse("mfa_deactivate_totp"))["Location"] == reverse("mfa_index")
        assert (has_second_factor(user), actions(user)[-1]) == (False, "second_factor_removed")
        assert mails() == [
            (["Rita Rater <rita@agency.example>"], "A second factor was removed from your Fairstep account")
        ]

    def test_new_recovery_codes_end_the_old_ones(self, client, user, django_capture_on_commit_callbacks):
        with_app(user)
        old = RecoveryCodes.activate(user).get_unused_codes()
        client.force_login(user)
        confirmed(client)
        with django_capture_on_commit_callbacks(execute=True):
            client.post(reverse("mfa_generate_recovery_codes"))
        new = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
        assert (set(old) & set(new), actions(user)[-1]) == (set(), "recovery_codes_made")
        assert mails()[0][1] == "New recovery codes were made for your Fairstep account"

    def test_somebody_elses_key_is_not_there(self, client, user):
        other = make_user()
        row = Authenticator.objects.create(user=other, type="webauthn", data={"name": "Blue", "credential": {}})
        client.force_login(user)
        confirmed(client)
        for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
            assert client.post(reverse(name, args=[row.pk]), {"name": "Mine"}).status_code == 404
        row.refresh_from_db()
        assert row.data["name"] == "Blue"


class TestSigningIn:
    def test_the_password_alone_is_half_of_it(self, client, user):
        secret = with_app(user)
        answer = sign_in(client, user)
        assert (answer["Location"], is_signed_in(client)) == (reverse("mfa_authenticate"), False)
        answer = client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
        assert (answer["Location"], is_signed_in(client)) == ("/", True)
        assert events_of(f"account:{user.pk}").get().data == {"by": ["password", "totp"]}

    @pytest.mark.parametrize(("steps", "is_right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
    def test_a_clock_half_a_minute_off_is_forgiven(self, client, user, steps, is_right):
        secret = with_app(user)
        sign_in(client, user)
        client.post(reverse("mfa_authenticate"), {"code": code_of(secret, steps)})
        assert is_signed_in(client) is is_right

    def test_a_code_is_good_once_also_when_the_cache_has_forgotten_it(self, client, user, clock):
        secret = with_app(user)
        code = code_of(secret, 1)
        sign_in(client, user)
        client.post(reverse("mfa_authenticate"), {"code": code})
        watcher = Client()
        sign_in(watcher, user)
        clock.shift(STEP + timedelta(seconds=5))  # longer than the library remembers, and the code is still valid
        answer = watcher.post(reverse("mfa_authenticate"), {"code": code})
        assert (is_signed_in(watcher), list(answer.context["form"].errors["code"])) == (
            False, ["This code was used already. Wait for the next one and type that."],
        )  # fmt: skip

    def test_a_recovery_code_is_good_once(self, user):
        with_app(user)
        code = RecoveryCodes.activate(user).get_unused_codes()[0]
        found = []
        for client in (Client(), Client()):
            sign_in(client, user)
            client.post(reverse("mfa_authenticate"), {"code": code})
            found.append(is_signed_in(client))
        assert found == [True, False]

    def test_guessing_codes_is_limited_and_leaves_a_trail(self, client, user):
        secret = with_app(user)
        sign_in(client, user)
        for _ in range(5):
            client.post(reverse("mfa_authenticate"), {"code": "000000"})
        client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
        assert (is_signed_in(client), actions(user)) == (False, ["second_factor_failed"] * 5)

    def test_the_second_page_without_the_first_leads_back(self, client, user):
        assert client.get(reverse("mfa_authenticate"))["Location"] == reverse("account_login")

    def test_whoever_was_closed_in_between_does_not_get_in(self, client, user):
        secret = with_app(user)
        sign_in(client, user)
        user.is_active = False
        user.save()
        client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
        assert is_signed_in(client) is False

    def test_the_mailed_link_for_a_new_password_leads_past_no_second_factor(self, client, user):
        with_app(user)
        client.post(reverse("account_reset_password"), {"email": user.email})
        link = next(word for word in mail.outbox[0].body.split() if word.startswith("http"))
        target = client.get(link, follow=True).redirect_chain[-1][0]
        new = "seven loud maple leaves"
        client.post(target, {"password1": new, "password2": new})
        assert sign_in(client, user, new)["Location"] == reverse("mfa_authenticate")
        assert is_signed_in(client) is False


def addresses(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from addresses(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
        elif isinstance(entry, URLPattern) and entry.name:
            yield f"{namespace}{entry.name}"


class TestRequired:
    @pytest.fixture(autouse=True)
    def as_shipped(self, settings):
        settings.MFA_REQUIRED_ROLES = ROLES_WITH_SECOND_FACTOR

    def test_of_hr_and_administrators_as_shipped(self):
        assert set(ROLES_WITH_SECOND_FACTOR) == {role.value for role in Role}

    @pytest.mark.parametrize("role", list(Role))
    def test_without_it_every_address_is_refused_but_those_that_set_it_up(self, client, role):
        client.force_login(make_user(roles=[role]))
        names = sorted(set(addresses(get_resolver())) - OPEN - {"home"})
        refused = {}
        for name in names:
            for method in ("get", "post"):
                answer = getattr(client, method)(some_url(name))
                refused[f"{method} {name}"] = (answer.status_code, SENTENCE in answer.content.decode())
        assert refused == {key: (403, True) for key in refused}
        assert len(refused) == 2 * len(names) > 100

    def test_the_way_after_the_sign_in_leads_to_the_page_that_sets_it_up(self, client):
        client.force_login(make_user(roles=[Role.HR]))
        assert client.get("/")["Location"] == reverse("mfa_index")
        assert client.get(reverse("mfa_index")).context["is_missing"] is True
        assert client.post(reverse("account_logout")).status_code == 302
        assert is_signed_in(client) is False

    def test_a_program_is_told_in_json(self, client):
        client.force_login(make_user(roles=[Role.AUDITOR]))
        answer = client.get(reverse("accounts:delegations"), headers={"Accept": "application/json"})
        assert (answer.status_code, answer.json()["detail"]) == (403, SENTENCE)

    def test_with_it_everything_opens(self, client):
        user = make_user(roles=[Role.SYSTEM_ADMIN])
        with_app(user)
        client.force_login(user)
        assert client.get(reverse("accounts:accounts")).status_code == 200

    def test_recovery_codes_alone_are_no_second_factor(self, client):
        user = make_user(roles=[Role.HR])
        RecoveryCodes.activate(user)
        client.force_login(user)
        assert client.get(reverse("accounts:delegations")).status_code == 403

    def test_nobody_else_is_asked(self, client, user, settings):
        client.force_login(user)
        assert client.get(reverse("accounts:delegations")).status_code == 200
        settings.MFA_REQUIRED_ROLES = ["auditor"]
        client.force_login(make_user(roles=[Role.HR]))
        assert client.get(reverse("accounts:delegations")).status_code == 200

    def test_the_demo_advises_where_it_would_refuse(self, client, settings):
        settings.DEMO = True
        client.force_login(make_user(roles=[Role.HR]))
        page = client.get("/").content.decode()
        assert "Outside this demonstration your role needs a second factor" in page
        client.force_login(make_user())
        assert "Outside this demonstration" not in client.get("/").content.decode()


class TestLost:
    @pytest.fixture
    def admin(self, client):
        admin = make_user(name="Sam System", roles=[Role.SYSTEM_ADMIN])
        client.force_login(admin)
        return admin

    def test_an_administrator_removes_it_after_being_asked_again(self, client, admin, user):
        with_app(user)
        RecoveryCodes.activate(user)
        theirs = Client()
        theirs.force_login(user)
        url = reverse("accounts:account", args=[user.pk])
        asked = client.post(url, {"do": "remove_second_factor"})
        assert (asked["Location"].startswith("/password/confirm/"), has_second_factor(user)) == (True, True)
        confirmed(client)
        page = client.get(url, {"ask": "remove_second_factor"})
        assert (page.status_code, "Rita Rater" in page.content.decode()) == (200, True)
        answer = client.post(url, {"do": "remove_second_factor"}, follow=True)
        assert [str(message) for message in answer.context["messages"]] == [
            "The second factor is removed, and the person has been told by mail."
        ]
        assert Authenticator.objects.filter(user=user).count() == 0
        assert (is_signed_in(theirs), OpenSession.objects.filter(user=user).count()) == (False, 0)
        event = events_of(f"account:{user.pk}").get(action="second_factor_removed_by_admin")
        assert (event.actor_name, event.data) == ("Sam System", {"kinds": ["recovery_codes", "totp"]})
        assert mails() == [
            (["Rita Rater <rita@agency.example>"],
             "An administrator removed the second factor of your Fairstep account"),
        ]  # fmt: skip
        assert sign_in(Client(), user)["Location"] == "/"

    def test_who_may_not(self, admin, user):
        with_app(user)
        for by in (user, make_user(roles=[Role.HR])):
            with pytest.raises(NotAllowed):
                second_factor_remove(user=user, by=by, at=START)
        with_app(admin)
        with pytest.raises(NotAllowed, match="own page"):
            second_factor_remove(user=admin, by=admin, at=START)
        with pytest.raises(Conflict, match="no second factor"):
            second_factor_remove(user=make_user(), by=admin, at=START)
        assert has_second_factor(user) is True
