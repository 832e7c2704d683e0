"""The packets of an evaluation, and what can be said of a PDF that somebody brings back."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import Q

from common.pdf.seal import Verdict, verify_pdf
from evaluations.enums import EvaluationStatus, PacketKind
from evaluations.models import Evaluation, Packet
from jobs.selectors import given_up_keys

PACKET_JOB = "evaluations.packet_render"


def packet_key(evaluation: Evaluation, kind: PacketKind) -> str:
    """Names the job of one packet, so that asking twice is one packet."""
    return f"{evaluation.public_id}:{kind.value}"


def packets_given_up(evaluation: Evaluation) -> set[PacketKind]:
    """The packets that the worker has tried in vain often enough to stop; they need somebody's hand."""
    keys = {packet_key(evaluation, kind): kind for kind in PacketKind}
    return {keys[key] for key in given_up_keys(PACKET_JOB, keys)}


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict, and for an intact packet whether it is the newest of its evaluation. Names nobody."""

    verdict: Verdict
    is_newest: bool = False


def packet_finding(data: bytes) -> Finding:
    """Check the file's seal, then look for exactly this file among the packets.

    A few bytes of a seal's envelope are not covered by any signature, hence the second look: intact is only what is,
    byte for byte, a packet on record. A sealed file that is on no record (a restored database) stays unknown.
    """
    verdict = verify_pdf(data, folder=Path(settings.SEAL_DIR))
    if verdict is not Verdict.INTACT:
        return Finding(verdict)
    packet = Packet.objects.filter(sha256=hashlib.sha256(data).hexdigest()).select_related("evaluation").first()
    if packet is None:
        return Finding(Verdict.UNKNOWN)
    return Finding(Verdict.INTACT, is_newest=_is_newest(packet))


def _is_newest(packet: Packet) -> bool:
    """No later packet of it, nor of a correction of it; a void or superseded one is never the newest."""
    gone = (EvaluationStatus.VOID.value, EvaluationStatus.SUPERSEDED.value)
    if packet.evaluation.status in gone:
        return False
    later = Q(evaluation=packet.evaluation_id, pk__gt=packet.pk)
    corrected = Q(evaluation__corrects=packet.evaluation_id) & ~Q(evaluation__status=EvaluationStatus.VOID.value)
    return not Packet.objects.filter(later | corrected).exists()
