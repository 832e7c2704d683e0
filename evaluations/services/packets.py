"""Seals packets: the employee's copy at issue, the packet of record at final. A job may come twice, a packet is one."""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction

from accounts.models import User
from audit.services import event_record
from common.canonical import canonical_json, sha256_of_text
from common.errors import Conflict, NotVisible
from common.pdf.keys import sealing_key
from common.pdf.render import PdfAttachment, render_pdf
from common.pdf.seal import SealPlace, seal_pdf
from evaluations.enums import PacketKind
from evaluations.grievance_permissions import HELD_SENTENCE, may_be_given
from evaluations.models import Evaluation, Packet
from evaluations.services.documents import packet_document
from evaluations.services.packet_page import ATTACHMENT_NAME, packet_files, packet_html

logger = logging.getLogger(__name__)


class PacketDamaged(Exception):
    """The stored file is gone or no longer the one that was sealed."""


@dataclass(frozen=True, slots=True)
class SealedPacket:
    """A finished PDF with the canonical text that it shows and carries."""

    text: str
    data: bytes
    pages: int


def packet_render(*, public_id: uuid.UUID, kind: PacketKind, at: datetime) -> Packet:
    """The packet of that kind: the one that is there, else a new one, sealed and filed.

    Rendering takes seconds, so the evaluation is locked only before it, to read one moment, and after it, to file.
    Raises Evaluation.DoesNotExist, ValueError (not issued), RenderFailed, SealKeyMissing and OSError; nothing is left
    behind then, and the job can be tried again.
    """
    with transaction.atomic():
        evaluation = Evaluation.objects.select_for_update().get(public_id=public_id)
        packet = _packet_of(evaluation, kind)
        if packet:
            return packet
        document = packet_document(evaluation, kind, at)
        round_number = evaluation.signing_round
    sealed = packet_seal(document=document, at=at)
    return packet_file(evaluation=evaluation, kind=kind, round_number=round_number, sealed=sealed, at=at)


def packet_seal(*, document: Mapping[str, Any], at: datetime) -> SealedPacket:
    """Render the document, attach its canonical JSON and seal it. Touches no row and no stored file."""
    agency = document["content"]["agency"]
    place = SealPlace(Path(settings.SEAL_DIR), agency, settings.SEAL_TIMESTAMP_URL)
    sealing_key(place.folder, at=at)  # without one, the work of rendering is in vain
    text = canonical_json(document)
    attachment = PdfAttachment(ATTACHMENT_NAME, "The packet's whole content as canonical JSON", text)
    rendered = render_pdf(packet_html(document), files=packet_files(), attachments=(attachment,))
    reason = f"{PacketKind(document['kind']).label}, sealed by {agency}"
    return SealedPacket(text, seal_pdf(rendered.data, place=place, reason=reason, at=at), rendered.pages)


def packet_file(
    *, evaluation: Evaluation, kind: PacketKind, round_number: int, sealed: SealedPacket, at: datetime
) -> Packet:
    """File the sealed packet: row, audit event and file, all or none. Where another worker was first, theirs."""
    packet = _new_packet(evaluation, kind, round_number, sealed, at)
    path = Path(packet.file.path)
    try:
        with transaction.atomic():
            Evaluation.objects.select_for_update().get(pk=evaluation.pk)
            earlier = _packet_of(evaluation, kind)
            if earlier:
                return earlier
            packet.save()
            _record(packet, evaluation)
            # Last, so that nearly everything that can fail has had its chance; and before the commit, so that a row
            # never stands without its file.
            _write_atomically(path, sealed.data)
    except Exception:
        _discard(packet, path)
        raise
    return packet


def packet_open(packet: Packet) -> BytesIO:
    """The stored PDF, checked against the digest in its row. Raises PacketDamaged."""
    try:
        # Not `packet.file.open`: it keeps the handle of an earlier reading.
        with packet.file.storage.open(str(packet.file.name)) as file:
            data = bytes(file.read())
    except OSError as error:
        raise PacketDamaged(f"The file of packet {packet.public_id} cannot be read: {error.strerror}.") from error
    if hashlib.sha256(data).hexdigest() != packet.sha256:
        raise PacketDamaged(f"The file of packet {packet.public_id} is not the one that was sealed.")
    return BytesIO(data)


def packet_download(evaluation: Evaluation, kind: str, *, to: User) -> tuple[BytesIO, str]:
    """The packet's bytes and a name for the file, to somebody who may see the evaluation.

    While a grievance holds it, the packet of record is given to the employee alone (R22): Conflict (409) for others.
    The employee's copy is never held.

    The name tells the files of several people and years apart, without a person's name in the download folder. Raises
    NotVisible (404: there is none yet), Conflict (409: the stored file is not intact).
    """
    packet = Packet.objects.filter(evaluation=evaluation, kind=kind).first()
    if packet is None:
        raise NotVisible
    if packet.kind == PacketKind.RECORD.value and not may_be_given(evaluation, to):
        raise Conflict(HELD_SENTENCE)
    try:
        file = packet_open(packet)
    except PacketDamaged as damage:
        logger.exception("A packet could not be handed out.")
        raise Conflict(
            "The stored file is not the one that was sealed. Tell the people who run this system."
        ) from damage
    number, end = evaluation.employee.employee_no, evaluation.period_end
    return file, f"evaluation-{number}-{end:%Y-%m-%d}-{packet.kind.replace('_', '-')}.pdf"


def _packet_of(evaluation: Evaluation, kind: PacketKind) -> Packet | None:
    return Packet.objects.filter(evaluation=evaluation, kind=kind.value).first()


def _new_packet(
    evaluation: Evaluation, kind: PacketKind, round_number: int, sealed: SealedPacket, at: datetime
) -> Packet:
    public_id = uuid.uuid4()
    return Packet(
        public_id=public_id,
        evaluation=evaluation,
        kind=kind.value,
        round=round_number,
        document=sealed.text,
        document_sha256=sha256_of_text(sealed.text),
        sha256=hashlib.sha256(sealed.data).hexdigest(),
        size=len(sealed.data),
        pages=sealed.pages,
        # A name of its own per attempt: two workers never write to one path.
        file=f"packets/{at:%Y/%m}/{public_id}.pdf",
        sealed_at=at,
    )


def _record(packet: Packet, evaluation: Evaluation) -> None:
    digests = {"kind": packet.kind, "sha256": packet.sha256, "document_sha256": packet.document_sha256}
    event_record(stream=evaluation.stream, action="packet_sealed", by=None, at=packet.sealed_at, data=digests)


def _write_atomically(path: Path, data: bytes) -> None:
    """Whole or not at all, readable by the owner alone, and on the disk when this returns."""
    path.parent.mkdir(mode=settings.FILE_UPLOAD_DIRECTORY_PERMISSIONS, parents=True, exist_ok=True)
    handle, scratch = tempfile.mkstemp(dir=path.parent, prefix=".packet-")  # made with mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(scratch, path)
    except BaseException:
        os.unlink(scratch)
        raise


def _discard(packet: Packet, path: Path) -> None:
    """Remove the file of a packet that was not filed; keep it where a lost connection hid that it was."""
    try:
        is_filed = Packet.objects.filter(public_id=packet.public_id).exists()
    except DatabaseError:
        logger.warning("It is not known whether packet %s was filed; its file is kept.", packet.public_id)
        return
    if not is_filed:
        path.unlink(missing_ok=True)
