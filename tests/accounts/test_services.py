"""Accounts and roles change by services alone, and every change is an event of the account's stream."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from accounts.enums import Role
from accounts.models import RoleGrant, User
from accounts.selectors import hr_manager
from accounts.services import (
    WrongPassword,
    password_confirm,
    password_failure_record,
    role_grant,
    role_revoke,
    user_activate,
    user_create,
    user_deactivate,
)
from audit.selectors import events_of
from common.errors import Conflict, NotAllowed, ProductError, RuleViolations
from tests.accounts import AT
from tests.factories import PASSWORD, make_user


def trail(user):
    """What the account's stream says: action, whose, data."""
    return [(event.action, event.actor_name, event.data) for event in events_of(f"account:{user.pk}")]


def refusal(error, call):
    with pytest.raises(error) as raised:
        call()
    return raised.value.sentence


@pytest.fixture
def admin(db):
    return make_user(name="Sam System", roles=[Role.SYSTEM_ADMIN])


@pytest.mark.django_db
class TestAccounts:
    def test_an_account_is_made_in_small_letters_and_noted(self, admin):
        user = user_create(
            email=" Maria.H@Agency.Example ", name=" Maria\u202e\x07 H ", password=PASSWORD, by=admin, at=AT
        )
        assert (user.email, user.name, user.check_password(PASSWORD)) == ("maria.h@agency.example", "Maria H", True)
        assert trail(user) == [("account_created", "Sam System", {"has_password": True})]

    def test_without_a_password_nobody_signs_in(self, db):
        user = user_create(email="m@agency.example", name="Maria", by=None, at=AT)
        assert (user.has_usable_password(), trail(user)[0][1:]) == (False, ("System", {"has_password": False}))

    @pytest.mark.parametrize(
        ("changed", "words"),
        [
            ({"email": "nowhere"}, "Enter a valid email address."),
            ({"name": "  "}, "An account needs the person's name."),
            ({"password": "too short"}, "at least 15 characters"),
            ({"password": "maria@agency.example"}, "too similar to the email"),
        ],
    )
    def test_what_is_not_acceptable_is_said(self, changed, words):
        values = {"email": "maria@agency.example", "name": "Maria", "password": PASSWORD, **changed}
        assert words in refusal(RuleViolations, lambda: user_create(**values, by=None, at=AT))
        assert User.objects.count() == 0

    def test_an_address_has_one_account(self, db):
        make_user(email="maria@agency.example")
        sentence = refusal(Conflict, lambda: user_create(email="MARIA@agency.example", name="M", by=None, at=AT))
        assert sentence == "There is an account with the e-mail address maria@agency.example already."

    def test_deactivating_and_activating_are_noted_and_end_sessions(self, admin):
        user = make_user()
        before = user.get_session_auth_hash()
        user_deactivate(user=user, by=admin, at=AT)
        assert (user.is_active, user.get_session_auth_hash() == before) == (False, False)
        user_activate(user=user, by=admin, at=AT)
        assert (user.is_active, user.get_session_auth_hash() == before) == (True, False)
        assert [entry[:2] for entry in trail(user)] == [
            ("account_deactivated", "Sam System"), ("account_activated", "Sam System"),
        ]  # fmt: skip

    def test_what_is_so_already_is_a_conflict(self, admin):
        closed = make_user(is_active=False)
        assert refusal(Conflict, lambda: user_activate(user=admin, by=None, at=AT)) == "This account is active already."
        sentence = refusal(Conflict, lambda: user_deactivate(user=closed, by=admin, at=AT))
        assert sentence == "This account is deactivated already."

    @pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM_ADMIN])
    def test_nobody_else_changes_accounts(self, role):
        by, user = make_user(roles=[role]), make_user()
        for call in (
            lambda: user_create(email="x@agency.example", name="X", by=by, at=AT),
            lambda: user_deactivate(user=user, by=by, at=AT),
            lambda: user_activate(user=user, by=by, at=AT),
            lambda: role_grant(user=user, role=Role.HR, by=by, at=AT),
            lambda: role_revoke(user=user, role=Role.HR, by=by, at=AT),
        ):
            assert refusal(NotAllowed, call) == "Only a system administrator changes accounts."
        assert trail(user) == []


