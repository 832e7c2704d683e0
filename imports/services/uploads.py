"""Files come in, are looked at, and go again."""

from __future__ import annotations

import hashlib
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.csvimport.errors import UnusableFile
from common.csvimport.headings import normalised
from common.errors import RuleViolations
from imports.enums import UploadStatus
from imports.models import Upload
from imports.permissions import check_can_import
from imports.registry import Kind
from imports.rules import fitting, guessed, known_names
from imports.selectors import Outline, content_of, layouts_of, outline_of
from imports.services.access import locked_for, move

LARGEST = 25 * 1024 * 1024
KEPT_UNAPPLIED = timedelta(days=30)
_FORGOTTEN = [UploadStatus.UPLOADED.value, UploadStatus.CHECKED.value, UploadStatus.FAILED.value]


@transaction.atomic
def upload_create(*, kind: str, file: UploadedFile[Any], by: User, at: datetime) -> Upload:
    """Keep a file and look at it: how it is probably to be read, and which heading probably holds which field.

    Raises NotVisible, RuleViolations (422: too large, empty, or of no use).
    """
    found = check_can_import(by, kind)
    if (file.size or 0) > LARGEST:
        megabytes = LARGEST // 1024 // 1024
        raise RuleViolations((), _("The file is larger than %(size)d MB: split it.") % {"size": megabytes})
    data = file.read()
    try:
        outline = _outlined(data, found)
    except UnusableFile as error:
        raise RuleViolations((), error.sentence) from error
    upload = Upload(
        kind=kind, by=by, created_at=at, name=_safe_name(file.name or ""), size=len(data),
        sha256=hashlib.sha256(data).hexdigest(), format=outline.format,
    )  # fmt: skip
    _take(upload, outline, found)
    # The stored name says nothing: who reads the folder learns no names from it.
    upload.file.save(f"{upload.public_id}.{outline.format}", ContentFile(data), save=False)
    try:
        upload.save()
    except BaseException:
        upload.file.delete(save=False)
        raise
    return upload


@transaction.atomic
def upload_read_anew(
    *, public_id: uuid.UUID, sheet: str, encoding: str, header_row: int, by: User
) -> Upload:  # fmt: skip
    """Look at another sheet, in another encoding, with the headings in another row; what was mapped is guessed anew.

    Raises NotVisible, Conflict, RuleViolations (422: nothing of use there).
    """
    upload, kind = locked_for(public_id, by)
    move(upload.reopen, upload)
    try:
        outline = _outlined(content_of(upload), kind, sheet=sheet, encoding=encoding, header_row=header_row)
    except UnusableFile as error:
        raise RuleViolations((), error.sentence) from error
    _take(upload, outline, kind)
    upload.header_row = header_row
    upload.save()
    return upload


def _outlined(data: bytes, kind: Kind, *, sheet: str = "", encoding: str = "", header_row: int = 0) -> Outline:
    known = known_names(kind.columns, layouts_of(kind).values())
    return outline_of(data, known=known, sheet=sheet, encoding=encoding, header_row=header_row)


def _take(upload: Upload, outline: Outline, kind: Kind) -> None:
    """Take over what was seen, a mapping that fits or else a guess among it."""
    layouts = layouts_of(kind)
    fit = fitting(outline.titles, layouts)
    upload.outline = {**outline.stored(), "fitting": fit}
    upload.encoding, upload.sheet, upload.header_row = outline.encoding, outline.sheet, 0
    upload.mapping = dict(layouts[fit]) if fit else guessed(outline.titles, kind.columns)
    upload.is_month_first = _has_month_first(upload, kind)


def _has_month_first(upload: Upload, kind: Kind) -> bool:
    """Whether every column of dates that holds any is written with the month first."""
    outline = upload.outline
    days = {upload.mapping[column.field] for column in kind.columns if column.is_day and column.field in upload.mapping}
    places = [number for number, title in enumerate(outline["titles"]) if normalised(title) in days]
    filled = [number for number in places if outline["samples"][number]]
    return bool(filled) and all(outline["month_first"][number] for number in filled)


@transaction.atomic
def upload_discard(*, public_id: uuid.UUID, by: User) -> Upload:
    """Delete the file and its difference, which hold personal data. Raises NotVisible, Conflict (it was applied)."""
    upload, _kind = locked_for(public_id, by)
    _discard(upload)
    return upload


@transaction.atomic
def uploads_discard_forgotten(*, at: datetime) -> int:
    """Discard what nobody has applied for a month; how many."""
    rows = Upload.objects.select_for_update().filter(status__in=_FORGOTTEN, created_at__lt=at - KEPT_UNAPPLIED)
    uploads = list(rows)
    for upload in uploads:
        _discard(upload)
    return len(uploads)


def _discard(upload: Upload) -> None:
    move(upload.discard, upload)
    upload.rows.all().delete()
    stored = str(upload.file.name)
    storage = upload.file.storage
    upload.file, upload.outline, upload.effects = "", {}, []
    upload.save()
    transaction.on_commit(lambda: storage.delete(stored))


def _safe_name(name: str) -> str:
    """The last part of the name without control characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last if letter.isprintable()).strip()[:200] or "file"
