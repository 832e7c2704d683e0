"""What a changed fact does to an evaluation that people sign (R17), or have signed."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Delegation
from audit.models import AuditEvent
from evaluations.enums import Capacity, MoveEffect, Rating
from evaluations.models import Evaluation
from evaluations.services.changes import changes_follow, changes_follow_all
from tests.evaluations.journeys import (
    AT,
    agency,
    agency_signed,
    evaluation_in,
    fresh,
    rated,
    signed,
    started,
    submitted,
)
from tests.evaluations.moving import Status, moved, notices, other_supervisor, separated, step_of
from tests.factories import make_employee, make_org_unit
from workforce.enums import ManagementLevel
from workforce.models import Employee, Leave

pytestmark = pytest.mark.django_db


def test_an_open_place_goes_to_whoever_holds_it_now_and_can_be_signed():
    chain = agency()
    waiting = submitted(rated(started(chain)))
    new_head = make_employee(
        first_name="Kai", last_name="Newhead", level=ManagementLevel.PROGRAM_HEAD, supervisor=chain.division_chief
    )
    moved(chain.supervisor, on=AT.date(), supervisor=new_head)
    assert dict(changes_follow(at=AT).effects) == {"rerouted": 1}
    assert step_of(waiting, Capacity.REVIEWER).principal == new_head
    assert step_of(waiting, Capacity.DEPARTMENT_HEAD).principal == chain.division_chief
    assert ("your_turn_to_sign", "Kai Newhead") in notices()
    assert ("rerouted", chain.supervisor.full_name) in notices()
    event = AuditEvent.objects.filter(stream=waiting.stream, action="rerouted").get()
    assert (event.data["from_no"], event.data["to_no"]) == (chain.program_head.employee_no, new_head.employee_no)
    after = signed(fresh(waiting))
    assert after.status == Status.DEPARTMENT_HEAD_REVIEW.value


def test_what_the_reviewer_has_signed_stands_when_the_department_head_changes():
    chain = agency()
    waiting = signed(submitted(rated(started(chain))))
    assert waiting.status == Status.DEPARTMENT_HEAD_REVIEW.value
    new_chief = make_employee(
        first_name="Ola", last_name="Newchief", level=ManagementLevel.DIVISION_CHIEF, supervisor=chain.deputy_director
    )
    moved(chain.program_head, on=AT.date(), supervisor=new_chief)
    assert dict(changes_follow(at=AT).effects) == {"rerouted": 1}
    assert step_of(waiting, Capacity.REVIEWER).principal == chain.program_head
    assert step_of(waiting, Capacity.REVIEWER).signature is not None
    assert step_of(waiting, Capacity.DEPARTMENT_HEAD).principal == new_chief
    assert signed(fresh(waiting)).status == Status.READY_TO_ISSUE.value


def test_a_signer_who_left_is_replaced_by_the_next_one_up():
    chain = agency()
    waiting = signed(submitted(rated(started(chain))))
    separated(chain.division_chief, on=date(2026, 7, 3))
    assert dict(changes_follow(at=AT).effects) == {"rerouted": 1}
    assert step_of(waiting, Capacity.DEPARTMENT_HEAD).principal == chain.deputy_director
    assert signed(fresh(waiting)).status == Status.READY_TO_ISSUE.value


def test_a_transfer_in_the_middle_leaves_the_signing_with_the_line_that_saw_the_work():
    chain = agency()
    waiting = submitted(rated(started(chain)))
    elsewhere = make_employee(last_name="Elsewhere", level=ManagementLevel.SUPERVISOR, supervisor=chain.director)
    moved(chain.employee, on=AT.date(), supervisor=elsewhere, org_unit=make_org_unit("Department / Elsewhere"))
    changes_follow(at=AT)
    assert step_of(waiting, Capacity.REVIEWER).principal == chain.program_head
    assert signed(signed(fresh(waiting))).status == Status.READY_TO_ISSUE.value


def test_a_rater_who_moved_up_so_far_that_no_reviewer_is_needed_returns_it():
    chain = agency()
    waiting = submitted(rated(started(chain)))
    # The only person who could review has left, and nobody between the Rater and the Director is there any more.
    for person in (chain.program_head, chain.division_chief, chain.deputy_director, chain.chief_deputy_director):
        separated(person, on=date(2026, 7, 3))
    assert dict(changes_follow(at=AT).effects) == {"returned": 1}
    after = fresh(waiting)
    assert after.status == Status.DRAFT.value
    back = after.returns.get()
    assert (back.by_name, back.by_user_id) == ("Fairstep", None)
    assert ("returned", chain.supervisor.full_name) in notices()


def test_a_designee_or_a_day_of_absence_takes_nobody_s_place_away():
    chain = agency()
    waiting = submitted(rated(started(chain), Rating.IMPROVEMENT_NEEDED))
    Leave.objects.create(employee=chain.hr_manager, starts_on=AT.date(), ends_on=AT.date())
    # The Division Chief, who signs as Reviewer, names the HR Manager: the higher capacity would move up.
    Delegation.objects.create(
        principal=chain.division_chief.user, delegate=chain.hr_manager.user, starts_on=AT.date(), ends_on=AT.date(),
        reason="Away.", created_at=AT, created_by=chain.division_chief.user,
    )  # fmt: skip
    before = list(waiting.steps.order_by("position").values_list("principal", flat=True))
    assert changes_follow_all(at=AT) == {}
    assert list(waiting.steps.order_by("position").values_list("principal", flat=True)) == before


@pytest.mark.parametrize("status", [Status.READY_TO_ISSUE, Status.ISSUED, Status.FINAL])
def test_what_everybody_has_signed_is_left_alone(status):
    chain = agency()
    evaluation = evaluation_in(status, chain)
    before = Evaluation.objects.filter(pk=evaluation.pk).values().get()
    moved(chain.employee, on=date(2026, 6, 1), supervisor=other_supervisor(chain))
    separated(chain.supervisor, on=date(2026, 7, 3))
    assert changes_follow(at=AT).changes == 2
    assert Evaluation.objects.filter(pk=evaluation.pk).values().get() == before


def test_a_low_rating_before_hr_is_rerouted_too():
    chain = agency()
    waiting = submitted(rated(started(chain), Rating.IMPROVEMENT_NEEDED))
    assert waiting.status == Status.HR_REVIEW.value
    separated(chain.division_chief, on=date(2026, 7, 3))
    assert dict(changes_follow(at=AT).effects) == {"rerouted": 1}
    assert step_of(waiting, Capacity.REVIEWER).principal == chain.deputy_director


def test_the_former_rater_can_finish_what_a_transfer_closed():
    chain = agency()
    draft = started(chain)
    elsewhere = make_employee(last_name="Elsewhere", level=ManagementLevel.SUPERVISOR, supervisor=chain.director)
    moved(chain.employee, supervisor=elsewhere, org_unit=make_org_unit("Department / Elsewhere"))
    changes_follow(at=AT)
    done = agency_signed(rated(fresh(draft)))
    assert done.status == Status.READY_TO_ISSUE.value
    assert [row.principal for row in done.steps.order_by("position")] == [
        chain.supervisor,
        chain.program_head,
        chain.division_chief,
    ]


def test_many_changes_that_touch_no_evaluation_cost_a_constant_number_of_queries_each():
    chain = agency()
    people = [make_employee(supervisor=chain.supervisor, appointed_on=date(2015, 7, 1)) for _ in range(4)]
    new = other_supervisor(chain)

    def follow(count: int) -> int:
        for person in people[:count]:
            moved(person, supervisor=new if person.supervisor_id != new.pk else chain.supervisor)
        people[:] = list(Employee.objects.filter(pk__in=[person.pk for person in people]).order_by("pk"))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert changes_follow(at=AT).changes == count
        return len(queries)

    one, three = follow(1), follow(3)
    assert three - one <= 2 * 8


def test_the_words_of_every_effect_are_there():
    assert all(effect.label for effect in MoveEffect)
