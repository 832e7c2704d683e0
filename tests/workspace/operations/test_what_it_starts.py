"""The operations page: what its buttons set going, and what the audit check finds."""

from __future__ import annotations

import pgtrigger
import pytest
from django.test import Client

from accounts.enums import Role
from audit.models import AuditEvent
from audit.services import event_record
from jobs.models import Job, Run
from jobs.services import drain, enqueue
from tests.evaluations.pages import page_of, said
from tests.factories import make_user
from tests.workspace.operations.pages import AT, all_is_well, attention, page, press
from workspace.tasks import checkpoint, verify

pytestmark = pytest.mark.django_db


# --- what it sets going -----------------------------------------------------------------------------------------------


def failed_job(key: str) -> Job:
    enqueue(name="nothing.handles_this", key=key, payload={})
    drain(at=AT)
    return Job.objects.get(key=key)


def test_one_job_is_tried_again_and_the_trail_says_by_whom(client: Client) -> None:
    one, other = failed_job("one"), failed_job("other")
    response = press(client, f"retry:{one.pk}")
    assert said(page_of(response).xpath("//*[@class='fs-messages']")[0]) == "The job is in the queue again."
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.status, one.attempts, one.finished_at, one.available_at) == ("queued", 0, None, AT)
    assert other.status == "failed"
    event = AuditEvent.objects.get(stream="operations")
    assert (event.action, event.actor_name, event.data) == (
        "job_requeued", "Hyun-woo Park", {"name": "nothing.handles_this", "key": "one"},
    )  # fmt: skip
    again = press(client, f"retry:{one.pk}")
    assert (again.status_code, "was not given up" in again.content.decode()) == (409, True)


def test_all_of_them_are_tried_again(client: Client) -> None:
    failed_job("one")
    failed_job("other")
    said_after = said(page_of(press(client, "retry_all")).xpath("//*[@class='fs-messages']")[0])
    assert said_after == "2 jobs are in the queue again."
    assert set(Job.objects.values_list("status", flat=True)) == {"queued"}


@pytest.mark.parametrize("do", ["", "retry:", "retry:x", "something"])
def test_an_unknown_button_changes_nothing(client: Client, do: str) -> None:
    failed_job("one")
    response = press(client, do)
    sentence = "This button is not known here."
    assert (response.status_code, sentence in response.content.decode()) == (422, True)
    assert (Job.objects.get().status, AuditEvent.objects.filter(stream="operations").count()) == ("failed", 0)


def test_a_job_that_is_gone_is_not_found(client: Client) -> None:
    assert said(page_of(press(client, "retry:1")).find(".//h1")) == "Page not found"


@pytest.mark.parametrize("role", [None, Role.HR, Role.AUDITOR])
def test_nobody_else_sets_anything_going(role: Role | None) -> None:
    one = failed_job("one")
    client = Client()
    client.force_login(make_user(roles=[role] if role else []))
    titles = {said(page_of(press(client, do)).find(".//h1")) for do in (f"retry:{one.pk}", "retry_all", "verify")}
    assert (titles, Job.objects.count(), Job.objects.get().status) == ({"Page not found"}, 1, "failed")


# --- the audit check --------------------------------------------------------------------------------------------------


def check_words(client: Client) -> str:
    return said(page(client).xpath("//section[@aria-labelledby='audit-check']")[0])


def test_the_audit_check_is_asked_for_once_a_minute_and_says_what_it_found(client: Client) -> None:
    event_record(stream="evaluation:a", action="saved", by=None, at=AT)
    press(client, "verify")
    press(client, "verify")
    assert list(Job.objects.values_list("name", "key")) == [("audit.verify", "asked 2026-07-06 16:00")]
    assert drain(at=AT) == 1
    assert check_words(client) == (
        f"Audit check Intact July 6, 2026 at 9:00 a.m. Intact: {AuditEvent.objects.count()} events were checked, "
        "and nothing was found. Check now"
    )


def test_a_broken_trail_is_named_and_not_tried_again(client: Client, caplog) -> None:
    all_is_well()
    event_record(stream="evaluation:a", action="saved", by=None, at=AT)
    with pgtrigger.ignore("audit.AuditEvent:append_only"):
        AuditEvent.objects.filter(stream="evaluation:a").update(data={"forged": 1})
    verify()
    finding = "evaluation:a #1: its content is not what was written: the hash differs"
    assert check_words(client) == f"Audit check Altered July 6, 2026 at 9:00 a.m. {finding} Check now"
    assert attention(client) == ["Audit check: Failed."]
    assert f"The audit trail is not intact: {finding}" in caplog.text
    assert Run.objects.filter(name="audit.verify").first().counts["findings"] == 1


def test_a_checkpoint_notes_its_run() -> None:
    checkpoint()
    row = Run.objects.get()
    assert (row.name, row.error, row.started_at, row.finished_at >= AT) == ("audit.checkpoint", "", AT, True)
