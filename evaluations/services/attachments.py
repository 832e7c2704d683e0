"""Supporting files: added and removed by the Rater while it is a draft; hashed; named in what is signed."""

from __future__ import annotations

import hashlib
import uuid
from datetime import datetime
from typing import Any

import filetype
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import User
from common.errors import NotVisible, RuleViolations
from evaluations.models import Attachment, Evaluation
from evaluations.rules.violation import form_error
from evaluations.services.engine import step

MAX_BYTES = 10 * 1024 * 1024
MAX_FILES = 10
# What may be attached, by the bytes of the file: extension and the type it is served as.
ALLOWED = {
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "text/plain": "txt",
}
ALLOWED_WORDS = "PDF, PNG, JPEG, Word (docx), Excel (xlsx) or plain text"


def attachment_add(*, public_id: uuid.UUID, upload: UploadedFile[Any], by: User, at: datetime) -> Attachment:
    """Store a file with its hash. Raises RuleViolations (422) for its size, its number or its type."""
    with step(public_id=public_id, action="edit", by=by, at=at) as s:
        content = _checked_content(s.evaluation, upload)
        content_type = _type_of(content)
        name = _safe_name(upload.name or "", ALLOWED[content_type])
        digest = hashlib.sha256(content).hexdigest()
        attachment = Attachment(
            evaluation=s.evaluation,
            name=name,
            content_type=content_type,
            size=len(content),
            sha256=digest,
            added_at=at,
            added_by_id=by.pk,
        )
        # The stored name says nothing: who reads the folder learns no names from it.
        attachment.file.save(f"{attachment.public_id}.{ALLOWED[content_type]}", ContentFile(content), save=False)
        try:
            attachment.save()
        except BaseException:
            attachment.file.delete(save=False)
            raise
        s.record("attachment_added", sha256=digest, size=len(content))
    return attachment


def attachments_copy(original: Evaluation, correction: Evaluation) -> None:
    """Give the correction its own copy of each file: removing one there leaves the original whole."""
    for file in original.attachments.all():
        copy = Attachment(
            evaluation=correction,
            name=file.name,
            content_type=file.content_type,
            size=file.size,
            sha256=file.sha256,
            added_at=file.added_at,
            added_by_id=file.added_by_id,
        )
        with file.file.open("rb") as stored:
            copy.file.save(f"{copy.public_id}.{ALLOWED[file.content_type]}", ContentFile(stored.read()), save=False)
        copy.save()


def attachment_remove(*, public_id: uuid.UUID, attachment_id: uuid.UUID, by: User, at: datetime) -> None:
    """Take a file away again; its bytes go when the transaction has committed."""
    with step(public_id=public_id, action="edit", by=by, at=at) as s:
        attachment = Attachment.objects.filter(evaluation=s.evaluation, public_id=attachment_id).first()
        if attachment is None:
            raise NotVisible
        stored = attachment.file
        digest = attachment.sha256
        attachment.delete()
        s.record("attachment_removed", sha256=digest)
        transaction.on_commit(lambda: stored.storage.delete(str(stored.name)))


def _checked_content(evaluation: Evaluation, upload: UploadedFile[Any]) -> bytes:
    if evaluation.attachments.count() >= MAX_FILES:
        raise _refused("too_many_files", f"An evaluation holds {MAX_FILES} files at most. Remove one first.")
    if (upload.size or 0) > MAX_BYTES:
        megabytes = MAX_BYTES // 1024 // 1024
        raise _refused("file_too_large", f"“{upload.name}” is larger than {megabytes} MB. Make it smaller first.")
    content: bytes = upload.read()
    if not content:
        raise _refused("file_empty", f"“{upload.name}” is empty. Choose another file.")
    if _type_of(content) not in ALLOWED:
        raise _refused("file_type", f"“{upload.name}” is not a file of an allowed type: {ALLOWED_WORDS}.")
    return content


def _type_of(content: bytes) -> str:
    kind = filetype.guess(content)
    if kind is not None:
        return str(kind.mime)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return "text/plain" if "\x00" not in text else ""


def _safe_name(name: str, extension: str) -> str:
    """The last part of the name without control characters, with the extension that its bytes call for."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    printable = "".join(letter for letter in last if letter.isprintable()).strip(" .") or "file"
    stem = printable.rsplit(".", 1)[0][:150] or "file"
    return f"{stem}.{extension}"


def _refused(code: str, sentence: str) -> RuleViolations:
    return RuleViolations([form_error(code=code, message=sentence, field="attachment")], sentence)
