"""R23 as people meet it: who takes no part, who acts instead, who knows, and what an exception changes."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from accounts.enums import Role
from accounts.services import delegation_create
from audit.models import AuditEvent
from common.errors import Conflict, NotAllowed, NotVisible, RuleViolations
from evaluations.enums import DocketKind, EvaluationStatus, Rating
from evaluations.models import FollowUp, Recusal, RecusalException
from evaluations.permissions import can, may_answer, standing_of
from evaluations.rules.contacts import Contact
from evaluations.selectors import facts_of
from evaluations.selectors.consultations import consultations_visible_to
from evaluations.selectors.docket import DocketQuery, docket_listed, entries_of
from evaluations.selectors.recusals import acting_rater, deciders_of, recusal_get, recusals_listed
from evaluations.selectors.windows import window_get
from evaluations.services import evaluation_concur, evaluation_issue, evaluation_start, submission_preview
from evaluations.services.consultations import consultation_answer, consultation_request
from evaluations.services.docket import Chosen, docket_assign
from evaluations.services.recusals import (
    exception_record,
    exception_withdraw,
    rating_hand_over,
    recusal_end,
    recusal_record,
    recusals_follow_all,
)
from evaluations.services.reminders import reminders_make
from evaluations.window_permissions import can_window
from notifications.models import Notice
from tests.counting import queries_of
from tests.evaluations import journeys
from tests.evaluations.journeys import AT, HOUR, PERIOD, TODAY, hr_analyst, user_of
from tests.factories import Chain, make_employee
from workspace.selectors.tasks import tasks_of

pytestmark = pytest.mark.django_db
LATER = AT + 5 * HOUR
APRIL = datetime(2026, 4, 20, 17, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def chain() -> Chain:
    return journeys.agency()


def second_analyst():
    """Somebody else of HR, who sees to what the first may not."""
    return make_employee(first_name="Ines", last_name="Second", roles=[Role.HR])


def recused(chain: Chain, against, *, since: date = TODAY, by=None, at: datetime = LATER) -> Recusal:
    by = user_of(by or hr_analyst())
    return recusal_record(employee=chain.employee, against=against, since=since, reference="G-14", by=by, at=at)


def excepted(kept: Recusal, by, at: datetime = LATER + HOUR) -> Recusal:
    return exception_record(public_id=kept.public_id, reason="Nobody else knows the work.", by=user_of(by), at=at)


@contextmanager
def refused(*codes: str):
    """The block is refused by the rules, for these reasons and no others."""
    with pytest.raises(RuleViolations) as refusal:
        yield
    assert [one.code for one in refusal.value.violations] == list(codes)


def signers(evaluation) -> dict[str, int]:
    rows = evaluation.steps.filter(round=evaluation.signing_round)
    return dict(rows.values_list("capacity", "principal_id"))


# --- the rules get the database's facts -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("since", "on", "expected"),
    [
        (TODAY, TODAY, True),
        (TODAY, TODAY - DAY, False),
        (TODAY - DAY, TODAY + 400 * DAY, True),
    ],
)
def test_the_facts_name_who_is_recused_from_the_first_day_on(chain, since, on, expected):
    draft = journeys.started(chain)
    recused(chain, chain.program_head, since=since)
    facts = facts_of(draft, on=on)
    assert facts.recused == (frozenset({chain.program_head.pk}) if expected else frozenset())
    assert facts.recusal_exceptions == frozenset()


def test_the_last_day_belongs_to_it(chain):
    draft = journeys.started(chain)
    kept = recused(chain, chain.program_head)
    recusal_end(public_id=kept.public_id, until=TODAY, reason="Withdrawn.", by=user_of(hr_analyst()), at=LATER)
    assert facts_of(draft, on=TODAY).recused == {chain.program_head.pk}
    assert facts_of(draft, on=TODAY + DAY).recused == frozenset()


def test_a_recused_rater_is_an_error_on_the_form_and_an_exception_lifts_it(chain):
    draft = journeys.rated(journeys.started(chain))
    kept = recused(chain, chain.supervisor)
    found = [(one.rule, one.severity) for one in submission_preview(draft, TODAY).violations if one.rule == "R23"]
    assert found == [("R23", "error")]
    with refused("rater_recused"):
        journeys.submitted(draft, at=LATER)
    excepted(kept, chain.program_head)
    assert journeys.submitted(draft, at=LATER + 2 * HOUR).status == EvaluationStatus.REVIEWER_REVIEW.value


def test_the_next_level_rates_instead(chain):
    draft = journeys.rated(journeys.started(chain))
    kept = recused(chain, chain.supervisor)
    with pytest.raises(NotAllowed, match="takes the rating over"):
        rating_hand_over_as(kept, chain.division_chief, seen_by_role=True)
    assert rating_hand_over(public_id=kept.public_id, by=user_of(chain.program_head), at=LATER) == 1
    draft = journeys.fresh(draft)
    assert draft.rater_id == chain.program_head.pk
    assert rating_hand_over(public_id=kept.public_id, by=user_of(chain.program_head), at=LATER) == 0
    assert journeys.submitted(draft, at=LATER).status == EvaluationStatus.DEPARTMENT_HEAD_REVIEW.value
    told = Notice.objects.get(kind="handed_over_from", recipient=user_of(chain.supervisor))
    assert "grievance" not in str(told.words).lower()


def rating_hand_over_as(kept, person, *, seen_by_role: bool):
    """By somebody who sees the recusal (an auditor) and is not the next level."""
    from accounts.models import RoleGrant

    RoleGrant.objects.create(user=user_of(person), role=Role.AUDITOR.value, granted_at=AT)
    return rating_hand_over(public_id=kept.public_id, by=user_of(person), at=LATER)


def test_hr_hands_it_over_and_nobody_does_while_an_exception_holds(chain):
    draft = journeys.started(chain)
    kept = recused(chain, chain.supervisor)
    excepted(kept, chain.program_head)
    with pytest.raises(Conflict, match="goes on rating"):
        rating_hand_over(public_id=kept.public_id, by=user_of(hr_analyst()), at=LATER)
    withdraw(kept, chain.program_head)
    assert rating_hand_over(public_id=kept.public_id, by=user_of(hr_analyst()), at=LATER) == 1
    assert journeys.fresh(draft).rater_id == chain.program_head.pk


def withdraw(kept, by):
    return exception_withdraw(public_id=kept.public_id, reason="Not any more.", by=user_of(by), at=LATER + 2 * HOUR)


def test_the_next_level_starts_an_evaluation_where_the_supervisor_is_recused(chain):
    recused(chain, chain.supervisor)
    values = {
        "employee": chain.employee, "period_start": PERIOD[0], "period_end": PERIOD[1],
        "kind": journeys.EvaluationKind.ANNUAL, "at": LATER,
    }  # fmt: skip
    with pytest.raises(NotAllowed, match="you take no part"):
        evaluation_start(by=user_of(chain.supervisor), **values)
    with pytest.raises(NotVisible):
        evaluation_start(by=user_of(chain.division_chief), **values)
    assert evaluation_start(by=user_of(chain.program_head), **values).rater_id == chain.program_head.pk
    assert acting_rater(chain.employee, TODAY) == chain.program_head
    assert acting_rater(chain.employee, TODAY - DAY) == chain.supervisor


def test_the_due_date_names_who_rates_instead(chain):
    recused(chain, chain.supervisor)
    assert chain.employee.due_date.rater_id == chain.program_head.pk


# --- what is being signed ---------------------------------------------------------------------------------------------


def test_a_recused_reviewer_and_department_head_are_passed_over_at_once(chain):
    evaluation = journeys.submitted(journeys.rated(journeys.started(chain)))
    assert signers(evaluation)["reviewer"] == chain.program_head.pk
    recused(chain, chain.program_head)
    assert signers(evaluation) == {
        "rater": chain.supervisor.pk, "reviewer": chain.division_chief.pk,
        "department_head": chain.deputy_director.pk,
    }  # fmt: skip
    step = evaluation.steps.get(capacity="reviewer")
    assert "another person signs" in step.reason
    assert not standing_of(user_of(chain.program_head), journeys.fresh(evaluation), TODAY).is_signer
    assert standing_of(user_of(chain.division_chief), journeys.fresh(evaluation), TODAY).is_signer
    assert Notice.objects.filter(kind="your_turn_to_sign", recipient=user_of(chain.division_chief)).exists()
    assert not Notice.objects.filter(
        kind="your_turn_to_sign", recipient=user_of(chain.program_head), done_at=None
    ).exists()


def test_the_designee_of_a_recused_person_signs_not_nor_a_designee_who_is_recused(chain):
    deputy = make_employee(first_name="Dee", last_name="Signee")
    delegation_create(
        principal=user_of(chain.program_head), delegate=user_of(deputy), starts_on=TODAY, ends_on=TODAY + 30 * DAY,
        reason="away", by=None, at=AT,
    )  # fmt: skip
    evaluation = journeys.submitted(journeys.rated(journeys.started(chain)))
    assert standing_of(user_of(deputy), journeys.fresh(evaluation), TODAY).is_signer
    kept = recused(chain, deputy)
    assert not standing_of(user_of(deputy), journeys.fresh(evaluation), TODAY).is_signer
    assert standing_of(user_of(chain.program_head), journeys.fresh(evaluation), TODAY).is_signer
    by = user_of(hr_analyst())
    recusal_end(public_id=kept.public_id, until=TODAY, reason="Withdrawn.", by=by, at=LATER)
    recused(chain, chain.program_head)
    for person in (deputy, chain.program_head):
        assert not standing_of(user_of(person), journeys.fresh(evaluation), TODAY + DAY).is_signer


@pytest.mark.parametrize(("days_before", "status"), [(0, "draft"), (-1, "department_head_review")])
def test_a_signature_of_a_day_of_the_recusal_is_void_and_an_earlier_one_stands(chain, days_before, status):
    """Signed on AT's day; recorded the next morning, from that day or from the next."""
    evaluation = journeys.signed(journeys.submitted(journeys.rated(journeys.started(chain))))
    assert evaluation.status == EvaluationStatus.DEPARTMENT_HEAD_REVIEW.value
    recused(chain, chain.program_head, since=TODAY - days_before * DAY, at=AT + 2 * DAY)
    evaluation = journeys.fresh(evaluation)
    assert evaluation.status == status
    if status == "draft":
        assert "takes no part" in evaluation.returns.get().reason


