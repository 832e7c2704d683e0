"""Uploads, as far as the reader may see them."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.models import User
from common.csvimport.errors import UnusableFile
from common.csvimport.layout import Layout
from common.errors import NotVisible
from common.searchkeys import search_words
from imports.enums import UploadStatus
from imports.models import SavedMapping, Upload, UploadRow
from imports.permissions import can_import, kinds_of
from imports.registry import Kind
from jobs.enums import JobStatus
from jobs.models import Job

# The job that an upload waits for in each state.
JOB_OF = {
    UploadStatus.CHECKING.value: "imports.check",
    UploadStatus.APPLYING.value: "imports.apply",
    UploadStatus.UNDOING.value: "imports.undo",
}


def uploads_listed(user: User | AnonymousUser) -> QuerySet[Upload]:
    """Everybody's uploads of the kinds that the person may import, the latest first: they stand in for each other."""
    names = [kind.name for kind in kinds_of(user)]
    return Upload.objects.filter(kind__in=names).select_related("by").order_by("-id")


def upload_for(user: User | AnonymousUser, public_id: uuid.UUID) -> Upload:
    """The upload; raises NotVisible where there is none that the person may see."""
    people = ("by", "applied_by", "undone_by", "progress")
    upload = Upload.objects.select_related(*people).filter(public_id=public_id).first()
    if upload is None or not can_import(user, upload.kind):
        raise NotVisible
    return upload


def rows_listed(upload: Upload, *, outcome: str = "", search: str = "") -> QuerySet[UploadRow]:
    """The file's rows in its order, narrowed by what becomes of them and by words of their number and name."""
    rows = UploadRow.objects.filter(upload=upload).order_by("line", "id")
    if outcome:
        rows = rows.filter(outcome=outcome)
    for word in search_words(search):
        rows = rows.filter(search_key__contains=word)
    return rows


def content_of(upload: Upload) -> bytes:
    """The bytes of the file. Raises UnusableFile where they are gone, or not those that were uploaded."""
    try:
        with upload.file.open("rb") as file:
            data: bytes = file.read()
    except (OSError, ValueError) as error:
        raise UnusableFile("The uploaded file is gone. Upload it again.") from error
    if hashlib.sha256(data).hexdigest() != upload.sha256:
        raise UnusableFile("The stored file is not the one that was uploaded. Upload it again.")
    return data


def layout_of(upload: Upload) -> Layout:
    """How the upload's file is read."""
    return Layout(upload.encoding, upload.sheet, upload.header_row, upload.mapping, upload.is_month_first)


def layouts_of(kind: Kind) -> dict[str, Mapping[str, str]]:
    """The headings of every saved mapping of the kind by its name, the latest first, then those that are shipped."""
    saved = SavedMapping.objects.filter(kind=kind.name).order_by("-saved_at")
    return {**{mapping.name: mapping.headings for mapping in saved}, **kind.layouts()}


def mappings_listed(kind: Kind) -> QuerySet[SavedMapping]:
    """What people have kept of the kind, by its name."""
    return SavedMapping.objects.filter(kind=kind.name).select_related("by").order_by("name")


def mapping_of(kind: Kind, pk: int) -> SavedMapping:
    """One of them; raises NotVisible where it is not there (any more)."""
    mapping = mappings_listed(kind).filter(pk=pk).first()
    if mapping is None:
        raise NotVisible
    return mapping


def job_key(upload: Upload) -> str:
    """Names the piece of work of this round in the outbox."""
    return f"{upload.public_id}:{upload.round}"


def trouble_of(upload: Upload) -> str:
    """ "" where the work goes on, "again" where it failed and is tried again, "given_up" where nobody will."""
    return troubles_of([upload]).get(upload.pk, "")


def troubles_of(uploads: Iterable[Upload]) -> dict[int, str]:
    """The same for several uploads by their ids; those without trouble are left out. One query, or none."""
    waiting = {(JOB_OF[upload.status], job_key(upload)): upload.pk for upload in uploads if upload.status in JOB_OF}
    if not waiting:
        return {}
    jobs = Job.objects.filter(name__in=set(JOB_OF.values()), key__in=[key for _name, key in waiting])
    found = {waiting[job.name, job.key]: job for job in jobs if (job.name, job.key) in waiting}
    told = {
        pk: "given_up" if job.status == JobStatus.FAILED.value else "again" if job.last_error else ""
        for pk, job in found.items()
    }
    return {pk: trouble for pk, trouble in told.items() if trouble}


def effects_told_to(user: User | AnonymousUser, upload: Upload) -> list[dict[str, Any]]:
    """What would come of it, without what concerns the reader, who reads of their own evaluation when it is issued."""
    return [effect for effect in upload.effects if effect.get("about") != user.pk]
