"""The public page: three words, nothing else, for anybody, within limits."""

from __future__ import annotations

import resource
import zlib
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import reverse

from common.pdf.keys import certificates, serial_hex
from evaluations.enums import EvaluationStatus, PacketKind
from evaluations.models import Packet
from evaluations.selectors.packets import BUSY, strangers_turn
from evaluations.services.packets import SealedPacket, packet_file, packet_seal
from evaluations.views.verify import SIZE_LIMIT, TRIES
from tests.evaluations.journeys import AT, HOUR, agency, evaluation_in
from tests.packet.samples import sample

URL = reverse("verify")
INTACT = "This file is a packet of this agency, exactly as it was sealed."
NEWEST = "It is the newest packet of its evaluation."
NOT_NEWEST = "It is not the newest packet of its evaluation"
ALTERED = "This file bears the seal of this agency, but it is no longer what was sealed."
UNKNOWN = "This file is no packet on record here."
SENTENCES = (INTACT, NEWEST, NOT_NEWEST, ALTERED, UNKNOWN)


@pytest.fixture(scope="module")
def sealed(seal_folder: Path) -> SealedPacket:
    with override_settings(SEAL_DIR=seal_folder):
        return packet_seal(document=sample(), at=AT)


@pytest.fixture
def packet(db, sealed: SealedPacket) -> Packet:
    evaluation = evaluation_in(EvaluationStatus.ISSUED, agency())
    at = AT + 6 * HOUR
    return packet_file(evaluation=evaluation, kind=PacketKind.EMPLOYEE_COPY, round_number=1, sealed=sealed, at=at)


def answer(client: Client, data: bytes, name: str = "packet.pdf") -> tuple[int, list[str]]:
    """The status and which of our sentences the page says."""
    response = client.post(URL, {"file": SimpleUploadedFile(name, data, "application/pdf")})
    return response.status_code, [sentence for sentence in SENTENCES if sentence in response.content.decode()]


def test_anybody_sees_the_form(client: Client) -> None:
    response = client.get(URL)
    assert (response.status_code, response["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert response.content.decode().count("<h1>Verify a packet</h1>") == 1
    assert response.content.decode().count('type="file"') == 1


def test_an_intact_packet_is_the_newest_until_a_later_one_comes(
    client: Client, packet: Packet, sealed: SealedPacket
) -> None:
    assert answer(client, sealed.data) == (200, [INTACT, NEWEST])
    later = SealedPacket(sealed.text, sealed.data + b"later", sealed.pages)
    at = AT + 9 * HOUR
    packet_file(evaluation=packet.evaluation, kind=PacketKind.RECORD, round_number=1, sealed=later, at=at)
    assert answer(client, sealed.data) == (200, [INTACT, NOT_NEWEST])


def test_an_answer_names_nobody(client: Client, packet: Packet, sealed: SealedPacket) -> None:
    file = SimpleUploadedFile("Castellanos-Yamamoto.pdf", sealed.data)
    page = client.post(URL, {"file": file}).content.decode()
    employee = packet.evaluation.employee
    told = [employee.last_name, employee.employee_no, str(packet.evaluation.public_id), "2025", "Castellanos", "copy"]
    assert [word for word in told if word in page] == []


@pytest.mark.django_db
def test_an_altered_file_is_called_so(client: Client, sealed: SealedPacket) -> None:
    at = sealed.data.index(b"stream") + 30
    assert answer(client, sealed.data[:at] + b"\0" + sealed.data[at + 1 :]) == (200, [ALTERED])
    assert answer(client, sealed.data + b"\n") == (200, [ALTERED])


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["packet.pdf", "../../etc/passwd", "x" * 300, "<script>.pdf", "名前.pdf"])
def test_junk_is_unknown_whatever_it_is_called(client: Client, name: str) -> None:
    assert answer(client, b"no pdf at all \xff\x00", name) == (200, [UNKNOWN])


@pytest.mark.django_db
def test_junk_with_our_mark_is_altered(client: Client, seal_folder: Path) -> None:
    assert answer(client, b"%PDF-1.7 " + serial_hex(certificates(seal_folder)[0])) == (200, [ALTERED])


def slow_to_read(mark: bytes) -> bytes:
    """A few kilobytes that unfold to a cross-reference stream of four million entries (ISO 32000-1 §7.5.8)."""
    entries = 4_000_000
    table = zlib.compress(b"\x01\x00\x10\x00" * entries, 9)
    head = b"%PDF-1.7\n%" + mark + b"\n"
    form = b"1 0 obj\n<</Type/XRef/Size %d/W[1 2 1]/Root 2 0 R/Filter/FlateDecode/Length %d>>\nstream\n"
    body = form % (entries, len(table)) + table + b"\nendstream\nendobj\n"
    return head + body + b"startxref\n%d\n%%%%EOF\n" % len(head)


@pytest.mark.django_db
def test_a_file_made_to_be_slow_costs_little(client: Client, seal_folder: Path) -> None:
    data = slow_to_read(serial_hex(certificates(seal_folder)[0]))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert answer(client, data) == (200, [ALTERED])
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 6


def test_one_strange_file_is_read_at_a_time_and_packets_on_record_need_not_wait(
    client: Client, packet: Packet, sealed: SealedPacket
) -> None:
    with strangers_turn():
        response = client.post(URL, {"file": SimpleUploadedFile("packet.pdf", sealed.data + b"\n")})
        assert (response.status_code, response.content.decode().count(BUSY)) == (429, 1)
        assert answer(client, sealed.data) == (200, [INTACT, NEWEST])
        assert answer(client, b"%PDF-1.7 of somebody else") == (200, [UNKNOWN])
    assert answer(client, sealed.data + b"\n") == (200, [ALTERED])


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "Choose a file first."),
        ({"file": SimpleUploadedFile("a.pdf", b"")}, "This file is empty. Choose another one."),
    ],
    ids=["none", "empty"],
)
def test_without_a_file_the_form_says_so(client: Client, data: dict, message: str) -> None:
    response = client.post(URL, data)
    assert response.status_code == 422
    assert response.context["form"].errors == {"file": [message]}


