"""Designees: who may name them, for which days, and when they stand in."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from accounts.enums import Role
from accounts.models import Delegation, User
from accounts.selectors import delegations_active, principals_for
from accounts.services import delegation_create, delegation_end, user_deactivate
from audit.selectors import events_of
from common.errors import Conflict, NotAllowed, ProductError, RuleViolations
from tests.accounts import AT
from tests.factories import make_employee, make_user
from workforce.enums import EmploymentStatus

FIRST, LAST = date(2026, 7, 6), date(2026, 7, 20)


@pytest.fixture
def principal(db):
    return make_user(name="Petra Principal")


@pytest.fixture
def delegate(db):
    return make_employee(first_name="Dan", last_name="Designee").user


def name_designee(principal, delegate, by=None, **changed):
    values = {"starts_on": FIRST, "ends_on": LAST, "reason": "away", **changed}
    return delegation_create(principal=principal, delegate=delegate, by=by, at=AT, **values)


def refusal(error, call):
    with pytest.raises(error) as raised:
        call()
    return raised.value.sentence


@pytest.mark.parametrize(
    ("day", "stands_in"),
    [(FIRST - timedelta(days=1), False), (FIRST, True), (LAST, True), (LAST + timedelta(days=1), False)],
)
def test_both_days_belong_to_it(principal, delegate, day, stands_in):
    name_designee(principal, delegate)
    assert principals_for(delegate, day) == ({principal.pk} if stands_in else set())
    assert delegations_active(day).count() == int(stands_in)
    assert principals_for(principal, day) == set()


def test_it_is_noted_in_both_streams(principal, delegate):
    delegation = name_designee(principal, delegate, by=principal)
    delegation_end(delegation=delegation, by=principal, at=AT)
    data = {
        "delegation": delegation.pk, "principal": principal.pk, "delegate": delegate.pk,
        "starts_on": "2026-07-06", "ends_on": "2026-07-20",
    }  # fmt: skip
    for user in (principal, delegate):
        assert [(event.action, event.actor_name, event.data) for event in events_of(f"account:{user.pk}")] == [
            ("delegation_created", "Petra Principal", data), ("delegation_ended", "Petra Principal", data),
        ]  # fmt: skip


def test_withdrawn_it_ends_at_once(principal, delegate):
    delegation = delegation_end(delegation=name_designee(principal, delegate), by=principal, at=AT)
    assert (delegation.ended_at, principals_for(delegate, FIRST)) == (AT, set())
    sentence = refusal(Conflict, lambda: delegation_end(delegation=delegation, by=principal, at=AT))
    assert sentence == "This delegation was withdrawn already."


def test_one_that_is_over_is_not_withdrawn(principal, delegate):
    delegation = name_designee(principal, delegate)
    later = AT + timedelta(days=15)
    sentence = refusal(Conflict, lambda: delegation_end(delegation=delegation, by=principal, at=later))
    assert sentence == "This delegation is over already."


def test_a_deactivated_designee_stands_in_no_longer(principal, delegate):
    name_designee(principal, delegate)
    user_deactivate(user=delegate, by=None, at=AT)
    assert (principals_for(delegate, FIRST), delegations_active(FIRST).count()) == (set(), 0)


@pytest.mark.parametrize("role", [None, *Role])
def test_one_names_ones_own_and_hr_names_everybodys(principal, delegate, role):
    by = make_user(roles=[role] if role else [])
    if role in (Role.HR, Role.HR_MANAGER):
        delegation = name_designee(principal, delegate, by=by)
        assert delegation_end(delegation=delegation, by=by, at=AT).ended_at == AT
    else:
        sentence = "You can name a designee for yourself; for somebody else HR does it."
        assert refusal(NotAllowed, lambda: name_designee(principal, delegate, by=by)) == sentence
        delegation = name_designee(principal, delegate, by=principal)
        assert refusal(NotAllowed, lambda: delegation_end(delegation=delegation, by=by, at=AT)) == sentence


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"ends_on": FIRST - timedelta(days=1)}, "The last day lies before the first day."),
        (
            {"starts_on": FIRST - timedelta(days=1)},
            "A delegation begins today or later: what was signed before cannot be covered afterwards.",
        ),
        ({"reason": " "}, "Say why, for example “away”; no kind of leave and no cause of it is asked for."),
    ],
)
def test_days_and_reason_have_to_make_sense(principal, delegate, changed, sentence):
    assert refusal(RuleViolations, lambda: name_designee(principal, delegate, **changed)) == sentence
    assert Delegation.objects.count() == 0


def test_some_people_cannot_be_designee(principal):
    assert refusal(RuleViolations, lambda: name_designee(principal, principal)) == "Nobody is their own designee."
    analyst = make_employee(roles=[Role.HR]).user
    sentence = "Whoever names a designee for somebody else cannot be that designee."
    assert refusal(RuleViolations, lambda: name_designee(principal, analyst, by=analyst)) == sentence
    left = make_employee(status=EmploymentStatus.SEPARATED.value, separated_on=date(2026, 6, 30))
    closed = make_employee()
    User.objects.filter(pk=closed.user_id).update(is_active=False)
    outsider = make_user(roles=[Role.AUDITOR])
    # One sentence for all: who has left and who has lost the account is not told.
    sentence = "This person cannot be a designee. Choose somebody of the agency who signs in here."
    for user in (left.user, User.objects.get(pk=closed.user_id), outsider):
        assert refusal(RuleViolations, lambda user=user: name_designee(principal, user)) == sentence


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "is_refused"),
    [
        (LAST, LAST + timedelta(days=9), True),
        (FIRST + timedelta(days=1), FIRST + timedelta(days=2), True),
        (LAST + timedelta(days=1), LAST + timedelta(days=9), False),
    ],
)
def test_one_person_signs_for_another_at_a_time(principal, delegate, starts_on, ends_on, is_refused):
    name_designee(principal, delegate)
    other = make_employee().user
    if is_refused:
        sentence = refusal(Conflict, lambda: name_designee(principal, other, starts_on=starts_on, ends_on=ends_on))
        assert sentence == (
            "Dan Designee is the designee from July 6, 2026 to July 20, 2026; "
            "withdraw that one or choose other days, since one person signs at a time."
        )
    else:
        assert name_designee(principal, other, starts_on=starts_on, ends_on=ends_on).delegate == other


def test_the_days_of_a_withdrawn_one_are_free_again(principal, delegate):
    delegation_end(delegation=name_designee(principal, delegate), by=principal, at=AT)
    assert name_designee(principal, delegate).ended_at is None


@pytest.mark.django_db(transaction=True)
def test_two_at_once_for_the_same_days_end_in_one_and_a_sentence():
    principal, delegates = make_user(), [make_employee().user, make_employee().user]
    barrier, outcomes = Barrier(2), []

    def create(delegate):
        try:
            barrier.wait(timeout=20)
            name_designee(principal, delegate)
            outcomes.append("named")
        except ProductError as error:
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    threads = [Thread(target=create, args=(delegate,)) for delegate in delegates]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert (sorted(outcomes), Delegation.objects.count()) == (["Conflict", "named"], 1)