@pytest.mark.django_db
class TestRoles:
    def test_granting_and_revoking_are_noted(self, admin):
        user = make_user()
        grant = role_grant(user=user, role=Role.AUDITOR, by=admin, at=AT)
        role_revoke(user=user, role=Role.AUDITOR, by=admin, at=AT)
        assert (grant.granted_by, grant.granted_at, user.role_grants.count()) == (admin, AT, 0)
        assert trail(user) == [
            ("role_granted", "Sam System", {"role": "auditor"}), ("role_revoked", "Sam System", {"role": "auditor"}),
        ]  # fmt: skip

    def test_nobody_grants_a_role_to_themselves(self, admin):
        sentence = refusal(NotAllowed, lambda: role_grant(user=admin, role=Role.AUDITOR, by=admin, at=AT))
        assert sentence == "Nobody grants a role to themselves; another system administrator does it."

    def test_a_role_is_held_once(self, admin):
        user = make_user(name="Ada", roles=[Role.AUDITOR])
        sentence = refusal(Conflict, lambda: role_grant(user=user, role=Role.AUDITOR, by=admin, at=AT))
        assert sentence == "Ada holds the role Auditor already."
        role_revoke(user=user, role=Role.AUDITOR, by=admin, at=AT)
        sentence = refusal(Conflict, lambda: role_revoke(user=user, role=Role.AUDITOR, by=admin, at=AT))
        assert sentence == "Ada does not hold the role Auditor."

    def test_a_closed_account_gets_no_role(self, admin):
        user = make_user(is_active=False)
        sentence = refusal(Conflict, lambda: role_grant(user=user, role=Role.HR, by=admin, at=AT))
        assert sentence == "This account is deactivated; activate it before it gets a role."

    def test_there_is_one_hr_manager(self, admin):
        make_user(name="Harper", roles=[Role.HR_MANAGER])
        sentence = refusal(Conflict, lambda: role_grant(user=make_user(), role=Role.HR_MANAGER, by=admin, at=AT))
        assert sentence == "Harper is HR Manager, and there is only one; revoke that role first."

    def test_the_hr_manager_is_named_while_active(self, admin):
        assert hr_manager() is None
        user = make_user(roles=[Role.HR_MANAGER])
        assert hr_manager() == user
        user_deactivate(user=user, by=admin, at=AT)
        assert hr_manager() is None

    def test_the_last_active_system_administrator_stays(self, admin):
        make_user(roles=[Role.SYSTEM_ADMIN], is_active=False)
        last = "This is the last active system administrator; make somebody else one first."
        assert refusal(Conflict, lambda: role_revoke(user=admin, role=Role.SYSTEM_ADMIN, by=admin, at=AT)) == last
        assert refusal(Conflict, lambda: user_deactivate(user=admin, by=admin, at=AT)) == last
        second = make_user(roles=[Role.SYSTEM_ADMIN])
        role_revoke(user=admin, role=Role.SYSTEM_ADMIN, by=second, at=AT)
        assert refusal(Conflict, lambda: user_deactivate(user=second, by=None, at=AT)) == last


@pytest.mark.django_db(transaction=True)
def test_two_administrators_cannot_remove_each_other_in_the_same_moment():
    one, other = (make_user(roles=[Role.SYSTEM_ADMIN]) for _ in range(2))
    barrier, sentences = Barrier(2), []

    def remove(user, by):
        try:
            barrier.wait(timeout=20)
            role_revoke(user=user, role=Role.SYSTEM_ADMIN, by=by, at=AT)
            sentences.append("revoked")
        except ProductError as error:
            sentences.append(type(error).__name__)
        finally:
            connection.close()

    threads = [Thread(target=remove, args=pair) for pair in ((one, other), (other, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert RoleGrant.objects.filter(role=Role.SYSTEM_ADMIN.value).count() == 1
    assert sentences.count("revoked") == 1


@pytest.mark.django_db
class TestPasswordBeforeASignature:
    def confirm(self, user, password):
        password_confirm(user=user, password=password, at=AT)

    def test_the_right_one_passes_and_leaves_nothing(self):
        user = make_user()
        self.confirm(user, PASSWORD)
        assert trail(user) == []

    @pytest.mark.parametrize("password", ["", "wrong", PASSWORD + " ", PASSWORD.upper()])
    def test_any_other_one_is_refused(self, password):
        sentence = refusal(WrongPassword, lambda: self.confirm(make_user(), password))
        assert sentence == "This is not your password. Nothing was signed."

    def test_a_closed_account_confirms_nothing(self):
        with pytest.raises(WrongPassword):
            self.confirm(make_user(is_active=False), PASSWORD)

    def test_after_five_failures_even_the_right_one_waits(self):
        user, other = make_user(), make_user()
        for _ in range(5):
            with pytest.raises(WrongPassword):
                self.confirm(user, "wrong")
        sentence = refusal(WrongPassword, lambda: self.confirm(user, PASSWORD))
        assert sentence == "The password was wrong too often. Wait 15 minutes, then try again."
        self.confirm(other, PASSWORD)

    def test_the_right_one_in_time_forgets_the_failures(self):
        user = make_user()
        for password in ["wrong"] * 4 + [PASSWORD] + ["wrong"] * 4:
            if password == PASSWORD:
                self.confirm(user, password)
            else:
                with pytest.raises(WrongPassword):
                    self.confirm(user, password)
        self.confirm(user, PASSWORD)

    def test_the_failure_is_noted_by_whoever_rolled_back(self):
        user = make_user(name="Rita")
        password_failure_record(user=user, at=AT)
        assert trail(user) == [("password_confirm_failed", "Rita", {})]