def test_a_file_beyond_the_limit_is_refused_before_it_is_read(client: Client) -> None:
    file = SimpleUploadedFile("a.pdf", b"x" * (SIZE_LIMIT + 100_000))
    response = client.post(URL, {"file": file})
    assert response.status_code == 413
    assert response.context["sentence"] == "This file is larger than 25 MB. A packet is smaller."
    # The body was never parsed: nothing of it was written to this machine's disk.
    assert hasattr(response.wsgi_request, "_files") is False


def test_a_file_just_beyond_the_limit_is_an_error_of_the_form(client: Client) -> None:
    response = client.post(URL, {"file": SimpleUploadedFile("a.pdf", b"x" * (SIZE_LIMIT + 1))})
    assert response.status_code == 422
    assert response.context["form"].errors == {"file": ["This file is larger than 25 MB. A packet is smaller."]}


def test_too_many_tries_from_one_address_wait(client: Client) -> None:
    codes = [client.post(URL, {}, REMOTE_ADDR="192.0.2.7").status_code for _ in range(TRIES + 1)]
    assert codes == [422] * TRIES + [429]
    refused = client.post(URL, {}, REMOTE_ADDR="192.0.2.7").content.decode()
    assert refused.count("Wait a minute, then try again.") == 1
    assert client.post(URL, {}, REMOTE_ADDR="192.0.2.8").status_code == 422
    assert client.get(URL, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_a_whole_ipv6_network_is_one_visitor(client: Client) -> None:
    codes = [client.post(URL, {}, REMOTE_ADDR=f"2001:db8::{number}").status_code for number in range(1, TRIES + 2)]
    assert codes == [422] * TRIES + [429]


def test_a_form_from_another_site_is_refused() -> None:
    response = Client(enforce_csrf_checks=True).post(URL, {})
    assert response.status_code == 403


def test_other_methods_are_refused(client: Client) -> None:
    assert {method: client.generic(method, URL).status_code for method in ("PUT", "DELETE", "PATCH")} == {
        "PUT": 405,
        "DELETE": 405,
        "PATCH": 405,
    }
