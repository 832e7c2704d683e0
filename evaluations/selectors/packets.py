"""The packets of an evaluation, and what can be said of a PDF that somebody brings back."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import Q

from common.pdf.seal import STRANGER_LIMITS, Verdict, verify_pdf
from common.rates import TooOften
from evaluations.enums import EvaluationStatus, PacketKind
from evaluations.models import Evaluation, Packet
from jobs.selectors import given_up_keys

PACKET_JOB = "evaluations.packet_render"
BUSY = "Another file is being checked right now. Wait a minute, then try again."
_strangers_turn = threading.Lock()


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
    """Look for exactly this file among the packets, and check its seal.

    A few bytes of a seal's envelope are not covered by any signature: intact is only what is, byte for byte, a packet
    on record. A sealed file that is on no record (a restored database) stays unknown. Of a file that is on no record
    the seal only tells altered from unknown: it is read within narrow limits and one at a time, since anybody can
    write a file that is slow to read. Raises TooOften (429) while another one is being read.
    """
    packet = Packet.objects.filter(sha256=hashlib.sha256(data).hexdigest()).select_related("evaluation").first()
    folder = Path(settings.SEAL_DIR)
    if packet is None:
        verdict = verify_pdf(data, folder=folder, limits=STRANGER_LIMITS, turn=strangers_turn())
        return Finding(Verdict.UNKNOWN if verdict is Verdict.INTACT else verdict)
    verdict = verify_pdf(data, folder=folder)
    return Finding(verdict, is_newest=verdict is Verdict.INTACT and _is_newest(packet))


@contextmanager
def strangers_turn() -> Iterator[None]:
    """The turn of one file that is on no record; one at a time in each process. Raises TooOften (429)."""
    if not _strangers_turn.acquire(blocking=False):
        raise TooOften(BUSY)
    try:
        yield
    finally:
        _strangers_turn.release()


def _is_newest(packet: Packet) -> bool:
    """No later packet of it, nor of a correction of it; a void or superseded one is never the newest."""
    gone = (EvaluationStatus.VOID.value, EvaluationStatus.SUPERSEDED.value)
    if packet.evaluation.status in gone:
        return False
    later = Q(evaluation=packet.evaluation_id, pk__gt=packet.pk)
    corrected = Q(evaluation__corrects=packet.evaluation_id) & ~Q(evaluation__status=EvaluationStatus.VOID.value)
    return not Packet.objects.filter(later | corrected).exists()
