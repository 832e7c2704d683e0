"""Probation as the product lives it: its end in force, what extends it, and what an evaluation past it still does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from audit.models import AuditEvent
from common.errors import Conflict, NotVisible, RuleViolations
from evaluations.enums import DocketKind, EvaluationKind, EvaluationStatus, Rating
from evaluations.models import DueDate, ProbationExtension, WarningReason
from evaluations.rules.probation_extension import ProbationExtensionAsked
from evaluations.selectors.docket import DocketQuery, docket_listed, entries_of
from evaluations.selectors.due_dates import due_for
from evaluations.selectors.facts import facts_of
from evaluations.selectors.turns import day_of
from evaluations.services.docket import docket_escalate
from evaluations.services.due_dates import due_dates_refresh
from evaluations.services.probation import probation_extend, probation_extension_withdraw
from evaluations.services.signing import submission_preview
from notifications.models import Notice
from tests.counting import queries_of
from tests.evaluations import journeys
from tests.evaluations.journeys import fresh, hr_analyst, user_of
from tests.evaluations.pages import page_of, said
from tests.factories import Chain, make_classification, make_employee
from workforce.models import Employee, Leave

pytestmark = pytest.mark.django_db
APPOINTED, END = date(2026, 2, 17), date(2026, 8, 16)
JULY = datetime(2026, 7, 20, 17, 0, tzinfo=UTC)
ON_THE_DAY, DAY_AFTER = datetime(2026, 8, 16, 17, 0, tzinfo=UTC), datetime(2026, 8, 17, 17, 0, tzinfo=UTC)
ASKED = ProbationExtensionAsked(
    new_end=date(2026, 8, 26), absent_from=date(2026, 6, 1), absent_to=date(2026, 6, 10), notified_on=date(2026, 7, 20)
)


@pytest.fixture
def chain() -> Chain:
    return journeys.agency()


@pytest.fixture
def new(chain: Chain) -> Employee:
    """Somebody on probation whose absence without pay is on record."""
    person = probationer(chain)
    Leave.objects.create(employee=person, starts_on=ASKED.absent_from, ends_on=ASKED.absent_to, is_paid=False)
    return person


def probationer(chain: Chain, **fields) -> Employee:
    values = {"appointed_on": APPOINTED, "status": "probationary", "supervisor": chain.supervisor, **fields}
    return make_employee(**values)


def ends_on(person: Employee) -> date | None:
    return Employee.objects.values_list("probation_ends_on", flat=True).get(pk=person.pk)


def refreshed(*people: Employee, at: datetime = JULY) -> None:
    due_dates_refresh(employee_ids=[person.pk for person in people], at=at)


def extended(person: Employee, *, at: datetime = JULY, reasons=None, by: Employee | None = None, **changes):
    by = user_of(by or hr_analyst())
    return probation_extend(employee=person, asked=replace(ASKED, **changes), reasons=reasons or {}, by=by, at=at)


def codes(refusal) -> list[tuple[str, str]]:
    return [(one.rule, one.code) for one in refusal.value.violations]


# --- the end in force -------------------------------------------------------------------------------------------------


def test_the_end_follows_from_the_class_and_everything_goes_by_it(chain):
    person = probationer(chain, classification=make_classification(probation_months=9))
    refreshed(person)
    row = DueDate.objects.get(employee=person)
    assert (ends_on(person), row.due_on, row.kind) == (date(2026, 11, 16),) * 2 + (EvaluationKind.PROBATION.value,)
    assert due_for(person, JULY.date()).due_on == date(2026, 11, 16)


def test_a_class_that_changes_moves_the_end_and_a_probation_that_is_over_keeps_it(chain):
    person = probationer(chain)
    refreshed(person)
    assert ends_on(person) == END
    Employee.objects.filter(pk=person.pk).update(classification=make_classification(probation_months=12))
    refreshed(person)
    assert ends_on(person) == date(2027, 2, 16)
    Employee.objects.filter(pk=person.pk).update(status="permanent", classification=make_classification())
    refreshed(person)
    assert ends_on(person) == date(2027, 2, 16)


def test_paid_days_are_counted_in_the_school_set_alone(chain, settings):
    person = probationer(chain, paid_days_reached_on=date(2026, 9, 9))
    refreshed(person)
    assert ends_on(person) == END
    settings.POLICY_SET = "school"
    refreshed(person)
    assert ends_on(person) == date(2026, 9, 9)


def test_a_second_refresh_writes_nothing_and_the_queries_stay_the_same(chain):
    people = [probationer(chain) for _ in range(4)]
    refreshed(*people[:1])
    one = queries_of(refreshed, people[0])
    refreshed(*people)
    assert queries_of(refreshed, *people) == one


# --- an extension -----------------------------------------------------------------------------------------------------


def test_an_extension_moves_the_end_the_due_day_and_what_the_rules_know(chain, new):
    draft = journeys.started(chain, employee=new, period=(APPOINTED, END), kind=EvaluationKind.PROBATION)
    kept = extended(new)
    assert (kept.old_end, kept.new_end, kept.reason) == (END, date(2026, 8, 26), "")
    assert ends_on(new) == date(2026, 8, 26)
    assert facts_of(fresh(draft), on=JULY.date()).employee.probation_extended_to == date(2026, 8, 26)
    event = AuditEvent.objects.get(action="probation_extended")
    assert (event.stream, event.data["old_end"], event.data["notified_on"]) == (
        f"probation:{new.employee_no}", "2026-08-16", "2026-07-20",
    )  # fmt: skip
    told = Notice.objects.filter(kind__startswith="probation_moved").values_list("kind", "recipient", "due_on")
    assert set(told) == {
        ("probation_moved_own", new.user_id, date(2026, 8, 26)),
        ("probation_moved", chain.supervisor.user_id, date(2026, 8, 26)),
    }


def test_the_due_day_of_what_is_not_begun_moves_too(chain, new):
    refreshed(new)
    extended(new)
    assert DueDate.objects.get(employee=new).due_on == date(2026, 8, 26)


def test_a_late_notice_leaves_the_end_as_it_is(chain, new):
    with pytest.raises(RuleViolations) as refusal:
        extended(new, at=DAY_AFTER, notified_on=date(2026, 8, 17))
    assert codes(refusal) == [("R3", "late_notice")]
    assert "the end stands" in refusal.value.violations[0].message
    assert not ProbationExtension.objects.exists()
    assert extended(new, at=DAY_AFTER, notified_on=END).new_end == date(2026, 8, 26)


def test_a_warning_is_passed_with_a_reason_that_stays(chain, new):
    with pytest.raises(RuleViolations) as refusal:
        extended(new, new_end=date(2026, 8, 27))
    assert codes(refusal) == [("R3", "longer_than_absence")]
    kept = extended(new, new_end=date(2026, 8, 27), reasons={"R3:longer_than_absence:new_end": "A holiday between."})
    assert kept.reason == "A holiday between."


def test_the_same_again_is_there_already_and_a_second_one_goes_by_the_new_end(chain, new):
    first = extended(new)
    assert extended(new) == first
    with pytest.raises(RuleViolations) as refusal:
        extended(new, new_end=date(2026, 8, 20))
    assert codes(refusal) == [("R3", "new_end_not_later")]
    Leave.objects.create(employee=new, starts_on=date(2026, 8, 17), ends_on=date(2026, 8, 19), is_paid=False)
    second = extended(
        new, at=DAY_AFTER, new_end=date(2026, 8, 29), absent_from=date(2026, 8, 17), absent_to=date(2026, 8, 19),
        notified_on=date(2026, 8, 17),
    )  # fmt: skip
    assert (second.old_end, ends_on(new)) == (date(2026, 8, 26), date(2026, 8, 29))


def test_nobody_but_hr_extends_and_nobody_their_own(chain, new):
    for person in (new, chain.supervisor, chain.director, make_employee(roles=[Role.AUDITOR])):
        with pytest.raises(NotVisible):
            extended(new, by=person)
    own = probationer(chain, roles=[Role.HR])
    with pytest.raises(NotVisible):
        extended(own, by=own)
    with pytest.raises(Conflict, match="is not on probation"):
        extended(chain.employee)


def test_withdrawn_it_counts_no_more(chain, new):
    kept, hr = extended(new), user_of(hr_analyst())
    with pytest.raises(RuleViolations):
        probation_extension_withdraw(public_id=kept.public_id, reason=" ", by=hr, at=JULY)
    with pytest.raises(NotVisible):
        probation_extension_withdraw(public_id=kept.public_id, reason="No.", by=user_of(chain.supervisor), at=JULY)
    for _ in range(2):
        probation_extension_withdraw(public_id=kept.public_id, reason="Another person.", by=hr, at=JULY)
    assert ends_on(new) == END
    assert AuditEvent.objects.filter(action="probation_extension_withdrawn").count() == 1
    with pytest.raises(Conflict, match="has withdrawn this extension already"):
        probation_extension_withdraw(public_id=kept.public_id, reason="Again.", by=hr, at=JULY)
    assert extended(new).pk != kept.pk


def test_the_one_below_a_later_extension_stays(chain, new):
    first = extended(new)
    extended(new, new_end=date(2026, 8, 30))
    with pytest.raises(Conflict, match="A later extension rests on this one"):
        probation_extension_withdraw(
            public_id=first.public_id, reason="Wrong.", by=user_of(hr_analyst()), at=JULY
        )  # fmt: skip


def test_the_record_does_not_change_behind_the_service(chain, new):
    kept = extended(new)
    for change in ({"new_end": date(2026, 9, 9)}, {"notified_on": date(2026, 7, 1)}):
        with pytest.raises(DatabaseError, match="R3"), transaction.atomic():
            ProbationExtension.objects.filter(pk=kept.pk).update(**change)
    with pytest.raises(DatabaseError, match="R3"), transaction.atomic():
        ProbationExtension.objects.filter(pk=kept.pk).delete()


@pytest.mark.django_db(transaction=True)
def test_two_who_extend_at_once_are_served_one_after_the_other():
    chain = journeys.agency()
    person = probationer(chain)
    Leave.objects.create(employee=person, starts_on=ASKED.absent_from, ends_on=ASKED.absent_to, is_paid=False)
    hr_analyst()
    gate, outcomes = Barrier(2), []

    def extend(day: date) -> None:
        gate.wait(timeout=30)
        try:
            outcomes.append(extended(person, new_end=day).old_end)
        except RuleViolations as refusal:
            outcomes.append(refusal.violations[0].code)
        finally:
            connection.close()

    threads = [Thread(target=extend, args=(day,)) for day in (date(2026, 8, 20), date(2026, 8, 26))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(map(str, outcomes)) in (["2026-08-16", "2026-08-20"], ["2026-08-16", "new_end_not_later"])
    assert ends_on(person) == date(2026, 8, 26)


# --- past the end -----------------------------------------------------------------------------------------------------


def begun(chain: Chain, person: Employee):
    draft = journeys.started(chain, employee=person, period=(APPOINTED, END), kind=EvaluationKind.PROBATION, at=JULY)
    return journeys.rated(draft, at=JULY)


@pytest.mark.parametrize(
    ("at", "kind", "rules"), [(ON_THE_DAY, EvaluationKind.PROBATION, []), (DAY_AFTER, EvaluationKind.SPECIAL, ["R2"])]
)
def test_past_the_end_it_is_signed_as_an_ordinary_one_with_a_reason(chain, new, at, kind, rules):
    draft = begun(chain, new)
    warned = [one.rule for one in submission_preview(fresh(draft), at.date()).violations if one.is_warning]
    assert warned == rules
    evaluation = journeys.submitted(draft, at=at)
    assert (evaluation.kind, evaluation.status) == (kind.value, EvaluationStatus.REVIEWER_REVIEW.value)
    assert [row.rule for row in WarningReason.objects.all()] == rules


def test_without_a_reason_it_does_not_go_on(chain, new):
    with pytest.raises(RuleViolations) as refusal:
        journeys.submitted(begun(chain, new), reasons={}, at=DAY_AFTER)
    assert codes(refusal) == [("R2", "after_probation")]


def test_an_extension_in_time_keeps_it_what_it_is(chain, new):
    draft = begun(chain, new)
    extended(new)
    assert day_of(fresh(draft)) == END  # its own period ends first
    assert journeys.submitted(draft, at=DAY_AFTER).kind == EvaluationKind.PROBATION.value


# --- HR's alarm -------------------------------------------------------------------------------------------------------


def docket(on: date, user=None):
    found = entries_of(list(docket_listed(user, on, DocketQuery(kind=DocketKind.PROBATION.value))))
    return [(one.person, one.due_on) for one in found]


def test_the_docket_has_who_ends_probation_soon_without_one_begun(chain, new):
    refreshed(new)
    assert docket(date(2026, 6, 1)) == []
    assert docket(date(2026, 8, 10)) == [(new.pk, END)]
    begun(chain, new)
    assert docket(date(2026, 8, 10)) == []
    # begun is not issued: past the end it is there again, until probation is over or moved
    assert docket(date(2026, 8, 17)) == [(new.pk, END)]
    extended(new)
    assert docket(date(2026, 8, 17)) == []
    Employee.objects.filter(pk=new.pk).update(status="permanent")
    assert docket(date(2026, 9, 17)) == []


def test_a_probation_of_years_ago_does_not_hide_this_one(chain):
    person = probationer(chain, appointed_on=date(2020, 1, 1), probation_ends_on=END)
    draft = journeys.started(
        chain, employee=person, period=(date(2020, 1, 1), date(2020, 6, 30)), kind=EvaluationKind.PROBATION, at=JULY
    )
    assert docket(date(2026, 8, 10)) == [(person.pk, END)]
    draft.period_start, draft.period_end = date(2026, 2, 17), date(2026, 7, 1)
    draft.save(update_fields=["period_start", "period_end"])
    assert docket(date(2026, 8, 10)) == []


def test_nobody_of_hr_reads_of_themselves_and_a_lapse_is_escalated(chain):
    own = probationer(chain, roles=[Role.HR])
    other = probationer(chain)
    refreshed(own, other)
    assert docket(date(2026, 8, 17), user_of(own)) == [(other.pk, END)]
    assert docket_escalate(at=DAY_AFTER)["escalated"] == 2
    assert docket_escalate(at=DAY_AFTER + timedelta(hours=1))["escalated"] == 0


# --- the page ---------------------------------------------------------------------------------------------------------


def opened(person: Employee, name: str, *args: str, **data: str):
    client = Client()
    client.force_login(user_of(person))
    address = reverse(f"evaluations:{name}", args=args)
    return client.post(address, {"token": str(uuid4()), **data}) if data else client.get(address)


def test_the_page_says_when_and_why_to_those_who_see_the_person(chain, new, time_machine):
    time_machine.move_to(JULY)
    extended(new)
    for reader in (new, chain.supervisor, chain.director, hr_analyst(), make_employee(roles=[Role.AUDITOR])):
        answer = opened(reader, "probation", new.employee_no)
        text = said(page_of(answer))
        assert "It was extended for absence without pay and ends on August 26, 2026." in text
        assert "only where it is issued by August 26, 2026" in text
        assert ("Record an extension" in text) is (reader.pk == hr_analyst().pk)
    assert opened(make_employee(), "probation", new.employee_no).status_code == 404
    for reader in (new, chain.supervisor):
        assert opened(reader, "probation_extend", new.employee_no).status_code == 404


def test_hr_records_and_withdraws_by_the_page(chain, new, time_machine):
    time_machine.move_to(DAY_AFTER)
    hr = hr_analyst()
    days = {name: getattr(ASKED, name).isoformat() for name in ("absent_from", "absent_to", "new_end")}
    refused = opened(hr, "probation_extend", new.employee_no, **days, notified_on="2026-08-17")
    assert refused.status_code == 422
    assert "after probation had ended on August 16, 2026" in said(page_of(refused))
    assert opened(hr, "probation_extend", new.employee_no, **days, notified_on="2026-08-14").status_code == 302
    kept = ProbationExtension.objects.get()
    assert opened(hr, "probation_withdraw", str(kept.public_id), reason="Wrong person.").status_code == 302
    assert ends_on(new) == END
    assert "Withdrawn: it counts no more." in said(page_of(opened(hr, "probation", new.employee_no)))


def test_the_supervisor_is_offered_an_interim_report_for_one_doing_poorly(chain, new, time_machine):
    time_machine.move_to(JULY)
    assert "interim report" not in said(page_of(opened(chain.supervisor, "probation", new.employee_no)))
    draft = journeys.started(chain, employee=new, period=(APPOINTED, END), kind=EvaluationKind.PROBATION, at=JULY)
    journeys.rated(draft, Rating.IMPROVEMENT_NEEDED, at=JULY)
    page = said(page_of(opened(chain.supervisor, "probation", new.employee_no)))
    assert "Start an interim report" in page
    assert "Interim report" in said(page_of(opened(chain.supervisor, "edit", str(draft.public_id))))
    # what is in a draft is nobody else's to read
    for reader in (new, chain.program_head, hr_analyst()):
        assert "interim report" not in said(page_of(opened(reader, "probation", new.employee_no)))
