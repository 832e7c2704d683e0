"""Contact with HR ahead of a low rating: who asks, who reads, who answers, and what the rules make of it (R10, R11)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from accounts.enums import Role
from audit.models import AuditEvent
from common.errors import Conflict, NotAllowed, NotVisible, RuleViolations
from evaluations.enums import ContactWay, EvaluationKind, Rating
from evaluations.models import Consultation
from evaluations.rules.contacts import Contact
from evaluations.selectors import facts_of
from evaluations.selectors.consultations import (
    consultations_listed,
    consultations_visible_to,
    is_contact_open_to,
)
from evaluations.services.consultations import (
    consultation_answer,
    consultation_record,
    consultation_request,
    consultation_withdraw,
)
from evaluations.services.drafts import evaluation_save_draft
from evaluations.services.due_dates import due_dates_refresh
from evaluations.services.reminders import reminders_make
from notifications.models import Notice
from tests.counting import queries_of
from tests.evaluations import journeys
from tests.evaluations.journeys import AT, HOUR, PERIOD, TODAY, hr_analyst, user_of
from tests.factories import Chain, make_employee
from workforce.enums import ManagementLevel

pytestmark = pytest.mark.django_db
APRIL = datetime(2026, 4, 20, 17, 0, tzinfo=UTC)
CONTACT = Contact(
    Rating.IMPROVEMENT_NEEDED, *PERIOD, date(2026, 7, 10), "9 of 50 letters come back.", "Told on March 5; a list."
)


@pytest.fixture
def chain() -> Chain:
    return journeys.agency()


def asked(chain: Chain, *, contact: Contact = CONTACT, at: datetime = APRIL) -> Consultation:
    return consultation_request(employee=chain.employee, contact=contact, by=user_of(chain.program_head), at=at)


def answered(chain: Chain) -> Consultation:
    kept = asked(chain)
    by = user_of(hr_analyst())
    return consultation_answer(public_id=kept.public_id, advice="Write the talks down.", by=by, at=APRIL + HOUR)


def low_draft(chain: Chain):
    """A complete Improvement Needed about which nobody has contacted HR."""
    draft = journeys.rated(journeys.started(chain), Rating.IMPROVEMENT_NEEDED)
    Consultation.objects.all().delete()
    return journeys.fresh(draft)


def said_by_rules(evaluation) -> list[tuple[str, str]]:
    preview = journeys.submission_preview(evaluation, TODAY)
    return [(one.rule, one.code) for one in preview.violations if one.severity != "info"]


# --- what the rules make of it ----------------------------------------------------------------------------------------


def test_without_a_contact_the_rating_cannot_be_submitted_and_the_page_says_who_may_ask(chain):
    draft = low_draft(chain)
    assert said_by_rules(draft) == [("R10", "hr_contact_missing")]
    with pytest.raises(RuleViolations) as refusal:
        journeys.submitted(draft, reasons={})
    assert [one.code for one in refusal.value.violations] == ["hr_contact_missing"]
    client = Client()
    client.force_login(user_of(chain.supervisor))
    for name in ("edit", "submit"):
        page = client.get(f"/evaluations/{draft.public_id}/{name}/").content.decode()
        assert "Ask one of these managers to do so (Program Head or above)" in page
        assert chain.program_head.full_name in page


def test_a_program_head_who_rates_finds_the_way_to_hr_beside_the_form(chain):
    draft = journeys.started(chain, employee=chain.supervisor)
    journeys.rated(draft, Rating.UNSATISFACTORY)
    Consultation.objects.all().delete()
    client = Client()
    client.force_login(user_of(chain.program_head))
    link = f"/evaluations/consultations/new/?employee={chain.supervisor.employee_no}&amp;rating=unsatisfactory"
    assert link in client.get(f"/evaluations/{draft.public_id}/submit/").content.decode()


@pytest.mark.parametrize(
    ("contact", "at", "expected"),
    [
        (CONTACT, APRIL, []),
        (CONTACT, datetime(2026, 5, 15, 17, 0, tzinfo=UTC), [("R10", "hr_contact_late")]),
        # issued sooner than due: counted from that day
        (replace(CONTACT, anticipated_issue_on=date(2026, 6, 1)), APRIL, [("R10", "hr_contact_late")]),
        # about the other rating, or another period: not this one's
        (replace(CONTACT, likely_rating=Rating.UNSATISFACTORY), APRIL, [("R10", "hr_contact_missing")]),
        (
            replace(CONTACT, period_start=date(2024, 7, 1), period_end=date(2025, 6, 30)),
            APRIL,
            [("R10", "hr_contact_missing")],
        ),
        # a period that has been closed early since
        (replace(CONTACT, period_end=date(2026, 12, 31), anticipated_issue_on=date(2027, 1, 9)), APRIL, []),
    ],
)
def test_the_contact_about_this_rating_and_period_counts(chain, contact, at, expected):
    draft = low_draft(chain)
    asked(chain, contact=contact, at=at)
    assert said_by_rules(draft) == expected


def test_a_contact_about_one_evaluation_does_not_serve_for_the_next(chain):
    """The period was closed early; what follows it lies within the days that the contact named, and is another case."""
    kept = asked(chain)
    journeys.finished(journeys.rated(journeys.started(chain, period=(PERIOD[0], date(2026, 3, 31)))))
    draft = journeys.started(chain, period=(date(2026, 4, 1), date(2026, 6, 30)))
    draft = journeys.rated(draft, Rating.IMPROVEMENT_NEEDED)
    Consultation.objects.exclude(pk=kept.pk).delete()
    assert ("R10", "hr_contact_missing") in said_by_rules(journeys.fresh(draft))


def test_the_earliest_contact_that_is_not_withdrawn_counts(chain):
    draft = low_draft(chain)
    first = asked(chain)
    asked(chain, contact=replace(CONTACT, deficiencies="More letters."), at=datetime(2026, 5, 20, 17, tzinfo=UTC))
    assert facts_of(draft, on=TODAY).hr_contact_on == date(2026, 4, 20)
    by = user_of(chain.program_head)
    consultation_withdraw(public_id=first.public_id, reason="Meant for somebody else.", by=by, at=AT)
    assert facts_of(draft, on=TODAY).hr_contact_on == date(2026, 5, 20)


def test_once_submitted_the_contact_names_the_evaluation_and_stands(chain):
    draft = low_draft(chain)
    kept = asked(chain)
    Consultation.objects.filter(pk=kept.pk).update(evaluation=None)
    submitted = journeys.submitted(draft)
    assert Consultation.objects.get().evaluation_id == submitted.pk
    with pytest.raises(Conflict, match="rests on this contact"):
        consultation_withdraw(public_id=kept.public_id, reason="No.", by=user_of(chain.program_head), at=AT + 2 * HOUR)


# --- asking and recording ---------------------------------------------------------------------------------------------


def test_who_may_ask(chain):
    with pytest.raises(NotAllowed, match=f"Ask one of these to do so: {chain.program_head.full_name}"):
        consultation_request(employee=chain.employee, contact=CONTACT, by=user_of(chain.supervisor), at=APRIL)
    for stranger in (chain.employee, make_employee(level=ManagementLevel.PROGRAM_HEAD)):
        with pytest.raises(NotVisible):
            consultation_request(employee=chain.employee, contact=CONTACT, by=user_of(stranger), at=APRIL)
    assert is_contact_open_to(user_of(chain.division_chief), chain.employee, TODAY) is True
    assert is_contact_open_to(user_of(chain.supervisor), chain.employee, TODAY) is False
    assert is_contact_open_to(user_of(hr_analyst()), hr_analyst(), TODAY) is False
    assert Consultation.objects.count() == 0


def test_asked_twice_it_is_there_once_and_hr_is_told_without_a_name(chain):
    analyst = hr_analyst()
    first, second = asked(chain), asked(chain)
    assert first.pk == second.pk
    assert first.answer_due_on == date(2026, 4, 27)
    told = list(Notice.objects.filter(kind="consultation_asked").values_list("recipient__email", "words"))
    words = {"by": chain.program_head.full_name}
    assert sorted(told) == sorted([(analyst.email, words), (chain.hr_manager.email, words)])
    assert list(AuditEvent.objects.filter(stream=first.stream).values_list("action", flat=True)) == [
        "consultation_asked"
    ]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"deficiencies": " - "}, "deficiencies_missing"),
        ({"efforts": ""}, "efforts_missing"),
        ({"anticipated_issue_on": date(2026, 4, 19)}, "issue_before_contact"),
        ({"period_end": date(2025, 6, 1)}, "period_reversed"),
        ({"period_end": date(2027, 7, 2)}, "period_too_long"),
        ({"likely_rating": Rating.COMPETENT}, "rating_not_low"),
    ],
)
def test_what_a_contact_has_to_say(chain, changes, code):
    with pytest.raises(RuleViolations) as refusal:
        asked(chain, contact=replace(CONTACT, **changes))
    assert [one.code for one in refusal.value.violations] == [code]


def recorded(chain: Chain, **changes) -> Consultation:
    values = {
        "employee": chain.employee,
        "contact": CONTACT,
        "contacted_by": chain.division_chief,
        "contacted_on": date(2026, 4, 2),
        "way": ContactWay.TELEPHONE,
        "by": user_of(hr_analyst()),
        "at": APRIL,
    }
    return consultation_record(**{**values, **changes})


def test_hr_records_a_call_with_its_day_and_who_wrote_it_down(chain):
    kept = recorded(chain, advice="Keep a log.")
    assert (kept.contacted_on, kept.recorded_by_name, kept.recorded_at) == (
        date(2026, 4, 2),
        hr_analyst().user.name,
        APRIL,
    )
    assert (kept.advice, kept.answered_on) == ("Keep a log.", date(2026, 4, 20))
    # The manager hears of it, and can say that it was not so.
    [notice] = Notice.objects.all()
    assert (notice.kind, notice.recipient, notice.words) == (
        "consultation_recorded", user_of(chain.division_chief), {"by": "Noor Analyst"},
    )  # fmt: skip
    recorded(chain, advice="Keep a log.")
    assert Notice.objects.count() == 1


def test_a_contact_long_before_the_period_was_about_another_one(chain):
    """60 days before July 1, 2025 is as long ahead as the rules ask of the shortest period."""
    with pytest.raises(RuleViolations) as refusal:
        recorded(chain, contacted_on=date(2025, 5, 1))
    assert [(one.code, one.field) for one in refusal.value.violations] == [("contact_before_period", "contacted_on")]
    assert not Consultation.objects.exists()
    assert recorded(chain, contacted_on=date(2025, 5, 2)).contacted_on == date(2025, 5, 2)


def test_hr_is_not_asked_about_a_period_far_ahead(chain):
    ahead = replace(CONTACT, period_start=date(2026, 6, 20), period_end=date(2027, 6, 19))
    with pytest.raises(RuleViolations) as refusal:
        asked(chain, contact=ahead)
    assert [(one.code, one.field) for one in refusal.value.violations] == [("contact_before_period", "period_start")]
    assert asked(chain, contact=replace(ahead, period_start=date(2026, 6, 19))).pk


def withdrawn(kept: Consultation, by) -> Consultation:
    return consultation_withdraw(public_id=kept.public_id, reason="A slip.", by=user_of(by), at=APRIL + HOUR)


def told_of_withdrawal() -> set[tuple[str, str]]:
    rows = Notice.objects.filter(kind="consultation_withdrawn")
    return {(row.recipient.name, row.words["by"]) for row in rows}


def test_who_is_told_that_a_contact_is_withdrawn(chain):
    draft = journeys.rated(journeys.started(chain), Rating.IMPROVEMENT_NEEDED)
    Consultation.objects.all().delete()
    kept = asked(chain)
    assert kept.evaluation_id == draft.pk
    withdrawn(kept, hr_analyst())
    assert told_of_withdrawal() == {
        (chain.program_head.full_name, "Noor Analyst"), (chain.supervisor.full_name, "Noor Analyst"),
    }  # fmt: skip
    for notice in Notice.objects.filter(kind="consultation_withdrawn"):
        client = Client()
        client.force_login(notice.recipient)
        assert client.get(notice.path).status_code == 200


def test_the_manager_who_withdraws_it_is_not_told(chain):
    withdrawn(asked(chain), chain.program_head)
    assert told_of_withdrawal() == set()


def test_a_manager_withdraws_a_contact_only_while_in_the_chain(chain):
    kept = asked(chain)
    supervisor, _head = another_line(chain)
    chain.employee.supervisor = supervisor
    chain.employee.save(update_fields=["supervisor"])
    with pytest.raises(NotAllowed, match="not in this employee's chain of command any more"):
        withdrawn(kept, chain.program_head)
    client = Client()
    client.force_login(user_of(chain.program_head))
    page = client.get(kept.get_absolute_url())
    assert (page.status_code, b"/withdraw/" in page.content) == (200, False)
    assert client.get(f"{kept.get_absolute_url()}withdraw/").status_code == 403
    assert withdrawn(kept, hr_analyst()).is_withdrawn


def test_hr_records_no_call_of_tomorrow_of_a_stranger_or_about_themselves(chain):
    with pytest.raises(RuleViolations) as ahead:
        recorded(chain, contacted_on=date(2026, 4, 21))
    assert [one.field for one in ahead.value.violations] == ["contacted_on"]
    with pytest.raises(RuleViolations) as stranger:
        recorded(chain, contacted_by=chain.supervisor)
    assert [one.field for one in stranger.value.violations] == ["contacted_by"]
    with pytest.raises(NotVisible):
        recorded(chain, by=user_of(chain.program_head))
    hr_person = make_employee(supervisor=chain.program_head, roles=[Role.HR])
    with pytest.raises(NotVisible):
        recorded(chain, employee=hr_person, by=user_of(hr_person))


# --- reading and answering --------------------------------------------------------------------------------------------


def test_who_reads_it(chain):
    auditor = make_employee(roles=[Role.AUDITOR])
    kept = asked(chain)
    readers = [chain.program_head, chain.division_chief, chain.supervisor, chain.hr_manager, hr_analyst(), auditor]
    for reader in readers:
        assert list(consultations_visible_to(user_of(reader), TODAY)) == [kept], reader
    for stranger in (chain.employee, make_employee(), make_employee(level=ManagementLevel.PROGRAM_HEAD)):
        assert list(consultations_visible_to(user_of(stranger), TODAY)) == [], stranger


def seen_by(*people) -> list[int]:
    return [consultations_visible_to(user_of(person), TODAY).count() for person in people]


def another_line(chain: Chain):
    """A supervisor and a Program Head under the same District/Division Chief."""
    head = make_employee(level=ManagementLevel.PROGRAM_HEAD, supervisor=chain.division_chief)
    return make_employee(level=ManagementLevel.SUPERVISOR, supervisor=head), head


def test_a_contact_does_not_follow_the_employee_into_another_line(chain):
    asked(chain)
    supervisor, head = another_line(chain)
    chain.employee.supervisor = supervisor
    chain.employee.save(update_fields=["supervisor"])
    assert seen_by(supervisor, head) == [0, 0]
    assert seen_by(chain.program_head, chain.division_chief, hr_analyst()) == [1, 1, 1]
    assert seen_by(chain.supervisor) == [0]


def test_a_contact_about_an_evaluation_stays_with_its_rater_and_the_managers_above(chain):
    draft = journeys.rated(journeys.started(chain), Rating.IMPROVEMENT_NEEDED)
    Consultation.objects.all().delete()
    kept = asked(chain)
    assert kept.evaluation_id == draft.pk
    supervisor, head = another_line(chain)
    chain.employee.supervisor = supervisor
    chain.employee.save(update_fields=["supervisor"])
    assert seen_by(chain.supervisor, chain.program_head, chain.division_chief) == [1, 1, 1]
    assert seen_by(supervisor, head) == [0, 0]


def test_a_withdrawn_contact_is_read_by_who_made_it_and_hr_alone(chain):
    kept = asked(chain)
    consultation_withdraw(public_id=kept.public_id, reason="A slip.", by=user_of(chain.program_head), at=APRIL)
    auditor = make_employee(roles=[Role.AUDITOR])
    assert seen_by(chain.program_head, hr_analyst(), auditor) == [1, 1, 1]
    assert seen_by(chain.supervisor, chain.division_chief, chain.deputy_director) == [0, 0, 0]


def test_the_employee_reads_nothing_of_it_also_in_hr_and_also_after_the_issue(chain):
    colleague = make_employee(supervisor=chain.supervisor, roles=[Role.HR, Role.AUDITOR])
    kept = consultation_request(employee=colleague, contact=CONTACT, by=user_of(chain.program_head), at=APRIL)
    client = Client()
    client.force_login(user_of(colleague))
    for path in ("", "answer/", "withdraw/"):
        assert client.get(f"{kept.get_absolute_url()}{path}").status_code == 404
    # an auditor reads every trail but the own one
    assert client.get(f"/audit/{kept.stream}/").status_code == 404
    assert list(consultations_listed(user_of(colleague), TODAY)) == []
    issued = journeys.issued(journeys.agency_signed(journeys.rated(journeys.started(chain), Rating.IMPROVEMENT_NEEDED)))
    client.force_login(user_of(chain.employee))
    page = client.get(issued.get_absolute_url()).content.decode()
    assert "Contact with HR" not in page
    client.force_login(user_of(chain.supervisor))
    assert "Contact with HR" in client.get(issued.get_absolute_url()).content.decode()


def test_hr_answers_once_and_the_manager_is_told(chain):
    kept = answered(chain)
    by = user_of(hr_analyst())
    again = consultation_answer(public_id=kept.public_id, advice="Write the talks down.", by=by, at=APRIL + 2 * HOUR)
    assert (again.advice, again.answered_at) == ("Write the talks down.", APRIL + HOUR)
    told = Notice.objects.get(kind="consultation_answered")
    assert (told.recipient, told.words) == (user_of(chain.program_head), {"by": by.name})
    assert Notice.objects.filter(kind="consultation_asked", done_at=None).count() == 0
    with pytest.raises(Conflict, match="has answered already"):
        consultation_answer(public_id=kept.public_id, advice="No.", by=user_of(chain.hr_manager), at=APRIL + 3 * HOUR)


def test_hrs_own_question_is_answered_by_somebody_else_in_hr(chain):
    asking = make_employee(supervisor=chain.director, roles=[Role.HR], level=ManagementLevel.DIVISION_CHIEF)
    rated = make_employee(supervisor=asking)
    kept = consultation_request(employee=rated, contact=CONTACT, by=user_of(asking), at=APRIL)
    with pytest.raises(NotAllowed, match="who has no part in it"):
        consultation_answer(public_id=kept.public_id, advice="Fine.", by=user_of(asking), at=APRIL)
    assert consultation_answer(public_id=kept.public_id, advice="Fine.", by=user_of(hr_analyst()), at=APRIL).advice


def test_the_list_costs_the_same_for_one_and_for_three(chain):
    client = Client()
    client.force_login(user_of(hr_analyst()))
    asked(chain)
    one = queries_of(client.get, "/evaluations/consultations/")
    for number in range(2):
        asked(chain, contact=replace(CONTACT, deficiencies=f"More, {number}."))
    assert queries_of(client.get, "/evaluations/consultations/") == one
    page = client.get("/evaluations/consultations/").content.decode()
    assert page.count(chain.employee.employee_no) == 3


# --- ahead of the day -------------------------------------------------------------------------------------------------


def reminded(at: datetime) -> list[tuple[str, str, str]]:
    due_dates_refresh(employee_ids=None, at=at)
    reminders_make(at=at)
    rows = Notice.objects.filter(kind="contact_due").order_by("pk")
    return sorted((row.recipient.email, row.stage, str(row.due_on)) for row in rows)


def test_a_low_draft_without_a_contact_is_brought_up_75_and_60_days_ahead(chain):
    in_april = datetime(2026, 4, 10, 17, 0, tzinfo=UTC)
    draft = journeys.started(chain, at=in_april)
    journeys.rated(draft, Rating.IMPROVEMENT_NEEDED, at=in_april)
    Consultation.objects.all().delete()
    assert reminded(datetime(2026, 4, 15, 17, 0, tzinfo=UTC)) == []
    at_75 = [(chain.program_head.email, "75", "2026-05-01")]
    assert reminded(datetime(2026, 4, 16, 17, 0, tzinfo=UTC)) == at_75
    assert reminded(datetime(2026, 4, 30, 17, 0, tzinfo=UTC)) == at_75
    at_60 = [(chain.program_head.email, "60", "2026-05-01"), *at_75]
    assert reminded(datetime(2026, 5, 1, 17, 0, tzinfo=UTC)) == at_60
    # HR hears of it once the day of the contact is past.
    late = sorted([(chain.hr_manager.email, "60", "2026-05-01"), *at_60])
    assert reminded(datetime(2026, 5, 2, 17, 0, tzinfo=UTC)) == late
    asked(chain, at=datetime(2026, 5, 2, 18, 0, tzinfo=UTC))
    assert Notice.objects.filter(kind="contact_due", done_at=None).count() == 0


@pytest.mark.parametrize(("rating", "still_open"), [(Rating.COMPETENT, 0), (Rating.UNSATISFACTORY, 1)])
def test_a_low_rating_that_is_taken_back_asks_nobody_any_more(chain, rating, still_open):
    in_april = datetime(2026, 4, 10, 17, 0, tzinfo=UTC)
    draft = journeys.rated(journeys.started(chain, at=in_april), Rating.IMPROVEMENT_NEEDED, at=in_april)
    Consultation.objects.all().delete()
    assert len(reminded(datetime(2026, 4, 16, 17, 0, tzinfo=UTC))) == 1
    draft = journeys.fresh(draft)
    evaluation_save_draft(
        public_id=draft.public_id, content=journeys.complete_content(draft, rating),
        expected_version=draft.content_version, by=user_of(chain.supervisor), at=in_april,
    )  # fmt: skip
    assert Notice.objects.filter(kind="contact_due", done_at=None).count() == still_open


def test_who_has_contacted_hr_is_not_reminded(chain):
    in_april = datetime(2026, 4, 10, 17, 0, tzinfo=UTC)
    journeys.rated(journeys.started(chain, at=in_april), Rating.IMPROVEMENT_NEEDED, at=in_april)
    assert reminded(datetime(2026, 5, 1, 17, 0, tzinfo=UTC)) == []


# --- no surprises -----------------------------------------------------------------------------------------------------


def surprises_in(evaluation) -> list[str]:
    preview = journeys.submission_preview(evaluation, TODAY)
    return [one.field for one in preview.violations if one.code.endswith("_is_surprise")]


def test_a_low_factor_that_nothing_announced_is_remarked_on_to_the_rater(chain):
    content = journeys.complete_content(journeys.started(chain))
    draft = chain.employee.evaluations.get()
    factor = content.factors["work_habits"]
    low = {**content.factors, "work_habits": replace(factor, rating="improvement_needed")}
    draft = journeys.rated(draft, content=replace(content, factors=low))
    assert surprises_in(draft) == ["factor:work_habits"]
    asked(chain)
    assert surprises_in(draft) == []


def test_an_earlier_low_rating_announces_its_factors_for_a_year(chain):
    first = journeys.finished(journeys.rated(journeys.started(chain), Rating.IMPROVEMENT_NEEDED))
    next_year = (date(2026, 7, 1), date(2027, 6, 30))
    content = journeys.complete_content(first)
    draft = journeys.started(chain, period=next_year, kind=EvaluationKind.SPECIAL, at=AT + timedelta(days=365))
    factor = content.factors["work_habits"]
    low = {**content.factors, "work_habits": replace(factor, rating="improvement_needed")}
    draft = journeys.rated(draft, content=replace(content, factors=low), at=AT + timedelta(days=365))
    assert surprises_in(draft) == []
    assert {notice.kind.value for notice in facts_of(draft, on=TODAY).earlier_notices} == {"earlier_rating"}
