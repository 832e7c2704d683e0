"""The sealed PDF, to those who see the evaluation."""

from __future__ import annotations

import logging
import uuid

from django.http import FileResponse, HttpRequest
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.errors import Conflict, NotVisible
from evaluations.models import Evaluation, Packet
from evaluations.selectors import evaluation_get
from evaluations.services.packets import PacketDamaged, packet_open
from evaluations.views.access import user_of

logger = logging.getLogger(__name__)


@require_safe
def packet(request: HttpRequest, public_id: uuid.UUID, kind: str) -> FileResponse:
    """The packet of that kind as a download. 404 where there is none yet, 409 where its file is not intact."""
    evaluation = evaluation_get(public_id, user_of(request), timezone.localdate(timezone.now()))
    found = Packet.objects.filter(evaluation=evaluation, kind=kind).first()
    if found is None:
        raise NotVisible
    try:
        file = packet_open(found)
    except PacketDamaged as damage:
        logger.exception("A packet could not be handed out.")
        raise Conflict(
            "The stored file is not the one that was sealed. Tell the people who run this system."
        ) from damage
    return FileResponse(
        file, as_attachment=True, filename=_file_name(evaluation, found), content_type="application/pdf"
    )


def _file_name(evaluation: Evaluation, packet: Packet) -> str:
    """Tells the files of several people and years apart, without a name in the download folder."""
    kind = packet.kind.replace("_", "-")
    return f"evaluation-{evaluation.employee.employee_no}-{evaluation.period_end:%Y-%m-%d}-{kind}.pdf"
