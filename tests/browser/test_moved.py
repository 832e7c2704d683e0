"""From a people file to the new Rater's form and mail: import by page, preview, apply, found on the first screen."""

from __future__ import annotations

import re
from pathlib import Path

from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from common.dates import ONE_DAY, add_months
from evaluations.enums import EvaluationKind
from evaluations.services import evaluation_start
from notifications.models import Mail, Notice
from notifications.services import digests_make
from tests.browser.districts import DEMO_PASSPHRASE, HEADINGS, appointed_on, district
from tests.browser.site import Site, worker_drains
from tests.browser.test_import import look, upload, wait_for
from tests.factories import PASSWORD


def test_the_new_rater_finds_the_evaluation_and_the_mail(site: Site, tmp_path: Path) -> None:
    there = district(8, tmp_path)
    start = appointed_on()
    evaluation_start(
        employee=there.employee, period_start=start, period_end=add_months(start, 14) - ONE_DAY,
        kind=EvaluationKind.ANNUAL, by=User.objects.get(employee=there.supervisor), at=timezone.now(),
    )  # fmt: skip
    row = (
        f"{there.employee.employee_no},Robin,Ellery 8,robin8@madrona.example,008,"
        f"Department of Family Services / District 8,{there.program_head.employee_no},,permanent,"
        f"{start.isoformat()},CL1"
    )
    page = site.sign_in(User.objects.get(email__startswith="vera.kuznetsova@").email, DEMO_PASSPHRASE)
    upload(page, "People", "moved.csv", f"{HEADINGS}\n{row}\n".encode())
    page.get_by_role("button", name="Check the file").click()
    wait_for(page, "What moved.csv would change")
    expect(page.get_by_role("region", name=re.compile("1 thing comes of this"))).to_contain_text(
        re.compile("Robin Ellery 8: An evaluation passes from Sasha Marlowe 8 to Jordan Quill 8")
    )
    look(page)
    page.get_by_role("link", name="Apply…").click()
    page.get_by_role("button", name="Apply").click()
    wait_for(page, "What moved.csv has changed")
    worker_drains()  # what changed is followed

    new = site.sign_in(there.program_head.email, PASSWORD)
    expect(new.get_by_role("heading", level=1)).to_have_text("My work")
    expect(new.get_by_text("Robin Ellery 8").first).to_be_visible()
    new.get_by_role("link", name=re.compile("Finish the evaluation and submit it")).first.click()
    expect(new.get_by_role("heading", level=1)).to_contain_text("Robin Ellery 8")
    new.goto("/notices/")
    expect(new.get_by_text("You now evaluate Robin Ellery 8")).to_be_visible()
    look(new)

    known = set(Mail.objects.values_list("pk", flat=True))
    digests_make(at=timezone.now())
    worker_drains()
    new.goto("/outbox/")
    new.get_by_role("link", name=re.compile("Jordan Quill 8")).first.click()
    expect(new.get_by_text("You now evaluate Robin Ellery 8").first).to_be_visible()
    look(new)

    # There is one digest a person and day: the other journeys want theirs.
    made = Mail.objects.filter(kind="digest").exclude(pk__in=known)
    Notice.objects.filter(mail__in=made).update(mail=None)
    made.delete()

    old = site.sign_in(there.supervisor.email, PASSWORD)
    old.goto("/notices/")
    expect(old.get_by_text("Robin Ellery 8 is no longer yours to evaluate")).to_be_visible()
    assert old.goto(there.evaluation.get_absolute_url()).status == 404  # type: ignore[union-attr]  # it answers
    site.watch.complaints.clear()  # the 404 that was asked for
