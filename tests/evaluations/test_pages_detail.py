"""One evaluation, as each of its readers may see it; and the list of them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

import evaluations.services
from accounts.enums import Role
from evaluations.enums import EvaluationStatus, PacketKind, Rating
from evaluations.models import Evaluation, Packet
from evaluations.selectors.timeline import SENTENCES
from tests.counting import queries_of
from tests.evaluations import journeys
from tests.evaluations.journeys import AT, HOUR, fresh, hr_analyst
from tests.evaluations.pages import address, client_of, page_of, said
from tests.factories import Chain, make_employee, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(AT + 9 * HOUR, tick=False):
        yield


@pytest.fixture
def chain() -> Chain:
    return journeys.agency()


def auditor() -> Client:
    client = Client()
    client.force_login(make_user(name="Augusta Auditor", roles=[Role.AUDITOR]))
    return client


def buttons(client: Client, evaluation: Evaluation) -> list[str]:
    page = page_of(client.get(evaluation.get_absolute_url()))
    return [said(link) for link in page.xpath("//div[contains(@class,'fs-heading__actions')]//a")]


def moments(client: Client, evaluation: Evaluation) -> list[str]:
    page = page_of(client.get(evaluation.get_absolute_url()))
    return [said(item) for item in page.xpath("//ol[contains(@class,'fs-timeline')]//strong")]


def test_what_the_employee_wants_first_stands_beside_what_happens_next(chain: Chain) -> None:
    evaluation = journeys.issued(journeys.evaluation_in(EvaluationStatus.READY_TO_ISSUE, chain))
    page = page_of(client_of(chain.employee).get(evaluation.get_absolute_url()))
    [at_hand] = page.xpath("//div[contains(@class,'fs-content')]//div[contains(@class,'fs-at-hand')]")
    assert said(at_hand) == "Overall ratingCompetent Written response byJuly 20, 2026 in 14 days"
    draft = journeys.started(chain, employee=make_employee(supervisor=chain.supervisor))
    before = page_of(client_of(chain.supervisor).get(draft.get_absolute_url()))
    assert before.xpath("//div[contains(@class,'fs-at-hand')]") == []


# --- what each reader sees --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "who", "expected"),
    [
        ("draft", "rater", ["Edit", "Sign and submit", "Plan a meeting", "Discard the draft"]),
        ("reviewer_review", "rater", ["Take it back", "Plan a meeting"]),
        ("reviewer_review", "reviewer", ["Return to the Rater", "Sign"]),
        ("reviewer_review", "hr", ["Plan a meeting", "Void"]),
        ("ready_to_issue", "rater", ["Take it back", "Issue", "Plan a meeting"]),
        ("issued", "rater", ["Record a refusal or absence", "Plan a meeting"]),
        ("issued", "employee", ["Sign as the employee", "Respond", "Waive the response"]),
        ("final", "employee", []),
        ("final", "rater", ["Start a correction"]),
        ("final", "hr", ["Start a correction"]),
    ],
)
def test_the_buttons_are_the_steps_that_are_the_readers_now(
    chain: Chain, status: str, who: str, expected: list[str]
) -> None:
    people = {"rater": chain.supervisor, "employee": chain.employee, "reviewer": chain.program_head}
    evaluation = journeys.evaluation_in(EvaluationStatus(status), chain)
    assert buttons(client_of(people.get(who) or hr_analyst()), evaluation) == expected


def test_the_auditor_reads_everything_and_changes_nothing(chain: Chain) -> None:
    evaluation = journeys.evaluation_in(EvaluationStatus.DRAFT, chain)
    assert buttons(auditor(), evaluation) == []
    page = page_of(auditor().get(evaluation.get_absolute_url()))
    assert "A draft: nobody has signed this text." in said(page)
    assert journeys.EVIDENCE in said(page)


@pytest.mark.parametrize("status", ["draft", "reviewer_review", "department_head_review", "ready_to_issue"])
def test_the_employee_sees_nothing_before_the_issue(chain: Chain, status: str) -> None:
    evaluation = journeys.evaluation_in(EvaluationStatus(status), chain)
    response = client_of(chain.employee).get(evaluation.get_absolute_url())
    assert (response.status_code, said(page_of(response).find(".//h1"))) == (404, "Page not found")


def test_reasons_of_a_return_reach_the_rater_and_never_the_employee(chain: Chain) -> None:
    reason = "Name the dates of the late reports."
    again = journeys.submitted(
        journeys.returned(journeys.evaluation_in(EvaluationStatus.REVIEWER_REVIEW, chain), reason=reason),
        at=AT + 4 * HOUR,
    )
    evaluation = journeys.issued(journeys.signed(journeys.signed(again)))
    for reader in (client_of(chain.supervisor), client_of(hr_analyst()), auditor()):
        assert reason in said(page_of(reader.get(evaluation.get_absolute_url())))
    assert reason not in said(page_of(client_of(chain.employee).get(evaluation.get_absolute_url())))


def test_the_employees_timeline_begins_with_the_issue(chain: Chain) -> None:
    evaluation = journeys.evaluation_in(EvaluationStatus.ISSUED, chain, rating=Rating.IMPROVEMENT_NEEDED)
    assert moments(client_of(chain.employee), evaluation) == [
        "Follow-up window opened: July 6, 2026 to January 6, 2027",
        "Presented on July 6, 2026 and given to the employee on July 6, 2026",
    ]


def test_a_correction_under_way_is_not_the_employees_to_see(chain: Chain) -> None:
    final = journeys.evaluation_in(EvaluationStatus.FINAL, chain)
    correction = journeys.correction_of(final)
    for_rater = page_of(client_of(chain.supervisor).get(final.get_absolute_url()))
    links = for_rater.xpath(f"//a[@href='{correction.get_absolute_url()}']/text()")
    assert links == ["Version 2 is under way", "Version 2"]
    for_employee = client_of(chain.employee).get(final.get_absolute_url())
    assert "correction was started" not in said(page_of(for_employee))
    assert correction.get_absolute_url() not in for_employee.content.decode()


def test_the_raters_timeline_tells_it_all_newest_first(chain: Chain) -> None:
    evaluation = journeys.evaluation_in(EvaluationStatus.FINAL, chain)
    assert moments(client_of(chain.supervisor), evaluation) == [
        "Final: it does not change any more",
        "The employee will not respond in writing",
        "The employee signed: received, which is not agreement",
        "Presented on July 6, 2026 and given to the employee on July 6, 2026",
        "Signed as Department Head",
        "Signed as Reviewer",
        "Signed as Rater and submitted",
        "Form saved",
        "Evaluation started for July 1, 2025 to June 30, 2026",
    ]


def test_saves_of_one_day_are_one_moment(chain: Chain) -> None:
    draft = journeys.rated(journeys.started(chain))
    for minutes, rating in enumerate([Rating.VERY_GOOD, Rating.COMPETENT], start=1):
        journeys.rated(draft, rating, at=AT + timedelta(minutes=minutes))
    assert moments(client_of(chain.supervisor), draft)[0] == "Form saved (3 times)"


def test_every_action_that_the_services_record_has_its_sentence() -> None:
    folder = Path(evaluations.services.__file__).parent
    # These tell of other things than an evaluation, on streams of their own.
    apart = {"docket", "payroll", "policies", "simulations", "steps", "step_lists"}
    paths = [path for path in sorted(folder.glob("*.py")) if path.stem not in apart]
    sources = "\n".join(path.read_text(encoding="utf-8") for path in paths)
    directly = re.findall(r"event_record\([^)]*?action=\"(\w+)\"", sources)
    recorded = {*re.findall(r"\.record\(\s*\"(\w+)\"", sources), *directly}
    through_names = {"returned", "withdrawn", "follow_up_closed"}
    assert recorded | through_names == set(SENTENCES)


# --- days, windows, packets -------------------------------------------------------------------------------------------


def test_the_days_that_follow_from_the_issue(chain: Chain) -> None:
    evaluation = journeys.evaluation_in(EvaluationStatus.ISSUED, chain, rating=Rating.IMPROVEMENT_NEEDED)
    page = page_of(client_of(chain.employee).get(evaluation.get_absolute_url()))
    facts = {said(term): said(term.getnext()) for term in page.xpath("//dl[contains(@class,'fs-facts--list')]//dt")}
    assert facts["Copy given or mailed"] == "July 6, 2026 Due by July 26, 2026 (rule R19)"
    assert facts["Written response by"] == "July 20, 2026 in 14 days"
    assert "July 6, 2026 to January 6, 2027" in said(page)


def stored_packet(evaluation: Evaluation, data: bytes) -> Packet:
    packet = Packet(
        evaluation=evaluation, kind=PacketKind.EMPLOYEE_COPY.value, round=1, document="{}", document_sha256="0" * 64,
        sha256=hashlib.sha256(data).hexdigest(), size=len(data), pages=3, sealed_at=AT,
    )  # fmt: skip
    packet.file.save(f"{packet.public_id}.pdf", ContentFile(data), save=False)
    packet.save()
    return packet


def test_a_packet_is_announced_while_it_is_prepared(chain: Chain) -> None:
    evaluation = journeys.evaluation_in(EvaluationStatus.ISSUED, chain)
    page = page_of(client_of(chain.employee).get(evaluation.get_absolute_url()))
    part = page.get_element_by_id("packets")
    assert "Employee's copy It is being prepared and will be here in a moment." in said(part)
    assert (part.get("hx-trigger"), part.get("hx-get")) == ("every 5s", evaluation.get_absolute_url())
    link = client_of(chain.employee).get(address("packet", evaluation, "employee_copy"))
    assert (link.status_code, said(page_of(link).find(".//h1"))) == (404, "Page not found")


def test_a_packet_is_handed_to_those_who_see_the_evaluation(chain: Chain) -> None:
    evaluation = journeys.evaluation_in(EvaluationStatus.ISSUED, chain)
    stored_packet(evaluation, b"%PDF-1.7 sealed")
    page = page_of(client_of(chain.employee).get(evaluation.get_absolute_url()))
    assert page.get_element_by_id("packets").get("hx-get") is None
    response = client_of(chain.employee).get(address("packet", evaluation, "employee_copy"))
    assert b"".join(response.streaming_content) == b"%PDF-1.7 sealed"
    name = f"evaluation-{chain.employee.employee_no}-2026-06-30-employee-copy.pdf"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response.headers["Content-Type"] == "application/pdf"
    other = client_of(make_employee()).get(address("packet", evaluation, "employee_copy"))
    assert (other.status_code, said(page_of(other).find(".//h1"))) == (404, "Page not found")


def test_a_packet_whose_file_was_changed_is_not_handed_out(chain: Chain) -> None:
    evaluation = journeys.evaluation_in(EvaluationStatus.ISSUED, chain)
    packet = stored_packet(evaluation, b"%PDF-1.7 sealed")
    Path(packet.file.path).chmod(0o600)
    Path(packet.file.path).write_bytes(b"%PDF-1.7 forged")
    response = client_of(chain.employee).get(address("packet", evaluation, "employee_copy"))
    assert response.status_code == 409
    assert "The stored file is not the one that was sealed." in said(page_of(response))


# --- the list ---------------------------------------------------------------------------------------------------------


def named(chain: Chain, first: str, last: str, rating: Rating = Rating.COMPETENT) -> Evaluation:
    employee = make_employee(first_name=first, last_name=last, supervisor=chain.supervisor)
    return journeys.submitted(journeys.rated(journeys.started(chain, employee=employee), rating))


def listed(client: Client, **query: str) -> list[str]:
    page = page_of(client.get(reverse("evaluations:list"), query))
    return [said(link) for link in page.xpath("//th[@scope='row']//a")]


def test_names_are_found_in_any_order_and_without_accents(chain: Chain) -> None:
    named(chain, "José", "Núñez-O'Brien")
    named(chain, "Ana", "Petrov")
    assert listed(auditor(), q="obrien jose") == ["José Núñez-O'Brien"]
    assert listed(auditor(), q="nobody") == []


def test_the_list_is_filtered_and_sorted(chain: Chain) -> None:
    named(chain, "Ana", "Petrov")
    named(chain, "Bo", "Adams", Rating.IMPROVEMENT_NEEDED)
    named(chain, "Cy", "Moss", Rating.VERY_GOOD)
    assert listed(auditor(), sort="name") == ["Bo Adams", "Cy Moss", "Ana Petrov"]
    assert listed(auditor(), sort="-name") == ["Ana Petrov", "Cy Moss", "Bo Adams"]
    assert listed(auditor(), rating="low") == ["Bo Adams"]
    assert listed(auditor(), status="hr_review") == ["Bo Adams"]
    assert listed(auditor(), rating="very_good", kind="annual") == ["Cy Moss"]
    assert listed(auditor(), kind="probation") == []


def test_nonsense_in_the_address_asks_for_everything(chain: Chain) -> None:
    named(chain, "Ana", "Petrov")
    assert listed(auditor(), sort="id;drop", status="x", page="99", rating="-1") == ["Ana Petrov"]


def test_each_reader_lists_only_what_they_may_see(chain: Chain) -> None:
    named(chain, "Ana", "Petrov")
    journeys.started(chain)
    assert listed(client_of(chain.supervisor)) == ["Ana Petrov", "Avery Staff"]
    assert listed(client_of(hr_analyst())) == ["Ana Petrov"]
    assert listed(client_of(chain.program_head)) == ["Ana Petrov"]
    assert listed(client_of(chain.employee)) == []
    assert listed(client_of(make_employee())) == []


def test_the_number_of_queries_does_not_grow_with_the_list(chain: Chain) -> None:
    client = auditor()
    named(chain, "Ana", "Petrov")
    one = queries_of(client.get, reverse("evaluations:list"))
    named(chain, "Bo", "Adams")
    named(chain, "Cy", "Moss")
    assert queries_of(client.get, reverse("evaluations:list")) == one
    assert len(listed(client)) == 3


def test_the_number_of_queries_of_a_page_does_not_grow_with_its_rounds(chain: Chain) -> None:
    client = client_of(chain.supervisor)
    evaluation = journeys.evaluation_in(EvaluationStatus.REVIEWER_REVIEW, chain)
    counts = []
    for hours in (3, 5, 7):
        back = journeys.returned(fresh(evaluation), at=AT + hours * HOUR)
        journeys.submitted(back, at=AT + (hours + 1) * HOUR)
        counts.append(queries_of(client.get, evaluation.get_absolute_url()))
    assert counts == [counts[0]] * 3
