"""Sign-in, sign-out and passwords through the pages: audited, limited, and closed to closed accounts."""

import json
import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accounts.services import WrongPassword, password_confirm, user_activate, user_deactivate
from accounts.signals import UNKNOWN_STREAM
from audit.selectors import events_of
from tests.accounts import AT
from tests.evaluations.pages import errors_of
from tests.factories import PASSWORD, make_user

NEW_PASSWORD = "seven loud maple leaves"
pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return make_user(email="rita@agency.example", name="Rita Rater")


def sign_in(client, email="rita@agency.example", password=PASSWORD, **extra):
    return client.post(reverse("account_login"), {"login": email, "password": password}, **extra)


def actions(user):
    return [event.action for event in events_of(f"account:{user.pk}")]


def signed_in_as(client):
    """The account that the session stands for, as a page sees it."""
    return client.get(reverse("accounts:delegations")).context


def is_signed_in(client):
    return client.get(reverse("accounts:delegations")).status_code == 200


def test_in_and_out_are_noted(client, user):
    response = sign_in(client, email="Rita@Agency.Example")
    assert (response.status_code, response["Location"], is_signed_in(client)) == (302, "/", True)
    response = client.post(reverse("account_logout"))
    assert (response["Location"], is_signed_in(client)) == ("/sign-in/", False)
    assert [(event.action, event.actor_name) for event in events_of(f"account:{user.pk}")] == [
        ("signed_in", "Rita Rater"), ("signed_out", "Rita Rater"),
    ]  # fmt: skip


def test_looking_at_the_sign_out_page_signs_nobody_out(client, user):
    client.force_login(user)
    assert client.get(reverse("account_logout")).status_code == 200
    assert is_signed_in(client) is True


def test_the_page_asked_for_comes_after_the_sign_in(client, user):
    asked = client.get(reverse("accounts:delegations"))
    response = client.post(asked["Location"], {"login": user.email, "password": PASSWORD, "next": "/designees/"})
    assert response["Location"] == "/designees/"
    elsewhere = {"login": user.email, "password": PASSWORD, "next": "https://evil.example/"}
    assert Client().post(reverse("account_login"), elsewhere)["Location"] == "/"


def test_the_session_key_changes_with_the_sign_in(client, user):
    session = client.session
    session["seen"] = True
    session.save()
    before = session.session_key
    sign_in(client)
    assert (client.session.session_key == before, is_signed_in(client)) == (False, True)


@pytest.mark.parametrize("email", ["rita@agency.example", "nobody@agency.example"])
def test_a_wrong_password_and_an_unknown_address_look_the_same(client, user, email):
    response = sign_in(client, email=email, password="wrong password altogether")
    errors = response.context["form"].non_field_errors()
    assert (response.status_code, list(errors)) == (
        200, ["The email address and/or password you specified are not correct."],
    )  # fmt: skip
    assert is_signed_in(client) is False


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("account_login", ["E-mail address: This field is required.", "Password: This field is required."]),
        ("account_reset_password", ["E-mail address: This field is required."]),
        ("account_change_password", [
            "Current password: This field is required.", "New password: This field is required.",
            "New password (again): This field is required.",
        ]),
    ],
)  # fmt: skip
def test_an_empty_form_names_its_fields_as_the_page_does(client, user, name, labels):
    if name == "account_change_password":
        client.force_login(user)
    assert [words for _href, words in errors_of(client.post(reverse(name), {}))] == labels


def test_failures_are_noted_without_what_was_typed(client, user):
    sign_in(client, password="wrong password altogether")
    sign_in(client, email="typed-my-password-here@agency.example", password="x")
    known, unknown = (events_of(stream).get() for stream in (f"account:{user.pk}", UNKNOWN_STREAM))
    assert [(event.action, event.actor_id, event.data) for event in (known, unknown)] == [
        ("sign_in_failed", None, {}), ("sign_in_failed", None, {}),
    ]  # fmt: skip


def test_a_closed_account_is_told_so_only_with_its_password(client, user):
    user_deactivate(user=user, by=None, at=AT)
    response = sign_in(client)
    assert (response.status_code, response["Location"]) == (302, reverse("account_inactive"))
    assert (client.get(response["Location"]).status_code, is_signed_in(client)) == (200, False)
    assert sign_in(client, password="wrong password altogether").status_code == 200


def test_closing_an_account_ends_its_sessions_for_good(client, user):
    sign_in(client)
    user_deactivate(user=user, by=None, at=AT)
    assert is_signed_in(client) is False
    user_activate(user=user, by=None, at=AT)
    assert is_signed_in(client) is False
    sign_in(client)
    assert is_signed_in(client) is True


def is_locked(response):
    """True where the sign-in page says so and nothing else."""
    sentences = ["Too many failed login attempts. Try again later."]
    return response.status_code == 200 and list(response.context["form"].non_field_errors()) == sentences


def test_too_many_failures_lock_the_account_for_that_place_and_nobody_else(client, user):
    make_user(email="other@agency.example")
    for _ in range(5):
        sign_in(client, password="wrong password altogether")
    assert is_locked(sign_in(client)) is True
    assert actions(user) == ["sign_in_failed"] * 5
    assert sign_in(client, email="other@agency.example")["Location"] == "/"
    elsewhere = Client()
    assert (sign_in(elsewhere, REMOTE_ADDR="192.0.2.7")["Location"], is_signed_in(elsewhere)) == ("/", True)


