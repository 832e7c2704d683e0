"""Who is told what at each step of an evaluation; nobody twice, and the employee nothing before the issue."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from accounts.enums import Action, Role
from accounts.permissions import ROLE_ACTIONS
from accounts.services import delegation_create
from evaluations.enums import EvaluationStatus, IssueMethod, Rating
from evaluations.permissions import can
from evaluations.services import evaluation_issue
from evaluations.services.notices import TURN_KINDS
from evaluations.services.reminders import reminders_make
from notifications.models import Mail, Notice
from tests.evaluations.journeys import (
    AT,
    HOUR,
    TODAY,
    agency,
    agency_signed,
    concurred,
    evaluation_in,
    hr_analyst,
    issued,
    rated,
    refused,
    responded,
    returned,
    signed,
    signed_by_employee,
    started,
    submitted,
    user_of,
    voided,
    waived,
    withdrawn,
)
from tests.factories import make_employee

pytestmark = pytest.mark.django_db
Status = EvaluationStatus


@pytest.fixture
def chain():
    return agency()


def told(**narrowed):
    """(who, kind) of every notice, in order, what was told of the meeting left out."""
    rows = Notice.objects.filter(**narrowed).order_by("pk").select_related("recipient__employee")
    return [(row.recipient.employee.last_name, row.kind) for row in rows]


def open_turns():
    """Whom the product asks for something now."""
    return told(done_at=None, kind__in=TURN_KINDS)


def names(*people):
    return [person.last_name for person in people]


def test_the_way_of_a_competent_one(chain):
    """Each row: the step, then who is asked now."""
    evaluation = submitted(rated(started(chain)))
    head, chief = names(chain.program_head, chain.division_chief)
    (rater,) = names(chain.supervisor)
    assert open_turns() == [(head, "your_turn_to_sign")]
    evaluation = signed(evaluation)
    assert open_turns() == [(chief, "your_turn_to_sign")]
    evaluation = signed(evaluation, at=AT + 4 * HOUR)
    assert open_turns() == [(rater, "ready_to_issue")]
    evaluation = issued(evaluation)
    (employee,) = names(chain.employee)
    assert open_turns() == []
    assert told(done_at=None) == [(employee, "issued")]
    evaluation = signed_by_employee(evaluation)
    assert told(done_at=None) == [(rater, "outcome_recorded")]
    responded(evaluation)
    assert told(done_at=None) == [(rater, "outcome_recorded"), (rater, "response_filed")]


def test_a_low_one_is_first_told_to_everybody_of_hr_who_has_no_part_in_it(chain):
    analyst = hr_analyst()
    evaluation = submitted(rated(started(chain), Rating.IMPROVEMENT_NEEDED))
    # The HR Manager signs as Department Head and does not review what she is to sign.
    assert open_turns() == [(analyst.last_name, "hr_review")]
    concurred(evaluation)
    assert open_turns() == [(chain.division_chief.last_name, "your_turn_to_sign")]


def test_the_employee_learns_nothing_before_the_issue(chain):
    evaluation = agency_signed(rated(started(chain), Rating.IMPROVEMENT_NEEDED))
    assert told(recipient=chain.employee.user) == []
    issued(evaluation)
    assert told(recipient=chain.employee.user) == [(chain.employee.last_name, "issued")]


def test_an_employee_of_hr_is_not_told_of_the_own_one(chain):
    """Whoever reviews for HR does not learn of the own low rating by a notice to HR."""
    analyst = hr_analyst()
    analyst.supervisor = chain.supervisor
    analyst.save()
    submitted(rated(started(chain, employee=analyst), Rating.IMPROVEMENT_NEEDED))
    assert told(recipient=analyst.user) == []


def test_the_turn_to_sign_and_the_issue_are_mailed_at_once_and_nothing_else(chain):
    waived(signed_by_employee(issued(agency_signed(rated(started(chain))))))
    mails = Mail.objects.order_by("pk").values_list("recipient__employee__last_name", "kind", "notices__kind")
    head, chief, employee = names(chain.program_head, chain.division_chief, chain.employee)
    assert list(mails) == [
        (head, "immediate", "your_turn_to_sign"),
        (chief, "immediate", "your_turn_to_sign"),
        (employee, "immediate", "issued"),
    ]
    assert Notice.objects.filter(is_statutory=True).values_list("kind", flat=True).get() == "issued"


def test_the_designee_of_the_day_is_asked_beside_the_principal(chain):
    designee = make_employee(last_name="Designee")
    days = {"starts_on": date(2026, 7, 6), "ends_on": date(2026, 7, 10)}
    delegation_create(
        principal=chain.program_head.user, delegate=designee.user, reason="away", by=None, at=AT, **days
    )  # fmt: skip
    evaluation = submitted(rated(started(chain)))
    assert open_turns() == [(chain.program_head.last_name, "your_turn_to_sign"), ("Designee", "your_turn_to_sign")]
    words = Notice.objects.get(recipient=designee.user).words
    assert (words["principal"], words["capacity"]) == (chain.program_head.full_name, "reviewer")
    signed(evaluation, by=designee.user)
    assert open_turns() == [(chain.division_chief.last_name, "your_turn_to_sign")]


def test_a_designee_who_is_the_employee_is_not_asked(chain):
    days = {"starts_on": date(2026, 7, 6), "ends_on": date(2026, 7, 10)}
    delegation_create(
        principal=chain.program_head.user, delegate=chain.employee.user, reason="away", by=None, at=AT, **days
    )  # fmt: skip
    submitted(rated(started(chain)))
    assert told(recipient=chain.employee.user) == []


def test_returned_it_is_the_raters_again_without_the_reason(chain):
    evaluation = returned(submitted(rated(started(chain))), reason="Too harsh about March.")
    assert open_turns() == [(chain.supervisor.last_name, "returned")]
    notice = Notice.objects.get(kind="returned")
    assert notice.words == {
        "employee": chain.employee.full_name,
        "period_start": "2025-07-01",
        "period_end": "2026-06-30",
        "by": user_of(chain.program_head).name,
    }
    submitted(evaluation, at=AT + 4 * HOUR)
    assert open_turns() == [(chain.program_head.last_name, "your_turn_to_sign")]
    # The second round is said anew: it is another thing to sign.
    assert told(recipient=chain.program_head.user) == [(chain.program_head.last_name, "your_turn_to_sign")] * 2


def test_taken_back_or_voided_nobody_is_asked_any_more(chain):
    evaluation = withdrawn(submitted(rated(started(chain))))
    assert open_turns() == []
    voided(submitted(evaluation, at=AT + 4 * HOUR), at=AT + 5 * HOUR)
    assert told(done_at=None) == []


def test_what_the_rater_records_is_no_news_to_the_rater(chain):
    refused(evaluation_in(Status.ISSUED, chain))
    assert told(done_at=None) == []


def test_somebody_without_an_account_is_told_nothing_and_nothing_fails(chain):
    chain.employee.user = None
    chain.employee.save()
    issued(agency_signed(rated(started(chain))))
    assert "issued" not in Notice.objects.values_list("kind", flat=True)


def test_no_rating_and_no_comment_stands_in_any_notice_or_mail(chain):
    from notifications.services.mail_text import mail_text

    waived(signed_by_employee(issued(agency_signed(rated(started(chain), Rating.UNSATISFACTORY)))))
    texts = [str(notice.words) for notice in Notice.objects.all()]
    for mail in Mail.objects.all():
        Notice.objects.filter(mail=mail).update(done_at=None)
        said = mail_text(mail, today=AT.date())
        texts += [said.subject, said.text, said.html]
    for telling in ("Unsatisfactory", "unsatisfactory", "Closed 412 of 420", "Proper.", "discharge"):
        assert [text for text in texts if telling in text] == []


# --- a Rater who has left ---------------------------------------------------------------------------------------------


def left(person):
    person.status, person.separated_on = "separated", TODAY
    person.save()


def account_closed(person):
    person.user.is_active = False
    person.user.save()


def account_gone(person):
    person.user = None
    person.save()


@pytest.mark.parametrize("is_gone", [left, account_closed, account_gone])
def test_where_the_rater_has_left_hr_is_told_that_it_can_be_issued_and_may_do_it(chain, is_gone):
    analyst = hr_analyst()
    waiting = evaluation_in(Status.DEPARTMENT_HEAD_REVIEW, chain)
    is_gone(chain.supervisor)
    ready = signed(waiting, at=AT + 4 * HOUR)
    assert open_turns() == [(name, "ready_to_issue") for name in names(chain.hr_manager, analyst)]
    assert can(user_of(analyst), "issue", ready, TODAY)


def test_nobody_of_hr_is_told_that_their_own_one_can_be_issued(chain):
    analyst = hr_analyst()
    analyst.supervisor = chain.supervisor
    analyst.save()
    waiting = signed(submitted(rated(started(chain, employee=analyst))))
    left(chain.supervisor)
    signed(waiting, at=AT + 4 * HOUR)
    assert open_turns() == [(chain.hr_manager.last_name, "ready_to_issue")]


def test_whoever_may_issue_by_role_is_who_is_told():
    may = {role for role, actions in ROLE_ACTIONS.items() if Action.EVALUATION_ISSUE in actions}
    assert may == {Role.HR, Role.HR_MANAGER}


def test_issued_or_taken_further_nobody_of_hr_is_asked_any_more(chain):
    waiting = evaluation_in(Status.DEPARTMENT_HEAD_REVIEW, chain)
    account_closed(chain.supervisor)
    ready = signed(waiting, at=AT + 4 * HOUR)
    reminders_make(at=AT + timedelta(days=7))
    assert open_turns() == [(chain.hr_manager.last_name, kind) for kind in ("ready_to_issue", "issue_waits")]
    evaluation_issue(
        public_id=ready.public_id, method=IssueMethod.GIVEN, issued_on=TODAY, presented_on=TODAY, reasons={},
        by=user_of(chain.hr_manager), at=AT + 5 * HOUR, token=uuid4(),
    )  # fmt: skip
    assert open_turns() == []
