"""The pages of access tokens: a token's text is seen once; whose they are, and what goes wrong, is said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.enums import Role, Scope
from accounts.models import AccessToken, User
from accounts.services import access_token_create
from audit.models import AuditEvent
from jobs.models import Job
from jobs.services import drain
from tests.counting import queries_of
from tests.evaluations.journeys import AT
from tests.evaluations.pages import errors_of, page_of, said
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db
URL = "/tokens/"


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


def person(client: Client, **values: object) -> User:
    user = make_user(**values)
    client.force_login(user)
    return user


def form(**changed: object) -> dict[str, object]:
    return {
        "name": "nightly report", "scopes": ["people:read", "calendar:read"], "expires_on": "2026-12-31",
        "password": PASSWORD, "public_id": str(uuid4()), **changed,
    }  # fmt: skip


def a_token(user: User, name: str = "a program") -> AccessToken:
    token, _text = access_token_create(
        user=user, name=name, scopes=[Scope.PEOPLE_READ, Scope.IMPORTS_WRITE],
        expires_on=date(2026, 7, 31), proof=PASSWORD, at=AT,
    )  # fmt: skip
    return token


def rows(response) -> list[list[str]]:
    return [[said(cell) for cell in row.xpath("./th | ./td")] for row in page_of(response).xpath("//tbody/tr")]


def shown_text(response) -> str:
    return page_of(response).get_element_by_id("token-text").text_content()


def test_its_text_is_shown_once_and_opens_what_was_chosen(client: Client) -> None:
    user = person(client)
    response = client.post(URL, form())
    text = shown_text(response)
    assert (response.status_code, response["Cache-Control"]) == (201, "no-store, private")
    assert said(page_of(response).find(".//pre")) == (
        f'curl -H "Authorization: Bearer {text}" http://localhost:8000/api/v1/me/'
    )
    asked = Client().get("/api/v1/me/", headers={"Authorization": f"Bearer {text}"}).json()
    assert (asked["email"], asked["scopes"]) == (user.email, ["calendar:read", "people:read"])
    assert AccessToken.objects.get().expires_on == date(2026, 12, 31)


def test_its_owner_is_told_by_mail_and_the_mail_opens_nothing(client: Client) -> None:
    user = person(client, name="Rita Rater", email="rita@agency.example")
    text = shown_text(client.post(URL, form()))
    drain(at=AT)
    (message,) = mail.outbox
    assert (message.to, message.subject) == (
        ["Rita Rater <rita@agency.example>"], "An access token was made for your Fairstep account",
    )  # fmt: skip
    assert "on July 6, 2026 at 09:00 an access token was made for your account." in message.body
    assert "http://localhost:8000/tokens/" in message.body.split()
    assert "If it was not you" in message.body
    assert text not in str(message.message())
    assert AccessToken.objects.get().user == user


def test_what_makes_no_token_mails_nobody(client: Client) -> None:
    person(client)
    asked = form()
    client.post(URL, {**asked, "password": "wrong"})
    client.post(URL, {**asked, "name": ""})
    assert Job.objects.filter(name="accounts.message").count() == 0
    client.post(URL, asked)
    client.post(URL, asked)  # sent twice
    assert (AccessToken.objects.count(), Job.objects.filter(name="accounts.message").count()) == (1, 1)


def test_its_text_stays_nowhere(client: Client) -> None:
    person(client)
    text = shown_text(client.post(URL, form()))
    later = [client.get(URL).content.decode(), client.get("/").content.decode()]
    kept = [str(Session.objects.get().get_decoded()), *(str(event.data) for event in AuditEvent.objects.all())]
    assert [place for place in (*later, *kept) if text in place] == []
    assert {name for name in client.cookies if text in client.cookies[name].value} == set()


def test_sent_twice_it_makes_one(client: Client) -> None:
    person(client)
    sent = form()
    client.post(URL, sent)
    response = client.post(URL, sent)
    assert (response.status_code, AccessToken.objects.count()) == (409, 1)
    assert errors_of(response) == [
        ("", "This token has been made already, and its text is not shown again. Make another one.")
    ]


@pytest.mark.parametrize(
    ("changed", "errors"),
    [
        ({"name": " "}, [("#id_name", "Name: This field is required.")]),
        (
            {"scopes": []},
            [("#field-scopes", "What it may be used for: Choose at least one thing that the token may be used for.")],
        ),
        (
            {"expires_on": "2026-07-05"},
            [("#id_expires_on", "Last day: The last day lies behind us. Choose today or a later day.")],
        ),
        (
            {"expires_on": "2028-01-01"},
            [
                (
                    "#id_expires_on",
                    "Last day: A token lives for a year at most. Choose July 7, 2027 or an earlier day.",
                )
            ],
        ),
    ],
)
def test_what_is_not_right_is_said_at_its_field(client: Client, changed, errors) -> None:
    person(client)
    response = client.post(URL, form(**changed))
    assert (response.status_code, errors_of(response)) == (422, errors)
    assert AccessToken.objects.count() == 0


def test_a_wrong_password_makes_none_and_is_on_the_trail(client: Client) -> None:
    person(client)
    response = client.post(URL, form(password="wrong"))
    assert response.status_code == 422
    assert [place for place, _words in errors_of(response)] == ["#id_password"]
    assert "No token was made." in errors_of(response)[0][1]
    assert AuditEvent.objects.filter(action="password_confirm_failed").count() == 1
    # What was chosen stays; the password does not.
    fields = page_of(response).xpath("//form//input[@name='scopes' and @checked]/@value")
    assert fields == ["people:read", "calendar:read"]
    assert page_of(response).xpath("//input[@name='password']/@value") == []


def test_the_list_says_what_each_may_do(client: Client) -> None:
    user = person(client)
    token = a_token(user)
    AccessToken.objects.update(last_used_at=AT + timedelta(minutes=5))
    a_token(make_user(), "somebody else's")
    assert rows(client.get(URL)) == [
        [
            "a program",
            f"{token.hint}…",
            "Bring in and take back files as you may; Read people and units that you may see",
            "July 6, 2026 at 9:00 a.m.",
            "July 6, 2026 at 9:05 a.m.",
            "July 31, 2026",
            "Revoke",
        ]
    ]


def test_without_any_it_says_so(client: Client) -> None:
    person(client)
    assert "No program acts in your name." in said(page_of(client.get(URL)))


def test_revoking_asks_first(client: Client) -> None:
    token = a_token(person(client))
    url = reverse("accounts:token_revoke", args=[token.public_id])
    assert said(page_of(client.get(url)).find(".//h1")) == "Revoke an access token"
    token.refresh_from_db()
    assert token.revoked_at is None
    response = client.post(url, follow=True)
    assert [str(message) for message in response.context["messages"]] == ["The token a program opens nothing any more."]
    token.refresh_from_db()
    assert (token.revoked_at, response.redirect_chain) == (AT, [(URL, 302)])


def test_a_system_administrator_sees_and_revokes_a_persons_tokens(client: Client) -> None:
    admin, user = person(client, roles=[Role.SYSTEM_ADMIN]), make_user(name="Zoë Okafor")
    token = a_token(user)
    account = reverse("accounts:account", args=[user.pk])
    assert [row[0] for row in rows(client.get(account))] == ["a program"]
    url = reverse("accounts:token_revoke", args=[token.public_id])
    assert said(page_of(client.get(url)).find(".//dl/div[1]")) == "OfZoë Okafor"
    assert client.post(url, follow=True).redirect_chain == [(account, 302)]
    event = AuditEvent.objects.get(action="access_token_revoked")
    assert (event.stream, event.actor_id) == (f"account:{user.pk}", admin.pk)
    assert "No access token of this person opens anything." in said(page_of(client.get(account)))


def test_the_number_of_queries_does_not_grow(client: Client) -> None:
    admin, user = person(client, roles=[Role.SYSTEM_ADMIN]), make_user()
    for owner in (admin, user):
        a_token(owner)
    account = reverse("accounts:account", args=[user.pk])
    first = [queries_of(client.get, url) for url in (URL, account)]
    for owner in (admin, admin, user, user):
        a_token(owner)
    assert [queries_of(client.get, url) for url in (URL, account)] == first
