"""Why the next evaluation is due then: each reader is told what that reader may know."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from evaluations.enums import EvaluationKind, EvaluationStatus, Rating
from evaluations.models import Evaluation
from evaluations.rules import reminder_plan as reminder_plan_file
from evaluations.services import evaluation_start
from evaluations.services.due_dates import due_dates_refresh
from tests.counting import queries_of
from tests.evaluations import journeys
from tests.evaluations.journeys import AT, HOUR, hr_analyst
from tests.evaluations.pages import client_of, page_of, said
from tests.factories import Chain, make_employee, make_user
from workforce.models import Employee, Leave

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(AT + 9 * HOUR, tick=False):
        yield


@pytest.fixture
def chain() -> Chain:
    return journeys.agency()


def address(person: Employee) -> str:
    return reverse("due", args=[person.employee_no])


def facts(client: Client, person: Employee) -> dict[str, str]:
    found = page_of(client.get(address(person))).xpath("//dl/div")
    return {said(fact.find("dt")): said(fact.find("dd")) for fact in found}


def reasons(client: Client, person: Employee) -> list[str]:
    """The rules that are named, in order."""
    return [reason.rule for reason in client.get(address(person)).context["told"].due.why]


def turn(client: Client, person: Employee) -> str:
    return said(page_of(client.get(address(person))).xpath("//div[@class='fs-aside']//section")[0])


def test_the_page_says_what_is_due_why_and_what_would_move_it(chain: Chain) -> None:
    journeys.evaluation_in(EvaluationStatus.FINAL, chain)
    client = client_of(chain.supervisor)
    assert facts(client, chain.employee) == {
        "Due": "June 30, 2027 in about 12 months",
        "Kind": "Annual",
        "Rating period": "July 1, 2026 to June 30, 2027",
        "Rater": "Avery Supervisor",
        "Status": "Not started",
    }
    page = page_of(client.get(address(chain.employee)))
    assert [said(item) for item in page.xpath("(//ul[@class='fs-reasons'])[1]/li")] == [
        "The day after the last period is July 1, 2026; periods follow each other without a gap."
        "R5 · Departmental performance evaluation policy, evaluations more often than once a year",
        "A rating period lasts 12 months at most; this one would end on June 30, 2027."
        "R1 · County Civil Service Rule 20; departmental performance evaluation policy, frequency of evaluations",
    ]
    assert [said(item)[-4:] for item in page.xpath("(//ul[@class='fs-reasons'])[2]/li")] == [
        "(R5)", "(R1)", "(R1)", "(R6)",
    ]  # fmt: skip
    assert turn(client, chain.employee) == (
        "What happens next Avery Supervisor finds a draft made ready on April 1, 2027, or starts it before."
    )


@pytest.fixture
def plan_of_30_days(tmp_path, monkeypatch) -> Iterator[None]:
    """The county's plan of reminders, edited: drafts are made ready 30 days ahead."""
    text = (reminder_plan_file.PLAN_FOLDER / "county.toml").read_text()
    edited = text.replace("created_ahead_days = 90", "created_ahead_days = 30")
    assert edited != text
    (tmp_path / "county.toml").write_text(edited)
    monkeypatch.setattr(reminder_plan_file, "PLAN_FOLDER", tmp_path)
    reminder_plan_file.reminder_plan.cache_clear()
    yield
    reminder_plan_file.reminder_plan.cache_clear()


def test_the_day_on_which_a_draft_is_made_ready_follows_the_plan(chain: Chain, plan_of_30_days: None) -> None:
    journeys.evaluation_in(EvaluationStatus.FINAL, chain)
    assert turn(client_of(chain.supervisor), chain.employee) == (
        "What happens next Avery Supervisor finds a draft made ready on May 31, 2027, or starts it before."
    )


def test_leave_is_named_by_its_dates_alone(chain: Chain) -> None:
    journeys.evaluation_in(EvaluationStatus.FINAL, chain)
    Leave.objects.create(employee=chain.employee, starts_on=date(2026, 9, 1), ends_on=date(2026, 9, 30), is_paid=False)
    due = client_of(chain.supervisor).get(address(chain.employee)).context["told"].due
    assert [reason.sentence for reason in due.why if reason.rule == "R6"] == [
        "Leave is recorded for September 1, 2026 to September 30, 2026. The day stays; only the time worked is rated."
    ]


