"""The sealed PDF, to those who see the evaluation."""

from __future__ import annotations

import uuid

from django.http import FileResponse, HttpRequest
from django.utils import timezone
from django.views.decorators.http import require_safe

from evaluations.selectors import evaluation_get
from evaluations.services.packets import packet_download
from evaluations.views.access import user_of


@require_safe
def packet(request: HttpRequest, public_id: uuid.UUID, kind: str) -> FileResponse:
    """The packet of that kind as a download. 404 where there is none yet, 409 where its file is not intact, or held."""
    user = user_of(request)
    evaluation = evaluation_get(public_id, user, timezone.localdate(timezone.now()))
    file, name = packet_download(evaluation, kind, to=user)
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/pdf")
