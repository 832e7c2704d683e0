"""The Rater reads what will be signed and signs it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from evaluations.enums import EvaluationStatus, Rating
from evaluations.models import Evaluation, SignedDocument, WarningReason
from evaluations.selectors import content_of
from evaluations.services import submission_preview
from tests.evaluations import journeys
from tests.evaluations.pages import address, client_of, errors_of, page_of, said, values_of
from tests.factories import PASSWORD, Chain

pytestmark = pytest.mark.django_db
REASON = "reason:R37:factors_below_overall:overall"
WARNING = (
    "The overall rating is Competent, but Work Habits (Improvement Needed) is rated below Competent. "
    "Look at both again, or say why both stand."
)


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(journeys.AT, tick=False):
        yield


@pytest.fixture
def chain() -> Chain:
    return journeys.agency()


@pytest.fixture
def draft(chain: Chain) -> Evaluation:
    return journeys.rated(journeys.started(chain))


@pytest.fixture
def rater(chain: Chain) -> Client:
    return client_of(chain.supervisor)


def unfit(draft: Evaluation) -> Evaluation:
    """One factor below the overall rating: a warning (R37)."""
    content = content_of(draft)
    low = replace(content.factors["work_habits"], rating="improvement_needed")
    return journeys.rated(draft, content=replace(content, factors={**content.factors, "work_habits": low}))


def signing(rater: Client, draft: Evaluation, **changes: str) -> dict[str, str]:
    return values_of(rater.get(address("submit", draft)), "sign") | {"password": PASSWORD, **changes}


def test_the_page_shows_the_document_and_its_hash(rater: Client, draft: Evaluation) -> None:
    response = rater.get(address("submit", draft))
    preview = submission_preview(draft, journeys.TODAY)
    page = page_of(response)
    form = page.get_element_by_id("sign")
    assert form.fields["content_sha256"] == preview.sha256
    assert said(form.xpath(".//blockquote")[0]) == (
        "I rated this work myself. The ratings and comments rest on facts that I can stand behind."
    )
    document = page.xpath("//article")[0]
    assert [said(heading) for heading in document.xpath(".//h2")] == [
        "Annual", "Overall rating", "Quality of Work", "Quantity of Work", "Work Habits", "Personal Relations",
        "Adaptability", "Communication", "Who signs this text",
    ]  # fmt: skip
    assert journeys.EVIDENCE in said(document)


def test_signing_submits_and_leads_to_the_evaluation(rater: Client, draft: Evaluation) -> None:
    response = rater.post(address("submit", draft), signing(rater, draft))
    assert (response.status_code, response["Location"]) == (302, draft.get_absolute_url())
    assert journeys.fresh(draft).status == EvaluationStatus.REVIEWER_REVIEW.value
    answer = rater.get(response["Location"])
    assert [str(message) for message in answer.context["messages"]] == [
        "You have signed. The Reviewer reads and signs it next."
    ]


def test_the_same_form_twice_signs_once(rater: Client, draft: Evaluation) -> None:
    values = signing(rater, draft)
    answers = [rater.post(address("submit", draft), values) for _ in range(2)]
    assert [answer["Location"] for answer in answers] == [draft.get_absolute_url()] * 2
    assert SignedDocument.objects.filter(evaluation=draft).count() == 1
    assert journeys.fresh(draft).signing_round == 1


def test_another_form_after_submitting_is_refused(rater: Client, draft: Evaluation) -> None:
    values = signing(rater, draft)
    journeys.submitted(draft)
    response = rater.post(address("submit", draft), values)
    assert (response.status_code, said(page_of(response).xpath("//h1")[0])) == (409, "This has changed in the meantime")


def test_errors_are_listed_with_their_places_and_nothing_can_be_signed(rater: Client, chain: Chain) -> None:
    draft = journeys.started(chain)
    content = replace(journeys.complete_content(draft, Rating.OUTSTANDING), overall_comments="")
    blank = {key: replace(factor, comments="") for key, factor in content.factors.items()}
    draft = journeys.rated(draft, content=replace(content, factors=blank))
    page = page_of(rater.get(address("submit", draft)))
    assert page.xpath("//form[@id='sign']") == []
    assert page.xpath("//div[contains(@class, 'usa-alert--error')]//a/@href") == [
        f"{address('edit', draft)}#field-overall_comments"
    ]
    values = {"password": PASSWORD, "content_sha256": submission_preview(draft, journeys.TODAY).sha256}
    response = rater.post(address("submit", draft), values | {"token": "1a4a41b8-8f6d-4d43-9a58-0d1b4a1f7f10"})
    assert (response.status_code, journeys.fresh(draft).status) == (422, "draft")


def test_a_warning_asks_for_its_reason(rater: Client, draft: Evaluation) -> None:
    draft = unfit(draft)
    response = rater.post(address("submit", draft), signing(rater, draft, **{REASON: "  "}))
    assert (response.status_code, errors_of(response)) == (
        422, [(f"#id_{REASON}", f"{WARNING} Give a reason to go on all the same, or change the form.")],
    )  # fmt: skip
    label = page_of(response).get_element_by_id("sign").xpath(f".//label[@for='id_{REASON}']")[0]
    assert said(label) == "Your reason for going on (rule R37)"
    assert journeys.fresh(draft).status == "draft"


def test_a_reason_is_recorded_and_signed(rater: Client, draft: Evaluation) -> None:
    draft = unfit(draft)
    rater.post(address("submit", draft), signing(rater, draft, **{REASON: "Habits improved in May."}))
    [kept] = WarningReason.objects.all()
    assert (kept.rule, kept.reason) == ("R37", "Habits improved in May.")
    assert journeys.signed_document(draft).as_document()["warnings"][0]["reason"] == "Habits improved in May."


def test_a_wrong_password_keeps_the_reasons(rater: Client, draft: Evaluation) -> None:
    draft = unfit(draft)
    values = signing(rater, draft, **{REASON: "Kept.", "password": "something else entirely"})
    response = rater.post(address("submit", draft), values)
    assert (response.status_code, errors_of(response)) == (
        422, [("#id_password", "Your password: This is not your password. Nothing was signed.")],
    )  # fmt: skip
    shown = values_of(response, "sign")
    assert (shown[REASON], shown["password"], shown["token"]) == ("Kept.", "", values["token"])
    assert journeys.fresh(draft).status == "draft"


def test_a_change_after_reading_shows_the_new_text_to_be_read_again(rater: Client, draft: Evaluation) -> None:
    values = signing(rater, draft)
    draft = unfit(draft)
    response = rater.post(address("submit", draft), values | {REASON: "Kept."})
    shown = values_of(response, "sign")
    assert response.status_code == 409
    assert said(page_of(response).xpath("//*[@role='alert'][contains(@class, 'usa-alert')]")[0]) == (
        "Read it again The evaluation is no longer the one that was on your screen. Read it again, then sign."
    )
    assert shown["content_sha256"] == submission_preview(draft, journeys.TODAY).sha256 != values["content_sha256"]
    assert (shown[REASON], journeys.fresh(draft).status) == ("Kept.", "draft")


def test_a_deemed_competent_one_says_so(rater: Client, chain: Chain) -> None:
    draft = journeys.deemed_competent(chain)
    document = page_of(rater.get(address("submit", draft))).xpath("//article")[0]
    section = document.xpath(".//section[@aria-labelledby='document-overall']")[0]
    assert said(section.xpath(".//strong")[0]) == "Deemed competent"
    rater.post(address("submit", draft), signing(rater, draft))
    assert journeys.fresh(draft).status == EvaluationStatus.REVIEWER_REVIEW.value