def test_of_many_years_without_a_record_no_day_is_given(chain: Chain) -> None:
    client = client_of(chain.supervisor)
    assert facts(client, chain.employee)["Due"] == "Not known yet"
    assert turn(client, chain.employee) == (
        "What happens next Avery Supervisor starts the first evaluation recorded here, for the period that follows the "
        "last one on paper."
    )


def test_a_draft_is_made_ready_by_the_next_run_where_the_day_is_near(chain: Chain) -> None:
    person = make_employee(supervisor=chain.supervisor, appointed_on=date(2025, 10, 1))
    assert turn(client_of(chain.supervisor), person) == (
        "What happens next Avery Supervisor finds a draft made ready by the next daily run, or starts it before."
    )


# --- who is told what -------------------------------------------------------------------------------------------------


def test_the_person_learns_nothing_before_the_issue(chain: Chain) -> None:
    client = client_of(chain.employee)
    before = None
    for step in (journeys.started, journeys.rated, journeys.submitted):
        evaluation = step(chain) if step is journeys.started else step(Evaluation.objects.get())
        assert evaluation.employee == chain.employee
        found = facts(client, chain.employee), turn(client, chain.employee), reasons(client, chain.employee)
        before = before or found
        assert found == before
    assert before is not None
    assert before[0] == {
        "Due": "Not known yet",
        "Kind": "Annual",
        "Rating period": "July 1, 2025 to June 30, 2026",
        "Rater": "Avery Supervisor",
    }
    assert before[1] == (
        "What happens next Avery Supervisor writes it. You see it on the day on which it is issued to you."
    )


def test_a_first_evaluation_that_is_overdue_stays_so_to_the_person_when_somebody_begins_it(chain: Chain) -> None:
    employee = make_employee(supervisor=chain.supervisor, appointed_on=date(2025, 7, 1))
    due_dates_refresh(employee_ids=[employee.pk], at=journeys.AT - timedelta(days=30))  # told in time
    client = client_of(employee)
    before = facts(client, employee)
    assert before["Due"] == "June 30, 2026 6 days overdue"
    evaluation_start(
        employee=employee, period_start=date(2025, 7, 1), period_end=date(2026, 6, 15), kind=EvaluationKind.ANNUAL,
        by=journeys.user_of(chain.supervisor), at=journeys.AT,
    )  # fmt: skip
    assert facts(client, employee) == before


def final_of_window_signed(chain: Chain) -> Evaluation:
    journeys.evaluation_in(EvaluationStatus.FINAL, chain, rating=Rating.IMPROVEMENT_NEEDED)
    period = (date(2026, 7, 1), date(2026, 7, 6))
    draft = journeys.started(chain, period=period, kind=EvaluationKind.FOLLOW_UP_FINAL)
    return journeys.agency_signed(journeys.rated(draft, Rating.UNSATISFACTORY))


def test_a_window_stays_open_to_the_person_until_its_final_is_issued(chain: Chain) -> None:
    journeys.evaluation_in(EvaluationStatus.FINAL, chain, rating=Rating.IMPROVEMENT_NEEDED)
    client = client_of(chain.employee)
    before = facts(client, chain.employee), reasons(client, chain.employee)
    draft = journeys.started(
        chain, period=(date(2026, 7, 1), date(2026, 7, 6)), kind=EvaluationKind.FOLLOW_UP_FINAL
    )  # fmt: skip
    ready = journeys.agency_signed(journeys.rated(draft, Rating.UNSATISFACTORY))
    assert (facts(client, chain.employee), reasons(client, chain.employee)) == before
    assert before[0]["Due"] == "January 6, 2027 in about 6 months"
    journeys.issued(ready)
    assert facts(client, chain.employee)["Due"] == "July 6, 2027 in about 12 months"


@pytest.mark.parametrize(
    ("who", "due"),
    [
        ("supervisor", "January 6, 2027 in about 6 months"),
        # Signed the Improvement Needed as Reviewer and as Department Head.
        ("division_chief", "January 6, 2027 in about 6 months"),
        ("hr_manager", "January 6, 2027 in about 6 months"),
        # Stand in the line and have no part in it: the window would tell the rating.
        ("program_head", "June 30, 2027 in about 12 months"),
        ("deputy_director", "June 30, 2027 in about 12 months"),
    ],
)
def test_a_window_is_told_to_who_knows_the_rating(chain: Chain, who: str, due: str) -> None:
    journeys.evaluation_in(EvaluationStatus.FINAL, chain, rating=Rating.IMPROVEMENT_NEEDED)
    client = client_of(getattr(chain, who))
    assert facts(client, chain.employee)["Due"] == due
    assert ("R12" in reasons(client, chain.employee)) is due.startswith("January")


