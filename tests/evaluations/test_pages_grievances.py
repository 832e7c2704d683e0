"""The pages of a grievance, and what the evaluation's own page says of it (R22)."""

from __future__ import annotations

import hashlib

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.urls import reverse

from evaluations.enums import EvaluationStatus, PacketKind, Rating
from evaluations.models import Grievance, Packet
from tests.counting import queries_of
from tests.evaluations import journeys
from tests.evaluations.journeys import AT, HOUR, hr_analyst
from tests.evaluations.pages import address, client_of, errors_of, page_of, said, values_of
from tests.factories import Chain

pytestmark = pytest.mark.django_db
WORDS = "The log of March is incomplete."


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(AT + 8 * HOUR, tick=False):
        yield


@pytest.fixture
def chain() -> Chain:
    hr_analyst()
    return journeys.agency()


def url(name: str, kept: Grievance) -> str:
    return reverse(f"evaluations:{name}", args=[kept.public_id])


def test_the_employee_files_reads_and_withdraws(chain):
    issued = journeys.evaluation_in(EvaluationStatus.ISSUED, chain)
    client = client_of(chain.employee)
    assert address("grieve", issued) in client.get(issued.get_absolute_url()).content.decode()
    page = client.get(address("grieve", issued))
    labels = [said(label) for label in page_of(page).xpath("//fieldset//label")]
    assert labels[0] == "The overall rating"
    assert len(labels) > 6
    values = values_of(page, "step-form")
    values.pop("about")  # an unticked box is not posted
    page = client.post(address("grieve", issued), {**values, "text": WORDS})
    assert errors_of(page) == [("#field-about", "Which parts are meant? Choose at least one part that is meant.")]
    page = client.post(address("grieve", issued), {**values, "text": WORDS, "about": ["overall"]}, follow=True)
    kept = Grievance.objects.get()
    assert page.redirect_chain == [(kept.get_absolute_url(), 302)]
    words = said(page_of(page))
    assert WORDS in words
    assert "The overall rating" in words
    assert url("grievance_decide", kept) not in page.content.decode()
    values = {**values_of(client.get(url("grievance_withdraw", kept)), "step-form"), "reason": "Talked it over."}
    assert "It is withdrawn." in said(page_of(client.post(url("grievance_withdraw", kept), values, follow=True)))


def test_hr_decides_and_others_learn_only_that_it_waits(chain):
    final = journeys.evaluation_in(EvaluationStatus.FINAL, chain)
    employee = client_of(chain.employee)
    values = values_of(employee.get(address("grieve", final)), "step-form")
    employee.post(address("grieve", final), {**values, "text": WORDS, "about": ["overall"]})
    kept, client = Grievance.objects.get(), client_of(hr_analyst())
    rater = said(page_of(client_of(chain.supervisor).get(final.get_absolute_url())))
    assert "Filing and distribution to others wait (rule R22)." in rater
    assert WORDS not in rater
    assert "Packet of record" not in rater
    assert "Packet of record" in said(page_of(employee.get(final.get_absolute_url())))
    page = client.get(url("grievance_decide", kept))
    assert errors_of(
        client.post(url("grievance_decide", kept), {**values_of(page, "step-form"), "reason": "Why."})
    ) == [("#field-outcome", "What is decided? Choose whether the evaluation stands or a new report is written.")]
    values = {**values_of(page, "step-form"), "reason": "Looked at again.", "outcome": "new_report"}
    words = said(page_of(client.post(url("grievance_decide", kept), values, follow=True)))
    assert "Version 2 is being written." in words
    assert "Looked at again." in said(page_of(employee.get(kept.get_absolute_url())))
    assert client.get(url("grievance_decide", kept)).status_code == 409


def test_an_unsatisfactory_leads_to_the_appeal(chain):
    issued = journeys.evaluation_in(EvaluationStatus.ISSUED, chain, rating=Rating.UNSATISFACTORY)
    page = client_of(chain.employee).get(address("grieve", issued))
    assert "The way is the appeal from the proposed discharge that this evaluation is linked to" in said(page_of(page))
    assert "The overall rating" not in [said(label) for label in page_of(page).xpath("//fieldset//label")]


def test_a_held_packet_is_not_handed_out(chain, tmp_path, settings):
    settings.MEDIA_ROOT = str(tmp_path)
    final = journeys.evaluation_in(EvaluationStatus.FINAL, chain)
    for kind in PacketKind:
        packet = Packet(
            evaluation=final, kind=kind.value, round=1, document="{}", document_sha256="0" * 64,
            sha256=hashlib.sha256(b"%PDF-1.7").hexdigest(), size=8, pages=1, sealed_at=AT,
        )  # fmt: skip
        packet.file.save(f"{packet.public_id}.pdf", ContentFile(b"%PDF-1.7"), save=False)
        packet.save()
    employee, rater = client_of(chain.employee), client_of(chain.supervisor)

    def taken(client, kind):
        answer = client.get(reverse("evaluations:packet", args=[final.public_id, kind.value]))
        return answer.status_code, b"".join(answer.streaming_content) if answer.streaming else answer.content

    assert taken(rater, PacketKind.RECORD) == (200, b"%PDF-1.7")
    values = values_of(employee.get(address("grieve", final)), "step-form")
    employee.post(address("grieve", final), {**values, "text": WORDS, "about": ["overall"]})
    status, words = taken(rater, PacketKind.RECORD)
    assert status == 409
    assert b"A grievance holds this evaluation" in words
    assert taken(rater, PacketKind.EMPLOYEE_COPY)[0] == 200
    assert [taken(employee, kind)[0] for kind in PacketKind] == [200, 200]


def test_the_page_takes_as_many_queries_with_a_grievance_as_without_more_parts(chain):
    issued = journeys.evaluation_in(EvaluationStatus.ISSUED, chain)
    client = client_of(chain.employee)
    values = values_of(client.get(address("grieve", issued)), "step-form")
    client.post(address("grieve", issued), {**values, "text": WORDS, "about": ["overall"]})
    kept = Grievance.objects.get()
    client.get(kept.get_absolute_url())
    one = queries_of(client.get, kept.get_absolute_url())
    by = values_of(client.get(url("grievance_withdraw", kept)), "step-form")
    client.post(url("grievance_withdraw", kept), {**by, "reason": "Rewritten."})
    values = values_of(client.get(address("grieve", issued)), "step-form")
    parts = page_of(client.get(address("grieve", issued))).xpath("//input[@name='about']/@value")
    client.post(address("grieve", issued), {**values, "text": WORDS, "about": parts})
    more = Grievance.objects.get(status="open")
    assert len(more.about) > 3
    assert queries_of(client.get, more.get_absolute_url()) == one
