"""HR, the Reviewer and the Department Head read, sign, return; the Rater takes back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse

from accounts.services import delegation_create
from audit.models import AuditEvent, Signature
from evaluations.enums import EvaluationStatus, Rating
from evaluations.models import Concurrence, Evaluation, Return
from evaluations.permissions import pending_step
from evaluations.selectors import content_of
from tests.evaluations import journeys
from tests.evaluations.journeys import AT, HOUR, TODAY, fresh, hr_analyst, signed_document
from tests.evaluations.pages import address, client_of, errors_of, page_of, said, values_of
from tests.factories import PASSWORD, Chain, make_employee

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
def in_review(chain: Chain) -> Evaluation:
    return journeys.evaluation_in(EvaluationStatus.REVIEWER_REVIEW, chain)


def test_a_signer_sees_the_text_its_hash_and_the_statement(chain: Chain, in_review: Evaluation) -> None:
    response = client_of(chain.program_head).get(address("sign", in_review))
    page = page_of(response)
    assert said(page.find(".//h1")) == "Sign as Reviewer"
    assert said(page.find(".//blockquote")) == "I have reviewed this evaluation as it stands here and I approve it."
    assert values_of(response, FORM)["content_sha256"] == signed_document(in_review).sha256
    assert journeys.EVIDENCE in said(page)


def test_signing_moves_it_on_and_leads_to_my_work(chain: Chain, in_review: Evaluation) -> None:
    client = client_of(chain.program_head)
    form = values_of(client.get(address("sign", in_review)), FORM) | {"password": PASSWORD}
    response = client.post(address("sign", in_review), form, follow=True)
    assert response.redirect_chain == [(reverse("home"), 302)]
    assert "You have signed the evaluation of Avery Staff." in said(page_of(response))
    assert "Next:" not in said(page_of(response))
    assert fresh(in_review).status == "department_head_review"


def test_after_a_signature_the_next_one_is_at_hand_once(chain: Chain, in_review: Evaluation) -> None:
    other = make_employee(first_name="Ana", last_name="Petrov", supervisor=chain.supervisor)
    following = journeys.submitted(journeys.rated(journeys.started(chain, employee=other)))
    client = client_of(chain.program_head)
    form = values_of(client.get(address("sign", in_review)), FORM) | {"password": PASSWORD}
    page = page_of(client.post(address("sign", in_review), form, follow=True))
    links = page.xpath("//main//a[starts-with(normalize-space(), 'Next:')]")
    assert [(said(link), link.get("href")) for link in links] == [
        ("Next: Sign as Reviewer, Ana Petrov", address("sign", following))
    ]
    assert "Next:" not in said(page_of(client.get(reverse("home"))))


def test_after_a_review_hr_goes_on_to_the_next_review(chain: Chain) -> None:
    first = journeys.evaluation_in(EvaluationStatus.HR_REVIEW, chain, rating=Rating.IMPROVEMENT_NEEDED)
    other = make_employee(first_name="Ana", last_name="Petrov", supervisor=chain.supervisor)
    draft = journeys.rated(journeys.started(chain, employee=other), Rating.IMPROVEMENT_NEEDED)
    following = journeys.submitted(draft)
    client = client_of(hr_analyst())
    form = values_of(client.get(address("concur", first)), FORM)
    page = page_of(client.post(address("concur", first), form, follow=True))
    assert "You have found the rating of Avery Staff proper." in said(page)
    links = page.xpath("//main//a[starts-with(normalize-space(), 'Next:')]")
    assert [link.get("href") for link in links] == [address("concur", following)]


def findings(page: Any) -> list[str]:
    return [said(card) for card in page.find_class("fs-card") if said(card).startswith("HR's finding")]


def test_hrs_finding_stands_beside_the_signature(chain: Chain) -> None:
    evaluation = journeys.evaluation_in(EvaluationStatus.HR_REVIEW, chain, rating=Rating.IMPROVEMENT_NEEDED)
    evaluation = journeys.concurred(evaluation)
    rules = ("R1", "R5", "R7", "R8", "R9", "R10", "R37")
    looked_at = " ".join(f"{rule}: looked at and found proper." for rule in rules)
    found = "HR's finding Noor Analyst found the rating proper, July 6, 2026 at 11:00 a.m. Proper."
    expected = [f"{found} {looked_at}"]
    for capacity in ("reviewer", "department_head"):
        step = pending_step(evaluation)
        assert step is not None
        assert step.capacity == capacity
        page = page_of(client_of(step.principal).get(address("sign", evaluation)))
        assert findings(page) == expected
        evaluation = journeys.signed(evaluation)


def test_without_a_review_no_finding_is_shown(chain: Chain, in_review: Evaluation) -> None:
    assert findings(page_of(client_of(chain.program_head).get(address("sign", in_review)))) == []


def test_the_same_form_posted_twice_signs_once(chain: Chain, in_review: Evaluation) -> None:
    client = client_of(chain.program_head)
    form = values_of(client.get(address("sign", in_review)), FORM) | {"password": PASSWORD}
    answers = [client.post(address("sign", in_review), form).headers["Location"] for _ in range(2)]
    assert answers == [reverse("home")] * 2
    assert Signature.objects.filter(stream=in_review.stream, capacity="reviewer").count() == 1


def test_a_wrong_password_stands_beside_its_field_and_signs_nothing(chain: Chain, in_review: Evaluation) -> None:
    client = client_of(chain.program_head)
    form = values_of(client.get(address("sign", in_review)), FORM) | {"password": "not my password"}
    response = client.post(address("sign", in_review), form)
    assert response.status_code == 422
    assert errors_of(response) == [("#id_password", "Your password: This is not your password. Nothing was signed.")]
    assert fresh(in_review).status == "reviewer_review"


def test_a_text_that_was_not_on_the_screen_is_not_signed(chain: Chain, in_review: Evaluation) -> None:
    form = {"token": str(uuid4()), "content_sha256": "0" * 64, "password": PASSWORD}
    response = client_of(chain.program_head).post(address("sign", in_review), form)
    assert response.status_code == 409
    assert "The evaluation is no longer the one that was on your screen." in said(page_of(response))
    assert fresh(in_review).status == "reviewer_review"


def test_a_designee_is_told_for_whom_they_sign(chain: Chain, in_review: Evaluation) -> None:
    delegation_create(
        principal=chain.program_head.user, delegate=chain.hr_manager.user, starts_on=TODAY, ends_on=TODAY,
        reason="annual leave", by=None, at=AT,
    )  # fmt: skip
    response = client_of(chain.hr_manager).get(address("sign", in_review))
    name = chain.program_head.full_name
    assert f"You sign for {name}, whose designee you are today." in said(page_of(response))


def test_after_a_return_the_signer_reads_what_changed(chain: Chain, in_review: Evaluation) -> None:
    again = journeys.returned(in_review)
    content = replace(content_of(again), overall_comments="Closed 412 of 420 cases; late on March 2, 2026.")
    again = journeys.submitted(journeys.rated(again, content=content, at=AT + 4 * HOUR), at=AT + 5 * HOUR)
    page = page_of(client_of(chain.program_head).get(address("sign", again)))
    assert "What changed since the last time it was submitted" in said(page)
    comparison = page.get_element_by_id("change-1").getparent()
    assert said(comparison.find("./h3")) == "Comments on the overall rating"
    assert [said(side) for side in comparison.find_class("fs-prose")] == [
        journeys.EVIDENCE, "Closed 412 of 420 cases; late on March 2, 2026.",
    ]  # fmt: skip


def test_the_first_round_has_nothing_to_compare(chain: Chain, in_review: Evaluation) -> None:
    assert "What changed since" not in said(page_of(client_of(chain.program_head).get(address("sign", in_review))))


def test_a_correction_is_compared_with_the_version_it_corrects(chain: Chain) -> None:
    final = journeys.evaluation_in(EvaluationStatus.FINAL, chain)
    draft = journeys.correction_of(final)
    content = replace(content_of(draft), overall_comments="Closed 410 of 420 cases within ten days.")
    correction = journeys.submitted(journeys.rated(draft, content=content), at=AT + 8 * HOUR)
    page = page_of(client_of(chain.program_head).get(address("sign", correction)))
    assert "What changed since version 1, which it corrects" in said(page)


def test_hr_sees_each_rule_that_the_rating_brings_into_play(chain: Chain) -> None:
    evaluation = journeys.evaluation_in(EvaluationStatus.HR_REVIEW, chain, rating=Rating.IMPROVEMENT_NEEDED)
    page = page_of(client_of(hr_analyst()).get(address("concur", evaluation)))
    heads = [said(head) for head in page.find_class("fs-violation__head")]
    assert heads == [f"Met· Rule {rule}" for rule in ("R1", "R5", "R7", "R8", "R9", "R10", "R37")]


def test_a_warning_stands_with_the_raters_reason(chain: Chain) -> None:
    draft = journeys.rated(journeys.started(chain), Rating.IMPROVEMENT_NEEDED)
    content = content_of(draft)
    factors = {key: replace(factor, rating="competent") for key, factor in content.factors.items()}
    submitted = journeys.submitted(journeys.rated(draft, content=replace(content, factors=factors)))
    page = page_of(client_of(hr_analyst()).get(address("concur", submitted)))
    # Once with its tick on the checklist, and once among what the rules say.
    warned = [said(item) for item in page.find_class("fs-violation--warning")]
    assert len(warned) == 2
    assert "Finding on R37" in warned[0]
    assert "Goes on with a reason· Rule R37" in warned[1]
    assert [f"The Rater's reason: {journeys.REASON}" in one for one in warned] == [True, True]


def test_hr_passes_it_on_with_a_note_that_those_after_read_and_the_employee_never(chain: Chain) -> None:
    evaluation = journeys.evaluation_in(EvaluationStatus.HR_REVIEW, chain, rating=Rating.IMPROVEMENT_NEEDED)
    client = client_of(hr_analyst())
    form = values_of(client.get(address("concur", evaluation)), FORM) | {"note": "Plan and notices were looked at."}
    response = client.post(address("concur", evaluation), form)
    assert response.headers["Location"] == reverse("home")
    assert fresh(evaluation).status == "reviewer_review"
    assert Concurrence.objects.get(evaluation=evaluation).note == "Plan and notices were looked at."
    detail = client_of(chain.division_chief).get(evaluation.get_absolute_url())
    assert "Plan and notices were looked at." in said(page_of(detail))
    journeys.issued(journeys.signed(journeys.signed(evaluation)))
    assert "Plan and notices" not in said(page_of(client_of(chain.employee).get(evaluation.get_absolute_url())))


def test_a_return_leads_home_since_the_draft_is_the_raters_again(chain: Chain, in_review: Evaluation) -> None:
    client = client_of(chain.program_head)
    form = values_of(client.get(address("return", in_review)), FORM) | {"reason": "Name the dates."}
    answers = [client.post(address("return", in_review), form).headers["Location"] for _ in range(2)]
    assert answers == [reverse("home")] * 2
    assert fresh(in_review).status == "draft"
    assert [row.reason for row in Return.objects.filter(evaluation=in_review)] == ["Name the dates."]
    assert AuditEvent.objects.filter(stream=in_review.stream, action="returned").count() == 1


@pytest.mark.parametrize("reason", ["", "   \n"])
def test_a_return_needs_a_reason(chain: Chain, in_review: Evaluation, reason: str) -> None:
    client = client_of(chain.program_head)
    form = values_of(client.get(address("return", in_review)), FORM) | {"reason": reason}
    response = client.post(address("return", in_review), form)
    assert response.status_code == 422
    sentence = "Reason: Say why in a sentence: the Rater and the record need the reason."
    assert errors_of(response) == [("#id_reason", sentence)]
    assert fresh(in_review).status == "reviewer_review"


def test_the_rater_takes_it_back(chain: Chain, in_review: Evaluation) -> None:
    client = client_of(chain.supervisor)
    form = values_of(client.get(address("withdraw", in_review)), FORM) | {"reason": "A date is wrong."}
    response = client.post(address("withdraw", in_review), form)
    assert response.headers["Location"] == in_review.get_absolute_url()
    assert fresh(in_review).status == "draft"


def test_somebody_else_who_sees_it_is_told_whose_it_is(chain: Chain, in_review: Evaluation) -> None:
    response = client_of(chain.supervisor).get(address("sign", in_review))
    assert (response.status_code, "Somebody else signs at this step." in said(page_of(response))) == (403, True)


def test_a_step_out_of_its_time_says_where_the_evaluation_is(chain: Chain, in_review: Evaluation) -> None:
    response = client_of(chain.supervisor).get(address("issue", in_review))
    assert response.status_code == 409
    assert "This evaluation is now in the state “With the Reviewer”" in said(page_of(response))
