"""Sealing and filing: once, whole, and tried again where something failed."""

from __future__ import annotations

import json
import stat
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import connection

from audit.models import AuditEvent
from common.canonical import canonical_json
from common.pdf.errors import SealKeyMissing
from common.pdf.seal import Verdict, verify_pdf
from evaluations.enums import EvaluationStatus, PacketKind
from evaluations.models import Evaluation, Packet
from evaluations.selectors.packets import PACKET_JOB, packet_finding
from evaluations.services.packets import (
    PacketDamaged,
    SealedPacket,
    packet_file,
    packet_open,
    packet_render,
    packet_seal,
)
from jobs.enums import JobStatus
from jobs.models import Job
from jobs.services import drain
from tests.evaluations.journeys import AT, HOUR, agency, evaluation_in, refused, responded, voided
from tests.packet.conftest import read, words_of
from tests.packet.samples import sample

SOON = AT + 6 * HOUR
JOB = "evaluations.packet_render"


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    """The outbox asks the clock when a job is due."""
    with time_machine.travel(AT, tick=True):
        yield


@pytest.fixture
def issued_evaluation(db) -> Evaluation:
    return evaluation_in(EvaluationStatus.ISSUED, agency())


@pytest.fixture(scope="module")
def sealed(seal_folder: Path) -> SealedPacket:
    """A finished packet of some other evaluation: filing does not look inside."""
    from django.test import override_settings

    with override_settings(SEAL_DIR=seal_folder):
        return packet_seal(document=sample(), at=AT)


def stored_files(settings) -> list[str]:
    folder = Path(settings.MEDIA_ROOT)
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def packets_rendered() -> int:
    """How many packets a worker has made; the outbox also holds the mail of the same steps."""
    return Job.objects.filter(name=PACKET_JOB, status=JobStatus.DONE.value).count()


def test_issuing_brings_the_employees_copy(issued_evaluation: Evaluation, settings) -> None:
    drain(at=SOON)
    assert packets_rendered() == 1
    packet = Packet.objects.get()
    path = Path(packet.file.path)
    data = path.read_bytes()
    assert (packet.evaluation, packet.kind, packet.round) == (issued_evaluation, PacketKind.EMPLOYEE_COPY.value, 1)
    assert stored_files(settings) == [f"packets/2026/07/{packet.public_id}.pdf"]
    assert (packet.size, packet.pages) == (len(data), len(read(data).pages))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert verify_pdf(data, folder=Path(settings.SEAL_DIR)) == Verdict.INTACT
    assert packet_open(packet).read() == data


def test_what_it_carries_is_what_was_signed(issued_evaluation: Evaluation) -> None:
    drain(at=SOON)
    packet = Packet.objects.get()
    attached = read(packet_open(packet).read()).attachments["evaluation.json"]
    document = json.loads(packet.document)
    signed = issued_evaluation.documents.get(round=1)
    assert attached == [packet.document.encode()]
    assert canonical_json(document["content"]) == signed.text
    assert [row["content_sha256"] for row in document["signatures"]] == [signed.sha256] * len(document["signatures"])
    assert [row["capacity"] for row in document["signatures"]] == ["rater", "reviewer", "department_head"]


def test_sealing_is_an_event_of_the_evaluation(issued_evaluation: Evaluation) -> None:
    drain(at=SOON)
    packet = Packet.objects.get()
    event = AuditEvent.objects.filter(stream=issued_evaluation.stream).latest("sequence")
    assert (event.action, event.actor_id, event.at) == ("packet_sealed", None, packet.sealed_at)
    assert event.data == {
        "kind": "employee_copy",
        "sha256": packet.sha256,
        "document_sha256": packet.document_sha256,
    }
    # The certificate inside shows the trail as it stood before this event.
    assert json.loads(packet.document)["audit"]["hash"] == event.previous_hash


def test_a_job_that_comes_twice_is_one_packet(issued_evaluation: Evaluation, settings) -> None:
    first = packet_render(public_id=issued_evaluation.public_id, kind=PacketKind.EMPLOYEE_COPY, at=SOON)
    drain(at=SOON)
    second = packet_render(public_id=issued_evaluation.public_id, kind=PacketKind.EMPLOYEE_COPY, at=SOON + HOUR)
    assert first == second == Packet.objects.get()
    assert len(stored_files(settings)) == 1
    assert AuditEvent.objects.filter(action="packet_sealed").count() == 1


def test_the_final_brings_the_packet_of_record(db) -> None:
    evaluation = responded(refused(evaluation_in(EvaluationStatus.ISSUED, agency())), "The log of March is incomplete.")
    assert evaluation.status == EvaluationStatus.FINAL.value
    drain(at=SOON + 3 * HOUR)
    assert packets_rendered() == 2
    copy, record = Packet.objects.all()
    text = words_of(packet_open(record).read())
    assert (copy.kind, record.kind) == ("employee_copy", "record")
    assert text.count("The employee’s written response Received July 6, 2026. The log of March is incomplete.") == 1
    assert text.count("Refused to sign, July 6, 2026 Witness Sam Witness") == 1
    assert words_of(packet_open(copy).read()).count("The log of March") == 0


