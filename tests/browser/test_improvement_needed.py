"""An Improvement Needed: what the rules ask first, HR's review, who signs, the window, a refusal with a witness."""

from __future__ import annotations

import re
from pathlib import Path

from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from common.dates import add_months, in_words, period_end
from evaluations.models import FollowUp
from tests.browser.acts import (
    check_and_sign,
    choose,
    expect_home,
    open_task,
    rate_everything,
    sign,
    state_of,
    wait_until_saved,
)
from tests.browser.districts import DEMO_PASSPHRASE, District, district
from tests.browser.site import Site, axe_violations
from tests.evaluations import journeys
from tests.factories import PASSWORD

HR, HR_MANAGER = "sofia.restrepo@madrona.example", "marguerite.delacroix-osei@madrona.example"
PARTS = {
    "How the employee was told of the deficiencies": "By Sasha on March 5 and May 22, with the letters on the table.",
    "What the employee had to do": "To check each letter against the list before it leaves.",
    "What supervision did to help": "The list was written together; a colleague reads along twice a week.",
    "Finding: why improvement can reasonably be expected": "With the list the last twenty letters were sound.",
}
PLAN = {
    "improvement_plan:0:standard": "By October 31 no more than two of fifty letters are sent back.",
    "improvement_plan:0:evidence": "Nine of fifty were sent back in March, twelve in May.",
    "improvement_plan:0:required_action": "Check every letter against the list.",
    "improvement_plan:0:assistance": "A weekly hour with the lead clerk.",
    "improvement_plan:0:measure": "The log of letters sent back.",
}


def test_from_the_first_word_to_the_refusal(site: Site, tmp_path: Path) -> None:
    west = district(12, tmp_path)
    start = west.employee.appointed_on
    journeys.started(None, employee=west.employee, period=(start, period_end(start, 12)), at=timezone.now())
    rater = site.sign_in(west.supervisor.email, PASSWORD)
    write(rater, west)
    contact_hr(site, west)
    plan(rater, west)
    check_and_sign(rater, reasons={"R10": "The letters of May were counted in June only."})
    assert state_of(rater) == "HR propriety review"
    review_and_sign(site, west)
    issue(rater, west)
    refuse(rater, west)


def tick(page: Page, words: str) -> None:
    """The box that a person sees belongs to the label; the input itself lies outside of the window."""
    page.locator("label", has_text=words).click()
    expect(page.get_by_role("checkbox", name=words)).to_be_checked()


def still_asked(page: Page) -> list[str]:
    """The rules that the panel names as errors."""
    heads = page.locator("#panel .fs-violation--error .fs-violation__head").all_inner_texts()
    return sorted({found[1] for head in heads if (found := re.search(r"Rule (R\d+)", head))})


def write(page: Page, west: District) -> None:
    page.goto(f"/evaluations/{west.evaluation.public_id}/edit/")
    choose(page, "Quality of Work as a whole", "Improvement Needed")
    rate_everything(page)
    choose(page, "Quality of Work as a whole", "Improvement Needed")
    choose(page, "Overall rating", "Improvement Needed")
    wait_until_saved(page)
    panel = page.locator("#panel")
    expect(panel.locator(".fs-signer__name")).to_have_text(
        [
            west.supervisor.full_name,
            "HR, Performance Management Unit",
            west.division_chief.full_name,
            "Marguerite Delacroix-Osei",
        ]
    )
    assert still_asked(page) == ["R10", "R7", "R8", "R9"]
    expect(panel.get_by_role("region", name="Contact with HR")).to_contain_text(west.program_head.full_name)
    page.get_by_role("button", name="Check and sign").click()
    expect(page.get_by_role("alert").or_(page.get_by_text("It cannot be signed yet")).first).to_be_visible()
    assert (page.get_by_label("Your password").count(), west.evaluation.status) == (0, "draft")
    page.get_by_role("link", name="Back to the form").first.click()


def contact_hr(site: Site, west: District) -> None:
    """The Program Head asks, HR answers, the Program Head reads the answer."""
    manager = site.sign_in(west.program_head.email, PASSWORD)
    manager.goto(f"/people/{west.employee.employee_no}/due/")
    manager.get_by_role("link", name="Contact HR about a likely low rating").click()
    choose(manager, "Which rating is likely?", "Improvement Needed")
    manager.get_by_label("First day of the rating period").fill(west.evaluation.period_start.isoformat())
    manager.get_by_label("Last day of the rating period").fill(west.evaluation.period_end.isoformat())
    manager.get_by_label("When do you expect to issue the evaluation?").fill(timezone.localdate().isoformat())
    manager.get_by_label("What falls short?").fill("Between 9 and 12 of 50 letters a week came back.")
    manager.get_by_label("What has been done so far?").fill("Told on March 5 and May 22; a list was written together.")
    assert axe_violations(manager) == []
    manager.get_by_role("button", name="Ask HR").click()
    expect(manager.get_by_role("heading", level=1)).to_have_text(f"Contact with HR about {west.employee.full_name}")
    hr = site.sign_in(HR, DEMO_PASSPHRASE)
    hr.goto("/evaluations/consultations/?state=waiting")
    hr.get_by_role("link", name=west.employee.full_name).click()
    hr.get_by_role("link", name="Answer", exact=True).click()
    hr.get_by_label("What HR advises").fill("A plan with the list fits. Count the letters every Friday.")
    assert axe_violations(hr) == []
    hr.get_by_role("button", name="Give the answer").click()
    expect(hr.get_by_role("heading", level=1)).to_have_text(f"Contact with HR about {west.employee.full_name}")
    manager.reload()
    expect(manager.locator("main")).to_contain_text("Count the letters every Friday.")


