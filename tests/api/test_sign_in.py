"""Who the API answers: tokens within their scopes and their time, sessions with their form token, nobody else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db.models import F
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from accounts.api.views import ApiView
from accounts.enums import Role, Scope
from accounts.models import AccessToken, User
from accounts.services import (
    TokenRefused,
    WrongPassword,
    access_token_create,
    access_token_revoke,
    access_tokens_end,
    user_activate,
    user_deactivate,
)
from audit.models import AuditEvent
from common.errors import Conflict, NotVisible
from tests.api.asking import Program
from tests.evaluations.journeys import AT, HOUR
from tests.factories import PASSWORD, make_employee, make_user
from workforce.enums import EmploymentStatus

pytestmark = pytest.mark.django_db
NOTHING = "This access token opens nothing: it is unknown, revoked, or its time is over."
NOW = AT + 9 * HOUR


def test_a_token_is_its_owner() -> None:
    person = make_employee(first_name="Zoë", last_name="Okafor", roles=[Role.HR])
    program = Program(person.user, [Scope.PEOPLE_READ])
    assert program.get("me/") == {
        "name": "Zoë Okafor", "email": person.user.email, "employee_no": person.employee_no, "roles": ["hr"],
        "scopes": ["people:read"],
    }  # fmt: skip
    assert program.response["Cache-Control"] == "no-store, private"


def test_the_text_of_a_token_is_nowhere() -> None:
    user = make_user()
    program = Program(user)
    token = AccessToken.objects.get()
    kept = [str(value) for value in AccessToken.objects.values_list().get()]
    kept += [str(event.data) for event in AuditEvent.objects.all()]
    assert not [value for value in kept if program.text in value]
    assert (program.text.startswith(token.hint), len(token.hint)) == (True, 12)


@pytest.mark.parametrize("spoil", ["revoked", "over", "inactive", "inactive_and_back", "left", "sessions_ended"])
def test_a_token_ends(spoil: str) -> None:
    person = make_employee()
    user, admin = person.user, make_user(roles=[Role.SYSTEM_ADMIN])
    program = Program(user)
    if spoil == "revoked":
        access_token_revoke(public_id=AccessToken.objects.get().public_id, by=user, at=NOW)
    if spoil == "over":
        AccessToken.objects.update(expires_on=date(2026, 7, 5))
    if spoil.startswith("inactive"):
        user_deactivate(user=user, by=admin, at=NOW)
    if spoil == "inactive_and_back":
        user_activate(user=user, by=admin, at=NOW)
    if spoil == "left":
        person.status, person.separated_on = EmploymentStatus.SEPARATED.value, date(2026, 7, 1)
        person.save()
    if spoil == "sessions_ended":
        User.objects.filter(pk=user.pk).update(sessions_epoch=F("sessions_epoch") + 1)
    answer = program.get("me/")
    assert (program.status, answer["detail"], program.response["WWW-Authenticate"]) == (401, NOTHING, "Bearer")


def test_the_last_day_still_counts() -> None:
    program = Program(make_user())
    last = timezone.localdate(NOW) + timedelta(days=30)
    assert AccessToken.objects.get().expires_on == last
    # Half past eleven at night in Los Angeles.
    with time_machine.travel(AT + timedelta(days=30) + 14.5 * HOUR, tick=False):
        assert program.get("me/")["scopes"] == sorted(Scope)
    with time_machine.travel(AT + timedelta(days=30) + 15.5 * HOUR, tick=False):
        program.get("me/")
        assert program.status == 401


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer nonsense", "Bearer " + "x" * 5000, "Bearer ünknown", "Basic eA=="]
)
def test_another_header_opens_nothing(header: str) -> None:
    response = Client().get("/api/v1/me/", headers={"Authorization": header})
    assert (response.status_code, response["Content-Type"]) == (401, "application/problem+json")


def test_a_role_that_needs_a_second_factor_is_nothing_without_one(settings: Any) -> None:
    settings.MFA_REQUIRED_ROLES = ["hr"]
    user = make_employee(roles=[Role.HR]).user
    program = Program(user)
    program.get("me/")
    assert program.status == 401
    AccessToken.objects.update(is_vouched_for=True)  # the provider had asked for one
    program.get("me/")
    assert program.status == 200


def test_a_password_set_anew_ends_the_tokens() -> None:
    program = Program(make_user())
    access_tokens_end(user=program.user, at=NOW)
    program.get("me/")
    assert program.status == 401


def test_a_token_does_only_what_it_was_made_for() -> None:
    program = Program(make_user(), [Scope.PEOPLE_READ])
    program.get("people/")
    assert program.status == 200
    answer = program.get("classifications/")
    assert (program.status, answer["detail"]) == (
        403, "This access token was not made for that: it lacks the scope classifications:read.",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": "  "}, "name"),
        ({"scopes": []}, "scopes"),
        ({"expires_on": date(2026, 7, 5)}, "expires_on"),
        ({"expires_on": date(2027, 7, 8)}, "expires_on"),
    ],
)
def test_a_token_is_made_whole_or_not_at_all(values: dict[str, object], field: str) -> None:
    asked = {"name": "nightly copy", "scopes": [Scope.PEOPLE_READ], "expires_on": date(2026, 12, 31), **values}
    with pytest.raises(TokenRefused) as refusal:
        access_token_create(user=make_user(), proof=PASSWORD, at=NOW, **asked)  # type: ignore[arg-type]  # made up
    assert (refusal.value.field, AccessToken.objects.count()) == (field, 0)


def test_a_wrong_password_makes_no_token_and_is_on_the_trail() -> None:
    user = make_user()
    asked = {"name": "copy", "scopes": [Scope.PEOPLE_READ], "expires_on": date(2026, 12, 31)}
    with pytest.raises(WrongPassword):
        access_token_create(user=user, proof="guess", at=NOW, **asked)  # type: ignore[arg-type]  # made up
    assert AccessToken.objects.count() == 0
    assert list(AuditEvent.objects.values_list("action", flat=True)) == ["password_confirm_failed"]


def test_there_is_an_end_to_tokens() -> None:
    user = make_user()
    for _number in range(20):
        Program(user)
    with pytest.raises(Conflict):
        Program(user)


def test_nobody_elses_token_is_there() -> None:
    owner, stranger = make_user(), make_user()
    Program(owner)
    with pytest.raises(NotVisible):
        access_token_revoke(public_id=AccessToken.objects.get().public_id, by=stranger, at=NOW)
    access_token_revoke(public_id=AccessToken.objects.get().public_id, by=make_user(roles=[Role.SYSTEM_ADMIN]), at=NOW)
    assert list(AuditEvent.objects.values_list("action", flat=True)) == ["access_token_created", "access_token_revoked"]


def test_a_session_writes_only_with_the_token_of_its_forms() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user())
    response = client.post("/api/v1/evaluations/", data="{}", content_type="application/json")
    assert (response.status_code, response.json()["detail"]) == (403, "CSRF Failed: CSRF cookie not set.")


def test_when_it_was_used_is_known_to_some_minutes() -> None:
    program = Program(make_user())
    used = []
    for minutes in (0, 4, 6):
        with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
            program.get("me/")
        used.append(AccessToken.objects.get().last_used_at)
    assert used == [NOW, NOW, NOW + timedelta(minutes=6)]


def views(resolver: URLResolver) -> Iterator[type[ApiView]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from views(entry)
        elif isinstance(entry, URLPattern) and issubclass(getattr(entry.callback, "cls", object), ApiView):
            yield entry.callback.cls


def test_each_method_names_its_scope_and_is_described() -> None:
    """A view that names none answers to nobody, and the tests would only see that it refuses."""
    methods = ("get", "post", "put", "patch", "delete")
    lacking = [
        f"{view.__name__}.{method}"
        for view in views(get_resolver())
        for method in methods
        if hasattr(view, method) and method.upper() not in view.scopes
    ]
    assert lacking == []


def test_a_scope_is_a_word_of_its_own() -> None:
    assert [scope for scope in Scope if not re.fullmatch(r"[a-z]+:(read|write|manage)", scope.value)] == []