def test_the_recused_rater_neither_issues_nor_takes_it_back_and_hr_issues(chain):
    ready = journeys.agency_signed(journeys.rated(journeys.started(chain)))
    recused(chain, chain.supervisor, since=TODAY + DAY, at=AT + DAY)
    rater, hr = user_of(chain.supervisor), user_of(hr_analyst())
    ready = journeys.fresh(ready)
    assert ready.status == EvaluationStatus.READY_TO_ISSUE.value
    tomorrow = TODAY + DAY
    assert [can(rater, action, ready, tomorrow) for action in ("issue", "withdraw", "plan_meeting")] == [False] * 3
    values = {
        "public_id": ready.public_id, "method": journeys.IssueMethod.GIVEN, "issued_on": tomorrow,
        "presented_on": tomorrow, "reasons": {}, "at": AT + DAY + HOUR,
    }  # fmt: skip
    with pytest.raises(NotAllowed, match="you take no part"):
        evaluation_issue(by=rater, **values)
    assert evaluation_issue(by=hr, **values).status == EvaluationStatus.ISSUED.value


def test_ended_or_excepted_the_route_is_the_charts_again_for_what_is_submitted_next(chain):
    kept = recused(chain, chain.program_head)
    first = journeys.submitted(journeys.rated(journeys.started(chain), at=LATER), at=LATER)
    assert signers(first)["reviewer"] == chain.division_chief.pk
    excepted(kept, chain.division_chief)
    assert signers(journeys.fresh(first))["reviewer"] == chain.program_head.pk


