"""Changed facts of people's work are followed: early close, another Rater, other signers (R1, R17, R21)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError

from audit.models import AuditEvent
from common.errors import NotVisible
from evaluations.enums import Capacity, EvaluationKind
from evaluations.models import DueDate, Evaluation
from evaluations.selectors import evaluation_get, proposal_for
from evaluations.services import changes
from evaluations.services.changes import NotFollowed, changes_follow, changes_follow_all
from evaluations.services.coming import coming_evaluations_create
from evaluations.services.due_dates import due_dates_refresh
from tests.evaluations.journeys import AT, PERIOD, agency, fresh, rated, returned, started, submitted, user_of
from tests.evaluations.moving import (
    Fact,
    Status,
    actions,
    effects,
    moved,
    notices,
    other_supervisor,
    separated,
    step_of,
)
from tests.factories import make_classification, make_employee, make_org_unit
from workforce.enums import EmploymentStatus, ManagementLevel
from workforce.models import Employee, EmploymentChange

pytestmark = pytest.mark.django_db


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