def test_the_newest_packet_is_known_as_such(db) -> None:
    evaluation = responded(refused(evaluation_in(EvaluationStatus.ISSUED, agency())))
    drain(at=SOON + 3 * HOUR)
    copy, record = (packet_open(packet).read() for packet in Packet.objects.filter(evaluation=evaluation))
    assert (packet_finding(copy).verdict, packet_finding(copy).is_newest) == (Verdict.INTACT, False)
    assert (packet_finding(record).verdict, packet_finding(record).is_newest) == (Verdict.INTACT, True)


def test_a_void_evaluation_has_no_newest_packet(issued_evaluation: Evaluation) -> None:
    drain(at=SOON)
    data = packet_open(Packet.objects.get()).read()
    assert packet_finding(data).is_newest is True
    voided(issued_evaluation, at=SOON)
    assert (packet_finding(data).verdict, packet_finding(data).is_newest) == (Verdict.INTACT, False)


def test_a_sealed_file_on_no_record_is_unknown(db, sealed: SealedPacket, settings) -> None:
    assert verify_pdf(sealed.data, folder=Path(settings.SEAL_DIR)) == Verdict.INTACT
    assert packet_finding(sealed.data).verdict == Verdict.UNKNOWN


def test_a_changed_byte_in_the_envelope_is_never_intact(issued_evaluation: Evaluation, sealed: SealedPacket) -> None:
    packet_file(evaluation=issued_evaluation, kind=PacketKind.RECORD, round_number=1, sealed=sealed, at=SOON)
    assert packet_finding(sealed.data).verdict == Verdict.INTACT
    # The digest algorithms that the envelope announces: no signature covers them, and the seal verifies without.
    at = sealed.data.index(b"020101310F") + len(b"020101310F300D06096086480165030402010")
    changed = sealed.data[:at] + b"1" + sealed.data[at + 1 :]
    assert changed != sealed.data
    assert packet_finding(changed).verdict != Verdict.INTACT


def test_a_missing_key_leaves_the_job_to_be_tried_again(issued_evaluation: Evaluation, settings, tmp_path) -> None:
    good, settings.SEAL_DIR = settings.SEAL_DIR, tmp_path / "no-key"
    with pytest.raises(SealKeyMissing):
        packet_render(public_id=issued_evaluation.public_id, kind=PacketKind.EMPLOYEE_COPY, at=SOON)
    drain(at=SOON)
    job = Job.objects.get(name=JOB)
    assert (job.status, job.attempts, stored_files(settings)) == (JobStatus.QUEUED.value, 1, [])
    assert job.last_error == (
        f"SealKeyMissing: There is no valid key for seals in {tmp_path}/no-key; "
        "make one with `manage.py make_seal_key`."
    )
    settings.SEAL_DIR = good
    drain(at=job.available_at + timedelta(seconds=1))
    assert (Job.objects.get(name=JOB).status, Packet.objects.count()) == (JobStatus.DONE.value, 1)


def test_a_store_that_cannot_be_written_leaves_nothing_and_the_job_is_tried_again(
    issued_evaluation: Evaluation, settings
) -> None:
    store = Path(settings.MEDIA_ROOT)
    store.mkdir()
    blocker = store / "packets"
    blocker.write_text("in the way")
    events = AuditEvent.objects.count()
    drain(at=SOON)
    job = Job.objects.get(name=JOB)
    assert (job.status, job.attempts) == (JobStatus.QUEUED.value, 1)
    assert job.last_error.startswith(("FileExistsError", "NotADirectoryError"))
    assert (Packet.objects.count(), AuditEvent.objects.count(), stored_files(settings)) == (0, events, ["packets"])
    blocker.unlink()
    drain(at=job.available_at + timedelta(seconds=1))
    assert (Job.objects.get(name=JOB).status, Packet.objects.count()) == (JobStatus.DONE.value, 1)


def test_a_draft_has_no_packet(db, settings) -> None:
    evaluation = evaluation_in(EvaluationStatus.READY_TO_ISSUE, agency())
    with pytest.raises(ValueError, match=r"^a packet is made of an issued evaluation$"):
        packet_render(public_id=evaluation.public_id, kind=PacketKind.EMPLOYEE_COPY, at=SOON)
    assert stored_files(settings) == []


def test_a_damaged_file_is_not_handed_out(issued_evaluation: Evaluation, sealed: SealedPacket) -> None:
    packet = packet_file(evaluation=issued_evaluation, kind=PacketKind.RECORD, round_number=1, sealed=sealed, at=SOON)
    path = Path(packet.file.path)
    path.write_bytes(sealed.data + b"\n")
    with pytest.raises(PacketDamaged, match="is not the one that was sealed"):
        packet_open(packet)
    path.unlink()
    with pytest.raises(PacketDamaged, match="No such file or directory"):
        packet_open(packet)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_file_one_packet(settings) -> None:
    evaluation = evaluation_in(EvaluationStatus.ISSUED, agency())
    gate = threading.Barrier(2)
    filed: list[int] = []

    def work() -> None:
        try:
            gate.wait(timeout=10)
            packet = packet_render(public_id=evaluation.public_id, kind=PacketKind.EMPLOYEE_COPY, at=SOON)
            filed.append(packet.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    packet = Packet.objects.get()
    assert filed == [packet.pk, packet.pk]
    assert stored_files(settings) == [packet.file.name]
    assert AuditEvent.objects.filter(action="packet_sealed").count() == 1
