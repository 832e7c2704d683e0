"""Attachments and sealed packets."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.views import operation
from accounts.enums import Scope
from common.api.serializers import Asked, UploadField
from common.errors import NotVisible
from evaluations.api import shown
from evaluations.api.views import EvaluationView
from evaluations.enums import PacketKind
from evaluations.models import Attachment
from evaluations.services import attachment_add, attachment_remove
from evaluations.services.packets import packet_download


class AttachmentAsked(Asked):
    attachment = UploadField(
        allow_empty_file=True, max_length=255, help_text="PDF, PNG, JPEG, Word, Excel or plain text, up to 10 MB."
    )


class Attachments(EvaluationView):
    scopes = {"POST": Scope.EVALUATIONS_WRITE}
    parser_classes = [MultiPartParser]

    @operation(
        summary="Attach a file", asked=AttachmentAsked, answers=shown.AttachmentShown, status=201, refusals=(413,)
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """The Rater attaches a file to a draft. It never replaces Comments (R7)."""
        self.found(public_id, "edit")
        upload = self.body(AttachmentAsked)["attachment"]
        file = attachment_add(public_id=public_id, upload=upload, by=self.person, at=self.at)
        return self.one(shown.AttachmentShown(file).data, status=201)


class OneAttachment(EvaluationView):
    scopes = {"GET": Scope.EVALUATIONS_READ, "DELETE": Scope.EVALUATIONS_WRITE}

    @operation(summary="Download an attachment", answers=OpenApiTypes.BINARY, media="application/octet-stream")
    def get(self, request: Request, public_id: uuid.UUID, attachment_id: uuid.UUID) -> Any:
        """The bytes as they were attached; `sha256` of the evaluation's list says which."""
        self.no_query()
        file = Attachment.objects.filter(evaluation=self.found(public_id), public_id=attachment_id).first()
        if file is None:
            raise NotVisible
        return FileResponse(
            file.file.open("rb"), as_attachment=True, filename=file.name, content_type="application/octet-stream"
        )

    @operation(summary="Remove an attachment", status=204)
    def delete(self, request: Request, public_id: uuid.UUID, attachment_id: uuid.UUID) -> Response:
        """The Rater takes a file away again while it is a draft."""
        self.found(public_id, "edit")
        attachment_remove(public_id=public_id, attachment_id=attachment_id, by=self.person, at=self.at)
        return Response(status=204)


class PacketOf(EvaluationView):
    scopes = {"GET": Scope.EVALUATIONS_READ}

    @operation(summary="Download a packet", answers=OpenApiTypes.BINARY, media="application/pdf", refusals=(409,))
    def get(self, request: Request, public_id: uuid.UUID, kind: str) -> Any:
        """The sealed PDF. 404 while the worker has not made it yet; 409 where the stored file is not intact, or a
        grievance holds it."""
        self.no_query()
        evaluation = self.found(public_id)
        if kind not in {member.value for member in PacketKind}:
            raise NotVisible
        file, name = packet_download(evaluation, kind, to=self.person)
        return FileResponse(file, as_attachment=True, filename=name, content_type="application/pdf")
