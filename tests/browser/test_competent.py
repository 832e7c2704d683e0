"""From two CSV files to a verified packet: one Competent evaluation by everybody's hands."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

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
from tests.browser.districts import District, district
from tests.browser.site import Site, worker_drains
from tests.factories import PASSWORD
from workforce.models import Employee

COMMENTS = "Closed 412 of 420 requests within ten days; the sample of March had no error."
RESPONSE = "Thank you. The new scanner did half of it."


def at_home(site: Site, person: Employee) -> Page:
    return site.sign_in(person.email, PASSWORD)


def test_from_import_to_a_verified_packet(site: Site, tmp_path: Path) -> None:
    west = district(11, tmp_path)
    worker_drains()  # what imports and other journeys of this server have left; from here on the jobs are this one's
    rate_and_submit(site, west)
    review(site, west)
    issue(site, west)
    answer_as_employee(site, west)
    verify_packet(site, west, tmp_path)


def rate_and_submit(site: Site, west: District) -> None:
    page = at_home(site, west.supervisor)
    page.goto("/team/")
    page.get_by_role("row").filter(has_text=west.employee.full_name).get_by_role("link", name="Start").click()
    page.get_by_role("button", name="Start the evaluation").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Evaluation of {west.employee.full_name}")
    rate_everything(page)
    choose(page, "Overall rating", "Competent")
    page.get_by_label("Comments on the overall rating").fill(COMMENTS)
    wait_until_saved(page)
    signers = page.get_by_role("region", name="Who will sign")
    expect(signers.get_by_role("listitem")).to_have_count(3)
    assert signers.locator(".fs-signer__name").all_inner_texts() == [
        west.supervisor.full_name,
        west.program_head.full_name,
        west.division_chief.full_name,
    ]
    expect(page.get_by_role("region", name="What the rules still ask for")).to_contain_text(
        "The rules ask for nothing more."
    )
    page.reload()
    assert page.get_by_label("Comments on the overall rating").input_value() == COMMENTS
    check_and_sign(page)
    assert (state_of(page), west.evaluation.status) == ("With the Reviewer", "reviewer_review")


def review(site: Site, west: District) -> None:
    page = at_home(site, west.program_head)
    open_task(page, "Sign as Reviewer", west.employee.full_name)
    expect(page.get_by_role("article", name="The evaluation")).to_contain_text(COMMENTS)
    sign(page, "Sign as Reviewer")
    expect_home(page)
    page = at_home(site, west.division_chief)
    open_task(page, "Sign as Department Head", west.employee.full_name)
    sign(page, "Sign as Department Head")
    expect_home(page)
    assert west.evaluation.status == "ready_to_issue"


def issue(site: Site, west: District) -> None:
    page = at_home(site, west.supervisor)
    open_task(page, "Issue the evaluation", west.employee.full_name)
    choose(page, "How does the employee receive the copy?", "Given in person")
    page.get_by_role("button", name="Record the issue").click()
    expect(page.get_by_role("region", name="Sealed copies")).to_contain_text("It is being prepared")
    assert state_of(page) == "Issued"


def answer_as_employee(site: Site, west: District) -> None:
    page = at_home(site, west.employee)
    open_task(page, "Read your evaluation", "Your own evaluation")
    expect(page.get_by_text("It does not say that you agree with it").first).to_be_visible()
    sign(page, "Sign that I received it")
    page.get_by_role("link", name="Respond").first.click()
    page.get_by_role("textbox").fill(RESPONSE)
    page.get_by_role("button", name="File my response").click()
    expect(page.get_by_text(RESPONSE)).to_be_visible()
    assert (state_of(page), west.evaluation.response) == ("Final", RESPONSE)


def verify_packet(site: Site, west: District, folder: Path) -> None:
    assert worker_drains() == 5  # two packets; the mails to Reviewer, Department Head and employee
    page = at_home(site, west.employee)
    page.goto(west.evaluation.get_absolute_url())
    with page.expect_download() as download:
        page.get_by_role("link", name="Packet of record (PDF)").click()
    packet = folder / "packet.pdf"
    download.value.save_as(packet)
    data = bytearray(packet.read_bytes())
    assert data[:5] == b"%PDF-"
    middle = len(data) // 2
    data[middle] ^= 1
    changed = folder / "changed.pdf"
    changed.write_bytes(data)
    public = site.window()
    assert verdict_of(public, packet) == (
        "Intact",
        "This file is a packet of this agency, exactly as it was sealed.",
        "It is the newest packet of its evaluation.",
    )
    assert verdict_of(public, changed)[0] == "Altered"
    stranger = folder / "stranger.pdf"
    stranger.write_bytes(b"%PDF-1.7\nnothing of ours\n%%EOF\n")
    assert verdict_of(public, stranger)[0] == "Unknown"


def verdict_of(page: Page, file: Path) -> tuple[str, ...]:
    """What /verify/ says, to somebody who is not signed in."""
    page.goto("/verify/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Verify").click()
    said = page.get_by_role("status")
    expect(said).to_be_visible()
    return tuple(line.strip() for line in said.inner_text().splitlines() if line.strip())
