"""Starting an evaluation and moving its period, as a Rater does it on the page."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from evaluations.enums import EvaluationKind, EvaluationStatus, Rating
from evaluations.models import Evaluation
from evaluations.selectors import proposal_for
from tests.evaluations import journeys
from tests.evaluations.pages import address, client_of, errors_of, page_of, said
from tests.factories import Chain, make_employee
from workforce.models import Employee

LAST_DAY = "Last day of the rating period"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(journeys.AT, tick=False):
        yield


@pytest.fixture
def chain() -> Chain:
    return journeys.agency()


def start_url(employee: Employee) -> str:
    return f"{reverse('evaluations:start')}?employee={employee.employee_no}"


def typed(**changes: str) -> dict[str, str]:
    return {"period_start": "2025-07-01", "period_end": "2026-06-30", "kind": "annual", **changes} | {
        "token": changes.get("token", "1a4a41b8-8f6d-4d43-9a58-0d1b4a1f7f10")
    }


def test_the_page_proposes_the_period_after_the_last_one_and_says_why(chain: Chain) -> None:
    journeys.voided(journeys.started(chain))
    journeys.started(chain, period=(date(2024, 7, 1), date(2025, 6, 30)))
    page = page_of(client_of(chain.supervisor).get(start_url(chain.employee)))
    form = page.xpath("//form[.//input[@name='period_start']]")[0]
    assert (form.fields["period_start"], form.fields["period_end"]) == ("2025-07-01", "2026-06-30")
    assert form.fields["kind"] == EvaluationKind.ANNUAL.value
    assert [said(item) for item in page.xpath("//ul[@class='fs-plain']/li")] == [
        "The day after the last period is July 1, 2025; periods follow each other without a gap.",
        "A rating period lasts 12 months at most; this one would end on June 30, 2026.",
    ]


def test_a_probationer_is_proposed_the_end_of_probation(chain: Chain) -> None:
    employee = make_employee(
        supervisor=chain.supervisor, status="probationary",
        appointed_on=date(2026, 2, 17), probation_ends_on=date(2026, 8, 16),
    )  # fmt: skip
    proposal = proposal_for(employee, journeys.TODAY)
    assert (proposal.period.start, proposal.period.end) == (date(2026, 2, 17), date(2026, 8, 16))
    assert proposal.kind is EvaluationKind.PROBATION
    assert proposal.reasons[1:] == (
        "Probation ends on August 16, 2026, and the evaluation is due by then.",
        "The period is still running: you can begin now and finish when it is over.",
    )


def test_in_an_open_window_its_final_is_proposed(chain: Chain) -> None:
    journeys.evaluation_in(EvaluationStatus.ISSUED, chain, rating=Rating.IMPROVEMENT_NEEDED)
    proposal = proposal_for(chain.employee, date(2026, 12, 1))
    assert (proposal.period.start, proposal.period.end) == (date(2026, 7, 1), date(2027, 1, 6))
    assert proposal.kind is EvaluationKind.FOLLOW_UP_FINAL
    assert proposal.reasons[1] == (
        "A follow-up window is open until January 6, 2027. The evaluation that ends it is Competent or Unsatisfactory "
        "and counts only with the last agency signature by that day, so its period may well end earlier."
    )


def test_starting_makes_a_draft_and_leads_to_its_form(chain: Chain) -> None:
    response = client_of(chain.supervisor).post(start_url(chain.employee), typed())
    draft = Evaluation.objects.get()
    assert (response.status_code, response["Location"]) == (302, address("edit", draft))
    assert (draft.rater, draft.period_end, draft.status) == (chain.supervisor, date(2026, 6, 30), "draft")


def test_the_same_form_twice_makes_one_draft(chain: Chain) -> None:
    client = client_of(chain.supervisor)
    places = [client.post(start_url(chain.employee), typed())["Location"] for _ in range(2)]
    assert places == [address("edit", Evaluation.objects.get())] * 2


def test_an_overlap_is_said_beside_the_date_and_the_typing_is_kept(chain: Chain) -> None:
    journeys.started(chain)
    response = client_of(chain.supervisor).post(start_url(chain.employee), typed(period_start="2026-01-01"))
    assert response.status_code == 422
    assert errors_of(response) == [
        (
            "#id_period_start",
            "First day of the rating period: The rating period from January 1, 2026 to June 30, 2026 overlaps the "
            "period of another evaluation, July 1, 2025 to June 30, 2026. Change the dates so that the two share no "
            "day.",
        )
    ]
    assert page_of(response).get_element_by_id("id_period_start").get("value") == "2026-01-01"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"period_start": "July"},
            ("#id_period_start", "First day of the rating period: “July” is not a date. Write it like 10/31/2026."),
        ),
        (
            {"period_end": "0202-06-30"},
            ("#id_period_end", f"{LAST_DAY}: The year 202 cannot be right. Write it like 10/31/2026."),
        ),
        (
            {"period_end": ""},
            ("#id_period_end", "Last day of the rating period: Enter the date. Write it like 10/31/2026."),
        ),
        (
            {"period_end": "2025-06-30"},
            (
                "#id_period_end",
                "Last day of the rating period: The last day of the period lies before its first day. Correct one of "
                "the two dates.",
            ),
        ),
    ],
)  # fmt: skip
def test_dates_that_cannot_be_are_named(chain: Chain, changes: dict[str, str], words: tuple[str, str]) -> None:
    response = client_of(chain.supervisor).post(start_url(chain.employee), typed(**changes))
    assert (response.status_code, errors_of(response)) == (422, [words])
    assert not Evaluation.objects.exists()


def test_a_final_without_a_window_is_refused(chain: Chain) -> None:
    response = client_of(chain.supervisor).post(start_url(chain.employee), typed(kind="follow_up_final"))
    assert response.status_code == 422
    assert [words for _place, words in errors_of(response)] == [
        "Kind of evaluation: Avery Staff has no open follow-up window, so there is none to end. Choose another kind."
    ]


@pytest.mark.parametrize("person", ["employee", "program_head", "hr_manager"])
def test_only_the_immediate_supervisor_finds_the_page(chain: Chain, person: str) -> None:
    response = client_of(getattr(chain, person)).get(start_url(chain.employee))
    assert response.status_code == 404
    assert said(page_of(response).xpath("//h1")[0]) == "Page not found"


@pytest.mark.parametrize("number", ["", "999999", "1\x00"])
def test_an_unknown_employee_is_not_found(chain: Chain, number: str) -> None:
    response = client_of(chain.supervisor).get(reverse("evaluations:start"), {"employee": number})
    assert (response.status_code, said(page_of(response).xpath("//h1")[0])) == (404, "Page not found")


def test_the_period_of_a_draft_moves(chain: Chain) -> None:
    draft = journeys.started(chain)
    client = client_of(chain.supervisor)
    assert page_of(client.get(address("period", draft))).get_element_by_id("id_period_end").get("value") == "2026-06-30"
    response = client.post(address("period", draft), typed(period_end="6/15/2026"))
    assert (response.status_code, response["Location"]) == (302, address("edit", draft))
    draft = journeys.fresh(draft)
    assert (draft.period_start, draft.period_end) == (date(2025, 7, 1), date(2026, 6, 15))


def test_a_period_that_overlaps_does_not_move(chain: Chain) -> None:
    journeys.started(chain, period=(date(2024, 7, 1), date(2025, 6, 30)))
    draft = journeys.started(chain)
    response = client_of(chain.supervisor).post(address("period", draft), typed(period_start="2025-06-30"))
    assert (response.status_code, [place for place, _words in errors_of(response)]) == (422, ["#id_period_start"])
    assert journeys.fresh(draft).period_start == date(2025, 7, 1)


def test_a_new_appointment_begins_the_first_period(chain: Chain) -> None:
    employee = make_employee(last_name="Newhire", supervisor=chain.supervisor, appointed_on=date(2025, 7, 15))
    proposal = proposal_for(employee, journeys.TODAY)
    assert (proposal.period.start, proposal.period.end) == (date(2025, 7, 15), date(2026, 7, 14))
    assert proposal.reasons == (
        "Avery Newhire was appointed on July 15, 2025, and no evaluation is recorded here yet. Where there is one on "
        "paper, start on the day after its period.",
        "A rating period lasts 12 months at most; this one would end on July 14, 2026.",
        "The period is still running: you can begin now and finish when it is over.",
    )


def test_long_service_without_a_record_is_said_to_be_on_paper(chain: Chain) -> None:
    proposal = proposal_for(chain.employee, journeys.TODAY)
    assert proposal.reasons[0] == (
        "No evaluation of Avery Staff is recorded here yet; earlier ones are on paper. The proposal is the year of "
        "service that is due. Where the last one on paper ends on another day, start on the day after that."
    )