# --- HR ---------------------------------------------------------------------------------------------------------------


def test_a_recused_analyst_reviews_nothing_and_passes_nothing_on(chain):
    evaluation = journeys.submitted(journeys.rated(journeys.started(chain), Rating.IMPROVEMENT_NEEDED))
    analyst, other = hr_analyst(), second_analyst()
    assert can(user_of(analyst), "concur", evaluation, TODAY)
    recused(chain, analyst, by=other)
    evaluation = journeys.fresh(evaluation)
    assert [can(user_of(analyst), one, evaluation, TODAY) for one in ("concur", "return", "void")] == [False] * 3
    with pytest.raises(NotAllowed, match="you take no part"):
        evaluation_concur(public_id=evaluation.public_id, note="", by=user_of(analyst), at=LATER)
    assert can(user_of(other), "concur", evaluation, TODAY)
    assert not Notice.objects.filter(kind="hr_review", recipient=user_of(analyst), done_at=None).exists()


def test_a_concurrence_of_a_recused_analyst_does_not_stand(chain):
    evaluation = journeys.concurred(
        journeys.submitted(journeys.rated(journeys.started(chain), Rating.IMPROVEMENT_NEEDED))
    )
    recused(chain, hr_analyst(), by=second_analyst())
    assert journeys.fresh(evaluation).status == EvaluationStatus.DRAFT.value


