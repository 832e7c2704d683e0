"""Returned with a reason, put right, signed again: the first signatures are void and the change is shown."""

from __future__ import annotations

from pathlib import Path

from django.utils import timezone
from playwright.sync_api import Page, expect

from common.dates import period_end
from evaluations.models import Evaluation, SigningStep
from tests.browser.acts import check_and_sign, expect_home, open_task, sign, state_of, wait_until_saved
from tests.browser.districts import District, district
from tests.browser.site import Site
from tests.evaluations import journeys
from tests.factories import PASSWORD

REASON = "Say when the sample was drawn."
BETTER = "Closed 412 of 420 requests within ten days; the sample of March 3 had no error."


def submitted(west: District) -> Evaluation:
    """With the Reviewer, by the services: this journey begins with what the Reviewer thinks of it."""
    now, start = timezone.now(), west.employee.appointed_on
    draft = journeys.started(None, employee=west.employee, period=(start, period_end(start, 12)), at=now)
    return journeys.submitted(journeys.rated(draft, at=now), at=now)


def test_returned_put_right_and_signed_again(site: Site, tmp_path: Path) -> None:
    west = district(13, tmp_path)
    evaluation = submitted(west)
    reviewer = site.sign_in(west.program_head.email, PASSWORD)
    open_task(reviewer, "Sign as Reviewer", west.employee.full_name)
    reviewer.get_by_role("link", name="Return to the Rater").click()
    site.watch.expected.add(422)
    reviewer.get_by_role("button", name="Return to the Rater").click()
    expect(reviewer.locator("[data-error-summary]")).to_be_focused()
    reviewer.get_by_role("textbox").fill(REASON)
    reviewer.get_by_role("button", name="Return to the Rater").click()
    expect_home(reviewer)
    put_right(site, west)
    assert signatures(evaluation) == [
        (1, "rater", True), (1, "reviewer", False), (1, "department_head", False),
        (2, "rater", True), (2, "reviewer", False), (2, "department_head", False),
    ]  # fmt: skip
    sign_after_the_change(reviewer, west)
    assert (west.evaluation.status, west.evaluation.signing_round) == ("department_head_review", 2)


def put_right(site: Site, west: District) -> None:
    rater = site.sign_in(west.supervisor.email, PASSWORD)
    open_task(rater, "Change what was returned", west.employee.full_name)
    expect(rater.locator("main")).to_contain_text(REASON)
    rater.get_by_label("Comments on the overall rating").fill(BETTER)
    wait_until_saved(rater)
    check_and_sign(rater)
    assert state_of(rater) == "With the Reviewer"


def sign_after_the_change(page: Page, west: District) -> None:
    open_task(page, "Sign as Reviewer", west.employee.full_name)
    changes = page.locator("ins, del").all_inner_texts()
    assert ("".join(changes) != "", "March 3 had no error" in page.locator("main").inner_text()) == (True, True)
    sign(page, "Sign as Reviewer")
    expect_home(page)


def signatures(evaluation: Evaluation) -> list[tuple[int, str, bool]]:
    rows = SigningStep.objects.filter(evaluation=evaluation).order_by("round", "position")
    return [(row.round, row.capacity, row.signature_id is not None) for row in rows]


def test_signing_by_keyboard_alone(site: Site, tmp_path: Path) -> None:
    west = district(14, tmp_path)
    submitted(west)
    page = site.sign_in(west.program_head.email, PASSWORD)
    reach(page, "Sign as Reviewer")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign as Reviewer")
    reach(page, "Go to your signature")
    page.keyboard.press("Enter")
    reach(page, "Your password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect_home(page)
    assert west.evaluation.status == "department_head_review"


FOCUSED = """() => {
  const element = document.activeElement;
  const label = element.labels?.[0]?.textContent ?? element.textContent;
  const outline = getComputedStyle(element);
  return [label.trim(), outline.outlineStyle !== "none" || outline.boxShadow !== "none"];
}"""


def reach(page: Page, words: str) -> None:
    """Press Tab until the focus stands on what has these words, and see that it is marked there."""
    for _ in range(80):
        page.keyboard.press("Tab")
        label, is_marked = page.evaluate(FOCUSED)
        if label.startswith(words):
            assert is_marked, f"nobody sees where the focus is on {words}"
            return
    raise AssertionError(f"Tab never came to {words}")