def plan(page: Page, west: District) -> None:
    page.get_by_label("Comments on the overall rating").fill("Between 9 and 12 of 50 letters a week came back.")
    for label, text in PARTS.items():
        page.get_by_label(label).fill(text)
    page.locator("[name='improvement_plan:0:factor']").select_option("Quality of Work")
    for name, text in PLAN.items():
        page.locator(f"[name='{name}']").fill(text)
    today = timezone.localdate()
    page.get_by_label("Target date").fill(add_months(today, 4).isoformat())
    page.get_by_label("Check-in dates").fill(f"{add_months(today, 1).isoformat()}, {add_months(today, 2).isoformat()}")
    page.keyboard.press("Tab")
    wait_until_saved(page)
    expect(page.locator("#panel .fs-violation--error")).to_have_count(0)
    assert west.evaluation.deficiencies.get().evidence == PLAN["improvement_plan:0:evidence"]


def review_and_sign(site: Site, west: District) -> None:
    hr = site.sign_in(HR, DEMO_PASSPHRASE)
    hr.goto(f"/docket/?q={west.employee.employee_no}")
    expect(hr.get_by_role("cell", name="Propriety review")).to_be_visible()
    assert axe_violations(hr) == []
    tick(hr, f"Choose {west.employee.full_name}, Propriety review")
    hr.get_by_label("Give the chosen lines to").select_option(label=hr_name())
    hr.get_by_role("button", name="Assign").click()
    expect(hr.get_by_role("cell", name=hr_name())).to_be_visible()
    open_task(hr, "Review whether the rating is proper", west.employee.full_name)
    hr.get_by_label("Note").fill("Talks, help and plan are dated.")
    hr.get_by_role("button", name="Find it proper and pass it on").click()
    expect(hr.get_by_role("alert")).to_contain_text("R10 is not simply met.")
    site.watch.complaints.clear()  # the refusal that was asked for
    for rule in ("R8", "R9", "R10"):
        tick(hr, f"{rule} is proper")
    hr.get_by_label("Finding on R10").fill("The count of May came late; the talks did not.")
    assert axe_violations(hr) == []
    hr.get_by_role("button", name="Find it proper and pass it on").click()
    expect_home(hr)
    assert west.evaluation.status == "reviewer_review"
    hr.goto(f"/docket/?q={west.employee.employee_no}")
    expect(hr.get_by_role("heading", name="No line matches")).to_be_visible()
    for email, password, capacity in (
        (west.division_chief.email, PASSWORD, "Reviewer"),
        (HR_MANAGER, DEMO_PASSPHRASE, "Department Head"),
    ):
        page = site.sign_in(email, password)
        open_task(page, f"Sign as {capacity}", west.employee.full_name)
        sign(page, f"Sign as {capacity}", password)
        expect(page.get_by_role("button", name=f"Sign as {capacity}")).to_have_count(0)
    assert west.evaluation.status == "ready_to_issue"


def hr_name() -> str:
    """How the person of HR is named in lists."""
    return User.objects.get(email=HR).name


def issue(page: Page, west: District) -> None:
    open_task(page, "Issue the evaluation", west.employee.full_name)
    end = add_months(timezone.localdate(), 6)
    expect(page.locator("main")).to_contain_text(f"issued today, it ends on {in_words(end)}")
    choose(page, "How does the employee receive the copy?", "Given in person")
    page.get_by_role("button", name="Record the issue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Evaluation of {west.employee.full_name}")
    window = FollowUp.objects.get(employee=west.employee)
    assert (window.starts_on, window.ends_on, window.status) == (timezone.localdate(), end, "open")
    expect(page.locator("main")).to_contain_text(in_words(end))


def refuse(page: Page, west: District) -> None:
    page.get_by_role("link", name="Record a refusal or absence").first.click()
    choose(page, "What happened?", "The employee was shown the evaluation and refused to sign")
    page.get_by_label("Witness of a refusal").fill("Jordan Quill 12")
    page.get_by_label("Your note").fill("Read it in the small room and would not sign.")
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Evaluation of {west.employee.full_name}")
    evaluation = west.evaluation
    assert (evaluation.outcome, evaluation.outcome_witness, evaluation.status) == (
        "refused",
        "Jordan Quill 12",
        "issued",
    )
    expect(page.locator("main")).to_contain_text("Jordan Quill 12")