def test_a_recused_analyst_neither_reads_nor_answers_a_contact(chain):
    contact = Contact(Rating.IMPROVEMENT_NEEDED, *PERIOD, date(2026, 7, 10), "Letters come back.", "Told on March 5.")
    kept = consultation_request(employee=chain.employee, contact=contact, by=user_of(chain.program_head), at=APRIL)
    analyst, other = hr_analyst(), second_analyst()
    assert may_answer(user_of(analyst), kept, TODAY)
    recused(chain, analyst, by=other)
    assert not may_answer(user_of(analyst), kept, TODAY)
    assert not consultations_visible_to(user_of(analyst), TODAY).exists()
    with pytest.raises(NotVisible):
        consultation_answer(public_id=kept.public_id, advice="Go on.", by=user_of(analyst), at=LATER)
    assert may_answer(user_of(other), kept, TODAY)
    assert list(consultations_visible_to(user_of(other), TODAY)) == [kept]


def test_a_recused_manager_contacts_hr_no_more(chain):
    recused(chain, chain.program_head)
    contact = Contact(Rating.IMPROVEMENT_NEEDED, *PERIOD, date(2026, 7, 10), "Letters come back.", "Told on March 5.")
    with pytest.raises(NotAllowed, match="you take no part"):
        consultation_request(employee=chain.employee, contact=contact, by=user_of(chain.program_head), at=LATER)
    assert consultation_request(employee=chain.employee, contact=contact, by=user_of(chain.division_chief), at=LATER)


def test_a_recused_analyst_decides_on_no_extension_and_a_recused_manager_asks_for_none(chain):
    evaluation = journeys.evaluation_in(EvaluationStatus.ISSUED, chain, rating=Rating.IMPROVEMENT_NEEDED)
    window = FollowUp.objects.get(evaluation=evaluation)
    analyst, other = hr_analyst(), second_analyst()
    recused(chain, analyst, by=other)
    recused(chain, chain.program_head, by=other)
    recused(chain, chain.supervisor, by=other)
    found = {}
    for name, person in {"analyst": analyst, "chief": chain.division_chief}.items():
        shown, standing = window_get(window.public_id, user_of(person), TODAY)
        found[name] = [
            can_window(standing, action, shown, TODAY) for action in ("ask_extension", "record_check_in")
        ] + [standing.is_recused]  # fmt: skip
    # the Division Chief is the nearest who is not recused: asks, and rates instead of the supervisor
    assert found == {"analyst": [False, False, True], "chief": [True, True, False]}
    with pytest.raises(NotVisible):
        window_get(window.public_id, user_of(chain.program_head), TODAY)
    _shown, standing = window_get(window.public_id, user_of(chain.supervisor), TODAY)
    assert not can_window(standing, "record_check_in", window, TODAY)


def test_the_docket_gives_a_recused_analyst_nothing_and_takes_what_is_theirs(chain):
    journeys.submitted(journeys.rated(journeys.started(chain), Rating.IMPROVEMENT_NEEDED))
    analyst, other = user_of(hr_analyst()), second_analyst()
    [entry] = lines(analyst)
    assert entry.kind is DocketKind.REVIEW
    docket_assign(chosen=[Chosen(entry.kind, entry.subject, entry.version)], owner=analyst, by=analyst, at=AT)
    recused(chain, hr_analyst(), by=other)
    assert lines(analyst) == []
    [entry] = lines(user_of(other))
    assert entry.owner is None
    with refused("owner_takes_no_part"):
        docket_assign(
            chosen=[Chosen(entry.kind, entry.subject, entry.version)], owner=analyst, by=user_of(other), at=LATER
        )


def lines(user):
    rows = entries_of(list(docket_listed(user, TODAY, DocketQuery())))
    return [one for one in rows if one.kind is DocketKind.REVIEW]


