"""The Rater's team, the employee's own evaluations, HR's follow-up windows."""

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
from evaluations.models import Evaluation, FollowUp
from evaluations.services.extensions import extension_ask
from evaluations.services.reversion import window_revert
from tests.counting import queries_of
from tests.evaluations import journeys
from tests.evaluations.journeys import AT, HOUR, hr_analyst
from tests.evaluations.pages import client_of, page_of, said
from tests.factories import Chain, make_employee, make_user

pytestmark = pytest.mark.django_db
# The link beside a due day.
WHY = "Why? Avery Staff"


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(AT + 9 * HOUR, tick=False):
        yield


@pytest.fixture
def chain() -> Chain:
    return journeys.agency()


def rows(client: Client, name: str, **query: str) -> list[list[str]]:
    page = page_of(client.get(reverse(name), query))
    return [[said(cell) for cell in row.xpath("./th | ./td")] for row in page.xpath("//tbody/tr")]


def not_found(client: Client, name: str) -> bool:
    response = client.get(reverse(name))
    return (response.status_code, said(page_of(response).find(".//h1"))) == (404, "Page not found")


# --- team -------------------------------------------------------------------------------------------------------------


def test_each_report_stands_with_status_period_and_due_day(chain: Chain) -> None:
    number, title = chain.employee.employee_no, chain.employee.classification.title
    person = f"Avery Staff {number} · {title}"
    client = client_of(chain.supervisor)
    assert rows(client, "team") == [
        [
            person,
            "Not started",
            "After the last one on paper",
            f"No evaluation on record yet {WHY}",
            "Start an evaluation",
        ]
    ]
    draft = journeys.rated(journeys.started(chain))
    period = "July 1, 2025 to June 30, 2026"
    assert rows(client, "team") == [
        [person, "Draft", period, f"June 30, 2026 6 days overdue {WHY}", "Open the evaluation"]
    ]
    journeys.finished(draft)
    last = "Start an evaluation The last one ended on June 30, 2026"
    assert rows(client, "team") == [
        [person, "Not started", "July 1, 2026 to June 30, 2027", f"June 30, 2027 in about 12 months {WHY}", last]
    ]


def test_an_open_window_leads_to_its_final(chain: Chain) -> None:
    journeys.evaluation_in(EvaluationStatus.ISSUED, chain, rating=Rating.IMPROVEMENT_NEEDED)
    row = rows(client_of(chain.supervisor), "team")[0]
    assert row[3] == f"January 6, 2027 in about 6 months Last day of the follow-up window {WHY}"
    assert row[4] == "Start the final of the window The last one ended on June 30, 2026"


def test_a_final_under_way_is_due_on_the_last_day_of_its_window(chain: Chain) -> None:
    final_under_way(chain)
    row = rows(client_of(chain.supervisor), "team")[0]
    assert row[2:4] == [
        "July 1, 2026 to July 6, 2026",
        f"January 6, 2027 in about 6 months Last day of the follow-up window {WHY}",
    ]


def test_an_interim_beside_an_open_window_is_due_at_its_own_end(chain: Chain) -> None:
    journeys.evaluation_in(EvaluationStatus.FINAL, chain, rating=Rating.IMPROVEMENT_NEEDED)
    journeys.started(chain, period=(date(2026, 7, 1), date(2026, 9, 30)), kind=EvaluationKind.SPECIAL)
    assert rows(client_of(chain.supervisor), "team")[0][3] == f"September 30, 2026 in about 3 months {WHY}"


def test_an_issued_evaluation_is_due_when_the_response_is(chain: Chain) -> None:
    journeys.evaluation_in(EvaluationStatus.ISSUED, chain)
    assert rows(client_of(chain.supervisor), "team")[0][3] == "July 20, 2026 in 14 days"


@pytest.mark.parametrize("status", ["draft", "hr_review", "ready_to_issue", "issued"])
def test_of_what_an_earlier_rater_has_under_way_nothing_but_the_rater_is_told(chain: Chain, status: str) -> None:
    journeys.evaluation_in(EvaluationStatus(status), chain, rating=Rating.UNSATISFACTORY)
    supervisor = make_employee(first_name="Nia", last_name="New", supervisor=chain.program_head)
    chain.employee.supervisor = supervisor
    chain.employee.save(update_fields=["supervisor"])
    row = rows(client_of(supervisor), "team")[0]
    assert row[1:] == [
        "Under way with Avery Supervisor",
        "July 1, 2025 to June 30, 2026",
        f"June 30, 2026 6 days overdue {WHY}",
        "With the earlier Rater",
    ]


