"""Changed facts of people's work are followed: early close, another Rater, other signers (R1, R17, R21)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Delegation
from audit.models import AuditEvent
from common.errors import NotVisible
from evaluations.enums import Capacity, EvaluationKind, EvaluationStatus, MoveEffect, Rating
from evaluations.models import DueDate, Evaluation, FollowedChange, SigningStep
from evaluations.selectors import evaluation_get, proposal_for
from evaluations.services import changes
from evaluations.services.changes import NotFollowed, changes_follow, changes_follow_all
from evaluations.services.coming import coming_evaluations_create
from evaluations.services.due_dates import due_dates_refresh
from notifications.models import Notice
from tests.evaluations.journeys import (
    AT,
    PERIOD,
    agency,
    agency_signed,
    evaluation_in,
    fresh,
    rated,
    returned,
    signed,
    started,
    submitted,
    user_of,
)
from tests.factories import Chain, make_classification, make_employee, make_org_unit
from workforce.enums import ChangedFact, EmploymentStatus, ManagementLevel
from workforce.models import Employee, EmploymentChange, Leave

pytestmark = pytest.mark.django_db
Status = EvaluationStatus
Fact = ChangedFact
# The period of the journeys ends on June 30, 2026; the move comes in spring, and is followed on July 6.
SPRING = date(2026, 3, 2)


def moved(employee: Employee, *, on: date = SPRING, **after: object) -> None:
    """What a people file does: the new values, and a dated fact for each."""
    names = {"supervisor": "employee_no", "classification": "code", "org_unit": "path"}
    employee = Employee.objects.select_related("supervisor", "classification", "org_unit").get(pk=employee.pk)
    for name, value in after.items():
        before = getattr(employee, name)
        setattr(employee, name, value)
        EmploymentChange.objects.create(
            employee=employee, fact=name, before=getattr(before, names[name], ""),
            after=getattr(value, names[name], ""), effective_on=on, recorded_at=AT, stream="import:test",
        )  # fmt: skip
    employee.save()


def separated(employee: Employee, *, on: date) -> None:
    employee = Employee.objects.get(pk=employee.pk)
    employee.status, employee.separated_on = EmploymentStatus.SEPARATED.value, on
    employee.save()
    EmploymentChange.objects.create(
        employee=employee, fact=Fact.SEPARATION.value, before="permanent", after="separated", effective_on=on,
        recorded_at=AT, stream="import:test",
    )  # fmt: skip


def other_supervisor(chain: Chain) -> Employee:
    """Somebody beside the supervisor, under the same program head."""
    return make_employee(
        first_name="Robin", last_name="Successor", level=ManagementLevel.SUPERVISOR, supervisor=chain.program_head
    )


def effects() -> list[tuple[str, str]]:
    rows = FollowedChange.objects.select_related("change").order_by("change__fact", "effect")
    return [(row.change.fact, row.effect) for row in rows]


def notices() -> set[tuple[str, str]]:
    return {(row.kind, row.recipient.name) for row in Notice.objects.select_related("recipient")}


def actions(evaluation: Evaluation) -> list[str]:
    return list(
        AuditEvent.objects.filter(stream=evaluation.stream).order_by("sequence").values_list("action", flat=True)
    )


# --- drafts -----------------------------------------------------------------------------------------------------------


def test_a_transfer_closes_the_draft_with_the_rater_who_saw_those_days():
    chain = agency()
    draft = started(chain)
    new = other_supervisor(chain)
    moved(chain.employee, supervisor=new, org_unit=make_org_unit("Department / Elsewhere"))
    assert dict(changes_follow(at=AT).effects) == {"closed_early": 1}
    after = fresh(draft)
    assert (after.period_start, after.period_end) == (PERIOD[0], date(2026, 3, 1))
    assert after.rater == chain.supervisor
    assert after.org_unit == draft.org_unit
    assert after.content_version == draft.content_version + 1
    assert actions(draft)[-1] == "closed_early"
    assert effects() == [("org_unit", "closed_early"), ("supervisor", "closed_early")]
    assert notices() == {("closed_early", chain.supervisor.full_name), ("closed_early_elsewhere", new.full_name)}


def test_a_new_supervisor_alone_takes_the_draft_over_with_every_word():
    chain = agency()
    draft = rated(started(chain))
    words = fresh(draft).overall_comments
    new = other_supervisor(chain)
    moved(chain.employee, supervisor=new)
    assert dict(changes_follow(at=AT).effects) == {"handed_over": 1}
    after = fresh(draft)
    assert (after.rater, after.period_end, after.overall_comments) == (new, PERIOD[1], words)
    assert evaluation_get(draft.public_id, user_of(new), AT.date()) == draft
    with pytest.raises(NotVisible):
        evaluation_get(draft.public_id, user_of(chain.supervisor), AT.date())
    assert notices() == {
        ("handed_over_to", "Robin Successor"),
        ("handed_over_from", chain.supervisor.full_name),
    }
    event = AuditEvent.objects.filter(stream=draft.stream).latest("sequence")
    assert (event.action, event.actor_id) == ("handed_over", None)
    assert event.data["from_no"] == chain.supervisor.employee_no
    assert event.data["to_no"] == new.employee_no


def test_a_rater_who_left_is_followed_by_the_next_one_above():
    chain = agency()
    draft = started(chain)
    separated(chain.supervisor, on=date(2026, 5, 29))
    assert dict(changes_follow(at=AT).effects) == {"handed_over": 1}
    assert fresh(draft).rater == chain.program_head


def test_nobody_above_who_could_rate_is_said_and_nothing_is_lost():
    chain = agency()
    head = make_employee(last_name="Alone", level=ManagementLevel.DIRECTOR)
    draft = started(chain)
    # The employee now reports to nobody: the line above is empty.
    moved(chain.employee, supervisor=head)
    separated(head, on=date(2026, 5, 29))
    separated(chain.supervisor, on=date(2026, 5, 29))
    found = dict(changes_follow(at=AT).effects)
    assert found["unplaced"] >= 1
    assert fresh(draft).rater == chain.supervisor


def test_a_separation_ends_the_period_with_the_last_day():
    chain = agency()
    draft = started(chain)
    separated(chain.employee, on=date(2026, 5, 29))
    assert dict(changes_follow(at=AT).effects) == {"closed_early": 1}
    assert fresh(draft).period_end == date(2026, 5, 29)
    assert fresh(draft).rater == chain.supervisor


def test_a_change_that_counts_from_a_later_day_waits_for_it():
    chain = agency()
    draft = started(chain, period=(date(2026, 7, 1), date(2027, 6, 30)))
    moved(chain.employee, on=date(2026, 8, 3), supervisor=other_supervisor(chain))
    assert changes_follow(at=AT).changes == 0
    assert fresh(draft).rater == chain.supervisor
    on_that_day = datetime(2026, 8, 3, 16, 0, tzinfo=UTC)
    assert dict(changes_follow(at=on_that_day).effects) == {"handed_over": 1}


def test_followed_twice_it_comes_to_the_same():
    chain = agency()
    draft = started(chain)
    moved(chain.employee, supervisor=other_supervisor(chain), org_unit=make_org_unit("Department / Elsewhere"))
    changes_follow(at=AT)
    once = (actions(draft), notices(), effects())
    assert changes_follow(at=AT + timedelta(days=1)).changes == 0
    assert (actions(draft), notices(), effects()) == once


def test_a_running_period_that_nobody_began_is_started_for_the_earlier_rater():
    chain = agency()
    started(chain)  # July 2025 to June 2026
    earlier_unit, earlier_class = chain.employee.org_unit, chain.employee.classification
    new_class = make_classification(title="Program Specialist")
    moved(
        chain.employee, on=date(2026, 10, 5), supervisor=other_supervisor(chain),
        org_unit=make_org_unit("Department / Elsewhere"), classification=new_class,
    )  # fmt: skip
    at = datetime(2026, 10, 5, 16, 0, tzinfo=UTC)
    assert dict(changes_follow(at=at).effects) == {"started": 1}
    new = Evaluation.objects.get(period_start=date(2026, 7, 1))
    assert (new.period_end, new.rater, new.status) == (date(2026, 10, 4), chain.supervisor, "draft")
    assert (new.classification, new.org_unit) == (earlier_class, earlier_unit)
    assert (new.created_by_id, new.kind) == (None, EvaluationKind.ANNUAL.value)
    assert new.factor_ratings.count() == new.template.factors.count()
    assert changes_follow(at=at).changes == 0


def test_somebody_of_many_years_without_a_record_gets_no_invented_period():
    chain = agency()
    moved(chain.employee, classification=make_classification(title="Program Specialist"))
    assert dict(changes_follow(at=AT).effects) == {}
    assert not Evaluation.objects.exists()
    assert effects() == [("classification", "nothing")]


def test_a_draft_that_came_back_after_its_rater_left_passes_on_too():
    chain = agency()
    waiting = submitted(rated(started(chain)))
    separated(chain.supervisor, on=date(2026, 7, 3))
    changes_follow_all(at=AT)
    assert fresh(waiting).rater == chain.supervisor
    back = returned(fresh(waiting))
    assert back.status == Status.DRAFT.value
    assert changes_follow_all(at=AT + timedelta(days=1)) == {"handed_over": 1}
    assert fresh(back).rater == chain.program_head


def test_open_signatures_are_mended_even_where_what_changed_was_followed_before():
    """As after a worker that died in between, or an import that was taken back: nothing is left to follow."""
    chain = agency()
    waiting = submitted(rated(started(chain)))
    Employee.objects.filter(pk=chain.program_head.pk).update(
        status=EmploymentStatus.SEPARATED.value, separated_on=date(2026, 7, 3)
    )
    assert changes_follow_all(at=AT) == {"rerouted": 1}
    assert step_of(waiting, Capacity.REVIEWER).principal == chain.division_chief


def test_one_person_who_cannot_be_followed_holds_nobody_else_up(monkeypatch):
    chain = agency()
    draft = started(chain)
    other = make_employee(supervisor=chain.supervisor, appointed_on=date(2015, 7, 1))
    moved(other, supervisor=other_supervisor(chain))
    moved(chain.employee, supervisor=other_supervisor(chain))
    real = changes._follow_person

    def refusing(employee_id, at, done):
        if employee_id == other.pk:
            raise DatabaseError("refused")
        return real(employee_id, at, done)

    monkeypatch.setattr(changes, "_follow_person", refusing)
    with pytest.raises(NotFollowed, match="The changes of 1 people could not be followed"):
        changes_follow_all(at=AT)
    assert fresh(draft).rater.last_name == "Successor"
    monkeypatch.setattr(changes, "_follow_person", real)
    assert changes_follow_all(at=AT) == {"followed": 1}


def test_a_move_that_lies_ahead_waits_for_its_day_and_leaves_the_days_to_the_earlier_rater():
    chain = agency()
    new = other_supervisor(chain)
    person = make_employee(supervisor=chain.supervisor, appointed_on=date(2025, 9, 1))
    moved(person, on=date(2026, 8, 3), supervisor=new, org_unit=make_org_unit("Department / Elsewhere"))
    due_dates_refresh(employee_ids=None, at=AT)
    row = DueDate.objects.get(employee=person)
    assert (row.period_end, row.rater) == (date(2026, 8, 2), chain.supervisor)
    coming_evaluations_create(at=AT)
    assert not Evaluation.objects.filter(employee=person).exists()
    on_that_day = datetime(2026, 8, 3, 16, 0, tzinfo=UTC)
    assert changes_follow_all(at=on_that_day) == {"followed": 2, "started": 1}
    begun = Evaluation.objects.get(employee=person)
    assert (begun.rater, begun.period_end) == (chain.supervisor, date(2026, 8, 2))


def test_days_out_of_service_are_not_rated():
    chain = agency()
    draft = started(chain)
    separated(chain.employee, on=date(2026, 5, 29))
    changes_follow_all(at=AT)
    row = DueDate.objects.get(employee=chain.employee)
    assert (row.due_on, row.evaluation) == (date(2026, 5, 29), fresh(draft))  # unfinished: it stays due
    Employee.objects.filter(pk=chain.employee.pk).update(status="permanent", separated_on=None)
    EmploymentChange.objects.create(
        employee=chain.employee, fact=Fact.RETURN.value, effective_on=date(2026, 7, 1), recorded_at=AT
    )
    person = Employee.objects.get(pk=chain.employee.pk)
    assert proposal_for(person, AT.date()).period.start == date(2026, 7, 1)


# --- signatures -------------------------------------------------------------------------------------------------------


def step_of(evaluation: Evaluation, capacity: Capacity) -> SigningStep:
    return SigningStep.objects.get(evaluation=evaluation, round=evaluation.signing_round, capacity=capacity.value)


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