def test_the_daily_look_changes_nothing_where_everything_is_followed(chain):
    recused(chain, hr_analyst(), by=second_analyst())
    events = AuditEvent.objects.count()
    assert recusals_follow_all(at=LATER) == recusals_follow_all(at=LATER) == {"released": 0}
    assert AuditEvent.objects.count() == events


def test_reminders_go_past_a_recused_analyst_and_a_recused_rater(chain):
    journeys.submitted(journeys.rated(journeys.started(chain), Rating.IMPROVEMENT_NEEDED))
    other = second_analyst()
    recused(chain, hr_analyst(), by=other)
    reminders_make(at=AT + 8 * DAY)
    told = set(Notice.objects.filter(kind="hr_review_waits").values_list("recipient", flat=True))
    assert user_of(other).pk in told
    assert user_of(hr_analyst()).pk not in told


def test_a_receipt_that_waits_is_hrs_where_the_rater_is_recused(chain):
    journeys.evaluation_in(EvaluationStatus.ISSUED, chain)
    other = second_analyst()
    recused(chain, chain.supervisor, since=TODAY, by=other, at=AT + 6 * HOUR)
    reminders_make(at=AT + 8 * DAY)
    told = set(Notice.objects.filter(kind="record_outcome").values_list("recipient", flat=True))
    assert user_of(chain.supervisor).pk not in told
    assert user_of(other).pk in told


def test_a_recused_supervisor_is_not_asked_to_start(chain):
    assert [task.page for task in tasks_of(user_of(chain.supervisor), TODAY)] == ["start"]
    recused(chain, chain.supervisor)
    assert tasks_of(user_of(chain.supervisor), TODAY) == []


def test_a_recused_supervisor_is_given_no_task_about_the_employee(chain):
    journeys.started(chain)
    assert [task.page for task in tasks_of(user_of(chain.supervisor), TODAY)] == ["edit"]
    kept = recused(chain, chain.supervisor)
    assert tasks_of(user_of(chain.supervisor), TODAY) == []
    rating_hand_over(public_id=kept.public_id, by=user_of(chain.program_head), at=LATER)
    pages = [task.page for task in tasks_of(user_of(chain.program_head), TODAY) if task.page == "edit"]
    assert pages == ["edit"]


# --- who decides, who knows -------------------------------------------------------------------------------------------


def test_the_next_level_is_the_nearest_above_who_is_no_part_of_it(chain):
    kept = recused(chain, chain.supervisor)
    assert deciders_of(kept, TODAY) == [chain.program_head]
    recused(chain, chain.program_head)
    assert deciders_of(kept, TODAY) == [chain.division_chief]


def test_above_the_director_it_is_the_hr_manager_or_the_designee(chain):
    kept = recused(chain, chain.director)
    assert deciders_of(kept, TODAY) == [chain.hr_manager]
    designee = make_employee(first_name="Dee", last_name="Signee")
    delegation_create(
        principal=user_of(chain.hr_manager), delegate=user_of(designee), starts_on=TODAY, ends_on=TODAY + DAY,
        reason="away", by=None, at=AT,
    )  # fmt: skip
    assert set(deciders_of(kept, TODAY)) == {designee, chain.hr_manager}
    assert excepted(kept, designee).exceptions.get().recorded_by_id == user_of(designee).pk


def test_who_records_and_who_sees(chain):
    kept = recused(chain, chain.supervisor)
    for stranger in (chain.supervisor, chain.employee, chain.division_chief, make_employee()):
        with pytest.raises(NotVisible):
            recusal_get(kept.public_id, user_of(stranger), TODAY)
    for reader in (chain.program_head, hr_analyst(), chain.hr_manager):
        assert recusal_get(kept.public_id, user_of(reader), TODAY)[0] == kept
    for person in (chain.program_head, chain.employee, make_employee()):
        with pytest.raises(NotVisible):
            recused(chain, chain.division_chief, by=person)
    # HR does not record about themselves, in either part; nor once recused
    other = second_analyst()
    with refused("recused_by_oneself"):
        recused(chain, other, by=other)
    recused(chain, other)
    with pytest.raises(NotAllowed, match="you take no part"):
        recused(chain, chain.division_chief, by=other)
    assert list(recusals_listed(user_of(other), TODAY)) == []
    assert recusals_listed(user_of(hr_analyst()), TODAY).count() == 2


