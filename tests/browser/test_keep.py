"""What somebody wrote outlives the session: the form is not sent to a sign-in page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from evaluations.enums import EvaluationStatus
from tests.evaluations import journeys
from tests.evaluations.pages import address
from workforce.models import Employee

pytestmark = pytest.mark.django_db(transaction=True)
REASON = "Say when the sample was drawn."
BUTTON = "#step-form button"


def test_a_reason_is_kept_while_signed_out_and_sent_after_signing_in_again(
    live_server, context: BrowserContext, signed_in: Callable[[Employee], Page]
) -> None:
    chain = journeys.agency()
    evaluation = journeys.evaluation_in(EvaluationStatus.REVIEWER_REVIEW, chain)
    page = signed_in(chain.program_head)
    page.goto(live_server.url + address("return", evaluation))
    page.fill("#id_reason", REASON)
    context.clear_cookies()
    page.click(BUTTON)
    expect(page.locator("[data-keep-words]")).to_have_text(
        "You are signed out. Sign in in another tab, then send again: what you wrote stays on this page."
    )
    assert page.input_value("#id_reason") == REASON
    signed_in(chain.program_head)
    with page.expect_navigation():
        page.click(BUTTON)
    assert list(evaluation.returns.values_list("reason", flat=True)) == [REASON]


def test_without_a_connection_it_is_kept_too(
    live_server, context: BrowserContext, signed_in: Callable[[Employee], Page]
) -> None:
    chain = journeys.agency()
    page = signed_in(chain.employee)
    page.goto(live_server.url + "/designees/")
    page.fill("#id_reason", "away")
    context.set_offline(True)
    page.click("form[data-keep] button[type=submit]")
    expect(page.locator("[data-keep-words]")).to_contain_text("Not sent: there is no connection")
    assert page.input_value("#id_reason") == "away"
