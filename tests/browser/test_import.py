"""Bringing classes and people in by page, with the keyboard where it matters, and taking them back."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from accounts.models import User
from imports.models import Progress, Upload
from tests.browser.districts import DEMO_PASSPHRASE
from tests.browser.site import PHONE, Site, axe_violations, is_wider_than_its_window, worker_drains
from tests.imports.acts import sheet_of
from workforce.models import Employee

CLASSES = (("Class No.", "Class Title", "Probation"), ("9901", "Night Desk Coordinator", "6"))
HEADS = (
    "Employee Number", "Given Name", "Surname", "Email address", "Job code", "Department", "Supervisor number",
    "Employment status", "Hire date", "Shoe size",
)  # fmt: skip
UNIT = "Department of Family Services / Bureau of Field Services / Night Desk"
APPOINTED = ("permanent", "2026-02-02")
SOUND = ("008801", "Nadia", "Bergström", "nadia@madrona.example", "9901", UNIT, "000112", *APPOINTED, "38")
LOST = ("008802", "Omar", "Haddad", "omar@madrona.example", "101", UNIT, "008801", *APPOINTED, "")


def look(page: Page) -> None:
    """As everybody sees it: axe has nothing to say, wide or narrow, and nothing runs over the edge."""
    desktop = page.viewport_size
    faults = axe_violations(page)
    page.set_viewport_size(PHONE)
    faults += [f"390: {fault}" for fault in axe_violations(page)]
    faults += ["390: wider than the window"] if is_wider_than_its_window(page) else []
    page.set_viewport_size(desktop)
    assert faults == []


def upload(page: Page, kind: str, name: str, data: bytes) -> None:
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Imports").click()
    page.get_by_role("link", name="New import").click()
    radio = page.get_by_role("radio", name=kind, exact=True)
    radio.focus()
    page.keyboard.press("Space")
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    page.get_by_label("File", exact=True).set_input_files(files=[file])  # type: ignore[list-item]  # a dict with its three keys
    page.get_by_role("button", name="Upload and choose columns").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Columns of the file")


def wait_for(page: Page, heading: str) -> None:
    """The page asks by itself until the worker is done."""
    worker_drains()
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def how_far_is_the_same_after_a_reload(page: Page) -> None:
    """What the worker tells, here as if it were in the midst of a large file, is kept outside the page."""
    Progress.objects.update(phase="Reading the file", done=4000, total=38000)
    for again in (False, True):
        if again:
            page.reload()
        expect(page.locator("#progress-words")).to_have_text("Reading the file: 4,000 of 38,000 rows.")
        bar = page.get_by_role("progressbar")
        expect(bar).to_have_attribute("value", "4000")
        expect(bar).to_have_attribute("max", "38000")


def bring_classes_in(page: Page) -> None:
    upload(page, "Classifications", "classes.xlsx", sheet_of(*CLASSES))
    expect(page.get_by_label("Title", exact=True)).to_have_value("class_title")
    look(page)
    page.get_by_role("button", name="Check the file").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("The file is being checked")
    expect(page.get_by_role("progressbar")).to_be_visible()
    look(page)
    page.reload()
    expect(page.locator("#progress-words")).to_have_text("Waiting for a worker.")
    how_far_is_the_same_after_a_reload(page)
    wait_for(page, "What classes.xlsx would change")
    page.get_by_role("link", name="Apply…").press("Enter")
    page.get_by_role("button", name="Apply").press("Enter")
    wait_for(page, "What classes.xlsx has changed")


def test_from_a_workbook_to_a_person_and_back(site: Site) -> None:
    admin = User.objects.get(email__startswith="vera.kuznetsova@")
    page = site.sign_in(admin.email, DEMO_PASSPHRASE)
    bring_classes_in(page)

    upload(page, "People", "staff.xlsx", sheet_of(("Staff of the night desk",), HEADS, SOUND, LOST))
    expect(page.get_by_text("The headings were found in row 2")).to_be_visible()
    look(page)
    page.get_by_role("button", name="Check the file").press("Enter")
    wait_for(page, "What staff.xlsx would change")
    expect(page.get_by_text("Columns not used: shoe_size")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("008802"))).to_contain_text("There is no such class (found “101”)")
    look(page)
    page.get_by_role("link", name=re.compile("^New 1$")).press("Enter")
    expect(page.get_by_role("row", name=re.compile("Nadia Bergström"))).to_contain_text("Night Desk Coordinator (9901)")
    look(page)

    page.get_by_role("link", name="Apply…").press("Enter")
    look(page)
    page.get_by_role("button", name="Apply").press("Enter")
    wait_for(page, "What staff.xlsx has changed")
    look(page)
    hr = site.sign_in(User.objects.get(email__startswith="sofia.restrepo@").email, DEMO_PASSPHRASE)
    hr.goto("/people/?q=bergstrom")
    hr.get_by_role("link", name="Nadia Bergström").click()
    expect(hr.get_by_role("heading", level=1)).to_have_text("Nadia Bergström")
    expect(hr.get_by_text("Night Desk Coordinator").first).to_be_visible()

    page.get_by_role("link", name="Undo…").press("Enter")
    look(page)
    page.get_by_role("button", name="Undo").press("Enter")
    wait_for(page, "What staff.xlsx had changed")
    look(page)
    assert Employee.objects.filter(employee_no="008801").count() == 0
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Imports").click()
    expect(page.get_by_role("row", name=re.compile("staff.xlsx"))).to_contain_text("Undone")
    undo_the_classes(page)


def undo_the_classes(page: Page) -> None:
    """Other journeys find the demo as it was."""
    page.get_by_role("link", name="classes.xlsx").click()
    page.get_by_role("link", name="Undo…").click()
    page.get_by_role("button", name="Undo").click()
    wait_for(page, "What classes.xlsx had changed")
    assert set(Upload.objects.values_list("status", flat=True)) >= {"undone"}
