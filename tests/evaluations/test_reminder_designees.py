"""While an evaluation is being signed, the designee who may sign is reminded as the principal is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from accounts.models import Delegation, User
from evaluations.enums import Rating
from evaluations.models import DueDate, Evaluation
from evaluations.permissions import standing_of
from evaluations.services.reminders import reminders_make
from notifications.models import Notice
from notifications.registry import words_of
from tests.evaluations.journeys import (
    AT,
    HOUR,
    TODAY,
    agency,
    concurred,
    fresh,
    hr_analyst,
    rated,
    returned,
    signed,
    started,
    submitted,
)
from tests.evaluations.reminding import morning
from tests.factories import Chain, make_employee, make_user
from workforce.enums import EmploymentStatus
from workforce.models import Employee

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
DAYS_LATER = TODAY + 10 * DAY


@dataclass
class Scene:
    """An evaluation that waits for the Program Head as Reviewer, and a colleague who may be the designee."""

    chain: Chain
    evaluation: Evaluation
    colleague: Employee

    def delegate(self, to: User, *, start: date = TODAY, end: date = DAYS_LATER, by: User | None = None) -> Delegation:
        return Delegation.objects.create(
            principal=self.chain.program_head.user, delegate=to, starts_on=start, ends_on=end, reason="Conference",
            created_at=AT, created_by=by or self.chain.program_head.user,
        )  # fmt: skip

    def told(self, kind: str) -> list[tuple[str, str]]:
        """(who, stage), in order."""
        rows = Notice.objects.filter(kind=kind).order_by("recipient__name", "stage")
        return list(rows.values_list("recipient__name", "stage"))


@pytest.fixture
def scene() -> Scene:
    chain = agency()
    evaluation = submitted(rated(started(chain)))
    DueDate.objects.filter(employee=chain.employee).update(due_on=evaluation.period_end, evaluation=evaluation)
    Notice.objects.filter(kind="due").delete()
    colleague = make_employee(first_name="Zora", last_name="Colleague", supervisor=chain.division_chief)
    return Scene(chain, evaluation, colleague)


HEAD = "Avery ProgramHead"
CASES = {
    # the designee of that day
    "in force": (lambda s: s.delegate(s.colleague.user), True),
    "on its last day": (lambda s: s.delegate(s.colleague.user, start=TODAY - DAY, end=DAYS_LATER), True),
    "on its first day": (lambda s: s.delegate(s.colleague.user, start=DAYS_LATER, end=DAYS_LATER), True),
    "entered by an administrator": (lambda s: s.delegate(s.colleague.user, by=make_user()), True),
    # of other days
    "over": (lambda s: s.delegate(s.colleague.user, end=DAYS_LATER - DAY), False),
    "to come": (lambda s: s.delegate(s.colleague.user, start=DAYS_LATER + DAY, end=DAYS_LATER + DAY), False),
    "withdrawn": (lambda s: _changed(s.delegate(s.colleague.user), ended_at=AT), False),
    # nobody who could sign
    "without an account in use": (lambda s: _changed(s.delegate(s.colleague.user).delegate, is_active=False), False),
    "who has left": (
        lambda s: _changed(
            s.delegate(s.colleague.user).delegate.employee, status=EmploymentStatus.SEPARATED.value,
            separated_on=TODAY,
        ), False),
    "without a person behind it": (lambda s: s.delegate(make_user(name="Zoe Nobody")), False),
    "of a principal without an account in use": (
        lambda s: _changed(s.delegate(s.colleague.user).principal, is_active=False), False),
    # a part of their own in it
    "the Rater": (lambda s: s.delegate(s.chain.supervisor.user), False),
    "the employee": (lambda s: s.delegate(s.chain.employee.user), False),
    "the Department Head": (lambda s: s.delegate(s.chain.division_chief.user), False),
    # chosen by whom it is about
    "chosen by the Rater": (lambda s: s.delegate(s.colleague.user, by=s.chain.supervisor.user), False),
    "chosen by the employee": (lambda s: s.delegate(s.colleague.user, by=s.chain.employee.user), False),
}  # fmt: skip


def _changed(row, **fields):
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    return Delegation.objects.get()


@pytest.mark.parametrize("case", CASES)
def test_whoever_may_sign_for_the_principal_is_reminded_and_nobody_else(scene, case):
    make, is_told = CASES[case]
    delegation = make(scene)
    Notice.objects.all().delete()
    reminders_make(at=morning(DAYS_LATER))
    names = sorted([HEAD, delegation.delegate.name] if is_told else [HEAD])
    if not delegation.principal.is_active:
        names = []
    assert scene.told("due") == [(name, "overdue:14") for name in names]
    assert scene.told("turn_waits") == [(name, "round:1:reviewer:7") for name in names]
    # The permissions say the same of the one person; what is known of accounts and people they ask elsewhere.
    standing = standing_of(User.objects.get(pk=delegation.delegate_id), fresh(scene.evaluation), DAYS_LATER)
    assert standing.is_signer is is_told


def test_whoever_found_the_rating_proper_signs_for_nobody_and_is_not_reminded():
    chain, analyst = agency(), hr_analyst()
    evaluation = concurred(submitted(rated(started(chain), Rating.IMPROVEMENT_NEEDED)))
    DueDate.objects.filter(employee=chain.employee).update(due_on=evaluation.period_end, evaluation=evaluation)
    Delegation.objects.create(
        principal=chain.division_chief.user, delegate=analyst.user, starts_on=TODAY, ends_on=DAYS_LATER,
        reason="Conference", created_at=AT, created_by=chain.division_chief.user,
    )  # fmt: skip
    Notice.objects.all().delete()
    reminders_make(at=morning(DAYS_LATER))
    rows = Notice.objects.filter(kind__in=["due", "turn_waits"]).order_by("kind")
    assert list(rows.values_list("kind", "recipient__name")) == [
        ("due", chain.division_chief.full_name), ("turn_waits", chain.division_chief.full_name),
    ]  # fmt: skip


def test_a_designee_named_later_is_told_by_the_next_sweep_once(scene):
    reminders_make(at=morning(TODAY + 2 * DAY))
    assert (scene.told("due"), scene.told("turn_waits")) == ([(HEAD, "overdue:7")], [])
    scene.delegate(scene.colleague.user, start=TODAY + 3 * DAY)
    for days in (3, 3, 4, 6):
        reminders_make(at=morning(TODAY + days * DAY))
    assert scene.told("due") == [(HEAD, "overdue:7"), ("Zora Colleague", "overdue:7")]
    assert scene.told("turn_waits") == [("Zora Colleague", "round:1:reviewer:0")]
    said = words_of(Notice.objects.get(kind="turn_waits"))
    assert (said.title, said.sentence) == (
        f"Waiting for a signature that you may give: {scene.chain.employee.full_name}",
        f"You are the designee of {HEAD}, who signs as Reviewer. Days that it has waited: 3.",
    )
    reminders_make(at=morning(TODAY + 7 * DAY))
    assert scene.told("turn_waits") == [
        (HEAD, "round:1:reviewer:7"), ("Zora Colleague", "round:1:reviewer:0"),
        ("Zora Colleague", "round:1:reviewer:7"),
    ]  # fmt: skip


def test_a_designee_who_was_asked_at_once_is_not_told_again_before_the_week_is_over():
    chain = agency()
    colleague = make_employee(first_name="Zora", last_name="Colleague", supervisor=chain.division_chief)
    Delegation.objects.create(
        principal=chain.program_head.user, delegate=colleague.user, starts_on=TODAY, ends_on=DAYS_LATER,
        reason="Conference", created_at=AT, created_by=chain.program_head.user,
    )  # fmt: skip
    submitted(rated(started(chain)))
    assert Notice.objects.filter(kind="your_turn_to_sign", recipient=colleague.user).count() == 1
    for days, stages in ((1, []), (6, []), (7, ["round:1:reviewer:7"])):
        reminders_make(at=morning(TODAY + days * DAY))
        rows = Notice.objects.filter(kind="turn_waits", recipient=colleague.user)
        assert list(rows.values_list("stage", flat=True)) == stages


@pytest.mark.parametrize("end", [signed, returned])
def test_what_the_designee_was_reminded_of_ends_with_the_signature_and_with_a_return(scene, end):
    scene.delegate(scene.colleague.user)
    reminders_make(at=morning(TODAY + 8 * DAY))
    mine = Notice.objects.filter(recipient=scene.colleague.user, done_at=None).order_by("kind")
    assert [row.kind for row in mine] == ["due", "turn_waits"]
    end(scene.evaluation, at=morning(TODAY + 9 * DAY))
    assert list(mine.all()) == []


def test_the_weeks_of_a_signature_count_from_the_day_on_which_it_was_asked_for():
    chain = agency()
    hr_analyst()
    evaluation = submitted(rated(started(chain), Rating.IMPROVEMENT_NEEDED))
    concurred(evaluation, at=AT + 20 * DAY + HOUR)
    Notice.objects.all().delete()
    for days in (20, 26, 27):
        reminders_make(at=morning(TODAY + days * DAY))
    rows = Notice.objects.filter(kind="turn_waits")
    assert [(row.recipient.name, row.stage, row.words["days"]) for row in rows] == [
        (chain.division_chief.full_name, "round:1:reviewer:7", 7)
    ]