def test_a_new_supervisor_who_signs_what_the_earlier_one_began_sees_where_it_stands(chain: Chain) -> None:
    evaluation = journeys.evaluation_in(EvaluationStatus.REVIEWER_REVIEW, chain)
    chain.employee.supervisor = chain.program_head
    chain.employee.save(update_fields=["supervisor"])
    row = next(row for row in rows(client_of(chain.program_head), "team") if row[0].startswith("Avery Staff"))
    assert (row[1], row[4]) == (EvaluationStatus(evaluation.status).label, "Open the evaluation")


def test_a_final_of_an_earlier_rater_does_not_tell_what_became_of_the_window(chain: Chain) -> None:
    final_under_way(chain)
    supervisor = make_employee(first_name="Nia", last_name="New", supervisor=chain.program_head)
    chain.employee.supervisor = supervisor
    chain.employee.save(update_fields=["supervisor"])
    client = client_of(supervisor)
    before = rows(client, "team")[0]
    journeys.signed(Evaluation.objects.get(kind=EvaluationKind.FOLLOW_UP_FINAL.value))
    assert rows(client, "team")[0] == before
    assert (before[1], before[3]) == (
        "Under way with Avery Supervisor",
        f"January 6, 2027 in about 6 months {WHY}",
    )


def test_who_supervises_nobody_has_no_team(chain: Chain) -> None:
    assert not_found(client_of(chain.employee), "team")


def test_the_number_of_queries_does_not_grow_with_the_team(chain: Chain) -> None:
    client = client_of(chain.supervisor)
    journeys.evaluation_in(EvaluationStatus.ISSUED, chain, rating=Rating.IMPROVEMENT_NEEDED)
    one = queries_of(client.get, reverse("team"))
    for name in ("Adams", "Moss"):
        journeys.started(chain, employee=make_employee(last_name=name, supervisor=chain.supervisor))
    assert queries_of(client.get, reverse("team")) == one
    assert len(rows(client, "team")) == 3


# --- own evaluations --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["draft", "reviewer_review", "ready_to_issue"])
def test_what_is_written_about_me_is_nothing_before_its_issue(chain: Chain, status: str) -> None:
    journeys.evaluation_in(EvaluationStatus(status), chain)
    client = client_of(chain.employee)
    assert rows(client, "own_evaluations") == []
    page = page_of(client.get(reverse("own_evaluations")))
    assert "Your evaluation appears here on the day on which it is issued to you, never before." in said(page)


def test_my_issued_evaluation_is_listed(chain: Chain) -> None:
    journeys.evaluation_in(EvaluationStatus.ISSUED, chain)
    client = client_of(chain.employee)
    assert rows(client, "own_evaluations") == [
        ["July 2025 to June 2026", "Annual", "Avery Supervisor", "Competent", "Issued", "0"]
    ]
    assert "Next rating period July 1, 2026 to June 30, 2027" in " ".join(
        said(part) for part in page_of(client.get(reverse("own_evaluations"))).xpath("//dl//dt | //dl//dd")
    )


def own_facts(client: Client) -> list[str]:
    facts = page_of(client.get(reverse("own_evaluations"))).xpath("//dl/div")
    return [" ".join(said(part) for part in fact) for fact in facts]


def test_in_an_open_window_the_employee_reads_its_last_day(chain: Chain) -> None:
    journeys.evaluation_in(EvaluationStatus.FINAL, chain, rating=Rating.IMPROVEMENT_NEEDED)
    client = client_of(chain.employee)
    assert own_facts(client)[1:] == [
        "Next rating period July 1, 2026 to January 6, 2027 "
        "It may end earlier, with the evaluation that ends the window Why?",
        "Last day of the follow-up window January 6, 2027 in about 6 months",
    ]
    home = said(page_of(client.get(reverse("home"))).find(".//main"))
    assert "It is open until January 6, 2027." in home
    assert "All done" not in home


