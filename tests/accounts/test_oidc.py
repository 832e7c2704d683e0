"""Signing in by OpenID Connect against a real provider on loopback, and everything that must not sign anybody in."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.provider_adapter import NOT_FRESH, NOT_YOU, UNKNOWN, WRONG_ANSWER
from accounts.selectors import fresh_proof
from accounts.services.users import UNKNOWN_STREAM
from audit.selectors import events_of
from config.sign_in import oidc_app
from tests.accounts.providers.oidc import CLIENT, OIDC, SECRET, provider
from tests.factories import PASSWORD, make_employee, make_user

LOGIN = "/sign-in/oidc/county/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def there() -> Iterator[OIDC]:
    with provider() as running:
        running.claims = {"email": "rita@agency.example", "email_verified": True}
        yield running


@pytest.fixture
def user():
    return make_user(email="rita@agency.example", name="Rita Rater")


@pytest.fixture(autouse=True)
def configured(settings, there):
    configure(settings, there)


def configure(settings, there, **more):
    told = {"id": "county", "name": "County sign-in", "server_url": there.url, "client_id": CLIENT, "secret": SECRET}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [oidc_app({**told, **more})]}}


def go(client, there, query=""):
    """Through the provider and back; the answer at our address."""
    asked = client.get(LOGIN + query)
    assert asked.status_code == 302, asked.content.decode()[-800:]
    return client.get(there.visit(asked["Location"]))


def signed_in_as(client):
    answer = client.get(reverse("accounts:session"))
    return User.objects.get(pk=answer.json()["account"]) if answer.status_code == 200 else None


def refusals():
    return [event.data for event in events_of(UNKNOWN_STREAM) if event.action == "provider_sign_in_refused"]


def test_the_page_offers_it_and_a_verified_address_signs_in(client, there, user):
    offered = client.get(reverse("account_login") + "?next=/designees/").context["providers"]
    assert offered == [{"name": "County sign-in", "url": LOGIN + "?next=%2Fdesignees%2F"}]
    answer = go(client, there, "?next=/designees/")
    assert (answer["Location"], signed_in_as(client)) == ("/designees/", user)
    assert [(event.action, event.data) for event in events_of(f"account:{user.pk}")] == [
        ("signed_in", {"by": ["county"]})
    ]
    assert (SocialAccount.objects.count(), User.objects.count()) == (0, 1)


def test_what_is_asked_for(client, there, user):
    go(client, there, "?scope=admin&auth_params=prompt%3Dnone%26nonce%3Dmine&process=connect")
    asked = there.asked
    assert (asked["response_type"], asked["code_challenge_method"], set(asked["scope"].split())) == (
        "code", "S256", {"openid", "email", "profile"},
    )  # fmt: skip
    assert (len(asked["nonce"]) >= 32, "prompt" in asked, signed_in_as(client)) == (True, False, user)
    first = dict(asked)
    go(client, there)
    assert {there.asked[name] == first[name] for name in ("nonce", "state", "code_challenge")} == {False}


@pytest.mark.parametrize(
    "lies",
    [
        {"email_verified": False},
        {"email_verified": "false"},
        {"email_verified": None},
        {"email": "nobody@agency.example"},
        {"email": "rita@agency.example.evil.example"},
        {"email": None},
    ],
)
def test_an_unverified_or_unknown_address_signs_nobody_in(client, there, user, lies):
    there.lies = lies
    answer = go(client, there)
    assert (answer.status_code, UNKNOWN in answer.content.decode(), signed_in_as(client)) == (403, True, None)
    assert refusals() == [{"provider": "county", "why": "unknown_or_closed"}]
    assert User.objects.count() == 1


@pytest.mark.parametrize("how", ["closed", "separated"])
def test_whoever_is_closed_or_has_left_does_not_get_in_and_is_told_no_more(client, there, how):
    if how == "closed":
        make_user(email="rita@agency.example", is_active=False)
    else:
        make_employee(email="rita@agency.example", status="separated", separated_on=date(2026, 6, 30))
    answer = go(client, there)
    assert (answer.status_code, UNKNOWN in answer.content.decode(), signed_in_as(client)) == (403, True, None)


@pytest.mark.parametrize(
    "lies",
    [
        {"aud": "another-client"},
        {"iss": "https://evil.example"},
        {"exp": int(time.time()) - 3600},
        {"exp": None},
        {"sub": None},
        {"iat": int(time.time()) + 3600},
    ],
)
def test_a_token_for_somebody_else_or_another_time_is_no_answer(client, there, user, lies):
    there.lies = lies
    answer = go(client, there)
    assert (answer.status_code, signed_in_as(client)) == (401, None)
    assert refusals() == [{"provider": "county", "why": "no_valid_answer"}]


@pytest.mark.parametrize("how", ["another key", "no signature", "our secret as the key"])
def test_a_token_that_the_provider_did_not_sign_is_no_answer(client, there, user, how):
    if how == "another key":
        there.signed_with = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    elif how == "no signature":
        there.algorithm = "none"
    else:
        there.algorithm, there.signed_with = "HS256", "x" * 64
    assert (go(client, there).status_code, signed_in_as(client)) == (401, None)


def test_a_token_made_for_another_request_is_no_answer(client, there, user):
    there.lies = {"nonce": "somebody-elses"}
    answer = go(client, there)
    assert (answer.status_code, WRONG_ANSWER in answer.content.decode(), signed_in_as(client)) == (403, True, None)
    assert refusals() == [{"provider": "county", "why": "wrong_nonce"}]
    there.lies = {"nonce": None}
    assert (go(client, there).status_code, signed_in_as(client)) == (403, None)


def test_an_answer_belongs_to_the_window_that_asked_and_is_good_once(client, there, user):
    back = there.visit(client.get(LOGIN)["Location"])
    victim = Client()
    assert (victim.get(back).status_code, signed_in_as(victim)) == (401, None)
    assert client.get(back).status_code == 302
    again = Client()
    again.cookies = client.cookies.copy()
    client.post(reverse("account_logout"))
    assert (again.get(back).status_code, signed_in_as(again)) == (401, None)
    forged = back.replace(parse_qs(urlsplit(back).query)["state"][0], "forgedforgedforg")
    assert (client.get(forged).status_code, signed_in_as(client)) == (401, None)


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "https:evil.example", "javascript:1"])
def test_nobody_is_led_elsewhere_afterwards(client, there, user, target):
    assert go(client, there, f"?next={target}")["Location"] == "/"


def test_the_number_of_an_employee_finds_the_account_and_then_no_address_does(client, there, settings):
    person = make_employee(email="other@agency.example")
    make_user(email="rita@agency.example")
    configure(settings, there, employee_number_claim="employee_number")
    there.claims |= {"employee_number": person.employee_no}
    go(client, there)
    assert signed_in_as(client) == person.user
    there.claims |= {"employee_number": ["1", person.employee_no]}
    stranger = Client()
    assert (go(stranger, there).status_code, signed_in_as(stranger)) == (403, None)
    del there.claims["employee_number"]
    assert (go(stranger, there).status_code, signed_in_as(stranger)) == (403, None)


UNWRITABLE = ["\0", "\ud800"]  # what JSON can say and no column can hold: NUL, and half of a surrogate pair


@pytest.mark.parametrize("odd", UNWRITABLE)
@pytest.mark.parametrize("place", ["{odd}{number}", "{number}{odd}", "{odd}"])
def test_a_number_that_no_file_could_hold_is_nobodys(client, there, settings, odd, place):
    """Nor is it the number that is left without the odd sign."""
    person = make_employee(email="rita@agency.example")
    configure(settings, there, employee_number_claim="employee_number")
    there.claims |= {"employee_number": place.format(odd=odd, number=person.employee_no)}
    answer = go(client, there)
    assert (answer.status_code, UNKNOWN in answer.content.decode(), signed_in_as(client)) == (403, True, None)
    assert refusals() == [{"provider": "county", "why": "unknown_or_closed"}]


@pytest.mark.parametrize("odd", UNWRITABLE)
def test_an_address_that_no_file_could_hold_is_nobodys(client, there, user, odd):
    there.lies = {"email": f"rita{odd}@agency.example"}
    answer = go(client, there)
    assert (answer.status_code, UNKNOWN in answer.content.decode(), signed_in_as(client)) == (403, True, None)


@pytest.mark.parametrize("odd", UNWRITABLE)
def test_the_providers_own_name_for_a_person_may_be_anything(client, there, user, odd):
    """No account of ours hangs on it."""
    there.claims |= {"sub": f"person{odd}1"}
    go(client, there)
    assert (signed_in_as(client), SocialAccount.objects.count()) == (user, 0)


@pytest.mark.parametrize("odd", UNWRITABLE)
def test_a_nonce_that_cannot_be_written_is_a_wrong_one(client, there, user, odd):
    there.lies = {"nonce": odd}
    answer = go(client, there)
    assert (answer.status_code, WRONG_ANSWER in answer.content.decode(), signed_in_as(client)) == (403, True, None)


def test_addresses_of_trusted_domains_need_no_word_of_the_provider(client, there, user, settings):
    configure(settings, there, verified_email_domains=["agency.example"])
    there.lies = {"email_verified": None}
    go(client, there)
    assert signed_in_as(client) == user


def test_more_about_a_person_has_to_be_about_the_same_person(client, there, user, settings):
    configure(settings, there, fetch_userinfo=True)
    there.userinfo = {"sub": "person-1", "email": "rita@agency.example", "email_verified": True}
    go(client, there)
    assert signed_in_as(client) == user
    there.userinfo |= {"sub": "person-2"}
    stranger = Client()
    assert (go(stranger, there).status_code, signed_in_as(stranger)) == (401, None)


class TestSecondFactor:
    def test_ones_own_is_asked_for_all_the_same(self, client, there, user):
        TOTP.activate(user, generate_totp_secret())
        assert go(client, there)["Location"] == reverse("mfa_authenticate")
        assert signed_in_as(client) is None

    @pytest.mark.parametrize(
        ("told", "is_asked"), [({"amr": ["pwd", "mfa"]}, False), ({"acr": "mfa"}, False), ({"amr": ["pwd"]}, True)]
    )
    def test_the_providers_counts_where_the_settings_say_so(self, client, there, user, settings, told, is_asked):
        TOTP.activate(user, generate_totp_secret())
        configure(settings, there, second_factor=["mfa"])
        there.claims |= told
        go(client, there)
        assert (signed_in_as(client) is None) is is_asked

    def test_it_satisfies_a_role_that_needs_one(self, client, there, settings):
        from accounts.enums import Role

        settings.MFA_REQUIRED_ROLES = ["hr"]
        make_user(email="rita@agency.example", roles=[Role.HR])
        configure(settings, there, second_factor=["mfa"])
        go(client, there)
        assert client.get("/designees/").status_code == 403
        there.claims |= {"amr": ["mfa"]}
        go(client, there)
        assert client.get("/designees/").status_code == 200

    def test_what_a_provider_said_of_one_account_opens_no_other(self, client, there, user, settings):
        other = make_user()
        TOTP.activate(other, generate_totp_secret())
        configure(settings, there, second_factor=["mfa"])
        there.claims |= {"amr": ["mfa"]}
        go(client, there)
        client.post(reverse("account_logout"))
        client.post(reverse("account_login"), {"login": other.email, "password": PASSWORD})
        assert signed_in_as(client) is None


class TestConfirming:
    QUERY = "?process=redirect&next=/signed-in/"

    def test_signing_in_again_there_is_a_fresh_proof_and_the_session_goes_on(self, client, there, user):
        go(client, there)
        key = client.session.session_key
        answer = go(client, there, self.QUERY)
        assert (answer["Location"], client.session.session_key) == ("/signed-in/", key)
        assert (there.asked["prompt"], there.asked["max_age"]) == ("login", "0")
        assert fresh_proof(client.session, user, timezone.now()).by == "provider:county"

    def test_somebody_else_there_confirms_nothing(self, client, there, user):
        make_user(email="other@agency.example")
        go(client, there)
        there.claims |= {"email": "other@agency.example"}
        answer = go(client, there, self.QUERY)
        assert (answer.status_code, NOT_YOU in answer.content.decode()) == (403, True)
        assert (signed_in_as(client), fresh_proof(client.session, user, timezone.now())) == (user, None)

    @pytest.mark.parametrize("told", ["an hour ago", None, 1e20, float("inf"), float("nan"), "now"])
    def test_an_old_sign_in_there_confirms_nothing(self, client, there, user, told):
        go(client, there)
        there.lies = {"auth_time": int(time.time()) - 3600 if told == "an hour ago" else told}
        answer = go(client, there, self.QUERY)
        assert (answer.status_code, NOT_FRESH in answer.content.decode()) == (403, True)
        assert fresh_proof(client.session, user, timezone.now()) is None

    def test_without_being_signed_in_it_is_a_sign_in(self, client, there, user):
        go(client, there, self.QUERY)
        assert (signed_in_as(client), fresh_proof(client.session, user, timezone.now())) == (user, None)

    def test_without_a_password_the_provider_is_asked_before_a_factor_is_added(self, client, there, user):
        user.set_unusable_password()
        user.save()
        go(client, there)
        asked = client.get(reverse("mfa_activate_totp"))
        assert asked["Location"] == f"{LOGIN}?process=redirect&next=%2Fsecond-factor%2Fapp%2F"
        answer = client.get(there.visit(client.get(asked["Location"])["Location"]))
        assert client.get(answer["Location"]).status_code == 200


def test_a_provider_that_is_gone_or_says_no_is_said_so(client, there, user, settings):
    configure(settings, there, server_url="http://127.0.0.1:9")
    answer = client.get(LOGIN)
    assert (answer.status_code, "gave no answer that can be accepted" in answer.content.decode()) == (401, True)
    configure(settings, there)
    state = parse_qs(urlsplit(client.get(LOGIN)["Location"]).query)["state"][0]
    answer = client.get(f"{LOGIN}callback/?error=access_denied&state={state}", follow=True)
    assert (answer.redirect_chain[-1][0], signed_in_as(client)) == (reverse("socialaccount_login_cancelled"), None)


def test_an_unknown_provider_is_not_there(client):
    assert [client.get(f"/sign-in/oidc/other/{path}").status_code for path in ("", "callback/")] == [404, 404]


def test_a_provider_over_plain_http_is_refused_beyond_this_machine():
    told = {"id": "x", "name": "X", "client_id": "x", "server_url": "http://idp.agency.example"}
    with pytest.raises(ImproperlyConfigured, match="https://"):
        oidc_app(told)
    with pytest.raises(ImproperlyConfigured, match="lacks client_id"):
        oidc_app({"id": "x", "name": "X", "server_url": "https://idp.agency.example"})


def test_the_test_provider_itself_checks_pkce(there):
    there.url = "http://x"
    there._codes["code"] = {"code_challenge": "c", "code_challenge_method": "S256", "redirect_uri": "r", "nonce": "n"}
    told = {"code": "code", "code_verifier": "wrong", "client_secret": SECRET, "redirect_uri": "r"}
    assert there.token(told) == (400, {"error": "invalid_grant"})
    assert jwt.get_unverified_header(jwt.encode({}, "k" * 32))["alg"] == "HS256"
