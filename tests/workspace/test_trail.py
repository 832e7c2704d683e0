"""The auditor's trail and the auditor's own evaluation: unseen until the issue, like its page."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from evaluations.enums import EvaluationStatus, Rating
from evaluations.models import Evaluation
from tests.evaluations.journeys import agency, evaluation_in, issued
from tests.evaluations.pages import client_of, page_of, said
from tests.evaluations.windowing import EARLY, approved, asked, declined, in_window
from tests.factories import make_employee

pytestmark = pytest.mark.django_db


def streams_in(client: Client, **query: str) -> set[str]:
    rows = client.get(reverse("audit:streams"), query).context["rows"]
    return {row[3]["note"].partition(" ")[0] for row in rows} - {""}


def status_of_stream(client: Client, evaluation: Evaluation) -> tuple[int, bool]:
    response = client.get(reverse("audit:stream", args=[evaluation.stream]))
    return response.status_code, str(evaluation.public_id) in response.content.decode()


@pytest.mark.parametrize("status", [EvaluationStatus.DRAFT, EvaluationStatus.READY_TO_ISSUE, EvaluationStatus.VOID])
def test_an_auditor_reads_no_trail_of_an_own_evaluation_before_the_issue(status: EvaluationStatus) -> None:
    chain = agency()
    chain.employee.user.role_grants.create(role=Role.AUDITOR.value, granted_at="2025-07-01T09:00Z")
    evaluation = evaluation_in(status, chain, rating=Rating.COMPETENT)
    client = client_of(chain.employee)
    found = streams_in(client), streams_in(client, stream=evaluation.stream), streams_in(client, action="submitted")
    assert [evaluation.stream in streams for streams in found] == [False, False, False]
    assert status_of_stream(client, evaluation) == (404, False)
    other = client_of(make_employee(roles=[Role.AUDITOR]))
    assert (streams_in(other, stream=evaluation.stream), status_of_stream(other, evaluation)) == (
        {evaluation.stream},
        (200, True),
    )


def test_the_trail_names_its_subject_and_speaks_in_sentences() -> None:
    chain = agency()
    evaluation = issued(evaluation_in(EvaluationStatus.READY_TO_ISSUE, chain))
    client = client_of(make_employee(roles=[Role.AUDITOR]))
    subject = "Evaluation of Avery Staff, July 1, 2025 to June 30, 2026"
    page = page_of(client.get(evaluation.get_absolute_url()))
    url = reverse("audit:stream", args=[evaluation.stream])
    assert [link.get("href") for link in page.xpath("//a[contains(.,'audit trail of this')]")] == [url]
    response = client.get(url)
    assert said(page_of(response).xpath("//h1")[0]) == subject
    said_of = [event["what"].partition(". ")[2] for event in response.context["events"]]
    assert "Presented on July 6, 2026 and given to the employee on July 6, 2026" in said_of
    rows = client.get(reverse("audit:streams"), {"about": "staff avery", "action": "issued"}).context["rows"]
    assert [(row[2]["text"], row[3]["text"]) for row in rows] == [
        ("Presented on July 6, 2026 and given to the employee on July 6, 2026", subject)
    ]
    assert client.get(reverse("audit:streams"), {"about": "nobody"}).context["rows"] == []
    rater = page_of(client_of(chain.supervisor).get(evaluation.get_absolute_url()))
    assert rater.xpath("//a[contains(.,'audit trail of this')]") == []


def test_from_the_issue_on_the_auditor_reads_it() -> None:
    chain = agency()
    chain.employee.user.role_grants.create(role=Role.AUDITOR.value, granted_at="2025-07-01T09:00Z")
    evaluation = issued(evaluation_in(EvaluationStatus.READY_TO_ISSUE, chain))
    client = client_of(chain.employee)
    assert streams_in(client, stream=evaluation.stream) == {evaluation.stream}
    assert status_of_stream(client, evaluation) == (200, True)


def test_an_auditor_does_not_read_what_became_of_a_request_about_the_own_window() -> None:
    """What HR approves the employee is told; what is only asked, declined or lapsed, nobody tells them."""
    chain, window = in_window()
    asked(window, chain.program_head)
    declined(window)
    asked(window, chain.program_head)
    approved(window)
    chain.employee.user.role_grants.create(role=Role.AUDITOR.value, granted_at=EARLY)
    own, other = client_of(chain.employee), client_of(make_employee(roles=[Role.AUDITOR]))

    def told(client: Client) -> tuple[int, int]:
        page = client.get(reverse("audit:stream", args=[window.stream]))
        listed = client.get(reverse("audit:streams"), {"stream": window.stream})
        every = [event["text"] for event in page.context["events"]], [row[4]["text"] for row in listed.context["rows"]]
        of_extensions, in_list = ([text for text in texts if "ld end: " in text] for texts in every)
        assert all("ew end: 2027-03-08" in texts[0] for texts in (of_extensions, in_list))
        return len(of_extensions), len(in_list)

    assert (told(own), told(other)) == ((1, 1), (4, 4))