def test_a_whole_ipv6_network_is_one_place(client, user):
    for number in range(5):
        sign_in(client, password="wrong password altogether", REMOTE_ADDR=f"2001:db8::{number + 1}")
    assert is_locked(sign_in(client, REMOTE_ADDR="2001:db8::ffff")) is True
    assert sign_in(client, REMOTE_ADDR="2001:db8:0:1::1")["Location"] == "/"


def test_guessing_from_many_places_ends_after_a_hundred_failures_an_hour(client, user):
    for number in range(100):
        place = f"198.51.100.{number}"
        assert is_locked(sign_in(client, password="wrong password altogether", REMOTE_ADDR=place)) is False
    assert is_locked(sign_in(client, REMOTE_ADDR="203.0.113.9")) is True
    assert is_locked(sign_in(client, email="RITA@agency.example", REMOTE_ADDR="203.0.113.9")) is True
    assert actions(user) == ["sign_in_failed"] * 100


def test_the_right_password_counts_as_no_failure(user):
    for number in range(101):
        assert sign_in(Client(), REMOTE_ADDR=f"198.51.100.{number}")["Location"] == "/"


def test_too_many_attempts_from_one_place_are_turned_away(client):
    answers = [sign_in(client, email=f"person{number}@x.example").status_code for number in range(31)]
    assert (answers[0], answers[-1]) == (200, 429)


def test_a_change_of_password_ends_every_other_session(client, user):
    elsewhere = Client()
    sign_in(client)
    sign_in(elsewhere)
    form = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert client.post(reverse("account_change_password"), form).status_code == 302
    assert (is_signed_in(client), is_signed_in(elsewhere)) == (True, False)
    assert actions(user) == ["signed_in", "signed_in", "password_changed"]


def change(client, old, new=NEW_PASSWORD):
    form = {"oldpassword": old, "password1": new, "password2": new}
    return client.post(reverse("account_change_password"), form)


def test_guessing_the_password_on_the_page_that_changes_it_leaves_a_trail_and_is_locked(client, user):
    client.force_login(user)
    for _ in range(5):
        response = change(client, "wrong password altogether")
        assert response.context["form"].errors == {
            "oldpassword": ["This is not your password. It has not been changed."]
        }
    assert [(event.action, event.actor_id) for event in events_of(f"account:{user.pk}")] == [
        ("signed_in", user.pk), *[("password_confirm_failed", user.pk)] * 5,
    ]  # fmt: skip
    with pytest.raises(WrongPassword):
        password_confirm(user=user, password=PASSWORD, at=AT)


def test_the_lock_of_the_signatures_holds_for_the_change_of_the_password(client, user):
    client.force_login(user)
    for _ in range(5):
        with pytest.raises(WrongPassword):
            password_confirm(user=user, password="wrong password altogether", at=AT)
    response = change(client, PASSWORD)
    assert response.context["form"].errors == {
        "oldpassword": ["The password was wrong too often. Wait 15 minutes, then try again."]
    }
    user.refresh_from_db()
    assert user.check_password(PASSWORD) is True


@pytest.mark.parametrize("password", ["short", "rita@agency.example", "passwordpassword" * 2])
def test_a_weak_password_is_not_taken(client, user, password):
    sign_in(client)
    form = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    response = client.post(reverse("account_change_password"), form)
    user.refresh_from_db()
    assert (response.status_code, user.check_password(PASSWORD)) == (200, True)


def test_the_mailed_link_sets_a_new_password_once_and_ends_sessions(client, user):
    elsewhere = Client()
    sign_in(elsewhere)
    response = client.post(reverse("account_reset_password"), {"email": user.email})
    assert response["Location"] == reverse("account_reset_password_done")
    (message,) = mail.outbox
    assert (message.to, "Choose a new password for Fairstep" in message.subject) == ([user.email], True)
    link = re.search(r"http://\S+", message.body)[0]
    form_page = client.get(link, follow=True)
    target = form_page.redirect_chain[-1][0]
    done = client.post(target, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert done["Location"] == reverse("account_reset_password_from_key_done")
    user.refresh_from_db()
    assert (user.check_password(NEW_PASSWORD), is_signed_in(elsewhere), is_signed_in(client)) == (True, False, False)
    assert actions(user) == ["signed_in", "password_reset"]
    assert "token_fail" in Client().get(link).context
    for name in ("account_reset_password_done", "account_reset_password_from_key_done"):
        assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("email", ["nobody@agency.example", "closed@agency.example"])
def test_asking_for_a_link_tells_nobody_which_addresses_have_accounts(client, user, email):
    make_user(email="closed@agency.example", is_active=False)
    response = client.post(reverse("account_reset_password"), {"email": email})
    assert response["Location"] == reverse("account_reset_password_done")
    assert mail.outbox == []


@pytest.mark.parametrize(
    "name",
    ["account_signup", "account_email", "account_set_password", "socialaccount_connections", "mfa_list_webauthn"],
)
def test_what_nobody_needs_has_no_address(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_the_demo_shows_its_people_and_nothing_else_does(client, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    people = [{"name": "Rita", "role": "Rater", "email": "rita@agency.example", "password": PASSWORD}]
    (tmp_path / "demo-signins.json").write_text(json.dumps(people))
    assert client.get(reverse("account_login")).context["demo_signins"] == []
    settings.DEMO = True
    response = client.get(reverse("account_login"))
    assert (response.context["demo_signins"], PASSWORD in response.content.decode()) == (people, True)
