"""Issue, the employee's signature, refusal, response; void and correction."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse

from audit.models import AuditEvent, Signature
from evaluations.enums import EvaluationStatus, Rating
from evaluations.models import Evaluation, WarningReason
from tests.evaluations import journeys
from tests.evaluations.journeys import AT, HOUR, TODAY, fresh, hr_analyst, signed_document
from tests.evaluations.pages import address, client_of, errors_of, page_of, said, values_of
from tests.factories import PASSWORD, Chain
from workforce.models import Employee

pytestmark = pytest.mark.django_db
FORM = "step-form"


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(AT + 9 * HOUR, tick=False):
        yield


@pytest.fixture
def chain() -> Chain:
    return journeys.agency()


@pytest.fixture
def ready(chain: Chain) -> Evaluation:
    return journeys.evaluation_in(EvaluationStatus.READY_TO_ISSUE, chain)


@pytest.fixture
def issued(chain: Chain) -> Evaluation:
    return journeys.evaluation_in(EvaluationStatus.ISSUED, chain)


# --- issue ------------------------------------------------------------------------------------------------------------


def test_the_issue_page_proposes_today_and_says_what_follows(chain: Chain, ready: Evaluation) -> None:
    response = client_of(chain.supervisor).get(address("issue", ready))
    form = values_of(response, FORM)
    assert (form["presented_on"], form["issued_on"]) == ("2026-07-06", "2026-07-06")
    words = said(page_of(response))
    assert "The copy is due within 20 days of presenting it (rule R19)" in words
    assert "The employee may respond in writing for 10 business days (rule R25)." in words
    assert "This opens a follow-up window" not in words


def test_an_improvement_needed_is_said_to_open_a_window(chain: Chain) -> None:
    ready = journeys.evaluation_in(EvaluationStatus.READY_TO_ISSUE, chain, rating=Rating.IMPROVEMENT_NEEDED)
    words = said(page_of(client_of(chain.supervisor).get(address("issue", ready))))
    assert "lasts 6 months (rule R12); issued today, it ends on January 6, 2027." in words


def test_issuing_records_method_and_days(chain: Chain, ready: Evaluation) -> None:
    client = client_of(chain.supervisor)
    form = values_of(client.get(address("issue", ready)), FORM) | {"method": "mailed"}
    response = client.post(address("issue", ready), form)
    assert response.headers["Location"] == ready.get_absolute_url()
    now = fresh(ready)
    assert (now.status, now.issue_method, now.issued_on) == ("issued", "mailed", TODAY)


def test_days_and_method_are_asked_for_beside_their_fields(chain: Chain, ready: Evaluation) -> None:
    form = {"token": str(uuid4()), "presented_on": "07/36/2026", "issued_on": ""}
    response = client_of(chain.supervisor).post(address("issue", ready), form)
    assert response.status_code == 422
    assert errors_of(response) == [
        (
            "#id_presented_on",
            "Day on which it was presented to the employee: “07/36/2026” is not a date. Write it like 10/31/2026.",
        ),
        ("#field-method", "How does the employee receive the copy? Choose how the copy reaches the employee."),
        ("#id_issued_on", "Day on which the copy was given or mailed: Enter the date. Write it like 10/31/2026."),
    ]


def test_a_day_before_the_last_signature_is_refused_beside_it(chain: Chain, ready: Evaluation) -> None:
    client = client_of(chain.supervisor)
    form = values_of(client.get(address("issue", ready)), FORM)
    form |= {"method": "given", "presented_on": "2026-07-01"}
    response = client.post(address("issue", ready), form)
    assert response.status_code == 422
    assert [place for place, _ in errors_of(response)] == ["#id_presented_on"]
    assert fresh(ready).status == "ready_to_issue"


def test_a_late_copy_needs_a_reason_and_goes_on_with_one(chain: Chain, ready: Evaluation) -> None:
    with time_machine.travel(AT + timedelta(days=25), tick=False):
        # The ten business days for a response are over by then, so that HR records it, with a reason for that, too.
        client = client_of(hr_analyst())
        form = values_of(client.get(address("issue", ready)), FORM)
        form |= {"method": "mailed", "presented_on": "2026-07-06"}
        refused = client.post(address("issue", ready), form)
        name, over = "reason:R19:copy_late:issued_on", "reason:R25:term_over:presented_on"
        assert refused.status_code == 422
        assert [place for place, _ in errors_of(refused)] == [f"#id_{name}", f"#id_{over}"]
        again = values_of(refused, FORM) | {name: "The post office was closed.", over: "Shown on July 6 on paper."}
        assert (again["presented_on"], again["method"]) == ("2026-07-06", "mailed")
        assert client.post(address("issue", ready), again).headers["Location"] == ready.get_absolute_url()
    kept = WarningReason.objects.get(evaluation=ready, rule="R19")
    assert kept.reason == "The post office was closed."


def test_a_reason_survives_another_mistake(chain: Chain, ready: Evaluation) -> None:
    form = {
        "token": str(uuid4()),
        "presented_on": "2026-07-06",
        "issued_on": "never",
        "reason:R19:copy_late:issued_on": "The post office was closed.",
    }
    response = client_of(chain.supervisor).post(address("issue", ready), form)
    assert values_of(response, FORM)["reason:R19:copy_late:issued_on"] == "The post office was closed."


# --- the employee -----------------------------------------------------------------------------------------------------


def test_the_employee_reads_what_the_signature_means_and_signs(chain: Chain, issued: Evaluation) -> None:
    client = client_of(chain.employee)
    page = client.get(address("sign_as_employee", issued))
    words = said(page_of(page))
    assert "It does not say that you agree with it, and you give up nothing by signing." in words
    assert "you may respond in writing until July 20, 2026." in words
    form = values_of(page, FORM) | {"password": PASSWORD}
    assert form["content_sha256"] == signed_document(issued).sha256
    response = client.post(address("sign_as_employee", issued), form)
    assert response.headers["Location"] == issued.get_absolute_url()
    assert (fresh(issued).outcome, fresh(issued).outcome_on) == ("signed", TODAY)
    assert Signature.objects.filter(stream=issued.stream, capacity="employee").count() == 1


def test_nobody_signs_for_the_employee(chain: Chain, issued: Evaluation) -> None:
    response = client_of(chain.supervisor).get(address("sign_as_employee", issued))
    assert (response.status_code, "Only the employee signs here." in said(page_of(response))) == (403, True)


def test_a_response_is_filed_as_it_was_written(chain: Chain, issued: Evaluation) -> None:
    client = client_of(chain.employee)
    form = values_of(client.get(address("respond", issued)), FORM)
    response = client.post(address("respond", issued), form | {"response": "The log of March\r\nis incomplete."})
    assert response.headers["Location"] == issued.get_absolute_url()
    assert (fresh(issued).response, fresh(issued).response_on) == ("The log of March\nis incomplete.", TODAY)
    assert "The log of March is incomplete." in said(page_of(client.get(issued.get_absolute_url())))


def test_a_late_response_is_refused_with_its_text_kept(chain: Chain, issued: Evaluation) -> None:
    with time_machine.travel(AT + timedelta(days=15), tick=False):
        client = client_of(chain.employee)
        form = values_of(client.get(address("respond", issued)), FORM) | {"response": "Too late."}
        response = client.post(address("respond", issued), form)
    assert response.status_code == 422
    assert [place for place, _ in errors_of(response)] == ["#id_response"]
    assert values_of(response, FORM)["response"] == "Too late."
    assert fresh(issued).response_on is None


def test_waiving_after_signing_makes_it_final(chain: Chain, issued: Evaluation) -> None:
    journeys.signed_by_employee(issued)
    client = client_of(chain.employee)
    form = values_of(client.get(address("waive", issued)), FORM)
    answers = [client.post(address("waive", issued), form).headers["Location"] for _ in range(2)]
    assert answers == [issued.get_absolute_url()] * 2
    assert (fresh(issued).status, fresh(issued).response_waived_on) == ("final", TODAY)


# --- refusal and absence ----------------------------------------------------------------------------------------------


def test_a_refusal_without_note_and_witness_is_asked_for_both(chain: Chain, issued: Evaluation) -> None:
    client = client_of(chain.supervisor)
    form = values_of(client.get(address("record_outcome", issued)), FORM) | {"outcome": "refused"}
    response = client.post(address("record_outcome", issued), form)
    name = "reason:R20:refusal_without_witness:outcome_witness"
    assert response.status_code == 422
    assert [place for place, _ in errors_of(response)] == ["#id_outcome_note", f"#id_{name}"]
    again = values_of(response, FORM) | {"outcome_note": "Shown at ten; would not sign.", name: "We were alone."}
    assert client.post(address("record_outcome", issued), again).headers["Location"] == issued.get_absolute_url()
    now = fresh(issued)
    assert (now.outcome, now.outcome_note) == ("refused", "Shown at ten; would not sign.")
    assert WarningReason.objects.get(evaluation=issued, rule="R20").reason == "We were alone."


def test_somebody_at_work_is_not_unavailable(chain: Chain, issued: Evaluation) -> None:
    client = client_of(hr_analyst())
    form = values_of(client.get(address("record_outcome", issued)), FORM) | {"outcome": "unavailable"}
    response = client.post(address("record_outcome", issued), form)
    assert response.status_code == 422
    assert [place for place, _ in errors_of(response)] == ["#field-outcome"]
    assert fresh(issued).outcome == ""


# --- void and correction ----------------------------------------------------------------------------------------------


def test_the_rater_discards_an_own_draft(chain: Chain) -> None:
    draft = journeys.started(chain)
    client = client_of(chain.supervisor)
    page = client.get(address("void", draft))
    assert said(page_of(page).find(".//h1")) == "Discard the draft"
    response = client.post(address("void", draft), values_of(page, FORM) | {"reason": "Wrong person."})
    assert response.headers["Location"] == draft.get_absolute_url()
    assert (fresh(draft).status, fresh(draft).void_reason) == ("void", "Wrong person.")


def test_hr_voids_what_has_gone_further(chain: Chain, ready: Evaluation) -> None:
    client = client_of(hr_analyst())
    page = client.get(address("void", ready))
    assert said(page_of(page).find(".//h1")) == "Void the evaluation"
    client.post(address("void", ready), values_of(page, FORM) | {"reason": "Wrong period."})
    assert fresh(ready).status == "void"


@pytest.mark.parametrize("who", ["rater", "hr"])
def test_a_correction_is_begun_and_shown_to_whom_it_is_visible(chain: Chain, who: str) -> None:
    final = journeys.evaluation_in(EvaluationStatus.FINAL, chain)
    client = client_of(chain.supervisor if who == "rater" else hr_analyst())
    form = values_of(client.get(address("correct", final)), FORM) | {"reason": "The number of cases was wrong."}
    response = client.post(address("correct", final), form)
    correction = Evaluation.objects.get(corrects=final)
    shown = correction if who == "rater" else final
    assert response.headers["Location"] == shown.get_absolute_url()
    assert (correction.status, correction.version, correction.correction_reason) == (
        "draft", 2, "The number of cases was wrong.",
    )  # fmt: skip


def test_what_nobody_sees_is_not_found(chain: Chain) -> None:
    response = client_of(chain.supervisor).get(reverse("evaluations:issue", args=[uuid4()]))
    assert (response.status_code, said(page_of(response).find(".//h1"))) == (404, "Page not found")


def test_a_final_evaluation_is_not_issued_again(chain: Chain) -> None:
    final = journeys.evaluation_in(EvaluationStatus.FINAL, chain)
    form = {"token": str(uuid4()), "method": "given", "presented_on": "2026-07-06", "issued_on": "2026-07-06"}
    response = client_of(chain.supervisor).post(address("issue", final), form)
    assert response.status_code == 409
    assert fresh(final).issued_on == date(2026, 7, 6)


class TestWhoeverHasLeft:
    """R25 and R20: the account ends with the separation, the time to respond does not."""

    @pytest.fixture
    def left(self, issued: Evaluation, chain: Chain) -> Evaluation:
        Employee.objects.filter(pk=chain.employee.pk).update(status="separated", separated_on=TODAY)
        return issued

    def test_their_sign_in_is_over_and_their_response_is_filed_as_it_came(self, left: Evaluation, chain: Chain) -> None:
        assert client_of(chain.employee).get(address("respond", left))["Location"].startswith("/sign-in/")
        client = client_of(chain.supervisor)
        page = client.get(address("respond", left))
        assert said(page_of(page).find(".//h1")) == "File the employee's letter"
        form = values_of(page, FORM)
        assert form["received_on"] == ""
        form |= {"response": "The log of March is incomplete.", "received_on": "2026-07-06"}
        assert client.post(address("respond", left), form).status_code == 302
        found = fresh(left)
        assert (found.response, found.response_on) == ("The log of March is incomplete.", TODAY)
        event = AuditEvent.objects.filter(stream=left.stream, action="responded").get()
        assert (event.actor_name, event.data["filed_as"]) == (chain.supervisor.full_name, "rater")

    def test_hr_files_it_too_and_nobody_else_does(self, left: Evaluation, chain: Chain) -> None:
        assert client_of(journeys.hr_analyst()).get(address("respond", left)).status_code == 200
        assert client_of(chain.program_head).get(address("respond", left)).status_code == 403

    def test_of_somebody_in_service_nobody_else_files_one(self, issued: Evaluation, chain: Chain) -> None:
        for person in (chain.supervisor, journeys.hr_analyst()):
            assert client_of(person).get(address("respond", issued)).status_code == 403

    def test_past_its_last_day_no_letter_is_filed(self, left: Evaluation, chain: Chain) -> None:
        with time_machine.travel(AT + 30 * 24 * HOUR, tick=False):
            client = client_of(chain.supervisor)
            form = values_of(client.get(address("respond", left)), FORM)
            form |= {"response": "Too late.", "received_on": "2026-07-21"}
            answer = client.post(address("respond", left), form)
        assert errors_of(answer) == [
            (
                "#id_response",
                "Written response: The time for a written response ended on July 20, 2026, 10 business days after the "
                "evaluation was presented. A later response cannot be attached to it.",
            )
        ]
        assert fresh(left).response == ""