def test_my_window_stays_open_until_its_final_is_issued(chain: Chain) -> None:
    final_under_way(chain)
    client = client_of(chain.employee)
    before = own_facts(client)
    final = journeys.signed(Evaluation.objects.get(kind=EvaluationKind.FOLLOW_UP_FINAL.value))
    assert own_facts(client) == before
    journeys.issued(final)
    assert own_facts(client)[1:] == [
        "Next rating period July 7, 2026 to July 6, 2027 Why?",
        "Next evaluation due July 6, 2027 in about 12 months",
    ]


def test_an_account_without_a_person_has_none() -> None:
    client = Client()
    client.force_login(make_user(roles=[Role.AUDITOR]))
    assert not_found(client, "own_evaluations")


def test_the_number_of_queries_does_not_grow_with_my_evaluations(chain: Chain) -> None:
    client = client_of(chain.employee)
    period = (journeys.PERIOD[0] - timedelta(days=730), journeys.PERIOD[1] - timedelta(days=730))
    journeys.finished(journeys.rated(journeys.started(chain, period=period)))
    one = queries_of(client.get, reverse("own_evaluations"))
    earlier = (journeys.PERIOD[0] - timedelta(days=365), journeys.PERIOD[1] - timedelta(days=365))
    for span in (earlier, journeys.PERIOD):
        journeys.finished(journeys.rated(journeys.started(chain, period=span)))
    assert queries_of(client.get, reverse("own_evaluations")) == one
    assert len(rows(client, "own_evaluations")) == 3


# --- windows ----------------------------------------------------------------------------------------------------------


def opened(chain: Chain, first: str, last: str) -> None:
    employee = make_employee(first_name=first, last_name=last, supervisor=chain.supervisor)
    draft = journeys.rated(journeys.started(chain, employee=employee), Rating.IMPROVEMENT_NEEDED)
    journeys.issued(journeys.agency_signed(draft))


def test_hr_sees_every_window_with_its_last_day(chain: Chain) -> None:
    opened(chain, "Ana", "Petrov")
    row = rows(client_of(hr_analyst()), "follow_ups")[0]
    assert row[1:] == [
        "July 6, 2026 to January 6, 2027",
        "January 6, 2027 in about 6 months",
        "Open",
        "Not started",
        "Avery Supervisor",
    ]


def test_windows_are_searched_and_filtered(chain: Chain) -> None:
    opened(chain, "Ana", "Petrov")
    opened(chain, "Bo", "Núñez")
    client = client_of(hr_analyst())
    assert [row[0].split(" 0")[0] for row in rows(client, "follow_ups", q="nunez")] == ["Bo Núñez"]
    assert rows(client, "follow_ups", state="closed") == []
    assert len(rows(client, "follow_ups", state="open")) == 2


def test_windows_are_filtered_by_the_last_day_the_request_and_the_final(chain: Chain) -> None:
    opened(chain, "Ana", "Petrov")
    final_under_way(chain)
    hr = client_of(hr_analyst())

    def names(client: Client = hr, **query: str) -> list[str]:
        return [" ".join(row[0].split()[:2]) for row in rows(client, "follow_ups", **query)]

    assert names(state="no_final") == ["Ana Petrov"]
    assert names(state="asked") == []
    window = FollowUp.objects.get(employee__last_name="Petrov")
    extension_ask(
        public_id=window.public_id, asked_end=date(2027, 2, 1), for_absence=True, by=chain.program_head.user,
        reasons={"R14:longer_than_absence:new_end": "Away from tomorrow on."}, at=AT + 9 * HOUR,
    )  # fmt: skip
    assert names(state="asked") == ["Ana Petrov"]
    # From July 6 it is 184 days to the last day.
    assert names(within="90") == []
    for day, found in (("2026-10-07", []), ("2026-10-08", ["Ana Petrov", "Avery Staff"])):
        with time_machine.travel(f"{day}T20:00:00Z", tick=False):
            assert (day, names(client_of(hr_analyst()), within="90")) == (day, found)
    # To the employee of HR the unissued final is nothing that was begun.
    chain.employee.user.role_grants.create(role=Role.HR.value, granted_at=AT)
    assert names(client_of(chain.employee), state="no_final") == ["Ana Petrov", "Avery Staff"]
    window_revert(pk=window.pk, at=AT + timedelta(days=200))
    assert (names(state="reverted"), names(state="asked")) == (["Ana Petrov"], [])