def test_only_the_next_level_excepts_and_hr_does_not(chain):
    kept = recused(chain, chain.supervisor)
    with pytest.raises(NotAllowed, match=f"records an exception: {chain.program_head.full_name}"):
        excepted(kept, hr_analyst())
    with pytest.raises(NotVisible):
        excepted(kept, chain.supervisor)
    with pytest.raises(RuleViolations):
        exception_record(public_id=kept.public_id, reason="  ", by=user_of(chain.program_head), at=LATER)
    excepted(kept, chain.program_head)
    excepted(kept, chain.program_head)  # the same words again: on record once
    assert RecusalException.objects.count() == 1
    with pytest.raises(Conflict, match="on record already"):
        exception_record(public_id=kept.public_id, reason="Else.", by=user_of(chain.program_head), at=LATER)
    withdraw(kept, chain.program_head)
    withdraw(kept, chain.program_head)
    with pytest.raises(Conflict, match="No exception holds"):
        exception_withdraw(public_id=kept.public_id, reason="Other.", by=user_of(chain.program_head), at=LATER)


def test_what_may_not_be_entered(chain):
    with pytest.raises(RuleViolations) as refusal:
        recused(chain, chain.employee, since=TODAY + DAY)
    assert [(one.code, one.field) for one in refusal.value.violations] == [
        ("recused_from_self", "against"), ("since_ahead", "since"),
    ]  # fmt: skip
    kept = recused(chain, chain.supervisor)
    assert recused(chain, chain.supervisor) == kept
    with refused("recused_already"):
        recused(chain, chain.supervisor, since=TODAY - DAY)
    by = user_of(hr_analyst())
    with pytest.raises(RuleViolations) as refusal:
        recusal_end(public_id=kept.public_id, until=TODAY - DAY, reason=" ", by=by, at=LATER)
    assert [one.code for one in refusal.value.violations] == ["ends_before_start", "reason_missing"]
    recusal_end(public_id=kept.public_id, until=TODAY, reason="Withdrawn.", by=by, at=LATER)
    recusal_end(public_id=kept.public_id, until=TODAY, reason="Withdrawn.", by=by, at=LATER)
    with pytest.raises(Conflict, match="ended already"):
        recusal_end(public_id=kept.public_id, until=TODAY, reason="Else.", by=by, at=LATER)


def test_the_trail_says_who_did_what_and_no_reason_stands_in_it(chain):
    kept = recused(chain, chain.supervisor)
    excepted(kept, chain.program_head)
    withdraw(kept, chain.program_head)
    by = user_of(hr_analyst())
    recusal_end(public_id=kept.public_id, until=TODAY, reason="Withdrawn.", by=by, at=LATER)
    events = AuditEvent.objects.filter(stream=kept.stream).order_by("pk")
    assert [one.action for one in events] == [
        "recusal_recorded", "recusal_excepted", "recusal_exception_withdrawn", "recusal_ended",
    ]  # fmt: skip
    assert "Nobody else knows" not in str([one.data for one in events])
    assert "G-14" not in str([one.data for one in events])
    told = Notice.objects.get(kind="recusal_to_decide")
    assert (told.recipient, told.done_at is not None) == (user_of(chain.program_head), True)
    assert not Notice.objects.filter(recipient=user_of(chain.supervisor)).exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_record_it_at_once_record_it_once():
    chain = journeys.agency()
    people = [hr_analyst(), second_analyst()]
    barrier, said = Barrier(2), []

    def enter(person):
        try:
            barrier.wait()
            recused(chain, chain.supervisor, by=person)
            said.append("recorded")
        except RuleViolations as refusal:
            said.append(refusal.violations[0].code)
        finally:
            connection.close()

    threads = [Thread(target=enter, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["recorded", "recused_already"]
    assert Recusal.objects.count() == 1


def test_the_list_takes_as_many_queries_for_three_as_for_one(chain):
    user = user_of(hr_analyst())
    recused(chain, chain.supervisor)
    list(recusals_listed(user, TODAY))  # the roles are read once
    one = queries_of(lambda: list(recusals_listed(user, TODAY)))
    recused(chain, chain.program_head)
    recused(chain, chain.division_chief)
    assert queries_of(lambda: list(recusals_listed(user, TODAY))) == one
