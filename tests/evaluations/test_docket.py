"""HR's docket: what stands on it, who owns it, and that nothing lapses without both."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from accounts.enums import Role
from audit.models import AuditEvent
from common.errors import Conflict, NotAllowed, NotVisible, RuleViolations
from evaluations.enums import DocketKind, EvaluationStatus, Rating
from evaluations.models import DocketEntry, FollowUp, SavedView
from evaluations.rules.contacts import Contact
from evaluations.selectors.docket import (
    DocketQuery,
    OnDocket,
    docket_listed,
    entries_of,
    owners_possible,
    saved_views_of,
)
from evaluations.services.consultations import consultation_answer, consultation_request
from evaluations.services.docket import (
    Chosen,
    docket_assign,
    docket_escalate,
    saved_view_forget,
    saved_view_keep,
)
from notifications.models import Notice
from tests.counting import queries_of
from tests.evaluations import journeys
from tests.evaluations.journeys import AT, PERIOD, TODAY, hr_analyst, user_of
from tests.factories import Chain, make_employee

pytestmark = pytest.mark.django_db
APRIL = datetime(2026, 4, 20, 17, 0, tzinfo=UTC)


@pytest.fixture
def chain() -> Chain:
    return journeys.agency()


def asked(chain: Chain, words: str = "9 of 50 letters come back.", employee=None):
    contact = Contact(Rating.IMPROVEMENT_NEEDED, *PERIOD, date(2026, 7, 10), words, "Told on March 5.")
    by = user_of(chain.program_head)
    return consultation_request(employee=employee or chain.employee, contact=contact, by=by, at=APRIL)


def docket(user=None, on: date = TODAY, **query) -> list[OnDocket]:
    return entries_of(list(docket_listed(user, on, DocketQuery(**query))))


def keys(entries: list[OnDocket]) -> list[Chosen]:
    return [Chosen(one.kind, one.subject, one.version) for one in entries]


def shown(entries: list[OnDocket]) -> list[tuple[str, str, str]]:
    return [(one.kind.value, str(one.since), str(one.due_on)) for one in entries]


# --- what stands on it ------------------------------------------------------------------------------------------------


def test_a_question_stands_there_until_it_is_answered(chain):
    kept = asked(chain)
    assert shown(docket()) == [("consultation", "2026-04-20", "2026-04-27")]
    consultation_answer(public_id=kept.public_id, advice="A plan.", by=user_of(hr_analyst()), at=APRIL)
    assert docket() == []


def test_a_low_rating_goes_through_the_docket(chain):
    submitted = journeys.submitted(journeys.rated(journeys.started(chain), Rating.IMPROVEMENT_NEEDED))
    (review,) = docket()
    assert (review.subject, review.person, review.other) == (
        submitted.public_id,
        chain.employee.pk,
        chain.supervisor.pk,
    )
    assert shown([review]) == [("review", "2026-07-06", "2026-07-13")]
    signed = journeys.signed(journeys.signed(journeys.concurred(submitted)), at=AT + timedelta(hours=4))
    assert shown(docket()) == [("copy", "2026-07-06", "2026-07-26")]
    issued = journeys.issued(signed)
    assert shown(docket()) == [("window", "2026-07-06", "2027-01-06")]
    # the employee's copy is made by the outbox; a day later it is missed
    tomorrow = docket(on=TODAY + timedelta(days=1))
    assert shown(tomorrow) == [("copy", "2026-07-06", "2026-07-26"), ("window", "2026-07-06", "2027-01-06")]
    assert [one.owner_by for one in tomorrow] == [date(2026, 7, 26), date(2026, 12, 7)]
    FollowUp.objects.filter(evaluation=issued).update(status="closed_competent", closed_on=TODAY, closed_by=issued)
    assert [one.kind for one in docket()] == []


def test_an_unsatisfactory_of_somebody_who_came_back_wants_its_action(chain):
    evaluation = journeys.rated(journeys.started(chain), Rating.UNSATISFACTORY)
    content = replace(
        journeys.content_of(evaluation),
        action_kind="",
        action_stage="",
        action_effective_on=None,
        action_notice_on=None,
    )
    chain.employee.status, chain.employee.separated_on = "separated", date(2026, 6, 1)
    chain.employee.save()
    journeys.submitted(journeys.rated(evaluation, content=content))
    assert [one.kind for one in docket()] == [DocketKind.REVIEW]
    chain.employee.status, chain.employee.separated_on = "permanent", None
    chain.employee.save()
    assert [one.kind for one in docket()] == [DocketKind.ACTION, DocketKind.REVIEW]


def test_nobody_sees_a_line_about_themselves(chain):
    colleague = make_employee(supervisor=chain.supervisor, roles=[Role.HR])
    asked(chain, employee=colleague)
    assert docket(user_of(colleague)) == []
    assert len(docket(user_of(hr_analyst()))) == 1


def test_filters(chain):
    asked(chain)
    journeys.submitted(journeys.rated(journeys.started(chain), Rating.IMPROVEMENT_NEEDED))
    hr = user_of(hr_analyst())
    both = ["consultation", "review"]

    def kinds(**query) -> list[str]:
        return [one.kind.value for one in docket(hr, **query)]

    assert kinds() == both
    assert kinds(kind="review") == ["review"]
    assert kinds(is_overdue=True) == ["consultation"]
    assert kinds(within=3) == ["consultation"]
    assert kinds(within=7) == both
    assert kinds(search=chain.employee.last_name.lower()) == both
    assert kinds(search="nobody-at-all") == []
    assert kinds(unit="operations") == both
    assert kinds(unit="resources") == []
    assert kinds(owner="nobody") == both
    docket_assign(chosen=keys(docket(hr, kind="review")), owner=hr, by=hr, at=AT)
    assert kinds(owner="nobody") == ["consultation"]
    assert kinds(owner=str(hr.pk)) == ["review"]


def test_the_list_is_one_statement_for_one_and_for_three(chain):
    def read() -> None:
        docket(None)

    asked(chain)
    one = queries_of(read)
    asked(chain, "More letters.")
    journeys.submitted(journeys.rated(journeys.started(chain), Rating.IMPROVEMENT_NEEDED))
    assert queries_of(read) == one
    assert len(docket()) == 3


# --- owners -----------------------------------------------------------------------------------------------------------


def test_lines_are_given_to_somebody_of_hr_who_is_told(chain):
    asked(chain), asked(chain, "More letters.")
    hr, manager = user_of(hr_analyst()), user_of(chain.hr_manager)
    assert docket_assign(chosen=keys(docket()), owner=hr, by=manager, at=AT) == 2
    assert {(one.owner, one.version) for one in docket()} == {(hr.pk, 1)}
    told = Notice.objects.get(kind="docket_assigned")
    assert (told.recipient, told.words) == (hr, {"by": manager.name, "count": 2})
    (event,) = AuditEvent.objects.filter(stream="docket")
    assert (event.action, event.data["owner"], len(event.data["entries"])) == ("docket_assigned", hr.pk, 2)
    assert docket_assign(chosen=keys(docket()), owner=None, by=hr, at=AT) == 2
    assert {one.owner for one in docket()} == {None}


def test_who_may_assign_and_who_may_own(chain):
    asked(chain)
    hr = user_of(hr_analyst())
    with pytest.raises(NotAllowed):
        docket_assign(chosen=keys(docket()), owner=hr, by=user_of(chain.program_head), at=AT)
    with pytest.raises(RuleViolations) as stranger:
        docket_assign(chosen=keys(docket()), owner=user_of(chain.director), by=hr, at=AT)
    assert [one.code for one in stranger.value.violations] == ["owner_not_hr"]
    with pytest.raises(RuleViolations) as nothing:
        docket_assign(chosen=[], owner=hr, by=hr, at=AT)
    assert [one.code for one in nothing.value.violations] == ["nothing_chosen"]
    assert DocketEntry.objects.count() == 0
    assert set(owners_possible()) == {hr, user_of(chain.hr_manager)}


def test_whoever_asked_or_is_concerned_does_not_own_it(chain):
    colleague = make_employee(supervisor=chain.supervisor, roles=[Role.HR])
    asked(chain, employee=colleague)
    hr = user_of(hr_analyst())
    with pytest.raises(RuleViolations) as refusal:
        docket_assign(chosen=keys(docket()), owner=user_of(colleague), by=hr, at=AT)
    assert [one.code for one in refusal.value.violations] == ["owner_has_part"]
    with pytest.raises(Conflict, match="not on the docket any more"):
        docket_assign(chosen=keys(docket()), owner=hr, by=user_of(colleague), at=AT)


def test_what_somebody_else_has_assigned_meanwhile_is_not_taken_over_unseen(chain):
    kept = asked(chain)
    hr, manager = user_of(hr_analyst()), user_of(chain.hr_manager)
    seen = keys(docket())
    docket_assign(chosen=seen, owner=hr, by=hr, at=AT)
    with pytest.raises(Conflict, match=f"{hr.name} has assigned some of these meanwhile"):
        docket_assign(chosen=seen, owner=manager, by=manager, at=AT)
    consultation_answer(public_id=kept.public_id, advice="A plan.", by=hr, at=AT)
    with pytest.raises(Conflict, match="One of the lines is not on the docket any more"):
        docket_assign(chosen=[Chosen(DocketKind.CONSULTATION, kept.public_id, 1)], owner=manager, by=manager, at=AT)
    assert DocketEntry.objects.get().owner == hr


@pytest.mark.django_db(transaction=True)
def test_of_two_who_assign_at_once_one_is_served():
    chain = journeys.agency()
    asked(chain), asked(chain, "More letters.")
    people, seen = [user_of(hr_analyst()), user_of(chain.hr_manager)], keys(docket())
    gate, outcomes = Barrier(2), []

    def assign(person, chosen) -> None:
        gate.wait(timeout=30)
        try:
            outcomes.append(docket_assign(chosen=chosen, owner=person, by=person, at=AT))
        except Conflict:
            outcomes.append(0)
        finally:
            connection.close()

    threads = [Thread(target=assign, args=args) for args in zip(people, (seen, seen[::-1]), strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(outcomes) == [0, 2]
    assert len({row.owner_id for row in DocketEntry.objects.all()}) == 1


# --- escalation -------------------------------------------------------------------------------------------------------


def at_noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 19, 0, tzinfo=UTC)


def late_notices() -> list[tuple[str, int]]:
    rows = Notice.objects.filter(kind="docket_late", done_at=None).order_by("pk")
    return [(row.recipient.email, row.words["count"]) for row in rows]


def test_what_is_past_its_day_goes_to_the_hr_manager_and_the_owner_once(chain):
    kept = asked(chain)
    assert docket_escalate(at=at_noon(date(2026, 4, 27))) == {"escalated": 0, "told": 0}
    assert docket_escalate(at=at_noon(date(2026, 4, 28))) == {"escalated": 1, "told": 1}
    assert docket_escalate(at=at_noon(date(2026, 4, 29))) == {"escalated": 0, "told": 0}
    assert late_notices() == [(chain.hr_manager.email, 1)]
    entry = DocketEntry.objects.get()
    assert (entry.escalated_for, entry.owner) == (date(2026, 4, 27), None)
    consultation_answer(public_id=kept.public_id, advice="A plan.", by=user_of(hr_analyst()), at=AT)
    docket_escalate(at=at_noon(TODAY))
    assert late_notices() == []


def test_a_window_without_an_owner_is_escalated_before_it_can_lapse(chain):
    journeys.evaluation_in(EvaluationStatus.ISSUED, chain, rating=Rating.IMPROVEMENT_NEEDED)
    window = docket(kind="window")
    assert docket_escalate(at=at_noon(date(2026, 7, 7))) == {"escalated": 0, "told": 0}
    hr = user_of(hr_analyst())
    docket_assign(chosen=keys(window), owner=hr, by=hr, at=AT)
    before = at_noon(date(2026, 12, 8))
    docket_escalate(at=before)
    assert DocketEntry.objects.get(kind="window").escalated_at is None
    docket_assign(chosen=keys(docket(kind="window")), owner=None, by=hr, at=AT)
    docket_escalate(at=before)
    assert DocketEntry.objects.get(kind="window").escalated_for == date(2027, 1, 6)


def test_the_hr_manager_is_not_told_of_a_line_about_themselves(chain):
    contact = Contact(Rating.IMPROVEMENT_NEEDED, *PERIOD, date(2026, 7, 10), "Late reports.", "Told in March.")
    consultation_request(employee=chain.hr_manager, contact=contact, by=user_of(chain.director), at=APRIL)
    assert docket_escalate(at=at_noon(date(2026, 5, 4))) == {"escalated": 1, "told": 0}


# --- views ------------------------------------------------------------------------------------------------------------


def test_views_are_kept_shared_and_forgotten(chain):
    hr, manager = user_of(hr_analyst()), user_of(chain.hr_manager)
    mine = saved_view_keep(name=" Late ", query="overdue=on", is_shared=False, by=hr, at=AT)
    saved_view_keep(name="Windows", query="kind=window", is_shared=True, by=hr, at=AT)
    saved_view_keep(name="Late", query="overdue=on&kind=review", is_shared=False, by=hr, at=AT)
    assert [(view.name, view.query) for view in saved_views_of(hr)] == [
        ("Late", "overdue=on&kind=review"),
        ("Windows", "kind=window"),
    ]
    assert [view.name for view in saved_views_of(manager)] == ["Windows"]
    for person in (manager, user_of(chain.program_head)):
        with pytest.raises(NotVisible):
            saved_view_forget(public_id=mine.public_id, by=person, at=AT)
    with pytest.raises(NotVisible):
        saved_view_keep(name="Mine", query="", is_shared=False, by=user_of(chain.program_head), at=AT)
    with pytest.raises(RuleViolations):
        saved_view_keep(name="  ", query="", is_shared=False, by=hr, at=AT)
    saved_view_forget(public_id=mine.public_id, by=hr, at=AT)
    assert list(SavedView.objects.values_list("name", flat=True)) == ["Windows"]
    events = AuditEvent.objects.filter(stream="docket", action__startswith="docket_view").order_by("pk")
    assert [(one.action, one.actor_name, one.data["name"], one.data["is_shared"]) for one in events] == [
        ("docket_view_kept", hr.name, "Late", False),
        ("docket_view_kept", hr.name, "Windows", True),
        ("docket_view_kept", hr.name, "Late", False),
        ("docket_view_forgotten", hr.name, "Late", False),
    ]