def test_the_final_of_a_window_is_not_told_either(chain: Chain) -> None:
    ready = final_of_window_signed(chain)
    client = client_of(chain.program_head)
    found = facts(client, chain.employee)
    assert (found["Kind"], found["Due"], found["Status"]) == (
        "Annual",
        "June 30, 2027 in about 12 months",
        "Not started",
    )
    assert ready.get_absolute_url() not in client.get(address(chain.employee)).content.decode()


def test_of_what_somebody_else_has_under_way_the_line_is_told_only_that(chain: Chain) -> None:
    journeys.evaluation_in(EvaluationStatus.HR_REVIEW, chain, rating=Rating.IMPROVEMENT_NEEDED)
    client = client_of(chain.program_head)
    found = facts(client, chain.employee)
    assert (found["Due"], found.get("Status")) == ("June 30, 2026 6 days overdue", None)
    assert turn(client, chain.employee) == "What happens next Avery Supervisor has it under way."
    assert facts(client_of(hr_analyst()), chain.employee)["Status"] == "HR propriety review"


def test_the_rater_reads_where_it_stands_and_whose_turn_it_is(chain: Chain) -> None:
    journeys.evaluation_in(EvaluationStatus.REVIEWER_REVIEW, chain)
    client = client_of(chain.supervisor)
    assert facts(client, chain.employee)["Status"] == "With the Reviewer"
    assert turn(client, chain.employee) == (
        "What happens next Avery ProgramHead signs as Reviewer, or returns it. Due: June 30, 2026 6 days overdue"
    )


def test_hr_is_told_that_nobody_can_be_the_rater(chain: Chain) -> None:
    alone = make_employee(last_name="Alone", appointed_on=date(2026, 1, 5))
    client = client_of(hr_analyst())
    assert facts(client, alone)["Rater"] == "Nobody yet"
    assert turn(client, alone).startswith("What happens next HR sees to it that somebody can be the Rater")


def test_nothing_is_due_after_the_last_day(chain: Chain) -> None:
    gone = make_employee(supervisor=chain.supervisor, status="separated", separated_on=date(2026, 7, 1))
    page = page_of(client_of(chain.supervisor).get(address(gone)))
    assert said(page.find(".//h2")) == "Nothing more is due"


@pytest.mark.parametrize("who", ["other", "report", "account"])
def test_to_others_the_page_does_not_exist(chain: Chain, who: str) -> None:
    client = Client()
    users = {
        "other": make_employee().user,
        "report": make_employee(supervisor=chain.employee).user,
        "account": make_user(roles=[Role.SYSTEM_ADMIN]),
    }
    client.force_login(users[who])
    response = client.get(address(chain.employee))
    assert (response.status_code, said(page_of(response).find(".//h1"))) == (404, "Page not found")


def test_the_person_page_leads_there(chain: Chain) -> None:
    page = page_of(client_of(chain.supervisor).get(chain.employee.get_absolute_url()))
    links = page.xpath("//a[contains(.,'next evaluation is due')]")
    assert [link.get("href") for link in links] == [address(chain.employee)]


def test_the_number_of_queries_does_not_grow_with_the_record(chain: Chain) -> None:
    client = client_of(chain.supervisor)
    year = date(2022, 7, 1)
    journeys.started(chain, period=(year, date(2023, 6, 30)))
    one = queries_of(client.get, address(chain.employee))
    for first in (2023, 2024, 2025):
        journeys.started(chain, period=(date(first, 7, 1), date(first + 1, 6, 30)))
        Leave.objects.create(employee=chain.employee, starts_on=date(first, 8, 1), ends_on=date(first, 8, 9))
    assert queries_of(client.get, address(chain.employee)) == one


def test_half_of_probation_is_said_to_the_rater(chain: Chain) -> None:
    make_employee(
        first_name="Pat", last_name="New", supervisor=chain.supervisor, status="probationary",
        appointed_on=date(2026, 3, 1), probation_ends_on=date(2026, 8, 31),
    )  # fmt: skip
    page = page_of(client_of(chain.supervisor).get(reverse("team")))
    row = next(row for row in page.xpath("//tbody/tr") if "Pat New" in said(row))
    assert "interim report is advised for somebody doing poorly" in said(row)