def test_hr_does_not_see_that_an_extension_of_ones_own_window_is_asked_for(chain: Chain) -> None:
    chain.employee.user.role_grants.create(role=Role.HR.value, granted_at=AT)
    opened_for = journeys.evaluation_in(EvaluationStatus.FINAL, chain, rating=Rating.IMPROVEMENT_NEEDED)
    window = FollowUp.objects.get(evaluation=opened_for)
    extension_ask(
        public_id=window.public_id, asked_end=date(2027, 2, 1), for_absence=True, by=chain.program_head.user,
        reasons={"R14:longer_than_absence:new_end": "Away from tomorrow on."}, at=AT + 9 * HOUR,
    )  # fmt: skip
    own = client_of(chain.employee)
    assert len(rows(client_of(hr_analyst()), "follow_ups", state="asked")) == 1
    assert (len(rows(own, "follow_ups", state="asked")), len(rows(own, "follow_ups", state="open"))) == (0, 1)


def test_windows_that_wait_come_first_by_the_days_left(chain: Chain) -> None:
    final_under_way(chain)
    journeys.issued(journeys.signed(Evaluation.objects.get(kind=EvaluationKind.FOLLOW_UP_FINAL.value)))
    opened(chain, "Ana", "Petrov")
    opened(chain, "Bo", "Adams")
    listed = rows(client_of(hr_analyst()), "follow_ups")
    assert [(" ".join(row[0].split()[:2]), row[3]) for row in listed] == [
        ("Bo Adams", "Open"),
        ("Ana Petrov", "Open"),
        ("Avery Staff", "Closed: Unsatisfactory"),
    ]


def final_under_way(chain: Chain) -> None:
    """A window, and the Unsatisfactory that is to end it, waiting for the last agency signature."""
    journeys.evaluation_in(EvaluationStatus.FINAL, chain, rating=Rating.IMPROVEMENT_NEEDED)
    period = (date(2026, 7, 1), date(2026, 7, 6))
    draft = journeys.started(chain, period=period, kind=EvaluationKind.FOLLOW_UP_FINAL)
    draft = journeys.rated(draft, Rating.UNSATISFACTORY)
    journeys.signed(journeys.concurred(journeys.submitted(draft)))


def final_column(client: Client, **query: str) -> list[list[str]]:
    """Status of the window and of its final, for every window in the list."""
    return [row[3:5] for row in rows(client, "follow_ups", **query)]


@pytest.mark.parametrize("role", [Role.HR, Role.AUDITOR])
def test_a_window_of_ones_own_tells_nothing_of_its_final_before_the_issue(chain: Chain, role: Role) -> None:
    chain.employee.user.role_grants.create(role=role.value, granted_at=AT)
    final_under_way(chain)
    mine, hr = client_of(chain.employee), client_of(hr_analyst())
    assert (final_column(mine), final_column(hr)) == (
        [["Open", "Not started"]],
        [["Open", "With the Department Head"]],
    )
    final = journeys.signed(Evaluation.objects.get(kind=EvaluationKind.FOLLOW_UP_FINAL.value))
    assert (final_column(mine), final_column(mine, state="open"), final_column(mine, state="closed")) == (
        [["Open", "Not started"]],
        [["Open", "Not started"]],
        [],
    )
    closed = [["Closed: Unsatisfactory", "Ready to issue"]]
    assert (final_column(hr), final_column(hr, state="open"), final_column(hr, state="closed")) == (closed, [], closed)
    journeys.issued(final)
    assert final_column(mine, state="closed") == [["Closed: Unsatisfactory", "Issued"]]


def test_windows_are_hidden_from_raters_and_employees(chain: Chain) -> None:
    assert not_found(client_of(chain.supervisor), "follow_ups")
    assert not_found(client_of(chain.employee), "follow_ups")


def test_the_number_of_queries_does_not_grow_with_the_windows(chain: Chain) -> None:
    client = client_of(hr_analyst())
    opened(chain, "Ana", "Petrov")
    one = queries_of(client.get, reverse("follow_ups"))
    opened(chain, "Bo", "Adams")
    opened(chain, "Cy", "Moss")
    assert queries_of(client.get, reverse("follow_ups")) == one
    assert len(rows(client, "follow_ups")) == 3
