"""The matrix of roles, as a table to read; everything that is not in it is denied."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.enums import Action, Role
from accounts.permissions import ROLE_ACTIONS, check_has_action, has_action, roles_of
from accounts.services import role_grant, role_revoke
from common.errors import NotAllowed
from tests.accounts import AT
from tests.factories import make_user

A = Action
HR = {
    A.EVALUATION_READ_SUBMITTED, A.EVALUATION_HR_REVIEW, A.EVALUATION_VOID, A.EVALUATION_CORRECT, A.EVALUATION_ISSUE,
    A.PEOPLE_READ, A.DELEGATION_MANAGE, A.REFERENCE_READ, A.EQUITY_READ, A.STEPS_READ, A.PAYROLL_EXPORT,
    A.COMPLIANCE_READ,
}  # fmt: skip
MATRIX = {
    Role.HR: HR,
    Role.HR_MANAGER: HR,
    Role.CLASSIFICATION_ADMIN: {A.CLASSIFICATION_MANAGE, A.POLICY_MANAGE, A.PEOPLE_IMPORT, A.REFERENCE_READ},
    Role.AUDITOR: {
        A.EVALUATION_READ_ALL, A.PEOPLE_READ, A.AUDIT_READ, A.REFERENCE_READ, A.EQUITY_READ, A.STEPS_READ,
        A.COMPLIANCE_READ,
    },
    Role.PAYROLL: {A.PAYROLL_EXPORT},
    Role.SYSTEM_ADMIN: {A.ACCOUNT_MANAGE, A.OPERATIONS_READ, A.MAIL_MANAGE, A.WEBHOOK_MANAGE, A.REFERENCE_READ},
}  # fmt: skip
pytestmark = pytest.mark.django_db


def test_every_role_is_in_the_matrix():
    assert {role: set(actions) for role, actions in ROLE_ACTIONS.items()} == MATRIX
    assert set(MATRIX) == set(Role)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", Action)
def test_a_role_does_what_the_matrix_says_and_nothing_else(role, action):
    assert has_action(make_user(roles=[role]), action) is (action in MATRIX[role])


def test_payroll_reads_neither_people_nor_evaluations():
    assert not MATRIX[Role.PAYROLL] & {A.EVALUATION_READ_SUBMITTED, A.EVALUATION_READ_ALL, A.PEOPLE_READ, A.STEPS_READ}


def test_a_system_administrator_sees_no_evaluation():
    assert [action for action in MATRIX[Role.SYSTEM_ADMIN] if action.startswith("evaluation")] == []


@pytest.mark.parametrize("action", Action)
def test_without_a_role_a_sign_in_or_an_active_account_nothing_is_allowed(action):
    closed = make_user(roles=list(Role)[:1], is_active=False)
    assert [has_action(who, action) for who in (make_user(), AnonymousUser(), closed)] == [False, False, False]


def test_two_roles_add_up():
    user = make_user(roles=[Role.HR, Role.AUDITOR])
    assert {action for action in Action if has_action(user, action)} == HR | MATRIX[Role.AUDITOR]


def test_a_refusal_carries_its_sentence():
    with pytest.raises(NotAllowed) as refusal:
        check_has_action(make_user(), Action.EVALUATION_VOID, "Only HR voids an evaluation.")
    assert (refusal.value.status_code, refusal.value.sentence) == (403, "Only HR voids an evaluation.")


def test_roles_are_read_once_and_again_after_a_change(django_assert_num_queries):
    user = make_user()
    with django_assert_num_queries(1):
        assert [roles_of(user), roles_of(user)] == [frozenset(), frozenset()]
    role_grant(user=user, role=Role.HR, by=None, at=AT)
    assert roles_of(user) == {Role.HR}
    role_revoke(user=user, role=Role.HR, by=None, at=AT)
    assert roles_of(user) == frozenset()
