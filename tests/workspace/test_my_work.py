"""What waits for each person, and the parts of the site that are theirs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.services import delegation_create
from evaluations.enums import EvaluationKind, EvaluationStatus, Rating
from evaluations.services.coming import coming_evaluations_create
from evaluations.services.due_dates import due_dates_refresh
from tests.counting import queries_of
from tests.evaluations import journeys
from tests.evaluations.journeys import AT, HOUR, TODAY, hr_analyst
from tests.evaluations.pages import client_of, page_of, said
from tests.factories import Chain, make_employee, make_user
from workforce.models import Employee
from workspace.selectors.tasks import tasks_of

pytestmark = pytest.mark.django_db
# People of the chain were appointed on July 1, 2020; nothing about them is on record.
ON_PAPER = "Start the first evaluation recorded here"


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(AT + 9 * HOUR, tick=False):
        yield


@pytest.fixture
def chain() -> Chain:
    return journeys.agency()


def tasks(person: Employee, on: date = TODAY) -> list[tuple[str, str, date | None]]:
    """What, for whom, by when; without the first evaluations, which everybody above somebody has."""
    found = tasks_of(journeys.user_of(person), on)
    return [(task.what, task.for_whom, task.due) for task in found if task.what != ON_PAPER]


END = date(2026, 6, 30)
NAME = "Avery Staff"


@pytest.mark.parametrize(
    ("status", "who", "expected"),
    [
        ("draft", "supervisor", [("Finish the evaluation and submit it", NAME, END)]),
        ("draft", "employee", []),
        ("reviewer_review", "supervisor", []),
        ("reviewer_review", "program_head", [("Sign as Reviewer", NAME, END)]),
        ("reviewer_review", "division_chief", []),
        ("department_head_review", "division_chief", [("Sign as Department Head", NAME, END)]),
        ("department_head_review", "program_head", []),
        ("ready_to_issue", "supervisor", [("Issue the evaluation to the employee", NAME, END)]),
        ("issued", "supervisor", [("See that the employee signs, or record why not", NAME, date(2026, 7, 20))]),
        (
            "issued",
            "employee",
            [("Read your evaluation and sign that you received it", "Your own evaluation", date(2026, 7, 20))],
        ),
        ("final", "supervisor", []),
        ("final", "employee", []),
        ("void", "employee", []),
    ],
)
def test_the_task_of_each_state(chain: Chain, status: str, who: str, expected: list[object]) -> None:
    journeys.evaluation_in(EvaluationStatus(status), chain)
    found = [task for task in tasks(getattr(chain, who)) if task[0] != "Start the evaluation"]
    assert found == expected


def test_hr_reviews_a_low_rating_unless_they_have_a_part_in_it(chain: Chain) -> None:
    journeys.evaluation_in(EvaluationStatus.HR_REVIEW, chain, rating=Rating.IMPROVEMENT_NEEDED)
    assert tasks(hr_analyst()) == [("Review whether the rating is proper", NAME, END)]
    # The HR Manager signs this one as Department Head.
    assert tasks(chain.hr_manager) == []


def test_a_returned_evaluation_says_by_whom(chain: Chain) -> None:
    journeys.returned(journeys.evaluation_in(EvaluationStatus.REVIEWER_REVIEW, chain))
    task = tasks_of(chain.supervisor.user, TODAY)[0]
    assert (task.what, task.note) == (
        "Change what was returned and submit it again",
        "Returned by Avery ProgramHead on July 6, 2026",
    )


def test_what_the_rater_took_back_is_a_draft_like_any_other(chain: Chain) -> None:
    journeys.withdrawn(journeys.evaluation_in(EvaluationStatus.REVIEWER_REVIEW, chain))
    assert tasks(chain.supervisor) == [("Finish the evaluation and submit it", NAME, END)]


def test_after_signing_the_employee_may_respond(chain: Chain) -> None:
    issued = journeys.evaluation_in(EvaluationStatus.ISSUED, chain)
    journeys.signed_by_employee(issued)
    expected = ("Respond in writing, or say that you will not", "Your own evaluation", date(2026, 7, 20))
    assert tasks(chain.employee) == [expected]
    assert tasks(chain.supervisor) == []


def test_a_designee_signs_for_the_principal_while_the_days_last(chain: Chain) -> None:
    journeys.evaluation_in(EvaluationStatus.REVIEWER_REVIEW, chain)
    designee = make_employee(first_name="Dana", last_name="Designee")
    delegation_create(
        principal=chain.program_head.user, delegate=designee.user, starts_on=TODAY, ends_on=date(2026, 7, 10),
        reason="annual leave", by=None, at=AT,
    )  # fmt: skip
    expected = [("Sign as Reviewer for Avery ProgramHead", NAME, END)]
    assert tasks(designee) == expected
    assert tasks(designee, date(2026, 7, 10)) == expected
    assert tasks(designee, date(2026, 7, 11)) == []


def test_the_rater_of_an_evaluation_never_signs_it_as_a_designee(chain: Chain) -> None:
    journeys.evaluation_in(EvaluationStatus.REVIEWER_REVIEW, chain)
    delegation_create(
        principal=chain.program_head.user, delegate=chain.supervisor.user, starts_on=TODAY, ends_on=TODAY,
        reason="annual leave", by=None, at=AT,
    )  # fmt: skip
    assert tasks(chain.supervisor) == []


@pytest.mark.parametrize(("on", "is_task"), [(date(2027, 4, 30), False), (date(2027, 5, 1), True)])
def test_the_next_evaluation_becomes_a_task_sixty_days_ahead(chain: Chain, on: date, is_task: bool) -> None:
    journeys.evaluation_in(EvaluationStatus.FINAL, chain)
    expected = [("Start the evaluation", NAME, date(2027, 6, 30))] if is_task else []
    assert tasks(chain.supervisor, on) == expected


def test_the_draft_that_the_daily_sweep_made_ready_waits_for_its_rater(chain: Chain) -> None:
    make_employee(first_name="Pat", last_name="Near", supervisor=chain.supervisor, appointed_on=date(2025, 10, 1))
    due_dates_refresh(employee_ids=None, at=AT)
    assert coming_evaluations_create(at=AT)["created"] == 1
    assert tasks(chain.supervisor) == [("Finish the evaluation and submit it", "Pat Near", date(2026, 9, 30))]


def test_the_end_of_a_window_asks_for_its_final(chain: Chain) -> None:
    issued = journeys.evaluation_in(EvaluationStatus.ISSUED, chain, rating=Rating.IMPROVEMENT_NEEDED)
    journeys.waived(journeys.signed_by_employee(issued))
    assert tasks(chain.supervisor, date(2026, 11, 6)) == []
    expected = ("Write the evaluation that ends the follow-up window", NAME, date(2027, 1, 6))
    assert tasks(chain.supervisor, date(2026, 11, 7)) == [expected]


def test_the_final_of_a_window_is_due_with_the_window(chain: Chain) -> None:
    issued = journeys.evaluation_in(EvaluationStatus.ISSUED, chain, rating=Rating.IMPROVEMENT_NEEDED)
    journeys.waived(journeys.signed_by_employee(issued))
    period = (date(2026, 7, 1), date(2026, 12, 1))
    journeys.started(chain, period=period, kind=EvaluationKind.FOLLOW_UP_FINAL)
    assert tasks(chain.supervisor, date(2026, 12, 2)) == [
        ("Finish the evaluation and submit it", NAME, date(2027, 1, 6))
    ]


def test_somebody_of_many_years_without_a_record_is_not_called_late(chain: Chain) -> None:
    task = next(task for task in tasks_of(chain.supervisor.user, TODAY) if task.for_whom == NAME)
    assert (task.what, task.due, task.url) == (
        ON_PAPER, None, f"{reverse('evaluations:start')}?employee={chain.employee.employee_no}",
    )  # fmt: skip


def test_a_probationer_is_due_by_the_end_of_probation(chain: Chain) -> None:
    make_employee(
        first_name="Pat", last_name="Probationer", supervisor=chain.supervisor, status="probationary",
        appointed_on=date(2026, 1, 5), probation_ends_on=date(2026, 7, 4),
    )  # fmt: skip
    assert tasks(chain.supervisor) == [("Start the evaluation", "Pat Probationer", date(2026, 7, 4))]


# --- the page ---------------------------------------------------------------------------------------------------------


def due_days(client: Client) -> list[str]:
    return [item.get("datetime") for item in page_of(client.get(reverse("home"))).xpath("//li//time")]


def test_overdue_comes_first_and_is_counted(chain: Chain) -> None:
    journeys.evaluation_in(EvaluationStatus.ISSUED, chain)
    other = make_employee(first_name="Ana", last_name="Petrov", supervisor=chain.supervisor)
    journeys.started(chain, employee=other)
    client = client_of(chain.supervisor)
    page = page_of(client.get(reverse("home")))
    assert said(page.find_class("fs-lead")[0]) == "2 things wait for you, 1 of them overdue."
    assert due_days(client) == ["2026-06-30", "2026-07-20"]
    assert said(page.find_class("fs-count")[0]) == "2 waiting"


def test_a_single_overdue_thing_is_said_in_one_word(chain: Chain) -> None:
    journeys.started(chain)
    page = page_of(client_of(chain.supervisor).get(reverse("home")))
    assert said(page.find_class("fs-lead")[0]) == "1 thing waits for you, overdue."


def test_nothing_to_do_still_leads_somewhere(chain: Chain) -> None:
    page = page_of(client_of(chain.employee).get(reverse("home")))
    assert said(page.find_class("fs-lead")[0]) == "Nothing waits for you today."
    links = page.xpath("//main//ul[contains(@class,'fs-files')]//a")
    assert [(said(link), link.get("href")) for link in links] == [
        ("My evaluations", reverse("own_evaluations")),
        ("Classifications", reverse("competencies:classifications")),
    ]


def menu(client: Client) -> list[str]:
    links = page_of(client.get(reverse("home"))).xpath("//nav[@id='site-menu']//a")
    return [said(link).removesuffix(" waiting").rstrip("0123456789") for link in links]


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ([], ["My work", "Classifications"]),
        (
            [Role.SYSTEM_ADMIN],
            ["My work", "Classifications", "Accounts", "Outbox", "Webhooks", "Operations", "Policy sets", "Reference"],
        ),
        ([Role.CLASSIFICATION_ADMIN], ["My work", "Classifications", "Imports", "Policy sets", "Reference"]),
        (
            [Role.AUDITOR],
            [
                "My work",
                "Evaluations",
                "Calendar",
                "HR’s docket",
                "Contacts with HR",
                "Follow-up windows",
                "Recusals",
                "Compliance",
                "Equity",
                "Step increases",
                "People",
                "Classifications",
                "Trail",
                "Policy sets",
                "Reference",
            ],
        ),
        (
            [Role.HR],
            [
                "My work",
                "Evaluations",
                "Calendar",
                "HR’s docket",
                "Contacts with HR",
                "Follow-up windows",
                "Recusals",
                "Compliance",
                "Equity",
                "Step increases",
                "People",
                "Classifications",
                "Designees",
                "Policy sets",
                "Reference",
            ],
        ),
    ],
)
def test_the_menu_of_each_role(roles: list[Role], expected: list[str]) -> None:
    client = Client()
    client.force_login(make_user(roles=roles))
    assert menu(client) == expected


def test_the_menu_of_a_rater_and_of_an_employee(chain: Chain) -> None:
    assert menu(client_of(chain.employee)) == ["My work", "My evaluations", "Classifications"]
    assert menu(client_of(chain.supervisor)) == [
        "My work", "My team", "Evaluations", "Calendar", "Contacts with HR", "My evaluations", "People",
        "Classifications", "Designees",
    ]  # fmt: skip


def test_the_number_of_queries_does_not_grow_with_the_tasks(chain: Chain) -> None:
    client = client_of(chain.supervisor)
    journeys.started(chain)
    one = queries_of(client.get, reverse("home"))
    for name in ("Adams", "Moss"):
        employee = make_employee(last_name=name, supervisor=chain.supervisor)
        journeys.returned(journeys.submitted(journeys.rated(journeys.started(chain, employee=employee))))
    assert queries_of(client.get, reverse("home")) == one


def test_the_number_of_queries_does_not_grow_with_a_signers_queue(chain: Chain) -> None:
    client = client_of(chain.program_head)
    journeys.evaluation_in(EvaluationStatus.REVIEWER_REVIEW, chain)
    one = queries_of(client.get, reverse("home"))
    for name in ("Adams", "Moss"):
        employee = make_employee(last_name=name, supervisor=chain.supervisor)
        journeys.submitted(journeys.rated(journeys.started(chain, employee=employee)))
    assert queries_of(client.get, reverse("home")) == one
