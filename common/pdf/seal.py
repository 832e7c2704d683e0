"""The agency's seal on a PDF (PAdES B-B), and what to say of a PDF that somebody brings back.

The seal certifies the file with no changes allowed. It is invisible and hidden, since a visible field outside the tag
tree would break PDF/UA (ISO 14289-1 §7.18). A time-stamp authority is used where the setting names one.
"""

from __future__ import annotations

import json
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from io import BytesIO
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.x509 import Certificate
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps.api import TimeStamper

from common.pdf.errors import LimitExceeded
from common.pdf.keys import certificates, sealing_key, serial_hex
from common.pdf.limits import Limits, run_limited
from common.pdf.timestamps import UrlTimeStamper

FIELD = "AgencySeal"
VERIFY_LIMITS = Limits(cpu_seconds=20, wall_seconds=40, memory_bytes=1024**3)
# For a file that nobody here made: enough for a packet of 25 MB, and little for whoever sends one made to be slow.
STRANGER_LIMITS = Limits(cpu_seconds=4, wall_seconds=12, memory_bytes=384 * 1024**2)
HEAD_BYTES = 1024  # ISO 32000-1 Annex H.3.4.1: readers accept the header within the first 1024 bytes


class Verdict(StrEnum):
    """INTACT: exactly as sealed. ALTERED: it bears our seal, but is not what was sealed. UNKNOWN: no seal of ours."""

    INTACT = "intact"
    ALTERED = "altered"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class SealPlace:
    """Where the keys lie, whose seal it is, and the address of a time-stamp authority ("" for none)."""

    folder: Path
    agency: str
    timestamp_url: str = ""


def seal_pdf(data: bytes, *, place: SealPlace, reason: str, at: datetime) -> bytes:
    """The PDF with our seal. Raises `SealKeyMissing` where every key has expired by then, OSError where the time-stamp
    authority does not answer."""
    key = sealing_key(place.folder, at=at)
    certificate_file = key.key_file.with_name(key.key_file.name.replace(".key.", ".cert."))
    # The library leaves `load` untyped.
    signer = signers.SimpleSigner.load(str(key.key_file), str(certificate_file))  # type: ignore[no-untyped-call]  # untyped there
    meta = signers.PdfSignatureMetadata(
        field_name=FIELD,
        name=place.agency,
        reason=reason,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    unseen = fields.InvisSigSettings(set_hidden_flag=True, set_print_flag=False)
    sealed = signers.sign_pdf(
        IncrementalPdfFileWriter(BytesIO(data)),
        meta,
        signer=signer,
        timestamper=_timestamper(place),
        new_field_spec=fields.SigFieldSpec(FIELD, invis_sig_settings=unseen, readable_field_name="Seal of the agency"),
    )
    return bytes(sealed.getvalue())


def verify_pdf(
    data: bytes, *, folder: Path, limits: Limits = VERIFY_LIMITS, turn: AbstractContextManager[None] | None = None
) -> Verdict:
    """What a file is worth, trusting only the certificates in the folder. Never raises for what the file holds.

    A file that nowhere spells one of our serial numbers cannot bear our seal, so junk is never even parsed. The rest
    is read by a process with limits, inside of `turn` where one is given; whatever bears the mark and does not pass is
    altered. A serial number stands twice in a seal, so that a change in one place does not hide it.
    """
    if b"%PDF-" not in data[:HEAD_BYTES]:
        return Verdict.UNKNOWN
    lowered = data.lower()
    ours = [certificate for certificate in certificates(folder) if serial_hex(certificate) in lowered]
    if not ours:
        return Verdict.UNKNOWN
    request = json.dumps([_pem(certificate) for certificate in ours]).encode() + b"\n" + data
    try:
        with turn or nullcontext():
            answer = run_limited("common.pdf.verify_worker", request, limits=limits)
    except LimitExceeded:
        return Verdict.ALTERED
    return Verdict.INTACT if answer == b"intact" else Verdict.ALTERED


def _pem(certificate: Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def _timestamper(place: SealPlace) -> TimeStamper | None:
    return UrlTimeStamper(place.timestamp_url) if place.timestamp_url else None
